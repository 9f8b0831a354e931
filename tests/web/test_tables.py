# Tables in a real browser: sorting, filters, the state in the address, by keyboard, on a phone, without scripts, from a disk;
# and the pages of all figures, conflicts, sources, claims and downloads.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import assert_accessible, thin_out
from demo import once
from run import build, write_files
from serving import SITE_URL

PHONE = {"width": 390, "height": 844}
PAGES = ("models/", "claims/", "figures/", "conflicts/", "sources/", "data/")
CHROME = [[".md-search"], [".md-progress"], ["[data-md-component=skip]"], [".md-copyright"]]  # Material's own


class Table:
    """A table with its tools, as a reader uses it."""

    def __init__(self, page, name):
        self.page = page
        self.root = page.locator(f"[data-st-table={name}]")
        self.tools = page.locator(f"[data-st-table={name}] .st-tools, .st-tools:has(+ [data-st-table={name}])")
        self.find = self.tools.get_by_role("searchbox")
        self.status = self.tools.get_by_role("status")
        expect(self.status).not_to_be_empty()

    def choose(self, label, value):
        self.tools.get_by_label(label, exact=True).select_option(value)

    def head(self, label):
        return self.root.get_by_role("columnheader").filter(has_text=re.compile(f"^{label}"))

    def sort(self, label):
        self.head(label).get_by_role("button").click()

    def names(self):
        return self.root.locator("tbody th[scope=row] > a:visible").all_inner_texts()

    def column(self, number):
        """The texts of a column's visible cells; the name is number 0."""
        return self.root.locator(f"tbody tr:visible td:nth-child({number + 1})").all_inner_texts()


@pytest.fixture
def table(demo_url, open_page):
    """`table(path, name, **options) -> Table` of a page of the demonstration."""
    return lambda path, name, **options: Table(open_page(demo_url + path, **options), name)


@pytest.fixture(scope="session")
def blocks_url(charts_url):
    return f"{charts_url}blocks/"


@pytest.fixture(scope="session")
def every_model(demo_graph):
    """All models of the demonstration."""
    return [entity for entity in demo_graph["entities"] if entity["type"] == "model"]


# Sorting -------------------------------------------------------------------------------------------------------------


def test_a_column_is_sorted_up_then_down_then_as_it_was_and_says_so(table):
    models = table("models/", "models")
    first = models.names()
    models.sort("Developer")
    expect(models.head("Developer")).to_have_attribute("aria-sort", "ascending")
    assert models.column(1) == sorted(models.column(1), key=str.lower)
    models.sort("Developer")
    expect(models.head("Developer")).to_have_attribute("aria-sort", "descending")
    assert models.column(1) == sorted(models.column(1), key=str.lower, reverse=True)
    models.sort("Developer")
    expect(models.root.locator("[aria-sort]")).to_have_count(0)
    assert models.names() == first


def test_numbers_are_sorted_by_value_dates_by_day_and_what_is_not_stated_comes_last_both_ways(table):
    models = table("models/", "models")
    models.sort("Parameters")
    up = [text.split()[0] for text in models.column(4) if text]
    assert up[:4] == ["1.5B", "7B", "8B", "14B"]
    assert models.column(4)[-1] == ""
    models.sort("Parameters")
    assert models.column(4)[0].startswith("671B")
    assert models.column(4)[-1] == ""
    models.sort("Released")
    dates = [text for text in models.column(3) if text]
    assert [text for i, text in enumerate(dates) if i == 0 or dates[i - 1] != text] == [
        "Nov 2023",
        "c. Dec 2024",
        "20 Jan 2025",
    ]


# Filtering -----------------------------------------------------------------------------------------------------------


def test_the_text_box_keeps_rows_with_all_of_its_words_in_any_column(table, every_model):
    models = table("models/", "models")
    models.find.fill("QWEN  distilled")
    expect(models.status).to_have_text(f"4 of {len(every_model)} models")
    assert all("Qwen" in name for name in models.names())
    models.find.press("Escape")
    expect(models.status).to_have_text(f"{len(every_model)} models")
    expect(models.find).to_have_value("")


