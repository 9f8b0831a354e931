# What the tests of quantities and expressions share: one small vocabulary of units, and a graph made of plain mappings.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import pytest

from stemma.vocabulary.expression import EntityValue, Expression, Unknown, Value, evaluate, parse_expression
from stemma.vocabulary.quantity import Quantity, parse_quantity, plain
from stemma.vocabulary.units import Units

DEFINITIONS = (
    "GPU = [gpu], count",
    "USD = [currency], symbol $",
    "EUR = [currency], symbol €",
    "ship = [ship], count",
    "person = [person], count, plural people",
    "GPUday = 24 GPU*hour",
)

Names = Mapping[str, Value | str]


@pytest.fixture(scope="session")
def units() -> Units:
    made, problems = Units.build(DEFINITIONS)
    assert problems == ()
    return made


class PlainGraph:
    """A scope over mappings. Text that reads as a quantity is one; `parents` spans the lineage."""

    def __init__(self, units: Units, names: Names, fields: Mapping[str, Names], parents: Mapping[str, tuple[str, ...]]):
        self._units = units
        self._names = {name: self._value(value) for name, value in names.items()}
        self._fields = {
            entity: {field: self._value(value, f"{entity}.{field}") for field, value in values.items()}
            for entity, values in fields.items()
        }
        self._parents = parents

    def _value(self, value: Value | str, path: str = "") -> Value:
        if value == "unknown":
            return Unknown((path,))
        if isinstance(value, str):
            found = parse_quantity(value, self._units)
            return found if isinstance(found, Quantity) else value
        return value

    def name(self, name: str) -> Value | None:
        return self._names.get(name)

    def names(self) -> Iterable[str]:
        return self._names

    def field(self, entity_id: str, field: str) -> Value | None:
        return self._fields[entity_id].get(field)

    def entity(self, entity_id: str) -> EntityValue | None:
        return EntityValue(entity_id) if entity_id in self._fields else None

    def entity_ids(self) -> Iterable[str]:
        return self._fields

    def _walk(self, start: str, steps: Callable[[str], Iterable[str]]) -> tuple[EntityValue, ...]:
        found: dict[str, None] = {}
        waiting = list(steps(start))
        while waiting:
            at = waiting.pop(0)
            if at not in found and at != start:
                found[at] = None
                waiting.extend(steps(at))
        return tuple(EntityValue(entity) for entity in found)

    def ancestors(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        return () if via == ("nothing",) else self._walk(entity_id, lambda at: self._parents.get(at, ()))

    def descendants(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        return self._walk(entity_id, lambda at: [child for child, parents in self._parents.items() if at in parents])

    def is_increment(self, field: str) -> bool:
        return field == "cost"

    def units(self) -> Units:
        return self._units


@pytest.fixture
def graph(units) -> Callable[..., PlainGraph]:
    """Makes a graph: `graph({"price": "$2"}, {"h800": {"cost": "$5"}}, {"r1": ("v3",)})`."""

    def make(names=None, fields=None, parents=None):
        return PlainGraph(units, names or {}, fields or {}, parents or {})

    return make


@pytest.fixture
def compute(graph) -> Callable[..., Value]:
    """The value of an expression whose names are keyword arguments."""

    def run(text: str, **names):
        expression = parse_expression(text)
        assert isinstance(expression, Expression), expression
        return evaluate(expression, graph(names)).value

    return run


@pytest.fixture(scope="session")
def bounds() -> Callable[[object], str]:
    """A quantity as `low..best..high unit`, with `(` and `)` at open ends, `-` for what there is not."""

    def show(value: object) -> str:
        assert isinstance(value, Quantity), value
        interval = value.interval
        low, best, high = ("-" if d is None else plain(d) for d in (interval.low, interval.best, interval.high))
        text = f"{'(' if interval.low_open else ''}{low}..{best}..{high}{')' if interval.high_open else ''}"
        return f"{text} {value.unit.text}".rstrip()

    return show
