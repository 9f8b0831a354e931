# All problems of a project, found again for the price of what was edited since the last check. In: where it lies. Out: what a
# whole check reports, from the ledger where that can be trusted, and else from a whole check, which writes the ledger.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from stemma.project import (
    CACHE_FOLDER,
    check_project,
    conclude,
    own_rules,
    rule_pages,
    told_of,
)
from stemma.reading import NO_TEXTS, read_document, read_schema_file, read_source
from stemma.recheck import ledger as ledgers
from stemma.recheck.lazy import Stored
from stemma.recheck.ledger import GRAPH, PAGE, SCHEMA_NAME, Disk, Ledger
from stemma.recheck.records import FileRecord, read_back, silencing
from stemma.recheck.step import Step, step
from stemma.text.baseline import Baseline
from stemma.text.cache import Cache, digest
from stemma.text.diagnostics import Diagnostic
from stemma.text.document import Document
from stemma.text.files import Location
from stemma.text.ignores import Ignore
from stemma.text.source import Source
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema

_MOST_EDITED = 500  # files; of more a whole check is cheaper
_FRESH = 3_000_000_000  # nanoseconds in which a file may change twice with the same time: its bytes are compared


NO_FILES: Mapping[str, Path] = MappingProxyType({})


@dataclass(frozen=True)
class Findings:
    """What a check found: the problems that count, those that are accepted, and how much was read. `rechecked` says how many
    files were checked anew; the others are as the last check left them."""

    location: Location
    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Diagnostic, ...]
    baseline: Baseline | None
    read: Mapping[str, int]
    documents: Mapping[str, Document]
    pages: frozenset[str]
    rechecked: int

    def count(self, severity: str) -> int:
        """How many diagnostics have this severity."""
        return sum(diagnostic.level == severity for diagnostic in self.diagnostics)

    def rule_pages(self) -> dict[str, str]:
        """The addresses of rules' pages by the ids of rules, where the project's own site has them."""
        return rule_pages(self.location, self.pages)


def examine(location: Location, now: int, baseline: Path | None = None) -> Findings:
    """Check the project at `location`. `now` is the time in nanoseconds since 1970; `baseline` is the file of accepted
    problems, where it is not the one that the schema names. A ledger is kept for projects with a `mkdocs.yml`."""
    disk = ledgers.look(location) if location.docs is not None else None
    if disk is None:
        return _whole(location, None, now, baseline)
    before = ledgers.load(Cache(location.root / CACHE_FOLDER))
    again = _again(location, before, disk, now, baseline) if before is not None else None
    return again or _whole(location, disk, now, baseline)


def _whole(location: Location, disk: Disk | None, now: int, baseline: Path | None) -> Findings:
    checked = check_project(location)
    if disk is not None:
        ledgers.store(Cache(location.root / CACHE_FOLDER), ledgers.ledger_of(disk, checked, now))
    told = told_of(location, checked, baseline)
    number = len(checked.documents) + len(checked.pages)
    return Findings(
        location, told.diagnostics, told.accepted, told.baseline, checked.read(), checked.trees(),
        frozenset(checked.pages), number,
    )  # fmt: skip


def _again(location: Location, before: Ledger, disk: Disk, now: int, baseline: Path | None) -> Findings | None:
    """The findings on top of the last check's; None where only a whole one can tell."""
    same = unedited(before, disk)
    if same is None:
        return None
    found: list[Diagnostic] = []
    schema_document = read_schema_file(location, NO_TEXTS, found)
    cache = Cache(location.root / CACHE_FOLDER)
    known_units = cache.load("units") or {}
    read = read_schema(schema_document, known_units)
    found += read.diagnostics
    texts = Texts(location, disk, schema_document)
    made = step(location, read.value, before, same, disk, texts)
    if made is None:
        return None
    if made.rechecked or any(same.get(name) is not record for name, record in before.files.items()):
        ledgers.store_edits(cache, before, replace(made.ledger, began=now))
    learned = read.value.units.learned()
    if learned != known_units:
        cache.store("units", learned)
    found += made.found
    found += own_rules(location, NO_TEXTS, made.graph)
    return _told(location, read.value, made, found, texts, baseline)


def kept_problems(made: Step, texts: Texts) -> Iterator[Diagnostic]:
    """The problems of the files that were not checked anew."""
    for name, record in made.ledger.files.items():
        if record.problems and name not in made.rechecked:
            yield from (read_back(problem, texts[name], texts.__getitem__) for problem in record.problems)


def silenced(made: Step, texts: Texts) -> list[tuple[Source, Ignore]]:
    """The comments that silence a rule, with their files."""
    records = [(name, record) for name, record in made.ledger.files.items() if record.ignores]
    found = [(texts[name], ignore) for name, record in records for ignore in silencing(record.ignores)]
    return found + [(texts[SCHEMA_NAME], ignore) for ignore in texts.schema.ignores]


def _told(
    location: Location, schema: Schema, made: Step, found: list[Diagnostic], texts: Texts, baseline: Path | None
) -> Findings:
    files = made.ledger.files
    found += kept_problems(made, texts)
    told = conclude(location, schema, found, silenced(made, texts), texts.documents(), baseline, others=texts.others())
    pages = frozenset(name.removeprefix(PAGE) for name, f in files.items() if name.startswith(PAGE) and f.digest)
    return Findings(
        location, told.diagnostics, told.accepted, told.baseline, amounts(files, len(pages)), texts.documents(), pages,
        len(made.rechecked),
    )  # fmt: skip


