# Interval arithmetic: bounds hold the true value, open ends stay open.
from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.vocabulary import interval as iv
from stemma.vocabulary import interval_functions as fn
from stemma.vocabulary.interval import Interval, OutOfDomain, ZeroInDivisor

_DECIMALS = st.decimals(min_value=-1000, max_value=1000, places=3)


@st.composite
def intervals(draw):
    """An interval, possibly unbounded or open, and a value in it."""
    ends = sorted([draw(_DECIMALS), draw(_DECIMALS)])
    inside = draw(st.decimals(min_value=ends[0], max_value=ends[1], places=3))
    low = None if draw(st.integers(0, 9)) == 0 else ends[0]
    high = None if draw(st.integers(0, 9)) == 0 else ends[1]
    low_open = low is not None and inside > low and draw(st.booleans())
    high_open = high is not None and inside < high and draw(st.booleans())
    best = None if low is None or high is None else inside
    return Interval(best, low, high, low_open, high_open), Fraction(inside)


def holds(interval: Interval, value: Fraction) -> bool:
    low = (
        interval.low is None
        or value > Fraction(interval.low)
        or (value == Fraction(interval.low) and not interval.low_open)
    )
    high = (
        interval.high is None
        or value < Fraction(interval.high)
        or (value == Fraction(interval.high) and not interval.high_open)
    )
    return low and high


@given(intervals(), intervals())
def test_no_operation_loses_the_true_value(one, other):
    (a, x), (b, y) = one, other
    assert holds(iv.add(a, b), x + y)
    assert holds(iv.sub(a, b), x - y)
    assert holds(iv.mul(a, b), x * y)
    assert holds(iv.least(a, b), min(x, y))
    assert holds(iv.greatest(a, b), max(x, y))
    assert holds(iv.hull(a, b), x)
    assert holds(iv.absolute(a), abs(x))
    assert holds(iv.neg(a), -x)
    assert holds(fn.power(a, 3), x**3)
    assert holds(fn.power(a, 2), x**2)
    assert holds(fn.floored(a), Fraction(x // 1))
    assert holds(iv.scale(a, Fraction(1, 3)), x / 3)
    if not b.contains(Decimal(0)):
        assert holds(iv.div(a, b), x / y)
        assert holds(fn.remainder(a, b), x % y)


@given(intervals(), intervals())
def test_comparisons_decide_only_what_holds_for_every_value(one, other):
    (a, x), (b, y) = one, other
    assert iv.less(a, b) in (None, x < y)
    assert iv.equal(a, b) in (None, x == y)
    if iv.within(a, b) is True:
        assert holds(b, x)
    if iv.within(a, b) is False:
        assert not holds(b, x)


@given(intervals(), intervals())
def test_agreement_is_mutual(one, other):
    assert iv.agrees(one[0], other[0]) == iv.agrees(other[0], one[0])


@given(st.decimals(min_value="0.001", max_value=100000, places=3))
def test_roots_logarithms_and_exponentials_are_bounded_from_both_sides(value):
    exact = Interval.exact(value)
    root = fn.square_root(exact)
    assert Fraction(root.low) ** 2 <= Fraction(value) <= Fraction(root.high) ** 2
    there_and_back = fn.exponential(fn.logarithm(exact, 0))
    assert there_and_back.low <= value <= there_and_back.high
    assert fn.real_power(exact, Interval.exact(Decimal("0.5"))).contains(root.best)


def test_logarithms_of_powers_are_exact():
    assert fn.logarithm(Interval.exact(1000), 10) == Interval.exact(3)
    assert fn.logarithm(Interval.exact(1024), 2) == Interval.exact(10)


def test_an_open_end_stays_open_through_arithmetic():
    above = Interval(None, Decimal(51), None, low_open=True)
    two = Interval.exact(2)
    assert iv.mul(above, two) == Interval(None, Decimal(102), None, low_open=True)
    assert iv.div(above, two) == Interval(None, Decimal("25.5"), None, low_open=True)
    assert iv.div(two, above).low_open
    assert iv.add(above, above) == Interval(None, Decimal(102), None, low_open=True)
    assert iv.sub(two, above) == Interval(None, None, Decimal(-49), high_open=True)


def test_a_third_is_bounded_outwards():
    third = iv.div(iv.ONE, Interval.exact(3))
    assert third.low < Fraction(1, 3) < third.high
    assert third.high - third.low == Decimal("1E-28")


def test_dividing_by_what_may_be_zero_is_refused():
    with pytest.raises(ZeroInDivisor):
        iv.div(iv.ONE, Interval(Decimal(0), Decimal(-1), Decimal(1)))
    assert iv.div(iv.ONE, Interval(None, Decimal(0), Decimal(2), low_open=True)) == Interval(None, Decimal("0.5"), None)


def test_functions_without_a_value_say_so():
    for broken in (
        fn.square_root,
        lambda a: fn.logarithm(a, 10),
        lambda a: fn.real_power(a, Interval.exact(Decimal("0.5"))),
    ):
        with pytest.raises(OutOfDomain):
            broken(Interval.exact(-1))
