# What is known at a keystroke: the last whole project, with each file that was edited since put in the place of its old self.
# In: a view and a file's new text. Out: the view after it, and the problems of that file. It costs what the file holds.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from stemma.knowledge.address import PAGES
from stemma.knowledge.blocks import check_blocks
from stemma.knowledge.check import recheck
from stemma.knowledge.claims import check_claims
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.graph import Graph
from stemma.knowledge.links import check_links, check_prose
from stemma.knowledge.load import GraphFile, load
from stemma.knowledge.type_rules import check_rules
from stemma.project import Project
from stemma.text.diagnostics import Diagnostic, Fix, Label
from stemma.text.document import Document, parse, read_bytes
from stemma.text.files import SCHEMA, YAML, Location, is_among
from stemma.text.markdown_scan import scan
from stemma.text.source import Source, Span
from stemma.text.suppress import settle
from stemma.vocabulary.schema import Schema
from stemma.vocabulary.schema_read import read_schema

# What one file's reading finds by itself; all else is of the whole graph, and stays until that is checked again.
_QUICK = frozenset(
    (
        "yaml", "file", "entity", "field", "value", "statement", "ref", "quantity", "unit", "link", "block", "formula", "claim",
        "rule", "schema",
    )
)  # fmt: skip
_SLOW = frozenset({"file-ending", "formula-cycle", "rule-file"})


@dataclass(frozen=True, slots=True)
class View:
    """The graph as it stands in the editor's files. `project` is the last whole check; figures that rest on other edited
    files are those of that check. `documents` are the graph's files by the paths that messages show, `pages` the Markdown
    pages by their paths inside their folder; `held` are the ids in each of the graph's files, `late` the problems of
    edited files that only the whole check sees."""

    project: Project
    graph: Graph
    derived: Derived
    deriver: Deriver
    documents: Mapping[str, Document]
    pages: Mapping[str, Source]
    held: Mapping[str, frozenset[str]]
    late: Mapping[str, tuple[Diagnostic, ...]]

    @property
    def schema(self) -> Schema:
        return self.graph.schema

    @property
    def location(self) -> Location:
        return self.project.location


def view_of(project: Project) -> View:
    """The view right after a whole check."""
    held: dict[str, set[str]] = {}
    for entity in project.graph.entities.values():
        held.setdefault(entity.source.path, set()).add(entity.id)
    ids = {path: frozenset(names) for path, names in held.items()}
    return View(project, project.graph, project.derived, project.deriver, project.documents, project.pages, ids, {})


def kind_of(location: Location, path: Path) -> str:
    """What a file is to the project: `schema`, `entity`, `page`, or '' for any other."""
    if path == location.graph / SCHEMA:
        return "schema"
    if is_among(path, location.graph, YAML):
        return "entity"
    return "page" if location.docs is not None and is_among(path, location.docs, PAGES) else ""


def edited(view: View, path: Path, text: str) -> tuple[View, tuple[Diagnostic, ...]]:
    """The view with this text as the file's, and that file's problems: those that its own reading shows, and of the last
    whole check those of the other kinds, moved to where their text stands now."""
    location, kind = view.location, kind_of(view.location, path)
    read = read_bytes(location.shown(path), text.encode(errors="replace"))
    source, found = read.value, list(read.diagnostics)
    document = Document(source, None, broken=True)
    if kind in {"schema", "entity"} and not found:
        parsed = parse(source)
        document = parsed.value
        found += parsed.diagnostics
    if kind in {"schema", "entity"}:
        view = replace(view, documents={**view.documents, source.path: document})
    if kind == "schema":
        found += read_schema(document, view.schema.units.learned()).diagnostics
    elif kind == "entity":
        view = _with_file(view, GraphFile(document, path.relative_to(location.graph).as_posix(), bool(found)), found)
    elif kind == "page" and location.docs:
        view = replace(view, pages={**view.pages, path.relative_to(location.docs).as_posix(): source})
        found += check_links(source, view.graph)[1]
        found += check_blocks(source, scan(source.text), view.deriver)
    own = [d for d in found if d.at.span.source.path == source.path and _is_quick(d)]
    settings = {setting.prefix: setting.severity for setting in view.schema.settings}
    settled = settle(own, settings, [(source, ignore) for ignore in document.ignores])
    accepted = {(d.rule.id, d.message) for d in view.project.accepted if d.at.span.source.path == source.path}
    quick = [d for d in settled if _is_quick(d) and (d.rule.id, d.message) not in accepted]
    late = view.late.get(source.path)
    if late is None:
        late = tuple(d for d in view.project.diagnostics if d.at.span.source.path == source.path and not _is_quick(d))
    late = _carried(late, source)
    view = replace(view, late={**view.late, source.path: late})
    return view, tuple(sorted((*quick, *late), key=Diagnostic.sort_key))


