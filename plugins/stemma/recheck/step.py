# The check of what an edit touches. In: the last check's ledger, and which files hold what they held then. Out: the ledger of
# now, and the problems of every file that was checked anew.
from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Protocol

from stemma.knowledge.address import place_of, taken
from stemma.knowledge.claims import Claim, check_claims
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.figure import Figure, FigureKey
from stemma.knowledge.graph import Graph
from stemma.knowledge.links import check_prose
from stemma.knowledge.load import GraphFile
from stemma.knowledge.type_rules import check_rules
from stemma.project import check_page, house_rules
from stemma.reading import NO_TEXTS, read_graph_file, read_source
from stemma.recheck.affected import Edit, affected_entities, affected_files, edit_between, pointing_to
from stemma.recheck.lazy import Entities, lazy_graph
from stemma.recheck.ledger import (
    DUPLICATE,
    GRAPH,
    PAGE,
    SCHEMA_NAME,
    Disk,
    Ledger,
    are_untangled,
    file_record,
    that_count,
)
from stemma.recheck.records import EntityRecord, FileRecord, entity_record, read_back, written
from stemma.recheck.whole import WHOLE_RULES
from stemma.rules import LOCAL_RULES, duplicate
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import Location
from stemma.text.source import Source
from stemma.vocabulary.schema import Schema

_MOST = 2_000  # entities to check anew; of more a whole check is cheaper


class Places(Protocol):
    """Where files are, by the ledger's names, and what they hold."""

    def path(self, name: str) -> Path:
        """Where the file lies."""

    def shown(self, name: str) -> str:
        """The file's path as messages show it."""

    def names(self) -> Mapping[str, str]:
        """The ledger's names by the paths that messages show."""

    def __getitem__(self, name: str) -> Source: ...


