# Which problems are new and which are resolved. In: two checked projects. Out: the diagnostics that only one of them has,
# matched by rule, message and the entity and key (or file) that they are at; lines may move as they like.
from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from stemma.change.diff_content import Ids
from stemma.knowledge.difference import Problem
from stemma.project import Project
from stemma.text.baseline import Places
from stemma.text.diagnostics import Diagnostic

# File ('' for a problem of an entity), entity, keys down to the place, rule, message, and whether it is but a note.
_Key = tuple[str, str, str, str, str, bool]
_Keyed = tuple[_Key, Diagnostic]


def problems(base: Project, head: Project, ids: Ids) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """The problems that only the head has, and those that only the base had. One that a baseline accepts is there, but is
    neither new nor resolved."""
    old, new = _Where(base, ids), _Where(head, ids)
    olds, news = old.keyed(base.diagnostics), new.keyed(head.diagnostics)
    came = _without(news, [*olds, *old.keyed(base.accepted)])
    went = _without(olds, [*news, *new.keyed(head.accepted)])
    # A file that was renamed takes along what is wrong in it: where the other side has no such file, its name does not count.
    moved, left = (_renamed(came, old.files()), _renamed(went, new.files())) if came and went else (came, went)
    return (
        tuple(Problem(d, new.entity(d)) for _, d in _without(moved, left)),
        tuple(Problem(d, old.entity(d)) for _, d in _without(left, moved)),
    )


def _without(some: Iterable[_Keyed], others: Iterable[_Keyed]) -> list[_Keyed]:
    """Those of `some` that `others` do not match, each of which matches one."""
    left = Counter(key for key, _ in others)
    found: list[_Keyed] = []
    for key, diagnostic in some:
        if left[key] > 0:
            left[key] -= 1
        else:
            found.append((key, diagnostic))
    return found


def _renamed(some: Iterable[_Keyed], files: frozenset[str]) -> list[_Keyed]:
    return [((key[0] if key[0] in files else "", *key[1:]), diagnostic) for key, diagnostic in some]


class _Where:
    """Says where the diagnostics of a project are."""

    def __init__(self, project: Project, ids: Ids) -> None:
        self.ids = ids
        self.project = project
        self.places = Places(project.location, project.documents)
        # Files that hold one entity, and no list of them: what is wrong there is wrong with that entity.
        self.owner = {entity.source.path: entity.id for entity in project.entities.values() if not entity.route}

    def files(self) -> frozenset[str]:
        """All files of the project, from the graph's folder."""
        pages = (page.path for page in self.project.pages.values())
        return frozenset(self.places.file(path) for path in (*self.project.documents, *pages))

    def keyed(self, diagnostics: Sequence[Diagnostic]) -> list[_Keyed]:
        return [(self._key(diagnostic), diagnostic) for diagnostic in diagnostics]

    def _key(self, diagnostic: Diagnostic) -> _Key:
        entity, at = self.entity(diagnostic), self.places.in_words(diagnostic)
        file = "" if entity else self.places.file(diagnostic.at.span.source.path)
        told = self.ids.within(diagnostic.message)
        return (file, self.ids.one(entity), self.ids.within(at), diagnostic.rule.id, told, diagnostic.level == "note")

    def entity(self, diagnostic: Diagnostic) -> str:
        """The entity that a diagnostic is in, or ''."""
        path = diagnostic.at.span.source.path
        if path in self.owner:
            return self.owner[path]
        first = self.places.in_words(diagnostic).partition("/")[0]
        known = self.project.entities.get(first)
        return first if known is not None and known.source.path == path else ""
