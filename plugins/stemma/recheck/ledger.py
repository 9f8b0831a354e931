# The ledger of the last check: every file as it was read, with its problems. In: the cache's folder, a finished check.
# Out: the ledger, or none where it is of another version, torn, or tells of something that only a whole check can judge.
from __future__ import annotations

import hashlib
import os
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import stemma
from stemma.knowledge.address import PAGES
from stemma.project import Checked, house_rules
from stemma.reading import NO_TEXTS
from stemma.recheck.records import EntityRecord, FileRecord, entity_record, linked, written
from stemma.rules import LOCAL_RULES, duplicate
from stemma.text.cache import Cache, digest
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import SCHEMA, YAML, Location, is_among
from stemma.text.ignores import Ignore
from stemma.text.markdown_scan import scan
from stemma.text.source import Source
from stemma.text.suppress import setting_for
from stemma.vocabulary.schema import Schema

NAME, EDITS = "check", "check-edits"
GRAPH, PAGE = "g:", "p:"  # the ledger's names of files: where they lie, and their path there
SCHEMA_NAME = f"{GRAPH}{SCHEMA}"
DUPLICATE = "lint-duplicate"
# Problems that an edit can make or mend in a file that neither names the edited one nor is named by it.
_ENTANGLED = frozenset({"entity-duplicate", "entity-alias", "lineage-cycle", "formula-cycle", "ref-ambiguous"})
_UNSAVED = (-1, sys.maxsize, 0, 0)  # of no file, and always newer than the last check: the text is compared
_ENTITIES = FileRecord._fields.index("entities")
_MOST_APART = 200  # files in the ledger's second part
_MOST_UNKNOWN = 100  # of more, hints are left out, and by which file came first


@dataclass(frozen=True)
class Ledger:
    """`files` by the ledger's names; `alike` are the ids of entities with nearly the same name; `whole` are the problems,
    by file, that rules found which compare all entities; `began` is when the check began, in nanoseconds since 1970. `base`
    is when the last whole check began, and `edited` are the files that changed since."""

    files: Mapping[str, FileRecord]
    alike: Sequence[tuple[str, str]]
    whole: Mapping[str, Sequence[Any]]
    began: int
    base: int
    edited: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Disk:
    """The files of a project as they lie on the disk, by the ledger's names: where they are, and what `stat` says; `others`
    are the files in the graph's folder that are not read."""

    paths: dict[str, str]
    stats: dict[str, tuple[int, ...]]
    others: list[str]


def look(location: Location, unsaved: Mapping[Path, str] = NO_TEXTS) -> Disk | None:
    """What there is to read now, with what an editor holds `unsaved` instead; None where a folder cannot be read."""
    found = Disk({}, {}, [])
    try:
        for start, folder, endings in ((GRAPH, location.graph, YAML), (PAGE, location.docs, PAGES)):
            if folder is not None and folder.is_dir():
                _walk(str(folder), start, endings, found)
    except OSError:
        return None
    for path in unsaved:
        for start, folder, endings in ((GRAPH, location.graph, YAML), (PAGE, location.docs, PAGES)):
            if folder is not None and is_among(path, folder, endings):
                name = f"{start}{path.relative_to(folder).as_posix()}"
                found.paths[name] = str(path)
                found.stats[name] = _UNSAVED
    return found


def _walk(folder: str, inside: str, endings: tuple[str, ...], found: Disk) -> None:
    """As `files_in` walks."""
    below: list[os.DirEntry[str]] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir():
                below += [] if entry.is_symlink() else [entry]
            elif name.endswith(endings):
                about = entry.stat()
                found.paths[inside + name] = entry.path
                found.stats[inside + name] = (about.st_size, about.st_mtime_ns, about.st_ctime_ns, about.st_ino)
            elif inside.startswith(GRAPH):
                found.others.append(entry.path)
    for entry in below:
        _walk(entry.path, f"{inside}{entry.name}/", endings, found)


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    """What a ledger is written by: this program, down to its files, and the language that runs it."""
    made = hashlib.blake2b(f"{stemma.__version__} {sys.version}".encode(), digest_size=16)
    root = Path(stemma.__file__).parent
    for path in sorted(root.rglob("*.py")):
        about = path.stat()
        made.update(f"{path.relative_to(root)} {about.st_size} {about.st_mtime_ns}\n".encode())
    return made.hexdigest()


def load(cache: Cache) -> Ledger | None:
    """The ledger of the last check, if this program wrote it: that of the last whole check, with what was edited since."""
    try:
        mark, base, alike, whole, rows = cache.load(NAME)
        if mark != _fingerprint():
            return None
        files = {name: _file(row) for name, row in rows.items()}
        ledger = Ledger(files, [(a, b) for a, b in alike], whole, base, base)
        edits = cache.load(EDITS)
        if edits is None or edits[:2] != [mark, base]:
            return ledger
        began, alike, whole, rows, gone = edits[2:]
        files.update((name, _file(row)) for name, row in rows.items())
        for name in gone:
            files.pop(name, None)
        return Ledger(files, [(a, b) for a, b in alike], whole, began, base, frozenset((*rows, *gone)))
    except (TypeError, ValueError, AttributeError):  # there is none, or it has another shape
        return None


def _file(row: list[Any]) -> FileRecord:
    row[_ENTITIES] = [EntityRecord._make(entity) for entity in row[_ENTITIES]]
    return FileRecord._make(row)


def store(cache: Cache, ledger: Ledger | None) -> None:
    """Keep the ledger of a whole check; without one the next is a whole one too."""
    cache.store(EDITS, None)
    cache.store(NAME, ledger and [_fingerprint(), ledger.began, ledger.alike, ledger.whole, ledger.files])


