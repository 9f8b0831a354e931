# The places in a Markdown text that speak of the graph: `[[links]]` and fenced blocks. In: text. Out: their positions.
# Both the check and the page are made from this one reading, so they cannot disagree. Code, comments and front
# matter are passed over.
from __future__ import annotations

import re
from typing import NamedTuple

BLOCKS = ("lineage", "claims", "trace", "entities", "compare", "chart", "timeline", "calculator")

_WORD = r"[a-z0-9]+(?:[._-][a-z0-9]+)*"
_LINK = re.compile(r"(?<!\\)\[\[([^\[\]\n|]+?)(?:\\?\|([^\[\]\n]+))?\]\]")
_TORN = re.compile(rf"(?<![\\\[])\[\[({_WORD})(?![\w.|-]|\]\])\]?|(?<![\\\[])\[({_WORD})\]\]")
_FENCE = re.compile(
    r"^(?P<lead>[ \t]*(?:>[ \t]?)*(?:[-*+][ \t]+|\d+[.)][ \t]+)?)(?P<mark>`{3,}|~{3,})[ \t]*(?P<info>.*)$"
)
_RAW_OPEN = re.compile(r"<(!--|(?:pre|script|style|code|textarea)\b)", re.IGNORECASE)
_CONTAINER = re.compile(r"^(\s*)(?:[-*+]\s|\d+[.)]\s|!!!|\?\?\?|===|\[\^[^\]]+\]:|:\s)")
_TICKS = re.compile(r"`+")
_PARAGRAPH_END = re.compile(r"\n[ \t\r]*\n")


class Link(NamedTuple):
    """`[[target|label]]` at characters `start` to `end`."""

    start: int
    end: int
    target: str
    label: str


class Block(NamedTuple):
    """A fenced block of ours: the whole from `start` to `end`, its YAML body, and how far it is indented."""

    name: str
    start: int
    end: int
    body_start: int
    body_end: int
    indent: str


class Code(NamedTuple):
    """What stands behind the marks of a fenced block that is not ours, such as `python`."""

    start: int
    end: int
    info: str


class Scan(NamedTuple):
    """`torn` are what may be links that lack a bracket: `[[id]`, `[id]]` or `[[id` alone; `code` are all other fenced blocks
    that say what they hold."""

    links: tuple[Link, ...]
    blocks: tuple[Block, ...]
    torn: tuple[Link, ...] = ()
    code: tuple[Code, ...] = ()


_SIGNS = ("[[", "]]", "```", "~~~")  # without one of these there is nothing to find
_NOTHING = Scan((), ())


def scan(text: str) -> Scan:
    """All links and blocks of a Markdown text, in order."""
    if not any(sign in text for sign in _SIGNS):
        return _NOTHING
    blocks: list[Block] = []
    code: list[Code] = []
    shown = text if _is_plain(text) else _shown(text, blocks, code)
    links = tuple(Link(m.start(), m.end(), m[1].strip(), (m[2] or "").strip()) for m in _LINK.finditer(shown))
    if shown.count("[[") == len(links) == shown.count("]]"):  # no bracket is left over
        return Scan(links, tuple(blocks), (), tuple(code))
    rest = _blanked(shown, [(link.start, link.end) for link in links])
    torn = tuple(Link(m.start(), m.end(), m[1] or m[2], "") for m in _TORN.finditer(rest))
    return Scan(links, tuple(blocks), torn, tuple(code))


def _is_plain(text: str) -> bool:
    """Whether this is one line in which nothing can be code, a comment or front matter, as most summaries are."""
    return not (text[:1].isspace() or "`" in text or "<" in text or "~~~" in text) and len(text.splitlines()) == 1


def without_code(text: str) -> str:
    """A Markdown text with its code, comments and front matter turned to spaces, so that every position stays."""
    return _shown(text, [], [])


def _shown(text: str, blocks: list[Block], code: list[Code]) -> str:
    """What a reader sees as text, at its place; the fenced blocks on the way, ours and others."""
    hidden = _front_matter(text)
    hidden += _fences(text, hidden, blocks, code)
    shown = _blanked(text, sorted(hidden))
    shown = _blanked(shown, _raw(shown), "\x01")  # no space: what stands behind a comment is not indented by it
    shown = _blanked(shown, _indented_code(shown))
    return _blanked(shown, _code_spans(shown))


