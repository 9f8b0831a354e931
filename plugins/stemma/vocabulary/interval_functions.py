# Powers, roots, logarithms and rounding of intervals. In and out: intervals. Decimal's own functions round to nearest, so
# their bounds are moved outwards by one unit of the last digit unless the result is exact.
from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal

from stemma.vocabulary import interval as iv
from stemma.vocabulary.interval import DOWN, NEAR, ONE, UP, WIDE, Interval, OutOfDomain

MAX_EXPONENT = 1000
MAX_PLACES = 28
_TWO = Decimal(2)


def power(a: Interval, exponent: int) -> Interval:
    """a to a whole power. Raises ZeroInDivisor for a negative power where `a` may be zero."""
    if abs(exponent) > MAX_EXPONENT:
        message = f"an exponent lies between -{MAX_EXPONENT} and {MAX_EXPONENT}"
        raise OutOfDomain(message)
    if exponent < 0:
        return iv.div(ONE, power(a, -exponent))
    if exponent == 0:
        return ONE
    base = iv.absolute(a) if exponent % 2 == 0 else a
    return Interval(
        None if a.best is None else _whole_power(NEAR, NEAR, a.best, exponent),
        None if base.low is None else _whole_power(DOWN, UP, base.low, exponent),
        None if base.high is None else _whole_power(UP, DOWN, base.high, exponent),
        base.low_open,
        base.high_open,
    )


def _whole_power(context: Context, mirrored: Context, base: Decimal, exponent: int) -> Decimal:
    """By repeated multiplication, because Decimal's power does not round in a direction. Odd powers keep the sign."""
    if base < 0 and exponent % 2:
        return _whole_power(mirrored, context, base.copy_negate(), exponent).copy_negate()
    result, square = Decimal(1), base.copy_abs()
    while exponent:
        if exponent & 1:
            result = context.multiply(result, square)
        exponent >>= 1
        if exponent:
            square = context.multiply(square, square)
    return result


def real_power(a: Interval, exponent: Interval) -> Interval:
    """a to any power, for a above zero; extreme values lie at the corners."""
    if a.low is None or a.low < 0 or (a.low == 0 and not a.low_open):
        message = "a power that is not a whole number needs a base above zero"
        raise OutOfDomain(message)
    if a.high is None or exponent.low is None or exponent.high is None or a.low == 0:
        return Interval(None, Decimal(0), None)
    if max(abs(exponent.low), abs(exponent.high)) > MAX_EXPONENT:
        message = f"an exponent lies between -{MAX_EXPONENT} and {MAX_EXPONENT}"
        raise OutOfDomain(message)
    corners = [NEAR.power(base, index) for base in (a.low, a.high) for index in (exponent.low, exponent.high)]
    best = None if a.best is None or exponent.best is None else NEAR.power(a.best, exponent.best)
    return Interval(best, DOWN.next_minus(min(corners)), UP.next_plus(max(corners)))


def square_root(a: Interval) -> Interval:
    if a.low is None or a.low < 0:
        message = "the square root of a negative number"
        raise OutOfDomain(message)
    return Interval(
        None if a.best is None else NEAR.sqrt(a.best),
        _root(a.low, up=False),
        None if a.high is None else _root(a.high, up=True),
        a.low_open,
        a.high_open,
    )


def _root(value: Decimal, *, up: bool) -> Decimal:
    root = NEAR.sqrt(value)
    if WIDE.multiply(root, root) == value:
        return root
    return UP.next_plus(root) if up else DOWN.next_minus(root)


def logarithm(a: Interval, base: int) -> Interval:
    """The logarithm to base 2 or 10, or the natural one for base 0. Of what may be zero or less, there is none."""
    if a.low is None or a.low < 0 or (a.low == 0 and not a.low_open):
        message = "the logarithm of a number that may be zero or less"
        raise OutOfDomain(message)
    return Interval(
        None if a.best is None else NEAR.plus(_log(a.best, base)),
        None if a.low == 0 else _outward(_log(a.low, base), up=False),
        None if a.high is None else _outward(_log(a.high, base), up=True),
        a.low_open and a.low != 0,
        a.high_open,
    )


_FINE = Context(prec=40, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999)
_LESS_FINE = Context(prec=36, rounding=ROUND_HALF_EVEN, Emin=-9999, Emax=9999)


def _log(value: Decimal, base: int) -> Decimal:
    if base == 10:
        return _FINE.log10(value)
    natural = _FINE.ln(value)
    # Four digits less than computed: what is left of an error in them would hide that log2(8) is 3.
    return _LESS_FINE.divide(natural, _FINE.ln(_TWO)) if base == 2 else natural


def _outward(value: Decimal, *, up: bool) -> Decimal:
    """A value of 40 digits, wrong in the last ones at most, as a bound of 28."""
    if value == value.to_integral_value():  # logarithms of powers are exact
        return value
    return UP.next_plus(UP.plus(value)) if up else DOWN.next_minus(DOWN.plus(value))


def exponential(a: Interval) -> Interval:
    return Interval(
        None if a.best is None else NEAR.exp(a.best),
        Decimal(0) if a.low is None else _exp(a.low, up=False),
        None if a.high is None else _exp(a.high, up=True),
        a.low_open or a.low is None,
        a.high_open,
    )


def _exp(value: Decimal, *, up: bool) -> Decimal:
    if not value:
        return Decimal(1)
    result = NEAR.exp(value)
    return UP.next_plus(result) if up else max(Decimal(0), DOWN.next_minus(result))


def rounded(a: Interval, places: int) -> Interval:
    """Every value rounded to `places` digits after the point (before it, where negative), half to even."""
    if abs(places) > MAX_PLACES:
        message = f"digits lie between -{MAX_PLACES} and {MAX_PLACES}"
        raise OutOfDomain(message)
    step = Decimal((0, (1,), -places))

    def to_step(value: Decimal | None) -> Decimal | None:
        if value is None or not value.is_finite():
            return value
        exponent = value.as_tuple().exponent
        # WIDE holds 120 digits; what has none beyond the step, or is too large to have any, is already round.
        if (isinstance(exponent, int) and exponent >= -places) or value.adjusted() + places > 100:
            return value
        return NEAR.plus(WIDE.quantize(value, step))

    return Interval(to_step(a.best), to_step(a.low), to_step(a.high))


def floored(a: Interval) -> Interval:
    """Every value rounded down to a whole number."""

    def down(value: Decimal | None) -> Decimal | None:
        return None if value is None else value.to_integral_value(rounding=ROUND_FLOOR)

    return Interval(down(a.best), down(a.low), down(a.high))


def remainder(a: Interval, b: Interval) -> Interval:
    """a modulo b, with the sign of b. Raises ZeroInDivisor where b may be zero."""
    times = floored(iv.div(a, b))
    if times.is_exact:
        return iv.sub(a, iv.mul(times, b))
    best = (
        None if a.best is None or b.best is None else NEAR.subtract(a.best, NEAR.multiply(_known(times.best), b.best))
    )
    if b.low is not None and b.low >= 0:
        return Interval(best, Decimal(0), b.high, high_open=b.high is not None)
    return Interval(best, b.low, Decimal(0), low_open=b.low is not None)


def _known(value: Decimal | None) -> Decimal:
    return Decimal(0) if value is None else value
