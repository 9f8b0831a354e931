# Bounds through several figures: an input that reaches a figure by more than one way is still one number.
from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checking import check_files, found

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      hull: {type: number}
      crew: {type: number}
      food: {type: number}
      first: {type: number}
      second: {type: number}
      third: {type: number}
"""
INPUTS = ("hull", "crew", "food")
FIGURES = ("first", "second", "third")


def compute(ranges, formulas):
    """The last figure's interval: three stated inputs, and figures of which each may use all before it."""
    lines = ["name: Fanny"]
    lines += [f"{name}: {low}..{high}" for name, (low, high) in zip(INPUTS, ranges, strict=True)]
    names = list(INPUTS)
    for name, formula in zip(FIGURES, formulas, strict=False):
        inputs = ", ".join(f"{n}: self.{n}" for n in names)
        lines.append(f"{name}: {{formula: '{formula}', inputs: {{{inputs}}}}}")
        names.append(name)
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/fanny.yml": "\n".join(lines) + "\n"})
    assert [line for line in found(project) if "lint" not in line] == []
    return project.derived.value("fanny", FIGURES[len(formulas) - 1]).interval


def corners(ranges, formulas):
    """The least and the greatest result where each input is at one of its ends, in exact fractions."""
    results = []
    for point in product(*ranges):
        known = dict(zip(INPUTS, map(Fraction, point), strict=True))
        for name, formula in zip(FIGURES, formulas, strict=False):
            exact = re.sub(r"\d+(?:\.\d+)?", r"Fraction('\g<0>')", formula)
            known[name] = eval(exact, {"Fraction": Fraction}, known)
        results.append(known[FIGURES[len(formulas) - 1]])
    return min(results), max(results)


# Each result rises or falls steadily in every input, once what stands above and below has cancelled.
STEADY = [
    ("hull + crew", "hull / first"),
    ("hull + crew + food", "(hull + crew) / first", "second * 100"),
    ("hull * crew", "hull * food", "first / second"),
    ("hull * crew + food", "first - hull * crew"),
    ("hull * crew", "first + hull * food", "first / second"),
    ("hull * crew", "first + hull * food", "second / first"),
    ("hull + crew", "first / crew", "second - hull / crew"),
    ("hull / crew", "first * crew", "second - hull"),
    ("(hull + crew) / 2", "first - hull"),
    ("hull * hull", "first / hull"),
    ("hull / (hull + crew)", "first / (1 - first)"),
    ("hull - crew", "first + crew", "second + first"),
    ("hull + crew", "first + food", "(second - first) / food"),
    ("hull * food", "crew * food", "(first + second) / food"),
    ("hull / crew", "food / crew", "first / (first + second)"),
]


@st.composite
def intervals(draw):
    low = draw(st.decimals(min_value="0.1", max_value=900, places=1))
    return low, low + draw(st.decimals(min_value=0, max_value=100, places=1))


@settings(max_examples=150)
@given(formulas=st.sampled_from(STEADY), ranges=st.tuples(intervals(), intervals(), intervals()))
def test_shares_differences_and_ratios_have_the_bounds_of_their_corners(formulas, ranges):
    interval = compute(ranges, formulas)
    low, high = corners(ranges, formulas)
    slack = max(abs(low), abs(high), 1) / Fraction(10**22)
    assert low - slack <= Fraction(interval.low) <= low
    assert high <= Fraction(interval.high) <= high + slack


PARTS = st.recursive(
    st.sampled_from([*INPUTS, "2", "0.5"]),
    lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
    max_leaves=4,
)


@settings(max_examples=150)
@given(
    st.tuples(PARTS, PARTS, PARTS),
    st.tuples(st.sampled_from("+-*"), st.sampled_from("+-*/")),
    st.tuples(*[intervals()] * 3),
)
def test_no_corner_ever_lies_outside_the_bounds(parts, signs, ranges):
    divisor = f"(1 + ({parts[2]}) * ({parts[2]}) + first * first)" if signs[1] == "/" else f"({parts[2]} - first)"
    formulas = (parts[0], f"first {signs[0]} {parts[1]}", f"second {signs[1]} {divisor}")
    interval = compute(ranges, formulas)
    low, high = corners(ranges, formulas)
    assert interval.low is None or Fraction(interval.low) <= low
    assert interval.high is None or high <= Fraction(interval.high)


def test_a_figure_less_itself_through_two_others_is_nothing():
    interval = compute([(1, 9), (2, 3), (4, 5)], ("hull * crew", "first * 2", "second - first - hull * crew"))
    assert (interval.low, interval.best, interval.high) == (0, 0, 0)


def test_a_share_of_a_sum_of_figures_never_passes_one():
    interval = compute([(1, 1000), (1, 2), (1, 2)], ("hull * crew", "first + food", "first / second"))
    assert Decimal("0.33333") < interval.low < Decimal("0.33334")
    assert Decimal("0.9994") < interval.high < 1


@pytest.mark.parametrize("unit", ["kilogram", "tonne"])
def test_units_that_are_converted_on_the_way_change_no_bound(unit):
    schema = f"types: {{ship: {{folder: ships, fields: {{hull: {{type: quantity, unit: tonne}}, whole: {{type: quantity, unit: {unit}}}, share: {{type: number}}}}}}}}\n"
    ship = "hull: 2..8 tonne\nwhole: {formula: h + h, inputs: {h: self.hull}}\nshare: {formula: h / w, inputs: {h: self.hull, w: self.whole}}\n"
    project = check_files({"graph/schema.yml": schema, "graph/ships/fanny.yml": f"name: Fanny\n{ship}"})
    interval = project.derived.value("fanny", "share").interval
    assert (interval.low, interval.best, interval.high) == (Decimal("0.5"),) * 3
