# Values as plain data for JSON. Decimals are strings of plain digits, so that no reader rounds them.
from __future__ import annotations

from decimal import Decimal
from typing import Any

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Citation, Hyperlink, Reference, Special, Statement
from stemma.knowledge.figure import Figure, Leaf, Stated
from stemma.knowledge.impact import Impact, Said
from stemma.knowledge.known import known_from
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Comparison, Quantity, format_quantity, plain
from stemma.vocabulary.value import EntityValue, Unknown

_PERCENT_PLACES = Decimal("0.01")


def decimal(value: Decimal | None) -> str | None:
    """Plain digits, never E notation; None stays None."""
    return None if value is None else plain(value)


def quantity(value: Quantity | None) -> dict[str, Any] | None:
    """`{best, low, high, unit, text}`; an open side is null."""
    if value is None:
        return None
    interval = value.interval
    return {
        "best": decimal(interval.best),
        "low": decimal(interval.low),
        "high": decimal(interval.high),
        "unit": value.unit.text,
        "text": format_quantity(value),
    }


def plain_value(value: object) -> Any:
    """Any value as JSON: a quantity as above, a date as ISO text, a reference as its id."""
    if isinstance(value, Quantity):
        return quantity(value)
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, Reference | EntityValue):
        return value.id
    if isinstance(value, Hyperlink):
        return {"url": value.url, "title": value.title} if value.title else value.url
    if isinstance(value, Special):
        return value.value
    if isinstance(value, Unknown):
        return None
    if isinstance(value, tuple):
        return [plain_value(item) for item in value]
    return value


def statement(stated: Statement, *, accepted: bool, derived: Derived, entity_id: str) -> dict[str, Any]:
    """`{value, source, at, rank, accepted}` and what else is said of the statement."""
    made: dict[str, Any] = {"value": plain_value(stated.value)}
    if stated.formula is not None:
        figure = derived.figures.get((entity_id, stated.field, stated.index))
        made = {"value": quantity(figure.value) if figure else None, "formula": stated.formula.text}
    elif isinstance(stated.value, Quantity):
        made["written"] = stated.text
    cited = stated.citations if stated.formula is None or stated.own_citations else ()
    made |= {
        **_cited(cited),
        "rank": stated.rank,
        "accepted": accepted,
    }
    if isinstance(stated.value, Special):
        made["special"] = stated.value.value
    since = None if stated.formula else known_from(derived.graph, stated.citations)
    optional = {
        "known_since": since.isoformat() if since else "",
        "as_of": stated.as_of.iso if stated.as_of else "",
        "note": stated.note,
        "inferred": stated.inferred,
        "disputed": stated.disputed,
        "attributes": {name: plain_value(value) for name, value in (stated.attributes or {}).items()},
    }
    return made | {key: value for key, value in optional.items() if value}


def _cited(citations: tuple[Citation, ...]) -> dict[str, Any]:
    """The sources of a statement, and where it stands in them: one place for all, or a list with one for each."""
    pairs = list(dict.fromkeys((c.id, c.at) for c in citations))
    places = [at for _, at in pairs]
    same = len(set(places)) < 2
    return {"source": [id_ for id_, _ in pairs], "at": next(iter(places), "") if same else places}


class Budget:
    """How many computed inputs may still be spelled out, and how deep: shared inputs would otherwise be told twice, four
    times, …, and a chain of thousands is more nesting than readers of JSON bear."""

    def __init__(self, left: int, depth: int = 100) -> None:
        self.left = left
        self.depth = depth

    def take(self) -> bool:
        """Whether one more may be told, a level deeper than the last; `give_back` when it has been."""
        if self.left <= 0 or self.depth <= 0:
            return False
        self.left -= 1
        self.depth -= 1
        return True

    def give_back(self) -> None:
        self.depth += 1


def figure(made: Figure, derived: Derived, budget: Budget) -> dict[str, Any]:
    """A figure with its inputs, down to the stated values as far as `budget` goes, and what was stated against it."""
    result: dict[str, Any] = {
        "id": made.id,
        "value": quantity(made.value),
        "formula": made.formula.text,
        "inputs": [leaf(item, derived, budget) for item in made.leaves],
        "stated": [stated(item) for item in made.stated],
    }
    if made.value is None:
        result["missing"] = list(made.missing)
    return result


def percent(comparison: Comparison) -> str | None:
    """The difference in per cent of the computed value, to two places."""
    return None if comparison.percent is None else decimal(comparison.percent.quantize(_PERCENT_PLACES))


def stated(item: Stated) -> dict[str, Any]:
    """A stated value with its `comparison`, and its `difference` as a number and in per cent of the computed value."""
    comparison, said = item.comparison, item.statement
    return {
        "value": plain_value(said.value),
        "written": said.text,
        **_cited(said.citations),
        "rank": said.rank,
        "comparison": comparison.kind,
        "difference": decimal(comparison.difference),
        "percent": percent(comparison),
    } | ({"note": said.note} if said.note else {})


def leaf(item: Leaf, derived: Derived, budget: Budget) -> dict[str, Any]:
    """One input: where its value stands, and its own formula and inputs, or its source."""
    made: dict[str, Any] = {
        "name": item.name, "entity": item.entity, "field": item.field, "value": plain_value(item.value),
    }  # fmt: skip
    inner = derived.figures.get(item.figure) if item.figure else None
    if inner is not None:
        made |= {"figure": inner.id, "formula": inner.formula.text}
        if budget.take():
            made["inputs"] = [leaf(deeper, derived, budget) for deeper in inner.leaves]
            budget.give_back()
        return made
    cited = item.statement.citations if item.statement else ()
    return made | {"source": [c.id for c in cited], "at": [c.at for c in cited]}


def impact(target: str, made: Impact) -> dict[str, Any]:
    """What rests on `target`, and under `alone` what would fall with it."""

    def told(statements: tuple[Said, ...], figures: tuple[str, ...], claims: tuple[str, ...]) -> dict[str, Any]:
        fields = [
            {"id": f"{s.entity}.{s.statement.field}", "value": plain_value(s.statement.value)} for s in statements
        ]
        return {"statements": fields, "figures": list(figures), "claims": list(claims)}

    return {
        "id": target,
        **told(made.statements, made.figures, made.claims),
        "alone": told(made.alone_statements, made.alone_figures, made.alone_claims),
    }
