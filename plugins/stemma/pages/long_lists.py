# Lists of an entity's page that are too long for it: the page shows the first lines, and pages of their own hold all. In:
# the site. Out: what a page shows of a list, and those further pages.
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from stemma.knowledge.entity import Entity
from stemma.pages.context import MOST_LINES, Page, Site
from stemma.pages.template import render_template

MOST = MOST_LINES
SHOWN = 100  # of more, so many are shown on it
ONE_PAGE = 400  # lines of a further page
_NO_NAME = re.compile(r"[^a-z0-9]+")

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Further:
    """Where all `number` lines of a list are."""

    number: int
    href: str


@dataclass(frozen=True, slots=True)
class Step:
    """A page of several, as the others lead to it; the one without an address is the page itself."""

    text: str
    href: str


def cut(site: Site, path: str, name: str, lines: Sequence[Line]) -> tuple[Sequence[Line], Further | None]:
    """What the page at `path` shows of its list `name`, and where the rest is."""
    if len(lines) <= MOST:
        return lines, None
    return lines[:SHOWN], further(site, path, name, len(lines))


def further(site: Site, path: str, name: str, number: int) -> Further:
    """Where all lines of the list `name` of the page at `path` are."""
    return Further(number, site.root(path) + site.page_url(address(path, name, 1)))


def address(path: str, name: str, number: int) -> str:
    """The path of a further page. No id holds an underscore, so that it cannot be the page of an entity."""
    return f"{path}/{_NO_NAME.sub('-', name.lower()).strip('-')}_{number}"


def steps(site: Site, pages: Sequence[str], at: int) -> list[Step]:
    """The way from the page `at` to the first, the last and those near it; a step without text is a gap. Nothing where there
    is but one page."""
    if len(pages) < 2:
        return []
    near = sorted({0, len(pages) - 1, *range(max(0, at - 2), min(len(pages), at + 3))})
    found = []
    for before, i in zip([-1, *near], near, strict=False):
        found += [Step("", "")] if i - before > 1 else []
        found.append(Step(str(i + 1), "" if i == at else site.root(pages[at]) + site.page_url(pages[i])))
    return found


def list_pages(
    site: Site, entity: Entity, name: str, title: str, kind: str, lines: Callable[[str], Sequence[Any]]
) -> Iterator[Page]:
    """The pages of a list, `kind` of a macro of `lists.html`; `lines` gives all lines as a page at some path shows them."""
    base = site.path(entity.id)
    number = len(lines(base))
    if number <= MOST:
        return
    pages = [address(base, name, n) for n in range(1, -(-number // ONE_PAGE) + 1)]
    every = lines(pages[0])  # all of them lie in one folder
    for at, path in enumerate(pages):
        some = every[at * ONE_PAGE : (at + 1) * ONE_PAGE]
        view = {
            "entity": entity, "href": site.href(entity.id, path), "title": title, "kind": kind, "lines": some, "number": number,
            "first": at * ONE_PAGE + 1, "last": at * ONE_PAGE + len(some),
            "steps": steps(site, pages, at),
        }  # fmt: skip
        html = render_template(site, "lists.html", view)
        part = f", {at + 1}" if len(pages) > 1 else ""
        yield Page(path, f"{entity.name}: {title}{part}", html, carries_on=True)
