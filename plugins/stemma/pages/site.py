# All pages of a site. In: a checked project. Out: finished pages, and the files that they load.
from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources

import rcssmin
import rjsmin

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


def assets(site: Site) -> Iterator[tuple[str, bytes]]:
    """`(path in the site, content)` of the stylesheet and scripts that come with the package."""
    for name, text in _packaged():
        if name == SCRIPT:
            about = {"folders": sorted({site.graph.schema.types[e.type].folder for e in site.shown()})}
            yield f"{ASSETS}/{name}", f"window.stemmaSite={json.dumps(about, separators=(',', ':'))};\n{text}".encode()
        else:
            yield f"{ASSETS}/{name}", text.encode()


@lru_cache(maxsize=1)
def _packaged() -> tuple[tuple[str, str], ...]:
    """What all sites have in common: `parts/*` joined in their order into one stylesheet and one script, and the scripts
    that only some pages load; without comments and white space."""
    folder = resources.files("stemma.pages").joinpath("assets")
    parts = sorted(folder.joinpath("parts").iterdir(), key=lambda item: item.name)
    styles = "\n".join(p.read_text(encoding="utf-8") for p in parts if p.name.endswith(".css"))
    script = ";\n".join(rjsmin.jsmin(p.read_text(encoding="utf-8")) for p in parts if p.name.endswith(".js"))
    found = [(STYLESHEET, rcssmin.cssmin(styles)), (SCRIPT, script)]
    scripts = sorted((item for item in folder.iterdir() if item.name.endswith(".js")), key=lambda item: item.name)
    found += [(item.name, rjsmin.jsmin(item.read_text(encoding="utf-8"))) for item in scripts]
    return tuple((name, f"{text}\n") for name, text in found)
