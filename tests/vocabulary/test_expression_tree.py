# Expressions as data for a page: what the page's own evaluator makes of them is what Python makes of them, whatever their
# inputs are moved to.
from __future__ import annotations

import random
from decimal import Decimal

import pytest

from calculating import compute as in_page
from calculating import near
from fuzz_expressions import FIELDS, NAMES, random_expression
from marked_graph import MarkedGraph, as_data, in_python, numeric_expression, somewhere
from plain_graph import DEFINITIONS
from stemma.vocabulary.dates import parse_date
from stemma.vocabulary.expression import EntityValue, Expression, Unknown, parse_expression
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, convert
from stemma.vocabulary.units import Units

INPUTS = {**NAMES, "p": "2..4 h", "q": "5..9 h", "k": "3"}


@pytest.fixture
def ships():
    names = {
        "a": "1..3", "b": "2..5", "k": "3", "n": "exactly 2", "hours": "75..85 h", "price": "$2", "power": "1..2",
        "day": parse_date("2025-01"), "ship": EntityValue("aurora"), "gap": Unknown(("x.y",)), "flag": True,
    }  # fmt: skip
    fields = {"aurora": {"cost": "$5..$6", "crew": "12 person"}, "boreas": {"cost": "$7", "crew": "unknown"}}
    return MarkedGraph(Units.build(DEFINITIONS)[0], names, fields, {"aurora": ("boreas",)})


def read(text: str) -> Expression:
    found = parse_expression(text)
    assert isinstance(found, Expression), found
    return found


@pytest.fixture
def tree(ships):
    """`tree(text)`: the steps of an expression, with its inputs by their names."""

    def steps(text: str):
        made = as_data(read(text), ships)
        assert made is not None
        names = {place: ".".join(key) for key, place in made.places.items()}

        def named(at):
            if not isinstance(at, list):
                return at
            return names[at[1]] if at[0] == "in" else [named(part) for part in at]

        return named(made.data["f"][0]["t"]), {".".join(key) for key in made.movable}

    return steps


def test_units_are_settled_and_what_no_input_can_change_is_computed(tree):
    assert tree("hours * price + 3 * '2 USD*h'")[0] == ["add", ["mul", "hours", "price"], ["c", "6"]]
    assert tree("hours + '1 day'")[0] == ["add", "hours", ["c", "24"]]
    assert tree("hours / '30 minute'")[0] == ["scale", "60", ["div", "hours", ["c", "30"]]]


def test_lineages_dates_and_what_is_known_are_resolved(tree):
    assert tree("sum(lineage(ship).cost)")[0] == ["sum", "aurora.cost", "boreas.cost"]
    assert tree("sum(only_known(lineage(ship).crew))")[0] == ["sum", "aurora.crew"]
    assert tree("days(day, '2025-02-01') * k")[0] == ["mul", ["c", ["16", "1", "31", 0, 0]], "k"]
    assert tree("k if known(gap) else n")[0] == "n"
    assert tree("k * count([a, b])")[0] == ["mul", "k", ["c", "2"]]


def test_both_ways_of_a_choice_are_kept_where_an_input_decides(tree):
    assert tree("a if k > n else b")[0] == ["if", [">", "k", "n"], "a", "b"]
    assert tree("a if flag else b")[0] == "a"
    assert tree("a if k > n and not b == 3 else 0")[0] == [
        "if", ["and", [">", "k", "n"], ["not", ["==", "b", ["c", "3"]]]], "a", ["c", "0"],
    ]  # fmt: skip
    assert tree("a if k in [n, 3] else b")[0][1] == ["or", ["==", "k", "n"], ["==", "k", ["c", "3"]]]


@pytest.mark.parametrize(
    ("text", "moves"),
    [
        ("a ** n", {"a"}),
        ("2 ** power * k", {"k"}),
        ("round(a, n)", {"a"}),
        ("days(day + hours, '2025-03-01') * k", {"k"}),
        ("k if (a < b) == flag else 2", {"k"}),
        ("a if k > 1 else gap", {"a"}),
    ],
)
def test_an_input_that_decides_more_than_a_number_stays_as_it_is(tree, text, moves):
    assert tree(text)[1] & {"a", "b", "k", "n", "power", "hours"} == moves


USES = {
    "sum": "sum(a, b, k)", "min": "min(a, b, k)", "max": "max(a, b, k)", "mean": "mean(a, b, k)", "count": "k * count([a, b])",
    "abs": "abs(a - b)", "round": "round(a * b, 1)", "sqrt": "sqrt(a * k)", "log10": "log10(a)", "log2": "log2(b)", "ln": "ln(a + b)",
    "exp": "exp(a)", "date": "days(date('2025-01-01'), day) * k", "days": "days(a)", "years": "years(hours)",
    "convert": "convert(hours, 'day')", "quantity": "quantity('5 h') + hours", "unit": "a if unit(hours) == 'h' else b",
    "known": "a if known(b) else k", "only_known": "sum(only_known([a, b, gap]))", "entity": "entity('aurora').cost * 2",
    "ancestors": "sum(ancestors(ship).cost)", "descendants": "sum(descendants('boreas').cost)", "lineage": "sum(lineage(ship).cost)",
}  # fmt: skip


def disagreements(graph, expressions, rng, moves=3) -> tuple[int, list[object]]:
    """How many computations were compared, and those in which the page and Python differ."""
    cases, wanted = [], []
    for expression in expressions:
        made = as_data(expression, graph)
        if made is None or not made.places:
            continue
        values = {key: Interval(*_ends(made.data["v"][place])) for key, place in made.places.items()}
        for number in range(moves):
            chosen = [key for key in sorted(made.movable) if number and rng.random() < 0.6]
            moved = {key: somewhere(rng, values[key]) for key in chosen}
            value = in_python(expression, graph, {key: Interval.exact(at) for key, at in moved.items()})
            cases.append((made.data, {str(made.places[key]): str(at) for key, at in moved.items()}, None))
            wanted.append((expression.text, moved, value, made.value.unit))
    differ: list[object] = []
    for (text, moved, value, unit), found in zip(wanted, in_page(cases), strict=True):
        there = convert(value, unit) if isinstance(value, Quantity) else None
        same = (found is None) == (there is None)
        if not same or (isinstance(there, Quantity) and found and not near(there.interval, found.interval)):
            differ.append((text, moved, value, found))
    return len(cases), differ


def _ends(data):
    ends = [data] * 3 if isinstance(data, str) else data[:3]
    return [None if end is None else Decimal(end) for end in ends]


def test_every_function_is_computed_in_the_page_as_in_python(ships):
    assert sorted(USES) == sorted(FUNCTIONS)
    compared, differ = disagreements(ships, [read(text) for text in USES.values()], random.Random(1), moves=12)
    assert (compared, differ) == (len(USES) * 12, [])


@pytest.mark.parametrize(("make", "runs"), [(random_expression, 8000), (numeric_expression, 2500)])
def test_random_expressions_come_to_the_same_in_the_page_as_in_python(make, runs):
    rng = random.Random(20250120)
    graph = MarkedGraph(Units.build(DEFINITIONS)[0], INPUTS, FIELDS, {"r1": ("v3",)})
    read_ = [parse_expression(make(rng, rng.choice((1, 2, 3, 3)))) for _ in range(runs)]
    compared, differ = disagreements(graph, [each for each in read_ if isinstance(each, Expression)], rng)
    assert compared > 500
    assert differ == []
