# The graph of a project of which most files were not read: an entity is read from its file when somebody asks for it. In:
# the ledger's records, and where the files are. Out: the graph, which answers as one that was read as a whole does.
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

from stemma.knowledge.check import resolve
from stemma.knowledge.entity import Entity, Named
from stemma.knowledge.graph import Graph, Relation, relations_in
from stemma.knowledge.load import GraphFile, load
from stemma.recheck.records import EntityRecord, FileRecord
from stemma.text.diagnostics import Diagnostic
from stemma.text.document import Document
from stemma.text.source import Source
from stemma.vocabulary.schema import Schema

Reader = Callable[[str, list[Diagnostic]], GraphFile]


class Stored(Source):
    """The text of a file that is read when somebody looks at it."""

    def __init__(self, path: str, read: Callable[[], str]) -> None:
        object.__setattr__(self, "path", path)
        object.__setattr__(self, "_read", read)

    @cached_property
    def text(self) -> str:
        read: Callable[[], str] = self._read  # type: ignore[attr-defined] # set in __init__, past the frozen dataclass
        return read()


class Entities(Mapping[str, Entity]):
    """All entities in the order of their ids, each checked when it is asked for. `problems` are those of the files that
    were read on the way, by the ledger's names. `memory` holds checked entities that need not be read again, as long as no
    file was named by `of_file` that they lie in."""

    def __init__(
        self, schema: Schema, files: Mapping[str, FileRecord], read: Reader, memory: Mapping[str, Entity]
    ) -> None:
        self.schema = schema
        self.read = read
        self.memory = memory
        self.records: dict[str, EntityRecord] = {}
        self.home: dict[str, str] = {}
        for name, file in files.items():
            for record in file.entities:
                self.records[record.id] = record
                self.home[record.id] = name
        self.documents: dict[str, Document] = {}
        self.problems: dict[str, list[Diagnostic]] = {}
        self.known = _Known(self.records)
        self.loaded: dict[str, tuple[Entity, ...]] = {}
        self.checked: dict[str, Entity] = {}

    def __getitem__(self, entity_id: str) -> Entity:
        found = self.checked.get(entity_id)
        if found is None:
            home = self.home[entity_id]
            found = self.memory.get(entity_id)
            if found is None:
                self.of_file(home)
                found = self.checked.get(entity_id) or self._lost(entity_id)
        return found

    def _lost(self, entity_id: str) -> Entity:
        """What is left of an entity whose file was edited while the project is being asked."""
        about = self.records[entity_id]
        nowhere = Source(self.documents[self.home[entity_id]].source.path, "")
        lost = Entity(about.id, about.type, about.name, nowhere, None, broken=True)
        return self.checked.setdefault(entity_id, lost)

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self.home

    def __iter__(self) -> Iterator[str]:
        return iter(self._ids)

    def __len__(self) -> int:
        return len(self.home)

    @cached_property
    def _ids(self) -> list[str]:
        return sorted(self.home)

    def in_order(self) -> list[EntityRecord]:
        """All records, in the order of ids."""
        return [self.records[entity_id] for entity_id in self._ids]

    def add(self, fresh: Mapping[str, Sequence[EntityRecord]]) -> bool:
        """Put the entities of further files among the others, before anything is asked; False where two would have one id
        or one alias."""
        taken = {alias for record in self.records.values() for alias in record.aliases}
        for name, records in fresh.items():
            for record in records:
                if record.id in self.home or record.id in taken:
                    return False
                self.home[record.id] = name
                self.records[record.id] = record
        for record in (record for records in fresh.values() for record in records):
            if any(alias in self.home or alias in taken for alias in record.aliases):
                return False
            taken.update(record.aliases)
        return True

    def correct(self, made: Mapping[str, Sequence[EntityRecord]]) -> None:
        """Take these records for the entities of files that were checked."""
        for record in (record for records in made.values() for record in records):
            self.records[record.id] = record
            self.known.made.pop(record.id, None)

    def load(self, name: str) -> tuple[Entity, ...]:
        """The entities of a file as it writes them, not yet held against the others."""
        if name not in self.loaded:
            problems: list[Diagnostic] = []
            file = self.read(name, problems)
            read = load([file], self.schema)
            self.documents[name] = file.document
            self.problems[name] = [*problems, *read.diagnostics]
            self.loaded[name] = read.value
        return self.loaded[name]

    def of_file(self, name: str) -> list[Entity]:
        """The checked entities of a file."""
        entities = self.load(name)
        if any(entity.id not in self.checked for entity in entities):
            read = resolve(entities, self.schema, self.known, self.meant)
            self.checked.update((entity.id, entity) for entity in read.value)
            self.problems[name] += read.diagnostics
        return [self.checked[entity.id] for entity in entities]

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Ids by alias, in the order of ids."""
        found: dict[str, str] = {}
        for entity_id in self:
            for alias in self.records[entity_id].aliases:
                found.setdefault(alias, entity_id)
        return found

    @cached_property
    def meant(self) -> dict[str, str]:
        """Ids by alias in lower case."""
        found: dict[str, str] = {}
        for alias, entity_id in self.aliases.items():
            found.setdefault(alias.casefold(), entity_id)
        return found


class _Known(Mapping[str, Entity]):
    """Entities as a reference to them is checked: what they are, and nothing of what they say."""

    def __init__(self, records: Mapping[str, EntityRecord]) -> None:
        self.records = records
        self.made: dict[str, Entity] = {}

    def __getitem__(self, entity_id: str) -> Entity:
        found = self.made.get(entity_id)
        if found is None:
            about = self.records[entity_id]
            found = self.made[entity_id] = Entity(
                about.id, about.type, about.name, _NOWHERE, None, failed=frozenset(about.failed), broken=about.broken
            )
        return found

    def __contains__(self, entity_id: object) -> bool:
        return entity_id in self.records

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self.records))

    def __len__(self) -> int:
        return len(self.records)


_NOWHERE = Source("", "")


class _Adjacent(Mapping[str, tuple[Relation, ...]]):
    """Relations of one kind by the entity at one end, made when somebody asks; of many entities there are none."""

    def __init__(self, entities: Entities, find: Callable[[str], Iterable[Relation]]) -> None:
        self.entities = entities
        self.find = find
        self.found: dict[str, tuple[Relation, ...]] = {}

    def __getitem__(self, entity_id: str) -> tuple[Relation, ...]:
        found = self.found.get(entity_id)
        if found is None:
            if entity_id not in self.entities:
                raise KeyError(entity_id)
            found = self.found[entity_id] = tuple(self.find(entity_id))
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.entities)

    def __len__(self) -> int:
        return len(self.entities)


class _All(Sequence[Relation]):
    """All relations in the order of their holders' ids: who goes through them reads every file that has one."""

    def __init__(self, entities: Entities) -> None:
        self.entities = entities

    @cached_property
    def _every(self) -> tuple[Relation, ...]:
        return tuple(r for entity in self.entities.values() for r in relations_in(self.entities.schema, entity))

    @overload
    def __getitem__(self, index: int) -> Relation: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Relation]: ...
    def __getitem__(self, index: int | slice) -> Relation | Sequence[Relation]:
        return self._every[index]

    def __len__(self) -> int:
        return len(self._every)


