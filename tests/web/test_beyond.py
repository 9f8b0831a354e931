# The end of an entity's page as a reader has it: the day of the last change, the data, and citations to copy.
from __future__ import annotations

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

SOURCE = "papers/r1-nature-paper/"


def open_all(page):
    for summary in page.locator(".st-foot summary").all():
        summary.click()


def test_citations_are_folded_until_somebody_wants_one_and_open_by_keyboard(open_page, demo_url):
    page = open_page(demo_url + SOURCE)
    foot = page.locator(".st-foot")
    expect(foot.locator("summary")).to_have_text(["Cite this page", "Cite this source"])
    expect(foot.locator("pre").first).to_be_hidden()
    foot.locator("summary").first.focus()
    page.keyboard.press("Enter")
    expect(foot.locator("pre").first).to_be_visible()
    assert "https://stemma.example.org/papers/r1-nature-paper/" in foot.locator("pre").first.inner_text()


def test_without_javascript_all_of_it_is_there(open_page, demo_url):
    page = open_page(demo_url + SOURCE, java_script_enabled=False)
    open_all(page)
    expect(page.locator(".st-foot pre")).to_have_count(6)
    assert "@article{r1-nature-paper," in page.locator(".st-foot").inner_text()


def test_a_citation_is_copied_whole(open_page, demo_url):
    page = open_page(demo_url + SOURCE, permissions=["clipboard-read", "clipboard-write"])
    open_all(page)
    block = page.locator(".st-foot pre").nth(4)
    wanted = block.locator("code").evaluate("code => code.textContent")
    block.hover()
    block.locator("button").first.click()
    page.wait_for_function("navigator.clipboard.readText().then(text => text.startsWith('@'))")
    assert page.evaluate("navigator.clipboard.readText()").strip() == wanted.strip()
    assert wanted.startswith("@article{")


def test_the_link_to_the_data_opens_them_and_the_end_of_a_page_is_in_no_contents_nor_in_the_search(open_page, demo_url):
    page = open_page(demo_url + SOURCE)
    link = page.locator(".st-foot").get_by_role("link", name="JSON")
    answer = page.request.get(link.evaluate("a => a.href"))
    assert answer.ok
    assert json.loads(answer.text())["entities"][0]["id"] == "r1-nature-paper"
    for about in page.locator('head link[rel~="alternate"]').all():
        assert page.request.get(about.evaluate("link => link.href")).ok
    assert "Cite" not in page.locator(".md-sidebar--secondary").inner_text()
    index = page.request.get(f"{demo_url}search/search_index.json").text()
    assert "Cite this page" not in re.sub(r'"guide/[^}]*}', "", index)
    assert "howpublished = {" not in index


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_is_cut_off_or_hard_to_reach(open_page, demo_url, scheme, width):
    page = open_page(demo_url + SOURCE, viewport={"width": width, "height": 900}, color_scheme=scheme)
    open_all(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".st-foot pre code").evaluate_all(
        "all => all.every(code => code.scrollWidth <= code.clientWidth)"
    )
    for target in page.locator(".st-foot p a, .st-foot summary").all():
        assert target.bounding_box()["height"] >= 24, target.inner_text()
    found = Axe().run(page, context=".st-foot", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]})
    own = [
        v["id"] for v in found.response["violations"] if not re.search(r"md-clipboard|md-code__button", str(v["nodes"]))
    ]
    assert own == [], found.generate_report()
