# The lineage figure in a real browser: by mouse, by keyboard, in both colour schemes, without scripts, from a disk.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import links_in_tree

R1 = "models/deepseek-r1/"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


def mark(page):
    """Leaves a mark that a full load would wipe away."""
    page.evaluate("window.stayed = true")


def stayed(page):
    return page.evaluate("window.stayed === true")


def test_clicks_on_the_figure_lead_from_home_to_r1_to_its_base_and_back_without_a_full_load(
    demo_url, open_page, figure_of, arrived, pages
):
    page = open_page(demo_url)
    mark(page)
    figure_of(page).box("deepseek-r1").click()
    arrived(page, "DeepSeek-R1")
    figure_of(page).box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    assert page.url == f"{demo_url}models/deepseek-v3-base/"
    page.go_back()
    arrived(page, "DeepSeek-R1")
    figure_of(page).box("deepseek-r1-zero").click()
    arrived(page, "DeepSeek-R1-Zero")
    assert stayed(page)
    assert pages.watch.documents == [demo_url]


def test_the_keyboard_alone_leads_the_same_way(demo_url, open_page, figure_of, arrived):
    page = open_page(demo_url)
    mark(page)
    figure = figure_of(page)
    figure.tab_into()
    figure.walk_to("deepseek-r1", "ArrowLeft", "ArrowLeft", "ArrowRight", "ArrowDown")
    page.keyboard.press("Enter")
    arrived(page, "DeepSeek-R1")
    figure = figure_of(page)
    assert figure.tab_into() == "deepseek-r1"
    figure.walk_to("deepseek-v3-base", "ArrowLeft", "ArrowDown", "ArrowUp")
    page.keyboard.press("Enter")
    arrived(page, "DeepSeek-V3-Base")
    assert stayed(page)


