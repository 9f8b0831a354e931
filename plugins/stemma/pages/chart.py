# The block `chart`: a drawing made at build time, for wide and for narrow screens, and the same as a table. In: a block's
# checked options. Out: HTML.
from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.chart import Axis, Chart, Measure, Point, chart_of
from stemma.knowledge.contest import contested
from stemma.knowledge.wording import inside
from stemma.pages import chart_scale as scales
from stemma.pages.chart_spec import Layout, Mark, Reach, points, rows
from stemma.pages.chart_svg import MOST_STOPS, Linked, available, drawing
from stemma.pages.colors import DEFAULT, readable
from stemma.pages.context import Site
from stemma.pages.inline import anchor, value_parts
from stemma.pages.notes import Mark as SourceMark
from stemma.pages.notes import Notes
from stemma.pages.template import render_template
from stemma.text.markdown_scan import scan
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity, format_quantity

MOST_ROWS, MOST_POINTS = 60, 500
MOST_LISTED = 1000  # rows of the table
MISSING = 6  # names of those without a value that are spelled out
_LENGTH, _SEEN = 400, 5  # pixels: of a usual axis, and from where on a line is seen beside its mark
_PALETTE = ("#3b5bdb", "#b35900", "#2b7a3e", "#b0267a", "#087f8c", "#6741d9", "#7a5230", "#5d6470")
_SHAPES = ("circle", "square", "diamond", "triangle-down", "cross")
NO_LIBRARY = (
    "charts need the Python package vl-convert-python, and it cannot be imported: they are shown as tables. "
    "Install `mkdocs-stemma[charts]`, and build the site again"
)


@dataclass(frozen=True, slots=True)
class Group:
    """What one colour and shape stands for."""

    label: str
    color: str
    shape: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    marks: tuple[SourceMark, ...] = ()
    how: str = ""
    contested: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    cells: tuple[Cell, ...]


def missing_library(site: Site) -> str | None:
    """What to warn of where a page has a chart and none can be drawn."""
    texts = (source.text for source in site.project.pages.values())
    wanted = any("chart" in text and any(b.name == "chart" for b in scan(text).blocks) for text in texts)
    return NO_LIBRARY if wanted and not available() else None


