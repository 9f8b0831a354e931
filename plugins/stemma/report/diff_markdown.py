# A difference as a comment on a pull request. In: a difference. Out: GitHub's Markdown, never longer than it takes. Text from
# files is text: it makes no markup, mentions nobody and links nowhere.
from __future__ import annotations

import re

from stemma.knowledge.difference import Difference, Side
from stemma.knowledge.wording import count
from stemma.report.diff_rows import Row, Section, sections, summary
from stemma.report.text import visible

LIMIT = 65_536  # characters that GitHub takes; it may count those beyond the first plane as two
_RESERVED = 600  # for the last lines, and for what a workflow writes above, to find its comment again
_OPEN = 10  # rows that are shown unfolded
_CELL = 160
_ACTIVE = re.compile(r"[^\w\s.,;()%+→−–…·≈≥≤×€£°'\"“”‘’?=/-]|_|(?<=www)\.", re.IGNORECASE)
_ASLEEP = "\u200b"  # after the sign of a mention or an issue's number, so that nobody is called


def as_markdown(made: Difference, limit: int = LIMIT) -> str:
    """The summary, then a table for each kind of change. What does not fit is left out, and counted."""
    text = f"{summary(made)}\n" if made.empty else f"**{summary(made)}**\n"  # words and numbers of our own
    every = sections(made)
    room = limit - _RESERVED - length(text)
    left_out = 0
    for index, section in enumerate(every):
        told, missing = _section(section, room // (len(every) - index))
        text += told
        room -= length(told)
        left_out += missing
    if left_out:
        are = "is" if left_out == 1 else "are"
        text += f"\n{count(left_out, 'rows')} {are} left out here; `stemma diff --format json` has them all.\n"
    return text + f"\n<sub>{_side(made.base)} → {_side(made.head)}</sub>\n"


def length(text: str) -> int:
    """Characters as a careful reader of the limit counts them: those beyond the first plane as two."""
    return len(text) + sum(character > "\uffff" for character in text)


def _side(side: Side) -> str:
    return escape(side.name[:80]) + (f" ({side.commit[:12]})" if side.commit and side.commit != side.name else "")


def _section(section: Section, room: int) -> tuple[str, int]:
    """The section in at most `room` characters, and the number of rows that had no room in it."""
    title = section.title[:1].upper() + section.title[1:]
    if not any(row.old for row in section.rows):
        head, cells = "| | | | |\n| --- | --- | --- | --- |\n", _three
    else:
        head, cells = "| | | was | is | |\n| --- | --- | --- | --- | --- |\n", _five
    if len(section.rows) > _OPEN:
        before = f"\n<details><summary>{title} ({len(section.rows):,})</summary>\n\n{head}"
        after = "\n</details>\n"
    else:
        before, after = f"\n### {title}\n\n{head}", ""
    room -= length(before) + length(after)
    lines: list[str] = []
    for row in section.rows:
        line = cells(row, escape(row.more))
        if length(line) > room:
            break
        lines.append(line)
        room -= length(line)
    for index, row in enumerate(section.rows[: len(lines)]):  # with the room that no row needs
        full = cells(row, _folded(row)) if row.under else lines[index]
        if (longer := length(full) - length(lines[index])) <= room:
            lines[index] = full
            room -= longer
    if not lines:
        return "", len(section.rows)
    return f"{before}{''.join(lines)}{after}", len(section.rows) - len(lines)


def _subject(row: Row) -> str:
    code = f"<code>{escape(row.id)}</code>"
    return f"{escape(row.name)} {code}" if row.name and row.name != row.id else code


def _folded(row: Row) -> str:
    """The last cell with what stands under the row, which opens at a click."""
    lines = "<br>".join(escape(line) for line in row.under)
    return f"<details><summary>{escape(row.more)}</summary>{lines}</details>"


def _three(row: Row, more: str) -> str:
    return f"| {row.mark} | {_subject(row)} | {escape(row.new)} | {more} |\n"


def _five(row: Row, more: str) -> str:
    return f"| {row.mark} | {_subject(row)} | {escape(row.old)} | {escape(row.new)} | {more} |\n"


def escape(text: str) -> str:
    """Text for a cell of a table: on one line, not too long, and every sign that means something to Markdown or HTML as a
    reference to its number."""
    shown = visible(" ".join(text.split()))
    shown = shown if len(shown) <= _CELL else f"{shown[: _CELL - 1]}…"
    return _ACTIVE.sub(lambda match: f"&#{ord(match.group())};{_ASLEEP if match.group() in '@#' else ''}", shown)
