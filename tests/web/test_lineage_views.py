# What a reader can make of a lineage figure: deeper, one side alone, along a time axis, folds opened, and a link to it; by
# mouse and by keyboard, on a server and from a disk.
from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from browsing import assert_accessible, links_in_tree
from golden import demonstration
from run import build, write_files
from serving import SITE_URL
from ships import HOSTILE, ship_files

FOCUS = "r1-nature-paper"
PAPER = f"papers/{FOCUS}/"
PHONE = {"width": 390, "height": 844}

MKDOCS_YML = f"""\
site_name: Test
site_url: {SITE_URL}
theme: {{name: material, font: false, features: [navigation.instant, navigation.tracking]}}
plugins: [search, stemma]
"""
TEXT = "\n\n".join(f"## Part {i}\n\n" + "Long ago. " * 300 for i in range(4))
INDEX = f"""\
# Ships

```lineage
focus: d
title: First
```

```lineage
focus: d
depth: 2
direction: ancestors
by: date
title: Second
```

{TEXT}
"""
UNDATED = """\
# Ships without dates

```lineage
focus: r
by: date
```
"""


@pytest.fixture(scope="module")
def ships(tmp_path_factory):
    """A site of ships: a chain from a to g, a fan of thirty from g, one of them with a hostile name; a chain from p to
    t without dates; u, v and w, where w goes back to u by way of v and straight away; and y, which is beside z alone."""
    chain = [f"{a}>{b}" for a, b in pairwise("abcdefg")]
    fan = [f"g>x{i:02}" for i in range(30)]
    undated = [f"{a}>{b}" for a, b in pairwise("pqrst")]
    dates = {name: f"19{i}0-05" for i, name in enumerate("abcdefg")}
    shortcut = ["u>v", "v>w", "u>w", "w>after", "y>z"]
    files = ship_files([*chain, *fan, *undated, *shortcut], dates, {"x07": HOSTILE})
    files |= {"mkdocs.yml": MKDOCS_YML, "docs/index.md": INDEX, "docs/undated.md": UNDATED}
    return build(write_files(tmp_path_factory.mktemp("ships"), files), "--strict").ok().site


@pytest.fixture(scope="module")
def ships_url(ships, serve_folder):
    return serve_folder(ships).url


def press(figure, name):
    figure.root.get_by_role("button", name=name, exact=True).click()


def shown(figure):
    """The ids of the boxes that are to be seen."""
    seen = "boxes => boxes.filter(b => getComputedStyle(b).visibility === 'visible').map(b => b.dataset.id)"
    return set(figure.boxes().evaluate_all(seen))


def hash_of(page):
    return page.evaluate("location.hash")


# Depth ---------------------------------------------------------------------------------------------------------------