def test_the_figure_is_one_stop_for_the_tab_key_and_arrows_walk_to_parents_and_children(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    assert figure.tab_into() == "deepseek-r1"
    page.keyboard.press("Tab")
    assert figure.focused() is None
    page.keyboard.press("Shift+Tab")
    assert figure.focused() == "deepseek-r1"
    page.keyboard.press("ArrowLeft")
    assert figure.focused() in ("deepseek-v3-base", "deepseek-r1-zero")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert str(figure.focused()).startswith("deepseek-r1-distill")


@pytest.mark.parametrize(("drawing", "viewport"), [("wide", DESK), ("narrow", PHONE)], ids=["wide", "narrow"])
def test_each_box_is_one_link_with_a_name_of_its_own_for_assistive_technology(
    demo_url, open_page, figure_of, drawing, viewport
):
    page = open_page(demo_url + R1, viewport=viewport)
    boxes = figure_of(page).boxes()
    names = links_in_tree(page, "figure.st-lineage .st-scroll")
    assert len(names) == len(set(names)) == boxes.count() >= 9
    assert links_in_tree(page, f"figure.st-lineage svg.st-{drawing}") == names
    assert re.search(r"DeepSeek-R1, 671B · Jan 2025, model, 2 parents, \d+ derivatives", " | ".join(names))


def colours(figure):
    """What is painted: a box, its text, a line, its tip, the name of a relation, the bar of a type."""
    parts = ("rect.st-box", "a.st-node text", "g.st-edge path", "path.st-tip", "text.st-rel", "rect.st-bar")
    style = "part => (({fill, stroke}) => fill === 'none' ? stroke : fill)(getComputedStyle(part))"
    return {part: figure.root.locator(f"svg.st-wide {part}").first.evaluate(style) for part in parts}


def test_a_switch_of_scheme_recolours_the_figure_at_once(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1, color_scheme="light")
    mark(page)
    seen = {}
    for _ in range(3):
        seen[page.locator("body").get_attribute("data-md-color-scheme")] = colours(figure_of(page))
        page.locator("form[data-md-component=palette] label:visible").click()
    assert set(seen) == {"default", "slate"}
    assert [part for part, light in seen["default"].items() if light == seen["slate"][part]] == []
    assert stayed(page)


def test_the_figure_follows_the_systems_scheme(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1, color_scheme="light")
    light = colours(figure_of(page))
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    dark = colours(figure_of(page))
    assert [part for part in light if light[part] == dark[part]] == []


# Highlighting --------------------------------------------------------------------------------------------------------

QWEN = "deepseek-r1-distill-qwen-7b"
LINE = {"deepseek-v3-base", "deepseek-r1-zero", "deepseek-r1", QWEN}


def lit(figure):
    """The boxes that stand out, or all where none does."""
    boxes = "boxes => boxes.filter(box => getComputedStyle(box).opacity === '1').map(box => box.dataset.id)"
    return set(figure.boxes().evaluate_all(boxes))


def test_hovering_lights_ancestors_and_descendants_and_the_lines_between(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    everything = lit(figure)
    assert everything > LINE
    figure.box(QWEN).hover()
    assert lit(figure) == LINE
    lines = (
        "lines => lines.filter(l => getComputedStyle(l).opacity === '1').map(l => l.dataset.from + ' ' + l.dataset.to)"
    )
    assert set(figure.root.locator("svg.st-wide g.st-edge").evaluate_all(lines)) == {
        "deepseek-v3-base deepseek-r1-zero",
        "deepseek-v3-base deepseek-r1",
        "deepseek-r1-zero deepseek-r1",
        f"deepseek-r1 {QWEN}",
    }
    figure.box("deepseek-r1-zero").hover()
    assert lit(figure) == everything
    page.locator("article h1").hover()
    assert lit(figure) == everything


def test_the_keyboards_focus_lights_the_same_and_escape_clears_it(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    everything = lit(figure)
    figure.tab_into()
    figure.walk_to(QWEN, "ArrowRight", "ArrowDown")
    assert lit(figure) == LINE
    page.keyboard.press("Escape")
    assert lit(figure) == everything
    assert figure.focused() == QWEN


def test_on_paper_nothing_is_dimmed_and_nothing_is_filtered_out(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    everything = lit(figure)
    figure.root.locator(".st-legend li[data-relation] button").first.click()
    figure.box(QWEN).hover()
    assert lit(figure) < everything
    page.emulate_media(media="print")
    assert lit(figure) == everything
    edges = figure.root.locator("svg.st-wide g.st-edge")
    assert edges.evaluate_all("lines => lines.every(line => getComputedStyle(line).visibility === 'visible')")
    expect(figure.root.locator(".st-tool").first).to_be_hidden()


def test_the_legend_filters_by_relation_and_type(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    entry = figure.root.locator(".st-legend li[data-relation=based_on] button")
    line = figure.root.locator("svg.st-wide g.st-edge[data-relation=based_on]").first
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    assert line.evaluate("line => getComputedStyle(line).visibility") == "hidden"
    entry.click()
    assert line.evaluate("line => getComputedStyle(line).visibility") == "visible"


# Moving about --------------------------------------------------------------------------------------------------------


def test_the_wheel_scrolls_the_page_and_zooms_with_control_alone(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    drawing = figure.root.locator("svg.st-wide")
    width = drawing.bounding_box()["width"]
    figure.box("deepseek-r1").hover()
    page.mouse.wheel(0, 200)
    page.wait_for_function("scrollY > 50")
    assert drawing.bounding_box()["width"] == width
    figure.box("deepseek-r1").hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    page.wait_for_function(
        "([svg, width]) => svg.getBoundingClientRect().width > width + 5", arg=[drawing.element_handle(), width]
    )


def test_the_drawing_can_be_taken_along_as_a_file(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    with page.expect_download() as coming:
        figure.root.get_by_role("button", name="Download SVG").click()
    saved = coming.value
    assert saved.suggested_filename == "lineage-deepseek-r1.svg"
    drawn = page.context.new_page()
    drawn.set_content(saved.path().read_text("utf-8"))
    assert drawn.locator("svg a").count() == figure.boxes().count()


# Where things are missing ---------------------------------------------------------------------------------------------


def test_without_javascript_figure_links_and_tables_are_there(demo_url, open_page, figure_of, arrived):
    page = open_page(demo_url + R1, java_script_enabled=False)
    figure = figure_of(page)
    expect(figure.box("deepseek-r1-zero")).to_be_visible()
    figure.root.locator("details summary").click()
    expect(figure.root.locator("details").get_by_role("link", name="DeepSeek-V3-Base").first).to_be_visible()
    figure.box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    page.goto(demo_url + "models/")
    expect(page.locator("article table").get_by_role("link", name="DeepSeek-R1", exact=True)).to_be_visible()


def test_from_a_disk_the_figure_is_there_and_leads_on(flat_demo_site, open_page, figure_of, arrived):
    page = open_page((flat_demo_site / "models" / "deepseek-r1.html").as_uri())
    figure = figure_of(page)
    assert figure.tab_into() == "deepseek-r1"
    figure.walk_to("deepseek-v3-base", "ArrowLeft", "ArrowDown", "ArrowUp")
    figure.box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    assert page.url.startswith("file://")


@pytest.mark.parametrize(
    ("site", "prefix", "ending"),
    [("demo_site", "/some/where/", "/"), ("flat_demo_site", "/", ".html")],
    ids=["under-a-sub-path", "without-directory-urls"],
)
def test_the_figure_leads_on_without_a_full_load(
    request, serve_folder, open_page, figure_of, arrived, site, prefix, ending
):
    server = serve_folder(request.getfixturevalue(site), prefix)
    page = open_page(f"{server.url}models/deepseek-r1{ending}")
    mark(page)
    figure_of(page).box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    assert page.url == f"{server.url}models/deepseek-v3-base{ending}"
    assert stayed(page)


def test_after_an_instant_navigation_the_figure_still_answers_to_keys(demo_url, open_page, figure_of, arrived):
    page = open_page(demo_url + "models/")
    mark(page)
    page.locator("article table").get_by_role("link", name="DeepSeek-R1", exact=True).click()
    arrived(page, "DeepSeek-R1")
    figure = figure_of(page)
    figure.box("deepseek-r1").focus()
    page.keyboard.press("ArrowLeft")
    assert figure.focused() in ("deepseek-v3-base", "deepseek-r1-zero")
    assert stayed(page)


def test_on_a_phone_the_drawing_runs_downwards_within_the_screen(demo_url, open_page, figure_of, arrived):
    page = open_page(demo_url + R1, viewport=PHONE, has_touch=True, is_mobile=True)
    figure = figure_of(page)
    assert figure.root.locator(".st-scroll svg:visible").get_attribute("class") == "st-narrow"
    boxes = [box.bounding_box() for box in figure.boxes().all()]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    tops = [box["y"] for box in boxes]
    assert tops == sorted(tops)
    parent, child = figure.box("deepseek-v3-base").bounding_box(), figure.box("deepseek-r1").bounding_box()
    assert parent["y"] + parent["height"] <= child["y"]
    figure.box("deepseek-v3-base").tap()
    arrived(page, "DeepSeek-V3-Base")