class _Named(Mapping[str, Named]):
    """What entities are called, from the records of their files."""

    def __init__(self, entities: Entities) -> None:
        self._entities = entities

    def __getitem__(self, entity_id: str) -> Named:
        return self._entities.records[entity_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)


def lazy_graph(entities: Entities) -> Graph:
    """The graph of these entities. Only who asks for everything reads everything."""
    schema, ends = entities.schema, _Ends(entities)

    def outgoing(entity_id: str) -> list[Relation]:
        held = relations_in(schema, entities[entity_id]) if entities.records[entity_id].refs else []
        return sorted(held, key=lambda r: (r.type, r.target))

    out = _Adjacent(entities, outgoing)

    def incoming(entity_id: str) -> list[Relation]:
        found = [r for source in ends.sources.get(entity_id, ()) for r in out[source] if r.target == entity_id]
        return sorted(found, key=lambda r: (r.type, r.source))

    def parents(entity_id: str) -> list[Relation]:
        holders = ends.of_child.get(entity_id, ())
        found = [r for holder in holders for r in out[holder] if r.child == entity_id and not r.rejected]
        return sorted(found, key=lambda r: (r.type, r.parent or ""))

    def children(entity_id: str) -> list[Relation]:
        holders = ends.of_parent.get(entity_id, ())
        found = [r for holder in holders for r in out[holder] if r.parent == entity_id and not r.rejected]
        return sorted(found, key=lambda r: (r.type, r.child or ""))

    return Graph(
        schema, entities, _All(entities), entities.aliases, _out=out, _in=_Adjacent(entities, incoming),
        _parents=_Adjacent(entities, parents), _children=_Adjacent(entities, children), _named=_Named(entities),
    )  # fmt: skip


class _Ends:
    """Who holds a relation to an entity, by that entity; found out for all when it is asked of one."""

    def __init__(self, entities: Entities) -> None:
        self.records = entities.records

    @cached_property
    def sources(self) -> dict[str, dict[str, None]]:
        return _by((target, record.id) for record in self.records.values() for target in record.refs)

    @cached_property
    def of_child(self) -> dict[str, dict[str, None]]:
        """Who holds a relation of descent in which the entity is the child."""
        return _by((child, record.id) for record in self.records.values() for child, _, _ in record.lineage)

    @cached_property
    def of_parent(self) -> dict[str, dict[str, None]]:
        return _by((parent, record.id) for record in self.records.values() for _, parent, _ in record.lineage)


def _by(pairs: Iterable[tuple[str, str]]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for key, value in pairs:
        found.setdefault(key, {})[value] = None
    return found
