# `data/graph.json`, where its shape is not already shown by the example of its reference page.
from __future__ import annotations

import json

import pytest

from checking import check_files, found
from stemma.exchange.graph_json import graph_json

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      cargo: {type: quantity, unit: tonne}
      double: {type: quantity, unit: tonne}
  logbook: {extend: source, folder: logbooks}
project: {rules: {lint: ignore}}
""",
    "graph/logbooks/logs.yml": "- {id: log, name: Log}\n- {id: letter, name: Letter}\n",
    "graph/ships/fanny.yml": """\
name: Fanny
sources: [log]
cargo: {value: exactly 5 t, source: [log#p1, log#p2, letter]}
double: {formula: 2 * cargo, inputs: {cargo: self.cargo}}
""",
    "graph/claims/c.yml": """\
name: C
about: fanny
asserts: {expression: cargo < limit, inputs: {cargo: fanny.cargo, limit: fanny.double}}
evidence: {source: log, stance: supports}
""",
}


@pytest.fixture(scope="module")
def document():
    project = check_files(FILES)
    assert found(project) == []
    return json.loads(graph_json(project, directory_urls=True))


def fields(document, entity):
    return next(e["fields"] for e in document["entities"] if e["id"] == entity)


def test_each_place_in_a_source_stands_beside_the_source(document):
    (cargo,) = fields(document, "fanny")["cargo"]
    assert (cargo["source"], cargo["at"]) == (["log", "log", "letter"], ["p1", "p2", ""])


def test_a_formula_is_not_said_to_come_from_the_entitys_default_sources(document):
    (double,) = fields(document, "fanny")["double"]
    assert (double["formula"], double["source"]) == ("2 * cargo", [])


def test_a_claims_expression_has_the_numbers_that_decided_it(document):
    (claim,) = document["claims"]
    inputs = claim["check"]["inputs"]
    assert [(i["name"], i["entity"], i["field"], i["value"]["best"]) for i in inputs] == [
        ("cargo", "fanny", "cargo", "5"), ("limit", "fanny", "double", "10"),
    ]  # fmt: skip
    assert (claim["check"]["result"], inputs[1]["figure"]) == ("holds", "fanny.double")
