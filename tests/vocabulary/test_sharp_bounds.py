# An input that occurs more than once must not widen the result.
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.vocabulary.expression import Undecided, evaluate, parse_expression
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.unit import NO_UNIT
from stemma.vocabulary.units import Units


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a - a", "0..0..0"),
        ("a / a", "1..1..1"),
        ("3 * a - a - 2 * a", "0..0..0"),
        ("a * a", "1..4..9"),
        ("a ** 2 - a", "0..2..6"),
        ("c * c", "0..0.25..4"),
        ("a + a", "2..4..6"),
        ("(a + b) * a / (a + b)", "1..2..3"),
        ("max(a, b) - a", "0..0.5..3"),
        ("abs(a) - a", "0..0..0"),
        ("a // 1 - a", "-2..0..2"),
        ("sum([a, b, a]) - 2 * a", "1..2.5..4"),
        ("mean([a, a])", "1..2..3"),
        ("convert(h, 'minute') / h", "1..1..1"),
        ("1 / (a - a + 1)", "1..1..1"),
        ("big - big", "0..0..0"),
    ],
)
def test_what_cancels_is_exact(compute, bounds, text, expected):
    value = compute(text, a="1..3", b="1..4", c="-1..2", h="2..5 h", big=">100")
    assert bounds(value) == expected


def test_a_share_is_exact_however_wide_its_parts_are(compute):
    value = compute("a / (a + b)", a="1..1000", b="1..2").interval
    assert (round(value.low, 20), round(value.high, 20)) == (round(Decimal(1) / 3, 20), round(Decimal(1000) / 1001, 20))


def test_functions_count_as_one_value_where_they_occur_twice(compute):
    value = compute("sqrt(a) / (1 + sqrt(a))", a="4..9").interval
    assert (round(value.low, 20), round(value.high, 20)) == (round(Decimal(2) / 3, 20), Decimal("0.75"))
    assert compute("a * ln(a)", a="1..2").interval.low == 0


def test_conditions_know_that_both_sides_are_the_same(compute):
    assert compute("a <= a", a="1..3") is True
    assert compute("a < a", a="1..3") is False
    assert compute("a < a + b", a="1..3", b="1..2") is True
    assert isinstance(compute("a < b", a="1..3", b="1..3"), Undecided)


def test_the_same_field_read_along_two_paths_is_one_input(graph, bounds):
    scope = graph({}, {"v3": {"cost": "1..3"}, "r1": {"cost": "5"}}, {"r1": ("v3",)})
    value = evaluate(parse_expression("sum(lineage('r1').cost) - 'v3'.cost"), scope).value
    assert bounds(value) == "5..5..5"


def test_two_inputs_with_equal_bounds_stay_two(compute, bounds):
    assert bounds(compute("a - b", a="1..3", b="1..3")) == "-2..0..2"


_TEXTS = st.recursive(
    st.sampled_from(["a", "b", "c", "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"{t} ** 2"),
        inner.map(lambda t: f"abs({t})"),
        st.tuples(inner, inner).map(lambda t: f"max({t[0]}, {t[1]})"),
        st.tuples(inner, inner, inner).map(lambda t: f"({t[0]} if {t[1]} > 1 else {t[2]})"),
    ),
    max_leaves=8,
)


@st.composite
def ranges(draw):
    low, high = sorted([draw(st.integers(-5, 9)), draw(st.integers(-5, 9))])
    part = draw(st.fractions(0, 1, max_denominator=4))
    inside = low + (high - low) * part
    best = Decimal(inside.numerator) / Decimal(inside.denominator)
    return Quantity(Interval(best, Decimal(low), Decimal(high)), NO_UNIT), Fraction(best)


class Inputs:
    """A scope that knows inputs only."""

    def __init__(self, units, **inputs):
        self._inputs = inputs
        self._units = units

    def name(self, name):
        return self._inputs.get(name)

    def units(self):
        return self._units


_UNITS = Units.build(())[0]


@given(_TEXTS, ranges(), ranges(), ranges())
@settings(max_examples=200)
def test_no_value_that_the_inputs_allow_lies_outside(text, a, b, c):
    value = evaluate(parse_expression(text), Inputs(_UNITS, a=a[0], b=b[0], c=c[0])).value
    if isinstance(value, Quantity):
        exact = re.sub(r"\d+\.?\d*", lambda number: f"Fraction('{number.group()}')", re.sub(r"\*\* 2", "** TWO", text))
        known = {"Fraction": Fraction, "TWO": 2, "a": a[1], "b": b[1], "c": c[1]}
        true = eval(exact, known)  # Python's own fractions are the judge
        interval = value.interval
        assert interval.low is None or Fraction(interval.low) <= true
        assert interval.high is None or true <= Fraction(interval.high)
