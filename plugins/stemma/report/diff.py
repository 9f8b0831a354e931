# A difference for people, in a terminal. In: a difference. Out: one line on all of it, then what differs, by kind.
from __future__ import annotations

from stemma.knowledge.difference import Difference
from stemma.report.diff_rows import Row, Section, sections, summary
from stemma.report.text import visible

MOST = 100  # rows of a section that a reader is shown; JSON has them all
_TINTS = {"+": "\033[32m", "−": "\033[31m", "~": "\033[33m"}
_BOLD, _DIM, _RESET = "\033[1m", "\033[2m", "\033[0m"


def as_text(made: Difference, *, color: bool = False) -> str:
    """Lines for a terminal: `+` for what came, `−` for what went, `~` for what is another."""
    bold, reset = (_BOLD, _RESET) if color else ("", "")
    parts = [f"{bold}{summary(made)}{reset}\n", *(_section(section, color=color) for section in sections(made))]
    return "\n".join(parts)


def _section(section: Section, *, color: bool) -> str:
    bold, reset = (_BOLD, _RESET) if color else ("", "")
    lines = [f"{bold}{section.title}{reset}", *(_line(row, color=color) for row in section.rows[:MOST])]
    left = len(section.rows) - MOST
    if left > 0:
        lines.append(f"  … and {left:,} more; `--format json` has them all")
    return "\n".join(lines) + "\n"


def _line(row: Row, *, color: bool) -> str:
    tint, dim, reset = (_TINTS[row.mark], _DIM, _RESET) if color else ("", "", "")
    old, new = visible(row.old), visible(row.new)
    value = f"{old} → {new}" if old and new else old or new
    if row.mark == "~" and not (old and new) and value:
        value = f"{old or 'nothing'} → {new or 'nothing'}"
    told = f": {value}" if value else f"  {visible(row.name)}" if row.name and "." not in row.id else ""
    more = f"  {dim}({visible(row.more)}){reset}" if row.more else ""
    under = "".join(f"\n      {visible(line)}" for line in row.under)
    return f"  {tint}{row.mark}{reset} {visible(row.id)}{told}{more}{under}"
