# What the tests of quantities and expressions share: one small vocabulary of units, and a graph made of plain mappings.
from __future__ import annotations

from collections.abc import Callable

import pytest

from plain_graph import DEFINITIONS, PlainGraph
from stemma.vocabulary.expression import Expression, Value, evaluate, parse_expression
from stemma.vocabulary.quantity import Quantity, plain
from stemma.vocabulary.units import Units


@pytest.fixture(scope="session")
def units() -> Units:
    made, problems = Units.build(DEFINITIONS)
    assert problems == ()
    return made


@pytest.fixture
def graph(units) -> Callable[..., PlainGraph]:
    """Makes a graph: `graph({"price": "$2"}, {"h800": {"cost": "$5"}}, {"r1": ("v3",)})`."""

    def make(names=None, fields=None, parents=None):
        return PlainGraph(units, names or {}, fields or {}, parents or {})

    return make


@pytest.fixture
def compute(graph) -> Callable[..., Value]:
    """The value of an expression whose names are keyword arguments."""

    def run(text: str, **names):
        expression = parse_expression(text)
        assert isinstance(expression, Expression), expression
        return evaluate(expression, graph(names)).value

    return run


@pytest.fixture(scope="session")
def bounds() -> Callable[[object], str]:
    """A quantity as `low..best..high unit`, with `(` and `)` at open ends, `-` for what there is not."""

    def show(value: object) -> str:
        assert isinstance(value, Quantity), value
        interval = value.interval
        low, best, high = ("-" if d is None else plain(d) for d in (interval.low, interval.best, interval.high))
        text = f"{'(' if interval.low_open else ''}{low}..{best}..{high}{')' if interval.high_open else ''}"
        return f"{text} {value.unit.text}".rstrip()

    return show
