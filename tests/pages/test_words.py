# Words for readers where the files have code: formulas with labels, values of an enumeration, what a claim is answered with.
from __future__ import annotations

import pytest

from checking import check_files
from stemma.pages.context import Site
from stemma.pages.entity import entity_page
from stemma.pages.formula_words import formula_words

SCHEMA = """\
types:
  ship:
    facts: [state]
    fields:
      state: {type: enum, values: {laid-up: Laid up for good, sailing: At sea}, label: State}
      flag: {type: enum, values: [at-home, abroad]}
project: {rules: {lint: ignore}}
"""


def page(files: dict[str, str], entity: str) -> str:
    project = check_files({"graph/schema.yml": SCHEMA, **files})
    assert project.count("error") == 0, project.diagnostics
    return entity_page(Site(project), project.graph.entities[entity]).html


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        ("hours * price", "<var>Hours</var> × <var>Rent &amp; more</var>"),
        ("(hours + 2) / price - 1", "(<var>Hours</var> + 2) ÷ <var>Rent &amp; more</var> − 1"),
        ("hours**2 <= price", "<var>Hours</var>^2 ≤ <var>Rent &amp; more</var>"),
        ("hours != '5 hours'", "<var>Hours</var> ≠ 5 hours"),
        ("min(hours, other)", "min(<var>Hours</var>, other)"),
        ("sum(lineage('a').cost)", "sum of <var>Cost of a step</var> over its whole lineage"),
        ("max(ancestors(self).made_by)", "max of <var>made by</var> over all that it descends from"),
        ("hours(1)", "hours(1)"),
    ],
)
def test_a_formula_is_read_with_what_its_names_stand_for(formula, words):
    names = {"hours": "Hours", "price": "Rent & more"}
    assert str(formula_words(formula, names, {"cost": "Cost of a step"})) == words


def test_a_value_of_an_enumeration_is_shown_by_its_label_or_in_words():
    html = page({"graph/ships/aurora.yml": "name: Aurora\nstate: laid-up\nflag: at-home\n"}, "aurora")

    assert html.count("Laid up for good") == 2  # among the facts, and where it is stated
    assert "at home" in html
    assert "laid-up" not in html


def test_a_claim_without_a_summary_is_answered_first_by_the_reason_for_its_verdict_once():
    claim = "name: It sails\nabout: aurora\nverdict: unproven\nrationale: Nobody saw it.\n"
    html = page({"graph/ships/aurora.yml": "name: Aurora\n", "graph/claims/sails.yml": claim}, "sails")

    assert '<p class="st-lede">Nobody saw it.</p>' in html
    assert html.count("Nobody saw it.") == 1


def test_a_reason_of_several_paragraphs_keeps_them_below():
    claim = "name: It sails\nabout: aurora\nverdict: unproven\nrationale: |\n  Nobody saw it.\n\n  - Not here\n  - Not there\n"
    html = page({"graph/ships/aurora.yml": "name: Aurora\n", "graph/claims/sails.yml": claim}, "sails")

    assert "st-lede" not in html
    assert '<h3 id="rationale">Why this verdict</h3>' in html
    assert "<li>Not here</li>" in html
