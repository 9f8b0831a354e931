# The scales of charts: from the values that must fit to a range with round ends, and ticks with short labels. Dates are
# days since year one, so that no clock and no time zone has a say. In: numbers. Out: scales.
from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from stemma.vocabulary.dates import MONTHS
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity
from stemma.vocabulary.unit import Unit

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MONTHS = (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200, 2400, 6000, 12000)
_DAYS = (1, 2, 5, 10)
_LAST_DAY = date.max.toordinal()
_SHORT = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Scale:
    """From `low` to `high`; `ticks` are positions with their labels."""

    low: float
    high: float
    log: bool
    ticks: tuple[tuple[float, str], ...]

    def at(self, value: float, length: float) -> float:
        """Where a value lies on an axis of this length."""
        if self.log:
            return length * math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        return length * (value - self.low) / (self.high - self.low)


def linear(values: Sequence[float], unit: Unit, ticks: int, *, from_zero: bool) -> Scale:
    """A scale with round ends. It holds zero where asked for, and where zero is not far from the values."""
    low, high = min(values), max(values)
    if from_zero or 0 <= low < 0.6 * high or 0.6 * low < high <= 0:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low <= 1e-7 * max(abs(low), abs(high)):  # closer than the ticks' digits
        low, high = (low - abs(low) / 10, high + abs(high) / 10) if low else (0.0, 1.0)
    step = _step((high - low) / max(ticks, 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [_clean(n * step) for n in range(first, last + 1)]
    return Scale(marks[0], marks[-1], log=False, ticks=tuple((mark, tick_label(mark, unit)) for mark in marks))


def logarithmic(values: Sequence[float], unit: Unit, ticks: int) -> Scale:
    """A scale over powers of ten, or over 1, 2 and 5 times these where it spans few of them. All values are above zero."""
    low, high = min(values), max(values)
    start, end = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    finer = [_clean(n * 10.0**power) for power in range(start - 1, end + 1) for n in (1, 2, 5)]
    below = max((mark for mark in finer if mark <= low * 1.0000001), default=low)
    above = min((mark for mark in finer if mark >= high * 0.9999999), default=high)
    if below == above:
        below, above = below / 2, above * 2
    marks = [mark for mark in finer if below <= mark <= above]
    if len(marks) > ticks + 2:
        every = max(1, math.ceil((end - start + 1) / ticks))
        marks = [_clean(10.0**power) for power in range(start, end + 1, every)]
        marks = [mark for mark in marks if below <= mark <= above]
    return Scale(below, above, log=True, ticks=tuple((mark, tick_label(mark, unit)) for mark in marks))


def calendar(values: Sequence[float], ticks: int) -> Scale:
    """A scale over days; its ticks stand at the first of months or years, or on days where it spans few."""
    low, high = int(min(values)), int(max(values))
    first, last = date.fromordinal(max(low, 1)), date.fromordinal(max(high, 1))
    months = (last.year - first.year) * 12 + last.month - first.month
    if months <= 1:
        step = next((step for step in _DAYS if (high - low) / step <= ticks), _DAYS[-1])
        low = max(min(low, _LAST_DAY - step), 1)
        marks = range(low, min(max(high, low + 1) + step, _LAST_DAY + 1), step)
        ticks_ = tuple((float(m), _day(date.fromordinal(m), first=m == low)) for m in marks)
        return Scale(float(low), float(max(marks[-1], high)), log=False, ticks=ticks_)
    span = next((span for span in _MONTHS if months / span <= ticks), _MONTHS[-1])
    at = first.year * 12 + (first.month - 1) // span * span if span <= 12 else first.year * 12 // span * span
    stops: list[date] = []
    while not stops or stops[-1] < last:
        year, month = divmod(at, 12)
        stops.append(date(min(max(year, 1), 9999), month + 1, 1))
        at += span
        if year >= 9999:
            break
    labels = [str(d.year) if span >= 12 else f"{MONTHS[d.month - 1]} {d.year}" for d in stops]
    marks_ = [(float(d.toordinal()), label) for d, label in zip(stops, labels, strict=True)]
    return Scale(marks_[0][0], max(marks_[-1][0], marks_[0][0] + 1, float(high)), log=False, ticks=tuple(marks_))


def _day(day: date, *, first: bool) -> str:
    """`31 Dec`, and for the first tick its year as well."""
    return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if first else ''}"


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in _STEPS if step * power >= rough * 0.999999)


def _clean(value: float) -> float:
    """Without what binary fractions leave over: 0.1 for 0.30000000000000004 / 3."""
    return float(f"{value:.10g}")


def tick_label(value: float, unit: Unit) -> str:
    """`$2M`, `150K`, `0.5`, `10¹⁸`: the unit's symbol and few characters; the unit's name stands at the axis."""
    size = abs(value)
    sign = "−" if value < 0 else ""
    symbol = unit.symbol or ("%" if unit.text == "%" else "")
    worth, letter = next(((w, ltr) for w, ltr in _SHORT if size >= w), (1.0, ""))
    if size and not 1e-4 <= size < 1e15:
        power = math.floor(math.log10(size) + 1e-9)
        factor = f"{size / 10.0**power:.3g}"
        number = f"{'' if factor == '1' else f'{factor}×'}10{str(power).translate(_RAISED)}"
    else:
        number = f"{size / worth:.6g}{letter}"
    return f"{sign}{number} %" if symbol == "%" else f"{sign}{symbol}{number}"


def unit_words(unit: Unit) -> str:
    """The unit as an axis names it: `GPU-hours`, `$ / GPU / hour`; '' where the ticks say it or there is none."""
    if not unit.text or unit.text == "%" or unit.text == unit.parts[0][0].name == "x":
        return ""
    if unit.symbol and len(unit.parts) == 1:
        return unit.parts[0][0].name
    two = format_quantity(Quantity(Interval.exact(Decimal(2)), unit))
    return " ".join(two.replace("2", "", 1).split())
