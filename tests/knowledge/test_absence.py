# Formulas whose inputs nobody stated are passed over, and nothing that is said or computed shows it.
from __future__ import annotations

import random

import pytest

from checking import check_files
from run import REPOSITORY
from stemma.knowledge.derive import Deriver
from stemma.project import load_project
from stemma.text.files import Location

FIELDS = """\
      length: {type: quantity, unit: metre}
      width: {type: quantity, unit: metre}
      cost: {type: quantity, unit: USD, sums_over: lineage}
      fee: {type: quantity, unit: USD}
      fleet: {type: ref, to: ship, many: true, inverse: in_fleet}
      yard: {type: ref, to: ship, inverse: built}
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
"""
FORMULAS = (
    "length * width", "length / width + 1", "length + cost", "(length + cost) * width", "nothing * width", "self.nothing * width",
    "max(self.fleet.length) / width", "self.yard.length * width", "width * self.yard.length", "sum(lineage(self).cost)",
    "sum(lineage(self).fee)", "sum(lineage(self).f1)", "f2 * width", "f1 / length", "f0 + width", "length if known(length) else width",
    "sum(only_known([length, width]))", "-length", "length ** 2", "length * 'x'", "width / 0", "self.fleet * width", "self", "1 + 2",
    "max(length, width)", "convert(length, 'km')", "convert(length, 'h')", "lineage(self).cost", "count(descendants(self))",
    "sum(ancestors(self).cost) + width", "name * width", "width * width", "sum(lineage(self, via='rebuilt_from').cost)",
)  # fmt: skip
VALUES = {
    "length": [
        "10 m",
        "unknown",
        "[{value: 9 m, rank: rejected}]",
        "{formula: width * 2, inputs: {width: self.width}}",
        "5 h",
    ],
    "width": ["2 m", "0 m", "none", "2–3 m"],
    "cost": ["5 USD", "{formula: fee, inputs: {fee: b.fee}}"],
    "fee": ["1 USD"],
    "fleet": ["[a, b]", "[]"],
    "yard": ["a", "b", "nobody"],
    "rebuilt_from": ["[a]", "[b]"],
    "f0": ["7 m"],
}


def both_ways(graph):
    """The figures and what is said, with all formulas evaluated and with those passed over that lack an input."""
    whole = Deriver(graph)
    for key in whole.keys():  # noqa: SIM118  a deriver is no dict
        whole.settle(key)
    quick = Deriver(graph)
    made = quick.run()
    every = {key: figure for key, figure in whole.figures.items() if figure is not None}
    return (every, whole.diagnostics), (dict(made.value.figures), list(made.diagnostics)), whole, quick


def project(formulas, entities):
    declared = "".join(
        f"      f{n}: {{type: quantity, unit: metre, formula: {text!r}}}\n" for n, text in enumerate(formulas)
    )
    schema = (
        f"types:\n  ship:\n    folder: ships\n    fields:\n{FIELDS}{declared}units: ['USD = [currency], symbol $']\n"
    )
    files = {f"graph/ships/{name}.yml": f"name: {name}\n{text}" for name, text in entities.items()}
    return check_files({"graph/schema.yml": schema, **files})


def test_the_demonstration_comes_to_the_same_either_way():
    graph = load_project(Location(REPOSITORY, REPOSITORY / "graph", None, REPOSITORY)).graph
    whole, passed_over, one, other = both_ways(graph)
    assert passed_over == whole
    assert len(other.figures) < 0.7 * len(one.figures)


def test_chance_graphs_come_to_the_same_either_way():
    chance = random.Random(3)
    fewer = 0
    for _ in range(120):
        entities = {
            name: "".join(
                f"{field}: {chance.choice(values)}\n" for field, values in VALUES.items() if chance.random() < 0.35
            )
            for name in "abcd"
        }
        graph = project(chance.sample(FORMULAS, 4), entities).graph
        whole, passed_over, one, other = both_ways(graph)
        assert passed_over == whole
        fewer += len(other.figures) < len(one.figures)
    assert fewer > 30  # else nothing would be shown


@pytest.mark.parametrize(
    ("formula", "stated", "evaluated"),
    [
        ("length * width", "", False),
        ("length * width", "width: 2 m\n", False),
        ("length * width", "width: 2 m\nlength: unknown\n", True),
        ("max(self.fleet.length) * width", "width: 2 m\n", False),
        ("sum(lineage(self).cost)", "rebuilt_from: [b]\n", False),
        ("sum(lineage(self).fee)", "rebuilt_from: [b]\n", True),  # which the schema must be warned of
        ("nothing * width", "", True),
        ("length if known(length) else width", "", True),
    ],
)
def test_only_what_surely_lacks_an_input_is_passed_over(formula, stated, evaluated):
    quick = both_ways(project([formula], {"a": stated, "b": ""}).graph)[3]
    assert (("a", "f0", -1) in quick.figures) is evaluated
