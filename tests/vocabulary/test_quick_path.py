# The short way through plain arithmetic against the long one, which it must never differ from.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stemma.vocabulary.expression import EntityValue, Expression, Unknown, evaluate, parse_expression
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.quick_path import MAX_PLANS, WORTH_IT, QuickPath
from stemma.vocabulary.unit import Unit
from stemma.vocabulary.units import Units

UNITS = ("", "h", "day", "GPU*h", "GPUday", "USD", "USD/GPU/h", "USD/day", "%", "GPU")
INPUTS = ("a", "b", "c", "d", "e.price", "f.hours")


def read(text: str) -> Expression:
    """An expression of its own, that no other test has warmed up."""
    expression = parse_expression.__wrapped__(text)
    assert isinstance(expression, Expression), expression
    return expression


def warm(expression: Expression, scope, wanted: Unit | None = None) -> QuickPath | None:
    """The expression's short way, after it has been evaluated often enough."""
    for _ in range(WORTH_IT):
        evaluate(expression, scope, wanted)
    return expression.quick


def the_long_way(expression: Expression, scope, wanted: Unit | None = None):
    return evaluate(replace(expression, quick=None), scope, wanted)


numbers = st.one_of(
    st.decimals("0", "1000", places=3),
    st.decimals("-50", "50", places=1),
    st.decimals("1e-30", "1e30", allow_nan=False, allow_infinity=False),
    st.sampled_from(
        [Decimal(n) for n in ("0", "-0", "1", "1e200", "1e-200", "9" * 28, "0.3333333333333333333333333333")]
    ),
)


@st.composite
def intervals(draw) -> Interval:
    low, best, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    kind = draw(st.sampled_from(["exact", "closed", "closed", "closed", "open", "above", "below"]))
    return {
        "exact": Interval(best, best, best),
        "closed": Interval(best, low, high),
        "open": Interval(best, low, high, low_open=low < best, high_open=best < high),
        "above": Interval(None, low, None, low_open=True),
        "below": Interval(None, None, high),
    }[kind]


formulas = st.recursive(
    st.sampled_from([*INPUTS, *INPUTS, "2", "0.5", "0", "1e3"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=6,
)


class Inputs:
    """A scope of four names, and two entities `e` and `f` with two fields in between."""

    def __init__(self, units: Units, chosen: Mapping[str, Unit], intervals: Iterable[Interval]) -> None:
        self._units = units
        self._values = {
            key: Quantity(interval, unit) for (key, unit), interval in zip(chosen.items(), intervals, strict=True)
        }

    def name(self, name):
        return EntityValue(name) if name in {"e", "f"} else self._values.get(name)

    def field(self, entity_id, field):
        return self._values.get(f"{entity_id}.{field}")

    def units(self):
        return self._units


@given(
    formula=formulas,
    family=st.sampled_from([("",), ("h", "day"), ("USD",), ("", "%"), UNITS]),
    choice=st.randoms(use_true_random=False),
    others=st.lists(st.lists(intervals(), min_size=len(INPUTS), max_size=len(INPUTS)), max_size=3),
)
@settings(max_examples=400, deadline=None)
def test_the_short_way_and_the_long_way_give_the_same(units, formula, family, choice, others):
    """Whatever the inputs were that a function was made for, later ones in the same units come out the same."""
    chosen = {name: units.parse(choice.choice(family)) for name in INPUTS}
    wanted = choice.choice([None, units.parse(choice.choice(family)), units.parse("minute")])
    ranges = [Interval(Decimal(n), Decimal(n - 1), Decimal(n + 2)) for n in range(3, 9)]
    exact = [Interval.exact(n) for n in range(3, 9)]
    expression = read(formula)
    for usual in (ranges, exact):
        warm(expression, Inputs(units, chosen, usual), wanted)
    for inputs in (ranges, exact, *others):
        scope = Inputs(units, chosen, inputs)
        assert repr(evaluate(expression, scope, wanted)) == repr(the_long_way(expression, scope, wanted))


@pytest.mark.parametrize(
    ("formula", "outcome"),
    [
        ("hours * price", "4..7.5..12 USD"),
        ("hours * price + fee", "5..8.5..13 USD"),
        ("(hours * price - fee) / staff", "1.5..3.25..5.5 USD/person"),
        ("fee / hours * 24 * 2", "12..16..24 USD/GPU/hour"),
        ("hours / cards + days", "26..27..28 hour"),
        ("card.rent * hours", "6..9..12 USD"),
    ],
)
def test_what_formulas_are_mostly_made_of_goes_the_short_way(graph, bounds, formula, outcome):
    scope = graph(
        {"hours": "2..4 GPU*hour", "price": "2..3 USD/GPU/hour", "fee": "1 USD", "staff": "2 person", "cards": "1 GPU", "days": "1 day"},
        {"h800": {"rent": "3 USD/GPU/hour"}},
    )  # fmt: skip
    scope._names["card"] = scope.entity("h800")
    expression = read(formula)
    warm(expression, scope)
    made = expression.quick.evaluate(scope)
    assert bounds(made) == outcome
    assert made == the_long_way(expression, scope).value


@pytest.mark.parametrize(
    ("formula", "name", "value"),
    [
        ("a * b", "a", "-2..3 USD"),
        ("a * b", "a", ">2 USD"),
        ("a * b", "a", "unknown"),
        ("a / b", "b", "0..2 h"),
        ("(a - a2) * b", "a2", "5 USD"),
        ("a / (a + a2)", "a", "2..3 USD"),
        ("a * b", "b", "2 person"),
        ("a * b", "b", "some text"),
    ],
)
def test_an_unusual_input_goes_the_long_way(graph, formula, name, value):
    usual = {"a": "4 USD", "a2": "1 USD", "b": "2 h"}
    expression = read(formula)
    quick = warm(expression, graph(usual))
    assert quick.evaluate(graph(usual)) is not None
    assert quick.evaluate(graph({**usual, name: value})) is None


@pytest.mark.parametrize(
    "formula", ["a", "a ** 2", "-a * b", "sum([a, b])", "a if true else b", "a * '2 h'", "2 * 3", "e.hours * f.hours"]
)
def test_what_is_more_than_plain_arithmetic_has_no_short_way(formula):
    assert read(formula).quick is None


def test_a_formula_that_is_computed_a_few_times_is_not_worth_a_function(graph):
    expression = read("a * b")
    for _ in range(WORTH_IT - 1):
        evaluate(expression, graph({"a": "4 USD", "b": "2 h"}))
    assert expression.quick is not None
    assert expression.quick.plans == []


def test_a_mistake_never_makes_a_function(graph):
    quick = warm(expression := read("a + b"), scope := graph({"a": "4 USD", "b": "2 h"}))
    assert quick.plans == []
    assert evaluate(expression, scope).value.problem.rule == "unit-mismatch"


def test_an_expression_that_meets_ever_new_units_keeps_a_few_functions_only(graph, units):
    expression = read("a * b")
    for power in range(1, 12):
        scope = graph({"a": f"4 hour^{power}", "b": "2 USD"})
        warm(expression, scope)
        assert evaluate(expression, scope) == the_long_way(expression, scope)
    assert len(expression.quick.plans) == MAX_PLANS


def test_a_missing_input_stays_missing(graph):
    scope = graph({"a": "4 USD", "b": "2 h"})
    warm(expression := read("a * b"), scope)
    assert evaluate(expression, graph({"a": "4 USD", "b": Unknown(("x.b",))})).value == Unknown(("x.b",))
