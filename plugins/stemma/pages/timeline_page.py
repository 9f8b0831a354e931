# The timeline as a block of a page, and as pages of its own: one, or one for each year (and month) where a graph holds more
# than a page should. In: the site. Out: HTML and finished pages.
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.wording import count
from stemma.pages.context import Heading, Page, Site
from stemma.pages.template import render_template
from stemma.pages.timeline import Entry, entries

ONE_PAGE = 400  # entries that stand on the timeline itself; more are put on a page for each year
ONE_YEAR = 1000  # entries on the page of a year; more are put on a page for each month
NEWEST = 60  # entries that the timeline shows of a graph that has pages for years
T = TypeVar("T")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of a year or a month under their heading."""

    id: str
    title: str
    items: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the timeline that others lead to: its name in the address, its title, and its entries."""

    name: str
    title: str
    items: tuple[Entry, ...]


def timeline_html(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The HTML of the `number`-th block on the page at `path`."""
    found = entries(site, block.ids, block.options.get("show", "entities"))
    by, order = block.options.get("by", "year"), block.options.get("order", "newest")
    cut = max(len(found) - ONE_PAGE, 0)
    groups = _groups(found[cut:], by, newest=order == "newest", prefix=f"timeline-{number}-")
    view: dict[str, object] = {
        "root": site.root(path), "title": block.options.get("title", ""), "groups": groups, "rest": _rest(site, path, cut),
    }  # fmt: skip
    return render_template(site, "timeline-list.html", view)


def _rest(site: Site, path: str, cut: int) -> tuple[str, str] | None:
    if not cut:
        return None
    return f"{count(cut, 'entries')} before that", site.root(path) + site.page_url(site.special("timeline"))


def timeline_pages(site: Site) -> Iterator[Page]:
    """The timeline, and its pages for years and months where it needs them."""
    path = site.special("timeline")
    found = entries(site)
    if len(found) <= ONE_PAGE:
        yield _page(site, path, "Timeline", found, [], "", {})
        return
    parts = list(_parts(found))
    links = [(part.title, site.root(path) + site.page_url(f"{path}/{part.name}"), len(part.items)) for part in parts]
    yield _page(site, path, "Timeline", found[-NEWEST:], links[::-1], "The newest entries", {"all": len(found)})
    for at, part in enumerate(parts):
        own = f"{path}/{part.name}"
        near = {
            word: (other.title, site.root(own) + site.page_url(f"{path}/{other.name}"))
            for word, other in (("before", parts[at - 1] if at else None), ("after", parts[at + 1] if at + 1 < len(parts) else None))
            if other is not None
        }  # fmt: skip
        yield _page(
            site, own, f"Timeline, {part.title}", part.items[:ONE_YEAR], [], "", near | {"all": len(part.items)}
        )


def _parts(found: Sequence[Entry]) -> Iterator[Part]:
    """Years, or months of years that hold too much, earliest first."""
    for year, items in _by(found, lambda entry: entry.year).items():
        if len(items) <= ONE_YEAR:
            yield Part(f"{year:04}", str(year), tuple(items))
            continue
        for month, some in _by(items, lambda entry: entry.month).items():
            yield Part(month if "-" in month else f"{month}-00", _month(month), tuple(some))


def _by(found: Iterable[Entry], key: Callable[[Entry], T]) -> dict[T, list[Entry]]:
    groups: dict[T, list[Entry]] = {}
    for entry in found:
        groups.setdefault(key(entry), []).append(entry)
    return groups


def _page(
    site: Site, path: str, title: str, found: Sequence[Entry], parts: Sequence[tuple[str, str, int]], heading: str,
    more: dict[str, object],
) -> Page:  # fmt: skip
    groups = _groups(found, "year", newest=True, prefix="y")
    types: dict[str, tuple[str, str, int]] = {}
    for entry in sorted(found, key=lambda e: (not e.type, e.label, e.type)):
        label, color, so_far = types.get(entry.type, (entry.label or "Statements without a source", entry.color, 0))
        types[entry.type] = (label, color, so_far + 1)
    view: dict[str, object] = {
        "root": site.root(path), "title": title, "groups": groups, "types": [(t, *about) for t, about in types.items()],
        "parts": parts, "heading": heading, "before": None, "after": None, "all": len(found), "shown": len(found),
    }  # fmt: skip
    view |= more
    html = site.for_same(("timeline", path), view, lambda: render_template(site, "timeline.html", view))
    return Page(
        path, title, html, tuple(Heading(2, group.id, group.title) for group in groups),
        description="What happened when, and when each statement became known.",
    )  # fmt: skip


def _groups(found: Sequence[Entry], by: str, *, newest: bool, prefix: str) -> tuple[Group, ...]:
    groups: dict[str, list[Entry]] = {}
    for entry in sorted(found, key=lambda e: (-e.key[0], -e.key[1], e.key[2])) if newest else found:
        groups.setdefault(entry.month if by == "month" else str(entry.year), []).append(entry)
    return tuple(Group(f"{prefix}{key}", _month(key), tuple(items)) for key, items in groups.items())


def _month(key: str) -> str:
    """`January 2025` for `2025-01`."""
    year, _, month = key.partition("-")
    return f"{_MONTHS[int(month) - 1]} {year.lstrip('0')}" if month else year.lstrip("0")
