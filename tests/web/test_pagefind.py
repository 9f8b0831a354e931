# The option `search: pagefind`: what is built, what is missing when it cannot be, and what a reader finds with how many
# bytes, in a real browser.
from __future__ import annotations

import json
import re
import sys

import pytest
from mkdocs.config import load_config
from mkdocs.exceptions import PluginError
from playwright.sync_api import expect

from browsing import assert_accessible
from demo import once
from run import build, write_files
from serving import SITE_URL

SCHEMA = """\
types:
  ship:
    fields:
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
  port: {}
project: {rules: {lint: ignore, claim-evidence: ignore}}
"""
FLEET = {
    "graph/schema.yml": SCHEMA,
    "graph/ships/argo.yml": "name: Argo\naliases: [Swiftsure]\nsummary: Sailed for the fleece.\n",
    "graph/ships/phoenix.yml": "name: Phoenix\nsummary: From the ashes.\nrebuilt_from: argo\n",
    "graph/claims/c.yml": "name: Argo was no Argo\nabout: argo\nverdict: unproven\nsummary: <b>Argo</b> & the rest of Argo.\n",
    "graph/ports/all.yml": "".join(f"- {{id: p{n}, name: Port {n}, summary: A harbour.}}\n" for n in range(30)),
    "docs/index.md": "# Home\n\nOn the wharf.\n\n## A section\n\nBeyond the wharf.\n",
}
CONFIG = f"""\
site_name: T
site_url: {SITE_URL}
theme:
  name: material
  font: false
  features: [navigation.instant]
  palette:
    - {{media: "(prefers-color-scheme)", toggle: {{icon: material/brightness-auto, name: Light}}}}
    - {{media: "(prefers-color-scheme: light)", scheme: default, toggle: {{icon: material/weather-sunny, name: Dark}}}}
    - {{media: "(prefers-color-scheme: dark)", scheme: slate, toggle: {{icon: material/weather-night, name: Light}}}}
plugins: [search, stemma: {{search: pagefind}}]
"""
INDEX = "assets/stemma/pagefind"


@pytest.fixture(scope="module")
def fleet_site(shared_folder):
    """The built fleet. Read only."""
    return once(
        shared_folder / "pagefind",
        lambda folder: build(write_files(folder, {**FLEET, "mkdocs.yml": CONFIG})).ok().site,
    )


@pytest.fixture
def searching(fleet_site, serve_folder, open_page):
    """`searching(query) -> Page`: the home page, served under a path, with the answer to a query."""

    def search(query):
        page = open_page(serve_folder(fleet_site, "/under/").url, search=True)
        page.keyboard.press("s")
        page.locator(".md-search__input").press_sequentially(query)
        expect(page.locator(".md-search-result__meta")).to_contain_text("matching")
        return page

    return search


def found(page):
    links = page.locator(".md-search-result__item > a")
    expect(links.first).to_be_visible()
    return [link.get_attribute("href").partition("/under/")[2] for link in links.all()]


def bytes_of(folder):
    return {
        file.relative_to(folder).as_posix(): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()
    }


# What is built -------------------------------------------------------------------------------------------------------


def test_two_builds_give_the_same_index_whatever_the_order_of_the_files(fleet_site, write_project, mkdocs_build):
    backwards = dict(reversed({**FLEET, "mkdocs.yml": CONFIG}.items()))
    other = mkdocs_build(write_project(backwards)).ok().site
    assert bytes_of(other / INDEX) == bytes_of(fleet_site / INDEX)


def test_the_themes_own_index_is_spared_the_pages_that_pagefind_knows(fleet_site):
    docs = json.loads((fleet_site / "search/search_index.json").read_text("utf-8"))["docs"]
    assert {doc["location"] for doc in docs} == {"", "#a-section"}


def test_every_page_is_indexed_but_the_one_for_addresses_that_do_not_exist(fleet_site):
    pages = [file for file in fleet_site.rglob("*.html") if "<article" in file.read_text("utf-8")]
    assert fleet_site / "404.html" in pages
    entry = json.loads((fleet_site / INDEX / "pagefind-entry.json").read_text("utf-8"))
    assert [language["page_count"] for language in entry["languages"].values()] == [len(pages) - 1]