def test_a_choice_keeps_rows_with_that_value_and_clear_takes_everything_back(table, every_model):
    models = table("models/", "models")
    clear = models.tools.get_by_role("button", name="Clear")
    expect(clear).to_be_hidden()
    models.choose("Developer", "OpenAI")
    expect(models.status).to_have_text(f"4 of {len(every_model)} models")
    models.choose("Kind", "reasoning")
    expect(models.status).to_have_text(f"3 of {len(every_model)} models")
    clear.click()
    expect(models.status).to_have_text(f"{len(every_model)} models")
    expect(models.find).to_be_focused()


def test_the_list_of_claims_is_filtered_by_verdict_test_and_speaker(table, demo_graph):
    every = demo_graph["claims"]
    contradicted = [claim for claim in every if claim["verdict"] == "contradicted"]
    claims = table("claims/", "claims")
    tools, status = claims.tools, claims.status
    claims.choose("Verdict", "contradicted")
    expect(status).to_have_text(f"{len(contradicted)} of {len(every)} claims")
    expect(claims.root.get_by_role("heading", name="Supported")).to_be_hidden()
    expect(claims.root.get_by_role("heading", name="Contradicted")).to_be_visible()
    claims.choose("By the graph", "holds")
    expect(status).to_have_text(f"0 of {len(every)} claims")
    tools.get_by_role("button", name="Clear").click()
    claims.choose("Made by", "DeepSeek")
    own = sum("deepseek" in claim["made_by"] for claim in every)
    expect(status).to_have_text(f"{own} of {len(every)} claims")


def test_groups_are_sorted_within_and_vanish_when_nothing_of_them_is_left(blocks_url, open_page, every_model):
    models = Table(open_page(blocks_url), "table-1")
    own = sum(
        "deepseek" in [stated["value"] for stated in model["fields"].get("developer", [])] for model in every_model
    )
    deepseek = models.root.get_by_role("rowheader", name=re.compile(rf"^DeepSeek {own}\b"))
    expect(deepseek).to_be_visible()
    models.sort("Parameters")
    assert models.names()[0] == "Claude 3.5 Sonnet"
    assert models.names()[1:3] == ["DeepSeek-R1-Distill-Qwen-1.5B", "DeepSeek-R1-Distill-Qwen-7B"]
    models.choose("Kind", "base")
    assert models.names() == ["DeepSeek-V3-Base"]
    expect(models.root.locator(".st-group:visible")).to_have_text(["DeepSeek 1"])


# The address ---------------------------------------------------------------------------------------------------------


def test_the_state_stands_in_the_address_and_is_there_after_a_reload(table, every_model):
    models = table("models/", "models")
    models.choose("Developer", "OpenAI")
    models.sort("Model")
    models.sort("Model")
    models.find.fill("o")
    expect(models.page).to_have_url(
        re.compile(r"/models/\?models\.find=o&models\.developer=OpenAI&models\.sort=-name$")
    )
    models.page.reload()
    again = Table(models.page, "models")
    expect(again.status).to_contain_text(f"4 of {len(every_model)} models")
    expect(again.head("Model")).to_have_attribute("aria-sort", "descending")
    assert again.names() == ["o3-mini", "o3", "o1", "GPT-4o"]


def test_the_state_is_there_again_when_a_reader_comes_back_without_a_full_load(table, arrived, pages, every_model):
    models = table("models/", "models")
    models.choose("Developer", "OpenAI")
    models.root.get_by_role("link", name="GPT-4o").click()
    arrived(models.page, "GPT-4o")
    assert "?" not in models.page.url
    models.page.go_back()
    arrived(models.page, "Models")
    expect(Table(models.page, "models").status).to_have_text(f"4 of {len(every_model)} models")
    assert len(pages.watch.documents) == 1


