# The block `calculator`: a figure whose inputs can be moved. In: the block's options. Out: HTML that says everything without
# a script, and holds what `calculator.js` needs to compute the figure again.
from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.calculation import Calculation, calculation, figure_at, figure_keys, named_inputs
from stemma.knowledge.figure import Figure, Place
from stemma.knowledge.links import Target, resolve
from stemma.knowledge.wording import value_text
from stemma.pages import figure as figure_views
from stemma.pages.context import Site
from stemma.pages.figure import Against, Step
from stemma.pages.inline import anchor
from stemma.pages.notes import Notes
from stemma.pages.template import render_template
from stemma.vocabulary.expression_tree import interval_data
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, convert, format_quantity, plain
from stemma.vocabulary.schema import Field
from stemma.vocabulary.unit import Unit

MOST = 12  # inputs that can be moved at once; of more, those with bounds come first
_FINE = 100  # a range that spans more than this is moved by powers
_FUNCTIONS = {"root", "exponential", "logarithm", "floor", "remainder", "real power", "rounding"}
_HALF, _TWO = Decimal("0.5"), Decimal(2)


@dataclass(frozen=True, slots=True)
class Range:
    """How far an input can be moved, in its own unit, and in words why so far."""

    low: Decimal
    high: Decimal
    said: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """An input that can be moved: what it says, and what stands before and after the number in its field."""

    step: Step
    range: Range
    before: str
    after: str