def chart_html(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The figure of the `number`-th block on the page at `path`."""
    chart = chart_of(block.options, block.values, block.ids, site.project.deriver)
    if not isinstance(chart, Chart):
        why = chart[0].message if chart else "There is nothing to draw: no entity is selected."
        return Markup('<p class="st-unknown">{}</p>').format(why)
    if chart.y is None and "sort" not in block.options and not block.values:
        chart = replace(chart, points=tuple(sorted(chart.points, key=_by_size, reverse=not chart.x.is_date)))
    groups = _groups(site, chart)
    most = MOST_ROWS if chart.y is None else MOST_POINTS
    shown = chart.points[:most]
    whole = _axis_words(chart.x), _axis_words(chart.y) if chart.y else ""
    marks = [_mark(site, chart, p, list(groups).index(p.group)) for p in shown]
    marks = _visible(chart, marks)
    links = [_linked(site, path, chart, p, groups[p.group]) for p in shown]
    height = int(block.options.get("height", "0"))
    colors = [group.color for group in groups.values()]
    svgs = [
        drawing(_layout(chart, marks, whole, height, narrow=narrow), links, colors, f"st-{style}")
        for narrow, style in ((False, "wide"), (True, "narrow"))
    ]
    notes = Notes(site, path, listed_here=False)
    title = block.options.get("title", "") or _title(chart, whole)
    view = {
        "uid": f"st-chart-{number}", "title": title, "text": _description(chart, whole),
        "svgs": [Markup(svg) for svg in svgs if svg],  # noqa: S704 - escaped where it is written
        "many": len(shown) > MOST_STOPS, "cut": f"{most:,} of {len(chart.points):,}" if len(chart.points) > most else "",
        "keys": _keys(chart, marks, groups), "heads": _heads(chart), "first": _first(site, chart),
        "rows": [_row(site, path, chart, p, groups, notes) for p in chart.points[:MOST_LISTED]],
        "listed": f"the first {MOST_LISTED:,}" if len(chart.points) > MOST_LISTED else "all",
        "missing": [(_name(site, chart, *m), site.href(m[0], path)) for m in chart.missing[:MISSING]],
        "more": max(len(chart.missing) - MISSING, 0),
    }  # fmt: skip
    kinds = {site.graph.entities[point.entity].type for point in chart.points}
    return render_template(site, "chart.html", view, kinds.pop() if len(kinds) == 1 else "")


# What is drawn -------------------------------------------------------------------------------------------------------


def _layout(chart: Chart, marks: Sequence[Mark], titles: tuple[str, str], height: int, *, narrow: bool) -> Layout:
    x, y = _scales(chart, marks, 4 if narrow else 6)
    if y is None:
        return rows(marks, x, kind=chart.kind, title=titles[0], height=height, narrow=narrow)
    return points(marks, x, y, kind=chart.kind, titles=titles, height=height, narrow=narrow)


def _visible(chart: Chart, marks: Sequence[Mark]) -> list[Mark]:
    """The marks without bounds so close to the value that no line would be seen."""
    x, y = _scales(chart, marks, 6)

    def seen(reach: Reach, scale: scales.Scale) -> Reach:
        ends = [scale.at(end, _LENGTH) for end in (reach.at, reach.low, reach.high) if end is not None]
        close = max(ends) - min(ends) < _SEEN and not (reach.down or reach.up)
        return replace(reach, low=reach.at, high=reach.at) if close else reach

    return [replace(m, x=seen(m.x, x), y=seen(m.y, y) if m.y is not None and y is not None else None) for m in marks]


def _scales(chart: Chart, marks: Sequence[Mark], ticks: int) -> tuple[scales.Scale, scales.Scale | None]:
    x = _scale(
        chart.x, [m.x for m in marks], [r for m in marks for r in m.rivals], ticks, from_zero=chart.kind == "bar"
    )
    if chart.y is None:
        return x, None
    return x, _scale(chart.y, [m.y for m in marks if m.y is not None], [], 5, from_zero=False)


def _scale(
    axis: Axis, reaches: Sequence[Reach], rivals: Sequence[float], ticks: int, *, from_zero: bool
) -> scales.Scale:
    ends = [end for r in reaches for end in (r.at, r.low, r.high) if end is not None] + list(rivals)
    if axis.is_date:
        return scales.calendar(ends, ticks)
    if axis.log:
        return scales.logarithmic([end for end in ends if end > 0], axis.unit, ticks)
    return scales.linear(ends, axis.unit, ticks, from_zero=from_zero)


def _mark(site: Site, chart: Chart, point: Point, series: int) -> Mark:
    rivals = contested(site.project.derived, point.entity, point.field)
    at = [
        _reach(Measure(s.value, point.x.leaf), chart.x) for s in rivals if isinstance(s.value, Quantity | PartialDate)
    ]
    lasting = tuple(r.at for r in at if chart.y is None and (not chart.x.log or r.at > 0))
    main = point.y or point.x
    return Mark(
        _name(site, chart, point.entity, point.field), _short(_text(point.x)), _reach(point.x, chart.x),
        _reach(point.y, chart.y) if point.y and chart.y else None, hollow=main.computed, warn=bool(rivals),
        rivals=lasting, series=series, shape=_SHAPES[series % len(_SHAPES)],
    )  # fmt: skip


def _reach(measure: Measure, axis: Axis) -> Reach:
    """A value's place and bounds. On a logarithmic axis a bound at or below zero is none."""
    value = measure.value
    if isinstance(value, PartialDate):
        first, last = value.earliest.toordinal(), value.latest.toordinal()
        return Reach((first + last) / 2, float(first), float(last))
    ratio = value.unit.ratio(axis.unit)
    factor = 1.0 if ratio is None else float(ratio)
    known = value.interval
    best, low, high = (None if end is None else float(end) * factor for end in (known.best, known.low, known.high))
    if axis.log and low is not None and low <= 0:
        low = None
    at = next((end for end in (best, low, high) if end is not None), 0.0)
    return Reach(at, low, high, down=low is None, up=high is None, bare=best is None)


def _by_size(point: Point) -> float:
    value = point.x.value
    if isinstance(value, PartialDate):
        return value.earliest.toordinal()
    return float(value.interval.one_number or 0)


def _groups(site: Site, chart: Chart) -> dict[str, Group]:
    """Colour and shape of each group, in the order in which they first come; types have their own colour."""
    schema = site.graph.schema
    if not chart.color:
        types = {site.graph.entities[p.entity].type for p in chart.points}
        color = readable(schema.types[types.pop()].color) if len(types) == 1 else DEFAULT
        return {"": Group("", color, _SHAPES[0])}
    found: dict[str, Group] = {}
    for at, key in enumerate(dict.fromkeys(p.group for p in chart.points)):
        label = key or "not known"
        color = _PALETTE[at % len(_PALETTE)]
        if chart.color == "type":
            label, color = schema.types[key].label, readable(schema.types[key].color)
        elif key in site.graph.entities:
            label = site.graph.entities[key].name
        elif key:
            field = next(
                f
                for p in chart.points
                if (f := schema.types[site.graph.entities[p.entity].type].fields.get(chart.color))
            )
            label = value_parts(site, "", key, field.kind, field.value_labels)[0].text
        found[key] = Group(label, color, _SHAPES[at % len(_SHAPES)])
    return found


# Words ---------------------------------------------------------------------------------------------------------------


def _text(measure: Measure) -> str:
    value = measure.value
    return value.display if isinstance(value, PartialDate) else format_quantity(value)


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:23]}…"


def _label(site: Site, entity_id: str, field: str) -> str:
    return site.graph.schema.types[site.graph.entities[entity_id].type].fields[field].label