def test_the_theme_follows_headings_in_the_address_and_leaves_the_state_alone(table, demo_graph):
    verdicts = [claim["verdict"] for claim in demo_graph["claims"]]
    filtered = f"{verdicts.count('unproven')} of {len(verdicts)} claims"
    claims = table("claims/?claims.verdict=unproven", "claims", search=True)
    expect(claims.status).to_have_text(filtered)
    claims.page.mouse.move(400, 500)
    for _ in range(20):
        claims.page.mouse.wheel(0, 250)
        claims.page.wait_for_timeout(450)  # the theme names a heading when the page has been still for 250
        if "#" in claims.page.url:
            break
    expect(claims.page).to_have_url(re.compile(r"\?claims\.verdict=unproven#\w+$"))
    expect(claims.status).to_have_text(filtered)


def test_two_tables_of_a_page_keep_their_own_state(blocks_url, open_page, every_model):
    page = open_page(blocks_url)
    Table(page, "table-1").choose("Kind", "reasoning")
    Table(page, "table-2").sort("Kind")
    expect(page).to_have_url(re.compile(r"\?table-1\.kind=reasoning&table-2\.sort=kind$"))
    page.reload()
    expect(Table(page, "table-1").status).to_contain_text(f" of {len(every_model)} models")
    expect(Table(page, "table-2").head("Kind")).to_have_attribute("aria-sort", "ascending")
    expect(Table(page, "table-1").root.locator("[aria-sort]")).to_have_count(0)


def test_an_address_that_means_nothing_is_passed_over(table, every_model):
    models = table("models/?models.sort=nonsense&models.developer=nobody", "models")
    expect(models.status).to_have_text(f"{len(every_model)} models")
    expect(models.root.locator("[aria-sort]")).to_have_count(0)


# Keyboard, phone, without scripts, from a disk -----------------------------------------------------------------------


def test_a_table_is_sorted_and_filtered_by_keyboard_alone(table, every_model):
    models = table("models/", "models")
    models.find.focus()
    models.page.keyboard.type("claude")
    expect(models.status).to_have_text(f"1 of {len(every_model)} models")
    for _ in range(20):
        models.page.keyboard.press("Tab")
        if models.page.evaluate("document.activeElement.matches('.st-sort')"):
            break
    expect(models.root.get_by_role("button", name="Model", exact=True)).to_be_focused()
    models.page.keyboard.press("Enter")
    expect(models.head("Model")).to_have_attribute("aria-sort", "ascending")
    expect(models.status).to_have_text(f"1 of {len(every_model)} models, sorted by Model")


def test_typing_a_letter_of_the_themes_shortcuts_stays_in_the_box(table):
    models = table("models/", "models")
    models.find.focus()
    models.page.keyboard.type("sfpn")
    expect(models.find).to_have_value("sfpn")
    expect(models.page).to_have_url(re.compile(r"models\.find=sfpn$"))


def test_on_a_phone_the_names_stay_in_view_while_the_table_scrolls(table):
    models = table("models/", "models", viewport=PHONE, has_touch=True, is_mobile=True)
    name = models.root.get_by_role("rowheader").first
    before = name.bounding_box()
    assert before["width"] < PHONE["width"] / 2
    models.root.evaluate("element => element.scrollLeft = 200")
    assert abs(name.bounding_box()["x"] - before["x"]) < 1
    sizes = models.tools.locator("input:visible, select:visible, button:visible").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(sizes) >= 24


def test_on_a_phone_the_sides_of_a_comparison_fit_side_by_side(blocks_url, open_page):
    page = open_page(blocks_url, viewport=PHONE, has_touch=True, is_mobile=True)
    compare = page.locator(".st-compare")
    assert compare.evaluate("t => t.scrollWidth <= t.parentElement.clientWidth")
    row = compare.get_by_role("row").filter(has_text="Released")
    label, one, other = (row.locator(">*").nth(i).bounding_box() for i in range(3))
    assert label["y"] < one["y"] == other["y"]
    assert one["x"] < other["x"]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.parametrize("path", PAGES)
