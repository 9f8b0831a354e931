# `where` and `sort`: the one expression language over the fields of each entity.
from __future__ import annotations

import pytest

from checking import check_files
from stemma.knowledge.query import filtered, ordered
from stemma.vocabulary.problem import Problem

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      line: {type: ref, to: line, inverse: ships}
      cargo: {type: quantity, unit: tonne}
      launched: {type: date, role: date}
      flag: {type: enum, values: [norway, panama]}
  line:
    folder: lines
    fields:
      seat: {type: text}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/lines/north.yml": "name: North\nseat: Bergen\n",
    "graph/lines/south.yml": "name: South\nseat: Genoa\n",
    "graph/ships/aurora.yml": "name: Aurora\nline: north\ncargo: 900 t\nlaunched: 1990\nflag: norway\n",
    "graph/ships/borealis.yml": "name: Borealis\nline: north\ncargo: 80–120 t\nlaunched: 2001-05\nflag: panama\n",
    "graph/ships/corona.yml": "name: Corona\nline: south\ncargo: '>5000 t'\nflag: panama\n",
    "graph/ships/dawn.yml": "name: Dawn\nline: south\nlaunched: 1985-03-01\nflag: norway\n",
}


@pytest.fixture(scope="module")
def project():
    return check_files(FILES)


def ships(project):
    return [entity for entity in project.entities.values() if entity.type == "ship"]


def ids(found):
    assert not isinstance(found, Problem), found
    return [entity.id for entity in found]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("cargo > '500 t'", ["aurora", "corona"]),
        ("cargo < '1000 t'", ["aurora", "borealis"]),
        ("cargo > '100 t'", ["aurora", "corona"]),  # of Borealis it cannot be decided, of Dawn it is not known
        ("flag == 'panama' and line == 'south'", ["corona"]),
        ("line.seat == 'Bergen'", ["aurora", "borealis"]),
        ("launched >= '1990-01-01'", ["aurora", "borealis"]),
        ("not flag == 'panama'", ["aurora", "dawn"]),
        ("name == 'Dawn' or id == 'aurora'", ["aurora", "dawn"]),
    ],
)
def test_a_condition_picks_the_entities_for_which_it_is_true(project, condition, expected):
    assert ids(filtered(condition, ships(project), project.deriver)) == expected


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("cargo", ["borealis", "aurora", "corona", "dawn"]),
        ("-cargo", ["corona", "aurora", "borealis", "dawn"]),
        ("launched", ["dawn", "aurora", "borealis", "corona"]),
        ("- launched", ["borealis", "aurora", "dawn", "corona"]),
        ("line.seat", ["aurora", "borealis", "corona", "dawn"]),
        ("-name", ["dawn", "corona", "borealis", "aurora"]),
    ],
)
def test_entities_are_sorted_by_a_value_and_what_is_not_known_comes_last(project, key, expected):
    assert ids(ordered(key, ships(project), project.deriver)) == expected


@pytest.mark.parametrize(
    ("condition", "rule", "marked"),
    [
        ("cargoo > '5 t'", "formula-name", "cargoo"),
        ("cargo > '5 h'", "unit-mismatch", "cargo > '5 h'"),
        ("cargo >", "formula-syntax", ""),
        ("cargo", "block-option", "cargo"),
    ],
)
def test_a_condition_that_makes_no_sense_is_a_problem_at_its_place(project, condition, rule, marked):
    problem = filtered(condition, ships(project), project.deriver)
    assert isinstance(problem, Problem)
    assert (problem.rule, condition[problem.start : problem.end]) == (rule, marked)


def test_a_problem_in_a_descending_key_points_behind_the_minus(project):
    problem = ordered("- cargoo", ships(project), project.deriver)
    assert isinstance(problem, Problem)
    assert problem.start == 2


def test_a_block_with_a_wrong_condition_is_reported_in_the_lines_of_the_page():
    page = "---\ntitle: T\n---\n\n```entities\ntype: ship\nwhere: carg > '5 t'\n```\n"
    project = check_files({**FILES, "mkdocs.yml": "site_name: S\n", "docs/index.md": page})
    (problem,) = [d for d in project.diagnostics if d.level == "error"]
    span = problem.at.span
    assert (problem.rule.id, span.source.position(span.start), span.text) == ("formula-name", (7, 8), "carg")
    assert problem.help == ("did you mean `cargo`?",)
