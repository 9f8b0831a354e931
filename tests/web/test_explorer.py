# The explorer in a real browser: canvas, search, expanding, the list, its address, by keyboard, from a disk.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import assert_accessible
from explorer_site import write_explorer
from run import found_first
from stemma.pages.explorer import ExplorerEdge, ExplorerNode

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}

PAINTED = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) seen.set(data.slice(i, i + 3).join(), (seen.get(data.slice(i, i + 3).join()) ?? 0) + 1);
  }
  return [...seen.values()].filter(count => count > 20).length;
}"""


# Whether so many pixels at each side of the canvas hold nothing, so that no box is cut off.
BLANK_MARGIN = """(canvas, width) => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const [side, wide] = [width * devicePixelRatio, canvas.width];
  const inMargin = (pixel) => pixel % wide < side || pixel % wide >= wide - side;
  return data.every((value, i) => value === 0 || !inMargin(Math.floor(i / 4)));
}"""

PINCH = """place => {
  const box = place.getBoundingClientRect();
  const send = (kind, spread) => {
    const touches = [-spread, spread].map((by, identifier) => new Touch({
      identifier, target: place, clientX: box.x + box.width / 2 + by, clientY: box.y + 200,
    }));
    place.dispatchEvent(new TouchEvent(kind, {touches, targetTouches: touches, bubbles: true, cancelable: true}));
  };
  send("touchstart", 20);
  send("touchmove", 40);
}"""


class Explorer:
    """The explorer of a page: its list, its side panel, its search."""

    def __init__(self, page):
        self.page = page
        self.root = page.locator("article .st-explorer")
        self.canvas = self.root.locator("canvas")
        self.card = self.root.locator(".st-card")
        self.input = self.root.get_by_role("searchbox", name="Find an entity")
        self.listed = self.root.locator(".st-shown button[data-id]")
        self.status = self.root.get_by_role("status")
        self.drawing = self.root.get_by_role("application", name="Drawing of what is shown")

    def ids(self):
        return set(self.listed.evaluate_all("buttons => buttons.map(button => button.dataset.id)"))

    def entry(self, entity):
        return self.root.locator(f'.st-shown button[data-id="{entity}"]')

    def search(self, text, name):
        """Types a text and takes the hit of that name."""
        self.input.fill(text)
        self.root.locator(".st-found").get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first.click()

    def act(self, name):
        self.card.get_by_role("button", name=name).click()

    def state(self):
        return self.page.evaluate("[...new URLSearchParams(location.hash.slice(1))].map(pair => pair.join('='))")

    def shows(self, name):
        expect(self.card.locator("strong")).to_have_text(name)


@pytest.fixture
def explore(demo_url, open_page):
    """`explore(hash="") -> Explorer`, once it shows its start."""

    def start(state="", url=f"{demo_url}explore/", **options):
        found = Explorer(open_page(url + state, **options))
        expect(found.card.locator("strong")).to_be_visible()
        return found

    return start


def test_it_draws_what_it_lists_and_lists_links_and_buttons(explore):
    explorer = explore()
    explorer.shows("DeepSeek-R1")
    assert explorer.canvas.evaluate(PAINTED) > 5
    ids = explorer.ids()
    assert {"deepseek-r1", "deepseek-v3-base", "deepseek-r1-zero"} <= ids
    assert explorer.listed.count() == len(ids)
    links = explorer.root.locator(".st-shown li a")
    assert links.count() == len(ids)
    expect(explorer.root.get_by_role("heading", name=f"What is shown: {len(ids)} entities")).to_be_visible()
    expect(explorer.root.get_by_role("link", name="Open the page of DeepSeek-R1-Zero")).to_have_attribute(
        "href", re.compile("models/deepseek-r1-zero/$")
    )


def test_the_list_and_the_panel_are_in_the_accessibility_tree(explore):
    explorer = explore("#focus=open-r1")
    expect(explorer.card).to_match_aria_snapshot("""
        - complementary "Selected entity":
          - strong: Open R1
          - paragraph:
            - link "Open its page"
          - button "Path to …"
          - list "Reproduces":
            - listitem:
              - button "DeepSeek-R1"
    """)
    expect(explorer.root.locator(".st-shown")).to_match_aria_snapshot("""
        - region /What is shown/:
          - list:
            - listitem:
              - button "DeepSeek-R1"
              - link "Open the page of DeepSeek-R1"
    """)
    expect(explorer.drawing).to_have_accessible_description(re.compile("arrow keys walk along the lines"))


def test_the_panel_shows_the_card_and_its_relations_in_words(explore):
    explorer = explore("#focus=h800")
    expect(explorer.card).to_contain_text("The Hopper chip made for China")
    assert explorer.card.locator("dt").all_inner_texts()[0] == "Maker"
    explorer.card.get_by_role("list", name="Used to train").get_by_role(
        "button", name="DeepSeek-R1", exact=True
    ).click()
    explorer.shows("DeepSeek-R1")
    explorer.card.get_by_role("list", name="Distilled into").get_by_role("button").first.click()
    expect(explorer.card.locator("strong")).to_contain_text("Distill")  # opened, since it was not shown
    assert explorer.state() == ["focus=h800", "open=deepseek-r1", "selected=deepseek-r1-distill-llama-8b"]


def test_the_search_finds_by_id_name_and_alias(explore):
    explorer = explore()
    for text, name in (
        ("deepseek-r1-zero", "DeepSeek-R1-Zero"),
        ("V3 bas", "DeepSeek-V3-Base"),
        ("AWS", "Amazon Web Services"),
    ):
        explorer.search(text, name)
        explorer.shows(name)


def test_the_search_starts_from_what_it_finds_and_the_address_says_so(explore, demo_url):
    explorer = explore()
    explorer.input.fill("no such thing")
    expect(explorer.root.locator(".st-found")).to_contain_text("Nothing found")
    explorer.search("H100", "H100")
    explorer.shows("H100")
    expect(explorer.page).to_have_url(f"{demo_url}explore/#focus=h100")


def test_what_is_opened_is_added_listed_and_kept_in_the_address(explore, demo_url):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    before = explorer.ids()
    explorer.entry("nvidia").click()
    explorer.shows("Nvidia")
    explorer.act(re.compile("^Open [0-9]+ more"))
    expect(explorer.listed.nth(len(before))).to_be_attached()
    after = explorer.ids()
    assert after > before
    expect(explorer.page).to_have_url(f"{demo_url}explore/#focus=h800&open=nvidia&selected=nvidia")
    again = explore("#focus=h800&open=nvidia")
    expect(again.listed).to_have_count(len(after))
    assert again.ids() == after


def test_a_second_file_of_an_entity_is_opened_and_restored(explore):
    explorer = explore("#focus=deepseek-r1")
    first = explorer.ids()
    assert len(first) <= 30
    explorer.page.evaluate("location.hash = '#focus=deepseek-r1&open=deepseek-r1&open=deepseek-r1'")
    expect(explorer.listed.nth(30)).to_be_attached()
    assert first < explorer.ids()


def test_a_changed_address_is_followed_and_an_unknown_one_is_named(explore):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    explorer.page.evaluate("location.hash = '#focus=open-r1'")
    explorer.shows("Open R1")
    explorer.page.evaluate("location.hash = '#focus=no-such-thing'")
    expect(explorer.status).to_contain_text("no-such-thing")
    explorer.shows("DeepSeek-R1")
    assert explorer.page.evaluate("location.hash") == "#focus=no-such-thing"
    explorer.page.reload()
    expect(explorer.status).to_contain_text("no-such-thing")


def test_a_click_on_the_canvas_selects_and_a_second_opens(explore):
    explorer = explore("#focus=deepseek-r1&selected=deepseek-v3-base")
    explorer.shows("DeepSeek-V3-Base")
    explorer.canvas.scroll_into_view_if_needed()
    box = explorer.drawing.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    explorer.page.mouse.click(*middle)  # the start stands in the middle
    explorer.shows("DeepSeek-R1")
    explorer.page.mouse.click(middle[0], middle[1] + 150)  # nothing is there
    explorer.shows("DeepSeek-R1")
    before = explorer.listed.count()
    explorer.page.mouse.dblclick(*middle)
    expect(explorer.listed.nth(before)).to_be_attached()


def test_the_legend_takes_types_and_relations_out_and_the_address_keeps_it(explore):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    assert "nvidia" in explorer.ids()
    entry = explorer.root.locator(".st-legend li[data-type=organisation] button")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    expect(explorer.entry("nvidia")).to_have_count(0)
    explorer.root.locator(".st-legend li[data-relation=hardware] button").click()
    assert explorer.state() == ["focus=h800", "no-type=organisation", "no-relation=hardware"]
    again = explore("#focus=h800&no-type=organisation&no-relation=hardware")
    expect(again.entry("nvidia")).to_have_count(0)
    expect(again.root.locator(".st-legend li[data-type=organisation] button")).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(again.card.get_by_role("list", name="Used to train")).to_have_count(0)
    entry.click()
    expect(explorer.entry("nvidia")).to_have_count(1)


def test_what_was_opened_from_something_hidden_is_hidden_with_it(explore):
    explorer = explore("#focus=h800&open=nvidia")
    expect(explorer.entry("a100")).to_have_count(1)
    explorer.root.locator(".st-legend li[data-type=organisation] button").click()
    expect(explorer.entry("a100")).to_have_count(0)
    expect(explorer.entry("h100")).to_have_count(1)  # which the start is related to


# Steps and paths -----------------------------------------------------------------------------------------------------


def test_steps_show_all_that_is_as_near_and_the_address_keeps_them(explore):
    explorer = explore("#focus=open-r1")
    one = explorer.ids()
    explorer.root.get_by_role("button", name="2 steps").click()
    expect(explorer.status).to_contain_text("within 2 steps of Open R1 are shown")
    two = explorer.ids()
    assert one < two
    assert "deepseek-v3-base" in two  # what it reproduces is based on that
    assert explorer.state() == ["focus=open-r1", "steps=2"]
    again = explore("#focus=open-r1&steps=2")
    expect(again.listed).to_have_count(len(two))
    expect(again.root.get_by_role("button", name="2 steps")).to_have_attribute("aria-pressed", "true")
    again.root.get_by_role("button", name="2 steps").click()
    expect(again.listed).to_have_count(len(one))


def test_a_path_is_found_from_what_is_selected_to_what_is_searched(explore):
    explorer = explore("#focus=h800")
    explorer.act("Path to …")
    expect(explorer.status).to_have_text(
        "A path from H800: pick its other end in the drawing, in the list or with the search."
    )
    explorer.search("Open R1", "Open R1")
    expect(explorer.status).to_have_text("2 steps from H800 to Open R1.")
    assert explorer.listed.evaluate_all("found => found.map(each => each.dataset.id)") == [
        "h800",
        "deepseek-r1",
        "open-r1",
    ]
    assert explorer.state() == ["focus=h800", "path=open-r1"]
    again = explore("#focus=h800&path=open-r1&selected=deepseek-r1")
    again.shows("DeepSeek-R1")
    expect(again.status).to_have_text("2 steps from H800 to Open R1.")
    again.root.get_by_role("button", name="Close the path").click()
    expect(again.listed.nth(4)).to_be_attached()
    assert again.state() == ["focus=h800"]


def test_a_path_is_found_to_what_is_picked_in_the_list_and_goes_around_what_is_hidden(explore):
    explorer = explore("#focus=h800&no-type=model")
    explorer.act("Path to …")
    explorer.root.get_by_role("button", name="Cancel").click()
    expect(explorer.status).to_be_empty()
    explorer.entry("nvidia").click()
    explorer.shows("Nvidia")  # and no path
    explorer.act("Path to …")
    explorer.search("Open R1", "Open R1")
    expect(explorer.status).to_contain_text("from Nvidia to Open R1")
    types = explorer.root.locator(".st-shown li small").all_inner_texts()
    assert not any(kind.startswith("Model") for kind in types[:-1])


@pytest.fixture(scope="module")
def large(serve_folder, tmp_path_factory):
    """A graph of a long chain, of a hub with 5,000 neighbours and of two that nothing joins, as a page and its files."""
    edges = [(f"c{i}", f"c{i + 1}") for i in range(700)] + [(f"n{i}", "hub") for i in range(5000)]
    edges += [("n4999", "c0"), ("c3", "hub")]
    names = sorted({end for edge in edges for end in edge} | {"argo", "nina"})
    nodes = [ExplorerNode(name, f"Node {name}", "node", "Node", "#3f51b5", f"../{name}/") for name in names]
    lines = [ExplorerEdge(source, target, "of", "of") for source, target in edges]
    folder = write_explorer(tmp_path_factory.mktemp("large"), nodes, lines, "hub")
    return serve_folder(folder).url


def test_what_is_not_joined_has_no_path_and_it_says_so(large, explore):
    explorer = explore("#focus=argo&path=nina", url=large)
    expect(explorer.status).to_have_text("No path leads from Node argo to Node nina.")


def test_of_a_hub_as_many_as_can_be_are_shown_and_what_is_left_out_is_said(large, explore):
    explorer = explore("#focus=hub", url=large)
    assert explorer.listed.count() == 25
    explorer.root.get_by_role("button", name="1 step").click()
    expect(explorer.status).to_contain_text(
        re.compile("300 entities are shown, .* At least [0-9]+ more within 1 step of Node hub are left out")
    )
    expect(explorer.listed).to_have_count(300)


def test_a_path_through_a_large_graph_is_the_shortest(large, explore):
    explorer = explore("#focus=n77&path=c5", url=large)
    expect(explorer.status).to_have_text("4 steps from Node n77 to Node c5.")
    assert explorer.listed.evaluate_all("found => found.map(each => each.dataset.id)") == [
        "n77",
        "hub",
        "c3",
        "c4",
        "c5",
    ]


def test_a_search_for_a_path_ends_at_its_bound_and_can_be_stopped(large, explore):
    explorer = explore("#focus=hub&path=c699", url=large)
    expect(explorer.status).to_have_text(
        "No path from Node hub to Node c699 was found in the 300 neighbourhoods around them, which is as far as the search goes."
    )
    explorer.shows("Node hub")
    explorer.root.get_by_role("button", name="Close").click()
    expect(explorer.status).to_be_empty()
    explorer.page.route("**/e-c6*.js", lambda _: None)  # these never come, so that there is time to stop
    explorer.act("Path to …")
    explorer.search("c650", "Node c650")
    expect(explorer.status).to_contain_text("Looking for a path from Node hub to Node c650")
    explorer.root.get_by_role("button", name="Stop").click()
    expect(explorer.status).to_be_empty()
    explorer.shows("Node hub")
    explorer.page.unroute_all(behavior="ignoreErrors")


def test_a_search_in_a_large_graph_loads_a_few_small_files(large, explore, pages):
    explorer = explore("#focus=hub", url=large)
    before = len(pages.watch.requests)
    explorer.search("node n4321", "Node n4321")
    explorer.shows("Node n4321")
    assert len(pages.watch.requests) - before < 20
    explorer.input.fill("node")
    expect(explorer.root.locator(".st-found")).to_contain_text("There are more: type on")
    explorer.input.fill("nowhere")
    expect(explorer.root.locator(".st-found")).to_contain_text("Nothing found")


def test_hostile_ids_and_names_stay_text_and_are_found_again(explore, serve_folder, tmp_path):
    evil = '"><img src=x onerror=alert(1)>&,#/'
    nodes = [
        ExplorerNode(
            evil,
            f"{evil} one",
            evil,
            evil,
            "#3f51b5",
            "javascript:alert(1)",
            {"summary": evil, "facts": [[evil, evil]]},
        ),
        ExplorerNode("b", "B", "node", "Node", "#3f51b5", "../b/"),
        ExplorerNode("c", "C", "node", "Node", "#3f51b5", "../c/"),
    ]
    edges = [ExplorerEdge("b", evil, evil, evil), ExplorerEdge(evil, "c", "of", "of")]
    explorer = explore(url=serve_folder(write_explorer(tmp_path, nodes, edges, "b")).url)
    explorer.listed.get_by_text(evil).first.click()
    explorer.shows(f"{evil} one")
    explorer.act("Open 1 more")
    expect(explorer.entry("c")).to_be_attached()
    explorer.root.locator(".st-legend li[data-type=node] button").click()
    explorer.page.reload()
    explorer.shows(f"{evil} one")
    assert explorer.ids() == {"b", evil}
    assert explorer.root.locator("img").count() == 0
    assert explorer.root.locator("a[href^=javascript]").count() == 0


# Keys and fingers ----------------------------------------------------------------------------------------------------


def test_the_keyboard_alone_finds_selects_and_opens(explore, arrived):
    explorer = explore()
    page = explorer.page
    explorer.input.focus()
    page.keyboard.type("deepseek-r1-z")
    expect(explorer.root.locator(".st-found button").first).to_be_visible()
    page.keyboard.press("Enter")
    explorer.shows("DeepSeek-R1-Zero")
    explorer.entry("deepseek-v3-base").focus()
    page.keyboard.press("Enter")
    explorer.shows("DeepSeek-V3-Base")
    assert page.evaluate("document.activeElement.dataset.id") == "deepseek-v3-base"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    arrived(page, "DeepSeek-V3-Base")


def test_the_focus_is_never_lost_with_the_list_of_hits(explore):
    explorer = explore()
    page = explorer.page
    hit = explorer.root.locator(".st-found button").first
    explorer.card.get_by_role("button", name="Path to").press("Enter")
    explorer.input.press_sequentially("h800")
    expect(hit).to_contain_text("H800")  # the list may still be loading
    explorer.input.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Escape")
    expect(explorer.input).to_be_focused()
    expect(explorer.status).to_contain_text("A path from")  # the first Escape closes the list alone
    page.keyboard.press("Escape")
    expect(explorer.status).to_be_empty()
    explorer.input.fill("v3-base")
    expect(hit).to_contain_text("V3-Base")
    explorer.input.press("ArrowDown")
    expect(hit).to_be_focused()
    page.keyboard.press("Enter")
    explorer.shows("DeepSeek-V3-Base")
    expect(explorer.drawing).to_be_focused()


def test_in_the_drawing_keys_walk_open_zoom_and_start_anew(explore, arrived):
    explorer = explore()
    page = explorer.page
    explorer.drawing.focus()
    page.keyboard.press("ArrowLeft")
    left = explorer.card.locator("strong").inner_text()
    assert left != "DeepSeek-R1"
    expect(explorer.root.locator(".st-say")).to_contain_text(left)  # said, with what it is to the one before
    page.keyboard.press("ArrowRight")
    explorer.shows("DeepSeek-R1")
    page.keyboard.press("ArrowRight")
    right = explorer.card.locator("strong").inner_text()
    page.keyboard.press("ArrowDown")
    assert explorer.card.locator("strong").inner_text() not in {right, "DeepSeek-R1"}
    page.keyboard.press("Home")
    explorer.shows("DeepSeek-R1")
    before = explorer.listed.count()
    page.keyboard.press("Enter")
    expect(explorer.listed.nth(before)).to_be_attached()
    picture = "canvas => canvas.toDataURL()"
    for key in ("+", "-", "Shift+ArrowLeft", "0"):
        old = explorer.canvas.evaluate(picture)
        page.keyboard.press(key)
        page.wait_for_function("old => document.querySelector('article canvas').toDataURL() !== old", arg=old)
    page.keyboard.press("ArrowLeft")
    name = explorer.card.locator("strong").inner_text()
    page.keyboard.press("f")
    expect(explorer.listed.first).to_have_text(name)
    assert page.evaluate("document.activeElement.classList.contains('st-canvas')")
    page.keyboard.press("o")
    arrived(page, name)


def test_by_keys_alone_a_path_is_found(explore):
    explorer = explore("#focus=h800")
    page = explorer.page
    explorer.drawing.focus()
    page.keyboard.press("p")
    expect(explorer.status).to_contain_text("A path from H800")
    page.keyboard.press("Escape")
    expect(explorer.status).to_be_empty()
    page.keyboard.press("p")
    page.keyboard.press("ArrowLeft")
    expect(explorer.card.locator("strong")).not_to_have_text("H800")
    page.keyboard.press("Enter")
    expect(explorer.status).to_contain_text("1 step from H800 to")


def test_the_wheel_scrolls_the_page_and_with_ctrl_it_zooms(explore):
    explorer = explore()
    explorer.canvas.hover()
    explorer.page.mouse.wheel(0, 200)
    explorer.page.wait_for_function("scrollY > 50")
    old = explorer.canvas.evaluate("canvas => canvas.toDataURL()")
    explorer.page.keyboard.down("Control")
    explorer.page.mouse.wheel(0, -200)
    explorer.page.wait_for_function("old => document.querySelector('article canvas').toDataURL() !== old", arg=old)


def test_on_a_phone_the_panel_stands_below_an_outline_that_is_not_cut_off(explore):
    explorer = explore(**PHONE)
    canvas, card = explorer.drawing.bounding_box(), explorer.card.bounding_box()
    assert canvas["y"] + canvas["height"] <= card["y"] + 1
    assert card["width"] <= 390
    assert canvas["height"] > 30 * explorer.listed.count()  # all of it, one below the other
    assert explorer.canvas.evaluate(BLANK_MARGIN, 6)
    assert explorer.canvas.evaluate("canvas => getComputedStyle(canvas).touchAction") == "pan-y"
    explorer.root.get_by_role("button", name="Move").tap()
    assert explorer.canvas.evaluate("canvas => getComputedStyle(canvas).touchAction") == "none"
    explorer.entry("nvidia").or_(explorer.entry("deepseek")).first.tap()
    explorer.shows("DeepSeek")


def test_on_a_phone_two_fingers_move_and_zoom(explore):
    explorer = explore(**PHONE)
    old = explorer.canvas.evaluate("canvas => canvas.toDataURL()")
    explorer.drawing.evaluate(PINCH)
    explorer.page.wait_for_function("old => document.querySelector('article canvas').toDataURL() !== old", arg=old)


# Pages, schemes, disks -----------------------------------------------------------------------------------------------


def test_coming_and_leaving_without_a_full_load_leaves_nothing_behind(explore, arrived, pages, demo_url):
    page = pages.open(demo_url + "models/deepseek-r1/")
    page.wait_for_load_state("networkidle")
    own = [url for url in pages.watch.requests if "explorer" in url or "vis-network" in url]
    assert own == []
    for _ in range(2):
        page.locator(".md-tabs").get_by_role("link", name="Explore").click()
        arrived(page, "Explorer")
        explorer = Explorer(page)
        explorer.shows("DeepSeek-R1")
        expect(explorer.canvas).to_have_count(1)
        expect(explorer.root.locator(".st-acts")).to_have_count(1)
        explorer.card.get_by_role("link", name="Open its page").click()
        arrived(page, "DeepSeek-R1")
    assert pages.watch.documents == [demo_url + "models/deepseek-r1/"]
    assert len([url for url in pages.watch.requests if "vis-network" in url]) == 1
    pages.watch.check()


def test_going_back_restores_what_was_shown(explore, arrived):
    explorer = explore("#focus=h800")
    explorer.entry("nvidia").click()
    explorer.shows("Nvidia")
    explorer.card.get_by_role("link", name="Open its page").click()
    arrived(explorer.page, "Nvidia")
    explorer.page.go_back()
    arrived(explorer.page, "Explorer")
    explorer.shows("Nvidia")
    assert explorer.listed.first.inner_text() == "H800"


def test_a_switch_of_scheme_repaints_the_canvas(explore):
    explorer = explore(color_scheme="light")
    light = explorer.canvas.evaluate("canvas => canvas.toDataURL()")
    explorer.page.emulate_media(color_scheme="dark")
    explorer.page.wait_for_function(
        "light => document.querySelector('article canvas').toDataURL() !== light", arg=light
    )


@pytest.mark.parametrize("options", [{}, PHONE], ids=["wide", "phone"])
@pytest.mark.parametrize("state", ["#focus=h800&open=nvidia&selected=nvidia", "#focus=h800&path=open-r1"])
def test_after_it_was_used_it_is_accessible_too(explore, state, options):
    explorer = explore(state, **options)
    explorer.act("Path to …")
    explorer.input.fill("r1")
    expect(explorer.root.locator(".st-found button").first).to_be_visible()
    assert_accessible(explorer.page, "article")


def test_from_a_disk_it_draws_searches_opens_and_finds_paths(flat_demo_site, explore):
    explorer = explore(url=(flat_demo_site / "explore.html").as_uri())
    explorer.shows("DeepSeek-R1")
    assert explorer.canvas.evaluate(PAINTED) > 5
    explorer.input.fill("h800")
    explorer.page.keyboard.press("Enter")
    explorer.shows("H800")
    explorer.entry("nvidia").click()
    before = explorer.listed.count()
    explorer.act(re.compile("^Open [0-9]+ more"))
    expect(explorer.listed.nth(before)).to_be_attached()
    assert explorer.page.url.endswith("explore.html#focus=h800&open=nvidia&selected=nvidia")
    explorer.act("Path to …")
    explorer.search("Open R1", "Open R1")
    expect(explorer.status).to_contain_text("steps from Nvidia to Open R1")
    explorer.root.get_by_role("button", name="2 steps").click()
    expect(explorer.status).to_contain_text("within 2 steps of Nvidia are shown")


def test_under_a_sub_path_it_finds_its_data_and_its_stylesheet(demo_site, serve_folder, explore):
    explorer = explore("#focus=h800", url=serve_folder(demo_site, "/some/where/").url + "explore/")
    explorer.shows("H800")
    assert explorer.canvas.evaluate(PAINTED) > 5
    assert explorer.root.locator(".st-stage").evaluate("stage => getComputedStyle(stage).display") == "grid"


def test_without_javascript_the_start_is_a_list_of_links(demo_url, open_page):
    page = open_page(demo_url + "explore/", java_script_enabled=False)
    expect(page.locator(".st-shown").get_by_role("link", name="DeepSeek-V3-Base")).to_be_visible()
    for part in (".st-find", ".st-stage", ".st-legend", ".st-keys"):
        expect(page.locator(part)).to_be_hidden()


def test_where_pyvis_was_missing_the_page_says_so_and_the_rest_works(
    write_project, mkdocs_build, serve_folder, open_page, tmp_path, figure_of, arrived
):
    schema = "types: {ship: {folder: ships, fields: {after: {type: ref, to: ship, lineage: parent}}}}\n"
    ships = {
        "graph/schema.yml": schema,
        "graph/ships/argo.yml": "name: Argo\n",
        "graph/ships/nina.yml": "name: Nina\nafter: argo\n",
    }
    (tmp_path / "pyvis.py").write_text("raise ModuleNotFoundError('No module named pyvis')\n", "utf-8")
    site = mkdocs_build(write_project(ships), env=found_first(tmp_path)).ok().site
    url = serve_folder(site).url
    page = open_page(url + "explore/")
    page.wait_for_load_state("networkidle")
    expect(page.locator("article")).to_contain_text("needs the Python package pyvis")
    page = open_page(url + "ships/nina/")
    figure_of(page).box("argo").click()
    arrived(page, "Argo")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_the_words_of_a_box_stand_out_from_it(demo_url, open_page, scheme):
    page = open_page(demo_url + "explore/", forced_colors="active", color_scheme=scheme)
    page.wait_for_load_state("networkidle")
    words, box = page.evaluate(
        "() => stemmaExplorer.resolve(document.querySelector('.st-explorer'), ['var(--st-fg)', 'var(--st-bg)'])"
    )
    assert {words, box} == {"rgb(0,0,0)", "rgb(255,255,255)"}
