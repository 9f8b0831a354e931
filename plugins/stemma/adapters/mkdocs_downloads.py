# What a site offers for download: the graph, its tables, and its licence where the graph's folder holds one. In: the site and
# the files that are published anyway. Out: the same with ours, and what the page about them says.
from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from stemma.adapters.mkdocs_publish import GRAPH
from stemma.exchange.table_files import data_sets
from stemma.pages.context import Site
from stemma.pages.data_page import Download, Downloads

LICENCE = "data/LICENSE.txt"  # no host takes it for a page
LICENCES = ("LICENSE.md", "LICENCE.md", "LICENSE.txt", "LICENCE.txt", "LICENSE", "LICENCE")


def with_downloads(site: Site, published: Iterable[tuple[str, str]]) -> tuple[list[tuple[str, str | bytes]], Downloads]:
    """The files to publish, by their addresses, and the view of them."""
    files: list[tuple[str, str | bytes]] = list(published)
    size = next((len(text.encode()) for path, text in files if path == GRAPH and isinstance(text, str)), 0)
    tables = []
    for made in data_sets(site.project, directory_urls=site.directory_urls):
        files += [(path, data) for _, path, data in made.files]
        sizes = tuple((format_, path, len(data)) for format_, path, data in made.files)
        tables.append(Download(made.title, made.about, made.rows, sizes))
    licence = _licence(site.project.location.graph)
    if licence:
        files.append((LICENCE, licence))
    about = "Entities with all their statements, relations, figures and claims, in one document."
    whole = Download("The whole graph", about, len(site.shown()), (("JSON", GRAPH, size),))
    return files, Downloads(whole, tuple(tables), licence, LICENCE if licence else "")


def _licence(folder: Path) -> str:
    """The text of the graph's own licence; '' where there is none that can be read."""
    for name in LICENCES:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return ""
