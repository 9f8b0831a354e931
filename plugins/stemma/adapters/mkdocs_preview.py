# What a preview keeps from one build to the next. In: the site of each check, and what MkDocs made of it. Out: the site that
# notes what is read of it, which hand-written pages read nothing that is another now, and what the last whole build left.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation

from stemma.adapters.mkdocs_pages import Wanted
from stemma.knowledge.watch import Watch
from stemma.pages.context import Site
from stemma.pages.watched import WatchedSite, watched


@dataclass
class Built:
    """What the last build left: MkDocs' view of the site, what was wanted of us, and what every page told."""

    config: MkDocsConfig
    files: Files
    nav: Navigation
    env: jinja2.Environment
    pages: dict[str, Wanted]
    data: dict[str, bytes]
    told: str


class Preview:
    """`is_whole` says that this is a preview of the whole site; `began_anew` that what was kept had to be forgotten, and
    `is_kept` that what is made now will be there for the next build; `content` has the HTML of hand-written pages by their
    paths in their folder, before a notice is put on top."""

    def __init__(self) -> None:
        self.is_whole = False
        self.began_anew = False
        self.is_kept = True
        self.built: Built | None = None
        self.content: dict[str, str] = {}
        self._watch = Watch()
        self._site: WatchedSite | None = None
        self._base: tuple[object, ...] = ()

    def watched(self, site: Site, dates: Mapping[Path, datetime]) -> Site:
        """The site, which notes what is read of it. Where it rests on something that no page can tell of, what was kept is
        forgotten."""
        base = _base(site, dates)
        self.began_anew = base != self._base
        if self.began_anew:
            self._forget()
            self._base = base
        self.is_kept = True
        self._site = watched(site, self._watch, self._site)
        return self._site

    def unwatched(self, site: Site) -> Site:
        """The site with our own templates alone, for as long as one of its own is broken."""
        self._forget()
        self.is_kept = False
        plain = site.plain if isinstance(site, WatchedSite) and site.plain is not None else site
        return replace(plain, templates=None)

    def _forget(self) -> None:
        self._watch, self._site, self._base = Watch(), None, ()
        self.content.clear()

    def begin_whole(self) -> None:
        """A whole build begins: it converts all hand-written pages that there are now."""
        self.built = None
        self.content.clear()

    def begin(self, site: Site) -> Site:
        """Note what the next hand-written page reads; the site that it is to read."""
        if not isinstance(site, WatchedSite):
            return site
        self._watch.begin()
        return site.afresh()

    def end(self, uri: str, html: str) -> None:
        """The page has been converted to this."""
        self._watch.end(("hand-written", uri))
        self.content[uri] = html

    def is_valid(self, uri: str) -> bool:
        """Whether a hand-written page read nothing that is another now."""
        return self._watch.has(("hand-written", uri))


def _base(site: Site, dates: Mapping[Path, datetime]) -> tuple[object, ...]:
    """All that pages rest on besides the graph and what is edited in it."""
    schema = [d.source.text for shown, d in site.project.documents.items() if shown not in site.project.files]
    files = sorted(site.templates.rglob("*")) if site.templates else []
    templates = [(file, file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
    return (
        schema, templates, dict(site.icons), site.directory_urls, site.templates, site.name, site.home, dict(dates),
    )  # fmt: skip
