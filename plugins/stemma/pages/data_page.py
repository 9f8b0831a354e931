# The page of all downloads: what each file holds, how large it is, and under which licence. In: the site, and what there is
# to download. Out: a finished page.
from __future__ import annotations

from dataclasses import dataclass

from stemma.pages.context import Page, Site
from stemma.pages.prose import render
from stemma.pages.template import render_template


@dataclass(frozen=True, slots=True)
class Download:
    """A table, or the whole graph: `files` are `(format, path in the site, size in bytes)`."""

    title: str
    about: str
    rows: int
    files: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Downloads:
    """All there is. `licence` is the Markdown text of the graph's own licence, `licence_path` where it lies in the site."""

    whole: Download
    tables: tuple[Download, ...]
    licence: str = ""
    licence_path: str = ""


def data_page(site: Site, downloads: Downloads) -> Page:
    """The page at `site.special("data")`."""
    path = site.special("data")
    title, _, text = (
        downloads.licence.strip().partition("\n") if downloads.licence.startswith("#") else ("", "", downloads.licence)
    )
    view = {
        "whole": downloads.whole, "tables": downloads.tables, "root": site.root(path),
        "licence_title": title.lstrip("# ").strip() or "Licence", "licence": render(site, path, text) if text.strip() else "",
        "licence_path": downloads.licence_path,
    }  # fmt: skip
    html = render_template(site, "data.html", view)
    return Page(path, "Data", html, description="Everything on this site as JSON and CSV.")
