# Another id for an entity, everywhere that it is named. In: where the project lies, the old id and the new one. Out: the
# files as they will be, or why the id cannot be changed. Only files in which one of the two stands are read as more
# than bytes, so that a large graph takes no longer than it must.
from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from collections.abc import Mapping as TextsByPath
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

from stemma.change.alias import with_alias
from stemma.change.edits import ChangedFile, Edit, OverlapError, applied, encoded
from stemma.change.mentions import Mentions, Place
from stemma.knowledge.naming import ID, advice
from stemma.project import CACHE_FOLDER, load_project
from stemma.text.cache import Cache
from stemma.text.diagnostics import Diagnostic, suggest
from stemma.text.document import MAX_BYTES, Document, parse, read_bytes
from stemma.text.files import SCHEMA, YAML, Location, files_in
from stemma.text.nodes import Mapping, Node, Scalar, Sequence
from stemma.text.reader import scalars
from stemma.text.source import Source
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema

_NO_TEXTS: TextsByPath[Path, str] = MappingProxyType({})
_RESERVED = frozenset({"index", "unknown", "none", "null", "self"})  # what means something else where an id may stand


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was renamed, and what to do about it."""

    message: str
    help: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Renamed:
    """The changes in the order in which they are to be written: the entity's own file last, so that after a kill the same
    command can be run again. `places` counts the ids that were replaced."""

    changes: tuple[ChangedFile, ...]
    moves: dict[Path, Path]
    places: int


@dataclass(slots=True)
class _File:
    path: Path
    data: bytes
    source: Source
    edits: list[Edit] = field(default_factory=list)

    def changed(self) -> ChangedFile:
        after = applied(self.source.text, self.edits)
        return ChangedFile(self.path, self.source.text, after, encoded(after, self.data))


@dataclass(frozen=True, slots=True)
class _Held:
    """An entity in a file of the graph."""

    id: str
    file: _File
    node: Mapping
    folder_type: str
    by_name: bool  # it is the file's name that gives the id


class _Stop(Exception):  # noqa: N818 - it ends the work with a reason; `rename` catches it
    def __init__(self, refused: Refused) -> None:
        self.refused = refused


def rename(location: Location, old: str, new: str, texts: TextsByPath[Path, str] = _NO_TEXTS) -> Renamed | Refused:
    """What changes where the entity `old` is called `new`. Nothing is written. `texts` are read instead of what is on the
    disk at their paths: what an editor holds and has not saved."""
    if not ID.fullmatch(new):
        return Refused(f"`{new}` cannot be an id", (advice(new),))
    if new in _RESERVED:
        return Refused(f"`{new}` cannot be an id: the word means something else")
    if old == new:
        return Refused(f"`{old}` is called that already")
    try:
        return _Renamer(location, old, new, texts).run()
    except _Stop as stop:
        return stop.refused


class _Renamer:
    def __init__(self, location: Location, old: str, new: str, texts: TextsByPath[Path, str]) -> None:
        self.location = location
        self.texts = texts
        self.old = old
        self.new = new
        self.schema_file, self.schema = self._schema()
        self.held: list[_Held] = []
        self.stems: set[str] = set()

    def run(self) -> Renamed:
        documents = list(self._documents())
        own = self._own()
        ids = frozenset({h.id for h in self.held if h.id != self.old} | self.stems)
        mentions = Mentions(self.old, ids, self.schema)
        files: list[_File] = []
        if self.schema_file is not None:
            file, root = self.schema_file
            files += self._noted(file, mentions.in_schema(file.source, root) if root else [])
        for file, entities in documents:
            found = [p for h in entities for p in mentions.in_entity(file.source, h.node, h.folder_type)]
            files += self._noted(file, found)
        type_ = self.schema.types.get(self._type_of(own))
        own_page = f"{type_.folder}/{self.old}" if type_ else ""
        files += self._pages(mentions, own_page)
        places = sum(len(file.edits) for file in files)
        aliases = self._texts(own.node.get("aliases"))
        swap = self.new if self.new in aliases else ""
        own.file.edits += with_alias(own.file.source.text, own.node, self.old, instead_of=swap)
        others = [file for file in files if file is not own.file]
        try:
            changes = tuple(file.changed() for file in (*others, own.file))
        except OverlapError:
            self._stop(
                "two places of this id lie in each other's way", "run `stemma check`, and mend what it says first"
            )
        return Renamed(changes, self._move(own), places)

    def _noted(self, file: _File, places: list[Place]) -> list[_File]:
        file.edits += [Edit(start, end, self.new) for start, end in dict.fromkeys(places)]
        return [file] if file.edits else []

    def _move(self, own: _Held) -> dict[Path, Path]:
        if not own.by_name:
            return {}
        target = own.file.path.with_name(self.new + own.file.path.suffix)
        if target.exists():
            self._stop(f"`{self.location.shown(target)}` exists already", "choose another id, or move that file away")
        return {own.file.path: target}

    def _stop(self, message: str, *help_lines: str) -> NoReturn:
        raise _Stop(Refused(message, help_lines))

    def _schema(self) -> tuple[tuple[_File, Node | None] | None, Schema]:
        """The vocabulary; ids in the formulas of its file change too."""
        path = self.location.graph / SCHEMA
        cache = Cache(self.location.root / CACHE_FOLDER if self.location.docs else None)
        file = self._file(path, self._bytes(path)) if path.is_file() else None
        document = self._parsed(file) if file is not None else None
        read = read_schema(document, cache.load("units") or {})
        wrong = [d for d in read.diagnostics if d.level == "error"]
        if wrong:
            self._unreadable(wrong[0])
        return (file, document.root) if file is not None and document is not None else None, read.value

    def _documents(self) -> Iterator[tuple[_File, list[_Held]]]:
        """The files of the graph in which the old id or the new one stands, with their entities."""
        head = self.new.rpartition(".")[0]  # of `aurora.two`, an entity whose field the new id might be
        names = tuple(name for name in (self.old, self.new, head) if name)
        wanted = tuple(name.encode() for name in names)
        for path in files_in(self.location.graph, YAML, self.texts):
            inside = path.relative_to(self.location.graph).as_posix()
            if inside == SCHEMA:
                continue
            if path.stem.startswith(self.old) and path.stem != self.old:
                self.stems.add(path.stem)
            data = self._bytes(path)
            foreign = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # what stands in it cannot be seen
            if not foreign and path.stem not in names and not any(word in data for word in wanted):
                continue
            file = self._file(path, data)
            root = self._parsed(file).root
            folder_type = self.schema.type_of_folder(inside.rpartition("/")[0])
            entities = list(self._entities(file, root, folder_type))
            self.held += entities
            yield file, entities

    def _entities(self, file: _File, root: Node | None, folder_type: str) -> Iterator[_Held]:
        if isinstance(root, Mapping):
            written = root.get("id")
            stem = file.path.stem
            yield _Held(
                written.text if isinstance(written, Scalar) else stem, file, root, folder_type, stem == self.old
            )
        for item in root.items if isinstance(root, Sequence) else ():
            written = item.get("id") if isinstance(item, Mapping) else None
            if isinstance(item, Mapping):
                name = written.text if isinstance(written, Scalar) else ""
                yield _Held(name, file, item, folder_type, by_name=False)

    def _own(self) -> _Held:
        """The entity that is renamed. Ends the work where it is not there, or where the new id is taken."""
        called = [held for held in self.held if held.id == self.old]
        if not called:
            self._unknown()
        if len(called) > 1:
            where = " and ".join(self.location.shown(held.file.path) for held in called)
            self._stop(f"two entities have the id `{self.old}`: {where}", "give one of them another id by hand first")
        own = called[0]
        if not self.schema.types.get(self._type_of(own)):
            self._stop(
                f"`{own.file.source.path}` lies in no type's folder, or has an unknown type", "run `stemma check`"
            )
        for held in self.held:
            aliases = self._texts(held.node.get("aliases"))
            if held.id == self.new or (self.new in aliases and held is not own):
                what = "the id" if held.id == self.new else "an alias"
                self._stop(f"`{self.new}` is {what} of another entity: {held.file.source.path}", "choose another id")
        head, _, last = self.new.rpartition(".")
        if any(held.id == head and last in self.schema.types[self._type_of(held)].fields for held in self.held
               if self._type_of(held) in self.schema.types):  # fmt: skip
            self._stop(f"`{self.new}` may mean the field `{last}` of `{head}` too", "choose another id")
        return own

    def _unknown(self) -> NoReturn:
        """Say that there is no such entity; only now is it worth while to read the whole graph."""
        graph = load_project(self.location, self.texts).graph
        if self.old in graph.aliases:
            meant = graph.aliases[self.old]
            self._stop(f"`{self.old}` is an alias of `{meant}`", f"rename `{meant}`, or edit its `aliases`")
        hint = suggest(self.old, graph.entities)
        self._stop(f"no entity has the id `{self.old}`", *([f"did you mean `{hint}`?"] if hint else []))

    def _type_of(self, held: _Held) -> str:
        written = held.node.get("type")
        return written.text if isinstance(written, Scalar) else held.folder_type

    def _texts(self, node: Node | None) -> list[str]:
        return [item.text for item in scalars(node)]

    def _pages(self, mentions: Mentions, own_page: str) -> Iterator[_File]:
        """The hand-written pages that name the entity, and `mkdocs.yml` where its nav names the entity's page."""
        wanted = self.old.encode()
        docs = self.location.docs
        for path in files_in(docs, (".md", ".markdown"), self.texts) if docs and docs.is_dir() else ():
            data = self._bytes(path)
            if wanted in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                file = self._file(path, data)
                page = path.relative_to(docs or path).as_posix()
                yield from self._noted(file, mentions.in_page(file.source, page, own_page))
        config = self.location.root / "mkdocs.yml"
        if config.is_file() and wanted in (data := self._bytes(config)):
            file = self._file(config, data)
            named = re.finditer(rf"(?<![\w./-]){re.escape(own_page)}(?=\.md(?![\w-]))", file.source.text)
            yield from self._noted(file, [(m.end() - len(self.old), m.end()) for m in named])

    def _bytes(self, path: Path) -> bytes:
        if path in self.texts:
            return self.texts[path].encode(errors="replace")
        try:
            return path.read_bytes() if path.stat().st_size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
        except OSError as error:
            raise _Stop(Refused(f"`{self.location.shown(path)}` cannot be read: {error.strerror}")) from error

    def _file(self, path: Path, data: bytes) -> _File:
        read = read_bytes(self.location.shown(path), data)
        if read.diagnostics:
            self._unreadable(read.diagnostics[0])
        return _File(path, data, read.value)

    def _parsed(self, file: _File) -> Document:
        parsed = parse(file.source)
        wrong = [d for d in parsed.diagnostics if d.level == "error"]
        if wrong:
            self._unreadable(wrong[0])
        return parsed.value

    def _unreadable(self, wrong: Diagnostic) -> NoReturn:
        self._stop(
            f"{wrong.at.span.place} cannot be read: {wrong.message}", "run `stemma check`, and mend what it says first"
        )
