# All data that a site offers beside its pages: the whole graph and each entity as JSON, the feed, the tables, and the licence
# where the graph's folder holds one. In: the site. Out: files by their addresses, and what the page about them says.
from __future__ import annotations

from pathlib import Path

from stemma.exchange import atom
from stemma.exchange.entity_json import entity_documents
from stemma.exchange.graph_json import document, text_of
from stemma.exchange.json_ld import Home
from stemma.exchange.table_files import files_of
from stemma.exchange.tables import tables
from stemma.knowledge.address import data_of
from stemma.pages.context import Site
from stemma.pages.data_page import Download, Downloads

GRAPH = "data/graph.json"
LICENCE = "data/LICENSE.txt"  # no host takes it for a page
LICENCES = ("LICENSE.md", "LICENCE.md", "LICENSE.txt", "LICENCE.txt", "LICENSE", "LICENCE")


def data_files(site: Site, home: Home) -> tuple[dict[str, bytes], Downloads]:
    """The files to publish, by their addresses relative to the site's root, and those of them that readers are offered."""
    graph = document(site.project, directory_urls=site.directory_urls)
    whole = text_of(graph).encode()
    files = {GRAPH: whole} | {data_of(entity_id): text.encode() for entity_id, text in entity_documents(graph)}
    changed = {e.id: when for e in site.graph.entities.values() if (when := site.changed.get(e.source.path))}
    feed = atom.feed(site.project, home, changed.get)
    if feed:
        files[atom.PATH] = feed.encode()
    offered = []
    for table in tables(site.project, directory_urls=site.directory_urls):
        made = files_of(table)
        files |= {path: data for _, path, data in made}
        sizes = tuple((form, path, len(data)) for form, path, data in made)
        offered.append(Download(table.title, table.about, len(table.rows), sizes))
    licence = _licence(site.project.location.graph)
    if licence:
        files[LICENCE] = licence.encode()
    about = "Entities with all their statements, relations, figures and claims, in one document."
    document_offered = Download("The whole graph", about, len(site.shown()), (("JSON", GRAPH, len(whole)),))
    return files, Downloads(document_offered, tuple(offered), licence, LICENCE if licence else "")


def _licence(folder: Path) -> str:
    """The text of the graph's own licence; '' where there is none that can be read."""
    for name in LICENCES:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return ""
