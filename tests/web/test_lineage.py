# The lineage figure in a real browser: by mouse, by keyboard, in both colour schemes, without scripts, from a disk.
from __future__ import annotations

from playwright.sync_api import expect

from browsing import links_in_tree

R1 = "models/deepseek-r1/"
PHONE = {"width": 390, "height": 844}


def mark(page):
    """Leaves a mark that a full load would wipe away."""
    page.evaluate("window.stayed = true")


def stayed(page):
    return page.evaluate("window.stayed === true")


def test_clicks_on_the_figure_lead_from_home_to_r1_to_its_base_without_a_full_load(
    demo_url, open_page, figure_of, arrived
):
    page = open_page(demo_url)
    mark(page)
    figure_of(page).box("deepseek-r1").click()
    arrived(page, "DeepSeek-R1")
    figure_of(page).box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    assert page.url == f"{demo_url}models/deepseek-v3-base/"
    assert stayed(page)


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


def test_the_figure_is_one_stop_for_the_tab_key(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    assert figure.tab_into() == "deepseek-r1"
    page.keyboard.press("Tab")
    assert figure.focused() is None


def test_arrows_walk_to_parents_and_children(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    figure = figure_of(page)
    figure.tab_into()
    page.keyboard.press("ArrowLeft")
    assert figure.focused() in ("deepseek-v3-base", "deepseek-r1-zero")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert str(figure.focused()).startswith("deepseek-r1-distill")


def test_each_box_is_one_link_with_a_name_of_its_own_for_assistive_technology(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1)
    boxes = figure_of(page).boxes()
    names = links_in_tree(page, "figure.st-lineage svg.st-wide")
    assert len(names) == len(set(names)) == boxes.count() >= 9
    assert "DeepSeek-R1, model, 2 parents," in " ".join(names)


def test_a_switch_of_scheme_recolours_the_figure_at_once(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1, color_scheme="light")
    mark(page)
    box = figure_of(page).box("deepseek-v3-base").locator("rect.st-box")
    text = figure_of(page).box("deepseek-v3-base").locator("text").first

    def colours():
        return tuple(part.evaluate("part => getComputedStyle(part).fill") for part in (box, text))

    seen = {}
    for _ in range(3):
        seen[page.locator("body").get_attribute("data-md-color-scheme")] = colours()
        page.locator("form[data-md-component=palette] label:visible").click()
    assert set(seen) == {"default", "slate"}
    assert all(light != dark for light, dark in zip(seen["default"], seen["slate"], strict=True))
    assert stayed(page)


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


def test_under_a_sub_path_the_figure_leads_on_without_a_full_load(
    demo_site, serve_folder, open_page, figure_of, arrived
):
    server = serve_folder(demo_site, "/some/where/")
    page = open_page(server.url + R1)
    mark(page)
    figure_of(page).box("deepseek-v3-base").click()
    arrived(page, "DeepSeek-V3-Base")
    assert page.url == f"{server.url}models/deepseek-v3-base/"
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


def test_on_a_phone_the_drawing_runs_downwards_and_the_page_does_not_scroll_sideways(demo_url, open_page, figure_of):
    page = open_page(demo_url + R1, viewport=PHONE)
    figure = figure_of(page)
    parent, child = figure.box("deepseek-v3-base").bounding_box(), figure.box("deepseek-r1").bounding_box()
    assert parent["y"] + parent["height"] <= child["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