def test_without_javascript_all_of_a_page_is_there_and_no_tools(demo_url, open_page, path):
    page = open_page(demo_url + path, java_script_enabled=False)
    rows = page.locator("article tbody tr, article .st-claims > li")
    assert rows.count() > 2
    assert page.locator("article tr[hidden], article li[hidden], .st-tools, .st-sort").count() == 0


def test_a_table_works_from_a_disk(flat_demo_site, open_page, every_model):
    models = Table(open_page((flat_demo_site / "models" / "index.html").as_uri()), "models")
    models.choose("Developer", "OpenAI")
    models.sort("Model")
    expect(models.status).to_contain_text(f"4 of {len(every_model)} models")
    assert models.names()[0] == "GPT-4o"


@pytest.fixture
def fleet_site(write_project, mkdocs_build):
    """`fleet_site(number) -> Path`: a built site with so many ships, sloops before brigs in a block of its home page."""

    def build(number):
        ships = "".join(f"- {{id: s{n}, name: Ship {n}, rig: {'brig' if n % 2 else 'sloop'}}}\n" for n in range(number))
        schema = "types:\n  ship:\n    columns: [rig]\n    fields:\n      rig: {type: enum, values: [sloop, brig]}\nproject: {rules: {lint: ignore}}\n"
        home = "# Home\n\n[Ships](ships/index.md)\n\n```entities\ntype: ship\ngroup: rig\n```\n"
        files = {"graph/schema.yml": schema, "graph/ships/all.yml": ships, "docs/index.md": home}
        config = f"site_name: T\nsite_url: {SITE_URL}\ntheme: {{name: material, font: false, features: [navigation.instant]}}\nplugins: [stemma]\n"
        return mkdocs_build(write_project({**files, "mkdocs.yml": config})).ok().site

    return build


def test_of_very_many_rows_the_first_are_shown_and_a_button_shows_all(fleet_site, serve_folder, open_page):
    table = Table(open_page(serve_folder(fleet_site(120)).url + "ships/"), "ships")
    assert len(table.names()) == 60
    table.find.fill("119")
    expect(table.status).to_have_text("1 of 120 ships")
    assert table.names() == ["Ship 119"]
    table.tools.get_by_role("button", name="Clear").click()
    table.page.get_by_role("button", name="Show all 120 ships").click()
    assert len(table.names()) == 120
    assert table.page.evaluate("document.activeElement.closest('tr').rowIndex") == 61


def test_the_rows_that_a_page_keeps_are_in_their_groups_when_it_came_by_a_click_and_from_a_disk(
    fleet_site, serve_folder, open_page, pages
):
    site = fleet_site(140)
    served = open_page(serve_folder(site).url + "ships/")
    served.locator(".md-header__title, .md-logo").first.click()
    for page in (served, open_page((site / "index.html").as_uri())):
        table = Table(page, "table-1")
        expect(table.status).to_have_text("140 ships")
        assert page.locator("article noscript").count() == 0
        assert page.locator("article tbody").evaluate_all("all => all.map(one => one.rows.length)") == [71, 71]
        expect(table.root.locator(".st-group:visible")).to_have_text(["sloop 70"])
        page.get_by_role("button", name="Show all 140 ships").click()
        expect(table.root.locator(".st-group:visible")).to_have_text(["sloop 70", "brig 70"])
    assert len(pages.watch.documents) == 2  # one served, one from the disk


def test_without_javascript_the_rows_that_a_page_keeps_stand_below_in_their_groups(fleet_site, open_page):
    page = open_page((fleet_site(140) / "index.html").as_uri(), java_script_enabled=False)
    tables = page.get_by_role("table")
    assert tables.get_by_role("rowheader").filter(has_text="Ship").count() == 140
    assert page.locator(".st-group").all_inner_texts() == ["sloop 70", "sloop continued", "brig 70"]


