# What the page of a rule says, for reports that carry it along. In: a rule's id. Out: the page's Markdown. The pages are
# those of the documentation: a wheel holds a copy of them, a checkout the pages themselves.
from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def rule_page(rule_id: str) -> str:
    """The page's Markdown, or '' where there is none, as for a project's own rule."""
    page = _folder().joinpath(f"{rule_id}.md")
    return page.read_text("utf-8") if _ID.fullmatch(rule_id) and page.is_file() else ""


@lru_cache(maxsize=1)
def _folder() -> Traversable:
    packaged = resources.files("stemma.report").joinpath("rule_pages")
    return packaged if packaged.is_dir() else Path(__file__).parents[3] / "docs" / "rules"
