# The pipeline on one screen: read → load → check → derive → link → lint → Project. In: where a project lies. Out: all
# that is known, what follows from it, and everything that is wrong, sorted.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
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
from stemma.reading import NO_TEXTS, read_graph, read_source
from stemma.rules import HOUSE_RULES
from stemma.rules.own import run_own
from stemma.text.baseline import Baseline, Places, missing, sort_out
from stemma.text.cache import Cache, digest
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Result, diagnose
from stemma.text.document import Document
from stemma.text.files import Location, files_in
from stemma.text.ignores import Ignore
from stemma.text.markdown_scan import scan
from stemma.text.source import Source, Span
from stemma.text.strays import stray_files
from stemma.text.suppress import settle
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema

T = TypeVar("T")
CACHE_FOLDER = Path(".cache") / "stemma"


@dataclass(frozen=True)
class Project:
    """A checked project. `read` counts what was read; `deriver` answers further questions about the same graph."""

    location: Location
    schema: Schema
    graph: Graph
    derived: Derived
    deriver: Deriver
    claims: Sequence[Claim]
    pages: Mapping[str, Source]
    files: Mapping[str, Path]
    diagnostics: tuple[Diagnostic, ...]
    read: Mapping[str, int]
    accepted: tuple[Diagnostic, ...] = ()
    """Problems that the baseline holds; `diagnostics` are the others."""
    baseline: Baseline | None = None
    documents: Mapping[str, Document] = field(default_factory=dict)
    """The trees of the graph's files, by the paths that messages show."""
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """What the texts of these files are known by."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        return self.graph.entities

    def count(self, severity: str) -> int:
        """How many diagnostics have this severity."""
        return sum(diagnostic.level == severity for diagnostic in self.diagnostics)

    def rule_pages(self) -> dict[str, str]:
        """The addresses of rules' pages by the ids of rules, where the project's own site has them, as `rules/ID.md`."""
        return rule_pages(self.location, self.pages)


def rule_pages(location: Location, pages: Iterable[str]) -> dict[str, str]:
    """The addresses of rules' pages among these hand-written ones."""
    home = location.site_url.rstrip("/")
    ending = "/" if location.directory_urls else ".html"
    found = [page.removesuffix(".md") for page in pages if page.startswith("rules/") and page.endswith(".md")]
    return {page.removeprefix("rules/"): f"{home}/{page}{ending}" for page in found} if home else {}


@dataclass(frozen=True)
class Checked:
    """A project as its stages leave it: what is known, and `found`, everything that they reported, before the project's own
    word on it (severities, comments, accepted problems). `pages` are hand-written ones, `links` how many these hold."""

    schema_document: Document | None
    files: tuple[GraphFile, ...]
    schema: Schema
    graph: Graph
    derived: Derived
    deriver: Deriver
    claims: tuple[Claim, ...]
    pages: Mapping[str, Source]
    links: int
    found: tuple[Diagnostic, ...]
    own: tuple[Diagnostic, ...]
    """What the project's own rules reported."""
    about_schema: tuple[Diagnostic, ...]
    """Those of `found` that the schema's reading gave."""

    @property
    def documents(self) -> list[Document]:
        return [file.document for file in self.files] + ([self.schema_document] if self.schema_document else [])

    def trees(self) -> dict[str, Document]:
        """The trees of the graph's files by the paths that messages show."""
        return {document.source.path: document for document in self.documents}

    def read(self) -> dict[str, int]:
        """How much was read, by what it is."""
        return {
            "files": len(self.files) + (self.schema_document is not None),
            "entities": sum(not e.broken for e in self.graph.entities.values()),
            "references": len(self.graph.relations),
            "figures": len(self.derived.figures),
            "claims": len(self.claims),
            "pages": len(self.pages),
            "links": self.links,
        }


def load_project(location: Location, texts: Mapping[Path, str] = NO_TEXTS, *, baseline: Path | None = None) -> Project:
    """Read and check the project at `location`. Bad input gives diagnostics, never an exception. `texts` are read instead
    of what is on the disk at their paths (which need not be there yet): what an editor holds and has not saved.
    `baseline` is the file of accepted problems, where it is not the one that the schema names."""
    return project_of(location, check_project(location, texts), baseline, texts)


def project_of(
    location: Location, checked: Checked, baseline: Path | None = None, texts: Mapping[Path, str] = NO_TEXTS
) -> Project:
    """The project that these stages made."""
    trees = checked.trees()
    told = told_of(location, checked, baseline, texts)
    paths = {file.document.source.path: location.graph / file.path for file in checked.files}
    return Project(
        location, checked.schema, checked.graph, checked.derived, checked.deriver, checked.claims, checked.pages, paths,
        told.diagnostics, checked.read(), told.accepted, told.baseline, trees,
        {shown: digest(document.source.text.encode()) for shown, document in trees.items()},
    )  # fmt: skip


def told_of(
    location: Location, checked: Checked, baseline: Path | None = None, texts: Mapping[Path, str] = NO_TEXTS
) -> Told:
    """What the project's own word leaves of all that the stages found."""
    ignores = [(document.source, ignore) for document in checked.documents for ignore in document.ignores]
    found = (*checked.found, *checked.own)
    return conclude(location, checked.schema, found, ignores, checked.trees(), baseline, texts)


