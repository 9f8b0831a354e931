# The steps that computations are made of, each with its slopes, and how they act on quantities. In: quantities whose
# units were brought together already. Out: a quantity, tracked where an operand is.
from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from functools import lru_cache, reduce

from stemma.vocabulary import interval as iv
from stemma.vocabulary import interval_functions as fn
from stemma.vocabulary.dependence import Node, Operation, Tracked, node_of
from stemma.vocabulary.interval import ANYTHING, ONE, ZERO, Interval
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.unit import Unit

_Many = tuple[Interval, ...]
_MINUS_ONE = iv.neg(ONE)
_NEVER_FALLING = Interval(None, Decimal(0), None)
_SHARE = Interval(None, Decimal(0), Decimal(1))
_SIGN = Interval(None, Decimal(-1), Decimal(1))


def _any_slope(operands: _Many, _: Interval) -> _Many:
    return (ANYTHING,) * len(operands)


def _rising(operands: _Many, _: Interval) -> _Many:
    return (_NEVER_FALLING,) * len(operands)


def _divided(operands: _Many, result: Interval) -> _Many:
    below = operands[1]
    return iv.div(ONE, below), iv.neg(iv.div(result, below))


def _sum(*operands: Interval) -> Interval:
    return reduce(iv.add, operands)


def _least(*operands: Interval) -> Interval:
    return reduce(iv.least, operands)


def _greatest(*operands: Interval) -> Interval:
    return reduce(iv.greatest, operands)


def _sign(operands: _Many, _: Interval) -> _Many:
    (one,) = operands
    if one.low is not None and one.low >= 0:
        return (ONE,)
    return (_MINUS_ONE,) if one.high is not None and one.high <= 0 else (_SIGN,)


def _inverse_or_rising(result: Interval, factor: Decimal) -> _Many:
    """The slope factor / result of a root or logarithm, or "never falling" where that has no bound."""
    return (_NEVER_FALLING,) if result.contains(Decimal(0)) else (iv.div(Interval.exact(factor), result),)


ADD = Operation("add", iv.add, lambda _, __: (ONE, ONE))
SUB = Operation("sub", iv.sub, lambda _, __: (ONE, _MINUS_ONE))
MUL = Operation("mul", iv.mul, lambda operands, _: (operands[1], operands[0]))
DIV = Operation("div", iv.div, _divided)
SUM = Operation("sum", _sum, lambda operands, _: (ONE,) * len(operands))
LEAST = Operation("least", _least, lambda operands, _: (_SHARE,) * len(operands))
GREATEST = Operation("greatest", _greatest, lambda operands, _: (_SHARE,) * len(operands))
ABSOLUTE = Operation("absolute", iv.absolute, _sign)
ROOT = Operation("root", fn.square_root, lambda _, result: _inverse_or_rising(result, Decimal("0.5")))
EXPONENTIAL = Operation("exponential", fn.exponential, lambda _, result: (result,))
FLOOR = Operation("floor", fn.floored, _rising)
REMAINDER = Operation("remainder", fn.remainder, _any_slope)
REAL_POWER = Operation("real power", fn.real_power, _any_slope)


@lru_cache(maxsize=256)
def scaling(by: Fraction) -> Operation:
    factor = iv.scale(ONE, by)
    return Operation("scale", lambda one: iv.scale(one, by), lambda _, __: (factor,), by)


@lru_cache(maxsize=128)
def powering(exponent: int) -> Operation:
    def slopes(operands: _Many, _: Interval) -> _Many:
        if exponent == 0:
            return (ZERO,)
        return (iv.mul(Interval.exact(exponent), fn.power(operands[0], exponent - 1)),)

    return Operation("power", lambda one: fn.power(one, exponent), slopes, Fraction(exponent))


@lru_cache(maxsize=64)
def rounding(places: int) -> Operation:
    return Operation("rounding", lambda one: fn.rounded(one, places), _rising, Fraction(places))


@lru_cache(maxsize=3)
def logarithm(base: int) -> Operation:
    # The derivative is 1 / (x ln base); the constant's sign is all that is needed, and 1 / ln base lies in [0.4, 1.5].
    spread = Interval(None, Decimal("0.4"), Decimal("1.5"))
    return Operation(
        "logarithm",
        lambda one: fn.logarithm(one, base),
        lambda operands, _: (iv.mul(spread, _inverse_or_rising(operands[0], Decimal(1))[0]),),
        Fraction(base),
    )


@lru_cache(maxsize=3)
def hull(likely: int) -> Operation:
    """Either of two values, the first the likely one for 0, the second for 1, neither for -1."""

    def apply(one: Interval, other: Interval) -> Interval:
        best = None if likely < 0 else (one, other)[likely].best
        return iv.hull(one, other, best)

    return Operation("hull", apply, _any_slope, Fraction(likely), is_function=False)


def perform(operation: Operation, unit: Unit, *operands: Quantity) -> Quantity:
    """The operation's result in `unit`. Raises ArithmeticError as the interval functions do."""
    interval = operation.apply(*[operand.interval for operand in operands])
    for operand in operands:
        if type(operand) is Tracked:
            return Tracked(
                interval, unit, "", node=Node(interval, operation, tuple(node_of(each) for each in operands))
            )
    return Quantity(interval, unit)


def scaled(quantity: Quantity, by: Fraction, unit: Unit) -> Quantity:
    """The quantity in another unit, its number multiplied with `by`."""
    if by != 1:
        return perform(scaling(by), unit, quantity)
    if quantity.unit is unit:
        return quantity
    if isinstance(quantity, Tracked):
        return Tracked(quantity.interval, unit, "", node=quantity.node)
    return Quantity(quantity.interval, unit)