# More rows than a page holds ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_site(shared_folder):
    """A built site with 1,050 ships. Read only."""
    ships = "".join(f"- {{id: s{n}, name: Ship {n:04}, rig: {'brig' if n % 3 else 'sloop'}}}\n" for n in range(1050))
    schema = "types:\n  ship:\n    columns: [rig]\n    fields:\n      rig: {type: enum, values: [sloop, brig]}\nproject: {rules: {lint: ignore}}\n"
    toggle = "toggle: {icon: material/brightness-auto, name: Other}"
    schemes = ", ".join(
        f'{{media: "(prefers-color-scheme{name})", {scheme}{toggle}}}'
        for name, scheme in (("", ""), (": light", "scheme: default, "), (": dark", "scheme: slate, "))
    )
    theme = f"{{name: material, font: false, features: [navigation.instant], palette: [{schemes}]}}"
    config = f"site_name: T\nsite_url: {SITE_URL}\ntheme: {theme}\nplugins: [stemma]\n"
    files = {
        "graph/schema.yml": schema,
        "graph/ships/all.yml": ships,
        "docs/index.md": "# Home\n",
        "mkdocs.yml": config,
    }
    return once(shared_folder / "long-table", lambda folder: build(write_files(folder, files)).ok().site)


@pytest.fixture
def long_table(long_site, serve_folder, open_page):
    """`long_table(path) -> Table`: the ships, from a page of theirs."""
    return lambda path: Table(open_page(serve_folder(long_site).url + path), "ships")


def files_with_rows(pages):
    return [url for url in pages.watch.requests if "/stemma/tables/" in url]


def test_a_very_long_table_has_pages_that_lead_to_one_another_without_javascript(long_site, open_page):
    page = open_page((long_site / "ships" / "index.html").as_uri(), java_script_enabled=False)
    assert page.locator("article tbody tr").count() == 100
    names = set(page.get_by_role("rowheader").all_inner_texts())
    for number in range(2, 12):
        steps = page.get_by_role("navigation", name="Pages")
        expect(steps.locator("[aria-current]")).to_have_text(str(number - 1))
        page.goto(page.url.rpartition("/ships/")[0] + f"/ships/page_{number}/index.html")
        names |= set(page.get_by_role("rowheader").all_inner_texts())
    assert names == {f"Ship {n:04}" for n in range(1050)}
    assert page.get_by_role("link", name="Page 1", exact=True).get_attribute("href") == "../../ships/"


def test_a_page_of_a_very_long_table_is_accessible(long_table):
    page = long_table("ships/page_2/").page
    thin_out(page)
    assert page.locator("article tbody tr").count() == 12
    assert_accessible(page, "article")


@pytest.mark.parametrize("path", ["ships/", "ships/page_5/"])
def test_a_very_long_table_loads_all_its_rows_when_a_reader_filters(long_table, pages, path):
    table = long_table(path)
    expect(table.status).to_have_text(re.compile(r" of 1,050 ships$"))
    assert files_with_rows(pages) == []
    table.find.press_sequentially("1049")
    expect(table.status).to_have_text("1 of 1,050 ships")
    assert len(files_with_rows(pages)) == 2
    expect(table.find).to_be_focused()
    table.root.get_by_role("link", name="Ship 1049").click()
    expect(table.page.locator("h1")).to_contain_text("Ship 1049")
    assert len(pages.watch.documents) == 1


def test_a_very_long_table_is_sorted_and_chosen_from_as_a_whole_and_shows_more_on_request(long_table):
    table = long_table("ships/page_2/")
    table.sort("Ship")
    expect(table.status).to_have_text("1,050 ships, sorted by Ship")
    table.sort("Ship")
    expect(table.status).to_have_text("1,050 ships, sorted by Ship, descending")
    assert table.names()[0] == "Ship 1049"
    table.choose("Rig", "sloop")
    expect(table.status).to_have_text("350 of 1,050 ships, sorted by Ship, descending")
    assert len(table.names()) == 100
    table.page.get_by_role("button", name="Show 250 more ships").click()
    assert len(table.names()) == 350
    assert table.page.evaluate("document.activeElement.closest('tr').rowIndex") == 101
    expect(table.page.get_by_role("navigation", name="Pages")).to_have_count(0)


