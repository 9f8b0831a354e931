# Where in YAML a cursor stands, from text and indentation alone, since what is being typed is seldom whole. In: a text
# and an offset. Out: the keys around the cursor, what has been written of its key or value, and what stands beside it.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_KEY = re.compile(
    r"""(?P<key>"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s\-,\[\]{}#&*!|>'"%@`:][^:#\n]*?)[ \t]*:(?:[ \t]+|(?=[\r\n]|$))"""
)
_TOP = re.compile(r"^[^\s#\]}]", re.MULTILINE)
_TOKEN = re.compile(
    r"""[{}\[\],]|"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|:(?=[\s,{}\[\]"']|$)|(?P<comment>(?<!\S)\#[^\n]*)|[^{}\[\],"'\n]"""
)


@dataclass(frozen=True, slots=True)
class Cursor:
    """`keys` lead from the file's own mapping inwards: to the mapping where a key is written, or to the value's own key.
    `key` and `value` say what may stand here, both at the start of a list's item. `written` is what stands there up to
    the cursor, from `start` on; `beside` are the other entries of the same mapping, `outer` those of the outermost one.
    `flow` is whether it is inside braces or brackets."""

    keys: tuple[str, ...]
    key: bool
    value: bool
    written: str
    start: int
    beside: Mapping[str, str]
    outer: Mapping[str, str]
    flow: bool = False
    block_text: bool = False


@dataclass(slots=True)
class _Frame:
    """An open mapping, or with `item` a list, and the column that it stands at."""

    column: int
    item: bool
    key: str = ""
    entries: dict[str, str] = field(default_factory=dict)
    flow: bool = False


def cursor_at(text: str, offset: int) -> Cursor | None:
    """Where `offset` stands; None inside a comment."""
    offset = min(offset, len(text))
    line_start = text.rfind("\n", 0, offset) + 1
    start, outer = _region(text, line_start)
    scan = _Scan(text)
    at = start
    while at < line_start:
        end = text.find("\n", at)
        scan.line(at, text[at:end])
        at = end + 1
    return scan.cursor(line_start, text[line_start:offset], outer)


def _region(text: str, line_start: int) -> tuple[int, dict[str, str]]:
    """Where to begin to read: at the file's last key, or item of a list, above the cursor; and that mapping's entries."""
    tops = [match.start() for match in _TOP.finditer(text)]
    above = [at for at in tops if at <= line_start]
    keyed = next((at for at in reversed(above) if text[at] != "-"), None)
    nearest = above[-1] if above else 0
    if keyed is None and above and text[nearest] == "-":  # a list of entities
        below = next((at for at in tops if at > line_start), len(text))
        behind = text[nearest + 1 : below]
        column = 1 + len(behind) - len(behind.lstrip(" "))
        item = " " * column + text[nearest + column : below]
        return nearest, _entries(item, column)
    return keyed or 0, _entries(text, 0)


def _entries(text: str, column: int) -> dict[str, str]:
    """The keys at one column and what stands behind them in their lines."""
    found = {}
    for match in re.finditer(rf"^ {{{column}}}(?=[^\s#-])", text, re.MULTILINE):
        key = _KEY.match(text, match.end())
        if key:
            end = text.find("\n", key.end())
            found[_plain(key["key"])] = text[key.end() : end if end >= 0 else len(text)].strip()
    return found


def _plain(written: str) -> str:
    written = written.strip()
    return written[1:-1] if len(written) > 1 and written[0] in "\"'" and written[-1] == written[0] else written


