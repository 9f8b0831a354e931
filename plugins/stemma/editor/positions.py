# Where an offset of a text lies for an editor: lines from 0, and in a line units of UTF-16. In: a text. Out: places, both
# ways; a place beyond the end of a line or of the text is its end.
from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_BREAK = re.compile(r"\r\n|\n|\r")


class Position(NamedTuple):
    """Line and character as the Language Server Protocol counts them."""

    line: int
    character: int


class Lines:
    """The lines of one text. They end with `\\n`, `\\r\\n` or `\\r` and with nothing else, as the protocol has it."""

    def __init__(self, text: str) -> None:
        self.text = text
        breaks = [match.span() for match in _BREAK.finditer(text)]
        self.starts = [0, *(end for _, end in breaks)]
        self.ends = [*(start for start, _ in breaks), len(text)]

    def position(self, offset: int) -> Position:
        """The place of a character."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self.starts, offset) - 1
        return Position(line, _units(self.text[self.starts[line] : min(offset, self.ends[line])]))

    def offset(self, line: int, character: int) -> int:
        """The character at a place; in the middle of a pair, the one that the pair stands for."""
        if line < 0 or character < 0:
            return 0
        if line >= len(self.starts):
            return len(self.text)
        start, end = self.starts[line], self.ends[line]
        written = self.text[start:end]
        if written.isascii():
            return min(start + character, end)
        for index, sign in enumerate(written):
            character -= 2 if ord(sign) > 0xFFFF else 1
            if character < 0:
                return start + index
        return end


def _units(text: str) -> int:
    return len(text) if text.isascii() else len(text) + sum(ord(sign) > 0xFFFF for sign in text)
