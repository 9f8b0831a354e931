# The short way through YAML as people mostly write it: one key to a line, values on the same line, simple braces and brackets,
# blocks of text. In: text. Out: the tree that libyaml's events would give, without a word to say about it; None for whatever
# else there is, be it sound or not. A test holds the two to each other.
from __future__ import annotations

import re
from sys import intern
from typing import TypeAlias

from stemma.text.nodes import Entry, Mapping, Node, Scalar, Sequence

_STRANGE = re.compile("[^\\n -~\\xa0-\\u2027\\u202a-\\ud7ff\\U00010000-\\U0010ffff]|<fill in>")
_KEY = r"[A-Za-z_][A-Za-z0-9_\-]{0,60}"
_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"  # a plain text starts with no sign that has a meaning
# No possessive quantifiers: they are wrong in the first releases of Python 3.11.
_REST = r"[^:#\n]*(?:(?::(?![ \n]|\Z)|(?<! )\#)[^:#\n]*)*"
_REST_IN_FLOW = r"[^,\[\]{}:?#\n]*(?:(?<! )\#[^,\[\]{}:?#\n]*)*"
_LINE = re.compile(rf"^( *)(- )?(?:({_KEY}):(?: +|$))?(?:({_FIRST}{_REST})(?=\n|\Z)|(.*))", re.MULTILINE)
_QUOTED = re.compile(r"\"[^\"\\\n]*\"|'[^'\n]*'")
_ITEM = rf" *(?:(?:({_FIRST}{_REST_IN_FLOW})|(\"[^\"\\\n]*\"|'[^'\n]*')) *(?:(, +)|([\]}}]))|(?=[{{\[]))"
_PAIR = re.compile(rf" *({_KEY}): {_ITEM}")
_ONE = re.compile(_ITEM)
_GO_ON = re.compile(r" *(?:, +|([\]}]))")
_END = re.compile(r" *$", re.MULTILINE)
_MAX_DEPTH = 12
# Column, whether with a hyphen, key and its start; start and end of what is behind it, and its text where that is plain.
_Line: TypeAlias = tuple[int, bool, str | None, int, int, int, str | None]
_made = tuple.__new__  # of a named tuple, past the function that is written for it: there are many of them


def read_quickly(text: str) -> Node | None:
    """The tree of a document; None where only libyaml can tell what it is."""
    if _STRANGE.search(text) is not None:
        return None
    try:
        return _Reader(text).document()
    except _Odd:
        return None


class _Odd(Exception):  # noqa: N818 - a way out, no error
    pass