def test_without_the_option_nothing_of_it_is_in_a_site(demo_site):
    assert not (demo_site / INDEX).exists()
    assert "data-pagefind" not in (demo_site / "models/deepseek-r1/index.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (CONFIG.replace("search, ", ""), "needs Material's search box; add `search` to `plugins`"),
        (CONFIG.replace("name: material", "name: mkdocs"), "works with the theme Material alone"),
        (CONFIG, "pip install 'mkdocs-stemma[pagefind]'"),
    ],
    ids=["box", "theme", "package"],
)
def test_what_the_search_cannot_do_without_ends_a_build_with_what_to_do(write_project, monkeypatch, config, said):
    monkeypatch.setitem(sys.modules, "pagefind", None)
    project = write_project({**FLEET, "mkdocs.yml": config})
    loaded = load_config(str(project / "mkdocs.yml"))
    with pytest.raises(PluginError, match=re.escape(said)):
        loaded.plugins.run_event("config", loaded)


# What a reader finds -------------------------------------------------------------------------------------------------


def test_a_thing_is_found_by_name_and_alias_before_what_is_written_about_it(searching):
    assert found(searching("argo"))[:2] == ["ships/argo/", "claims/c/"]
    assert found(searching("swiftsure"))[0] == "ships/argo/"


def test_a_thing_is_not_found_by_its_neighbours(searching):
    assert "ships/argo/" not in found(searching("phoenix"))


def test_the_themes_index_is_never_asked_for_and_no_request_leaves_the_site(searching, pages):
    assert found(searching("wharf"))[0] == ""
    assert not [url for url in pages.watch.requests if "search_index" in url or "workers/search" in url]
    assert [url for url in pages.watch.requests if INDEX in url]
    pages.watch.check()


def test_results_are_walked_and_opened_by_keyboard_without_a_full_load(searching, arrived, pages):
    page = searching("phoenix")
    found(page)
    page.keyboard.press("Escape")
    expect(page.locator(".md-search__input")).not_to_be_focused()
    page.keyboard.press("/")
    expect(page.locator(".md-search__input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".md-search-result__link").first).to_be_focused()
    page.keyboard.press("Enter")
    arrived(page, "Phoenix")
    expect(page.locator("#__search")).not_to_be_checked()
    assert len(pages.watch.documents) == 1


def test_the_open_box_is_accessible(searching):
    page = searching("argo")
    found(page)
    themes_colours = [["mark"], [".md-search-result__meta"]]
    assert_accessible(page, {"include": [[".md-search"]], "exclude": themes_colours})


def test_an_excerpt_marks_what_was_found_and_shows_markup_as_text(searching):
    item = searching("the rest of argo").locator(".md-search-result__item", has_text="Argo was no Argo")
    expect(item.locator("p").first).to_contain_text("<b>Argo</b> & the rest")
    assert item.locator("mark").count() > 1
    assert item.locator("b").count() == 0


def test_of_many_results_more_come_as_the_reader_goes_on(searching):
    page = searching("harbour")
    assert len(found(page)) == 10
    page.locator(".md-search__scrollwrap").evaluate("box => box.scrollTop = box.scrollHeight")
    expect(page.locator(".md-search-result__item")).to_have_count(20)


def test_nothing_found_is_said_and_a_reset_takes_everything_back(searching):
    page = searching("zzzz")
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile("No matching documents"))
    page.locator(".md-search__form button").click()
    expect(page.locator(".md-search__input")).to_have_value("")
    expect(page.locator(".md-search-result__meta")).to_have_text("Type to start searching")


def test_from_a_disk_the_box_says_that_it_needs_a_server(fleet_site, open_page):
    page = open_page((fleet_site / "index.html").as_uri(), search=True)
    page.locator(".md-search__input").fill("argo")
    expect(page.locator(".md-search-result__meta")).to_have_text(re.compile("needs a server"))
