# A project of which nothing was edited since the last check: its problems are known, and its files are read when somebody asks
# for what they hold. In: where it lies. Out: the project as `load_project` gives it, for the price of what is asked.
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import overload

from stemma.knowledge.claims import Claim, check_claims
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.figure import Figure, FigureKey
from stemma.project import CACHE_FOLDER, Project, check_project, conclude, own_rules, project_of
from stemma.reading import read_schema_file
from stemma.recheck import ledger as ledgers
from stemma.recheck.examine import Texts, amounts, kept_problems, silenced, unedited
from stemma.recheck.ledger import Disk, Ledger
from stemma.recheck.step import step
from stemma.text.cache import Cache
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import Location
from stemma.vocabulary.schema_read import read_schema


def open_project(location: Location, now: int) -> Project:
    """The project at `location`. `now` is the time in nanoseconds since 1970. Where nothing was edited since the last check,
    no file of an entity is read before somebody asks for it; else the whole project is, and the ledger is written."""
    disk = ledgers.look(location) if location.docs is not None else None
    if disk is None:
        return project_of(location, check_project(location))
    cache = Cache(location.root / CACHE_FOLDER)
    before = ledgers.load(cache)
    opened = _opened(location, before, disk, cache) if before is not None else None
    if opened is None:
        checked = check_project(location)
        ledgers.store(cache, ledgers.ledger_of(disk, checked, now))
        opened = project_of(location, checked)
    return opened


def _opened(location: Location, before: Ledger, disk: Disk, cache: Cache) -> Project | None:
    same = unedited(before, disk)
    if same is None or same.keys() != before.files.keys() or same.keys() != disk.paths.keys():
        return None
    found: list[Diagnostic] = []
    schema_document = read_schema_file(location, {}, found)
    read = read_schema(schema_document, cache.load("units") or {})
    seen = Texts(location, disk, schema_document)
    made = step(location, read.value, before, same, disk, seen)
    if made is None:
        return None
    graph, deriver = made.graph, Deriver(made.graph)
    figures = _Figures(deriver)
    derived = Derived(graph, figures)
    claims = [
        e.id
        for f in same.values()
        for e in f.entities
        if f.claims and read.value.is_a(e.type, "claim") and not e.broken
    ]
    found = [*found, *read.diagnostics, *made.found, *kept_problems(made, seen), *own_rules(location, {}, graph)]
    documents = seen.documents()
    told = conclude(location, read.value, found, silenced(made, seen), documents, others=seen.others())
    pages = seen.pages(same)
    return Project(
        location, read.value, graph, derived, deriver, _Claims(derived, deriver, sorted(claims)), pages, seen.entity_files(same),
        told.diagnostics, amounts(same, len(pages)), told.accepted, told.baseline, documents, seen.digests(same),
    )  # fmt: skip


class _Figures(Mapping[FigureKey, Figure]):
    """All figures, each computed when somebody asks for it."""

    def __init__(self, deriver: Deriver) -> None:
        self.deriver = deriver

    def __getitem__(self, key: FigureKey) -> Figure:
        entity = self.deriver.graph.entities[key[0]]
        if key not in self.deriver.figures and key in self.deriver.keys_in(entity):
            self.deriver.settle(key)
        found = self.deriver.figures.get(key)
        if found is None:
            raise KeyError(key)
        return found

    @cached_property
    def _all(self) -> list[FigureKey]:
        entities = self.deriver.graph.entities.values()
        return [key for entity in entities for key in self.deriver.keys_in(entity) if self.get(key) is not None]

    def __iter__(self) -> Iterator[FigureKey]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)


class _Claims(Sequence[Claim]):
    """All claims in the order of their ids, checked when somebody asks for one."""

    def __init__(self, derived: Derived, deriver: Deriver, ids: Sequence[str]) -> None:
        self.derived = derived
        self.deriver = deriver
        self.ids = ids

    @cached_property
    def _all(self) -> tuple[Claim, ...]:
        entities = [self.derived.graph.entities[entity_id] for entity_id in self.ids]
        return check_claims(self.derived, self.deriver, entities).value

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Claim]: ...
    def __getitem__(self, index: int | slice) -> Claim | Sequence[Claim]:
        return self._all[index]

    def __len__(self) -> int:
        return len(self.ids)
