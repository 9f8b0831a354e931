# What a quantity is, and how two are brought together: conversion, comparison, limits. In and out: values.
from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from stemma.text.quick_init import quick_init
from stemma.vocabulary import interval as iv
from stemma.vocabulary.interval import NEAR, RATIO, Interval
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.unit import Unit

_EQUAL_DIGITS = 24  # two results that differ beyond this digit differ by rounding alone


@quick_init
@dataclass(frozen=True, slots=True)
class Quantity:
    """A value with bounds and a unit. `text` is as the contributor wrote it, `""` for a computed one; `is_range` says that two
    ends were written, `5–6M`, so that the best value is no more than their middle.

    Two quantities are equal when interval and unit are; how they were written does not count.
    """

    interval: Interval
    unit: Unit
    text: str = field(default="", compare=False)
    is_range: bool = field(default=False, compare=False)


@quick_init
@dataclass(frozen=True, slots=True)
class Comparison:
    """How a stated value stands to a computed one: `exact`, `agrees`, `off`, or `incomparable` units.

    `difference` is stated − computed in the computed value's unit; `percent` is that in per cent of computed. Both are
    None where a best value is missing (or, for `percent`, where it is zero), and where a range is stated: nobody named
    its middle.
    """

    kind: Literal["exact", "agrees", "off", "incomparable"]
    difference: Decimal | None = None
    percent: Decimal | None = None


def convert(quantity: Quantity, unit: Unit, *, as_written: bool = True) -> Quantity | Problem:
    """The same quantity counted in another unit; `unit-mismatch` over the whole text where that cannot be.

    A stated one is still shown as its writer wrote it. A result (`as_written=False`) is shown in the unit that was asked for.
    """
    if quantity.unit is unit:
        return quantity
    ratio = quantity.unit.ratio(unit)
    if ratio is None:
        why, help_text = mismatch(quantity.unit, unit)
        return Problem("unit-mismatch", why, 0, len(quantity.text), (help_text,) if help_text else ())
    try:
        text = quantity.text if as_written or ratio == 1 else ""
        return Quantity(iv.scale(quantity.interval, ratio), unit, text, quantity.is_range)
    except ArithmeticError:  # beyond 10^400
        return Problem("unit-mismatch", f"counted in `{unit}` the number is too large", 0, len(quantity.text))


def mismatch(one: Unit, other: Unit) -> tuple[str, str]:
    """Why two units cannot be brought together, and what may help (or "")."""
    if not other.dimension or not one.dimension:
        unit = one if one.dimension else other
        return (f"`{unit}` is a unit where a plain number stands on the other side", "") if unit.text else ("", "")
    only = [base for base in one.dimension if base not in other.dimension]
    others = [base for base in other.dimension if base not in one.dimension]
    kinds = [sorted((base.partition(":")[0], power) for base, power in side) for side in (only, others)]
    if kinds[0] == kinds[1]:
        kind = " and ".join(sorted(base.strip("[]") for base, _ in kinds[0]))
        why = f"`{one}` and `{other}` both measure {kind}, but there is no fixed rate between them"
        return why, f"multiply by the rate of a date: a quantity in `{other}/{one}`, with its `as_of`"
    return f"`{one}` and `{other}` measure different things", ""


def compare(stated: Quantity, computed: Quantity) -> Comparison:
    """Hold a stated value against a computed one; the difference is in the computed value's unit."""
    ratio = stated.unit.ratio(computed.unit)
    if ratio is None:
        return Comparison("incomparable")
    one, other = iv.scale(stated.interval, ratio), computed.interval
    if one.best is None or other.best is None or stated.is_range:
        return Comparison("agrees" if iv.agrees(one, other) else "off")
    difference = NEAR.subtract(one.best, other.best)
    percent = RATIO.multiply(RATIO.divide(difference, other.best), Decimal(100)) if other.best else None
    if difference == 0 or difference.adjusted() < max(one.best.adjusted(), other.best.adjusted()) - _EQUAL_DIGITS:
        return Comparison("exact", Decimal(0), Decimal(0) if other.best else None)
    return Comparison("agrees" if iv.agrees(one, other) else "off", difference, percent)


def within(quantity: Quantity, limits: Quantity) -> bool | None:
    """True when every value of the first satisfies the second (`<6M USD`), False when none does, else None.

    None as well where the units cannot be compared; ask `quantity.unit.ratio(limits.unit)` first.
    """
    ratio = limits.unit.ratio(quantity.unit)
    return None if ratio is None else iv.within(quantity.interval, iv.scale(limits.interval, ratio))
