# What would fall with a source: all that rests on it alone, through figures, paths, lineages and claims.
from __future__ import annotations

import pytest

from checking import check_files, found
from stemma.knowledge.impact import ImpactIndex

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      home_port: {type: ref, to: port, inverse: ships}
      calls_at: {type: ref, to: port, many: true, inverse: callers}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, inverse: rebuilt_as}
      days: {type: quantity, unit: day}
      fuel: {type: quantity, unit: tonne/day}
      burnt: {type: quantity, unit: tonne}
      bill: {type: quantity, unit: USD}
      yard_cost: {type: quantity, unit: USD, sums_over: lineage}
      whole_cost: {type: quantity, unit: USD, formula: sum(lineage(self).yard_cost)}
  port:
    folder: ports
    fields:
      fuel_price: {type: quantity, unit: USD/tonne}
  logbook: {extend: source, folder: logbooks}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
"""
BASE = {
    "graph/schema.yml": SCHEMA,
    "graph/logbooks/logs.yml": "- {id: log, name: Log}\n- {id: letter, name: Letter}\n- {id: tariff, name: Tariff}\n",
    "graph/ports/skagen.yml": "name: Skagen\nfuel_price: {value: exactly $600 / tonne, source: tariff}\n",
    "graph/ships/fanny.yml": """\
name: Fanny
home_port: {to: skagen, source: letter}
days: {value: 10 days, source: [log, letter]}
fuel: {value: exactly 8 tonne/day, source: log}
burnt: {formula: fuel * days, inputs: {fuel: self.fuel, days: self.days}}
bill: {formula: burnt * price, inputs: {burnt: self.burnt, price: self.home_port.fuel_price}}
""",
}


def impact(target, files=None):
    project = check_files({**BASE, **(files or {})})
    assert found(project) == []
    index = ImpactIndex(project.derived, project.claims)
    entity, _, field = target.partition(".")
    return index.of_field(entity, field) if field else index.of_source(entity)


def said(statements):
    return [f"{s.entity}.{s.statement.field}" for s in statements]


def test_a_statement_with_a_second_source_rests_on_the_first_but_not_alone():
    made = impact("log")
    assert said(made.statements) == ["fanny.days", "fanny.fuel"]
    assert said(made.alone_statements) == ["fanny.fuel"]


def test_figures_fall_through_every_figure_in_between():
    made = impact("log")
    assert (made.figures, made.alone_figures) == (("fanny.bill", "fanny.burnt"),) * 2


def test_a_figure_whose_inputs_all_have_another_source_rests_on_it_and_stands_without_it():
    files = {"graph/ships/fanny.yml": BASE["graph/ships/fanny.yml"].replace("source: log}", "source: [log, letter]}")}
    made = impact("log", files)
    assert (made.figures, made.alone_figures) == (("fanny.bill", "fanny.burnt"), ())


def test_a_figure_falls_with_the_reference_that_its_path_leads_over():
    made = impact("letter")
    assert made.alone_figures == ("fanny.bill",)


def test_a_figure_stands_on_a_rival_value_of_its_input():
    rivals = "fuel:\n  - {value: exactly 8 tonne/day, source: log}\n  - {value: 7 tonne/day, source: letter}\n"
    ship = BASE["graph/ships/fanny.yml"].replace("fuel: {value: exactly 8 tonne/day, source: log}\n", rivals)
    made = impact("log", {"graph/ships/fanny.yml": ship})
    assert (said(made.alone_statements), made.alone_figures) == (["fanny.fuel"], ())


def test_a_rejected_rival_holds_nothing_up():
    rivals = "fuel:\n  - {value: exactly 8 tonne/day, source: log}\n  - {value: 7 tonne/day, source: letter, rank: rejected}\n"
    ship = BASE["graph/ships/fanny.yml"].replace("fuel: {value: exactly 8 tonne/day, source: log}\n", rivals)
    assert impact("log", {"graph/ships/fanny.yml": ship}).alone_figures == ("fanny.bill", "fanny.burnt")


def test_a_formula_does_not_rest_on_the_default_sources_of_its_entity():
    ship = BASE["graph/ships/fanny.yml"].replace("name: Fanny\n", "name: Fanny\nsources: [tariff]\n")
    assert said(impact("tariff", {"graph/ships/fanny.yml": ship}).statements) == ["skagen.fuel_price"]


def test_a_formula_that_a_source_gives_rests_on_it():
    ship = BASE["graph/ships/fanny.yml"].replace("days: self.days}}", "days: self.days}, source: tariff}")
    made = impact("tariff", {"graph/ships/fanny.yml": ship})
    assert said(made.alone_statements) == ["fanny.burnt", "skagen.fuel_price"]
    assert made.alone_figures == ("fanny.bill", "fanny.burnt")


LINEAGE = {
    "graph/ships/line.yml": """\
