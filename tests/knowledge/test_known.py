# What followed from what was known on a day. A statement is known from the earliest of its sources' dates, each taken at its
# latest possible day; today's ranks do not count.
from __future__ import annotations

import datetime

import pytest

from checking import check_files, found
from stemma.knowledge.contest import contested
from stemma.knowledge.known import became_known, known_on
from stemma.vocabulary.quantity import plain

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      home_port: {type: ref, to: port, inverse: ships}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, inverse: rebuilt_as}
      days: {type: quantity, unit: day}
      fuel: {type: quantity, unit: tonne/day}
      burnt: {type: quantity, unit: tonne}
      yard_cost: {type: quantity, unit: USD, sums_over: lineage}
      whole_cost: {type: quantity, unit: USD, formula: sum(lineage(self).yard_cost)}
  port: {folder: ports}
  logbook: {extend: source, folder: logbooks}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
"""
BASE = {
    "graph/schema.yml": SCHEMA,
    "graph/logbooks/logs.yml": """\
- {id: january, name: January, date: 2024-01, standing: tertiary}
- {id: may-day, name: May Day, date: 2024-05-01, standing: primary}
- {id: year, name: Year, date: 2024}
- {id: spring, name: Spring, date: 2024-03/2024-04}
- {id: guess, name: Guess, date: ~2024-06}
- {id: undated, name: Undated}
""",
    "graph/ports/skagen.yml": "name: Skagen\n",
}


def project_of(ship, more=None):
    project = check_files({**BASE, "graph/ships/fanny.yml": f"name: Fanny\n{ship}", **(more or {})})
    assert found(project) == []
    return project


def known(project, day):
    return known_on(project.graph, datetime.date.fromisoformat(day))


def days_of(ship, day):
    """What the ship's `days` were on a day, or None."""
    value = known(project_of(ship), day).derived.value("fanny", "days")
    return plain(value.interval.best) if value else None


@pytest.mark.parametrize(
    ("source", "day_before", "day"),
    [
        ("january", "2024-01-30", "2024-01-31"),
        ("may-day", "2024-04-30", "2024-05-01"),
        ("year", "2024-12-30", "2024-12-31"),
        ("spring", "2024-04-29", "2024-04-30"),
        ("guess", "2024-06-29", "2024-07-31"),
        ("[may-day, january, year]", "2024-01-30", "2024-01-31"),
        ("[undated, may-day]", "2024-04-30", "2024-05-01"),
    ],
)
def test_a_statement_is_known_from_the_latest_day_of_its_earliest_source(source, day_before, day):
    ship = f"days: {{value: 9 day, source: {source}}}\n"
    assert (days_of(ship, day_before), days_of(ship, day)) == (None, "9")


def test_the_sources_that_came_later_are_not_cited_yet():
    project = project_of("days: {value: 9 day, source: [may-day, january, undated]}\n")
    (statement,) = known(project, "2024-02-01").derived.graph.entities["fanny"].of("days")
    assert [c.id for c in statement.citations] == ["january"]


FIGURE = """\
days: {value: 9 day, source: january}
fuel: {value: exactly 2 tonne/day, source: may-day}
burnt: {formula: fuel * days, inputs: {fuel: self.fuel, days: self.days}}
"""


def test_a_computed_value_is_known_from_the_latest_of_its_inputs():
    project = project_of(FIGURE)
    before, after = known(project, "2024-04-30"), known(project, "2024-05-01")
    assert before.derived.value("fanny", "burnt") is None
    assert before.derived.figure_of("fanny", "burnt").missing == ("fanny.fuel",)
    assert plain(after.derived.value("fanny", "burnt").interval.best) == "18"


def test_a_formula_needs_no_source_of_its_own():
    project = project_of(FIGURE.replace("days: self.days}}", "days: self.days}, source: undated}"))
    made = known(project, "2024-05-01")
    assert plain(made.derived.value("fanny", "burnt").interval.best) == "18"
    assert made.left_out == frozenset()


def test_undated_and_unsourced_statements_are_left_out_and_named():
    project = project_of("days: {value: 9 day, source: undated}\nfuel: exactly 2 tonne/day\n")
    made = known(project, "2030-01-01")
    assert made.left_out == {("fanny", "days"), ("fanny", "fuel")}
    assert made.derived.value("fanny", "days") is None


def test_what_a_source_is_and_when_it_appeared_is_always_known():
    project = project_of("days: 9 day\n")
    made = known(project, "2000-01-01")
    assert {entity for entity, _ in made.left_out} == {"fanny"}
    assert made.derived.graph.entities["may-day"].of("date")


def test_the_ranks_of_today_do_not_count():
    ship = """\
days:
  - {value: 9 day, source: may-day, rank: rejected}
  - {value: 7 day, source: january, rank: preferred}
"""
    project = project_of(ship)
    assert plain(project.derived.value("fanny", "days").interval.best) == "7"
    assert [days_of(ship, day) for day in ("2024-02-01", "2024-06-01")] == ["7", "9"]  # by standing: May Day is primary


def test_a_contest_begins_when_the_second_value_comes():
    project = project_of("days:\n  - {value: 9 day, source: may-day}\n  - {value: 7 day, source: january}\n")
    rivals = [contested(known(project, day).derived, "fanny", "days") for day in ("2024-02-01", "2024-06-01")]
    assert [[s.text for s in statements] for statements in rivals] == [[], ["7 day"]]


def test_relations_and_the_lineage_that_they_span_follow():
    line = """\
- {id: hulk, name: Hulk, yard_cost: {value: $9, source: january}}
- {id: gerda, name: Gerda, yard_cost: {value: $3, source: january}, rebuilt_from: {to: hulk, source: may-day}}
"""
    project = project_of("home_port: {to: skagen, source: may-day}\n", {"graph/ships/line.yml": line})
    before, after = known(project, "2024-04-30").derived, known(project, "2024-05-01").derived
    assert [r.target for r in before.graph.outgoing("fanny")] == []
    assert [r.target for r in after.graph.outgoing("fanny")] == ["skagen"]
    assert [plain(d.value("gerda", "whole_cost").interval.best) for d in (before, after)] == ["3", "12"]


def test_claims_are_checked_against_what_was_known_with_the_evidence_of_the_time():
    claim = """\
name: C
about: fanny
asserts: {figure: fanny.burnt, is: ">10 tonne"}
evidence: [{source: january, stance: reports}, {source: may-day, stance: supports}, {source: undated, stance: refutes}]
verdict: supported
"""
    project = project_of(FIGURE, {"graph/claims/c.yml": claim})
    results = []
    for day in ("2024-02-01", "2024-05-01"):
        (made,) = known(project, day).claims
        results.append((made.check.result, [e.citation.id for e in made.entity.evidence]))
    assert results == [("unknown", ["january"]), ("holds", ["january", "may-day"])]


def test_as_of_is_what_a_value_is_about_and_not_when_it_became_known():
    ship = "days: {value: 9 day, source: may-day, as_of: 1999}\n"
    assert (days_of(ship, "2000-01-01"), days_of(ship, "2024-05-01")) == (None, "9")


def test_the_day_from_which_a_field_is_known_is_that_of_its_first_statement():
    project = project_of(
        "days:\n  - {value: 9 day, source: may-day}\n  - {value: 7 day, source: spring}\nfuel: 1 tonne/day\n"
    )
    assert became_known(project.graph, "fanny", "days") == datetime.date(2024, 4, 30)
    assert became_known(project.graph, "fanny", "fuel") is None
    assert became_known(project.graph, "fanny", "burnt") is None
