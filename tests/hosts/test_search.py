# What a search gets to know of our pages: names, aliases and what an entity says of itself, each once; not the names of
# its neighbours. The index is that of Material's search, and of the search that comes with MkDocs.
from __future__ import annotations

import json

import pytest

FLEET = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    facts: [rebuilt_from, crew]
    columns: [rebuilt_from]
    fields:
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
      crew: {type: quantity, unit: sailor, sums_over: lineage}
      crew_of_all: {type: quantity, unit: sailor, formula: "sum(lineage(id).crew)"}
units: ["sailor = [sailor], count"]
""",
    "graph/ships/argo.yml": "name: Argo\naliases: [Swiftsure]\nsummary: Sailed for the fleece.\ncrew: 50 sailor\n",
    "graph/ships/phoenix.yml": "name: Phoenix\nsummary: From the ashes.\nrebuilt_from: argo\ncrew: 7 sailor\n",
}


def config(theme, plugins):
    return f"site_name: T\ntheme: {{name: {theme}}}\nplugins: [{plugins}]\n".replace(
        "material", "material, font: false"
    )


@pytest.fixture
def entries(write_project, mkdocs_build):
    """`entries(files, theme, plugins) -> dict`: the text of the index by address, title first."""

    def read(files, theme="material", plugins="search, stemma"):
        project = write_project({**files, "mkdocs.yml": config(theme, plugins)})
        site = mkdocs_build(project).ok().site
        docs = json.loads((site / "search" / "search_index.json").read_text("utf-8"))["docs"]
        addresses = [doc["location"] for doc in docs]
        assert len(addresses) == len(set(addresses))
        return {doc["location"]: f"{doc['title']}: {doc['text']}" for doc in docs}

    return read


@pytest.mark.parametrize("plugins", ["search, stemma", "stemma, search"])
def test_an_entity_is_found_by_its_own_words_and_not_by_its_neighbours(entries, plugins):
    found = entries(FLEET, plugins=plugins)
    assert found["ships/argo/"].startswith("Argo: ")
    assert "Swiftsure" in found["ships/argo/"]
    assert "Sailed for the fleece." in found["ships/argo/"]
    assert {address for address, text in found.items() if "Phoenix" in text} == {"ships/phoenix/"}
    assert {address for address, text in found.items() if "Argo" in text} == {"ships/argo/"}


def test_words_do_not_run_into_one_another(entries):
    found = entries(FLEET)
    assert "Crew 50 sailors" in found["ships/argo/"].replace("\n", " ")


def test_a_page_stands_in_the_index_once_with_its_text(entries):
    found = entries(FLEET)
    assert "ships/argo/#argo" not in found
    assert [address for address in found if address.startswith("explore/")] == ["explore/"]
    assert [address for address in found if address.startswith("ships/#")] == []
    empty = [address for address, text in found.items() if text.endswith(": ") and address not in ("", "explore/")]
    assert empty == []


def test_the_search_of_mkdocs_itself_finds_entities_too(entries):
    found = entries(FLEET, theme="mkdocs")
    assert "Swiftsure" in found["ships/argo/"] + found["ships/argo/#argo"]
