# A field is contested where a live rival does not agree with the accepted value, with the digits as they were written.
from __future__ import annotations

import pytest

from checking import check_files, found
from stemma.knowledge.contest import contested

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      cost: {type: quantity, unit: USD}
      half: {type: quantity, unit: USD}
      launched: {type: date}
      home_port: {type: ref, to: port, inverse: ships}
      flag: {type: enum, values: [denmark, norway]}
      steam: {type: boolean}
      motto: {type: text}
      calls_at: {type: ref, to: port, many: true, inverse: callers}
  port: {folder: ports}
  logbook: {extend: source, folder: logbooks}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/ports/ports.yml": "- {id: skagen, name: Skagen}\n- {id: esbjerg, name: Esbjerg}\n",
    "graph/logbooks/logs.yml": "- {id: log, name: Log, standing: primary}\n- {id: letter, name: Letter, standing: tertiary}\n",
}


def rivals(ship, field):
    project = check_files({**FILES, "graph/ships/fanny.yml": f"name: Fanny\n{ship}"})
    assert found(project) == []
    return [s.text for s in contested(project.derived, "fanny", field)]


def two(field, first, second, extra=""):
    """The first from the better source, so that it is accepted."""
    return f"{field}:\n  - {{value: {first}, source: log}}\n  - {{value: {second}, source: letter{extra}}}\n"


@pytest.mark.parametrize(
    ("accepted", "rival", "disagrees"),
    [
        ("$5.576M", "$5.58M", False),
        ("$5.576M", "$5.5M", True),
        ("exactly 5576000 USD", "$5.6M", False),
        ("$5.576M", '">5M USD"', False),
        ("$5.576M", '"<5M USD"', True),
        ("$5.576M", "4..6M USD", False),
        ("exactly $10", "exactly $11", True),
        ("$5.576M", "unknown", False),
        ("$5.576M", "none", True),
    ],
)
def test_amounts_are_compared_with_the_precision_that_they_are_given_in(accepted, rival, disagrees):
    assert rivals(two("cost", accepted, rival), "cost") == ([rival.strip('"')] if disagrees else [])


@pytest.mark.parametrize(
    ("field", "one", "same", "other"),
    [
        ("launched", "2024-05", "2024-05-17", "2024-06-01"),
        ("flag", "denmark", "denmark", "norway"),
        ("steam", "true", "true", "false"),
        ("motto", "Onward", "Onward", "Upward"),
    ],
)
def test_other_kinds_of_values_agree_where_they_may_be_the_same(field, one, same, other):
    assert rivals(two(field, one, same), field) == []
    assert rivals(two(field, one, other), field) == [other]


def test_references_agree_where_they_name_the_same_entity():
    ship = "home_port:\n  - {to: skagen, source: log}\n  - {to: skagen, source: letter}\n  - {to: esbjerg, source: letter}\n"
    assert rivals(ship, "home_port") == ["esbjerg"]


def test_a_computed_value_is_contested_by_stated_ones_that_it_does_not_agree_with():
    ship = """\
half: $5
cost:
  - formula: 2 * half
    inputs: {half: self.half}
  - {value: $10.4, source: log}
  - {value: $13, source: log}
"""
    assert rivals(ship, "cost") == ["$10.4", "$13"]


def test_a_preferred_value_is_held_against_the_others():
    assert rivals(two("cost", "exactly $10", "exactly $12", ", rank: preferred"), "cost") == ["exactly $10"]


def test_a_rejected_value_contests_nothing():
    assert rivals(two("cost", "exactly $10", "exactly $12", ", rank: rejected"), "cost") == []


def test_values_about_other_times_contest_nothing():
    ship = "cost:\n  - {value: exactly $10, as_of: 2023}\n  - {value: exactly $12, as_of: 2024}\n"
    assert rivals(ship, "cost") == []


def test_the_items_of_a_list_do_not_compete():
    assert rivals("calls_at: [skagen, esbjerg]\n", "calls_at") == []
