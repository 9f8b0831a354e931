# The files of a graph in their canonical form. In: where a project lies, and the files that are meant. Out: for each what
# stands in it and what should; nothing is written.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stemma.change.edits import encoded
from stemma.change.format import formatted
from stemma.project import CACHE_FOLDER
from stemma.text.cache import Cache
from stemma.text.document import Document, parse, read_bytes
from stemma.text.files import SCHEMA, Location
from stemma.text.source import Source
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema


@dataclass(frozen=True, slots=True)
class FormattedFile:
    """A file and its source; `text` is the canonical one, None where the file has a mistake and is left alone. `raw` are the
    bytes that it holds now."""

    path: Path
    source: Source
    text: str | None
    raw: bytes

    @property
    def differs(self) -> bool:
        return self.text is not None and self.text != self.source.text

    @property
    def before(self) -> str:
        return self.source.text

    @property
    def after(self) -> str:
        """The canonical text; that of `source` where the file is left alone."""
        return self.source.text if self.text is None else self.text

    @property
    def data(self) -> bytes:
        """The bytes of `after`."""
        return encoded(self.after, self.raw)


@dataclass(frozen=True, slots=True)
class FormattedGraph:
    """All files that were asked for, in their order. `schema` gives the order of keys, as far as it can be read."""

    files: tuple[FormattedFile, ...]
    schema: Schema

    @property
    def changed(self) -> tuple[FormattedFile, ...]:
        return tuple(file for file in self.files if file.differs)

    @property
    def left_alone(self) -> tuple[FormattedFile, ...]:
        return tuple(file for file in self.files if file.text is None)


def format_files(location: Location, paths: Iterable[Path]) -> FormattedGraph:
    """The canonical form of these files, which lie in the graph's folder. Raises OSError where one cannot be read."""
    schema = _schema(location)
    return FormattedGraph(tuple(_file(location, path, schema) for path in paths), schema)


def _schema(location: Location) -> Schema:
    path = location.graph / SCHEMA
    document: Document | None = None
    if path.is_file():
        document = parse(read_bytes(location.shown(path), path.read_bytes()).value).value
    cache = Cache(location.root / CACHE_FOLDER if location.docs else None)
    return read_schema(document, cache.load("units") or {}).value


def _file(location: Location, path: Path, schema: Schema) -> FormattedFile:
    data = path.read_bytes()
    read = read_bytes(location.shown(path), data)
    inside = path.relative_to(location.graph)
    folder = "" if inside.parent == Path() else inside.parent.as_posix()
    text = None if read.diagnostics else formatted(read.value, schema, folder)
    return FormattedFile(path, read.value, text, data)
