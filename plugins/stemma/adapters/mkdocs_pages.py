# What MkDocs gets of all that was made: each page with how it stands in the navigation, each file by its address. In: the
# made pages and files, MkDocs' configuration, and which addresses are taken. Out: what is wanted of the site.
from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from mkdocs.config.defaults import MkDocsConfig

from stemma.adapters import mkdocs_publish as publish
from stemma.adapters import mkdocs_search as pagefind
from stemma.adapters.made import Made, searched_on
from stemma.adapters.mkdocs_files import FinishedFile, finished_file, named_in_nav
from stemma.knowledge.address import place_of
from stemma.pages.context import Page, Site
from stemma.pages.searched import Searched


@dataclass(frozen=True, slots=True)
class Wanted:
    """A page of ours: the YAML file that its edit link opens, whether the navigation may hold it and under which title of
    the site's own, what a search finds on it, and what its head says of its subject."""

    page: Page
    data: Path | None
    in_nav: bool
    title: str | None
    searched: Searched | None
    linked: str

    @property
    def in_navigation(self) -> tuple[object, ...]:
        """All that a navigation can show of it."""
        return self.title, self.page.title, self.data

    def file(self, config: MkDocsConfig) -> FinishedFile:
        """The file that MkDocs gets for it."""
        made = finished_file(config, self.page, self.data, in_nav=self.in_nav, title=self.title)
        self.put_in(made)
        return made

    def put_in(self, file: FinishedFile) -> None:
        """Have its file hold the page as it is now."""
        file.finished, file.searched, file.linked = self.page, self.searched, self.linked


class Settings(Protocol):
    """The plugin's settings that decide what is published."""

    search: str
    social_cards: bool
    social_cards_font: str


def wanted_pages(
    site: Site,
    config: MkDocsConfig,
    settings: Settings,
    made: Made,
    pages: Sequence[Page],
    hand_written: Collection[str],
) -> dict[str, Wanted]:
    """Our pages by the paths that MkDocs knows them by, in their order. `pages` are those that were made, as they are to be
    shown; where the address of one is that of a hand-written page it was reported, and only a preview comes this far."""
    named = named_in_nav(config.nav)
    unmarked = {page.path: page for page in made.pages}
    found = {}
    for page in pages:
        if place_of(page.path) in hand_written:
            continue
        uri = f"{page.path}.md"
        in_nav = page.leads_on if config.nav is None else uri in named
        shown, searched = page, made.searched.get(page.path)
        if searched is not None and page is not unmarked.get(page.path):  # a preview shows problems on it
            searched = site.for_same(("searched with problems", page.path), page, partial(searched_on, page))
        if settings.search == "pagefind":
            shown, searched = site.for_same(("marked", page.path), page, partial(pagefind.marked, page)), None
        found[uri] = Wanted(
            shown, site.project.files.get(page.data), in_nav, named.get(uri), searched, made.linked.get(page.path, "")
        )
    return found


def wanted_data(
    site: Site, config: MkDocsConfig, settings: Settings, made: Made, hand_written: Collection[str]
) -> dict[str, bytes]:
    """The files that are no pages, by their addresses."""
    found = dict(made.files)
    found.update((m.path, m.data) for m in made.moved if m.page not in hand_written)
    if settings.social_cards:
        found.update(publish.card_files(site, config.site_description or "", settings.social_cards_font))
    if settings.search == "pagefind":
        found[pagefind.SCRIPT] = pagefind.script()
    return found
