# Where an entity's page lies in the site: the type's folder and the id. The one place that knows; pages, links and
# exports all ask here.
from __future__ import annotations

from stemma.knowledge.graph import Graph


def page_of(graph: Graph, entity_id: str) -> str:
    """`models/deepseek-r1`: the page's path without ending, relative to the site's root."""
    type_ = graph.schema.types.get(graph.entities[entity_id].type)
    return f"{type_.folder if type_ else 'entities'}/{entity_id}"


def url_of(graph: Graph, entity_id: str, *, directory_urls: bool) -> str:
    """The page's address relative to the site's root, without a leading slash."""
    return f"{page_of(graph, entity_id)}{'/' if directory_urls else '.html'}"