def calculator_html(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The HTML of the block on the page at `path`."""
    target = resolve(block.options["figure"], site.graph)
    deriver = site.project.deriver
    if not isinstance(target, Target) or not figure_keys(deriver, target.entity, target.field):
        return '<p class="st-unknown">This value is stated, not computed: there is nothing to calculate.</p>'
    figure = figure_at(deriver, target.entity, target.field)
    if figure is None or figure.value is None:
        missing = ", ".join(figure.missing) if figure is not None else ""
        return f'<p class="st-unknown">Not known: it lacks {missing or "an input"}.</p>'
    named = named_inputs(deriver, figure)
    chosen = frozenset(named[text] for text in block.columns if text in named)
    made = calculation(deriver, figure, chosen or None)
    if made is not None and len(made.movable) > MOST:
        made = calculation(deriver, figure, _foremost(made))
    notes = Notes(site, path, listed_here=False)
    entity = site.graph.entities[figure.key[0]]
    view = replace(figure_views.view(site, path, figure, notes), id=f"calculator-{number}")
    controls = _controls(site, path, made, notes) if made else {}
    others = [leaf for leaf in (made.leaves if made else figure.leaves) if leaf.place not in controls]
    return render_template(
        site, "calculator.html",
        {
            "view": view, "title": block.options.get("title", "") or f"{entity.name}: {view.label}",
            "href": f"{site.href(entity.id, path)}#{anchor(figure.key[1])}", "controls": list(controls.values()),
            "computed": [
                (figure_views.step(site, path, leaf, notes), made.numbers.get(leaf.place, -1) if made else -1)
                for leaf in others if leaf.figure is not None
            ],
            "fixed": [figure_views.step(site, path, leaf, notes) for leaf in others if leaf.figure is None],
            "data": _data(figure, made, controls, view.stated) if made and controls else "",
            "scripts": " ".join(scripts_for(made.data)) if made else "",
        },
        entity.type,
    )  # fmt: skip


def _foremost(made: Calculation) -> frozenset[Place]:
    """The inputs to move where there are too many: those with bounds first, then as they are read."""
    able = [leaf for leaf in made.leaves if leaf.place in made.movable]
    able.sort(key=lambda leaf: isinstance(leaf.value, Quantity) and leaf.value.interval.is_exact)
    return frozenset(leaf.place for leaf in able[:MOST])


def _controls(site: Site, path: str, made: Calculation, notes: Notes) -> dict[Place, Control]:
    """The inputs that can be moved, in the order in which they are read."""
    found: dict[Place, Control] = {}
    for leaf in made.leaves:
        if leaf.place not in made.movable or not isinstance(leaf.value, Quantity):
            continue
        type_ = site.graph.schema.types.get(site.graph.entities[leaf.entity].type)
        field = type_.fields.get(leaf.field) if type_ else None
        before, _, after = unit_around(leaf.value.unit)
        found[leaf.place] = Control(
            figure_views.step(site, path, leaf, notes), range_of(leaf.value, field), before, after
        )
    return found


def range_of(value: Quantity, field: Field | None) -> Range:
    """From one bound to the other; half to double of what is exact; a bare bound to its double. Within the field's limits."""
    interval, unit = value.interval, value.unit
    low, high = interval.low, interval.high
    if low is not None and high is not None and low != high:
        said = f"{_ends(low, high, unit)}, its bounds"
    else:
        at = interval.one_number or Decimal(0)
        if interval.is_exact:
            low, high = sorted((at * _HALF, at * _TWO)) if at else (Decimal(-1), Decimal(1))
            said = "half to double"
        elif low is not None:
            low, high, said = at, at + (abs(at) or Decimal(1)), "from its lower bound up"
        else:
            low, high, said = at - (abs(at) or Decimal(1)), at, "from its upper bound down"
        least, most = (_limit(limit) for limit in ((field.minimum, field.maximum) if field else (None, None)))
        low = max(low, least) if least is not None else low
        high = min(high, most) if most is not None else high
        said = f"{_ends(low, high, unit)}, {said}"
    whole = field is not None and field.kind == "integer"
    counted = unit.is_count and interval.is_exact and all(end == end.to_integral_value() for end in (low, high))
    return Range(low, high, said, whole or counted)


def _limit(limit: Quantity | None) -> Decimal | None:
    return limit.interval.best if limit is not None else None


def _ends(low: Decimal, high: Decimal, unit: Unit) -> str:
    before, _, after = unit_around(unit)
    first = value_text(Quantity(Interval.exact(low), unit)).removesuffix(after)
    second = value_text(Quantity(Interval.exact(high), unit))
    return f"{first} – {second}" if before or first != second else second


def unit_around(unit: Unit) -> tuple[str, str, str]:
    """What stands before a number in this unit, after one, and after many."""
    one, many = (format_quantity(Quantity(Interval.exact(n), unit), exact=True).partition(str(n)) for n in (1, 2))
    return one[0], one[2], many[2]


def _data(figure: Figure, made: Calculation, controls: dict[Place, Control], stated: Iterable[Against]) -> str:
    """What the script needs, as JSON: the trees, the figure's unit and written text, the inputs and the stated values."""
    value = figure.value
    if value is None:
        return ""
    values = {leaf.place: leaf.value for leaf in made.leaves if isinstance(leaf.value, Quantity)}
    inputs = []
    for place, control in controls.items():
        given, span = values[place], control.range
        by_powers = span.low > 0 and span.high / span.low > _FINE
        ends = [plain(end) for end in (given.interval.one_number or Decimal(0), span.low, span.high)]
        inputs.append([made.numbers[place], ".".join(place), *ends, by_powers, span.whole, unit_around(given.unit)])
    data: dict[str, Any] = {
        **made.data, "unit": unit_around(value.unit), "text": format_quantity(value) if value.text else "", "inputs": inputs,
        "stated": [
            None if against.rejected else _stated(one.statement.value, value.unit)
            for one, against in zip(figure.stated, stated, strict=True)
        ],
        "units": {
            str(number): unit_around(values[place].unit)
            for place, number in made.numbers.items() if str(number) in made.data["of"] and place in values
        },
    }  # fmt: skip
    return json.dumps(data, separators=(",", ":"), ensure_ascii=False)


def scripts_for(data: dict[str, Any]) -> list[str]:
    """The scripts that compute these trees: two of them only where a step or a repeated input asks for it."""
    steps: set[str] = set()
    reads: list[int] = []
    waiting: list[Any] = [tree["t"] for tree in data["f"]]
    while waiting:
        at = waiting.pop()
        if at[0] == "in":
            reads.append(at[1])
        elif at[0] != "c":
            steps.add(at[0])
            waiting += [part for part in at[1:] if isinstance(part, list)]
    repeated = len(set(reads)) < len(reads)
    more = {"calculator-functions": bool(steps & _FUNCTIONS), "calculator-sharp": repeated}
    names = ["calculator-number", *(name for name, needed in more.items() if needed)]
    return [*names, "calculator-tree", "calculator-text", "calculator"]


def _stated(value: object, unit: Unit) -> Any:
    """A stated value in the figure's unit; None where it has none that compares."""
    found = convert(value, unit) if isinstance(value, Quantity) else None
    if not isinstance(found, Quantity):
        return None
    return interval_data(replace(found.interval, best=None) if found.is_range else found.interval)