def amounts(files: Mapping[str, FileRecord], pages: int) -> dict[str, int]:
    """How much was read, by what it is."""
    return {
        "files": sum(name.startswith(GRAPH) for name in files),
        "entities": sum(not entity.broken for file in files.values() for entity in file.entities),
        "references": sum(file.references for file in files.values()),
        "figures": sum(file.figures for file in files.values()),
        "claims": sum(file.claims for file in files.values()),
        "pages": pages,
        "links": sum(file.links for file in files.values()),
    }


def unedited(before: Ledger, disk: Disk, texts: Mapping[Path, str] = NO_TEXTS) -> dict[str, FileRecord] | None:
    """The records of all files that hold what they held; None where the schema or too much was edited."""
    same: dict[str, FileRecord] = {}
    edited = len(before.files.keys() - disk.stats.keys())
    for name, stat in disk.stats.items():
        record = before.files.get(name)
        if record is not None and tuple(record.stat) == stat and stat[1] < before.began - _FRESH:
            same[name] = record
        elif record is not None and record.digest and _digest(disk.paths[name], texts) == record.digest:
            same[name] = record._replace(stat=stat)
        else:
            edited += 1
            if edited > _MOST_EDITED:
                return None
    return same if SCHEMA_NAME in same else None


def _digest(path: str, texts: Mapping[Path, str]) -> bytes:
    if texts and Path(path) in texts:
        return digest(texts[Path(path)].encode(errors="replace"))
    try:
        return digest(Path(path).read_bytes())
    except OSError:
        return b""


class Texts(Mapping[str, Source]):
    """The texts of files by the ledger's names, each read when somebody looks at it."""

    def __init__(
        self, location: Location, disk: Disk, schema: Document, unsaved: Mapping[Path, str] = NO_TEXTS
    ) -> None:
        self.location = location
        self.unsaved = unsaved
        self.disk = disk
        self.schema = schema
        self.folders = {
            GRAPH: _inside(location, location.graph),
            PAGE: _inside(location, location.docs or location.graph),
        }
        self.made: dict[str, Source] = {SCHEMA_NAME: schema.source}

    def __getitem__(self, name: str) -> Source:
        if name not in self.made:
            self.made[name] = Stored(self.shown(name), lambda: self._text(name))
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.disk.paths)

    def __len__(self) -> int:
        return len(self.disk.paths)

    def path(self, name: str) -> Path:
        """Where the file lies."""
        return Path(self.disk.paths[name])

    def shown(self, name: str) -> str:
        """The file's path as messages show it."""
        return self.folders[name[:2]] + name[2:]

    def _text(self, name: str) -> str:
        source = read_source(self.location, self.path(name), self.unsaved, [])
        return source.text if source is not None else ""

    def names(self) -> Mapping[str, str]:
        """The ledger's names by the paths that messages show."""
        return _Names(self)

    def digests(self, files: Mapping[str, FileRecord]) -> dict[str, bytes]:
        """What the texts of the graph's files are known by, by the paths that messages show."""
        return {self.shown(name): file.digest for name, file in files.items() if name.startswith(GRAPH)}

    def others(self) -> list[Path]:
        """The files in the graph's folder that are not read."""
        return sorted(Path(path) for path in self.disk.others)

    def pages(self, files: Mapping[str, FileRecord]) -> dict[str, Source]:
        """The hand-written pages that can be read, by their paths in their folder."""
        names = sorted(name for name, file in files.items() if name.startswith(PAGE) and file.digest)
        return {name.removeprefix(PAGE): self[name] for name in names}

    def entity_files(self, files: Mapping[str, FileRecord], known: Mapping[str, Path] = NO_FILES) -> dict[str, Path]:
        """Where the files of entities lie, by the paths that messages show; some may be `known` already."""
        names = sorted(name for name in files if name.startswith(GRAPH) and name != SCHEMA_NAME)
        return {(shown := self.shown(name)): known.get(shown) or self.path(name) for name in names}

    def documents(self) -> Mapping[str, Document]:
        """The trees of the graph's files, by the paths that messages show."""
        return _Documents(self)


def _inside(location: Location, folder: Path) -> str:
    """How the paths of the folder's files begin in messages."""
    shown = location.shown(folder)
    return "" if shown == "." else f"{shown}/"


class _Names(Mapping[str, str]):
    def __init__(self, texts: Texts) -> None:
        self.texts = texts

    def __getitem__(self, shown: str) -> str:
        for start, folder in self.texts.folders.items():
            name = f"{start}{shown.removeprefix(folder)}"
            if shown.startswith(folder) and name in self.texts.disk.paths:
                return name
        raise KeyError(shown)

    def __iter__(self) -> Iterator[str]:
        return (self.texts.shown(name) for name in self.texts)

    def __len__(self) -> int:
        return len(self.texts)


class _Documents(Mapping[str, Document]):
    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self.names = texts.names()
        self.made = {texts.schema.source.path: texts.schema}

    def __getitem__(self, shown: str) -> Document:
        if shown not in self.made:
            name = self.names[shown]
            if not name.startswith(GRAPH):
                raise KeyError(shown)
            path = self.texts.path(name)
            self.made[shown] = read_document(self.texts.location, path, NO_TEXTS, [])
        return self.made[shown]

    def __iter__(self) -> Iterator[str]:
        return (self.texts.shown(name) for name in self.texts if name.startswith(GRAPH))

    def __len__(self) -> int:
        return sum(name.startswith(GRAPH) for name in self.texts)
