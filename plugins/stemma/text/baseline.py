# Problems that a project knows of and accepts, in a file that only shrinks. In: diagnostics, and the entries of that file.
# Out: the diagnostics that are new, those that are accepted, and the entries that nothing matches any more.
from __future__ import annotations

import json
import os
import shlex
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from stemma.text import nodes
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, Result, diagnose
from stemma.text.document import Document
from stemma.text.files import SCHEMA, Location
from stemma.text.source import Source, Span

VERSION = 1
_KEYS = ("rule", "file", "at", "message")
_SHOWN = 5  # places that a report of stale entries underlines
_LONGEST = 120


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An accepted problem. `file` is relative to the graph's folder; `at` is the entity and the keys down to the place in a
    YAML file, and the text itself in any other. Lines take no part: an edit above a problem leaves it known."""

    file: str
    at: str
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a file of accepted problems makes of those that were found: `matched` are its entries that stay, `stale` those
    that nothing matches any more."""

    path: Path
    new: tuple[Diagnostic, ...]
    accepted: tuple[Diagnostic, ...] = ()
    matched: tuple[Entry, ...] = ()
    stale: tuple[Entry, ...] = ()


class Places:
    """Where the problems of one check are, in words that outlast an edit elsewhere in the file."""

    def __init__(self, location: Location, documents: Mapping[str, Document]) -> None:
        self.location = location
        self.documents = documents
        self._inside: dict[str, str] = {}

    def file(self, shown: str) -> str:
        """A path as messages show it, relative to the graph's folder."""
        found = self._inside.get(shown)
        if found is None:
            found = Path(os.path.relpath(self.location.shown_from / shown, self.location.graph)).as_posix()
            self._inside[shown] = found
        return found

    def entry(self, diagnostic: Diagnostic) -> Entry:
        """The problem as a baseline writes it."""
        return Entry(
            self.file(diagnostic.at.span.source.path),
            self.at(diagnostic.at.span),
            diagnostic.rule.id,
            diagnostic.message,
        )

    def in_words(self, diagnostic: Diagnostic) -> str:
        """Where the problem is, as `at` says."""
        return self.at(diagnostic.at.span)

    def at(self, span: Span) -> str:
        """The entity and the keys that lead to a place in a YAML file; elsewhere the text that is underlined."""
        document = self.documents.get(span.source.path)
        if document is None or document.root is None:
            return " ".join(span.text.split())[:_LONGEST]
        return "/".join(_words(document.root, span.start))

    def acceptable(self, diagnostic: Diagnostic) -> bool:
        """Whether a baseline may hold the problem. What is wrong with the schema hides other problems, and so does having
        read nothing."""
        about = diagnostic.rule.id.partition("-")[0]
        in_schema = self.file(diagnostic.at.span.source.path) == SCHEMA and diagnostic.level == "error"
        return about not in {"baseline", "read"} and not in_schema


def _words(root: nodes.Node, at: int) -> list[str]:
    """Keys down to a place. An item of a list stands under its `id` where it has one: its number changes with others."""
    words: list[str] = []
    node: nodes.Node = root
    for step in nodes.route_to(root, at):
        if isinstance(step, str):
            words.append(step)
        node = node.get(str(step)) or node if isinstance(node, nodes.Mapping) else node
        if isinstance(step, int) and isinstance(node, nodes.Sequence):
            node = node.items[step]
            named = node.get("id") if isinstance(node, nodes.Mapping) else None
            words += [named.text] if isinstance(named, nodes.Scalar) else []
    return words


def command(flag: str, named: Path | None) -> str:
    """The call that does it: with the file where the caller, and not the schema, `named` it."""
    option = f" --baseline {shlex.quote(str(named))}" if named is not None else ""
    return f"`stemma check{option} {flag}`"


