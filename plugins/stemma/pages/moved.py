# Pages at former addresses. An alias that could be an id may have been one (`stemma rename` leaves the old id as an
# alias), so the address that it would have leads on. In: the site. Out: small HTML files, which need no script.
from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from stemma.knowledge.address import page_of, url_of
from stemma.knowledge.naming import ID
from stemma.pages.context import Site

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{name}</title>
<meta name="robots" content="noindex">
<link rel="canonical" href="{canonical}">
<meta http-equiv="refresh" content="0; url={href}">
</head>
<body>
<p>This page has moved: <a href="{href}">{name}</a></p>
</body>
</html>
"""


class Moved(NamedTuple):
    """A file that leads on. `page` is the former page's path without ending, `path` the file's in the site."""

    page: str
    path: str
    data: bytes


def moved_pages(site: Site) -> Iterator[Moved]:
    """One for each alias of an entity that is shown and could be an id, beside the entity's own page."""
    for entity in site.shown():
        for alias in dict.fromkeys(entity.aliases):
            if not ID.fullmatch(alias) or alias == "index" or alias in site.graph.entities:
                continue
            if site.graph.aliases.get(alias) != entity.id:
                continue
            page = f"{page_of(site.graph, entity.id).rpartition('/')[0]}/{alias}"
            href = f"../{entity.id}/" if site.directory_urls else f"{entity.id}.html"
            whole = url_of(site.graph, entity.id, directory_urls=site.directory_urls)
            made = _PAGE.format(
                name=escape(entity.name),
                href=escape(href),
                canonical=escape(f"{site.home}{whole}" if site.home else href),
            )
            yield Moved(page, f"{page}/index.html" if site.directory_urls else f"{page}.html", made.encode())