def test_a_figure_goes_deeper_in_place_and_says_so_in_the_address(demo_url, open_page, figure_of, tied):
    page = open_page(demo_url + PAPER)
    figure = figure_of(page)
    assert figure.boxes().count() == 10
    assert not any(
        "lineage" in url for url in page.evaluate("performance.getEntriesByType('resource').map(r => r.name)")
    )
    press(figure, "Everything it is tied to")
    expect(figure.boxes()).to_have_count(len(tied(FOCUS)))
    expect(figure.box("summary-2025-09")).to_be_attached()
    page.wait_for_function("location.hash === '#lineage=depth:all'")
    listed = figure.root.locator("details.st-list > ul > li")
    assert listed.count() == len(tied(FOCUS))
    press(figure, "1 step away")
    expect(figure.boxes()).to_have_count(10)
    assert listed.count() == 10
    page.wait_for_function("!location.hash.includes('=')")


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "narrow"])
def test_a_wider_view_is_whole_in_the_accessibility_tree_and_its_buttons_fit_a_finger(
    demo_url, open_page, figure_of, tied, viewport
):
    page = open_page(demo_url + PAPER, viewport=viewport)
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    expect(figure.boxes()).to_have_count(len(tied(FOCUS)))
    names = links_in_tree(page, "figure.st-lineage .st-scroll")
    assert len(names) == len(set(names)) == len(tied(FOCUS))
    assert "Summary, September 2025, Sep 2025, article, 6 parents, 0 derivatives" in names
    assert page.locator("figure.st-lineage").evaluate("f => document.getElementById(f.getAttribute('aria-labelledby')).textContent")  # fmt: skip
    expect(figure.root).to_have_accessible_description(
        re.compile(rf"{len(tied(FOCUS))} entities and \d+ relations around R1 paper")
    )
    assert figure.root.locator("svg:visible[role=group]").get_attribute("aria-label") == "Lineage"
    for button in figure.root.locator("button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 24, button.get_attribute("aria-label")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_box_of_a_wider_view_leads_on_without_a_full_load(demo_url, open_page, figure_of, tied, arrived):
    page = open_page(demo_url + PAPER)
    page.evaluate("window.stayed = true")
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    figure.box("summary-2025-09").click()
    arrived(page, "Summary, September 2025")
    assert page.url == f"{demo_url}articles/summary-2025-09/"
    assert page.evaluate("window.stayed === true")
    press(figure_of(page), "Everything it is tied to")
    expect(figure_of(page).boxes()).to_have_count(len(tied("summary-2025-09")))
    figure_of(page).root.locator("summary").click()
    figure_of(page).root.locator("details").get_by_role("link", name="R1 preprint").first.click()
    arrived(page, "R1 preprint")
    assert page.evaluate("window.stayed === true")


def test_a_wider_view_is_one_stop_for_the_tab_key_and_keeps_the_focus(demo_url, open_page, figure_of, tied):
    page = open_page(demo_url + PAPER)
    figure = figure_of(page)
    wider = figure.root.get_by_role("button", name="Everything it is tied to")
    wider.focus()
    page.keyboard.press("Enter")
    expect(figure.boxes()).to_have_count(len(tied(FOCUS)))
    expect(wider).to_be_focused()
    expect(wider).to_have_attribute("aria-pressed", "true")
    assert figure.tab_into() == "r1-nature-paper"
    figure.walk_to("r1-preprint", "ArrowLeft")
    page.keyboard.press("Tab")
    assert figure.focused() is None
    page.keyboard.press("Shift+Tab")
    assert figure.focused() == "r1-preprint"


def test_from_a_disk_a_figure_goes_deeper_and_leads_on(flat_demo_site, open_page, figure_of, tied, arrived):
    page = open_page((flat_demo_site / "papers" / "r1-nature-paper.html").as_uri())
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    expect(figure.boxes()).to_have_count(len(tied(FOCUS)))
    press(figure, "By date")
    expect(figure.root.locator(".st-when:visible").first).to_have_text("Jan 2025")
    figure.box("r1-preprint").click()
    arrived(page, "R1 preprint")
    assert page.url.startswith("file://")


def test_a_figure_that_shows_everything_has_nothing_to_widen(ships_url, open_page, figure_of):
    page = open_page(ships_url + "ships/y/")
    figure = figure_of(page)
    expect(figure.root.get_by_role("button", name="Zoom in")).to_be_visible()
    assert figure.root.locator(".st-views").count() == 0


# One side ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 900}, PHONE], ids=["wide", "narrow"])
def test_one_side_alone_is_shown_and_the_drawing_cut_down_to_it(demo_url, open_page, figure_of, viewport):
    page = open_page(demo_url + "models/deepseek-r1/", viewport=viewport)
    figure = figure_of(page)
    drawing = figure.root.locator(".st-scroll svg:visible")
    whole = drawing.bounding_box()
    press(figure, "Ancestors")
    page.wait_for_function("location.hash === '#lineage=dir:up'")
    assert shown(figure) == {"deepseek-v3-base", "deepseek-r1-zero", "deepseek-r1"}
    assert len(links_in_tree(page, "figure.st-lineage .st-scroll")) == 3
    cut = drawing.bounding_box()
    assert cut["height"] < whole["height"] - 100
    for box in figure.boxes().all():
        if box.get_attribute("data-id") in shown(figure):
            at = box.bounding_box()
            assert cut["x"] <= at["x"]
            assert at["x"] + at["width"] <= cut["x"] + cut["width"]
            assert cut["y"] <= at["y"]
            assert at["y"] + at["height"] <= cut["y"] + cut["height"]
    press(figure, "Descendants")
    page.wait_for_function("location.hash === '#lineage=dir:down'")
    assert len(shown(figure)) == 7
    press(figure, "Both sides")
    page.wait_for_function("!location.hash.includes('=')")
    assert len(shown(figure)) == 9
    assert drawing.bounding_box() == whole


def test_the_tab_key_finds_a_box_that_is_shown(demo_url, open_page, figure_of):
    page = open_page(demo_url + "models/deepseek-r1/")
    figure = figure_of(page)
    figure.tab_into()
    figure.walk_to("deepseek-r1-distill-qwen-7b", "ArrowRight", "ArrowDown")
    press(figure, "Ancestors")
    page.wait_for_function("location.hash === '#lineage=dir:up'")
    page.locator("body").click(position={"x": 2, "y": 2})
    assert figure.tab_into() in shown(figure)


# Time ----------------------------------------------------------------------------------------------------------------


def test_by_date_boxes_stand_below_their_month(demo_url, open_page, figure_of):
    page = open_page(demo_url + "models/deepseek-r1/")
    figure = figure_of(page)
    button = figure.root.get_by_role("button", name="By date")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    whens = figure.root.locator("svg.st-wide .st-when")
    expect(whens).to_have_text(["Dec 2024", "Jan 2025"])
    months = [when.bounding_box()["x"] for when in whens.all()]
    at = {box: figure.box(box).bounding_box()["x"] for box in ("deepseek-v3-base", "deepseek-r1-zero", "deepseek-r1")}
    assert at["deepseek-v3-base"] < months[1] - 50
    assert at["deepseek-r1-zero"] == pytest.approx(months[1], abs=2)
    assert at["deepseek-r1"] > months[1]
    button.click()
    expect(whens).to_have_count(0)


def test_by_date_a_phone_runs_from_top_to_bottom(demo_url, open_page, figure_of):
    page = open_page(demo_url + "models/deepseek-r1/", viewport=PHONE)
    figure = figure_of(page)
    press(figure, "By date")
    whens = figure.root.locator("svg.st-narrow .st-when")
    expect(whens).to_have_text(["Dec 2024", "Jan 2025"])
    tops = [whens.nth(0).bounding_box()["y"], figure.box("deepseek-v3-base").bounding_box()["y"], whens.nth(1).bounding_box()["y"], figure.box("deepseek-r1-zero").bounding_box()["y"]]  # fmt: skip
    assert tops == sorted(tops)


def test_along_a_time_axis_that_the_file_does_not_have_a_figure_goes_deeper_all_the_same(
    ships_url, open_page, figure_of
):
    page = open_page(ships_url + "undated/")
    figure = figure_of(page)
    whens = figure.root.locator("svg.st-wide .st-when")
    expect(whens).to_have_text(["no date"])
    press(figure, "Everything it is tied to")
    expect(figure.boxes()).to_have_count(5)
    expect(whens).to_have_count(0)
    press(figure, "1 step away")
    expect(figure.boxes()).to_have_count(3)
    expect(whens).to_have_text(["no date"])
    page.wait_for_function("!location.hash.includes('=')")


# Folds and implied lines ----------------------------------------------------------------------------------------------


def test_a_fold_opens_in_the_drawing_and_folds_again(ships_url, open_page, figure_of):
    page = open_page(ships_url + "ships/g/")
    figure = figure_of(page)
    fold = figure.root.get_by_role("button", name="+19 more: show them here").locator("visible=true")
    assert figure.boxes().count() == 14
    fold.click()
    expect(figure.boxes()).to_have_count(32)
    page.wait_for_function("location.hash.includes('open:1')")
    again = figure.root.get_by_role("button", name="Fold again")
    again.click()
    expect(figure.boxes()).to_have_count(14)
    expect(again).to_have_count(0)


@pytest.mark.parametrize("key", ["Enter", " "])
def test_a_fold_opens_by_keyboard_and_the_focus_stays_in_the_drawing(ships_url, open_page, figure_of, key):
    page = open_page(ships_url + "ships/g/")
    figure = figure_of(page)
    figure.tab_into()
    figure.walk_to("g+children", "ArrowRight", "ArrowDown")
    page.keyboard.press(key)
    expect(figure.boxes()).to_have_count(32)
    assert figure.focused() == "g"


def test_without_javascript_a_fold_leads_to_the_list_of_all(ships_url, open_page, figure_of):
    page = open_page(ships_url + "ships/g/", java_script_enabled=False)
    figure = figure_of(page)
    fold = figure.box("g+children")
    assert fold.get_attribute("xlink:href") == "#st-lineage-list"
    assert fold.get_attribute("role") == "link"
    assert figure.root.locator("#st-lineage-list > li").count() == 32
    assert figure.root.locator("button").count() == 0


def test_hostile_names_stay_text_in_wider_views(ships_url, open_page, figure_of):
    page = open_page(ships_url + "ships/g/#lineage=open:1,depth:all")
    figure = figure_of(page)
    expect(figure.boxes()).to_have_count(37)
    assert figure.root.locator("img").count() == 0
    assert figure.box("x07").locator("title").or_(figure.box("x07").locator("text")).first.text_content() is not None
    assert HOSTILE in str(figure.box("x07").get_attribute("aria-label"))


def test_the_legend_shows_the_lines_that_others_imply(ships_url, open_page, figure_of):
    page = open_page(ships_url + "ships/after/")
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    line = figure.root.locator("svg.st-wide .st-implied").first
    visibility = "line => getComputedStyle(line).visibility"
    assert line.evaluate(visibility) == "hidden"
    figure.root.get_by_role("button", name=re.compile(r"^\d+ implied lines? hidden$")).click()
    assert line.evaluate(visibility) == "visible"
    shown_now = figure.root.get_by_role("button", name=re.compile(r"^\d+ implied lines? shown$"))
    expect(shown_now).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("location.hash === '#lineage=depth:all,implied:shown'")
    page.reload()
    expect(shown_now).to_have_attribute("aria-pressed", "true")
    assert line.evaluate(visibility) == "visible"


# The address -----------------------------------------------------------------------------------------------------------


def test_an_address_brings_the_view_back(demo_url, open_page, figure_of):
    page = open_page(demo_url + PAPER)
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    press(figure, "Descendants")
    press(figure, "By date")
    expect(figure.root.locator(".st-when:visible").first).to_be_visible()
    figure.root.locator(".st-legend li[data-relation=revises] button").click()
    figure.root.locator(".st-legend li[data-type=article] button").click()
    state = "#lineage=depth:all,dir:down,by:date,without:revises,without-type:article"
    page.wait_for_function(f"location.hash === '{state}'")
    before = shown(figure)
    other = open_page(f"{demo_url}{PAPER}{state}")
    expect(figure_of(other).root.locator(".st-when:visible").first).to_be_visible()
    assert shown(figure_of(other)) == before
    for name in ("Everything it is tied to", "Descendants", "By date"):
        expect(figure_of(other).root.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    pressed = figure_of(other).root.locator(".st-legend li[data-type=article] button")
    expect(pressed).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("address", ["", "#lineage=depth:all,without:supplements"], ids=["pressed", "addressed"])
def test_what_the_legend_hides_while_a_wider_view_loads_stays_hidden_and_in_the_address(
    demo_url, open_page, figure_of, tied, address
):
    page = open_page(demo_url + PAPER)
    figure = figure_of(page)
    held = []

    def hold(route):  # a method of a list cannot be a handler
        held.append(route)

    def let_go():
        while not held:  # the handler comes after the event
            page.wait_for_timeout(20)
        held.pop().continue_()

    page.route(re.compile("/lineage-views.js|/lineage/e-"), hold)
    with page.expect_request("**/lineage-views.js"):
        if address:
            page.evaluate("address => { location.hash = address; }", address)
        else:
            press(figure, "Everything it is tied to")
    article = figure.root.locator(".st-legend li[data-type=article] button")
    article.click()
    with page.expect_request("**/lineage/e-*.js"):
        let_go()
    relation = figure.root.locator(".st-legend li[data-relation=revises] button")
    relation.click()
    let_go()
    expect(figure.root.locator("svg.st-wide a.st-node")).to_have_count(len(tied(FOCUS)))
    for entry in (article, relation):
        expect(entry).to_have_attribute("aria-pressed", "false")
    assert "summary-2025-09" not in shown(figure)
    without = "without:supplements+revises" if address else "without:revises"
    page.wait_for_function(f"location.hash === '#lineage=depth:all,{without},without-type:article'")


def test_a_changed_address_is_followed(demo_url, open_page, figure_of, tied):
    page = open_page(demo_url + PAPER)
    page.evaluate("location.hash = '#lineage=depth:3'")  # shows no more than everything
    expect(figure_of(page).boxes()).to_have_count(len(tied(FOCUS)))
    page.evaluate("location.hash = '#lineage=depth:1'")
    expect(figure_of(page).boxes()).to_have_count(10)


BROKEN = ("depth:99,dir:sideways,by:magic", "depth", "%E0%A4%A", ",,:,", "depth:all:1,open:1", "without:<img src=x>")


def test_a_broken_address_breaks_nothing(demo_url, open_page, figure_of):
    page = open_page()
    for state in BROKEN:
        page.goto("about:blank")
        page.goto(f"{demo_url}{PAPER}#lineage={state}")
        figure = figure_of(page)
        expect(figure.root.get_by_role("button", name="By date")).to_have_attribute("aria-pressed", "false")
        page.wait_for_timeout(200)
        assert figure.boxes().count() >= 10, state
        press(figure, "By date")
        expect(figure.root.locator(".st-when:visible").first).to_be_visible()


def test_an_address_deeper_than_the_figure_goes_shows_the_widest(ships_url, open_page, figure_of):
    page = open_page()
    as_served = page.request.get(ships_url)
    where_many_have_a_lineage, cut = re.subn('data-depths="1 2 [^"]*"', 'data-depths="1 2"', as_served.text())
    assert cut
    page.route(ships_url, lambda route: route.fulfill(content_type="text/html", body=where_many_have_a_lineage))
    page.goto(f"{ships_url}#lineage-1=depth:all")
    expect(figure_of(page).boxes()).to_have_count(5)
    page.evaluate("location.hash = '#lineage-1=depth:1'")
    expect(figure_of(page).boxes()).to_have_count(3)
    page.evaluate("location.hash = '#lineage-1=depth:3'")
    expect(figure_of(page).boxes()).to_have_count(5)


def test_an_instant_navigation_to_a_view_shows_it(demo_url, open_page, figure_of, tied, arrived):
    page = open_page(demo_url + "models/")
    page.evaluate("window.stayed = true")
    page.evaluate(
        "href => document.querySelector('article').append(Object.assign(document.createElement('a'), {href, textContent: 'view', id: 'view'}))",
        f"{demo_url}{PAPER}#lineage=depth:all",
    )
    page.locator("#view").click()
    arrived(page, "R1 paper in Nature")
    expect(figure_of(page).boxes()).to_have_count(len(tied(FOCUS)))
    assert page.evaluate("window.stayed === true")


def test_anchors_still_lead_to_their_places(demo_url, open_page, figure_of, tied):
    page = open_page(demo_url + PAPER)
    press(figure_of(page), "Everything it is tied to")
    expect(figure_of(page).boxes()).to_have_count(len(tied(FOCUS)))
    page.locator(".md-sidebar--secondary").get_by_role("link", name="Sources").click()
    page.wait_for_function("document.getElementById('sources').getBoundingClientRect().top < innerHeight")
    assert hash_of(page) == "#sources"
    assert figure_of(page).boxes().count() == len(tied(FOCUS))


def test_what_tracking_writes_into_the_address_leaves_the_view_and_its_link(ships_url, open_page, figure_of):
    page = open_page(ships_url, permissions=["clipboard-read", "clipboard-write"])
    figure = figure_of(page)
    press(figure, "2 steps away")
    expect(figure.boxes()).to_have_count(5)
    page.wait_for_function("location.hash === '#lineage-1=depth:2'")
    page.locator("#part-2").scroll_into_view_if_needed()
    page.mouse.move(640, 450)
    for _ in range(8):
        page.mouse.wheel(0, 500)
        page.wait_for_timeout(100)
    page.wait_for_function("location.hash.startsWith('#part-')")
    assert figure.boxes().count() == 5
    figure.root.get_by_role("button", name="Copy link to this view").click()
    expect(figure.root.get_by_role("status")).to_have_text("Copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == f"{ships_url}#lineage-1=depth:2"
    expect(figure_of(open_page(link)).boxes()).to_have_count(5)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("location.hash === '#lineage-1=depth:2'")


def test_two_figures_of_a_page_keep_their_own_views(ships_url, open_page, figure_of):
    page = open_page(ships_url)
    first, second = figure_of(page), figure_of(page)
    second.root = page.locator("figure.st-lineage").nth(1)
    assert shown(first) == {"c", "d", "e"}
    assert shown(second) == {"b", "c", "d"}
    expect(second.root.locator("svg.st-wide .st-when")).to_have_count(3)
    for name in ("2 steps away", "Ancestors", "By date"):
        expect(second.root.get_by_role("button", name=name)).to_have_attribute("aria-pressed", "true")
    press(first, "Everything it is tied to")
    press(second, "Both sides")
    page.wait_for_function("location.hash === '#lineage-1=depth:all&lineage-2=dir:both'")
    expect(second.boxes()).to_have_count(5)
    page.wait_for_timeout(500)  # the theme may write a heading into the address, and the figures theirs again
    page.wait_for_function("location.hash === '#lineage-1=depth:all&lineage-2=dir:both'")
    page.reload()
    expect(second.boxes()).to_have_count(5)
    expect(first.boxes()).to_have_count(7 + 11 + 1)
    press(second, "Ancestors")
    page.wait_for_function("location.hash === '#lineage-1=depth:all'")
    assert shown(second) == {"b", "c", "d"}


# Looks that the system asks for ---------------------------------------------------------------------------------------


def test_in_forced_colours_lines_text_and_the_focus_are_to_be_seen(demo_url, open_page, figure_of):
    page = open_page(demo_url + "models/deepseek-r1/", forced_colors="active")
    figure = figure_of(page)
    press(figure, "By date")
    expect(figure.root.locator("svg.st-wide .st-when").first).to_be_visible()
    paper = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
    for part, what in (("g.st-edge path", "stroke"), ("rect.st-box", "stroke"), ("a.st-node text", "fill"), (".st-when", "fill")):  # fmt: skip
        colour = figure.root.locator(f"svg.st-wide {part}").first.evaluate(f"part => getComputedStyle(part).{what}")
        assert colour not in {paper, "none"}, part
    figure.tab_into()
    outline = figure.box("deepseek-r1").evaluate("box => getComputedStyle(box).outlineStyle")
    assert outline == "solid"


def test_in_materials_own_styles_the_figure_stands_as_it_should_and_with_less_motion_nothing_fades(
    demo_url, open_page, figure_of
):
    page = open_page(demo_url + PAPER, reduced_motion="reduce")
    box = figure_of(page).box("r1-nature-paper")
    assert box.evaluate("box => getComputedStyle(box).transitionDuration") == "0s"
    style = figure_of(page).root.evaluate(
        "f => { const s = getComputedStyle(f); return [s.textAlign, s.display, s.marginLeft]; }"
    )
    assert style == ["start", "block", "0px"]
    assert page.locator("article script").count() == 0
    scroll = figure_of(page).root.locator(".st-scroll")
    assert scroll.evaluate("s => getComputedStyle(s).touchAction") in ("auto", "pan-y", "manipulation")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_lines_boxes_and_words_have_enough_contrast(demo_url, open_page, figure_of, scheme):
    page = open_page(demo_url + PAPER, color_scheme=scheme)
    figure = figure_of(page)
    press(figure, "By date")
    expect(figure.root.locator("svg.st-wide .st-when").first).to_be_visible()
    contrast = """(part, what) => {
      const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
      const light = (...colours) => {
        for (const colour of colours) { pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1); }
        return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3).map(c => c / 255)
          .map(c => c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
          .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
      };
      const paper = getComputedStyle(part.closest("figure")).backgroundColor;
      const [a, b] = [light(paper), light(paper, getComputedStyle(part)[what])];
      return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }"""
    for selector, what, least in (
        ("g.st-edge path", "stroke", 3), (".st-tip", "fill", 3), (".st-me .st-box", "stroke", 3), (".st-bar", "fill", 3),
        ("a.st-node text", "fill", 4.5), (".st-detail", "fill", 4.5), (".st-rel", "fill", 4.5), (".st-when", "fill", 4.5),
    ):  # fmt: skip
        part = figure.root.locator(f"svg.st-wide {selector}").first
        found = part.evaluate(f"part => ({contrast})(part, '{what}')")
        assert found >= least, f"{selector}: {found:.2f}"
    ring = page.evaluate(
        f"() => {{ const p = document.querySelector('figure.st-lineage .st-box'); p.style.stroke = 'var(--st-accent)'; return ({contrast})(p, 'stroke'); }}"
    )
    assert ring >= 3


def test_a_wider_view_along_a_time_axis_is_accessible(demo_url, open_page, figure_of, tied):
    project = demonstration()
    field = {entity.id: project.schema.types[entity.type].date_field for entity in project.entities.values()}
    undated = [
        entity for entity in tied("summary-2025-09") if not project.derived.accepted(entity, field[entity] or "")
    ]
    assert undated
    page = open_page(demo_url + "articles/summary-2025-09/")
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    press(figure, "By date")
    expect(figure.root.locator(".st-note")).to_have_text(f"{len(undated)} without a date, apart from the axis.")
    figure.root.locator("summary").click()
    assert_accessible(page, "figure.st-lineage")


def test_a_wider_view_fills_the_screen_comes_back_and_is_saved_as_it_is_shown(demo_url, open_page, figure_of, tied):
    page = open_page(demo_url + PAPER)
    figure = figure_of(page)
    press(figure, "Everything it is tied to")
    press(figure, "Full screen")
    page.wait_for_function("document.fullscreenElement?.matches('figure.st-lineage')")
    press(figure, "1 step away")
    expect(figure.boxes()).to_have_count(10)
    press(figure, "Full screen")
    page.wait_for_function("document.fullscreenElement === null")
    press(figure, "Everything it is tied to")
    expect(figure.boxes()).to_have_count(len(tied(FOCUS)))
    press(figure, "Ancestors")
    page.wait_for_function("location.hash.includes('dir:up')")
    with page.expect_download() as coming:
        press(figure, "Download SVG")
    drawn = page.context.new_page()
    drawn.set_content(coming.value.path().read_text("utf-8"))
    seen = drawn.locator("svg a").evaluate_all(
        "boxes => boxes.filter(b => b.getAttribute('visibility') !== 'hidden').length"
    )
    assert seen == 2
