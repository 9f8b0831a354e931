# Which entities a condition picks, and in which order: `where` and `sort` of a block, in the one expression language. In: a
# condition and the entities it is asked of. Out: those for which it is true, sorted, or a problem in its text.
from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from stemma.knowledge.derive import Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.scope import EntityScope
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.evaluate import evaluate
from stemma.vocabulary.expression import parse_expression
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.value import EntityValue, Failure, Value

Rank = tuple[int, Decimal | str | date]
_LAST: Rank = (9, "")


def filtered(condition: str, entities: Sequence[Entity], deriver: Deriver) -> tuple[Entity, ...] | Problem:
    """The entities for which the condition is true; where it cannot be decided, an entity is left out."""
    values = _values(condition, entities, deriver)
    if isinstance(values, Problem):
        return values
    odd = next((v for v in values if isinstance(v, Quantity | PartialDate | str | EntityValue | tuple)), None)
    if odd is not None:
        why = "this is neither true nor false"
        return Problem("block-option", why, 0, len(condition), ("compare something, for example `parameters > 1`",))
    return tuple(entity for entity, value in zip(entities, values, strict=True) if value is True)


def ordered(key: str, entities: Sequence[Entity], deriver: Deriver) -> tuple[Entity, ...] | Problem:
    """The entities by a value, smallest first; with a minus before it, largest first. What is not known comes last."""
    down = key.lstrip().startswith("-")
    start = key.index("-") + 1 if down else 0
    values = _values(key[start:], entities, deriver)
    if isinstance(values, Problem):
        return values.shifted(start)
    ranks = dict(zip((e.id for e in entities), map(_rank, values), strict=True))
    known = [e for e in entities if ranks[e.id] != _LAST]
    unknown = [e for e in entities if ranks[e.id] == _LAST]
    return (*sorted(known, key=lambda e: ranks[e.id], reverse=down), *unknown)


def _values(text: str, entities: Sequence[Entity], deriver: Deriver) -> list[Value] | Problem:
    expression = parse_expression(text)
    if isinstance(expression, Problem):
        return expression
    extra = _fields(entities, deriver)
    found: list[Value] = []
    for entity in entities:
        value = evaluate(expression, EntityScope(deriver, entity, extra)).value
        if isinstance(value, Failure):
            return value.problem
        found.append(value)
    return found


def _fields(entities: Sequence[Entity], deriver: Deriver) -> frozenset[str]:
    """The fields of all types among the entities: of a mixed list each has only some."""
    types = deriver.graph.schema.types
    return frozenset(name for type_name in {e.type for e in entities} for name in types[type_name].fields)


def _rank(value: Value) -> Rank:
    if isinstance(value, Quantity):
        number = value.interval.one_number
        return _LAST if number is None else (0, number)
    if isinstance(value, PartialDate):
        return (1, value.earliest)
    if isinstance(value, bool):
        return (2, str(value))
    if isinstance(value, EntityValue):
        return (3, value.id)
    return (4, value.casefold()) if isinstance(value, str) else _LAST