def test_the_state_of_a_very_long_table_stands_in_the_address_from_a_disk_too(long_site, open_page):
    page = open_page((long_site / "ships" / "index.html").as_uri() + "?ships.rig=sloop&ships.sort=-name")
    table = Table(page, "ships")
    expect(table.status).to_have_text("350 of 1,050 ships, sorted by Ship, descending")
    assert table.names()[:2] == ["Ship 1047", "Ship 1044"]
    link = table.root.get_by_role("link", name="Ship 1047").get_attribute("href")
    assert link == (long_site / "ships" / "s1047").as_uri() + "/"


def test_rows_that_do_not_come_are_told_and_may_be_asked_for_again(long_table, pages):
    table = long_table("ships/")
    table.page.route("**/tables/ships-2.js", lambda route: route.abort())
    table.find.focus()
    expect(table.status).to_have_text("The rows could not be loaded.")
    pages.watch.problems.clear()
    table.page.unroute("**/tables/ships-2.js")
    table.find.blur()
    table.find.focus()
    expect(table.status).to_have_text("1,050 ships")


# The pages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [path for path in PAGES if path not in {"models/", "claims/"}])  # see test_site.py
def test_a_page_is_accessible_and_complains_of_nothing(demo_url, open_page, path):
    page = open_page(demo_url + path)
    page.wait_for_load_state("networkidle")
    thin_out(page)
    assert_accessible(page, {"exclude": CHROME})


def test_blocks_are_accessible(blocks_url, open_page):
    page = open_page(blocks_url)
    page.wait_for_load_state("networkidle")
    assert_accessible(page, {"exclude": CHROME})


@pytest.mark.parametrize("path", PAGES)
def test_on_a_phone_a_page_is_as_wide_as_the_screen(demo_url, open_page, path):
    page = open_page(demo_url + path, viewport=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [PHONE["width"]] * 2


def test_a_figure_leads_to_its_trace(table, arrived):
    figures = table("figures/", "figures")
    figures.find.fill("own training cost 294,000")
    figures.root.get_by_role("link", name="Own training cost").first.click()
    arrived(figures.page, "DeepSeek-R1")
    expect(figures.page.locator("#field-rl_training_cost")).to_be_in_viewport()


def test_the_figures_that_are_off_are_found_by_one_choice(table, demo_graph, demo_url):
    off = {f["id"].rpartition(".") for f in demo_graph["figures"] if any(s["comparison"] == "off" for s in f["stated"])}
    assert ("deepseek-v3", ".", "total_training_cost") in off
    page_of = {entity["id"]: demo_url + entity["url"] for entity in demo_graph["entities"]}
    figures = table("figures/", "figures")
    figures.choose("Stated", "off")
    traces = figures.root.locator("tbody th[scope=row] > a:visible").evaluate_all(
        "links => links.map(link => link.href)"
    )
    assert sorted(traces) == sorted(f"{page_of[entity]}#field-{field}" for entity, _, field in off)
    expect(figures.root.locator("tbody tr:visible").filter(has_text="$5.5M")).to_contain_text("−1.36 %")


def test_sources_are_sorted_by_what_rests_on_them(table):
    sources = table("sources/", "sources")
    sources.sort("Rests on it")
    sources.sort("Rests on it")
    numbers = [sum(map(int, re.findall(r"\d+", text))) for text in sources.column(6)]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 50


def test_what_is_offered_for_download_is_there_and_as_large_as_is_said(demo_url, open_page):
    page = open_page(demo_url + "data/")
    links = page.locator("article a[download]")
    assert links.count() > 20
    for link in links.all():
        said = link.evaluate("link => link.nextElementSibling.textContent")
        got = page.request.get(str(link.evaluate("link => link.href")))
        assert got.ok
        number, unit = said.replace(",", "").split("\xa0")
        assert unit == "bytes" or sum(map(str.isdigit, number)) >= 2
        size = {"bytes": 1, "kB": 1000}[unit]
        last_digit = size / 10 ** len(number.partition(".")[2])
        assert abs(float(number) * size - len(got.body())) <= last_digit / 2