def _name(site: Site, chart: Chart, entity_id: str, field: str) -> str:
    """What a mark is called: its entity, and the field where there are several; the field alone where all are one's."""
    name = site.graph.entities[entity_id].name
    if chart.x.field is not None or chart.y is not None:
        return name
    label = _label(site, entity_id, field)
    everyone = {p.entity for p in chart.points} | {e for e, _ in chart.missing}
    return label if len(everyone) == 1 else f"{name}, {inside(label)}"


def _axis_words(axis: Axis) -> str:
    words = [axis.field.label] if axis.field else []
    unit = scales.unit_words(axis.unit)
    words += [unit] if unit and unit.casefold() not in " ".join(words).casefold() else []
    words += ["logarithmic"] if axis.log else []
    return ", ".join(words)


def _title(chart: Chart, titles: tuple[str, str]) -> str:
    names = [axis.field.label for axis in (chart.y, chart.x) if axis and axis.field]
    return " against ".join([names[0], *map(inside, names[1:])]) if names else titles[0] or "Chart"


def _description(chart: Chart, titles: tuple[str, str]) -> str:
    kinds = {"bar": "Bars", "dot": "Dots", "scatter": "Points", "line": "Points joined by lines"}
    over = " and ".join(
        f"{title} on the {side} axis" for title, side in zip(titles, ("horizontal", "vertical"), strict=True) if title
    )
    count = len(chart.points)
    return f"{kinds[chart.kind]} for {count} value{'' if count == 1 else 's'}{f', {over}' if over else ''}. The table below holds the same."


def _linked(site: Site, path: str, chart: Chart, point: Point, group: Group) -> Linked:
    words = [site.graph.entities[point.entity].name]
    for axis, measure in ((chart.x, point.x), (chart.y, point.y)):
        if measure is not None and axis is not None:
            words += [inside(_label(site, point.entity, measure.leaf.field)), _text(measure)]
    words += [group.label] if chart.color else []
    words += ["computed"] if (point.y or point.x).computed else []
    words += ["contested"] if contested(site.project.derived, point.entity, point.field) else []
    return Linked(site.href(point.entity, path), ", ".join(words), group.color)


def _keys(chart: Chart, marks: Sequence[Mark], groups: dict[str, Group]) -> list[tuple[str, str, str, str]]:
    """The legend: a drawing's name, its colour, its shape, and what it means; only what the chart has."""
    first = next(iter(groups.values()))
    shape = "bar" if chart.kind == "bar" else first.shape
    found = []
    if chart.color:
        found += [("full", g.color, "bar" if chart.kind == "bar" else g.shape, g.label) for g in groups.values()]
    if any(m.hollow for m in marks):
        found += (
            [("full", first.color, shape, "stated")] if not chart.color and not all(m.hollow for m in marks) else []
        )
        found.append(("open", first.color, shape, "computed"))
    reaches = [r for m in marks for r in (m.x, m.y) if r is not None]
    if any(r.low is not None and r.high is not None and r.low < r.high for r in reaches):
        found.append(("error", "", "error", "may lie anywhere on the line"))
    if any(r.up for r in reaches):
        found.append(("error", "", "arrow", "or more"))
    if any(r.down for r in reaches):
        found.append(("error", "", "back", "or less"))
    if any(m.warn for m in marks):
        found += [("alert", "", "alert", "contested")]
    if any(m.rivals for m in marks):
        found.append(("rival", "", "rival", "what others say"))
    return found


# The table -------------------------------------------------------------------------------------------------------------


def _first(site: Site, chart: Chart) -> str:
    types = {site.graph.entities[p.entity].type for p in chart.points}
    return site.graph.schema.types[types.pop()].label if len(types) == 1 else "Name"


def _heads(chart: Chart) -> list[tuple[str, bool]]:
    names = [a.field.label if a.field else "Value" for a in (chart.x, chart.y) if a is not None]
    heads = [] if chart.x.field is not None or chart.y is not None else [("Field", False)]
    heads += [(name, True) for name in names]
    return heads + ([("Group", False)] if chart.color else [])


def _row(site: Site, path: str, chart: Chart, point: Point, groups: dict[str, Group], notes: Notes) -> Row:
    cells: list[Cell] = []
    if chart.x.field is None and chart.y is None:
        cells.append(Cell(_label(site, point.entity, point.field)))
    href = site.href(point.entity, path)
    for measure in (point.x, point.y):
        if measure is None:
            continue
        field = measure.leaf.field
        statement = measure.leaf.statement
        marks = notes.marks(statement.citations) if statement is not None and not measure.computed else ()
        how = f"{href}#{anchor(field)}"
        disputed = bool(contested(site.project.derived, point.entity, field))
        cells.append(
            Cell(
                _text(measure),
                marks,
                how if measure.computed or disputed else "",
                disputed,
                _label(site, point.entity, field),
            )
        )
    if chart.color:
        cells.append(Cell(groups[point.group].label))
    return Row(site.graph.entities[point.entity].name, href, tuple(cells))
