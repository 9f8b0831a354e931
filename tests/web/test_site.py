# The demonstration site in a real browser: nothing leaves it, nothing complains, and Material's features work on our pages.
from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

KINDS = ("", "what-did-r1-cost/", "models/", "models/deepseek-r1/", "claims/", "explore/")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_asks_only_its_own_site_and_has_nothing_to_complain_of(demo_url, open_page, kind, scheme):
    page = open_page(demo_url + kind, color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    expect(page.locator("article h1")).to_be_visible()


@pytest.mark.parametrize("kind", ["models/", "models/deepseek-r1/", "claims/", "explore/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_in_what_we_add_to_a_page(demo_url, open_page, kind, scheme):
    page = open_page(demo_url + kind, color_scheme=scheme)
    found = Axe().run(page, context="article")
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("words", ["DeepSeek-R1", "R1"], ids=["name", "alias"])
def test_the_search_finds_an_entity(demo_url, open_page, words):
    page = open_page(demo_url)
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.type(words)
    results = page.locator(".md-search-result__link")
    expect(results.filter(has=page.locator("h1", has_text=re.compile("^DeepSeek-R1$"))).first).to_be_visible()


def test_the_edit_link_of_an_entity_opens_its_yaml(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    link = page.locator("article a.md-content__button[rel=edit]")
    assert str(link.get_attribute("href")).endswith("/edit/main/graph/models/deepseek-r1.yml")


def test_an_entity_page_has_a_table_of_contents_that_leads_to_its_parts(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    entries = page.locator("[data-md-component=toc] a.md-nav__link")
    assert entries.count() >= 2
    targets = [str(entry.get_attribute("href")) for entry in entries.all()]
    assert [target for target in targets if page.locator(f'[id="{target.partition("#")[2]}"]').count() != 1] == []


def test_the_explorer_draws_and_lists_what_it_shows(demo_url, open_page):
    page = open_page(demo_url + "explore/")
    expect(page.locator("article canvas")).to_be_visible()
    expect(page.locator("article").get_by_role("link", name="DeepSeek-R1", exact=True).first).to_be_attached()


def test_the_explorers_script_is_loaded_on_its_page_alone(demo_url, open_page, pages):
    open_page(demo_url + "models/deepseek-r1/").wait_for_load_state("networkidle")
    assert not [url for url in pages.watch.requests if "vis" in url.rpartition("/")[2]]
