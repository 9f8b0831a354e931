# Where an entity's page lies in the site: the type's folder and the id. The one place that knows; pages, links and
# exports all ask here.
from __future__ import annotations

from collections.abc import Iterable

from stemma.knowledge.entity import Named
from stemma.knowledge.graph import Graph
from stemma.vocabulary.schema import Schema

EXPLORER = "explore"
PAGES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")  # how the hand-written pages of hosts end
# The pages about the whole graph: their address, and what they show.
SPECIAL = {
    EXPLORER: "the explorer",
    "figures": "all figures",
    "conflicts": "all conflicts",
    "sources": "all sources",
    "timeline": "the timeline",
    "vocabulary": "the vocabulary",
    "data": "the downloads",
}


def place_of(page: str) -> str:
    """What a page's path comes to: `ships/index.md`, `ships/README.md` and `ships.md` are all found at `ships`."""
    path = next((page[: -len(ending)] for ending in PAGES if page.endswith(ending)), page)
    return path.removesuffix("/README").removesuffix("/index")


def taken(schema: Schema, entities: Iterable[Named]) -> dict[str, str]:
    """The places of all pages that are made from these entities, each with what is shown there."""
    shown = [entity for entity in entities if not entity.broken]
    places = {f"{schema.types[entity.type].folder}/{entity.id}": entity.name for entity in shown}
    for name in {entity.type for entity in shown}:
        places[schema.types[name].folder] = schema.types[name].plural
    return places | {place_of(special_page(schema, name)): shows for name, shows in SPECIAL.items()}


def special_page(schema: Schema, name: str) -> str:
    """The path of a page about the whole graph. Where a type has that folder, its index stays where it is; but the page of
    all sources is the index of the built-in type too."""
    owner = schema.folders.get(name, "")
    if name == "sources" and owner == "source":
        return "sources/index"
    while name in schema.folders:
        name = f"all-{name}"
    return name


def page_of(graph: Graph, entity_id: str) -> str:
    """`models/deepseek-r1`: the page's path without ending, relative to the site's root."""
    type_ = graph.schema.types.get(graph.named[entity_id].type)
    return f"{type_.folder if type_ else 'entities'}/{entity_id}"


def url_of(graph: Graph, entity_id: str, *, directory_urls: bool) -> str:
    """The page's address relative to the site's root, without a leading slash."""
    return f"{page_of(graph, entity_id)}{'/' if directory_urls else '.html'}"


def data_of(entity_id: str) -> str:
    """Where an entity's own JSON lies, relative to the site's root."""
    return f"data/entities/{entity_id}.json"
