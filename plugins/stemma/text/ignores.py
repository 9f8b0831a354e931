# Comments that silence a rule on one line. The parser's events carry no comments, so they are looked for outside the
# scalars. In: a source and its tree. Out: what each comment silences, and where.
from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

from stemma.text.nodes import Mapping, Node, Scalar
from stemma.text.source import Source

_COMMENT = re.compile(r"#\s*stemma:\s*ignore\b(?:\[([^\]\n]*)\])?")


class Ignore(NamedTuple):
    """A comment `# stemma: ignore[rule, …]`: the line it speaks of, what it silences, where it stands."""

    line: int
    rules: tuple[str, ...]
    start: int
    end: int


def find_ignores(source: Source, root: Node | None) -> tuple[Ignore, ...]:
    """The suppressing comments of a file. One on a line of its own speaks of the next line."""
    if "stemma:" not in source.text:
        return ()
    spans = sorted(_scalar_spans(root))
    starts = [start for start, _ in spans]
    found = []
    for match in _COMMENT.finditer(source.text):
        before = bisect_right(starts, match.start()) - 1
        if before >= 0 and match.start() < spans[before][1]:
            continue
        line, column = source.position(match.start())
        if not source.line(line)[: column - 1].strip():
            line += 1
        rules = tuple(part.strip() for part in (match.group(1) or "").split(",") if part.strip())
        found.append(Ignore(line, rules, match.start(), match.end()))
    return tuple(found)


def _scalar_spans(root: Node | None) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    pending: list[Node] = [root] if root is not None else []
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if node.end > node.start:
                spans.append((node.start, node.end))
        elif isinstance(node, Mapping):
            for entry in node.entries:
                spans.append((entry.key.start, entry.key.end))
                pending.append(entry.value)
        else:
            pending.extend(node.items)
    return spans
