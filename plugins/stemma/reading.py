# A project's files as they are read: text, and the trees of YAML. In: where the files lie, and what an editor holds instead
# of some of them. Out: sources and documents; what cannot be read is reported at its file.
from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from stemma.knowledge.load import GraphFile
from stemma.text import nodes
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose
from stemma.text.document import MAX_BYTES, Document, parse, read_bytes
from stemma.text.files import SCHEMA, YAML, Location, files_in
from stemma.text.source import Source, Span

NO_TEXTS: Mapping[Path, str] = MappingProxyType({})


def read_graph(
    location: Location, texts: Mapping[Path, str], found: list[Diagnostic]
) -> tuple[Document | None, list[GraphFile]]:
    """The schema, None where there is none, and all files of entities."""
    schema: Document | None = None
    files: list[GraphFile] = []
    for path in files_in(location.graph, YAML, texts):
        inside = path.relative_to(location.graph).as_posix()
        if inside == SCHEMA:
            schema = read_schema_file(location, texts, found)
        else:
            files.append(read_graph_file(location, path, inside, texts, found))
    return schema, files


def read_schema_file(location: Location, texts: Mapping[Path, str], found: list[Diagnostic]) -> Document:
    """The schema's tree; an empty file is no mistake."""
    before = len(found)
    document = read_document(location, location.graph / SCHEMA, texts, found)
    if document.root is None and len(found) == before:
        return Document(document.source, nodes.Mapping((), 0, 0), document.ignores)
    return document


def read_graph_file(
    location: Location, path: Path, inside: str, texts: Mapping[Path, str], found: list[Diagnostic]
) -> GraphFile:
    """A file of entities; `inside` is its path in the graph's folder."""
    before = len(found)
    document = read_document(location, path, texts, found)
    return GraphFile(document, inside, reported=len(found) > before)


def read_document(location: Location, path: Path, texts: Mapping[Path, str], found: list[Diagnostic]) -> Document:
    """A file's tree; one without a root where the file cannot be read, which is reported."""
    source = read_source(location, path, texts, found)
    if source is None:
        return Document(Source(location.shown(path), ""), None, broken=True)
    parsed = parse(source)
    found += parsed.diagnostics
    return parsed.value


def read_source(location: Location, path: Path, texts: Mapping[Path, str], found: list[Diagnostic]) -> Source | None:
    """The file's text; None where it cannot be had, which is reported."""
    shown = location.shown(path)
    why = "it is no regular file"  # a pipe would be waited for, a device read for ever
    data = texts[path].encode(errors="replace") if texts and path in texts else None
    try:
        about = path.stat() if data is None else None
        if about is not None and stat.S_ISREG(about.st_mode):
            data = path.read_bytes() if about.st_size <= MAX_BYTES else b" " * (MAX_BYTES + 1)
    except OSError as error:
        why = error.strerror or str(error)
    if data is None:
        nothing = Span(Source(shown, ""), 0, 0)
        found.append(diagnose(rule("file-encoding"), f"this file cannot be read: {why}", nothing))
        return None
    read = read_bytes(shown, data)
    found += read.diagnostics
    return None if read.diagnostics else read.value
