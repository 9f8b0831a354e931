# Expressions over plain mappings as data for a page, and what Python makes of the same expression with moved inputs.
from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from plain_graph import Names, PlainGraph
from stemma.vocabulary.dependence import Key
from stemma.vocabulary.evaluate import as_input
from stemma.vocabulary.expression import Expression, Value, evaluate
from stemma.vocabulary.expression_tree import Read, expression_tree, interval_data, tree_data
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.units import Units


class MarkedGraph(PlainGraph):
    """The scope with every quantity marked as an input, and with other values for those in `moved`."""

    marked = True

    def __init__(self, units: Units, names: Names, fields: Mapping[str, Names], parents: Mapping[str, tuple[str, ...]]):
        super().__init__(units, names, fields, parents)
        self.moved: Mapping[Key, Interval] = {}

    def _found(self, value: Value | None, key: Key) -> Value | None:
        if type(value) is not Quantity:
            return value
        if self.marked:
            return as_input(value, key)
        return Quantity(self.moved[key], value.unit) if key in self.moved else value

    def name(self, name: str) -> Value | None:
        return self._found(super().name(name), (name,))

    def field(self, entity_id: str, field: str) -> Value | None:
        return self._found(super().field(entity_id, field), (entity_id, field))

    def keys(self) -> set[Key]:
        fields = {(entity, field) for entity, values in self._fields.items() for field in values}
        return {(name,) for name in self._names} | fields


@dataclass(frozen=True, slots=True)
class AsData:
    """An expression as the calculator gets it, its inputs that may be moved, and its value as it stands."""

    data: dict[str, Any]
    places: Mapping[Key, int]
    movable: frozenset[Key]
    value: Quantity


def as_data(expression: Expression, graph: MarkedGraph) -> AsData | None:
    """The expression's steps; None where it comes to no quantity."""
    graph.marked = True
    keys = graph.keys()
    found = expression_tree(expression, graph, keys)
    if not isinstance(found.value, Quantity):
        return None
    places: dict[Key, int] = {}
    names: dict[Key, int] = {}
    values: list[Any] = []

    def numbers(read: Read) -> tuple[int, int]:
        key = read.key or ()
        if key not in places:
            places[key] = len(values)
            values.append(interval_data(read.interval))
        return places[key], names.setdefault(read.name, len(names))

    tree = tree_data(found.value, numbers)
    return AsData(
        {"v": values, "f": [{"t": tree, "s": []}], "of": {}}, places,
        frozenset(places) & frozenset(keys) - found.held, found.value,
    )  # fmt: skip


def in_python(expression: Expression, graph: MarkedGraph, moved: Mapping[Key, Interval]) -> Value:
    """What the engine gives with these inputs at other values."""
    graph.marked = False
    graph.moved = moved
    return evaluate(expression, graph).value


NUMBERS = (
    "p", "q", "a", "b", "c", "k", "a", "b", "p", "q", "1", "2", "0.5", "(a - b)", "(p / q)", "'4 h'", "hours", "gpus",
)  # fmt: skip


def numeric_expression(rng: random.Random, depth: int) -> str:
    """A text that computes, compares and chooses with these inputs, mostly sensibly."""
    if depth == 0 or rng.random() < 0.1:
        return rng.choice(NUMBERS)
    x, y, z, w = (numeric_expression(rng, depth - 1) for _ in range(4))
    form = rng.random()
    if form < 0.55:
        return f"({x} {rng.choice(('+', '-', '*', '/', '+', '-', '*', '/', '%', '//'))} {y})"
    if form < 0.63:
        return f"({x} ** {rng.choice((2, 3, -1, -2, 0.5, 0))})"
    if form < 0.78:
        return f"({x} if {y} {rng.choice(('<', '<=', '>', '>=', '==', '!='))} {z} else {w})"
    if form < 0.84:
        return f"({x} if {y} < {z} {rng.choice(('and', 'or'))} not {x} > {y} else {w})"
    if form < 0.93:
        return f"{rng.choice(('min', 'max', 'sum', 'mean'))}({x}, {y}, {z})"
    forms = (
        "abs(X)", "-X", "round(X, 1)", "sqrt(X)", "ln(X)", "exp(X)", "log10(X)", "convert(X, 'day')", "(X * X)",
        "(X if X in [Y, 2] else Y)",
    )  # fmt: skip
    return rng.choice(forms).replace("X", x).replace("Y", y)


def somewhere(rng: random.Random, interval: Interval) -> Decimal:
    """A value for an input: at an end of its bounds, in between, or, for an exact one, between half and double."""
    low = interval.low if interval.low is not None else (interval.high or Decimal(0)) - 3
    high = interval.high if interval.high is not None else low * 2 + 1
    if low == high:
        low, high = (low / 2, low * 2) if low else (Decimal(-1), Decimal(1))
    return +(low + (high - low) * Decimal(rng.choice((0, 10, 25, 50, 75, 100))) / 100)
