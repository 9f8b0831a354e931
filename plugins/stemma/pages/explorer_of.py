# The explorer's view of the graph: every entity and relation as plain data. In: the site. Out: the page and its files.
from __future__ import annotations

from stemma.pages.cards import card
from stemma.pages.context import Page, Site
from stemma.pages.explorer import ExplorerSite, explorer_files
from stemma.pages.explorer_near import ExplorerEdge, ExplorerNode
from stemma.pages.finding import WHOLE


def explorer(site: Site) -> tuple[Page, ExplorerSite]:
    """The explorer's page, and the files that it loads as it is used."""
    schema = site.graph.schema
    shown = site.shown()
    nodes = [
        ExplorerNode(
            id=e.id, name=e.name, type=e.type, type_label=schema.types[e.type].label, color=schema.types[e.type].color,
            href=site.href(e.id, site.special("explore")), card=card(site, e), aliases=e.aliases,
        )
        for e in shown
    ]  # fmt: skip
    edges = [
        ExplorerEdge(
            source=r.child or r.source, target=r.parent or r.target, type=r.type,
            label=words[0], inverse=words[1], line=r.field.line, lineage=r.parent is not None,
        )
        for r in site.graph.relations
        if not r.rejected and not site.graph.entities[r.target].broken
        for words in [(r.inverse_label, r.label) if r.field.lineage == "child" else (r.label, r.inverse_label)]
    ]  # fmt: skip
    made = explorer_files(nodes, edges, focus=_start(site))
    about = "Walk through the graph from entity to entity."
    style = f'<link rel="stylesheet" href="{site.root(site.special("explore"))}assets/stemma/explorer.css">'
    html = f'<div class="st-index">{style}<h1 id="explorer">Explorer</h1><p class="st-lede">{about}</p>{made.page_html}</div>'
    page = Page(site.special("explore"), "Explorer", html, description=about, boost=WHOLE)
    return page, made


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
