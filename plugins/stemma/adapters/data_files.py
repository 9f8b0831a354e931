# All data that a site offers beside its pages: the whole graph and each entity as JSON, the feed, the tables, and the licence
# where the graph's folder holds one. In: the site. Out: files by their addresses, and what the page about them says.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from stemma.exchange import atom
from stemma.exchange.entity_json import entity_text
from stemma.exchange.graph_json import Told, told, whole_text
from stemma.exchange.json_ld import Home
from stemma.exchange.table_files import Lines, files_from, lines
from stemma.exchange.tables import Table, heads, rows_of
from stemma.knowledge.address import data_of
from stemma.pages.context import Site
from stemma.pages.data_page import Download, Downloads

GRAPH = "data/graph.json"
LICENCE = "data/LICENSE.txt"  # no host takes it for a page
LICENCES = ("LICENSE.md", "LICENCE.md", "LICENSE.txt", "LICENCE.txt", "LICENSE", "LICENCE")


def data_files(site: Site, home: Home) -> tuple[dict[str, bytes], Downloads]:
    """The files to publish, by their addresses relative to the site's root, and those of them that readers are offered."""
    shown = site.shown()
    tables = {head.name: head for head in heads(site.graph.schema)}
    parts = [site.kept(("data", entity.id), partial(_data_of, site, entity.id, tables)) for entity in shown]
    whole = whole_text([part.whole for part in parts]).encode()
    files = {GRAPH: whole} | {data_of(entity.id): part.own for entity, part in zip(shown, parts, strict=True)}
    feed = atom.feed(site.project, home, site.claims, partial(_changed, site), site.kept)
    if feed:
        files[atom.PATH] = feed.encode()
    offered = []
    for head in tables.values():
        rows = [found for part in parts if (found := part.rows.get(head.name))]
        if rows:
            made = files_from(head, [lines for _, lines in rows])
            files |= {path: data for _, path, data in made}
            sizes = tuple((form, path, len(data)) for form, path, data in made)
            offered.append(Download(head.title, head.about, sum(number for number, _ in rows), sizes))
    licence = _licence(site.project.location.graph)
    if licence:
        files[LICENCE] = licence.encode()
    about = "Entities with all their statements, relations, figures and claims, in one document."
    document_offered = Download("The whole graph", about, len(shown), (("JSON", GRAPH, len(whole)),))
    return files, Downloads(document_offered, tuple(offered), licence, LICENCE if licence else "")


def _changed(site: Site, entity_id: str) -> datetime | None:
    return site.changed.get(site.graph.entities[entity_id].source.path)


@dataclass(frozen=True, slots=True)
class _Data:
    """What the files say of one entity: its part of the whole graph, its own document, and by the names of tables how many
    rows it has there, and these."""

    whole: Told
    own: bytes
    rows: dict[str, tuple[int, Lines]]


def _data_of(site: Site, entity_id: str, tables: Mapping[str, Table]) -> _Data:
    project, entity, claim = site.project, site.graph.entities[entity_id], site.claims.get(entity_id)
    about = {one.id: one for one in (*site.claims_about.get(entity_id, ()), *((claim,) if claim else ()))}
    urls = site.directory_urls
    rows = rows_of(project, entity, claim, directory_urls=urls)
    return _Data(
        told(project, entity, claim, directory_urls=urls),
        entity_text(project, entity, [about[one] for one in sorted(about)], directory_urls=urls).encode(),
        {name: (len(own), lines(tables[name], own)) for name, own in rows.items() if own},
    )


def _licence(folder: Path) -> str:
    """The text of the graph's own licence; '' where there is none that can be read."""
    for name in LICENCES:
        try:
            return (folder / name).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            continue
    return ""
