# What a search gets to know of our pages: names, aliases and what an entity says of itself, each once; not the names of
# its neighbours. The index is that of Material's search, and of the search that comes with MkDocs.
from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from run import REPOSITORY

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
    assert found["ships/argo/"].startswith("Argo · Swiftsure: ")
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


# What a reader finds -------------------------------------------------------------------------------------------------

# The guide's, for names in which a number stands beside a sign: docs/guide/publishing.md.
GUIDE = (REPOSITORY / "docs" / "guide" / "publishing.md").read_text("utf-8")
SEPARATOR = re.search(r"^      separator: (.+)$", GUIDE, re.MULTILINE)[1]


@pytest.fixture(scope="module")
def searched(browser, demo_url):
    """`searched(query) -> list[str]`: the addresses of what Material's own search finds in the demonstration, the first
    one first."""
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()

    def search(query):
        page.goto(demo_url)
        page.locator(".md-search__input").click()
        page.locator(".md-search__input").fill(query)  # at once: what a part of it finds is never shown
        page.keyboard.press("End")  # a search begins when a key comes up
        links = page.locator(".md-search-result__item > a.md-search-result__link")
        expect(page.locator(".md-search-result__meta")).to_contain_text("matching")
        expect(links.first).to_be_attached()
        found = [link.get_attribute("href").removeprefix(demo_url) for link in links.all()]
        return [re.split(r"[?#]", address)[0] for address in found]

    yield search
    context.close()


def test_the_demonstration_is_searched_as_the_guide_advises():
    assert f"      separator: {SEPARATOR}\n" in (REPOSITORY / "mkdocs.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("R1", "models/deepseek-r1/"),
        ("r1", "models/deepseek-r1/"),
        ("R1-Zero", "models/deepseek-r1-zero/"),
        ("deepseek", "organisations/deepseek/"),
        ("GRPO", "techniques/group-relative-policy-optimization/"),
        ("RL", "techniques/reinforcement-learning/"),
        ("AWS", "organisations/amazon-web-services/"),
        ("Liang Wenfeng", "people/liang-wenfeng/"),
        ("wenfeng", "people/liang-wenfeng/"),
        ("H800", "gpus/h800/"),
    ],
)
def test_who_searches_for_a_name_or_an_alias_finds_the_thing_itself_first(searched, query, first):
    assert searched(query)[0] == first


@pytest.mark.parametrize(
    ("query", "words", "among"),
    [
        ("294,000", "294,000", "claims/r1-trained-for-294000-dollars/"),
        ("$294,000", "294,000", "claims/r1-trained-for-294000-dollars/"),
        ("pass peer review", "peer review", "claims/first-peer-reviewed-language-model/"),
    ],
)
def test_who_searches_for_a_number_or_some_words_finds_first_what_has_them_in_its_name(
    searched, demo_site, query, words, among
):
    graph = json.loads((demo_site / "data/graph.json").read_text("utf-8"))
    named = {entity["url"] for entity in graph["entities"] if words in entity["name"].lower()}
    assert among in named
    assert set(searched(query)[: len(named)]) == named


def test_who_searches_for_the_words_of_a_claim_finds_it_first(searched):
    assert searched("language model pass peer review")[0] == "claims/first-peer-reviewed-language-model/"
