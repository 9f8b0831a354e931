# All pages of a site. In: a checked project. Out: finished pages, and the files that they load.
from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

from stemma.pages.context import Page, Site
from stemma.pages.entity import entity_page
from stemma.pages.tables import index_page, indexed_types

ASSETS = "assets/stemma"
STYLESHEET, SCRIPT = "stemma.css", "stemma.js"


def pages(site: Site) -> Iterator[Page]:
    """Entity pages and type indexes, in the order of their ids; the explorer is made apart, since it may fail alone."""
    for entity in site.shown():
        yield entity_page(site, entity)
    for type_ in indexed_types(site):
        yield index_page(site, type_)


def assets() -> Iterator[tuple[str, bytes]]:
    """`(path in the site, content)` of the stylesheet and scripts that come with the package."""
    folder = resources.files("stemma.pages").joinpath("assets")
    for item in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if item.is_file():
            yield f"{ASSETS}/{item.name}", item.read_bytes()
