# Intervals of exact decimals: a best value between two bounds. In and out: intervals. Decimals keep 28 digits and
# bounds are rounded outwards, so that the true value never falls outside. Nothing here knows about units.
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction

from stemma.text.quick_init import quick_init

_TRAPS = [InvalidOperation, DivisionByZero, Overflow]
_LIMIT = 400  # results beyond 10^400 raise Overflow, which the evaluator reports; no figure is that large
NEAR = Context(
    prec=28, rounding=ROUND_HALF_EVEN, Emin=-_LIMIT, Emax=_LIMIT, capitals=1, clamp=0, flags=[], traps=_TRAPS
)
DOWN = Context(prec=28, rounding=ROUND_FLOOR, Emin=-_LIMIT, Emax=_LIMIT, capitals=1, clamp=0, flags=[], traps=_TRAPS)
UP = Context(prec=28, rounding=ROUND_CEILING, Emin=-_LIMIT, Emax=_LIMIT, capitals=1, clamp=0, flags=[], traps=_TRAPS)
WIDE = Context(prec=120, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999, capitals=1, clamp=0, flags=[], traps=_TRAPS)
# Of two numbers that are each within the limits, the ratio may be beyond them.
RATIO = Context(prec=28, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999, capitals=1, clamp=0, flags=[], traps=_TRAPS)

_ZERO = Decimal(0)
_ONE = Decimal(1)
_TWO = Decimal(2)
_INFINITE = Decimal("Infinity")
_End = tuple[Decimal, bool]


class ZeroInDivisor(ArithmeticError):  # noqa: N818  the name says what it is; nothing above the evaluator sees it
    """The divisor may be zero."""


class OutOfDomain(ArithmeticError):  # noqa: N818  as above
    """The function has no value somewhere in the interval; the message says which and why."""


@quick_init
@dataclass(frozen=True, slots=True)
class Interval:
    """All values between `low` and `high`, and the `best` guess among them.

    `low` None is unbounded below, `high` None unbounded above; an open end is not itself a value (`>100` has the
    open low end 100). `best` is None where only bounds are known.
    """

    best: Decimal | None
    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @staticmethod
    def exact(value: Decimal | int) -> Interval:
        """The interval that holds one value. Expects at most 28 digits."""
        number = Decimal(value)
        return Interval(number, number, number)

    @staticmethod
    def between(low: Decimal, high: Decimal) -> Interval:
        """The closed range, with its middle as best value."""
        return Interval(NEAR.divide(NEAR.add(low, high), _TWO), low, high)

    @property
    def is_exact(self) -> bool:
        return self.low is not None and self.low == self.high

    @property
    def one_number(self) -> Decimal | None:
        """The best value, or else a bound, to sort and to draw by; None where nothing is known."""
        if self.best is not None:
            return self.best
        return self.low if self.low is not None else self.high

    def contains(self, value: Decimal) -> bool:
        """Whether `value` is one of the values."""
        if self.low is not None and (value < self.low or (self.low_open and value == self.low)):
            return False
        return self.high is None or value < self.high or (value == self.high and not self.high_open)


ANYTHING = Interval(None, None, None)
ZERO = Interval.exact(0)
ONE = Interval.exact(1)


def add(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.best is None or b.best is None else NEAR.add(a.best, b.best),
        None if a.low is None or b.low is None else DOWN.add(a.low, b.low),
        None if a.high is None or b.high is None else UP.add(a.high, b.high),
        a.low_open or b.low_open,
        a.high_open or b.high_open,
    )


def neg(a: Interval) -> Interval:
    return Interval(
        None if a.best is None else a.best.copy_negate(),
        None if a.high is None else a.high.copy_negate(),
        None if a.low is None else a.low.copy_negate(),
        a.high_open,
        a.low_open,
    )


def sub(a: Interval, b: Interval) -> Interval:
    return Interval(
        None if a.best is None or b.best is None else NEAR.subtract(a.best, b.best),
        None if a.low is None or b.high is None else DOWN.subtract(a.low, b.high),
        None if a.high is None or b.low is None else UP.subtract(a.high, b.low),
        a.low_open or b.high_open,
        a.high_open or b.low_open,
    )


def mul(a: Interval, b: Interval) -> Interval:
    best = None if a.best is None or b.best is None else NEAR.multiply(a.best, b.best)
    if a.low is not None and a.high is not None and b.low is not None and b.high is not None:
        positive = a.low >= 0 and b.low >= 0
        if positive and not (a.low_open or a.high_open or b.low_open or b.high_open):
            return Interval(best, DOWN.multiply(a.low, b.low), UP.multiply(a.high, b.high))
    return _from_corners(best, a, b, _times)


def div(a: Interval, b: Interval) -> Interval:
    """a / b. Raises ZeroInDivisor where b may be zero."""
    if b.contains(_ZERO):
        raise ZeroInDivisor
    best = None if a.best is None or b.best is None else NEAR.divide(a.best, b.best)
    if a.low is not None and a.high is not None and b.low is not None and b.high is not None:
        positive = a.low >= 0 and b.low > 0
        if positive and not (a.low_open or a.high_open or b.low_open or b.high_open):
            return Interval(best, DOWN.divide(a.low, b.high), UP.divide(a.high, b.low))
    if b.high is not None and b.high <= 0:  # the corners below take an end at zero to be approached from above
        a, b = neg(a), neg(b)
    return _from_corners(best, a, b, _over)


def _ends(a: Interval) -> tuple[_End, _End]:
    low = (_INFINITE.copy_negate(), True) if a.low is None else (a.low, a.low_open)
    high = (_INFINITE, True) if a.high is None else (a.high, a.high_open)
    return low, high


