# The explorer's view of the graph: every entity and relation as plain data. In: the site. Out: the page and its files.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Relation
from stemma.pages.cards import card
from stemma.pages.context import Page, Site
from stemma.pages.explorer import ExplorerSite, explorer_from, near_files
from stemma.pages.explorer_near import ExplorerEdge, ExplorerNode, Line, Near, degree_of, in_order, lines_of
from stemma.pages.explorer_search import search_files
from stemma.pages.finding import WHOLE


def explorer(site: Site) -> tuple[Page, ExplorerSite]:
    """The explorer's page, and the files that it loads as it is used."""
    near = _near(site)
    found = {
        path: data for name in near.nodes for path, data in site.kept(("near", name), partial(near_files, near, name))
    }
    searched = [(n.id, n.name, n.type_label, n.aliases, near.degree(n.id)) for n in near.nodes.values()]
    made = explorer_from(
        near, _start(site), found, lambda: site.for_same("explorer search", searched, lambda: search_files(near))
    )
    about = "Walk through the graph from entity to entity."
    style = f'<link rel="stylesheet" href="{site.root(site.special("explore"))}assets/stemma/explorer.css">'
    html = f'<div class="st-index">{style}<h1 id="explorer">Explorer</h1><p class="st-lede">{about}</p>{made.page_html}</div>'
    page = Page(site.special("explore"), "Explorer", html, description=about, boost=WHOLE)
    return page, made


def _near(site: Site) -> Near:
    nodes = in_order(_node(site, entity.id) for entity in site.shown())

    def around(entity_id: str) -> Sequence[Line]:
        return site.shared(("lines of explorer", entity_id), lambda: _lines(site, entity_id))

    def degree(entity_id: str) -> int:
        return site.shared(("degree", entity_id), lambda: degree_of(around(entity_id)))

    return Near(_Nodes(site, nodes), around, degree)


class _Nodes(dict[str, ExplorerNode]):
    """The nodes in the order of names; one that is asked for by its id is read from the site."""

    def __init__(self, site: Site, nodes: Mapping[str, ExplorerNode]) -> None:
        super().__init__(nodes)
        self._site = site

    def __getitem__(self, entity_id: str) -> ExplorerNode:
        return _node(self._site, entity_id)


def _node(site: Site, entity_id: str) -> ExplorerNode:
    return site.shared(("node", entity_id), lambda: _made(site, site.graph.entities[entity_id]))


def _made(site: Site, entity: Entity) -> ExplorerNode:
    type_ = site.graph.schema.types[entity.type]
    return ExplorerNode(
        id=entity.id, name=entity.name, type=type_.name, type_label=type_.label, color=type_.color,
        href=site.href(entity.id, site.special("explore")), card=card(site, entity), aliases=entity.aliases,
    )  # fmt: skip


def _lines(site: Site, entity_id: str) -> list[Line]:
    graph = site.graph
    edges, nodes = [], {}
    for relation in (*graph.outgoing(entity_id), *graph.incoming(entity_id)):
        other = relation.target if relation.source == entity_id else relation.source
        if not relation.rejected and not graph.named[other].broken:
            edges.append(_edge(relation))
            nodes[other] = _node(site, other)
    nodes[entity_id] = _node(site, entity_id)
    return lines_of(entity_id, edges, nodes)


def _edge(relation: Relation) -> ExplorerEdge:
    label, inverse = relation.label, relation.inverse_label
    if relation.field.lineage == "child":
        label, inverse = inverse, label
    return ExplorerEdge(
        source=relation.child or relation.source, target=relation.parent or relation.target, type=relation.type, label=label,
        inverse=inverse, line=relation.field.line, lineage=relation.parent is not None,
    )  # fmt: skip


def _start(site: Site) -> str:
    """Where the explorer opens: in the first type of the site's own that has lineage, the entity with most of it; else
    the entity with the most relations."""
    graph = site.graph
    own = [t.name for t in graph.schema.types.values() if t.name not in {"source", "claim"}]
    with_lineage = [t for t in own if any(f.lineage for f in graph.schema.types[t].fields.values())]
    first = next((t for t in with_lineage if any(e.type == t for e in site.shown())), "")

    def weight(entity_id: str) -> tuple[int, int]:
        lineage = len(graph.parents(entity_id)) + len(graph.children(entity_id))
        return lineage, len(graph.outgoing(entity_id)) + len(graph.incoming(entity_id))

    ids = [e.id for e in site.shown() if not first or e.type == first]
    return min(ids, key=lambda i: (tuple(-n for n in weight(i)), i)) if ids else ""
