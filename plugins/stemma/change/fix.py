# Mending what a machine can mend safely. In: where a project lies, and which of its files are meant. Out: the files as they
# will be, what is mended by that, and what is left. Every step is checked again in memory before it counts: one that makes
# an error, or does not take its own problem away, is left out.
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from stemma.change.edits import ChangedFile, Edit, apart, applied, encoded, moved_back
from stemma.project import Project, load_project
from stemma.text.diagnostics import Diagnostic
from stemma.text.files import YAML, Location, files_in
from stemma.text.source import Source, Span

_MAX_ROUNDS = 10  # what is mended may show what could not be seen before; this often at most
_MAX_BEHIND = 3  # and this many steps behind one fix, before it is given up

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Refused:
    """A problem whose fix would make another error, and that error; None where the fix does not take the problem away."""

    problem: Diagnostic
    error: Diagnostic | None


@dataclass(frozen=True, slots=True)
class Fixed:
    """`mended` are the problems that go, at their places before (their fixes lie in the text that they were made in);
    `left` those that stay in the files that are meant, and `refused` those of them that have a fix which was not made."""

    files: tuple[ChangedFile, ...]
    mended: tuple[Diagnostic, ...]
    left: tuple[Diagnostic, ...]
    refused: tuple[Refused, ...]


def fix(location: Location, is_meant: Callable[[Path], bool], *, dry_run: bool = False) -> Fixed:
    """What can be mended in the files for which `is_meant` is true. Nothing is written. What is left is at its place in
    the files after; with `dry_run`, which leaves them as they are, before. Raises OSError where a file that was just
    read cannot be read again."""
    fixer = _Fixer(location, is_meant)
    fixer.run()
    return fixer.result(dry_run=dry_run)


