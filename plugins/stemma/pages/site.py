# All pages of a site. In: a checked project. Out: finished pages, and the files that they load.
from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache, partial
from importlib import resources
from importlib.resources.abc import Traversable

import rcssmin
import rjsmin

from stemma.pages.conflicts_page import conflicts_page
from stemma.pages.context import Page, Site
from stemma.pages.data_page import Downloads, data_page
from stemma.pages.entity import entity_page, long_lists
from stemma.pages.figures_page import figures_pages
from stemma.pages.finding import WHOLE
from stemma.pages.index import index_pages, indexed_types
from stemma.pages.lineage_data import lineage_file, lineage_files
from stemma.pages.sources_page import sources_pages
from stemma.pages.timeline_page import timeline_pages
from stemma.pages.vocabulary import vocabulary_page

ASSETS = "assets/stemma"
STYLESHEET, SCRIPT = "stemma.css", "stemma.js"
Files = tuple[tuple[str, bytes], ...]


def pages(site: Site, downloads: Downloads | None = None) -> Iterator[Page]:
    """Entity pages in the order of their ids, type indexes, pages about the whole graph, with that of the downloads where
    there are any, and what entity pages have no room for; the explorer is made apart, since it may fail alone."""
    for page, _ in pages_with_views(site, downloads):
        yield page


def pages_with_views(site: Site, downloads: Downloads | None = None) -> Iterator[tuple[Page, Files]]:
    """The same, each with the files that its scripts load, among them the wider views of its lineage figure."""
    for entity in site.shown():
        yield site.kept(("page", entity.id), partial(_entity_page, site, entity.id))
    for page in _wholes(site, downloads):
        yield replace(page, boost=WHOLE), tuple(_below_assets(iter(page.files)))
    for entity in site.shown():
        yield from site.kept(("lists", entity.id), partial(_long_lists, site, entity.id))


def _entity_page(site: Site, entity_id: str) -> tuple[Page, Files]:
    """The page and the wider views of its figure: what both show is drawn once."""
    site.drawn.clear()
    page = entity_page(site, site.graph.entities[entity_id])
    return page, tuple(_below_assets(lineage_file(site, entity_id)))


def _long_lists(site: Site, entity_id: str) -> list[tuple[Page, Files]]:
    pages = long_lists(site, site.graph.entities[entity_id])
    return [(page, tuple(_below_assets(iter(page.files)))) for page in pages]


def _wholes(site: Site, downloads: Downloads | None) -> Iterator[Page]:
    for type_ in indexed_types(site):
        yield from index_pages(site, type_)
    yield from figures_pages(site)
    yield conflicts_page(site)
    yield from sources_pages(site)
    if downloads is not None:
        yield data_page(site, downloads)
    yield from timeline_pages(site)
    yield vocabulary_page(site)


def assets(site: Site) -> Iterator[tuple[str, bytes]]:
    """`(path in the site, content)` of the stylesheet and scripts, and of the files of wider views."""
    yield from packaged(site)
    yield from _below_assets(lineage_files(site))


def _below_assets(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    return ((f"{ASSETS}/{name}", data) for name, data in files)


def packaged(site: Site) -> Iterator[tuple[str, bytes]]:
    """`(path in the site, content)` of the stylesheet and scripts that come with the package."""
    for name, text in _packaged():
        if name == SCRIPT:
            about = {"folders": sorted({site.graph.schema.types[e.type].folder for e in site.named()})}
            yield f"{ASSETS}/{name}", f"window.stemmaSite={json.dumps(about, separators=(',', ':'))};\n{text}".encode()
        else:
            yield f"{ASSETS}/{name}", text.encode()


@lru_cache(maxsize=1)
def _packaged() -> tuple[tuple[str, str], ...]:
    """What all sites have in common: `parts/*` joined in their order into one stylesheet and one script, and the scripts
    and stylesheets that only some pages load."""
    folder = resources.files("stemma.pages").joinpath("assets")
    parts = [(p.name, smaller(p)) for p in sorted(folder.joinpath("parts").iterdir(), key=lambda item: item.name)]
    styles = "".join(text for name, text in parts if name.endswith(".css"))
    found = [(STYLESHEET, styles), (SCRIPT, ";\n".join(text for name, text in parts if name.endswith(".js")))]
    found += [(p.name, smaller(p)) for p in sorted(folder.iterdir(), key=lambda item: item.name) if p.is_file()]
    return tuple((name, f"{text}\n") for name, text in found)


def smaller(file: Traversable) -> str:
    """A script or stylesheet without comments and needless white space."""
    text = file.read_text(encoding="utf-8")
    made = rcssmin.cssmin(text) if file.name.endswith(".css") else rjsmin.jsmin(text)
    return str(made)
