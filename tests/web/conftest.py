# The lineage figure as tests touch it: its boxes, where the focus is, and whether a page was really loaded.
from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect


class Figure:
    """The first lineage figure of a page, in the drawing that is shown at the page's width."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.root = page.locator("figure.st-lineage").first

    def boxes(self) -> Locator:
        return self.root.locator("svg a.st-node:visible")

    def box(self, entity: str) -> Locator:
        return self.root.locator(f'svg a.st-node[data-id="{entity}"]:visible')

    def focused(self) -> str | None:
        """The id of the box that has the keyboard's focus."""
        found = self.page.evaluate("document.activeElement?.closest('a.st-node')?.dataset.id ?? null")
        return None if found is None else str(found)

    def tab_into(self, most: int = 120) -> str:
        """Presses Tab until a box has the focus, and gives its id."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if (entity := self.focused()) is not None:
                return entity
        raise AssertionError(f"{most} presses of Tab did not reach the figure of {self.page.url}")

    def walk_to(self, entity: str, *keys: str) -> None:
        """Presses the keys in turn, and round again, until the box has the focus."""
        for key in keys * 12:
            if self.focused() == entity:
                return
            self.page.keyboard.press(key)
        raise AssertionError(f"{keys} did not lead to {entity}, but to {self.focused()}")


@pytest.fixture
def figure_of() -> Callable[[Page], Figure]:
    return Figure


@pytest.fixture
def arrived() -> Callable[[Page, str], None]:
    """`arrived(page, title)`: waits until the page's heading is `title`; an address alone changes too early."""

    def wait(page: Page, title: str) -> None:
        expect(page.locator(".md-content h1")).to_have_text(re.compile(rf"^\s*{re.escape(title)}\s*¶?\s*$"))

    return wait
