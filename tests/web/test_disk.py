# Everything that can be done on a page, done on a site that lies on a disk: no server, no fetch, no modules. What each of
# these does in detail is tested beside its own kind of page.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def from_disk(flat_demo_site, open_page):
    """`from_disk(path, **options) -> Page`: a page of the demonstration on which nothing can be fetched."""

    def opened(path, **options):
        page = open_page(**options)
        page.add_init_script("window.fetch = () => { throw new Error('fetched') }")
        page.goto((flat_demo_site / path).as_uri().replace("%23", "#"), wait_until="load")
        assert page.url.startswith("file://")
        return page

    return opened


def test_a_lineage_figure_does_all_it_does(from_disk, figure_of, tied, arrived):
    page = from_disk("papers/r1-nature-paper.html", permissions=["clipboard-read", "clipboard-write"])
    figure = figure_of(page)
    button = figure.root.get_by_role("button", name="By date", exact=True)
    figure.box("r1-preprint").hover()
    expect(figure.root.locator("svg.st-lit:visible")).to_have_count(1)
    page.mouse.move(2, 2)
    every = len(tied("r1-nature-paper"))
    for name, boxes in (("Everything it is tied to", every), ("Ancestors", 2), ("Both sides", every)):
        figure.root.get_by_role("button", name=name, exact=True).click()
        expect(figure.boxes()).to_have_count(boxes)
    button.click()
    expect(figure.root.locator(".st-when:visible").first).to_have_text("Jan 2025")
    legend = figure.root.locator(".st-legend li[data-type=article] button")
    legend.click()
    expect(figure.root.locator("svg a.st-node[data-type=article]:visible")).to_have_count(0)
    figure.root.get_by_role("button", name="Copy link to this view").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("/papers/r1-nature-paper.html#lineage=depth:all,by:date,without-type:article")
    page.goto("about:blank")
    page.goto(link)
    expect(figure.root.locator("svg a.st-node[data-type=article]:visible")).to_have_count(0)
    expect(button).to_have_attribute("aria-pressed", "true")
    legend.click()

    width = figure.root.locator("svg:visible").first.evaluate("svg => svg.clientWidth")
    figure.root.get_by_role("button", name="Zoom in").click()
    assert figure.root.locator(".st-scroll > svg:visible").evaluate("svg => svg.clientWidth") > width
    with page.expect_download() as coming:
        figure.root.get_by_role("button", name="Download SVG").click()
    assert coming.value.suggested_filename == "lineage-r1-nature-paper.svg"
    figure.root.get_by_role("button", name="Full screen").click()
    page.wait_for_function("document.fullscreenElement?.matches('figure.st-lineage')")
    page.evaluate("document.exitFullscreen()")
    page.wait_for_function("!document.fullscreenElement")
    figure.tab_into()
    page.keyboard.press("ArrowLeft")
    expect(figure.root.locator("svg.st-lit:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(figure.root.locator("svg.st-lit:visible")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^file:.*/[\w-]+/[\w.-]+\.html$"))


def test_the_explorer_does_all_it_does(from_disk):
    page = from_disk("explore.html")
    root = page.locator(".st-explorer")
    card, status = root.locator(".st-card strong"), root.get_by_role("status")
    entries = root.locator(".st-shown button[data-id]")
    expect(card).to_have_text("DeepSeek-R1")
    root.locator(".st-legend li[data-type=claim] button").click()
    expect(root.locator('.st-shown button[data-id="r1-nature-paper"]')).to_have_count(1)
    expect(root.locator('.st-shown button[data-id="r1-is-open-source"]')).to_have_count(0)  # the claims are gone
    root.get_by_role("button", name="2 steps").click()
    expect(status).to_have_text(re.compile("within 2 steps of DeepSeek-R1 are (shown|left out)"))  # all is read
    root.get_by_role("searchbox").fill("nvidia")
    page.keyboard.press("Enter")
    expect(card).to_have_text("Nvidia")
    before = entries.count()
    root.locator(".st-card").get_by_role("button", name=re.compile("^(Open|Start)")).first.click()
    expect(entries).not_to_have_count(before)
    root.get_by_role("application").focus()
    page.keyboard.press("ArrowRight")
    expect(root.locator(".st-say")).not_to_be_empty()
    page.keyboard.press("+")
    page.keyboard.press("f")
    expect(page).to_have_url(re.compile(r"explore\.html#focus="))
    address, names = page.url, sorted(entries.all_inner_texts())
    page.goto("about:blank")
    page.goto(address)
    expect(entries).to_have_count(len(names))
    assert sorted(entries.all_inner_texts()) == names
    root.get_by_role("application").focus()
    page.keyboard.press("o")
    page.wait_for_url(re.compile(r"^file:.*/[\w-]+/[\w.-]+\.html$"))


