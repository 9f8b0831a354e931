# The lineage figure as tests touch it: its boxes, where the focus is, and whether a page was really loaded; and what the
# demonstration holds, so that no test need count its entities.
from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from demo import once
from own_pages import build_own_pages
from serving import SiteServer


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


@pytest.fixture(scope="session")
def demo_graph(demo_site: Path) -> dict[str, Any]:
    """What the demonstration's `data/graph.json` holds."""
    made: dict[str, Any] = json.loads((demo_site / "data" / "graph.json").read_text("utf-8"))
    return made


@pytest.fixture(scope="session")
def tied(demo_graph: dict[str, Any]) -> Callable[[str], set[str]]:
    """`tied(id) -> set[str]`: all that an entity of the demonstration descends from and that descends from it, and itself."""

    def reached(entity: str, start: str, end: str) -> set[str]:
        found, ahead = set[str](), [entity]
        while ahead:
            known = ahead.pop()
            new = {r[end] for r in demo_graph["relations"] if r.get(start) == known} - found
            found |= new
            ahead += new
        return found

    return lambda entity: {entity} | reached(entity, "parent", "child") | reached(entity, "child", "parent")


@pytest.fixture(scope="session")
def charts_site(shared_folder: Path) -> Path:
    """The demonstration with the pages of tests/support/own_pages.py. Read only."""
    return once(shared_folder / "own-pages", build_own_pages)


@pytest.fixture(scope="session")
def charts_url(charts_site: Path, serve_folder: Callable[..., SiteServer]) -> str:
    return serve_folder(charts_site).url


@pytest.fixture(scope="session")
def flat_charts_site(shared_folder: Path) -> Path:
    return once(shared_folder / "own-pages-flat", lambda folder: build_own_pages(folder, "--no-directory-urls"))