class _Reader:
    __slots__ = ("at", "depth", "lines", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[_Line] = []
        self.at = 0
        self.depth = 0

    def document(self) -> Node:
        add = self.lines.append
        for match in _LINE.finditer(self.text):
            spaces, dash, key, plain, rest = match.groups()
            if plain is not None:
                start, end = match.span(4)
            elif key or (rest and (dash or rest[0] != "#")):
                start, end = match.span(5)
            elif dash:
                raise _Odd
            else:
                continue  # an empty line, or a comment on its own
            add((len(spaces), dash is not None, key, match.start(3), start, end, plain))
        if not self.lines:
            raise _Odd
        first = self.lines[0]
        made = self.sequence(first[0]) if first[1] else self.mapping(first[0])
        if self.at < len(self.lines):
            raise _Odd
        return made

    def mapping(self, column: int) -> Mapping:
        entries: list[Entry] = []
        seen: set[str] = set()
        lines = self.lines
        self.deeper()
        while self.at < len(lines):
            at, dash, key, key_start, start, end, plain = lines[self.at]
            if at != column or dash or key is None:
                break
            seen.add(key)
            self.at += 1
            value: Node
            if plain is not None:
                plain = plain.rstrip(" ")
                value = _made(Scalar, (plain, start, start + len(plain), ""))
            elif start == end:
                value = self.nested(column)
            else:
                value = self.value(start, end, column)
            entries.append(_made(Entry, (_made(Scalar, (intern(key), key_start, key_start + len(key), "")), value)))
        if len(seen) < len(entries) or not entries:
            raise _Odd
        self.depth -= 1
        return Mapping(tuple(entries), entries[0].key.start, entries[-1].value.end)

    def sequence(self, column: int) -> Sequence:
        items: list[Node] = []
        lines = self.lines
        first = lines[self.at]
        self.deeper()
        while self.at < len(lines):
            at, dash, key, key_start, start, end, plain = lines[self.at]
            if at != column or not dash:
                break
            if key is not None:
                lines[self.at] = (column + 2, False, key, key_start, start, end, plain)
                items.append(self.mapping(column + 2))
                continue
            self.at += 1
            items.append(self.value(start, end, None) if plain is None else _plain(plain, start))
        self.depth -= 1
        return Sequence(tuple(items), self.dash_of(first), items[-1].end)

    def dash_of(self, line: _Line) -> int:
        """Where the hyphen of a line stands."""
        return (line[4] if line[2] is None else line[3]) - 2

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise _Odd

    def nested(self, column: int) -> Node:
        """What stands on the lines below a key."""
        if self.at == len(self.lines):
            raise _Odd
        below, dash, key = self.lines[self.at][:3]
        if dash and below >= column:
            return self.sequence(below)
        if dash or key is None or below <= column:
            raise _Odd
        return self.mapping(below)

    def value(self, start: int, end: int, column: int | None) -> Node:
        """What stands behind a key or a hyphen on its line. A block of text needs the `column` of its key."""
        text = self.text
        sign = text[start]
        if sign in "|>" and column is not None:
            return self.block(start, end, column)
        made: Node
        if sign in "{[":
            made = self.flow(start)
        else:
            match = _QUOTED.match(text, start)
            if match is None:
                raise _Odd
            made = _quoted(match.group(), start)
        if _END.match(text, made.end) is None:
            raise _Odd
        return made

    def flow(self, start: int) -> Node:
        """Braces or brackets, with all that is in them on one line."""
        self.deeper()
        empty = self.text.startswith(("{}", "[]"), start)
        made: Node
        if self.text[start] == "{":
            made = Mapping((), start, start + 2) if empty else self.braces(start)
        else:
            made = Sequence((), start, start + 2) if empty else self.brackets(start)
        self.depth -= 1
        return made

    def braces(self, start: int) -> Mapping:
        text, pair = self.text, _PAIR.match
        entries: list[Entry] = []
        at, end = start + 1, None
        while end is None:
            match = pair(text, at)
            if match is None:
                raise _Odd
            key, plain, quoted, _, end = match.groups()
            at = match.end()
            value: Node
            if plain is not None:
                value_start = match.start(2)
                plain = plain.rstrip(" ")
                value = _made(Scalar, (plain, value_start, value_start + len(plain), ""))
            elif quoted is not None:
                value = _quoted(quoted, match.start(3))
            else:
                value = self.flow(at)
                at, end = self.behind(value.end)
            key_start = match.start(1)
            entries.append(_made(Entry, (_made(Scalar, (intern(key), key_start, key_start + len(key), "")), value)))
        if end != "}" or (len(entries) > 1 and len({entry[0][0] for entry in entries}) < len(entries)):
            raise _Odd
        return _made(Mapping, (tuple(entries), start, at))

    def brackets(self, start: int) -> Sequence:
        items: list[Node] = []
        at, end = start + 1, None
        while end is None:
            match = _ONE.match(self.text, at)
            if match is None:
                raise _Odd
            plain, quoted, _, end = match.groups()
            at = match.end()
            if plain is not None:
                items.append(_plain(plain, match.start(1)))
            elif quoted is not None:
                items.append(_quoted(quoted, match.start(2)))
            else:
                items.append(self.flow(at))
                at, end = self.behind(items[-1].end)
        if end != "]" or type(items[0]) is Sequence:
            raise _Odd
        return Sequence(tuple(items), start, at)

    def behind(self, at: int) -> tuple[int, str | None]:
        """Where it goes on behind braces or brackets inside of others, and the sign that ends these, if one does."""
        match = _GO_ON.match(self.text, at)
        if match is None:
            raise _Odd
        return match.end(), match[1]

    def block(self, start: int, end: int, column: int) -> Scalar:
        """A block of text behind `|`, or one without deeper lines behind `>`."""
        text = self.text
        sign, ending = text[start], text[start + 1 : end]
        if ending not in {"", "-"}:
            raise _Odd
        at = end + 1
        first = text[at : text.find("\n", at)]
        width = len(first) - len(first.lstrip(" "))
        if width <= column or width == len(first):
            raise _Odd
        indent = first[:width]
        lines: list[str] = []
        last = at
        while at < len(text):
            stop = text.find("\n", at)
            if stop < 0:
                raise _Odd
            line = text[at:stop]
            if line.isspace():
                raise _Odd
            if line.startswith(indent):
                lines.append(line[width:])
                last = stop
                if sign == ">" and (line[width] == " " or line[-1] == " "):
                    raise _Odd
            elif not line:
                lines.append("")
            else:
                inside = len(line) - len(line.lstrip(" "))
                if inside > column or line[inside] == "#":
                    raise _Odd
                break
            at = stop + 1
        while not lines[-1]:
            lines.pop()
        while self.at < len(self.lines) and self.lines[self.at][5] <= last:
            self.at += 1
        whole = "\n".join(lines) if sign == "|" else _folded(lines)
        return Scalar(whole if ending else whole + "\n", start, start + len(text[start:last].rstrip(" ")), sign)


def _folded(lines: list[str]) -> str:
    """Lines joined by spaces; empty ones among them are line breaks."""
    parts = [lines[0]]
    empty = 0
    for line in lines[1:]:
        if line:
            parts += ["\n" * empty or " ", line]
            empty = 0
        else:
            empty += 1
    return "".join(parts)


def _plain(written: str, start: int) -> Scalar:
    """A plain text, without the spaces behind it."""
    written = written.rstrip(" ")
    return _made(Scalar, (written, start, start + len(written), ""))


def _quoted(written: str, start: int) -> Scalar:
    return Scalar(written[1:-1], start, start + len(written), written[0])