def test_tables_claims_and_the_timeline_sort_and_filter(from_disk, demo_graph):
    page = from_disk("models/index.html")
    page.get_by_role("searchbox", name="Filter models").fill("distill")
    models = sum(entity["type"] == "model" for entity in demo_graph["entities"])
    expect(page.locator(".st-tools [role=status]")).to_have_text(f"6 of {models} models")
    page.locator(".st-tools").get_by_role("button", name="Clear").click()
    page.locator(".st-tools").get_by_label("Developer", exact=True).select_option("OpenAI")
    head = page.get_by_role("columnheader").filter(has_text="Model")
    for order in ("ascending", "descending"):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", order)
    assert page.locator("tbody th[scope=row] > a:visible").all_inner_texts()[-1] == "GPT-4o"

    page = from_disk("claims/index.html")
    page.locator(".st-tools").get_by_label("Verdict", exact=True).select_option("unproven")
    unproven = sum(claim["verdict"] == "unproven" for claim in demo_graph["claims"])
    expect(page.locator(".st-claims > li:visible")).to_have_count(unproven)

    page = from_disk("timeline.html")
    page.locator(".st-legend button", has_text="Model").click()
    expect(page.locator(".st-times > li[data-type=model]:visible")).to_have_count(0)
    first = page.locator(".st-times > li:visible").first.inner_text()
    page.get_by_role("button", name="Oldest first").click()
    expect(page.locator(".st-times > li:visible").first).not_to_have_text(first)
    page.locator(".st-times details > summary:visible").first.click()
    expect(page.locator(".st-times details[open] li").first).to_be_visible()


def test_a_calculator_and_charts_answer(from_disk):
    page = from_disk("what-did-r1-cost.html")
    value = page.locator("[data-out=value]")
    expect(value).to_have_text("$295,000")
    slider = page.get_by_role("slider", name=re.compile("Rental price"))
    slider.focus()
    page.keyboard.press("End")
    expect(value).not_to_have_text("$295,000")
    expect(page).to_have_url(re.compile(r"#calculator-\d+=h800\.rental_price:4$"))
    moved, address = value.inner_text(), page.url
    page.goto("about:blank")
    page.goto(address)
    expect(value).to_have_text(moved)
    page.get_by_role("button", name="Reset").click()
    expect(value).to_have_text("$295,000")

    chart = page.locator("figure.st-chart").first
    chart.get_by_text("As a table").click()
    expect(chart.locator("table")).to_be_visible()
    chart.locator("svg:visible a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"^file:.*/models/[\w.-]+\.html"))


def test_tips_show_sources_values_rivals_traces_and_cards(from_disk):
    page = from_disk("models/deepseek-r1.html")
    tip = page.locator("#st-tip")
    facts = page.locator(".st-facts")
    for target, said in (
        (facts.locator("div", has_text="Active parameters").locator(".st-src").first, "Myths blog"),
        (facts.locator("div", has_text="Openness").locator(".st-chip"), "open source"),
        (facts.locator("div", has_text="Own training cost").locator(".st-src").first, "Rental price"),
        (page.locator(".st-lede a").first, "Released"),
    ):
        target.hover()
        expect(tip).to_contain_text(said)
        page.keyboard.press("Escape")
        expect(tip).to_have_count(0)
    facts.locator("div", has_text="Own training cost").locator(".st-src").first.click()
    expect(page.locator("#field-rl_training_cost")).to_be_in_viewport()
    assert page.locator("#field-rl_training_cost").get_attribute("open") is not None
