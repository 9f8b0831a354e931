# Figures: what follows from what, with names for what is missing, and circles and errors that stay where they are.
from __future__ import annotations

import random

import pytest

from checking import check_files, found
from demo import copy_demo
from stemma import load
from stemma.pages.context import Site
from stemma.pages.entity import entity_page
from stemma.text.html_text import text_of_html
from stemma.vocabulary.quantity import format_quantity, plain

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      hours: {type: quantity, unit: hour}
      crew: {type: number}
      price: {type: quantity, unit: USD/hour}
      cost: {type: quantity, unit: USD, sums_over: lineage}
      total: {type: quantity, unit: USD}
      rent: {type: quantity, unit: USD, formula: hours * price}
      ratio: {type: number}
      tugs: {type: ref, to: ship, many: true}
      owner: {type: ref, to: ship}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
"""


def check(**ships):
    files = {f"graph/ships/{name.replace('_', '-')}.yml": content for name, content in ships.items()}
    return check_files({"graph/schema.yml": SCHEMA, **files})


def value(project, entity, field):
    found_value = project.derived.value(entity, field)
    return None if found_value is None else plain(found_value.interval.best)


def test_a_formula_reads_its_inputs_by_path_over_references():
    project = check(
        a="owner: b\ntugs: [b, c]\ncrew: {formula: own + sum(tugs), inputs: {own: self.owner.crew, tugs: self.tugs.crew}}\n",
        b="crew: 2\n",
        c="crew: 3\n",
    )
    assert found(project) == []
    assert value(project, "a", "crew") == "7"


def test_a_result_is_shown_in_its_own_unit_even_where_a_formula_only_counts_an_input_anew():
    project = check(
        a="hours: 48 hour\nprice: {formula: rent, unit: USD/day, inputs: {rent: b.price}}\n", b="price: $2 / hour\n"
    )
    assert found(project) == []
    assert format_quantity(project.derived.value("a", "price")) == "$2 / hour"  # the field counts in hours
    schema = SCHEMA.replace("crew:", "days: {type: quantity, unit: day, formula: hours}\n      crew:")
    project = check_files({"graph/schema.yml": schema, "graph/ships/a.yml": "hours: ~80 hour\n"})
    assert format_quantity(project.derived.value("a", "days")) == "3.3 days"


def test_an_unknown_input_is_named_and_never_counts_as_nought():
    project = check(a="cost: {formula: x + y, inputs: {x: b.cost, y: c.cost}}\n", b="cost: $5\n", c="cost: unknown\n")
    figure = project.derived.figure_of("a", "cost")
    assert (figure.value, figure.missing, figure.failed) == (None, ("c.cost",), False)
    assert project.diagnostics == ()


def test_what_is_missing_is_named_through_all_figures_in_between():
    project = check(
        a="cost: {formula: x, inputs: {x: b.cost}}\n", b="cost: {formula: x, inputs: {x: c.cost}}\n", c="crew: 1\n"
    )
    assert project.derived.figure_of("a", "cost").missing == ("c.cost",)


def test_a_sum_with_an_unknown_part_is_unknown():
    project = check(
        a="cost: $1\n", b="rebuilt_from: a\n", c="rebuilt_from: b\ncost: $3\ntotal: {formula: sum(lineage('c').cost)}\n"
    )
    assert project.derived.figure_of("c", "total").missing == ("b.cost",)


def test_a_lineage_counts_every_ship_once():
    project = check(
        a="cost: $1\n",
        b="rebuilt_from: a\ncost: $10\n",
        c="rebuilt_from: a\ncost: $100\n",
        d="rebuilt_from: [b, c]\ncost: $1000\ntotal: {formula: sum(lineage('d').cost)}\n",
    )
    assert value(project, "d", "total") == "1111"
    assert project.graph.ancestors("d") == ("b", "c", "a")


def test_what_is_no_increment_may_be_summed_over_a_lineage_with_a_warning():
    project = check(a="crew: 1\n", b="rebuilt_from: a\ncrew: 2\nratio: {formula: sum(lineage('b').crew)}\n")
    assert [(d.rule.id, d.level) for d in project.diagnostics] == [("formula-sum", "warning")]
    assert value(project, "b", "ratio") == "3"


def test_a_rejected_statement_feeds_no_figure_and_a_rejected_relation_no_lineage():
    project = check(
        a="cost: $1\n",
        b=(
            "cost: [{value: $7, rank: rejected}, {value: $2}]\nrebuilt_from: [{to: a, rank: rejected}]\n"
            "tugs: [a, {to: b, rank: rejected}]\ncrew: {formula: count(t), inputs: {t: self.tugs}}\n"
            "total: {formula: sum(lineage('b').cost)}\n"
        ),
    )
    assert (value(project, "b", "total"), value(project, "b", "crew")) == ("2", "1")


def test_a_field_with_rejected_statements_alone_is_unknown():
    project = check(a="cost: {value: $7, rank: rejected}\ntotal: {formula: c, inputs: {c: self.cost}}\n")
    assert project.derived.figure_of("a", "total").missing == ("a.cost",)


def test_a_schemas_formula_is_computed_where_its_inputs_are_known_and_a_stated_value_is_its_rival():
    project = check(a="hours: exactly 10 hour\nprice: $2 / hour\nrent: $21\n", b="hours: exactly 10 hour\nrent: $21\n")
    assert (value(project, "a", "rent"), value(project, "b", "rent")) == ("20", "21")
    (stated,) = project.derived.figure_of("a", "rent").stated
    assert (stated.comparison.kind, plain(stated.comparison.difference)) == ("off", "1")
    assert project.derived.figure_of("b", "rent") is None


def test_a_preferred_statement_stands_before_a_schemas_formula():
    project = check(a="hours: exactly 10 hour\nprice: $2 / hour\nrent: {value: $21, rank: preferred}\n")
    assert value(project, "a", "rent") == "21"


def test_a_result_is_converted_to_the_fields_unit_and_refused_where_it_does_not_fit():
    project = check(
        a="hours: exactly 2 day\ncrew: 2\n",
        b="hours: {formula: h * n, inputs: {h: a.hours, n: a.crew}}\ncost: {formula: h, inputs: {h: a.hours}}\n",
    )
    assert value(project, "b", "hours") == "96"
    assert [d.rule.id for d in project.diagnostics] == ["unit-mismatch"]


def test_a_circle_is_one_problem_that_names_every_step_and_shows_every_place():
    project = check(
        a="cost: {formula: x, inputs: {x: b.cost}}\n",
        b="cost: {formula: x, inputs: {x: c.cost}}\n",
        c="cost: {formula: x + y, inputs: {x: a.cost, y: d.cost}}\n",
        d="cost: $1\n",
        e="cost: {formula: x, inputs: {x: a.cost}}\n",
    )
    (problem,) = project.diagnostics
    assert problem.rule.id == "formula-cycle"
    assert "a.cost → b.cost → c.cost → a.cost" in problem.message
    assert len(problem.related) == 2
    assert {f.id: f.failed for f in project.derived.figures.values()} == {
        "a.cost": True, "b.cost": True, "c.cost": True, "e.cost": True,
    }  # fmt: skip


def test_two_rival_formulas_of_one_field_do_not_make_a_circle():
    project = check(
        a="cost:\n  - {formula: x, inputs: {x: b.cost}}\n  - {formula: x * 2, inputs: {x: b.cost}}\n", b="cost: $3\n"
    )
    assert found(project) == []
    assert value(project, "a", "cost") == "3"


@pytest.mark.parametrize("seed", range(30))
def test_in_any_graph_of_formulas_just_those_that_reach_a_circle_fail(seed):
    chance = random.Random(seed)
    size = chance.choice([3, 6, 12, 80])
    reads = {n: sorted({chance.randrange(size) for _ in range(chance.choice([0, 0, 1, 1, 2]))}) for n in range(size)}
    files = "".join(
        f"- id: s{n}\n  crew: {{formula: {' + '.join(f'x{m}' for m in inputs)} + 1, inputs: {{{', '.join(f'x{m}: s{m}.crew' for m in inputs)}}}}}\n"
        if inputs
        else f"- id: s{n}\n  crew: 1\n"
        for n, inputs in reads.items()
    ).replace("{formula:  + 1", "{formula: 1")
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/all.yml": files})
    reached = {n: set(inputs) for n, inputs in reads.items()}
    for _ in range(size):
        for inputs in reached.values():
            inputs |= {further for n in list(inputs) for further in reached[n]}
    circular = {n for n in reads if n in reached[n]}
    failing = {n for n in reads if n in circular or reached[n] & circular}
    assert {f.key[0] for f in project.derived.figures.values() if f.failed} == {f"s{n}" for n in failing}
    assert {d.rule.id for d in project.diagnostics} == ({"formula-cycle"} if circular else set())
    assert all(project.derived.value(f"s{n}", "crew") is not None for n in reads if n not in failing)


# The demonstration ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    return load(copy_demo(tmp_path_factory.mktemp("demo")))


def stated_against(project, entity, field):
    figure = project.derived.figure_of(entity, field)
    return {s.statement.text: s.comparison for s in figure.stated}


def test_v3s_stages_are_2_788_000_hours_and_cost_5_576_000_dollars(demo):
    assert value(demo, "deepseek-v3", "total_gpu_hours") == "2788000"
    assert value(demo, "deepseek-v3", "total_training_cost") == "5576000"
    kinds = {text: c.kind for text, c in stated_against(demo, "deepseek-v3", "total_training_cost").items()}
    assert {"$5.576M": "exact", "$5.58M": "agrees", "$5.5M": "off"}.items() <= kinds.items()


def test_r1s_own_training_is_294_672_dollars_and_agrees_with_294_000(demo):
    interval = demo.derived.value("deepseek-r1", "rl_training_cost").interval
    assert [plain(d) for d in (interval.best, interval.low, interval.high)] == ["294672", "288552", "300792"]
    comparison = stated_against(demo, "deepseek-r1", "rl_training_cost")["$294,000"]
    assert (comparison.kind, plain(comparison.difference), f"{comparison.percent:.2f}") == ("agrees", "-672", "-0.23")


def test_a_stated_value_may_be_beyond_all_ratio_to_the_computed_one():
    schema = SCHEMA.replace(
        "crew:", "tiny: {type: number}\n      cube: {type: number, formula: tiny * tiny * tiny}\n      crew:"
    )
    project = check_files(
        {"graph/schema.yml": schema, "graph/ships/a.yml": "tiny: exactly 1e-118\ncube: exactly 1e118\n"}
    )
    assert found(project) == []
    (stated,) = project.derived.figure_of("a", "cube").stated
    assert stated.comparison.kind == "off"
    assert stated.comparison.percent.adjusted() == 118 + 354 + 2
    assert "off by" in text_of_html(entity_page(Site(project), project.graph.entities["a"]).html)
