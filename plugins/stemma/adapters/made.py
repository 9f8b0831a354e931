# All that a site is made of but for what a host draws around it: pages, what a search reads of them, files. In: the site. Out:
# the same from the cache, where nothing that it was made from has changed since, else worked out, and kept.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from stemma.adapters.data_files import data_files
from stemma.exchange.json_ld import Home, json_ld, script
from stemma.pages.context import Page, Site
from stemma.pages.explorer_of import explorer
from stemma.pages.moved import Moved, moved_pages
from stemma.pages.searched import Searched, as_searched, sections
from stemma.pages.site import ASSETS, packaged, pages_with_views

Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Made:
    """Pages in their order, the explorer's last; files by their addresses, those that lead on from a page of another name
    apart. `problem` says what the explorer lacks. By a page's path: `searched` has what a search finds on it, where it is
    known, and `linked` the element that says in its head what it is about."""

    pages: tuple[Page, ...]
    files: Files
    moved: tuple[Moved, ...]
    problem: str = ""
    searched: Mapping[str, Searched] = field(default_factory=dict)
    linked: Mapping[str, str] = field(default_factory=dict)


def make(site: Site, home: Home, *, searchable: bool = False) -> Made:
    """Everything, worked out; what a search reads only where it is `searchable`. Raises `TemplateMistakeError`."""
    explorer_page, walk = explorer(site)
    published, downloads = data_files(site, home)
    files = [*published.items(), *packaged(site)]
    made = []
    for page, views in pages_with_views(site, downloads):
        files += views
        made.append(replace(page, files=()) if page.files else page)
    made.append(explorer_page)
    files += [(f"{ASSETS}/{path}", data) for path, data in sorted(walk.files.items())]
    found = (
        {page.path: site.for_same(("searched", page.path), page, partial(searched_on, page)) for page in made}
        if searchable
        else {}
    )
    return Made(
        tuple(made), tuple(files), tuple(moved_pages(site)), walk.problem or "",
        {path: read for path, read in found.items() if read is not None}, _linked(site, home),
    )  # fmt: skip


def _linked(site: Site, home: Home) -> dict[str, str]:
    told = ((e.id, site.kept(("linked", e.id), partial(json_ld, site.project, e.id, home))) for e in site.shown())
    return {site.path(entity_id): script(data) for entity_id, data in told if data}


def searched_on(page: Page) -> Searched | None:
    """What a search finds on a page, where that can be told."""
    return sections(as_searched(page, page.html))
