# A scope for expressions over plain mappings, with one small vocabulary of units: all that tests of the language need of a
# graph.
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from stemma.vocabulary.expression import EntityValue, Unknown, Value
from stemma.vocabulary.quantity import Quantity, parse_quantity
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
