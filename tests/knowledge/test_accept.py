# Which of several statements is the accepted one.
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
      base: {type: quantity, unit: USD}
      built: {type: date}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
"""
SOURCES = {
    "graph/sources/first.yml": "standing: primary\ndate: 2020\n",
    "graph/sources/second.yml": "standing: secondary\ndate: 2025\n",
    "graph/sources/newer.yml": "standing: secondary\ndate: 2026\n",
    "graph/sources/undated.yml": "name: Undated\n",
    "graph/sources/false.yml": "standing: {value: primary, rank: rejected}\ndate: 2010\n",
}


def accepted(statements, rest=""):
    lines = "".join(f"  - {{{statement}}}\n" for statement in statements)
    project = check_files(
        {"graph/schema.yml": SCHEMA, **SOURCES, "graph/ships/a.yml": f"base: $9\n{rest}cost:\n{lines}"}
    )
    assert found(project) == []
    statement = project.derived.accepted("a", "cost")
    return None if statement is None else statement.text


FORMULA = "formula: b, inputs: {b: self.base}"
UNKNOWN = "formula: x, inputs: {x: self.cost2}"


@pytest.mark.parametrize(
    ("statements", "text"),
    [
        pytest.param(["value: $1", "value: $2"], "$1", id="the first in the file"),
        pytest.param(
            ["value: $1, source: undated", "value: $2, source: second"], "$2", id="with a standing before without"
        ),
        pytest.param(["value: $1, source: second", "value: $2, source: first"], "$2", id="closest to the fact"),
        pytest.param(
            ["value: $1, source: second", "value: $2, source: [undated, first]"], "$2", id="by the best source"
        ),
        pytest.param(["value: $1, source: second", "value: $2, source: false"], "$1", id="not by a rejected standing"),
        pytest.param(["value: $1, source: second", "value: $2, source: newer"], "$2", id="by the newest source"),
        pytest.param(
            ["value: $1, source: newer, as_of: 2020", "value: $2, source: second, as_of: 2021"], "$2", id="newest as_of"
        ),
        pytest.param(
            ["value: $1, source: newer, as_of: 2025", "value: $2, source: first"], "$2", id="standing before as_of"
        ),
        pytest.param(["value: $1, source: first", FORMULA], "b", id="computed before stated"),
        pytest.param([FORMULA, "value: $1, rank: preferred"], "$1", id="preferred before computed"),
        pytest.param(["value: $1, rank: rejected, source: first", "value: $2"], "$2", id="never a rejected one"),
        pytest.param(["value: unknown, source: first", "value: $2"], "$2", id="a value before unknown"),
        pytest.param(["value: $1, rank: rejected"], None, id="none where all are rejected"),
    ],
)
def test_the_accepted_statement_is(statements, text):
    assert accepted(statements) == text


def test_a_formula_without_result_is_passed_over_while_a_value_is_left():
    schema = SCHEMA.replace("base:", "never: {type: quantity, unit: USD}\n      base:")
    ship = "cost:\n  - {formula: x, inputs: {x: self.never}}\n  - {value: $1, source: second}\n"
    project = check_files({"graph/schema.yml": schema, **SOURCES, "graph/ships/a.yml": ship})
    assert project.derived.accepted("a", "cost").text == "$1"
    assert project.derived.value("a", "cost").text == "$1"


def rivals(statements, field="cost"):
    lines = "".join(f"  - {{{statement}}}\n" for statement in statements)
    project = check_files(
        {"graph/schema.yml": SCHEMA, **SOURCES, "graph/ships/a.yml": f"base: $5.576M\n{field}:\n{lines}"}
    )
    assert found(project) == []
    return [s.text for s in contested(project.derived, "a", field)]


def test_rivals_are_held_against_the_accepted_value_with_the_digits_that_were_written():
    assert rivals([FORMULA, "value: $5.58M", "value: $5.5M", "value: $1, rank: rejected"]) == ["$5.5M"]


def test_values_about_other_times_are_a_series_and_no_conflict():
    assert rivals(["value: $1, as_of: 2020", "value: $2, as_of: 2021"]) == []
    assert rivals(["value: $1, as_of: 2020", "value: $2, as_of: 2020"]) == ["$2"]


def test_dates_agree_where_they_overlap():
    assert rivals(["value: 2025-01-20", "value: 2025-01", "value: 2024"], "built") == ["2024"]