def sort_out(
    path: Path, source: Source, found: Sequence[Diagnostic], places: Places, named: Path | None = None
) -> Result[Baseline]:
    """Match the problems with the entries of a file; each entry accepts one problem. Behind a new error may be hidden what an
    entry speaks of, so that none is called stale then. `named` is the file as the caller wrote it, if he did."""
    read = read_baseline(source, named)
    if read.diagnostics:
        return Result(Baseline(path, tuple(found)), read.diagnostics)
    left = Counter(read.value)
    new: list[Diagnostic] = []
    accepted: list[Diagnostic] = []
    matched: list[Entry] = []
    for diagnostic in found:
        entry = places.entry(diagnostic)
        if left[entry] > 0 and places.acceptable(diagnostic):
            left[entry] -= 1
            accepted.append(diagnostic)
            matched.append(entry)
        else:
            new.append(diagnostic)
    unseen = [e for e in left.elements() if places.location.docs is None and e.file.startswith("../")]
    if any(diagnostic.level == "error" for diagnostic in new):
        return Result(Baseline(path, tuple(new), tuple(accepted), (*matched, *left.elements())))
    stale = tuple(sorted((left - Counter(unseen)).elements()))
    return Result(
        Baseline(path, tuple(new), tuple(accepted), (*matched, *unseen), stale),
        (unused(source, stale, named),) if stale else (),
    )


def written(entries: Iterable[Entry]) -> str:
    """The file, one line a problem, so that a change of it is read and merged line by line."""
    lines = [_line(entry) for entry in sorted(entries)]
    return f'{{"version": {VERSION}, "accepted": [' + ",".join(f"\n  {line}" for line in lines) + "\n]}\n"


def _line(entry: Entry) -> str:
    about = asdict(entry)
    return json.dumps({key: about[key] for key in _KEYS}, ensure_ascii=False)


def read_baseline(source: Source, named: Path | None = None) -> Result[tuple[Entry, ...]]:
    """The entries of a file; none where it is not what `written` gives."""
    try:
        document: Any = json.loads(source.text)
    except json.JSONDecodeError as error:
        at = Span(source, min(error.pos, len(source.text)), min(error.pos + 1, len(source.text)))
        return Result((), (_unreadable(at, f"this is no JSON: {error.msg[:1].lower()}{error.msg[1:]}", named),))
    except RecursionError:
        return Result((), (_unreadable(Span(source, 0, 0), "this is nested too deeply", named),))
    whole = Span(source, 0, 0)
    if not isinstance(document, dict) or document.get("version") != VERSION:
        return Result((), (_unreadable(whole, f"this is no baseline of version {VERSION}", named),))
    items = document.get("accepted")
    if not isinstance(items, list) or not all(_is_entry(item) for item in items):
        wanted = ", ".join(f"`{key}`" for key in _KEYS)
        return Result((), (_unreadable(whole, f"`accepted` must be a list of problems, each with {wanted}", named),))
    return Result(tuple(Entry(**{key: item[key] for key in _KEYS}) for item in items))


def _is_entry(item: Any) -> bool:
    return isinstance(item, dict) and set(item) == set(_KEYS) and all(isinstance(value, str) for value in item.values())


def _unreadable(at: Span, message: str, named: Path | None) -> Diagnostic:
    return diagnose(
        rule("baseline-file"), message, at,
        help=(f"delete the file and make it anew with {command('--write-baseline', named)}",),
    )  # fmt: skip


def missing(at: Span, name: str) -> Diagnostic:
    """There is no file where the project, or the caller, says that one is."""
    return diagnose(
        rule("baseline-file"), f"there is no baseline `{name}`", at,
        help=("make it with `stemma check --write-baseline`, or take its name out",),
    )  # fmt: skip


def unused(source: Source, stale: Sequence[Entry], named: Path | None = None) -> Diagnostic:
    """Entries that nothing matches any more, in one report."""
    number = len(stale)
    places = [_place(source, entry) for entry in stale[:_SHOWN]]
    message = (
        "an accepted problem is there no more" if number == 1 else f"{number:,} accepted problems are there no more"
    )
    return diagnose(
        rule("baseline-unused"), message, places[0], related=[Label(place) for place in places[1:]],
        help=(f"take {'it' if number == 1 else 'them'} out with {command('--update-baseline', named)}",),
    )  # fmt: skip


def _place(source: Source, entry: Entry) -> Span:
    """The entry's line, if it stands there as we write it."""
    line = _line(entry)
    start = source.text.find(line)
    return Span(source, start, start + len(line)) if start >= 0 else Span(source, 0, 0)