- {id: hulk, name: Hulk, yard_cost: {value: $9, source: tariff}}
- {id: gerda, name: Gerda, yard_cost: {value: $3, source: tariff}, rebuilt_from: {to: hulk, source: log}}
"""
}


def test_a_sum_over_a_lineage_falls_with_the_relation_that_its_lineage_hangs_on():
    made = impact("log", LINEAGE)
    assert "gerda.whole_cost" in made.alone_figures
    assert "hulk.whole_cost" not in made.figures


def test_a_sum_over_a_lineage_stands_where_another_way_leads_to_every_ancestor():
    longer = """\
- {id: ida, name: Ida, yard_cost: {value: $1, source: tariff}, rebuilt_from: [{to: hulk, source: letter}]}
- id: hedda
  name: Hedda
  yard_cost: {value: $1, source: tariff}
  rebuilt_from: [{to: ida, source: letter}, {to: hulk, source: log}]
"""
    files = {"graph/ships/line.yml": LINEAGE["graph/ships/line.yml"] + longer}
    made = impact("log", files)
    assert "hedda.whole_cost" in made.figures
    assert "hedda.whole_cost" not in made.alone_figures


def claim(asserts, evidence):
    return {"graph/claims/c.yml": f"name: C\nabout: fanny\nasserts: {asserts}\nevidence: {evidence}\n"}


@pytest.mark.parametrize(
    ("asserts", "evidence", "rests", "falls"),
    [
        ('{figure: fanny.bill, is: ">1 USD"}', "[{source: letter, stance: supports}]", True, True),  # its figure falls
        ('{figure: skagen.fuel_price, is: ">1 USD/tonne"}', "[{source: log, stance: supports}]", True, True),
        ('{figure: skagen.fuel_price, is: ">1 USD/tonne"}', "[{source: log, stance: supports}, letter]", True, False),
        ('{figure: skagen.fuel_price, is: ">1 USD/tonne"}', "[{source: letter, stance: supports}]", False, False),
        ("{expression: d > '1 day', inputs: {d: fanny.days}}", "[{source: tariff, stance: supports}]", True, False),
        ("{relation: calls_at, from: fanny, to: skagen}", "[{source: tariff, stance: supports}]", True, True),
        ("{relation: home_port, from: fanny, to: skagen}", "[{source: tariff, stance: supports}]", False, False),
    ],
)
def test_a_claim_rests_on_its_evidence_and_on_what_its_check_reads(asserts, evidence, rests, falls):
    evidence = evidence.replace(", letter]", ", {source: letter, stance: refutes}]")
    ship = BASE["graph/ships/fanny.yml"] + "calls_at: {to: skagen, source: log}\n"
    made = impact("log", {**claim(asserts, evidence), "graph/ships/fanny.yml": ship})
    assert (("c" in made.claims), ("c" in made.alone_claims)) == (rests, falls)


def test_what_follows_from_a_value_are_all_figures_and_claims_behind_it():
    made = impact("fanny.days", claim('{figure: fanny.bill, is: ">1 USD"}', "[{source: tariff, stance: supports}]"))
    assert (made.statements, made.figures, made.claims) == ((), ("fanny.bill", "fanny.burnt"), ("c",))
    assert (made.alone_figures, made.alone_claims) == (made.figures, made.claims)


def test_what_follows_from_a_reference_are_the_figures_that_read_over_it():
    assert impact("fanny.home_port").figures == ("fanny.bill",)
    assert impact("gerda.rebuilt_from", LINEAGE).figures == ("gerda.whole_cost",)


def test_nothing_rests_on_a_source_that_nobody_cites():
    made = impact("letter", {"graph/ships/fanny.yml": "name: Fanny\n"})
    assert (made.statements, made.figures, made.claims) == ((), (), ())


def test_a_source_cited_for_two_places_counts_once():
    ship = BASE["graph/ships/fanny.yml"].replace("source: log}", "source: [log#p1, log#p2]}")
    made = impact("log", {"graph/ships/fanny.yml": ship})
    assert said(made.alone_statements) == ["fanny.fuel"]
    assert said(made.statements) == ["fanny.days", "fanny.fuel"]


def test_a_figure_rests_on_the_accepted_value_of_its_input_and_not_on_that_of_a_rival():
    rivals = "fuel:\n  - {value: exactly 8 tonne/day, source: log}\n  - {value: 7 tonne/day, source: tariff}\n"
    ship = BASE["graph/ships/fanny.yml"].replace("fuel: {value: exactly 8 tonne/day, source: log}\n", rivals)
    assert "fanny.burnt" not in impact("tariff", {"graph/ships/fanny.yml": ship}).figures
    assert "fanny.burnt" in impact("log", {"graph/ships/fanny.yml": ship}).figures


def test_a_rejected_statement_of_a_field_that_nobody_knows_makes_nothing_fall():
    rejected = "fuel: {value: exactly 8 tonne/day, source: log, rank: rejected}\n"
    ship = BASE["graph/ships/fanny.yml"].replace("fuel: {value: exactly 8 tonne/day, source: log}\n", rejected)
    made = impact("log", {"graph/ships/fanny.yml": ship.replace("[log, letter]", "letter")})
    assert (said(made.alone_statements), made.figures, made.alone_figures) == (["fanny.fuel"], (), ())
