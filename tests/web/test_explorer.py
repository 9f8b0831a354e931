# The explorer in a real browser: canvas, search, expanding, the list, its address, by keyboard, from a disk.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from run import found_first

PAINTED = """canvas => {
  const {data} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Map();
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] === 255) seen.set(data.slice(i, i + 3).join(), (seen.get(data.slice(i, i + 3).join()) ?? 0) + 1);
  }
  return [...seen.values()].filter(count => count > 20).length;
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
        self.status = self.root.locator(".st-status")

    def ids(self):
        return set(self.listed.evaluate_all("buttons => buttons.map(button => button.dataset.id)"))

    def entry(self, entity):
        return self.root.locator(f'.st-shown button[data-id="{entity}"]')

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
    expect(explorer.root.get_by_role("link", name="Open the page of DeepSeek-R1-Zero")).to_have_attribute(
        "href", re.compile("models/deepseek-r1-zero/$")
    )


def test_the_search_starts_from_what_it_finds_and_the_address_says_so(explore, demo_url):
    explorer = explore()
    explorer.input.fill("no such thing")
    expect(explorer.root.locator(".st-found")).to_contain_text("Nothing found")
    explorer.input.fill("H100")
    explorer.root.locator(".st-found").get_by_role("button", name=re.compile("^H100")).first.click()
    explorer.shows("H100")
    expect(explorer.page).to_have_url(f"{demo_url}explore/#focus=h100")


def test_what_is_expanded_is_added_listed_and_kept_in_the_address(explore, demo_url):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    before = explorer.ids()
    explorer.entry("nvidia").click()
    explorer.shows("Nvidia")
    explorer.card.get_by_role("button", name=re.compile("^Expand")).click()
    expect(explorer.listed.nth(len(before))).to_be_attached()
    after = explorer.ids()
    assert after > before
    expect(explorer.page).to_have_url(f"{demo_url}explore/#focus=h800&open=nvidia")
    again = explore("#focus=h800&open=nvidia")
    expect(again.listed).to_have_count(len(after))
    assert again.ids() == after


def test_a_changed_address_is_followed_and_an_unknown_one_is_named(explore):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    explorer.page.evaluate("location.hash = '#focus=open-r1'")
    explorer.shows("Open R1")
    explorer = explore("#focus=no-such-thing")
    expect(explorer.status).to_contain_text("no-such-thing")
    explorer.shows("DeepSeek-R1")


def test_a_click_on_the_canvas_selects(explore):
    explorer = explore("#focus=open-r1")
    explorer.entry("hugging-face").click()
    explorer.shows("Hugging Face")
    explorer.entry("open-r1").click()  # which moves it into the middle, with what it refers to above
    explorer.shows("Open R1")
    explorer.canvas.scroll_into_view_if_needed()
    box = explorer.canvas.bounding_box()
    explorer.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 - 100)
    explorer.shows("Hugging Face")


def test_the_legend_takes_types_and_relations_out(explore):
    explorer = explore("#focus=h800")
    explorer.shows("H800")
    assert "nvidia" in explorer.ids()
    entry = explorer.root.locator(".st-legend li[data-type=organisation] button")
    entry.click()
    expect(entry).to_have_attribute("aria-pressed", "false")
    expect(explorer.entry("nvidia")).to_have_count(0)
    entry.click()
    expect(explorer.entry("nvidia")).to_have_count(1)


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
        explorer.card.get_by_role("link", name="Open its page").click()
        arrived(page, "DeepSeek-R1")
    assert pages.watch.documents == [demo_url + "models/deepseek-r1/"]
    assert len([url for url in pages.watch.requests if "vis-network" in url]) == 1
    pages.watch.check()


def test_a_switch_of_scheme_repaints_the_canvas(explore):
    explorer = explore(color_scheme="light")
    light = explorer.canvas.evaluate("canvas => canvas.toDataURL()")
    explorer.page.emulate_media(color_scheme="dark")
    explorer.page.wait_for_function(
        "light => document.querySelector('article canvas').toDataURL() !== light", arg=light
    )


def test_the_wheel_scrolls_the_page_and_not_the_canvas(explore):
    explorer = explore()
    explorer.canvas.hover()
    explorer.page.mouse.wheel(0, 200)
    explorer.page.wait_for_function("scrollY > 50")


def test_from_a_disk_it_draws_searches_and_expands(flat_demo_site, explore):
    explorer = explore(url=(flat_demo_site / "explore.html").as_uri())
    explorer.shows("DeepSeek-R1")
    assert explorer.canvas.evaluate(PAINTED) > 5
    explorer.input.fill("h800")
    explorer.page.keyboard.press("Enter")
    explorer.shows("H800")
    explorer.entry("nvidia").click()
    before = explorer.listed.count()
    explorer.card.get_by_role("button", name=re.compile("^Expand")).click()
    expect(explorer.listed.nth(before)).to_be_attached()
    assert explorer.page.url.endswith("explore.html#focus=h800&open=nvidia")


def test_on_a_phone_the_panel_stands_below_the_canvas(explore):
    explorer = explore(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    canvas, card = explorer.canvas.bounding_box(), explorer.card.bounding_box()
    assert canvas["y"] + canvas["height"] <= card["y"] + 1
    assert card["width"] <= 390
    assert explorer.canvas.evaluate("canvas => getComputedStyle(canvas).touchAction") == "pan-y"


def test_under_a_sub_path_it_finds_its_data(demo_site, serve_folder, explore):
    explorer = explore("#focus=h800", url=serve_folder(demo_site, "/some/where/").url + "explore/")
    explorer.shows("H800")
    assert explorer.canvas.evaluate(PAINTED) > 5


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