class _Fixer:
    def __init__(self, location: Location, is_meant: Callable[[Path], bool]) -> None:
        self.location = location
        paths = files_in(location.graph, YAML)
        paths += files_in(location.docs, (".md", ".markdown")) if location.docs and location.docs.is_dir() else []
        self.paths = {location.shown(path): path for path in paths if is_meant(path)}
        self.texts: dict[Path, str] = {}
        self.before: dict[Path, str] = {}
        self.project = load_project(location)
        self.mended: list[Diagnostic] = []
        self.refused: dict[Key, Diagnostic | None] = {}
        self.sources: dict[Path, Source] = {}
        # The text that each text was first made of, and the edits: by these a place is found in the file as it was.
        self.made_of: dict[tuple[Path, str], tuple[str, list[Edit]]] = {}

    def run(self) -> None:
        for _ in range(_MAX_ROUNDS):
            ready = self._ready()
            if not ready:
                return
            self._mend(ready)

    def result(self, *, dry_run: bool) -> Fixed:
        files = []
        for path, after in sorted(self.texts.items()):
            if after != self.before[path]:
                files.append(ChangedFile(path, self.before[path], after, encoded(after, path.read_bytes())))
        left = tuple(d for d in self.project.diagnostics if d.at.span.source.path in self.paths)
        if dry_run:
            left = tuple(map(self._before, left))
        refused = tuple(Refused(d, self.refused[_key(d)]) for d in left if _key(d) in self.refused)
        return Fixed(tuple(files), tuple(map(self._before, self.mended)), left, refused)

    def _before(self, problem: Diagnostic) -> Diagnostic:
        """The problem at its place in the file as it was."""
        span = problem.at.span
        path = self.paths[span.source.path]
        text, start, end = span.source.text, span.start, span.end
        if path not in self.before or text == self.before[path]:
            return problem
        while text != self.before[path]:
            text, edits = self.made_of[path, text]
            start, end = moved_back(start, edits), moved_back(end, edits)
        return replace(problem, at=replace(problem.at, span=Span(self.sources[path], start, max(start, end))))

    def _ready(self) -> list[Diagnostic]:
        """The problems with one fix that can be made together now. A comment that silences nothing may do so only because
        of an error elsewhere, so it waits until there is none."""
        found = [
            d for d in self.project.diagnostics
            if len(d.fixes) == 1 and d.at.span.source.path in self.paths and _key(d) not in self.refused
        ]  # fmt: skip
        first = [d for d in found if d.rule.id != "ignore-unused" or not _edit_of_comment(d)]
        if not first and self.project.count("error"):
            return []
        ready: list[Diagnostic] = []
        for path in dict.fromkeys(d.at.span.source.path for d in first or found):
            edits = {_edit(d): d for d in reversed(first or found) if d.at.span.source.path == path}
            ready += [edits[edit] for edit in apart(edits)[0]]
        return ready

    def _mend(self, problems: Sequence[Diagnostic]) -> None:
        """Make these fixes if all is well with them; otherwise each half for itself, down to the one that is wrong."""
        if not problems:
            return
        texts = self._with(problems, self.texts)
        project = load_project(self.location, texts)
        if _is_better(self.project, project, problems):
            self._keep(texts, project, problems)
        elif len(problems) == 1:
            self._follow(problems[0], texts, project)
        else:
            middle = len(problems) // 2
            for half in (problems[:middle], problems[middle:]):
                self._mend(self._still(half))

    def _keep(self, texts: dict[Path, str], project: Project, problems: Sequence[Diagnostic]) -> None:
        self.texts, self.project = texts, project
        self.mended += problems

    def _follow(self, problem: Diagnostic, texts: dict[Path, str], project: Project) -> None:
        """Mend also what comes to light behind a fix, if all of it can be mended; else leave the problem alone."""
        done = [problem]
        error: Diagnostic | None = None
        for _ in range(_MAX_BEHIND):
            known = Counter(_key(d) for d in self.project.diagnostics)
            new = [d for d in project.diagnostics if d.level == "error" and not known[_key(d)]]
            by_hand = [d for d in new if len(d.fixes) != 1 or d.at.span.source.path not in self.paths]
            error = next(iter(by_hand or new), None)
            if not new or by_hand:
                break
            first = [d for d in new if d.at.span.source.path == new[0].at.span.source.path]
            kept = apart(map(_edit, first))[0]
            step = [d for d in first if _edit(d) in kept]
            texts = self._with(step, texts)
            project = load_project(self.location, texts)
            done += step
            if _is_better(self.project, project, [problem]):
                self._keep(texts, project, done)
                return
        self.refused[_key(problem)] = error

    def _still(self, problems: Sequence[Diagnostic]) -> list[Diagnostic]:
        """The problems as they are now, since what was mended before them may have moved them."""
        wanted = Counter(_key(d) for d in problems)
        found = []
        for diagnostic in self.project.diagnostics:
            if wanted[_key(diagnostic)] > 0 and len(diagnostic.fixes) == 1:
                wanted[_key(diagnostic)] -= 1
                found.append(diagnostic)
        return found

    def _with(self, problems: Sequence[Diagnostic], texts: Mapping[Path, str]) -> dict[Path, str]:
        """The texts with these fixes made, whose places are those of `texts`."""
        by_path: dict[str, list[Diagnostic]] = {}
        for diagnostic in problems:
            by_path.setdefault(diagnostic.at.span.source.path, []).append(diagnostic)
        made = dict(texts)
        for shown, held in by_path.items():
            path, source = self.paths[shown], held[0].at.span.source
            self.before.setdefault(path, source.text)
            self.sources.setdefault(path, source)
            edits = [_edit(d) for d in held]
            made[path] = applied(source.text, edits)
            if made[path] != self.before[path]:
                self.made_of.setdefault((path, made[path]), (source.text, edits))
        return made


def _edit_of_comment(diagnostic: Diagnostic) -> bool:
    """Whether the fix takes a comment, or a rule in it, away; rather than to spell the rule right."""
    return diagnostic.fixes[0].span.text.lstrip().startswith("#")


def _edit(diagnostic: Diagnostic) -> Edit:
    fix_ = diagnostic.fixes[0]
    return Edit(fix_.span.start, fix_.span.end, fix_.replacement)


def _key(diagnostic: Diagnostic) -> Key:
    """What a problem is, wherever in its file it has moved to."""
    return (diagnostic.rule.id, diagnostic.at.span.source.path, diagnostic.message)


def _is_better(before: Project, after: Project, problems: Sequence[Diagnostic]) -> bool:
    """Whether these problems are gone and no error has come."""
    were = Counter(_key(d) for d in before.diagnostics)
    are = Counter(_key(d) for d in after.diagnostics)
    gone = were - are
    if any(gone[key] < number for key, number in Counter(_key(d) for d in problems).items()):
        return False
    errors_before = Counter(_key(d) for d in before.diagnostics if d.level == "error")
    errors_after = Counter(_key(d) for d in after.diagnostics if d.level == "error")
    return not errors_after - errors_before
