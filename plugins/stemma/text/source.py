# A file as text, and stretches of it. Offsets count characters; lines and columns exist only
# for people and are computed when somebody asks.
from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from stemma.text.quick_init import quick_init


@dataclass(frozen=True, eq=False)
class Source:
    """A text and the path it is shown under (relative to the project, with forward slashes)."""

    path: str
    text: str

    @cached_property
    def line_starts(self) -> tuple[int, ...]:
        """Offset of the first character of each line."""
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return tuple(starts)

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of `offset`, both counted from 1, columns in characters."""
        starts = self.line_starts
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Line `number` (from 1) without its line break."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")


@quick_init
@dataclass(frozen=True, slots=True)
class Span:
    """Characters `start` to `end` (exclusive) of a source."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]

    @property
    def place(self) -> str:
        """Where it begins, as `path:line:column`."""
        line, column = self.source.position(self.start)
        return f"{self.source.path}:{line}:{column}"
