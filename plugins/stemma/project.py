# The pipeline on one screen: read → load → check → derive → link → lint → Project. In: where a project lies. Out: all
# that is known, what follows from it, and everything that is wrong, sorted.
from __future__ import annotations

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from stemma.knowledge.address import PAGES, place_of, taken
from stemma.knowledge.blocks import check_blocks
from stemma.knowledge.check import check
from stemma.knowledge.claims import Claim, check_claims
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph
from stemma.knowledge.links import check_links, check_prose
from stemma.knowledge.load import GraphFile, load
from stemma.knowledge.type_rules import check_rules
from stemma.rules import HOUSE_RULES
from stemma.rules.own import run_own
from stemma.text import nodes
from stemma.text.baseline import Baseline, Places, missing, sort_out
from stemma.text.cache import Cache
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Result, diagnose
from stemma.text.document import MAX_BYTES, Document, parse, read_bytes
from stemma.text.files import SCHEMA, YAML, Location, files_in
from stemma.text.ignores import Ignore
from stemma.text.markdown_scan import scan
from stemma.text.source import Source, Span
from stemma.text.strays import stray_files
from stemma.text.suppress import settle
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema

T = TypeVar("T")
_NO_TEXTS: Mapping[Path, str] = MappingProxyType({})
CACHE_FOLDER = Path(".cache") / "stemma"


@dataclass(frozen=True)
class Project:
    """A checked project. `read` counts what was read; `deriver` answers further questions about the same graph."""

    location: Location
    schema: Schema
    graph: Graph
    derived: Derived
    deriver: Deriver
    claims: tuple[Claim, ...]
    pages: Mapping[str, Source]
    files: Mapping[str, Path]
    diagnostics: tuple[Diagnostic, ...]
    read: Mapping[str, int]
    accepted: tuple[Diagnostic, ...] = ()
    """Problems that the baseline holds; `diagnostics` are the others."""
    baseline: Baseline | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    """The trees of the graph's files, by the paths that messages show."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        return self.graph.entities

    def count(self, severity: str) -> int:
        """How many diagnostics have this severity."""
        return sum(diagnostic.level == severity for diagnostic in self.diagnostics)

    def rule_pages(self) -> dict[str, str]:
        """The addresses of rules' pages by the ids of rules, where the project's own site has them, as `rules/ID.md`."""
        home = self.location.site_url.rstrip("/")
        ending = "/" if self.location.directory_urls else ".html"
        pages = [page.removesuffix(".md") for page in self.pages if page.startswith("rules/") and page.endswith(".md")]
        return {page.removeprefix("rules/"): f"{home}/{page}{ending}" for page in pages} if home else {}


def load_project(location: Location, texts: Mapping[Path, str] = _NO_TEXTS, *, baseline: Path | None = None) -> Project:
    """Read and check the project at `location`. Bad input gives diagnostics, never an exception. `texts` are read instead
    of what is on the disk at their paths (which need not be there yet): what an editor holds and has not saved.
    `baseline` is the file of accepted problems, where it is not the one that the schema names."""
    found: list[Diagnostic] = []
    cache = Cache(location.root / CACHE_FOLDER if location.docs else None)

    schema_document, files = _read_graph(location, texts, found)
    learned_before = cache.load("units") or {}
    schema = _kept(read_schema(schema_document, learned_before), found)
    entities = _kept(load(files, schema), found)
    graph = _kept(check(entities, schema), found)
    deriver = Deriver(graph)
    derived = _kept(deriver.run(), found)
    claims = _kept(check_claims(derived, deriver), found)
    found += check_rules(derived, deriver)
    pages, links = _link(location, texts, deriver, found)
    settings = {setting.prefix: setting.severity for setting in schema.settings}
    for rule_id, house_rule in HOUSE_RULES.items():
        if not rule(rule_id).off or rule_id in settings:  # a family's severity does not turn it on
            found += house_rule(derived)
    if not schema.broken:
        _own_rules(location, texts, graph, found)
    learned = schema.units.learned()
    if learned != learned_before:
        cache.store("units", learned)

    paths = {file.document.source.path: location.graph / file.path for file in files}
    read = {
        "files": len(files) + (schema_document is not None),
        "entities": sum(not e.broken for e in graph.entities.values()),
        "references": len(graph.relations),
        "figures": len(derived.figures),
        "claims": len(claims),
        "pages": len(pages),
        "links": links,
    }
    if not read["files"]:
        nothing = Source(location.shown(location.graph), "")
        found.append(
            diagnose(
                rule("read-nothing"),
                "this folder holds no YAML file",
                Span(nothing, 0, 0),
                help=(
                    f"begin with `{location.shown(location.graph)}/schema.yml`, which says what types of entities there are",
                ),
            )
        )
    if schema.broken_types:
        found = [d for d in found if d.rule.id != "formula-name" or _is_input(d, paths)]
    if schema.broken:
        found = [d for d in found if _stands_alone(d, schema_document)]
    documents = [file.document for file in files] + ([schema_document] if schema_document else [])
    named = baseline
    if baseline is None and schema.baseline is not None:
        baseline = location.graph / schema.baseline[0]
    found += stray_files(location.graph, schema.folders, [baseline] if baseline else [], location.shown)
    diagnostics = settle(
        found, settings, [] if schema.broken else _ignores(documents), [file.rule_id for file in schema.rule_files]
    )
    trees = {document.source.path: document for document in documents}
    known: Baseline | None = None
    if baseline is not None:
        known, problems = _known(location, baseline, named, schema, diagnostics, texts, trees)
        diagnostics = tuple(sorted((*known.new, *settle(problems, settings, [])), key=Diagnostic.sort_key))
    return Project(
        location, schema, graph, derived, deriver, claims, pages, paths, diagnostics, read,
        known.accepted if known else (), known, trees,
    )  # fmt: skip


def _known(
    location: Location, path: Path, named: Path | None, schema: Schema, found: tuple[Diagnostic, ...],
    texts: Mapping[Path, str], documents: Mapping[str, Document],
) -> tuple[Baseline, list[Diagnostic]]:  # fmt: skip
    """Which problems the file of accepted ones holds, and what is wrong with that file."""
    problems: list[Diagnostic] = []
    if not path.exists():
        at = schema.baseline[1] if schema.baseline else Span(Source(location.shown(path), ""), 0, 0)
        return Baseline(path, found), [missing(at, location.shown(path))]
    source = _source(location, path, texts, problems)
    if source is None:
        return Baseline(path, found), problems
    return _kept(sort_out(path, source, found, Places(location, documents), named), problems), problems


def _is_input(diagnostic: Diagnostic, entity_files: Mapping[str, Path]) -> bool:
    """Whether an unknown name must be an input's: in an entity's own formula, and not behind a dot. Any other may be that
    of a field whose declaration could not be read."""
    span = diagnostic.at.span
    return span.source.path in entity_files and span.source.text[span.start - 1 : span.start] != "."


def _stands_alone(diagnostic: Diagnostic, schema: Document | None) -> bool:
    """Whether a problem is one without the vocabulary too: where the schema cannot be read, what it would have allowed,
    silenced or explained is unknown, and only the schema itself and the files as text are spoken of."""
    family = diagnostic.rule.id.partition("-")[0]
    return family in {"yaml", "file", "schema", "read"} or (
        schema is not None and diagnostic.at.span.source is schema.source
    )


def _kept(result: Result[T], found: list[Diagnostic]) -> T:
    found += result.diagnostics
    return result.value


def _read_graph(
    location: Location, texts: Mapping[Path, str], found: list[Diagnostic]
) -> tuple[Document | None, list[GraphFile]]:
    schema: Document | None = None
    files: list[GraphFile] = []
    for path in files_in(location.graph, YAML, texts):
        before = len(found)
        document = _read(location, path, texts, found)
        inside = path.relative_to(location.graph).as_posix()
        if inside == SCHEMA and document.root is None and len(found) == before:
            schema = Document(document.source, nodes.Mapping((), 0, 0), document.ignores)  # empty, which is no mistake
        elif inside == SCHEMA:
            schema = document
        else:
            files.append(GraphFile(document, inside, reported=len(found) > before))
    return schema, files


def _read(location: Location, path: Path, texts: Mapping[Path, str], found: list[Diagnostic]) -> Document:
    source = _source(location, path, texts, found)
    if source is None:
        return Document(Source(location.shown(path), ""), None, broken=True)
    return _kept(parse(source), found)


def _source(location: Location, path: Path, texts: Mapping[Path, str], found: list[Diagnostic]) -> Source | None:
    """The file's text; None where it cannot be had, which is reported."""
    shown = location.shown(path)
    why = "it is no regular file"  # a pipe would be waited for, a device read for ever
    data = texts[path].encode(errors="replace") if path in texts else None
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
    before = len(found)
    source = _kept(read_bytes(shown, data), found)
    return source if len(found) == before else None


