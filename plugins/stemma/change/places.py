# From a character of a scalar's value back to the character of the file that wrote it. In: a source and a scalar, in
# whatever style. Out: offsets, or None where an escape makes the two differ beyond following.
from __future__ import annotations

import re

from stemma.text.nodes import Scalar

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|.)", re.DOTALL)
_PLAIN_ESCAPES = {'\\"': '"', "\\\\": "\\", "\\/": "/"}
_WHITE_ESCAPES = {"\\n", "\\t", "\\r", "\\ ", "\\\t", "\\_", "\\N", "\\L", "\\P", "\\0", "\\e", "\\v", "\\f"}


def place_of(text: str, node: Scalar, start: int, end: int) -> tuple[int, int] | None:
    """Where characters `start` to `end` (exclusive, at least one) of `node.text` stand in the file's `text`. Folded
    lines, indentation, doubled quotes and escapes are followed."""
    value = node.text
    at = node.start + (1 if node.style in {"'", '"'} else 0)
    if text[at : at + len(value)] == value:
        return at + start, at + end
    if node.style in {"|", ">"}:
        at = text.find("\n", node.start) + 1
    first = last = -1
    for index, char in enumerate(value[:end]):
        if char.isspace():
            continue
        found = _next(text, at, node, char)
        if found is None:
            return None
        begin, at = found
        if index >= start and first < 0:
            first = begin
        last = at
    return (first, last) if first >= 0 else None


def _next(text: str, at: int, node: Scalar, char: str) -> tuple[int, int] | None:
    """Where the next character of the value is written, which is no white space."""
    while at < node.end:
        if text[at].isspace():
            at += 1
        elif node.style == "'" and char == "'" and text.startswith("''", at):
            return at, at + 2
        elif node.style == '"' and text[at] == "\\":
            found = _ESCAPE.match(text, at)
            if found is None:
                return None
            written = found.group()
            if written in _WHITE_ESCAPES or written[1:].isspace():
                at = found.end()
                continue
            said = chr(int(f"0x{written[2:]}", 0)) if written[1] in "xuU" else _PLAIN_ESCAPES.get(written)
            if said is not None and said.isspace():
                at = found.end()
                continue
            return (at, found.end()) if said == char else None
        else:
            return (at, at + 1) if text[at] == char else None
    return None
