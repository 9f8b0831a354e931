# `data/entities/<id>.json`: the part of `data/graph.json` that concerns one entity, and the names of all others in it.
from __future__ import annotations

import json

import pytest

from checking import check_files, found
from stemma.exchange.entity_json import entity_text
from stemma.exchange.graph_json import graph_json

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      cargo: {type: quantity, unit: tonne}
      double: {type: quantity, unit: tonne, formula: 2 * cargo}
      rebuilt_from: {type: ref, to: ship, lineage: parent}
project: {rules: {lint: ignore}}
""",
    "graph/sources/log.yml": "name: Log\n",
    "graph/ships/fanny.yml": "name: Fanny\ncargo: {value: exactly 5 t, source: log}\n",
    "graph/ships/fanny-ii.yml": "name: Fanny II\nrebuilt_from: fanny\n",
    "graph/ships/alone.yml": "name: Alone\n",
    "graph/claims/c.yml": "name: C\nabout: fanny\nasserts: {figure: fanny.double, is: 10 t}\nevidence: {source: log, stance: supports}\n",
}


@pytest.fixture(scope="module")
def project():
    made = check_files(FILES)
    assert found(made) == []
    return made


@pytest.fixture(scope="module")
def whole(project):
    return json.loads(graph_json(project, directory_urls=True))


@pytest.fixture(scope="module")
def documents(project):
    def about(entity_id):
        return [claim for claim in project.claims if entity_id in (claim.id, *claim.about)]

    return {
        e.id: json.loads(entity_text(project, e, about(e.id), directory_urls=True)) for e in project.entities.values()
    }


def test_every_entity_has_a_document_of_the_shape_of_the_whole_graphs(whole, documents):
    assert sorted(documents) == [e["id"] for e in whole["entities"]]
    for made in documents.values():
        assert set(made) == {*whole, "mentions"}
        for part in ("entities", "relations", "figures", "claims"):
            assert [item for item in made[part] if item not in whole[part]] == []


def test_a_document_holds_the_entity_its_figures_and_the_claims_about_it(documents):
    fanny = documents["fanny"]
    assert [e["id"] for e in fanny["entities"]] == ["fanny"]
    assert [f["id"] for f in fanny["figures"]] == ["fanny.double"]
    assert [c["id"] for c in fanny["claims"]] == ["c"]
    assert [c["id"] for c in documents["c"]["claims"]] == ["c"]


def test_relations_of_both_directions_are_there(documents):
    assert {(r["from"], r["to"]) for r in documents["fanny"]["relations"]} == {("fanny-ii", "fanny"), ("c", "fanny")}
    assert [(r["from"], r["to"]) for r in documents["fanny-ii"]["relations"]] == [("fanny-ii", "fanny")]


def test_all_others_that_are_spoken_of_have_their_names_and_addresses(documents):
    assert documents["fanny"]["mentions"] == [
        {"id": "c", "type": "claim", "name": "C", "url": "claims/c/"},
        {"id": "fanny-ii", "type": "ship", "name": "Fanny II", "url": "ships/fanny-ii/"},
        {"id": "log", "type": "source", "name": "Log", "url": "sources/log/"},
    ]
    assert documents["alone"]["mentions"] == []
