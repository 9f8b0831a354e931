# A project that is followed from edit to edit, as a preview and an editor's server do: each check builds on the one before,
# in memory. In: where the project lies, and what an editor holds. Out: the whole project, as `load_project` gives it.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.graph import Graph
from stemma.project import Project, check_project, conclude, own_rules, project_of
from stemma.reading import NO_TEXTS
from stemma.recheck import ledger as ledgers
from stemma.recheck.examine import Texts, amounts, kept_problems, silenced, unedited
from stemma.recheck.ledger import GRAPH, PAGE, Disk, Ledger
from stemma.recheck.step import Memory, Step, step
from stemma.text.diagnostics import Diagnostic
from stemma.text.document import Document
from stemma.text.files import Location


class Follower:
    """Checks one project again and again. `rechecked` is how many files the last check looked at."""

    def __init__(self) -> None:
        self.rechecked = 0
        self._project: Project | None = None
        self._ledger: Ledger | None = None
        self._about_schema: tuple[Diagnostic, ...] = ()

    def check(self, location: Location, now: int, texts: Mapping[Path, str] = NO_TEXTS) -> Project:
        """The project as it is now. `now` is the time in nanoseconds since 1970; `texts` are read instead of what is on the
        disk at their paths."""
        disk = ledgers.look(location, texts)
        made = self._stepped(location, disk, now, texts) if disk is not None else None
        if made is None:
            checked = check_project(location, texts)
            made = project_of(location, checked, texts=texts)
            self._ledger = ledgers.ledger_of(disk, checked, now) if disk is not None else None
            self._about_schema = checked.about_schema
            self.rechecked = len(checked.documents) + len(checked.pages)
        self._project = made
        return made

    def _stepped(self, location: Location, disk: Disk, now: int, texts: Mapping[Path, str]) -> Project | None:
        """The project on top of the last one; None where only a whole check can tell."""
        last, before = self._project, self._ledger
        if last is None or before is None or last.location != location:
            return None
        same = unedited(before, disk, texts)
        seen = _texts(last, disk, texts)
        if same is None or seen is None:
            return None
        made = step(
            location, last.schema, before, same, disk, seen, texts, Memory(last.graph.entities, last.derived.figures)
        )
        if made is None:
            return None
        self._ledger = replace(made.ledger, began=now)
        self.rechecked = len(made.rechecked)
        return _project(last, made, seen, self._about_schema, texts)


def _texts(last: Project, disk: Disk, unsaved: Mapping[Path, str]) -> Texts | None:
    """The texts of the files, those of the last check among them."""
    schema = next((d for d in last.documents.values() if d.source.path not in last.files), None)
    if schema is None:
        return None
    seen = Texts(last.location, disk, schema, unsaved)
    folder = seen.shown(GRAPH)
    for shown, document in last.documents.items():
        if shown in last.files:
            seen.made[f"{GRAPH}{shown[len(folder) :]}"] = document.source
    seen.made.update((f"{PAGE}{page}", source) for page, source in last.pages.items())
    return seen


def _project(
    last: Project, made: Step, seen: Texts, about_schema: tuple[Diagnostic, ...], unsaved: Mapping[Path, str]
) -> Project:
    """The last project with what was checked anew in its place."""
    location, files = last.location, made.ledger.files
    for name in made.rechecked:
        document, page = made.entities.documents.get(name), made.pages.get(name)
        source = document.source if document is not None else page
        if source is not None:
            seen.made[name] = source
    graph = _graph(last.graph, made)
    anew = {record.id for name in made.rechecked for record in files[name].entities}
    figures = {k: f for k, f in last.derived.figures.items() if k[0] in graph.entities and k[0] not in anew}
    figures |= {k: f for k, f in made.deriver.figures.items() if f is not None and k[0] in anew}
    deriver = Deriver(graph)
    deriver.figures.update(figures)
    claims = {claim.id: claim for claim in last.claims if claim.id in graph.entities and claim.id not in anew}
    claims |= {claim.id: claim for claim in made.claims}
    found = [*about_schema, *made.found, *kept_problems(made, seen), *own_rules(location, unsaved, graph)]
    documents = _documents(last, made, seen)
    told = conclude(location, last.schema, found, silenced(made, seen), documents, None, unsaved, seen.others())
    pages = seen.pages(files)
    return Project(
        location, last.schema, graph, Derived(graph, figures), deriver, tuple(claims[one] for one in sorted(claims)),
        pages, seen.entity_files(files, last.files), told.diagnostics, amounts(files, len(pages)), told.accepted, told.baseline, documents,
        seen.digests(files),
    )  # fmt: skip


def _graph(last: Graph, made: Step) -> Graph:
    """The last graph with the entities of the files that were checked anew."""
    entities = made.entities
    fresh = {e.id: e for name in made.rechecked if name.startswith(GRAPH) for e in entities.of_file(name)}
    gone = {entity_id for entity_id in last.entities if entity_id not in entities.home} | fresh.keys()
    graph = last.with_entities(gone, dict(sorted(fresh.items())), entities.aliases)
    return replace(graph, relations=tuple(sorted(graph.relations, key=lambda relation: relation.source)))


def _documents(last: Project, made: Step, seen: Texts) -> dict[str, Document]:
    """The trees of the graph's files as they are now."""
    names = {seen.shown(name): name for name in made.ledger.files if name.startswith(GRAPH)}
    kept = {shown: last.documents.get(shown) for shown in names}
    found = {shown: made.entities.documents.get(names[shown]) or document for shown, document in kept.items()}
    return {shown: document for shown, document in found.items() if document is not None}