class _Scan:
    """Reads line by line what is open at its end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.frames: list[_Frame] = []
        self.block: int | None = None  # the column of the key whose block of text is open
        self.quote = ""
        self.token = 0  # where the scalar that is being read in braces or a quoted value begins

    def line(self, at: int, line: str) -> bool:
        """Read one line; whether its end lies in a comment."""
        line = line.rstrip("\r")
        if self.quote or (self.frames and self.frames[-1].flow):
            return self._flow(at, line, 0)
        bare = line.strip()
        column = len(line) - len(line.lstrip(" "))
        if self.block is not None:
            if not bare or column > self.block:
                return False
            self.block = None
        if not bare or bare.startswith("#"):
            return bare.startswith("#")
        return self._opened(at, line, column)

    def _opened(self, at: int, line: str, column: int) -> bool:
        while line.startswith(("- ", "-\t"), column) or line[column:] == "-":
            self._pop(column, item=True)
            if not (self.frames and self.frames[-1].item and self.frames[-1].column == column):
                self.frames.append(_Frame(column, item=True))
            column += 1
            column += len(line[column:]) - len(line[column:].lstrip())
        key = _KEY.match(line, column)
        if not key:
            return self._value(at, line, column)
        self._mapping(column)
        top = self.frames[-1]
        top.key = _plain(key["key"])
        top.entries[top.key] = _plain(line[key.end() :])
        return self._value(at, line, key.end())

    def _pop(self, column: int, *, item: bool) -> None:
        while self.frames and (
            self.frames[-1].column > column or (self.frames[-1].column == column and self.frames[-1].item and not item)
        ):
            self.frames.pop()

    def _mapping(self, column: int) -> None:
        self._pop(column, item=False)
        if not self.frames or self.frames[-1].item or self.frames[-1].column < column:
            self.frames.append(_Frame(column, item=False))

    def _value(self, at: int, line: str, column: int) -> bool:
        """Read what stands behind a key or a hyphen."""
        self.token = at + column
        sign = line[column : column + 1]
        if sign in {"|", ">"} and re.fullmatch(r"[|>][+-]?\d?[+-]?\s*(#.*)?", line[column:]):
            self.block = next((frame.column for frame in reversed(self.frames)), 0)
        elif sign in {"{", "[", '"', "'"}:
            return self._flow(at, line, column)
        return re.search(r"(?:^|\s)#", line[column:]) is not None

    def _flow(self, at: int, line: str, column: int) -> bool:
        """Read inside braces, brackets and quotes, which may go on over lines."""
        if self.quote:
            end = re.compile(r"(?:[^\"\\]|\\.)*\"" if self.quote == '"' else r"(?:[^']|'')*'").match(line, column)
            if not end:
                return False
            self.quote, column = "", end.end()
        while column < len(line):
            match = _TOKEN.match(line, column)
            if match is None:
                column += 1
                continue
            sign, column = match.group(), match.end()
            if match["comment"]:
                return True
            self._sign(sign, at + match.start(), at + column)
            if not any(frame.flow for frame in self.frames) and not self.quote:
                return False
        return False

    def _sign(self, sign: str, start: int, end: int) -> None:
        top = self.frames[-1] if self.frames and self.frames[-1].flow else None
        if sign in {"{", "["}:
            self.frames.append(_Frame(1_000, item=sign == "[", flow=True))
            self.token = end
        elif sign in {"}", "]"} and top:
            self._entry(top, start)
            self.frames.pop()
            self.token = end
        elif sign == "," and top:
            self._entry(top, start)
            top.key, self.token = "", end
        elif sign == ":" and top and not top.item and not top.key:
            top.key, self.token = _plain(self.text[self.token : start]), end
        elif sign[0] in "\"'":
            closed = len(sign) > 1 and sign[-1] == sign[0]
            if not closed:
                self.quote = sign[0]
                self.token = start + 1

    def _entry(self, top: _Frame, end: int) -> None:
        if top.key:
            top.entries[top.key] = _plain(self.text[self.token : end])

    def cursor(self, at: int, before: str, outer: dict[str, str]) -> Cursor | None:
        """What is open behind the part of a line that stands before the cursor."""
        continued = self.quote or (self.frames and self.frames[-1].flow)
        bare = before.lstrip()
        column = len(before) - len(bare)
        in_block = self.block is not None and (not bare or column > self.block)
        if in_block and (bare or column > (self.block or 0)):
            return self._made(outer, key=False, written=bare, start=at + column, block_text=True)
        if not continued and not bare:
            return self._fresh(at + column, column, outer)
        if self.line(at, before):
            return None
        end = at + len(before)
        if self.quote:
            return self._made(outer, key=False, written=self.text[self.token : end], start=self.token)
        top = self.frames[-1] if self.frames else None
        if top and top.flow:
            start = self.token + len(self.text[self.token : end]) - len(self.text[self.token : end].lstrip())
            start = min(start, end)
            as_key = not top.item and not top.key
            return self._made(outer, key=as_key, written=self.text[start:end], start=start, flow=True)
        return self._plain_line(at, before, outer)

    def _plain_line(self, at: int, before: str, outer: dict[str, str]) -> Cursor:
        """The cursor in a line of block YAML that has some text."""
        column = self.token - at
        written = before[column:]
        hyphens = re.match(r"\s*(?:-(?:\s+|$))*", before)
        first = hyphens is not None and hyphens.end() >= column  # no key stands before it in this line
        start = self.token
        if not first or re.search(r"[\"'{\[]", written[:1]):
            return self._made(outer, key=False, written=written, start=start)
        return self._fresh(start, column, outer, written)

    def _fresh(self, start: int, column: int, outer: dict[str, str], written: str = "") -> Cursor:
        """Where a key may begin, and a value too below a key that has none yet or behind a hyphen."""
        self._pop(column, item=False)
        top = self.frames[-1] if self.frames else None
        same = top is not None and not top.item and top.column == column
        awaiting = top is not None and (top.item or (top.column < column and not top.entries.get(top.key)))
        keys = tuple(frame.key for frame in self.frames[: -1 if same else None] if not frame.item)
        beside = dict(top.entries) if top is not None and same else {}
        beside |= _beside_below(self.text, start, column)
        if not keys:
            beside = outer
        return Cursor(keys, key=True, value=awaiting, written=written, start=start, beside=beside, outer=outer)

    def _made(
        self,
        outer: dict[str, str],
        *,
        key: bool,
        written: str,
        start: int,
        flow: bool = False,
        block_text: bool = False,
    ) -> Cursor:
        mappings = [frame for frame in self.frames if not frame.item]
        keys = tuple(frame.key for frame in (mappings[:-1] if key else mappings))
        beside = mappings[-1].entries if mappings else {}
        return Cursor(keys, key, not key, written, start, beside, outer, flow, block_text)


def _beside_below(text: str, offset: int, column: int) -> dict[str, str]:
    """The keys of the same mapping in the lines below."""
    found: list[str] = []
    at = text.find("\n", offset)
    while at >= 0:
        end = text.find("\n", at + 1)
        line = text[at + 1 : end if end >= 0 else len(text)]
        indent = len(line) - len(line.lstrip())
        if line.strip() and (indent < column or line[indent] == "-"):
            break
        found.append(line)
        at = end
    return _entries("\n".join(found), column)
