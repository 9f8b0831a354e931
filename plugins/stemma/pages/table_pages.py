# Tables with more rows than a page should hold: pages of them that lead to one another, and files with all rows, which
# assets/tables.js loads when a reader filters or sorts. In: what the rows are made of. Out: the table of each page.
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from markupsafe import Markup

from stemma.pages.context import Page, Site
from stemma.pages.data_script import data_script
from stemma.pages.long_lists import steps
from stemma.pages.tables import Group, Head, Paged, Row, Stretch, Words, render_stretches, render_table
from stemma.pages.template import render_template

MOST = 400  # rows of a table that has but one page
ONE_PAGE = 100
ONE_FILE = 10  # pages whose rows lie in one file

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One of the pages: its path, and its table with the way to the others. The first has the files for all of them."""

    path: str
    table: Markup
    files: tuple[tuple[str, bytes], ...] = ()


def bound(site: Site, first: Page, made: Sequence[Leaf]) -> Iterator[Page]:
    """The pages: the first, which has the first table, and those that go on."""
    yield replace(first, files=made[0].files)
    for number, leaf in enumerate(made[1:], 2):
        href = site.root(leaf.path) + site.page_url(first.path)
        html = render_template(site, "table-page.html", {"title": first.title, "href": href, "table": leaf.table})
        yield Page(leaf.path, f"{first.title}, {number}", html, carries_on=True)


def leaves(
    site: Site,
    path: str,
    heads: Sequence[Head],
    groups: Sequence[tuple[str, Sequence[Thing]]],
    row: Callable[[str, Thing], Row],
    words: Words,
) -> list[Leaf]:
    """The pages of a table, the first at `path`; `groups` pairs the line above some things, or '', with them, and `row`
    makes the line of a thing as the page at some path shows it."""
    number = sum(len(things) for _, things in groups)
    if number <= MOST:
        made = [Group(label, tuple(row(path, thing) for thing in things)) for label, things in groups]
        whole = (heads, made, words)
        return [Leaf(path, site.for_same(("table", path), whole, lambda: render_table(site, *whole)))]
    base = path.removesuffix("/index")
    paths = [path, *(f"{base}/page_{n}" for n in range(2, -(-number // ONE_PAGE) + 1))]
    files = [f"tables/{words.slug}-{n}.js" for n in range(1, -(-len(paths) // ONE_FILE) + 1)]
    found, tables = [], []
    for at, (own, part) in enumerate(zip(paths, _parts(groups), strict=True)):
        made_of = [Stretch(label, size, tuple(row(own, t) for t in some), on) for label, size, some, on in part]
        first, rows = at * ONE_PAGE + 1, sum(len(stretch.rows) for stretch in made_of)
        told = f"{first:,} to {first + rows - 1:,} of {number:,}"
        given = (heads, made_of, words, Paged(told, " ".join(files)))
        table = site.for_same(("table", own), given, partial(render_stretches, site, *given))
        tables.append((site.page_url(own), str(table)))
        pager = render_template(site, "pager.html", {"told": told, "steps": steps(site, paths, at)})
        found.append(Leaf(own, table + Markup(pager)))  # noqa: S704 - the template escapes
    data = (tables[at * ONE_FILE : (at + 1) * ONE_FILE] for at in range(len(files)))
    made_files = tuple(
        (name, site.for_same(name, some, partial(data_script, name, some)))
        for name, some in zip(files, data, strict=True)
    )
    return [replace(found[0], files=made_files), *found[1:]]


def _parts(
    groups: Sequence[tuple[str, Sequence[Thing]]],
) -> Iterator[list[tuple[str, int, Sequence[Thing], bool]]]:
    """The rows of each page in turn: label and size of a group, some of its things, and whether others stand before."""
    part: list[tuple[str, int, Sequence[Thing], bool]] = []
    room = ONE_PAGE
    for label, things in groups:
        start = 0
        while start < len(things):
            some = things[start : start + room]
            part.append((label, len(things), some, start > 0))
            start, room = start + len(some), room - len(some)
            if not room:
                yield part
                part, room = [], ONE_PAGE
    if part:
        yield part
