# Pages that are finished before MkDocs sees them: a file whose page skips Markdown, with its table of contents and an
# edit link to the YAML that it was made from.
from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import escape
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as HostPage
from mkdocs.structure.toc import get_toc

from stemma.pages.context import Heading, Page
from stemma.pages.searched import Searched

_TITLE = re.compile(r'<h1 id="([^"]*)"')
_ICON = re.compile(r"[\w-]+(?:/[\w-]+)*")
_IDS = re.compile(r' id="([^"]*)"')


class NoDate(str):
    """Stands where MkDocs would put the day of the build. Falsy, so that the sitemap leaves the date out; the text is
    what the sitemap's archive takes as its time."""

    __slots__ = ()

    def __bool__(self) -> bool:
        return False


NO_DATE = NoDate("1980-01-01")


class FinishedFile(File):
    """A generated page. `edit_path` is the YAML file, relative to the folder of hand-written pages; `whole` keeps the
    content while a search reads a part of it; `searched` is what it finds there, where that is known, and `linked` what
    the page's head says of its subject."""

    whole: str | None = None
    searched: Searched | None = None
    linked: str = ""

    def __init__(self, config: MkDocsConfig, page: Page, edit_path: str | None, inclusion: InclusionLevel) -> None:
        super().__init__(
            f"{page.path}.md",
            src_dir=None,
            dest_dir=config.site_dir,
            use_directory_urls=config.use_directory_urls,
            inclusion=inclusion,
        )
        # Both as `File.generated()` sets them.
        self.generated_by = "stemma"
        self._content = ""
        self.finished = page
        self.edit_path = edit_path

    @property
    def edit_uri(self) -> str | None:
        return self.edit_path


class FinishedData(File):
    """A file that is no page, in a folder that mostly is there already."""

    def copy_file(self, dirty: bool = False) -> None:  # noqa: FBT001, FBT002 - as MkDocs calls it
        """Write it."""
        if dirty:
            super().copy_file(dirty)
            return
        try:
            Path(self.abs_dest_path).write_bytes(self.content_bytes)
        except FileNotFoundError:
            super().copy_file()


def is_ours(file: File) -> bool:
    """Whether it was made here."""
    return isinstance(file, (FinishedFile, FinishedData))


class FinishedPage(HostPage):
    """A page whose HTML is there already."""

    def read_source(self, config: MkDocsConfig) -> None:
        """Nothing to read: title and description are known."""
        finished = self._finished
        self.markdown = ""
        # Beside a page that lies in no section of the nav there is nothing to show.
        hidden = [] if self.parent is not None else ["navigation"]
        self.meta = {"title": escape(finished.title), "hide": hidden}  # themes take titles for HTML
        if not finished.headings:
            self.meta["hide"].append("toc")
        if finished.carries_on or not finished.boost:
            self.meta["search"] = {"exclude": True}
        elif finished.boost != 1:
            self.meta["search"] = {"boost": finished.boost}
        if finished.description:
            self.meta["description"] = escape(finished.description)

    @property
    def _finished(self) -> Page:
        made = self.file
        if not isinstance(made, FinishedFile):
            raise TypeError(made)
        return made.finished

    def render(self, config: MkDocsConfig, files: Files) -> None:
        """Nothing to convert."""
        finished = self._finished
        self.content = finished.html
        title = _TITLE.search(finished.html)
        self.toc = get_toc(toc_tokens(escape(finished.title), title[1] if title else "", finished.headings))
        self.present_anchor_ids = set(_IDS.findall(finished.html))
        self.links_to_anchors = {}


def toc_tokens(title: str, title_id: str, headings: Iterable[Heading]) -> list[Any]:
    """The table of contents in the form that Python-Markdown gives it."""
    children = [
        {
            "level": h.level,
            "id": h.id,
            "name": escape(h.title),
            "html": escape(h.title),
            "data-toc-label": "",
            "children": [],
        }
        for h in headings
    ]
    return [{"level": 1, "id": title_id, "name": title, "html": title, "data-toc-label": "", "children": children}]


def finished_file(
    config: MkDocsConfig, page: Page, data: Path | None, *, in_nav: bool, title: str | None = None
) -> FinishedFile:
    """The file that MkDocs gets for a page of ours; its `page` is filled in at once."""
    inclusion = InclusionLevel.INCLUDED if in_nav else InclusionLevel.NOT_IN_NAV
    edit_path = Path(os.path.relpath(data, config.docs_dir)).as_posix() if data is not None else None
    made = FinishedFile(config, page, edit_path, inclusion)
    FinishedPage(title, made, config)  # which sets itself as the file's page; the navigation then takes that one
    return made


def named_in_nav(nav: Any, title: str | None = None) -> dict[str, str | None]:
    """The paths that the site's own `nav` names, with the titles that it gives them."""
    if isinstance(nav, str):
        return {nav: title}
    items = nav.items() if isinstance(nav, dict) else ((None, item) for item in nav) if isinstance(nav, list) else ()
    return {path: name for key, value in items for path, name in named_in_nav(value, key).items()}


def icons(folders: Iterable[str], names: Iterable[str]) -> dict[str, str]:
    """The SVG of each icon that one of the theme's folders holds (`material/brain` in Material's own), by name."""
    found = {}
    places = [Path(folder) / ".icons" for folder in folders]
    for name in sorted({name for name in names if _ICON.fullmatch(name)}):
        for place in places:
            path = place / f"{name}.svg"
            if path.is_file():
                found[name] = path.read_text(encoding="utf-8").strip()
                break
    return found
