# The page of all figures: what each comes to, by which formula, and how what was stated stands to it. In: the site. Out: a
# finished page.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from markupsafe import Markup

from stemma.knowledge.figure import Figure, FigureKey, Stated
from stemma.knowledge.wording import count, rounded_outwards, signed
from stemma.pages import figure as figure_views
from stemma.pages.context import Page, Site
from stemma.pages.inline import anchor, value_parts
from stemma.pages.notes import Mark, Notes
from stemma.pages.table_pages import bound, leaves
from stemma.pages.tables import Cell, Head, Row, Words, number_key
from stemma.pages.template import render_template
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity, plain

_HEADS = (
    Head("figure", "Figure", choice="Of"), Head("value", "Value", "number"),
    Head("stated", "Stated against it", "number", choice="Stated", words=True), Head("formula", "Computed as"),
)  # fmt: skip
_WORDS = {
    "exact": ("exactly", "good"), "agrees": ("agrees", "good"), "off": ("off", "bad"), "incomparable": ("in another unit", "plain"),
}  # fmt: skip
Differing: TypeAlias = tuple[Decimal, Figure, Stated]  # how far in per cent, of what, and what was stated
_MOST_PLACES = 30
_AGREEING = frozenset({"exact", "agrees"})


@dataclass(frozen=True, slots=True)
class Against:
    """A stated value beside the computed one: how it stands to it, in words and in per cent."""

    text: str
    kind: str
    tone: str
    percent: str
    marks: tuple[Mark, ...]
    rejected: bool


@dataclass(frozen=True, slots=True)
class Example:
    """A stated value, how far it lies from the computed one, and what it may mean as it is written."""

    text: str
    percent: str
    bounds: str
    href: str
    computed: str


def figures_pages(site: Site) -> Iterator[Page]:
    """The page at `site.special("figures")`, and of very many figures those that go on."""
    path = site.special("figures")
    figures = [figure for _, figure in sorted(site.project.derived.figures.items()) if not figure.failed]
    notes: dict[str, Notes] = {}
    groups = []
    for type_ in site.graph.schema.types.values():
        own = [f for f in figures if site.graph.entities[f.key[0]].type == type_.name]
        own.sort(key=lambda f: (site.graph.entities[f.key[0]].name.casefold(), f.key))
        if own:
            groups.append((type_.plural, own))

    def row(at: str, figure: Figure) -> Row:
        own = notes.setdefault(at, Notes(site, at, listed_here=False))
        numbers = own.numbers_of(c for item in figure.stated for c in item.statement.citations)
        figures = site.project.derived.figures
        return site.kept(("figure row", at, figure.key, numbers), lambda: _row(site, at, figures[figure.key], own))

    made = leaves(site, path, _HEADS, groups, row, Words("figures", "Figures", "figures", wide=True))
    stated = [item.comparison.kind for figure in figures for item in figure.stated if item.statement.rank != "rejected"]
    off = min(_differing(figures, "off"), key=_distance, default=None)
    beside = [off[1]] if off and any(_differing([off[1]], "agrees")) else figures
    agreeing = max(_differing(beside, "agrees"), key=_distance, default=None)
    view = {
        "table": made[0].table,
        "number": len(figures), "figures": count(len(figures), "figures"), "stated": count(len(stated), "stated values"),
        "any_stated": bool(stated), "agree": sum(kind in _AGREEING for kind in stated), "off": stated.count("off"),
        "agreeing": _example(site, path, agreeing), "off_example": _example(site, path, off),
    }  # fmt: skip
    html = render_template(site, "figures.html", view)
    about = "Every computed value, with its formula and what was stated against it."
    yield from bound(site, Page(path, "Figures", html, description=about), made)


def _row(site: Site, path: str, figure: Figure, notes: Notes) -> Row:
    entity_id, name, _ = figure.key
    entity = site.graph.entities[entity_id]
    href = site.href(entity_id, path)
    value = Markup("<b>{}</b>").format(_value(figure))
    if figure.missing:
        value += Markup("<small>missing: {}</small>").format(", ".join(figure.missing))
    if figure.value and (between := _between(figure.value)):
        value += Markup("<small>{}</small>").format(between)
    stated = [_against(site, path, item, notes) for item in figure.stated]
    cells = (
        Cell(value, number_key(figure.value) if figure.value else ""),
        Cell(Markup(render_template(site, "stated.html", {"stated": stated})), _farthest(figure)),  # noqa: S704 - the template escapes
        Cell(Markup('<span class="st-formula">{}</span>').format(figure_views.words(site, figure))),
    )  # fmt: skip
    of = Markup('<a data-st-c href="{}">{}</a>').format(href, entity.name)
    return Row(_label(site, figure), f"{href}#{anchor(name)}", cells, note=of)


def _between(quantity: Quantity, *, units: bool = False) -> str:
    """`5.23 to 5.80`: the bounds in the value's unit, rounded outwards to two digits of what lies between them."""
    low, high = quantity.interval.low, quantity.interval.high
    if low is None or high is None or low == high:
        return ""
    ends = rounded_outwards(low, high, max((high - low).adjusted() - 1, -_MOST_PLACES))
    if units:
        return " to ".join(format_quantity(Quantity(Interval.exact(end), quantity.unit), exact=True) for end in ends)
    return " to ".join(f"{end:,f}".replace("-", "−") for end in ends)


def _label(site: Site, figure: Figure) -> str:
    return site.graph.schema.types[site.graph.entities[figure.key[0]].type].fields[figure.key[1]].label


def _value(figure: Figure) -> str:
    return format_quantity(figure.value) if figure.value else "not known"


def _against(site: Site, path: str, item: Stated, notes: Notes) -> Against:
    said, kind = item.statement, item.comparison.kind
    words, tone = _WORDS[kind]
    percent = signed(item.comparison.percent) if kind in {"agrees", "off"} else ""
    text = ", ".join(part.text for part in value_parts(site, path, said.value))
    rejected = said.rank == "rejected"
    return Against(text, words, "plain" if rejected else tone, percent, notes.marks(said.citations), rejected)


def _farthest(figure: Figure) -> str:
    """The largest difference in per cent, without its sign."""
    found = [abs(p) for item in figure.stated if (p := item.comparison.percent) is not None]
    return plain(max(found)) if found else ""


def _example(site: Site, path: str, found: Differing | None) -> Example | None:
    """A stated value that looks wrong at first: one that agrees from far away, or one that is off by little."""
    if found is None:
        return None
    _, figure, item = found
    value = item.statement.value
    if not isinstance(value, Quantity):
        return None
    entity_id, name, _ = figure.key
    return Example(
        ", ".join(part.text for part in value_parts(site, path, value)), f"{signed(item.comparison.percent)} %",
        _between(value, units=True), f"{site.href(entity_id, path)}#{anchor(name)}", _value(figure),
    )  # fmt: skip


def _distance(found: Differing) -> tuple[Decimal, FigureKey, int]:
    return found[0], found[1].key, found[2].statement.index


def _differing(figures: list[Figure], kind: str) -> Iterator[Differing]:
    for figure in figures:
        for item in figure.stated:
            percent = item.comparison.percent
            if item.comparison.kind == kind and percent and item.statement.rank != "rejected":
                yield abs(percent), figure, item
