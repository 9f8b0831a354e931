# Charts, the timeline and the vocabulary in a real browser: by mouse and keyboard, in both schemes, on a phone, without
# scripts, from a disk.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import assert_accessible, links_in_tree, show_scheme, thin_out

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


def figure(page, number=1):
    return page.locator(f"#st-chart-{number}")


def points(page, number=1):
    return figure(page, number).locator("a.st-point:visible")


@pytest.mark.parametrize("path", ["charts/", "timeline/", "vocabulary/"])
def test_a_page_is_accessible_in_both_schemes(charts_url, open_page, path):
    page = open_page(charts_url + path, color_scheme="light")
    thin_out(page)
    page.locator("article details").evaluate_all("all => all.forEach(each => each.open = true)")
    assert_accessible(page, "article")


@pytest.mark.parametrize("path", ["charts/", "timeline/", "vocabulary/"])
def test_on_a_phone_no_page_is_wider_than_the_screen(charts_url, open_page, path):
    page = open_page(charts_url + path, viewport=PHONE, has_touch=True, is_mobile=True)
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [390, 390]


# Charts --------------------------------------------------------------------------------------------------------------


def test_one_of_two_drawings_is_shown_with_a_named_link_for_each_point(charts_url, open_page):
    page = open_page(charts_url + "charts/")
    for viewport, drawing in ((DESK, "wide"), (PHONE, "narrow")):
        page.set_viewport_size(viewport)
        assert figure(page).locator("svg[role=group]:visible").get_attribute("class") == f"st-{drawing}"
        names = links_in_tree(page, f"#st-chart-1 svg.st-{drawing}")
        assert names[-1] == "DeepSeek-V3, training cost, $5,576,000, computed, contested"
        assert len(names) == len(set(names)) == points(page).count() > 2
        box = points(page).last.bounding_box()
        assert box["height"] >= 24
        assert points(page).first.locator("text").first.evaluate("text => text.getBoundingClientRect().height") >= 12


def test_text_of_a_drawing_keeps_inside_of_it_and_stands_on_no_other(charts_url, open_page):
    out = """all => all.filter(text => { const svg = text.ownerSVGElement.getBoundingClientRect(), box = text.getBoundingClientRect();
        return box.left < svg.left - 1 || box.right > svg.right + 1 || box.top < svg.top - 1 || box.bottom > svg.bottom + 1; })
        .map(text => text.textContent)"""
    meet = """all => { const boxes = all.map(text => [text.textContent, text.getBoundingClientRect()]);
        return boxes.flatMap(([name, a], i) => boxes.slice(i + 1).filter(([, b]) => a.left < b.right && b.left < a.right
          && a.top + 3 < b.bottom - 3 && b.top + 3 < a.bottom - 3).map(([other]) => name + " / " + other)); }"""
    page = open_page(charts_url + "charts/")
    for viewport in (DESK, PHONE, {"width": 620, "height": 900}):
        page.set_viewport_size(viewport)
        texts = page.locator("figure.st-chart svg[role=group]:visible text")
        assert texts.count() > 20
        assert texts.evaluate_all(out) == []
        for number in (1, 2, 3):
            assert figure(page, number).locator("svg[role=group]:visible text").evaluate_all(meet) == []


def test_a_click_on_a_point_opens_its_page_without_a_full_load(charts_url, open_page, arrived, pages):
    page = open_page(charts_url + "charts/")
    page.evaluate("window.stayed = true")
    points(page).last.click()
    arrived(page, "DeepSeek-V3")
    assert page.url == f"{charts_url}models/deepseek-v3/"
    assert page.evaluate("window.stayed === true")
    assert pages.watch.documents == [f"{charts_url}charts/"]


def test_points_of_a_page_that_came_by_instant_navigation_lead_to_the_right_place(charts_url, open_page, arrived):
    page = open_page(charts_url + "models/deepseek-r1/")
    page.evaluate(
        "() => { const a = document.createElement('a'); a.href = '../../charts/'; a.id = 'go'; a.textContent = 'go'; document.querySelector('article').prepend(a); }"
    )
    page.locator("#go").click()
    arrived(page, "Charts")
    points(page).last.click()
    arrived(page, "DeepSeek-V3")
    assert page.url == f"{charts_url}models/deepseek-v3/"


def test_the_keyboard_reaches_each_point_and_opens_it(charts_url, open_page, arrived):
    page = open_page(charts_url + "charts/")
    points(page).first.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')").startswith("o1, training cost")
    outline = page.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert outline == ["solid", "2px"]
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    arrived(page, "DeepSeek-V3")


def paints(page):
    """What is painted: a bar, its outline, the text, the lines of the grid, a bound, the mark of a contested value."""
    style = "part => (({fill, stroke}) => fill === 'none' ? stroke : fill)(getComputedStyle(part))"
    parts = ("path.st-full", "path.st-open", "text.st-who", "text.st-tick", "line.st-error", "path.st-alert")
    seen = {part: figure(page).locator(f"svg.st-wide {part}").first.evaluate(style) for part in parts}
    grid = figure(page).locator("svg.st-wide line.st-grid").first.evaluate("line => getComputedStyle(line).stroke")
    return seen | {"grid": grid}