def _is_quick(diagnostic: Diagnostic) -> bool:
    rule_id = diagnostic.rule.id
    return rule_id.partition("-")[0] in _QUICK and rule_id not in _SLOW


def _with_file(view: View, file: GraphFile, found: list[Diagnostic]) -> View:
    """The view with a file's entities anew, computed, and held against the rules of their types."""
    path = file.document.source.path
    loaded = load([file], view.schema)
    found += loaded.diagnostics
    before = view.held.get(path, frozenset())
    checked = recheck(path, before, loaded.value, view.graph)
    found += checked.diagnostics
    graph = checked.value
    own = [
        graph.entities[name]
        for name in sorted({e.id for e in loaded.value})
        if graph.entities[name].source.path == path
    ]
    old = [view.graph.entities[name] for name in sorted(before)]
    stale = [key for entity in old for key in view.deriver.keys_in(entity)]
    figures = dict(view.derived.figures)
    for key in stale:
        figures.pop(key, None)
    deriver = Deriver(graph)
    deriver.figures.update(figures)
    for key in [key for entity in own for key in deriver.keys_in(entity)]:
        deriver.settle(key)
        figure = deriver.figures.get(key)
        if figure is not None:
            figures[key] = figure
    derived = Derived(graph, figures)
    found += deriver.diagnostics
    found += check_claims(derived, deriver, own).diagnostics
    found += check_rules(derived, deriver, own)
    for entity in own:
        found += check_prose(entity, graph) if not entity.broken else ()
    held = {**view.held, path: frozenset(entity.id for entity in own)}
    return replace(view, graph=graph, derived=derived, deriver=deriver, held=held)


def _carried(diagnostics: tuple[Diagnostic, ...], source: Source) -> tuple[Diagnostic, ...]:
    """Problems of this file's text before the edit at their places now; those whose own text was edited are left out."""
    if not diagnostics:
        return ()
    old = diagnostics[0].at.span.source.text
    start, end = _changed(old, source.text)
    by = len(source.text) - len(old)
    before = [_moved(d, source, 0) for d in diagnostics if d.at.span.end <= start]
    return (*before, *(_moved(d, source, by) for d in diagnostics if d.at.span.start >= end and d.at.span.end > start))


def _changed(old: str, new: str) -> tuple[int, int]:
    """The part of `old` that is not in `new`: all between their common beginning and their common end."""
    most = min(len(old), len(new))
    start = next((i for i in range(most) if old[i] != new[i]), most)
    rest = most - start
    end = next((i for i in range(rest) if old[-1 - i] != new[-1 - i]), rest)
    return start, len(old) - end


def _moved(diagnostic: Diagnostic, source: Source, by: int) -> Diagnostic:
    span = Span(source, diagnostic.at.span.start + by, diagnostic.at.span.end + by)
    fixes = tuple(
        Fix(Span(source, fix.span.start + by, fix.span.end + by), fix.replacement)
        for fix in diagnostic.fixes
        if fix.span.source.path == source.path and fix.span.start >= diagnostic.at.span.start
    )
    return replace(diagnostic, at=Label(span, diagnostic.at.message), fixes=fixes)
