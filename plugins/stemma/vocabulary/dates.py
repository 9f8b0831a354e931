# Dates as far as they are known: `2025`, `2025-01`, `2025-01-20`, `2024-12/2025-02`, `~2025-01`. In: text.
# Out: the first and last day that may be meant, or a problem.
from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass, field
from functools import lru_cache

from stemma.text.quick_init import quick_init
from stemma.vocabulary.problem import Problem

_PART = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_TEXT = re.compile(r"\s*(~?)\s*([^/\s]+)(?:\s*/\s*([^/\s]+))?\s*")
_HELP = "write `2025`, `2025-01`, `2025-01-20`, `2024-12/2025-02` or `~2025-01`"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MAX_TEXT = 60


@quick_init
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A day, or a span of days in which it lies. `approximate` says that the writer was not sure of that either.

    `text` is as written (`""` for a computed date) and does not count when dates are compared.
    """

    earliest: datetime.date
    latest: datetime.date
    approximate: bool = False
    text: str = field(default="", compare=False)

    @property
    def iso(self) -> str:
        """`2025-01-20`, or as short as the date is known: `2025-01`, `2025`, `2024-12/2025-02`, `~2025-01`."""
        whole = _period(self.earliest, self.latest)
        text = whole or f"{_edge(self.earliest, first=True)}/{_edge(self.latest, first=False)}"
        return f"~{text}" if self.approximate else text

    @property
    def display(self) -> str:
        """For readers: `20 Jan 2025`, `Jan 2025`, `2025`, `Dec 2024 – Feb 2025`, `Jan – Mar 2025`."""
        first, *rest = [_spoken(span) for span in self.iso.lstrip("~").split("/")]
        if rest and self.earliest.year == self.latest.year:
            first = first.removesuffix(f" {self.latest.year}")
        text = " – ".join((first, *rest))
        return f"c. {text}" if self.approximate else text


@lru_cache(maxsize=4096)
def parse_date(text: str) -> PartialDate | Problem:
    """The date that `text` writes; `value-date` where it is none, or no day of the calendar."""
    match = _TEXT.fullmatch(text) if len(text) <= _MAX_TEXT else None
    if match is None:
        return Problem("value-date", f"`{text.strip()[:_MAX_TEXT]}` is not a date", 0, len(text), (_HELP,))
    first = _span(text, match.start(2), match.end(2))
    if isinstance(first, Problem):
        return first
    last = first
    if match[3] is not None:
        second = _span(text, match.start(3), match.end(3))
        if isinstance(second, Problem):
            return second
        last = second
    if last[1] < first[0]:
        return Problem("value-date", "the span of dates ends before it starts", match.start(2), match.end(3), (_HELP,))
    return PartialDate(first[0], last[1], bool(match[1]), text.strip())


def _span(text: str, start: int, end: int) -> tuple[datetime.date, datetime.date] | Problem:
    written = text[start:end]
    match = _PART.fullmatch(written)
    if match is None:
        return Problem("value-date", f"`{written}` is not a date", start, end, (_HELP,))
    year, month, day = int(match[1]), match[2], match[3]
    try:
        if month is None:
            return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
        if day is None:
            return datetime.date(year, int(month), 1), _month_end(year, int(month))
        date = datetime.date(year, int(month), int(day))
    except (ValueError, calendar.IllegalMonthError):
        return Problem("value-date", f"`{written}` is not in the calendar", start, end, (_HELP,))
    return date, date


def _month_end(year: int, month: int) -> datetime.date:
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def _period(earliest: datetime.date, latest: datetime.date) -> str:
    """The day, month or year that the span is, or ""."""
    if earliest == latest:
        return earliest.isoformat()
    if (earliest.year, earliest.day) != (latest.year, 1) or latest != _month_end(latest.year, latest.month):
        return ""
    if (earliest.month, latest.month) == (1, 12):
        return f"{earliest.year:04}"
    return earliest.isoformat()[:7] if earliest.month == latest.month else ""


def _edge(date: datetime.date, *, first: bool) -> str:
    """One end of a span, as short as it can be read back: `2024-12` for its first day at the start."""
    if date.day == (1 if first else _month_end(date.year, date.month).day):
        return date.isoformat()[:7]
    return date.isoformat()


def _spoken(iso: str) -> str:
    year, *rest = iso.split("-")
    words = [year.lstrip("0")]
    if rest:
        words.append(MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.append(rest[1].lstrip("0"))
    return " ".join(reversed(words))