def check_project(location: Location, texts: Mapping[Path, str] = NO_TEXTS) -> Checked:
    """The stages in their order."""
    found: list[Diagnostic] = []
    cache = Cache(location.root / CACHE_FOLDER if location.docs else None)
    schema_document, files = read_graph(location, texts, found)
    learned_before = cache.load("units") or {}
    schema = _kept(read_schema(schema_document, learned_before), found)
    about_schema = tuple(d for d in found if schema_document and d.at.span.source is schema_document.source)
    entities = _kept(load(files, schema), found)
    graph = _kept(check(entities, schema), found)
    deriver = Deriver(graph)
    derived = _kept(deriver.run(), found)
    claims = _kept(check_claims(derived, deriver), found)
    found += check_rules(derived, deriver)
    pages, links = _link(location, texts, deriver, found)
    for rule_id in house_rules(schema):
        found += HOUSE_RULES[rule_id](derived)
    own = own_rules(location, texts, graph) if not schema.broken else []
    learned = schema.units.learned()
    if learned != learned_before:
        cache.store("units", learned)
    if not files and schema_document is None:
        found.append(_nothing(location))
    if schema.broken_types:
        shown = {file.document.source.path for file in files}
        found = [d for d in found if d.rule.id != "formula-name" or _is_input(d, shown)]
    if schema.broken:
        found = [d for d in found if _stands_alone(d, schema_document)]
    return Checked(
        schema_document, tuple(files), schema, graph, derived, deriver, claims, pages, links, tuple(found), tuple(own),
        about_schema,
    )  # fmt: skip


def house_rules(schema: Schema) -> list[str]:
    """The ids of the house rules that are on; a family's severity does not turn one on."""
    named = {setting.prefix for setting in schema.settings}
    return [rule_id for rule_id in HOUSE_RULES if not rule(rule_id).off or rule_id in named]


@dataclass(frozen=True)
class Told:
    """What the project's own word leaves of the problems that were found."""

    diagnostics: tuple[Diagnostic, ...]
    accepted: tuple[Diagnostic, ...] = ()
    baseline: Baseline | None = None


def conclude(
    location: Location, schema: Schema, found: Iterable[Diagnostic], ignores: Sequence[tuple[Source, Ignore]],
    documents: Mapping[str, Document], named: Path | None = None, texts: Mapping[Path, str] = NO_TEXTS,
    others: Iterable[Path] | None = None,
) -> Told:  # fmt: skip
    """Apply severities, comments and the file of accepted problems. `documents` are the graph's trees by the paths that
    messages show, `named` is that file where it is not the one that the schema names; `others` are the files in the graph's
    folder that are no YAML, where they are known already."""
    settings = {setting.prefix: setting.severity for setting in schema.settings}
    baseline = named
    if named is None and schema.baseline is not None:
        baseline = location.graph / schema.baseline[0]
    strays = stray_files(location.graph, schema.folders, [baseline] if baseline else [], location.shown, others)
    own = [file.rule_id for file in schema.rule_files]
    diagnostics = settle([*found, *strays], settings, [] if schema.broken else ignores, own)
    if baseline is None:
        return Told(diagnostics)
    known, problems = _known(location, baseline, named, schema, diagnostics, texts, documents)
    diagnostics = tuple(sorted((*known.new, *settle(problems, settings, [])), key=Diagnostic.sort_key))
    return Told(diagnostics, known.accepted, known)


def _nothing(location: Location) -> Diagnostic:
    schema = f"{location.shown(location.graph)}/schema.yml"
    return diagnose(
        rule("read-nothing"), "this folder holds no YAML file", Span(Source(location.shown(location.graph), ""), 0, 0),
        help=(f"begin with `{schema}`, which says what types of entities there are",),
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
    source = read_source(location, path, texts, problems)
    if source is None:
        return Baseline(path, found), problems
    return _kept(sort_out(path, source, found, Places(location, documents), named), problems), problems


def _is_input(diagnostic: Diagnostic, entity_files: AbstractSet[str]) -> bool:
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


def own_rules(location: Location, texts: Mapping[Path, str], graph: Graph) -> list[Diagnostic]:
    """What the rules find that the project has written itself."""
    found: list[Diagnostic] = []
    for file in graph.schema.rule_files:
        path = location.graph / file.path
        if path not in texts and not path.is_file():
            message = f"there is no file `{location.shown(path)}`"
            mend = ("paths in `rule_files` start from the schema's folder",)
            found.append(diagnose(rule("rule-file"), message, file.span, help=mend))
            continue
        source = read_source(location, path, texts, found)
        found += run_own(source, file.rule_id, graph) if source else ()
    return found


def _link(
    location: Location, texts: Mapping[Path, str], deriver: Deriver, found: list[Diagnostic]
) -> tuple[dict[str, Source], int]:
    """Check what hand-written pages and the entities' own texts say about the graph."""
    pages: dict[str, Source] = {}
    graph = deriver.graph
    places = taken(graph.schema, graph.entities.values())
    links = 0
    for entity in graph.entities.values():
        if not entity.broken:
            found += check_prose(entity, graph)
    for path in files_in(location.docs, PAGES, texts) if location.docs and location.docs.is_dir() else ():
        source = read_source(location, path, texts, found)
        if source is not None:
            page = path.relative_to(location.docs or path).as_posix()
            pages[page] = source
            links += check_page(page, source, places, deriver, found)
    return pages, links


def check_page(page: str, source: Source, places: Mapping[str, str], deriver: Deriver, found: list[Diagnostic]) -> int:
    """How many links a hand-written page holds. `page` is its path in its folder, `places` are the addresses of the pages
    that are made, with what they show."""
    if place_of(page) in places:
        found.append(_in_the_way(source, places[place_of(page)]))
    links, problems = check_links(source, deriver.graph)
    found += problems
    found += check_blocks(source, scan(source.text), deriver)
    return links


def _in_the_way(source: Source, name: str) -> Diagnostic:
    message = f"this page has the address of the one that is made for {name}"
    mend = ("rename this file; what it says of an entity may stand in that entity's `notes`",)
    return diagnose(rule("page-conflict"), message, Span(source, 0, 0), help=mend)
