# The demonstration site in a real browser: nothing leaves it, nothing complains, it fits a phone, and Material's
# features work on our pages.
from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from browsing import assert_accessible, thin_out

# One page of each of these kinds; tables, timeline and vocabulary have their own tests: home, prose with a trace, prose with claims, index, entity, claims, claim, source, explorer.
KINDS = (
    "",
    "what-did-r1-cost/",
    "myths-and-claims/",
    "models/",
    "models/deepseek-r1/",
    "claims/",
    "claims/r1-copied-openai/",
    "papers/v3-report/",
    "explore/",
)
PHONE = {"width": 390, "height": 844}

# Material's own: a dialog and a progress bar without names, a link and a bar outside of landmarks, a footer in a grey
# whose contrast is 4.47 in the dark scheme.
CHROME = [[".md-search"], [".md-progress"], ["[data-md-component=skip]"], [".md-copyright"]]

# What sticks out of the window in the content, apart from what scrolls by itself or is for screen readers alone.
STICKING_OUT = """() => {
  const held = (element) => {
    for (let at = element; at && at.tagName !== "ARTICLE"; at = at.parentElement) {
      if (getComputedStyle(at).overflowX !== "visible") return true;
    }
    return false;
  };
  return [...document.querySelectorAll("article *")]
    .filter((element) => element.getClientRects().length && element.getBoundingClientRect().right > innerWidth + 0.5)
    .filter((element) => !held(element.parentElement))
    .map((element) => element.outerHTML.slice(0, 100));
}"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_asks_only_its_own_site_complains_of_nothing_and_is_accessible(demo_url, open_page, kind):
    page = open_page(demo_url + kind)
    page.wait_for_load_state("networkidle")
    expect(page.locator("article h1")).to_be_visible()
    thin_out(page)
    assert_accessible(page, {"exclude": CHROME})


@pytest.mark.parametrize("kind", KINDS)
def test_on_a_phone_no_page_is_wider_than_the_screen(demo_url, open_page, kind):
    page = open_page(demo_url + kind, viewport=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("[innerWidth, document.documentElement.scrollWidth]") == [PHONE["width"]] * 2
    assert page.evaluate(STICKING_OUT) == []


@pytest.mark.parametrize("kind", ["models/deepseek-r1/", "explore/"])
def test_what_a_phone_shows_differently_is_accessible_too(demo_url, open_page, kind):
    page = open_page(demo_url + kind, viewport=PHONE, has_touch=True, is_mobile=True)
    page.wait_for_load_state("networkidle")
    assert_accessible(page, "article")  # around it is Material's drawer, whose landmarks share a name


@pytest.mark.parametrize("kind", KINDS)
def test_without_javascript_every_page_has_its_content(demo_url, open_page, kind):
    page = open_page(demo_url + kind, java_script_enabled=False)
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator("article a[href*='models/'], article a[href*='deepseek-r1']").first).to_be_visible()


# Search and table of contents ----------------------------------------------------------------------------------------


def ask(page, words):
    """Searches once: a word typed letter by letter would be answered as often."""
    page.locator("[data-md-component=search-query]").click()
    page.keyboard.insert_text(words[:-1])
    page.keyboard.press(words[-1])


@pytest.fixture
def found(demo_url, open_page):
    """`found(words) -> list of titles`: what the search offers for the words, best first."""

    def search(words):
        page = open_page(demo_url, search=True)
        ask(page, words)
        expect(page.locator(".md-search-result__article h1").first).to_be_visible()
        expect(page.locator(".md-search-result__meta")).to_contain_text("matching")
        return page.locator(".md-search-result__article h1").all_inner_texts()

    return search


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("DeepSeek-R1", "DeepSeek-R1"),
        ("AWS", "Amazon Web Services"),
        ("pass peer review language model", "R1 is the first large language model to pass peer review"),
        (
            "training was done before its reinforcement",
            "About 95 per cent of R1's training was done before its reinforcement learning",
        ),
    ],
    ids=["name", "alias", "claim", "another-claim"],
)
def test_the_search_finds_an_entity_among_the_first(found, words, title):
    assert title in [named.partition(" · ")[0] for named in found(words)[:3]]  # other names stand behind the name


def test_the_search_finds_the_page_that_is_called_so_before_what_is_written_about_it(found):
    assert {words: found(words)[0] for words in ("timeline", "claims", "explorer")} == {
        "timeline": "Timeline", "claims": "Claims", "explorer": "Explorer",
    }  # fmt: skip


def test_the_search_offers_a_page_once(found):
    titles = found("DeepSeek-V3-Base")
    assert sum(title.startswith("DeepSeek-V3-Base") for title in titles) == 1


def test_a_search_result_leads_to_its_page(demo_url, open_page, arrived):
    page = open_page(demo_url, search=True)
    ask(page, "DeepSeek-V3-Base")
    page.locator(".md-search-result__article").filter(has=page.locator("h1", has_text="V3-Base")).first.click()
    arrived(page, "DeepSeek-V3-Base")


def test_an_entity_page_has_a_table_of_contents_that_leads_to_its_parts(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    entries = page.locator("[data-md-component=toc] a.md-nav__link")
    targets = [str(entry.get_attribute("href")).partition("#")[2] for entry in entries.all()]
    assert len(targets) >= 4
    assert [target for target in targets if page.locator(f'[id="{target}"]').count() != 1] == []
    entries.filter(has_text="Relations").click()
    expect(page).to_have_url(f"{demo_url}models/deepseek-r1/#relations")
    expect(page.locator("#relations")).to_be_in_viewport()


def test_the_skip_link_leads_to_the_title(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.classList.contains('md-skip')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{demo_url}models/deepseek-r1/#deepseek-r1")


def test_the_edit_link_of_an_entity_opens_its_yaml(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    link = page.locator("article a.md-content__button[rel=edit]")
    assert str(link.get_attribute("href")).endswith("/edit/main/graph/models/deepseek-r1.yml")


def test_a_page_that_is_made_of_many_files_has_no_edit_link(demo_url, open_page):
    page = open_page(demo_url + "models/")
    assert page.locator("article a.md-content__button").count() == 0


def test_a_source_mark_leads_to_its_source(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    mark = page.locator(".st-facts .st-src[href*='#source-']").first
    target = "#" + str(mark.get_attribute("href")).partition("#")[2]
    mark.click()
    expect(page).to_have_url(re.compile(f"{target}$"))
    expect(page.locator(target)).to_be_in_viewport()


def test_a_value_in_prose_leads_to_its_trace(demo_url, open_page, arrived):
    page = open_page(demo_url)
    page.locator("article a.st-value", has_text="$295,000").first.click()
    arrived(page, "DeepSeek-R1")
    trace = page.locator("#field-rl_training_cost")
    expect(trace).to_be_in_viewport()
    expect(trace.locator(".st-formula var", has_text="Rental price")).to_be_visible()


def test_the_uncertain_inputs_of_a_figure_show_between_what_they_lie(demo_url, open_page):
    steps = open_page(f"{demo_url}models/deepseek-r1/").locator("#field-rl_training_cost .st-steps")
    expect(steps.locator("li", has_text="80 h")).to_contain_text("between 75 hours and 85 hours")
    exact = steps.locator("li", has_text="DeepSeek-R1-Zero: Reinforcement learning")
    expect(exact).to_contain_text("198 h")
    expect(exact).not_to_contain_text("between")


def test_who_searches_for_what_r1_cost_finds_the_page_about_it_first(demo_url, open_page):
    page = open_page(demo_url, search=True)
    page.locator(".md-search__input").press_sequentially("r1 cost")
    expect(page.locator(".md-search-result__item > a").first).to_contain_text("What did R1 cost?")


def test_what_is_thinned_out_for_axe_keeps_one_of_each_kind(open_page):
    rows = [f"<li>{i}</li>" for i in range(40)]
    rows[20] = "<li><b class=late>20</b></li>"
    rows[30] = "<li><b class=late>30</b></li>"
    rows[35] = "<li data-type=ship>35</li>"
    page = open_page()
    page.set_content(f"<article><ul>{''.join(rows)}</ul></article>")
    thin_out(page)
    assert page.locator("li").all_inner_texts() == [*map(str, range(12)), "20", "35"]
