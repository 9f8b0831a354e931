# What an expression may ask of the graph. One scope for a formula (names are its inputs), one for rules, `where` and
# `sort` (names are the entity's fields). Everything that was read is kept for the trace.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Protocol

from stemma.knowledge.entity import Entity
from stemma.knowledge.figure import FigureKey, Leaf
from stemma.knowledge.graph import Graph
from stemma.knowledge.paths import Path
from stemma.text.source import Span
from stemma.vocabulary.formula import Formula, Input
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.units import Units
from stemma.vocabulary.value import EntityValue, Unknown, Value

_NO_INPUTS: Mapping[str, Input] = {}


class Reading(Protocol):
    """Whoever can say what a field holds now: the deriver, which computes it if it must."""

    @property
    def graph(self) -> Graph: ...

    def read(self, reader: FigureKey | None, entity_id: str, name: str, shown: str = "") -> Leaf | None:
        """The field's accepted value as a leaf; None where the type has no such field."""

    def looked_at(self, reader: FigureKey | None, ids: Iterable[str]) -> None:
        """Remember that whoever asks rests on these entities, be they there or not."""

    def failed(self, leaf: Leaf) -> bool:
        """Whether a leaf is unknown because of an error that was reported."""

    def path(self, text: str, own: str) -> Path | Problem:
        """What an input's path means."""


class GraphScope:
    """Access to entities, their fields and their lineage."""

    def __init__(self, deriver: Reading, reader: FigureKey | None) -> None:
        self.deriver = deriver
        self.reader = reader
        self.leaves: dict[tuple[str, str, str], Leaf] = {}
        self.rests_on_error = False

    def units(self) -> Units:
        return self.deriver.graph.schema.units

    def entity(self, entity_id: str) -> EntityValue | None:
        self.deriver.looked_at(self.reader, (entity_id,))
        return EntityValue(entity_id) if entity_id in self.deriver.graph.entities else None

    def entity_ids(self) -> Iterable[str]:
        return self.deriver.graph.entities

    def ancestors(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        return self._lineage(entity_id, self.deriver.graph.ancestors(entity_id, via))

    def descendants(self, entity_id: str, via: tuple[str, ...]) -> tuple[EntityValue, ...]:
        return self._lineage(entity_id, self.deriver.graph.descendants(entity_id, via))

    def _lineage(self, entity_id: str, found: tuple[str, ...]) -> tuple[EntityValue, ...]:
        self.deriver.looked_at(self.reader, (entity_id, *found))
        return tuple(EntityValue(i) for i in found)

    def is_increment(self, field: str) -> bool:
        types = self.deriver.graph.schema.types.values()
        return any(field in t.fields and t.fields[field].increment for t in types)

    def field(self, entity_id: str, field: str) -> Value | None:
        leaf = self.read(entity_id, field, "")
        return self.value_of(leaf) if leaf else None

    def value_of(self, leaf: Leaf) -> Value:
        """What an expression gets of a leaf."""
        return leaf.value

    def read(self, entity_id: str, field: str, name: str) -> Leaf | None:
        """Read a field, and remember for the trace that it was read, under the input's name where it has one."""
        leaf = self.deriver.read(self.reader, entity_id, field, name)
        if leaf is None:
            return None
        if isinstance(leaf.value, Unknown) and self.deriver.failed(leaf):
            self.rests_on_error = True
        self.leaves.setdefault((name, entity_id, field), leaf)
        return leaf


class FigureScope(GraphScope):
    """The scope of a formula: its inputs by name; in a schema's formula also the entity's own fields."""

    def __init__(self, deriver: Reading, entity: Entity | None, formula: Formula, key: FigureKey | None) -> None:
        super().__init__(deriver, key)
        self.own = entity
        self.formula = formula
        self.inputs = {i.name: i for i in formula.inputs} if formula.inputs else _NO_INPUTS
        self.own_fields = key is not None and key[2] == -1

    def bad_inputs(self) -> Iterator[tuple[Span, Problem]]:
        """Inputs whose path leads nowhere, with the place to point at."""
        for item in self.formula.inputs:
            read = self._path(item)
            if isinstance(read, Problem):
                offset = 1 if item.span.text[:1] in {"'", '"'} else 0
                start = item.span.start + offset
                yield Span(item.span.source, start + read.start, start + max(read.end, read.start + 1)), read

    def _path(self, item: Input) -> Path | Problem:
        if self.own is None and item.path.split(".")[0] == "self":
            return Problem("formula-input", "there is no `self` here: name an entity", 0, 4)
        path = self.deriver.path(item.path, self.own.id if self.own else "")
        if isinstance(path, Path):
            self.deriver.looked_at(self.reader, (path.entity,))
        return path

    def names(self) -> Iterable[str]:
        names = set(self.inputs)
        if self.own_fields and self.own is not None:
            names |= set(self.deriver.graph.schema.types[self.own.type].fields)
        return names

    def name(self, name: str) -> Value | None:
        item = self.inputs.get(name)
        if item is not None:
            path = self._path(item)
            return None if isinstance(path, Problem) else self._follow(path, name)
        if name == "self" and self.own is not None:
            return EntityValue(self.own.id)
        if self.own_fields and self.own is not None:
            leaf = self.read(self.own.id, name, "")
            return self.value_of(leaf) if leaf else None
        return None

    def _follow(self, path: Path, name: str) -> Value:
        """The value at the end of a path; a list where a step has many values, each entity once."""
        at: list[str] = [path.entity]
        many = False
        for step, field in enumerate(path.fields):
            last = step == len(path.fields) - 1
            values: list[Value] = []
            for entity_id in at:
                leaf = self.read(entity_id, field, name) if last else self.deriver.read(self.reader, entity_id, field)
                if leaf is None:
                    continue
                if isinstance(leaf.value, Unknown) and self.deriver.failed(leaf):
                    self.rests_on_error = True
                value = self.value_of(leaf)
                many = many or isinstance(value, tuple)
                values += value if isinstance(value, tuple) else (value,)
            if last:
                return (
                    tuple(values)
                    if many
                    else values[0]
                    if values
                    else Unknown((f"{path.entity}.{'.'.join(path.fields)}",))
                )
            unknown = next((v for v in values if isinstance(v, Unknown)), None)
            if unknown is not None:
                return unknown
            at = list(dict.fromkeys(v.id for v in values if isinstance(v, EntityValue)))
            if not at:
                return Unknown((f"{path.entity}.{'.'.join(path.fields)}",))
        return Unknown((path.entity,))


class EntityScope(GraphScope):
    """The scope of a rule, `where` or `sort`: names are the fields of the entity at hand."""

    def __init__(self, deriver: Reading, entity: Entity, extra: Iterable[str] = ()) -> None:
        super().__init__(deriver, None)
        self.own = entity
        self.extra = frozenset(extra)  # fields of other types, unknown here, that are no misspelling

    def names(self) -> Iterable[str]:
        type_ = self.deriver.graph.schema.types.get(self.own.type)
        return [*(type_.fields if type_ else ()), "id", "name", "type", "tags", *self.extra]

    def name(self, name: str) -> Value | None:
        if name == "self":
            return EntityValue(self.own.id)
        if name == "tags":
            return self.own.tags
        value = self.field(self.own.id, name)
        if value is None and name in self.extra:
            return Unknown((f"{self.own.id}.{name}",))
        return value
