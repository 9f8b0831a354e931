# The data in a page's head, for programs that read it, while a reader goes from page to page without a full load.
from __future__ import annotations

import json

from playwright.sync_api import Page, expect


def names(page: Page) -> list[str]:
    """What the data in the page's head is about."""
    texts = page.locator("head script[type='application/ld+json']").all_text_contents()
    return [json.loads(text)["name"] for text in texts]


def test_the_data_follows_the_reader_and_is_never_run(demo_url, open_page):
    page = open_page(demo_url + "models/deepseek-r1/")
    page.wait_for_load_state("networkidle")
    assert names(page) == ["DeepSeek-R1"]
    page.evaluate("window.sameDocument = true")
    page.locator("article").get_by_role("link", name="DeepSeek-V3-Base", exact=True).first.click()
    expect(page.locator("article h1")).to_have_text("DeepSeek-V3-Base")
    page.wait_for_function("document.querySelector('link[rel=canonical]').href.includes('v3-base')")
    assert names(page) == ["DeepSeek-V3-Base"]
    assert page.evaluate("window.sameDocument") is True