def _times(context: Context, x: Decimal, y: Decimal) -> Decimal | None:
    return context.multiply(x, y) if x and y else _ZERO


def _over(context: Context, x: Decimal, y: Decimal) -> Decimal | None:
    if y.is_infinite():
        return None if x.is_infinite() else _ZERO  # the other corners already span infinity / infinity
    if not y:
        return _INFINITE.copy_sign(x) if x else None
    return context.divide(x, y)


def _from_corners(
    best: Decimal | None, a: Interval, b: Interval, operation: Callable[[Context, Decimal, Decimal], Decimal | None]
) -> Interval:
    lows: list[_End] = []
    highs: list[_End] = []
    for x, x_open in _ends(a):
        for y, y_open in _ends(b):
            low, high = operation(DOWN, x, y), operation(UP, x, y)
            if low is None or high is None:
                continue
            # A zero that is reached makes the product zero whatever the other factor does.
            reached = not (x_open or y_open) or (not x and not x_open) or (operation is _times and not y and not y_open)
            lows.append((low, not reached))
            highs.append((high, not reached))
    least, most = min(end[0] for end in lows), max(end[0] for end in highs)
    return Interval(
        best,
        None if least.is_infinite() else least,
        None if most.is_infinite() else most,
        least.is_finite() and all(is_open for value, is_open in lows if value == least),
        most.is_finite() and all(is_open for value, is_open in highs if value == most),
    )


def scale(a: Interval, by: Fraction) -> Interval:
    """The interval times an exact positive number: how units are converted."""
    if by == 1:
        return a
    numerator, denominator = Decimal(by.numerator), Decimal(by.denominator)

    def scaled(value: Decimal | None, context: Context) -> Decimal | None:
        if value is None:
            return None
        if denominator == 1:
            return context.multiply(value, numerator)
        return context.divide(value if numerator == 1 else WIDE.multiply(value, numerator), denominator)

    return Interval(scaled(a.best, NEAR), scaled(a.low, DOWN), scaled(a.high, UP), a.low_open, a.high_open)


def hull(a: Interval, b: Interval, best: Decimal | None = None) -> Interval:
    """The smallest interval that holds both."""
    (a_low, a_low_open), (a_high, a_high_open) = _ends(a)
    (b_low, b_low_open), (b_high, b_high_open) = _ends(b)
    low, high = min(a_low, b_low), max(a_high, b_high)
    return Interval(
        best,
        None if low.is_infinite() else low,
        None if high.is_infinite() else high,
        low.is_finite() and (a_low_open or a_low > low) and (b_low_open or b_low > low),
        high.is_finite() and (a_high_open or a_high < high) and (b_high_open or b_high < high),
    )


def least(a: Interval, b: Interval) -> Interval:
    """The smaller of two values, wherever each lies."""
    (a_low, a_low_open), (a_high, a_high_open) = _ends(a)
    (b_low, b_low_open), (b_high, b_high_open) = _ends(b)
    low, high = min(a_low, b_low), min(a_high, b_high)
    return Interval(
        None if a.best is None or b.best is None else min(a.best, b.best),
        None if low.is_infinite() else low,
        None if high.is_infinite() else high,
        low.is_finite() and (a_low_open or a_low > low) and (b_low_open or b_low > low),
        high.is_finite() and ((a_high_open and a_high == high) or (b_high_open and b_high == high)),
    )


def greatest(a: Interval, b: Interval) -> Interval:
    """The larger of two values, wherever each lies."""
    return neg(least(neg(a), neg(b)))


def absolute(a: Interval) -> Interval:
    if a.low is not None and a.low >= 0:
        return a
    if a.high is not None and a.high <= 0:
        return neg(a)
    best = None if a.best is None else a.best.copy_abs()
    far = greatest(a, neg(a))
    return Interval(best, _ZERO, far.high, high_open=far.high_open)


def agrees(a: Interval, b: Interval) -> bool:
    """Whether the two meet in more than an end point; an exact value agrees with any interval that contains it."""
    (a_low, _), (a_high, _) = _ends(a)
    (b_low, _), (b_high, _) = _ends(b)
    low, high = max(a_low, b_low), min(a_high, b_high)
    if low < high:
        return True
    return low == high and (a.is_exact or b.is_exact) and a.contains(low) and b.contains(low)


def within(a: Interval, b: Interval) -> bool | None:
    """True when every value of `a` lies in `b`, False when none does, else None."""
    (a_low, a_low_open), (a_high, a_high_open) = _ends(a)
    (b_low, b_low_open), (b_high, b_high_open) = _ends(b)
    above = a_low > b_low or (a_low == b_low and (a_low_open or not b_low_open))
    below = a_high < b_high or (a_high == b_high and (a_high_open or not b_high_open))
    if above and below:
        return True
    apart = a_low > b_high or b_low > a_high
    touching = (a_low == b_high and (a_low_open or b_high_open)) or (b_low == a_high and (b_low_open or a_high_open))
    return False if apart or touching else None


def less(a: Interval, b: Interval) -> bool | None:
    """Whether a < b: True for all their values, False for none, else None."""
    (a_low, _), (a_high, a_high_open) = _ends(a)
    (b_low, b_low_open), (b_high, _) = _ends(b)
    if a_high < b_low or (a_high == b_low and a_high.is_finite() and (a_high_open or b_low_open)):
        return True
    return False if a_low >= b_high and a_low.is_finite() else None


def equal(a: Interval, b: Interval) -> bool | None:
    """Whether a == b: True for two equal exact values, False for intervals that do not meet, else None."""
    if a.is_exact and b.is_exact:
        return a.low == b.low
    return False if within(a, b) is False else None