@dataclass(frozen=True)
class Step:
    """`found` are the problems of the files `rechecked`, and those of rules that compare all entities; `graph` reads what it
    is asked for. `entities` holds those of the files that were checked anew, `deriver` their figures, `claims` the claims
    among them, `pages` the hand-written pages by the ledger's names."""

    ledger: Ledger
    graph: Graph
    found: tuple[Diagnostic, ...]
    rechecked: AbstractSet[str]
    entities: Entities
    deriver: Deriver
    claims: tuple[Claim, ...] = ()
    pages: Mapping[str, Source | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Memory:
    """What a process knows of the last check besides the ledger: its entities by id, and its figures."""

    entities: Mapping[str, Entity] = field(default_factory=dict)
    figures: Mapping[FigureKey, Figure] = field(default_factory=dict)


def step(
    location: Location, schema: Schema, before: Ledger, same: Mapping[str, FileRecord], disk: Disk, texts: Places,
    unsaved: Mapping[Path, str] = NO_TEXTS, memory: Memory | None = None,
) -> Step | None:  # fmt: skip
    """Check what differs from the last check. `same` are the records of files that hold what they held; `unsaved` are read
    instead of what is on the disk. None where a whole check is needed."""
    return _Stepper(location, schema, before, same, disk, texts, unsaved, memory or Memory()).step()


class _Stepper:
    def __init__(
        self,
        location: Location,
        schema: Schema,
        before: Ledger,
        same: Mapping[str, FileRecord],
        disk: Disk,
        texts: Places,
        unsaved: Mapping[Path, str],
        memory: Memory,
    ) -> None:
        self.unsaved = unsaved
        self.memory = memory
        self.location = location
        self.schema = schema
        self.before = before
        self.same = same
        self.disk = disk
        self.texts = texts
        self.edited = disk.paths.keys() - same.keys()
        self.gone = [record for name, record in before.files.items() if name not in same]
        self.entities = Entities(schema, same, self._read, memory.entities)
        self.sources: dict[str, Source | None] = {}

    def _read(self, name: str, found: list[Diagnostic]) -> GraphFile:
        return read_graph_file(self.location, self.texts.path(name), name.removeprefix(GRAPH), self.unsaved, found)

    def step(self) -> Step | None:
        """The step, or None."""
        if not self.edited and not self.gone:
            return self._unchanged()
        now = self._edited_entities()
        if now is None:
            return None
        before = [record for file in self.gone for record in file.entities]
        # In memory, figures hold what they rest on: none may be left that holds an entity as it was before the edit.
        held = frozenset(record.id for record in now) if self.memory.entities else frozenset()
        names, edit = self.edited, Edit(frozenset(), held, names=False)
        while True:  # what an edit breaks elsewhere may break more
            edit = edit.and_then(edit_between(before, now, self.entities.home.keys()))
            records = self.entities.in_order()
            if self._descends_from_itself(before, now):
                return None
            more = affected_files(self.same, edit) | self._in_the_way(edit, records)
            more |= {self.entities.home[entity_id] for entity_id in affected_entities(records, edit)}
            more |= pointing_to(self.same, self.edited)
            more -= names
            if not more:
                return self._checked(names, edit)
            names |= more
            before = [record for name in more for record in self.same[name].entities]
            if len(before) > _MOST:
                return None
            now = self._corrected(more)

    def _corrected(self, names: Iterable[str]) -> list[EntityRecord]:
        """What the entities of these files are as others see them, now that something else was edited."""
        made = {
            name: [
                entity_record(e, self.schema, self.entities.records[e.id].rests.split())
                for e in self.entities.of_file(name)
            ]
            for name in names
            if name.startswith(GRAPH)
        }
        self.entities.correct(made)
        return [record for records in made.values() for record in records]

    def _unchanged(self) -> Step:
        graph = lazy_graph(self.entities)
        found = [
            read_back(problem, self.texts[name], self.texts.__getitem__)
            for name, problems in self.before.whole.items()
            for problem in problems
        ]
        ledger = replace(self.before, files=self.same)
        return Step(ledger, graph, tuple(found), frozenset(), self.entities, Deriver(graph))

    def _edited_entities(self) -> list[EntityRecord] | None:
        """The entities of the edited files as others see them, put among the others; None where two have one name."""
        # What an edited entity rests on is known when it has been computed; until then it rests on what it did.
        rested = {record.id: record.rests.split() for file in self.gone for record in file.entities}
        fresh: dict[str, list[EntityRecord]] = {}
        for name in sorted(self.edited):
            if name.startswith(GRAPH):
                fresh[name] = [entity_record(e, self.schema, rested.get(e.id, ())) for e in self.entities.load(name)]
        if not self.entities.add(fresh):
            return None
        return self._corrected(fresh)

    def _descends_from_itself(self, before: Iterable[EntityRecord], now: Iterable[EntityRecord]) -> bool:
        """Whether a relation of descent that is new in the edited files closes a circle: there was none before."""
        old = {tuple(line) for record in before for line in record.lineage}
        fresh = [line for record in now for line in record.lineage if tuple(line) not in old]
        if not fresh:
            return False
        parents: dict[str, list[str]] = defaultdict(list)
        for record in self.entities.records.values():
            for child, parent, _ in record.lineage:
                parents[child].append(parent)
        for child, parent, _ in fresh:
            seen, pending = {parent}, [parent]
            while pending:
                at = pending.pop()
                if at == child:
                    return True
                pending += [p for p in parents.get(at, ()) if p not in seen]
                seen.update(parents.get(at, ()))
        return False

    def _in_the_way(self, edit: Edit, records: Sequence[EntityRecord]) -> set[str]:
        """Pages that have the address of one that is made, or had it."""
        if not edit.names:
            return set()
        places = taken(self.schema, records)
        return {
            name for name, file in self.same.items() if name.startswith(PAGE)
            and (place_of(name[2:]) in places or any(problem[0] == "page-conflict" for problem in file.problems))
        }  # fmt: skip

    def _checked(self, names: AbstractSet[str], edit: Edit) -> Step | None:
        in_graph = [name for name in sorted(names) if name.startswith(GRAPH)]
        own = [entity for name in in_graph for entity in self.entities.of_file(name)]
        graph = lazy_graph(self.entities)
        deriver = Deriver(graph)
        anew = {entity.id for entity in own}
        deriver.figures.update(
            (key, figure)
            for key, figure in self.memory.figures.items()
            if key[0] not in anew and key[0] in graph.entities
        )
        found: list[Diagnostic] = []
        for key in [key for entity in own for key in deriver.keys_in(entity)]:
            deriver.settle(key)
        derived = Derived(graph, {key: figure for key, figure in deriver.figures.items() if figure is not None})
        claims = check_claims(derived, deriver, own)
        found += [*claims.diagnostics, *check_rules(derived, deriver, own)]
        for entity in own:
            found += check_prose(entity, graph) if not entity.broken else ()
        active = house_rules(self.schema)
        for rule_id in active:
            found += LOCAL_RULES[rule_id](derived, own) if rule_id in LOCAL_RULES else ()
        for name in sorted(names):
            if name.startswith(PAGE):
                self._page(name, deriver, found)
        found += deriver.diagnostics
        found += [problem for name in in_graph for problem in self.entities.problems[name]]
        shown = self.texts.names()
        found = [
            problem for problem in found if shown.get(problem.at.span.source.path, "") in {*names, "", SCHEMA_NAME}
        ]
        commented = {self.texts.shown(name) for name in in_graph if self.entities.documents[name].ignores}
        found = that_count(found, self.schema, commented)
        if not are_untangled(found, shown):
            return None
        problems = _written(found, shown)
        counted = _Counted(derived, {claim.id for claim in claims.value}, deriver.rests)
        files = {name: self._record(name, counted, problems.get(name, ())) for name in sorted(names)}
        files = dict(self.same) | files
        self.entities.correct({name: files[name].entities for name in in_graph})
        whole, compared = self._compared(derived, active, edit)
        ledger = replace(self.before, files=files, alike=compared, whole=_written(whole, shown))
        return Step(
            ledger, graph, (*found, *whole), frozenset(names), self.entities, deriver, claims.value, self.sources
        )

    def _page(self, name: str, deriver: Deriver, found: list[Diagnostic]) -> None:
        """Check a hand-written page."""
        source = read_source(self.location, self.texts.path(name), self.unsaved, found)
        if source is not None:
            check_page(name.removeprefix(PAGE), source, self._places, deriver, found)
        self.sources[name] = source

    @cached_property
    def _places(self) -> dict[str, str]:
        return taken(self.schema, self.entities.in_order())

    def _record(self, name: str, counted: _Counted, problems: Sequence[object]) -> FileRecord:
        stat = self.disk.stats[name]
        if name.startswith(PAGE):
            return file_record(name, stat, self.sources[name], (0, 0, 0), problems, (), ())
        document, own = self.entities.documents[name], self.entities.of_file(name)
        records = [entity_record(entity, self.schema, counted.rests.get(entity.id, ())) for entity in own]
        return file_record(name, stat, document.source, counted.of(own), problems, document.ignores, records)

    def _compared(
        self, derived: Derived, active: Sequence[str], edit: Edit
    ) -> tuple[list[Diagnostic], Sequence[tuple[str, str]]]:
        """What the rules find that compare all entities, and which have nearly the same name."""
        records = self.entities.in_order()
        alike = self.before.alike
        if DUPLICATE in active and edit.names:
            alike = list(duplicate.alike(records))
        found = list(duplicate.judged(derived, alike))
        for rule_id in active:
            found += WHOLE_RULES[rule_id](derived, records) if rule_id in WHOLE_RULES else ()
        return found, alike


class _Counted:
    """What a file's entities come to."""

    def __init__(self, derived: Derived, claims: AbstractSet[str], rests: Iterable[tuple[str, str]]) -> None:
        self.graph = derived.graph
        self.figures = Counter(key[0] for key in derived.figures)
        self.claims = claims
        self.rests: dict[str, set[str]] = defaultdict(set)
        for reader, target in rests:
            self.rests[reader].add(target)

    def of(self, entities: Sequence[Entity]) -> tuple[int, int, int]:
        """Their figures, references and claims."""
        references = sum(len(self.graph.outgoing(entity.id)) for entity in entities)
        claims = sum(entity.id in self.claims for entity in entities)
        return sum(self.figures[entity.id] for entity in entities), references, claims


def _written(problems: Iterable[Diagnostic], shown: Mapping[str, str]) -> dict[str, list[object]]:
    """Problems as plain data, by the ledger's names of their files."""
    found: dict[str, list[object]] = defaultdict(list)
    for problem in problems:
        found[shown[problem.at.span.source.path]].append(written(problem, lambda source: shown[source.path]))
    return found
