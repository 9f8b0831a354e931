# What stands behind a value or a link, shown beside it: by pointer, by keyboard, by tap, online and from files.
from __future__ import annotations

import pytest
from playwright.sync_api import expect

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def tip(page):
    return page.locator("#st-tip")


def test_a_source_mark_shows_its_source_and_the_place_in_it_and_names_it_for_screen_readers(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    mark = page.locator(".st-facts div", has_text="Active parameters").locator(".st-src").first
    mark.hover()

    expect(tip(page)).to_contain_text("Myths blog")
    expect(tip(page)).to_contain_text("(myth 2)")
    expect(tip(page)).to_have_role("tooltip")
    expect(mark).to_have_attribute("aria-describedby", "st-tip")
    page.locator("h1").hover()
    expect(tip(page)).to_have_count(0)
    assert mark.get_attribute("aria-describedby") is None


def test_a_value_shows_all_its_sources_when_the_pointer_is_on_it(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    value = page.locator(".st-facts div", has_text="Parameters").locator("dd").first
    value.hover(position={"x": 20, "y": 8})

    expect(tip(page).locator("p")).to_have_count(value.locator(".st-src").count())


def test_a_contested_value_shows_what_each_source_says(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    chip = page.locator(".st-facts div", has_text="Openness").locator(".st-chip")
    expect(chip).to_have_text("2 values")
    chip.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")

    expect(tip(page).locator("p")).to_have_count(2)
    expect(tip(page)).to_contain_text("open weights")
    expect(tip(page)).to_contain_text("open source")
    expect(tip(page)).to_contain_text("Myths blog")


def test_a_computed_value_shows_its_formula_and_opens_its_trace(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    how = page.get_by_role("link", name="How Cost with all it descends from is computed")
    how.hover()
    expect(tip(page)).to_contain_text("sum of Cost of this step over its whole lineage")

    trace = page.locator("#field-lineage_training_cost")
    expect(trace).not_to_have_attribute("open", "")
    how.click()
    expect(trace).to_have_attribute("open", "")
    expect(trace).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_link_to_an_entity_shows_its_card_by_pointer_and_by_keyboard(demo_url, open_page, scheme):
    page = open_page(demo_url + "models/deepseek-r1/", color_scheme=scheme)
    link = page.locator(".st-lede a", has_text="DeepSeek-V3-Base")
    link.hover()
    expect(tip(page).locator("strong")).to_have_text("DeepSeek-V3-Base")
    expect(tip(page).locator("dt:text-is('Developer') + dd")).to_have_text("DeepSeek")
    page.keyboard.press("Escape")
    expect(tip(page)).to_have_count(0)

    page.locator(".st-kind a").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "DeepSeek-V3-Base":
            break
    expect(tip(page).locator("strong")).to_have_text("DeepSeek-V3-Base")
    page.keyboard.press("Escape")
    expect(tip(page)).to_have_count(0)
    assert page.evaluate("document.activeElement.textContent") == "DeepSeek-V3-Base"


def test_a_box_of_the_lineage_figure_and_a_link_on_a_hand_written_page_show_cards_too(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    page.locator("svg.st-wide a.st-node[data-id=deepseek-r1-zero]").hover()
    expect(tip(page).locator("strong")).to_have_text("DeepSeek-R1-Zero")

    page = open_page(demo_url)
    page.locator("article a.st-link").first.hover()
    expect(tip(page).locator("strong")).to_be_visible()


def test_the_pointer_can_go_into_the_tip_and_a_scroll_closes_it(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    page.locator(".st-facts .st-src").first.hover()
    expect(tip(page)).to_be_visible()
    tip(page).hover()
    page.wait_for_timeout(500)
    expect(tip(page)).to_be_visible()
    page.mouse.wheel(0, 300)
    expect(tip(page)).to_have_count(0)


def test_a_value_in_running_text_says_whose_it_is_and_who_states_it(demo_url, open_page):
    page = open_page(demo_url + "what-did-r1-cost/")
    value = page.locator("a.st-value").first
    value.hover()

    expect(tip(page)).to_contain_text(": ")
    assert value.get_attribute("title") is None


def test_on_a_phone_a_tap_shows_sources_and_another_closes_them_and_links_lead_on(demo_url, open_page, arrived):
    page = open_page(demo_url + "models/deepseek-r1/", **PHONE)
    mark = page.locator(".st-facts .st-src").first
    mark.tap()
    expect(tip(page)).to_be_visible()
    box = tip(page).bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    page.locator("h1").tap()
    expect(tip(page)).to_have_count(0)
    page.locator(".st-facts dd", has_text="MIT").tap(position={"x": 10, "y": 8})
    expect(tip(page)).to_contain_text("TechTalks")

    page.locator("h1").tap()
    page.locator(".st-lede a", has_text="DeepSeek-V3-Base").tap()
    arrived(page, "DeepSeek-V3-Base")


def test_from_files_a_card_is_shown_and_nothing_is_fetched(flat_demo_site, open_page):
    page = open_page(f"file://{flat_demo_site}/models/deepseek-r1.html")
    page.evaluate("() => { window.fetch = () => { throw new Error('fetched') } }")
    page.locator(".st-lede a", has_text="DeepSeek-V3-Base").hover()

    expect(tip(page).locator("strong")).to_have_text("DeepSeek-V3-Base")


def test_after_instant_navigation_tips_belong_to_the_new_page(demo_url, open_page, arrived):
    page = open_page(demo_url + "models/deepseek-r1/")
    link = page.locator(".st-lede a", has_text="DeepSeek-V3-Base")
    link.hover()
    expect(tip(page)).to_be_visible()
    link.click()
    arrived(page, "DeepSeek-V3-Base")
    expect(tip(page)).to_have_count(0)
    page.locator(".st-facts .st-src").first.hover()
    expect(tip(page)).to_be_visible()


def test_without_javascript_marks_say_their_source_and_lead_to_it(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/", java_script_enabled=False)
    mark = page.locator('.st-facts .st-src[href^="#source-"]').first
    assert mark.get_attribute("title")
    source = mark.get_attribute("href")
    mark.click()
    assert page.url == f"{demo_url}models/deepseek-r1/{source}"
    expect(page.locator(source)).to_be_in_viewport()
