# Values, bounds and differences in words, the same in the terminal and on the page. In: values. Out: text.
from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity, plain
from stemma.vocabulary.value import EntityValue, Unknown, Value

_PLACES = Decimal("0.01")
_NUMBER = re.compile(r"\d[\d.,]*")
_DIGITS = 15  # more than anybody states; a result that needs more has no end
_SHORT = Context(prec=8)
_DIGITS_OF_A_BOUND = 7  # more than that are an effect of dividing, and are rounded
_MOST_PLACES = 300
_WIDE = Context(prec=800)  # no rounding fails for want of digits: values stay below 10^400


def signed(value: Decimal | None) -> str:
    """A difference for people: two places at most, with its sign."""
    if value is None:
        return ""
    rounded = value if value == value.to_integral_value() else value.quantize(_PLACES)
    whole, point, rest = plain(abs(rounded)).partition(".")
    sign = "−" if rounded < 0 else "+"
    return f"{sign}{int(whole):,}{point}{rest}"


def _shortened(value: Decimal) -> Decimal:
    return value if len(value.as_tuple().digits) <= _DIGITS else _SHORT.plus(value)


def value_text(value: Value | None) -> str:
    """A value as traces show it: unrounded, but for digits that no division ever ends."""
    if isinstance(value, Quantity):
        best = value.interval.best
        if best is None:
            return format_quantity(value)
        return format_quantity(Quantity(Interval.exact(_shortened(best)), value.unit), exact=True)
    if isinstance(value, Unknown):
        return "unknown"
    if isinstance(value, tuple):
        return ", ".join(value_text(item) for item in value)
    if isinstance(value, EntityValue):
        return value.id
    return str(getattr(value, "display", value))


def readable_bounds(low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Bounds for people: long fractions are rounded outwards, three digits into what lies between the two."""
    place = min(0, max((high - low).adjusted() - 2, -_MOST_PLACES))
    rounded = rounded_outwards(low, high, place)
    return rounded[0] if _is_long(low) else low, rounded[1] if _is_long(high) else high


def rounded_outwards(low: Decimal, high: Decimal, place: int) -> tuple[Decimal, Decimal]:
    """Two bounds in whole steps of 10 to the power of `place`, with all between them that was there before."""
    step = Decimal((0, (1,), place))
    return low.quantize(step, ROUND_FLOOR, _WIDE), high.quantize(step, ROUND_CEILING, _WIDE)


def _is_long(end: Decimal) -> bool:
    return len(end.normalize().as_tuple().digits) > _DIGITS_OF_A_BOUND and end != end.to_integral_value()


def bounds_text(quantity: Quantity) -> str:
    """`288,552 and 300,792`, or '' for an exact value and for a bare bound."""
    low, high = quantity.interval.low, quantity.interval.high
    if quantity.interval.best is None or (low is not None and low == high):
        return ""
    if low is not None and high is not None:
        low, high = readable_bounds(low, high)
    ends = [_grouped(plain(_shortened(end))) if end is not None else "no limit" for end in (low, high)]
    return " and ".join(ends)


def stands_for(quantity: Quantity) -> str:
    """`2.5B to 3.5B parameters`: all that a value may be, rounded outwards; '' for an exact value, for a bare bound, and
    where the value's own text says no less."""
    low, high = quantity.interval.low, quantity.interval.high
    if quantity.interval.best is None or low is None or high is None or low == high:
        return ""
    low, high = readable_bounds(low, high)
    told = format_quantity(Quantity(Interval(None, low, high), quantity.unit))
    if quantity.text and _NUMBER.findall(format_quantity(quantity)) == _NUMBER.findall(told):
        return ""
    return told.replace("–", " to ")


def _grouped(digits: str) -> str:
    whole, point, rest = digits.partition(".")
    return f"{int(whole):,}{point}{rest}" if whole not in {"", "-"} else digits


def inside(label: str) -> str:
    """A label in the middle of a sentence: `training cost`, but `GPU-hours`."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def count(number: int, plural: str) -> str:
    """`1 entity`, `2 entities`."""
    singular = f"{plural[:-3]}y" if plural.endswith("ies") else plural.removesuffix("s")
    return f"{number:,} {singular if number == 1 else plural}"
