# One entity as a JSON document (`data/entities/<id>.json`). In: a checked project. Out: the same shape as the whole graph's
# document with what concerns that entity, and the names of all others that are mentioned. docs/guide/publishing.md shows it.
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from stemma.exchange import values
from stemma.exchange.graph_json import VERSION, claim, entity, relation
from stemma.knowledge.address import url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph, Relation
from stemma.project import Project

Node = Mapping[str, Any]


def entity_text(project: Project, made: Entity, claims: Iterable[Claim], *, directory_urls: bool) -> str:
    """The document of an entity; `claims` are those about it, with itself where it is one, in the order of their ids."""
    derived, graph = project.derived, project.graph
    none = values.Budget(0)
    whole = entity(made, derived, url_of(graph, made.id, directory_urls=directory_urls))
    parts = {
        "relations": [relation(r) for r in _relations(graph, made.id)],
        "figures": [values.figure(figure, derived, none) for figure in derived.figures_in(made.id)],
        "claims": [claim(one, derived) for one in claims],
    }
    others = sorted(set(_mentioned(whole, parts)) - {made.id})
    found = (graph.named.get(other) for other in others)
    mentions = [
        {"id": e.id, "type": e.type, "name": e.name, "url": url_of(graph, e.id, directory_urls=directory_urls)}
        for e in found
        if e is not None and not e.broken
    ]
    document = {"version": VERSION, "entities": [whole], **parts, "mentions": mentions}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"


def _relations(graph: Graph, entity_id: str) -> Iterator[Relation]:
    """The entity's relations in both directions, in the order of those that hold them."""
    incoming = graph.incoming(entity_id)
    for holder in sorted({entity_id, *(r.source for r in incoming)}):
        if not graph.named[holder].broken:
            yield from (r for r in graph.outgoing(holder) if entity_id in (holder, r.target))


def _mentioned(entity: Node, parts: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    """The ids of all entities that the document speaks of."""
    yield from entity.get("sources", ())
    yield entity.get("replaced_by", "")
    for statements in entity["fields"].values():
        for statement in statements:
            yield from statement["source"]
    for one in parts["relations"]:
        yield from (one["from"], one["to"], *one["source"])
    for figure in parts["figures"]:
        for item in (*figure["inputs"], *figure["stated"]):
            yield from (item.get("entity", ""), *item.get("source", ()))
    for one in parts["claims"]:
        yield from (one["id"], *one["about"], *one["made_by"], *(e["source"] for e in one["evidence"]))
