# Material's search, served less work: it parses each page again, and takes longer over that than the page took to make. In:
# a page of ours. Out: the entries that it would have made, put in its index by its own function. Any other search, and a
# page that another plugin may have a say in, is left alone.
from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.structure.pages import Page as HostPage

from stemma.adapters.mkdocs_files import FinishedFile
from stemma.pages.searched import Searched, as_searched

_MATERIAL = "material.plugins.search.plugin"
_LONG = 50_000  # characters
_END = "]}"
_SEARCHES = frozenset({_MATERIAL, "mkdocs.contrib.search"})


def undisturbed(config: MkDocsConfig, ours: BasePlugin[Any]) -> bool:
    """Whether no plugin or hook but a search, whose work is known, sees the context of a page before it is rendered."""
    for handler in config.plugins.events["page_context"]:
        owner = getattr(handler, "__self__", None)
        if owner is not ours and type(owner).__module__ not in _SEARCHES:
            return False
    return True


def material_index(config: MkDocsConfig) -> Any:
    """The index that Material's search is filling in this build, or None."""
    for plugin in config.plugins.values():
        if type(plugin).__module__ == _MATERIAL and getattr(plugin.config, "enabled", False):
            return getattr(plugin, "search_index", None)
    return None


def is_known_search(plugin: object) -> bool:
    """Whether it is a search whose work is known well enough to be done for single pages."""
    return type(plugin).__module__ == _MATERIAL


class SearchEntries:
    """Entries for one index; of each page they are kept as text where single pages `change` later. The first page of each folder that is not very long is read by both, and where they differ, or
    where the index is not made as expected, Material reads all pages itself."""

    def __init__(self, index: Any, *, change: bool = False) -> None:
        self.index: Any = index if hasattr(index, "entries") and hasattr(index, "create_entry_for_section") else None
        self._compared: set[str] = set()
        self._whole: Any = self.index if change else None
        self._began = 0
        self._of_page: dict[str, str] = {}

    def whole(self, order: Iterable[str]) -> bytes | None:
        """The index of all pages, which were seen one by one, in this order of their paths; None where nobody keeps one."""
        if self._whole is None:
            return None
        del self._whole.entries[:]
        text: str = self._whole.generate_search_index(None)
        found = ",".join([made for uri in order if (made := self._of_page.get(uri))])
        return f"{text[: -len(_END)]}{found}{_END}".encode()

    def before(self, page: HostPage) -> None:
        """Have a search read what it should of a page, or nothing where its entries are there already."""
        file = page.file
        if self._whole is not None:
            self._began = len(self._whole.entries)
        if isinstance(file, FinishedFile) and page.content:
            file.whole = page.content
            known = file.searched if page.content is file.finished.html else None
            page.content = as_searched(file.finished, page.content)
            if self._add(page, known):
                page.content = ""

    def after(self, page: HostPage) -> None:
        """Have the theme show the whole page."""
        if self._whole is not None:
            entries = self._whole.entries[self._began :]
            self._of_page[page.file.src_uri] = json.dumps(entries, separators=(",", ":"), default=str)[1:-1]
        if isinstance(page.file, FinishedFile) and page.file.whole is not None:
            page.content, page.file.whole = page.file.whole, None

    def _add(self, page: HostPage, found: Searched | None) -> bool:
        """Whether the page is in the index now."""
        if self.index is None or found is None or (page.meta.get("search") or {}).get("exclude"):
            return False
        folder = page.file.src_uri.rpartition("/")[0]
        if folder not in self._compared and (len(page.content or "") < _LONG or not self._compared):
            self._compared.add(folder)
            if not self._same(page, found):
                self.index = None
            return self.index is not None
        self._append(page, found)
        return True

    def _append(self, page: HostPage, found: Searched) -> None:
        for id_, title, text in found:
            self.index.create_entry_for_section(_Section(id_, [title], [text]), page.toc, page.url, page)

    def _same(self, page: HostPage, found: Searched) -> bool:
        """Whether Material's own reading gives the same entries; where it does they stay, else none does."""
        before = len(self.index.entries)
        self._append(page, found)
        ours = self.index.entries[before:]
        del self.index.entries[before:]
        self.index.add_entry_from_context(page)
        if self.index.entries[before:] == ours:
            return True
        del self.index.entries[before:]
        return False


@dataclass(slots=True)
class _Section:
    """A section as Material's index takes it."""

    id: str | None
    title: list[str]
    text: list[str]