def _own_rules(location: Location, texts: Mapping[Path, str], graph: Graph, found: list[Diagnostic]) -> None:
    """Run the rules that the project has written itself."""
    for file in graph.schema.rule_files:
        path = location.graph / file.path
        if path not in texts and not path.is_file():
            message = f"there is no file `{location.shown(path)}`"
            mend = ("paths in `rule_files` start from the schema's folder",)
            found.append(diagnose(rule("rule-file"), message, file.span, help=mend))
            continue
        source = _source(location, path, texts, found)
        found += run_own(source, file.rule_id, graph) if source else ()


def _link(
    location: Location, texts: Mapping[Path, str], deriver: Deriver, found: list[Diagnostic]
) -> tuple[dict[str, Source], int]:
    """Check what hand-written pages and the entities' own texts say about the graph."""
    pages: dict[str, Source] = {}
    graph = deriver.graph
    places = taken(graph)
    links = 0
    for entity in graph.entities.values():
        if not entity.broken:
            found += check_prose(entity, graph)
    for path in files_in(location.docs, PAGES, texts) if location.docs and location.docs.is_dir() else ():
        source = _source(location, path, texts, found)
        if source is None:
            continue
        page = path.relative_to(location.docs or path).as_posix()
        pages[page] = source
        if place_of(page) in places:
            found.append(_in_the_way(source, places[place_of(page)]))
        count, problems = check_links(source, graph)
        links += count
        found += problems
        found += check_blocks(source, scan(source.text), deriver)
    return pages, links


def _in_the_way(source: Source, name: str) -> Diagnostic:
    message = f"this page has the address of the one that is made for {name}"
    mend = ("rename this file; what it says of an entity may stand in that entity's `notes`",)
    return diagnose(rule("page-conflict"), message, Span(source, 0, 0), help=mend)


def _ignores(documents: list[Document]) -> list[tuple[Source, Ignore]]:
    return [(document.source, ignore) for document in documents for ignore in document.ignores]
