# Changes of a text by place: replacements that are applied together, and what they come to as a diff. In: a text and
# edits. Out: the new text; every character outside of the edits stays as it was.
from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import NamedTuple

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Edit(NamedTuple):
    """Put `text` in the place of characters `start` to `end` (exclusive); without length it inserts."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class ChangedFile:
    """A file that changes: its text before and after, and the bytes to write."""

    path: Path
    before: str
    after: str
    data: bytes


class OverlapError(ValueError):
    """Two edits that change the same character, or insert at the same place."""


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits applied at once; their offsets are those of the text as it is now. The same edit given
    twice is applied once. Raises OverlapError."""
    kept, left = apart(edits)
    if left:
        raise OverlapError(f"two edits at {left[0].start}")
    parts: list[str] = []
    at = 0
    for edit in kept:
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def moved_back(at: int, edits: Iterable[Edit]) -> int:
    """Where a place in the text that `applied` made was before; one inside of what an edit put there, where the edit
    began."""
    shift = 0  # by how much what stands behind the edits so far has moved
    for edit in apart(edits)[0]:
        start = edit.start + shift
        if at < start:
            break
        if at < start + len(edit.text):
            return edit.start
        shift += len(edit.text) - (edit.end - edit.start)
    return at - shift


def apart(edits: Iterable[Edit]) -> tuple[list[Edit], list[Edit]]:
    """The edits in the order of their places: those that can be applied together, the first ones first, and those that
    lie in their way."""
    kept: list[Edit] = []
    left: list[Edit] = []
    for edit in sorted(set(edits)):
        before = kept[-1] if kept else None
        meets = before is not None and (edit.start < before.end or edit.start == before.start)
        (left if meets else kept).append(edit)
    return kept, left


def lines_of(text: str) -> list[str]:
    """The lines with their breaks; unlike `splitlines`, no other character of Unicode ends one."""
    return _LINE.findall(text)


def line_end(text: str) -> str:
    """How the lines of a text end: `\\r\\n` where its first one does."""
    first = text.find("\n")
    return "\r\n" if first > 0 and text[first - 1] == "\r" else "\n"


def encoded(text: str, before: bytes) -> bytes:
    """The text as bytes, with the byte-order mark if the file had one before."""
    return (codecs.BOM_UTF8 if before.startswith(codecs.BOM_UTF8) else b"") + text.encode()


def diff(path: str, before: str, after: str, moved_to: str = "") -> str:
    """The change of one file as a unified diff that `git apply` takes; '' where nothing changes."""
    target = moved_to or path
    head = f"diff --git a/{path} b/{target}\n"
    if moved_to:
        head += f"rename from {path}\nrename to {target}\n"
    lines = list(unified_diff(lines_of(before), lines_of(after), f"a/{path}", f"b/{target}"))
    if not lines and not moved_to:
        return ""
    return head + "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
