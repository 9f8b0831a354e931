"""A place that is cited is not among those that its source lists, or a listed one is never cited."""

from __future__ import annotations

from collections.abc import Iterator

from stemma.knowledge.entity import Citation, Entity
from stemma.knowledge.graph import Graph
from stemma.rules import Problem

LISTED = "places"  # the field of a source with lines such as "opening: the first two sentences"


def check(graph: Graph) -> Iterator[Problem]:
    """Hold every citation against the list of its source, and every list against the citations."""
    listed = {
        e.id: {s.text.partition(":")[0]: s for s in e.of(LISTED)} for e in graph.entities.values() if e.of(LISTED)
    }
    used: dict[str, set[str]] = {}
    for entity in graph.entities.values():
        for citation in cited(entity):
            used.setdefault(citation.id, set()).add(citation.at)
            places = listed.get(citation.id)
            if places is not None and citation.at not in places:
                what = f"lists no place `{citation.at}`" if citation.at else "lists places, and none is named here"
                yield Problem(f"`{citation.id}` {what}", citation, f"its places: {', '.join(sorted(places))}")
    for source, places in listed.items():
        for name, line in places.items():
            if name not in used.get(source, set()):
                yield Problem(f"nothing cites the place `{name}` of `{source}`", line, "delete the line, or cite it")


def cited(entity: Entity) -> Iterator[Citation]:
    """Every citation in the file of an entity. A list of places cites nothing: it is about the source itself."""
    yield from entity.sources
    yield from (item.citation for item in entity.evidence)
    for name, statements in (entity.statements or {}).items():
        if name != LISTED:
            yield from (citation for said in statements for citation in said.citations)