def _blanked(text: str, spans: list[tuple[int, int]], by: str = " ") -> str:
    """The text with these spans turned to spaces, line breaks kept, so that every position stays. They come in order, and
    may overlap."""
    parts, at = [], 0
    for start, end in spans:
        if end > max(start, at):
            parts += [text[at:start], re.sub(r"[^\n]", by, text[max(start, at) : end])]
            at = end
    return "".join([*parts, text[at:]])


def _front_matter(text: str) -> list[tuple[int, int]]:
    match = re.match(r"﻿?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*$", text, re.DOTALL | re.MULTILINE)
    return [match.span()] if match else []


def _fences(text: str, hidden: list[tuple[int, int]], blocks: list[Block], code: list[Code]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = hidden[0][1] if hidden else 0
    opened: tuple[str, str, int, int, str] | None = None  # mark, info, start, body start, indentation
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        match = _FENCE.match(text[at:end].rstrip("\r"))
        if opened is None:
            if match and not (match["mark"][0] == "`" and "`" in match["info"]):
                opened = (match["mark"], match["info"].strip(), at, min(end + 1, len(text)), match["lead"])
        elif match and match["mark"].startswith(opened[0]) and not match["info"].strip():
            _close(opened, at, end, blocks, spans)
            _noted(text, opened, code)
            opened = None
        at = end + 1
    if opened is not None:
        _close(opened, len(text), len(text), blocks, spans)
        _noted(text, opened, code)
    return spans


def _noted(text: str, opened: tuple[str, str, int, int, str], code: list[Code]) -> None:
    mark, info, start, _, lead = opened
    if info and info not in BLOCKS:
        at = text.index(info, start + len(lead) + len(mark))
        code.append(Code(at, at + len(info), info))


def _close(
    opened: tuple[str, str, int, int, str], at: int, end: int, blocks: list[Block], spans: list[tuple[int, int]]
) -> None:
    _, info, start, body, indent = opened
    spans.append((start, end))
    if info in BLOCKS:
        blocks.append(Block(info, start, end, body, max(at, body), indent))


def _raw(text: str) -> list[tuple[int, int]]:
    """Comments and elements whose content is no Markdown. An end that is not found once is not looked for again, so
    that a file of nothing but beginnings is read in one go."""
    spans: list[tuple[int, int]] = []
    endless: set[str] = set()
    at = 0
    for opening in _RAW_OPEN.finditer(text):
        tag = opening[1].lower()
        if opening.start() < at or tag in endless:
            continue
        end = re.compile("-->" if tag == "!--" else rf"</{tag}\s*>", re.IGNORECASE).search(text, opening.end())
        if end is None:
            endless.add(tag)
        else:
            at = end.end()
            spans.append((opening.start(), at))
    return spans


def _indented_code(text: str) -> list[tuple[int, int]]:
    """Lines indented by four or more behind an empty line, unless a list item or the like holds them."""
    spans: list[tuple[int, int]] = []
    containers: list[int] = []
    blank, code, at = True, False, 0
    for line in text.splitlines(keepends=True):
        start, at = at, at + len(line)
        if not line.strip():
            blank = True
            continue
        indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
        while containers and indent <= containers[-1]:
            containers.pop()
        base = containers[-1] + 4 if containers else 0
        code = indent >= base + 4 and (blank or code)
        if code:
            spans.append((start, at))
        elif _CONTAINER.match(line):
            containers.append(indent)
        blank = False
    return spans


def _code_spans(text: str) -> list[tuple[int, int]]:
    """Runs of backticks with an equal run behind them in the same paragraph."""
    spans: list[tuple[int, int]] = []
    runs: list[tuple[int, int]] = []
    end = 0
    for run in _TICKS.finditer(text):
        if runs and _PARAGRAPH_END.search(text, end, run.start()):
            spans += _pairs(text, runs)
            runs = []
        end = run.end()
        runs.append(run.span())
    return spans + _pairs(text, runs)


def _pairs(text: str, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The code spans that one paragraph's runs of backticks enclose. A backslash takes the first backtick of a run
    that would open one."""
    ends: dict[int, list[tuple[int, int]]] = {}
    for start, end in reversed(runs):
        ends.setdefault(end - start, []).append((start, end))
    spans: list[tuple[int, int]] = []
    at = 0
    for start, end in runs:
        opening = start + (text[start - 1 : start] == "\\")
        if start < at or opening == end:
            continue
        closing = ends.get(end - opening, [])
        while closing and closing[-1][0] < end:
            closing.pop()
        if closing:
            at = closing[-1][1]
            spans.append((opening, at))
    return spans