def test_a_switch_of_scheme_recolours_the_drawing_at_once(charts_url, open_page):
    page = open_page(charts_url + "charts/", color_scheme="light")
    light = paints(page)
    show_scheme(page, "dark")
    dark = paints(page)
    assert [part for part in light if light[part] == dark[part] and part != "line.st-error"] == []


def test_on_paper_the_drawing_stays_and_the_table_below_holds_the_same_with_its_sources(charts_url, open_page):
    page = open_page(charts_url + "charts/")
    page.emulate_media(media="print")
    expect(figure(page).locator("svg.st-wide")).to_be_visible()
    page.emulate_media(media="screen")
    figure(page).locator("summary").click()
    row = figure(page).locator("tbody tr", has_text="GPT-4o")
    expect(row).to_contain_text("$15M")
    expect(row.locator("a.st-src").first).to_be_visible()


def test_a_chart_is_whole_without_javascript(charts_url, open_page):
    page = open_page(charts_url + "charts/", java_script_enabled=False)
    assert points(page).count() > 2
    points(page).last.click()
    expect(page).to_have_url(f"{charts_url}models/deepseek-v3/")


def test_a_chart_and_the_timeline_work_from_a_disk(flat_charts_site, open_page):
    page = open_page((flat_charts_site / "charts.html").as_uri())
    points(page).last.click()
    expect(page).to_have_url(re.compile(r"^file:.*/models/deepseek-v3\.html$"))
    page = open_page((flat_charts_site / "timeline.html").as_uri())
    page.locator(".st-legend button", has_text="Model").click()
    expect(page.locator(".st-times > li[data-type=model]").first).to_be_hidden()


# The timeline --------------------------------------------------------------------------------------------------------


def test_the_timeline_filters_by_type_down_to_its_headings_and_the_address_keeps_it(charts_url, open_page):
    page = open_page(charts_url + "timeline/")
    articles, models = (page.locator(f".st-times > li[data-type={name}]") for name in ("article", "model"))
    button = page.locator(".st-legend button", has_text="Article")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "false")
    expect(articles.first).to_be_hidden()
    expect(models.first).to_be_visible()
    assert page.url == f"{charts_url}timeline/?without=article"
    page.reload()
    expect(page.locator(".st-legend button", has_text="Article")).to_have_attribute("aria-pressed", "false")
    expect(articles.first).to_be_hidden()
    page.locator(".st-legend button", has_text="Article").click()
    expect(articles.first).to_be_visible()
    assert page.url == f"{charts_url}timeline/"
    assert page.locator(".st-timeline h2:visible").count() > 1
    for button in page.locator(".st-legend button[aria-pressed]").all():
        button.click()
    assert page.locator(".st-timeline h2:visible").count() == 0


def test_the_timeline_turns_round(charts_url, open_page):
    page = open_page(charts_url + "timeline/")
    names = page.locator(".st-times > li > div > a")
    years = page.locator(".st-timeline h2")
    before = (names.all_inner_texts(), years.all_inner_texts())
    page.locator(".st-legend button", has_text="Oldest first").click()
    assert (names.all_inner_texts()[::-1], years.all_inner_texts()[::-1]) == before
    assert page.url == f"{charts_url}timeline/?order=oldest"
    page.reload()
    assert years.all_inner_texts()[::-1] == before[1]
    page.locator(".st-legend button", has_text="Newest first").click()
    assert (names.all_inner_texts(), page.url) == (before[0], f"{charts_url}timeline/")


def test_what_a_source_stated_first_unfolds_and_leads_to_the_value(charts_url, open_page, arrived):
    page = open_page(charts_url + "timeline/")
    entry = page.locator(".st-times > li", has=page.locator('a[href*="/the-register-2025-09/"]')).first
    line = entry.locator("li a", has_text="DeepSeek-V3").first
    expect(line).to_be_hidden()
    entry.locator("summary").click()
    expect(line).to_have_attribute("href", re.compile("/models/deepseek-v3/#field-"))
    line.click()
    arrived(page, "DeepSeek-V3")


def test_the_timeline_is_whole_without_javascript(charts_url, open_page):
    page = open_page(charts_url + "timeline/", java_script_enabled=False)
    assert page.locator(".st-times > li:visible").count() > 20
    assert page.locator(".st-legend button").count() == 0
    expect(page.locator(".st-legend")).to_contain_text("Model")


# The vocabulary ------------------------------------------------------------------------------------------------------


def test_the_vocabulary_leads_from_a_unit_to_a_field_and_from_the_contents_to_a_type(charts_url, open_page):
    page = open_page(charts_url + "vocabulary/")
    link = page.locator("[id='unit-GPU'] a").first
    target = link.get_attribute("href").partition("#")[2]
    link.scroll_into_view_if_needed()
    page.wait_for_timeout(300)  # Material notes 100 ms after a scroll where the page was, and may go back to there
    link.click()
    expect(page).to_have_url(re.compile(r"#[a-z]+-[a-z_]+$"))
    expect(page.locator(f"[id='{target}']")).to_be_in_viewport()
    page.locator(".md-sidebar--secondary a", has_text="Models").click()
    expect(page.locator("#model")).to_be_in_viewport()
    page.locator("#model ~ p a", has_text=re.compile(r"^\d+ models$")).click()
    expect(page).to_have_url(f"{charts_url}models/")