def store_edits(cache: Cache, before: Ledger, now: Ledger) -> None:
    """Keep the ledger of a check on top of `before`: what was edited since the last whole check, while that is little."""
    names = before.files.keys() | now.files.keys()
    edited = before.edited | {name for name in names if before.files.get(name) is not now.files.get(name)}
    if len(edited) > _MOST_APART:
        store(cache, now)
        return
    rows = {name: now.files[name] for name in edited if name in now.files}
    gone = sorted(edited - rows.keys())
    cache.store(EDITS, [_fingerprint(), before.base, now.began, now.alike, now.whole, rows, gone])


def ledger_of(disk: Disk, checked: Checked, now: int) -> Ledger | None:
    """The ledger of a whole check of the files that `disk` saw; None where one edit may change the problems of any file."""
    schema = checked.schema
    sources = {f"{GRAPH}{file.path}": file.document.source for file in checked.files}
    sources |= {f"{PAGE}{page}": source for page, source in checked.pages.items()}
    ignores = {f"{GRAPH}{file.path}": file.document.ignores for file in checked.files}
    names = {source.path: name for name, source in sources.items()}
    if checked.schema_document is not None:
        sources[SCHEMA_NAME] = checked.schema_document.source
        names[checked.schema_document.source.path] = SCHEMA_NAME
    if (
        schema.broken
        or schema.broken_types
        or {n for n in disk.paths if n.startswith(GRAPH)} != {n for n in names.values() if n.startswith(GRAPH)}
    ):
        return None
    sorted_out = _sorted_out(checked, names)
    if sorted_out is None:
        return None
    problems, whole = sorted_out
    entities: dict[str, list[EntityRecord]] = defaultdict(list)
    rests: dict[str, set[str]] = defaultdict(set)
    for reader, target in checked.deriver.rests:
        rests[reader].add(target)
    for entity in checked.graph.entities.values():
        entities[names[entity.source.path]].append(entity_record(entity, schema, rests.get(entity.id, ())))
    figures = Counter(key[0] for key in checked.derived.figures)
    claims = {claim.id for claim in checked.claims}
    files: dict[str, FileRecord] = {}
    for name, stat in disk.stats.items():
        source, own = sources.get(name), entities.get(name, [])
        counted = (
            sum(figures[record.id] for record in own),
            sum(len(checked.graph.outgoing(record.id)) for record in own),
            sum(record.id in claims for record in own),
        )
        files[name] = file_record(name, stat, source, counted, problems.get(name, []), ignores.get(name, ()), own)
    active = DUPLICATE in house_rules(schema)
    alike = list(duplicate.alike(checked.graph.entities.values())) if active else []
    return Ledger(files, alike, whole, now, now)


def file_record(
    name: str, stat: tuple[int, ...], source: Source | None, counted: tuple[int, int, int], problems: Sequence[Any],
    ignores: Iterable[Ignore], entities: Sequence[EntityRecord],
) -> FileRecord:  # fmt: skip
    """A file as the ledger has it; `counted` are its figures, references and claims. Without a source it could not be read,
    or is the schema, which is read each time. So is a file of the graph that seems to be empty: one that cannot be read as
    text looks the same."""
    known = source is not None and (source.text or name.startswith(PAGE))
    seen = scan(source.text) if source is not None and name.startswith(PAGE) else None
    return FileRecord(
        stat, digest(source.text.encode()) if source is not None and known else b"", *counted,
        len(seen.links) if seen else 0, problems, [tuple(ignore) for ignore in ignores], entities,
        list(linked(link.target for link in (*seen.links, *seen.torn))) if seen else [], bool(seen and seen.blocks),
    )  # fmt: skip


def _sorted_out(checked: Checked, names: Mapping[str, str]) -> tuple[dict[str, list[Any]], dict[str, list[Any]]] | None:
    """The problems of each file, as plain data: those that its own check found, and those of rules that compare all."""
    of_schema = {id(problem) for problem in checked.about_schema}
    own = [problem for problem in checked.found if id(problem) not in of_schema]
    commented = {file.document.source.path for file in checked.files if file.document.ignores}
    own = that_count(own, checked.schema, commented)
    if not are_untangled(own, names):
        return None
    found: tuple[dict[str, list[Any]], dict[str, list[Any]]] = (defaultdict(list), defaultdict(list))
    for problem in own:
        name = names[problem.at.span.source.path]
        found[compares_all(problem)][name].append(written(problem, lambda source: names[source.path]))
    return found


def that_count(problems: Collection[Diagnostic], schema: Schema, commented: AbstractSet[str]) -> list[Diagnostic]:
    """Without the problems that the project ignores; those in `commented` files are kept, since a comment may name them."""
    settings = {setting.prefix: setting.severity for setting in schema.settings}
    told = {rule_id: setting_for(settings, rule_id) for rule_id in {problem.rule.id for problem in problems}}
    return [p for p in problems if told[p.rule.id] != "ignore" or p.at.span.source.path in commented]


def are_untangled(problems: Iterable[Diagnostic], names: Mapping[str, str]) -> bool:
    """Whether each problem belongs to the file that it stands in, and goes when that is mended. `names` are those of the
    files by the paths that messages show."""
    unknown = 0
    for problem in problems:
        unknown += problem.rule.id == "ref-unknown"
        places = [problem.at, *problem.related]
        if problem.rule.id in _ENTANGLED or unknown > _MOST_UNKNOWN:
            return False
        if names.get(problem.at.span.source.path, SCHEMA_NAME) == SCHEMA_NAME:
            return False
        if any(place.span.source.path not in names for place in places):
            return False
    return True


def compares_all(problem: Diagnostic) -> bool:
    """Whether a house rule found it that compares all entities."""
    return problem.rule.id.startswith("lint-") and problem.rule.id not in LOCAL_RULES
