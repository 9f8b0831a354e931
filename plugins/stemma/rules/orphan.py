# lint-orphan: an entity that is connected to nothing is either forgotten or not needed.
from __future__ import annotations

from collections.abc import Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose


def check(derived: Derived) -> Iterator[Diagnostic]:
    """Entities without any relation, claims and citations included."""
    graph = derived.graph
    if any(entity.failed or entity.broken for entity in graph.entities.values()):
        return  # what could not be read may be what connects them
    cited = {
        citation.id
        for entity in graph.entities.values()
        for citations in (
            entity.sources,
            *(s.citations for statements in (entity.statements or {}).values() for s in statements),
            tuple(e.citation for e in entity.evidence),
        )
        for citation in citations
    }
    for entity in graph.entities.values():
        connected = graph.outgoing(entity.id) or graph.incoming(entity.id)
        if not connected and entity.id not in cited:
            yield report(entity)


def report(entity: Entity) -> Diagnostic:
    """What is said of an entity that is connected to nothing."""
    return diagnose(
        rule("lint-orphan"), f"`{entity.id}` is connected to nothing", entity.at("name", key=True),
        help=("refer to it from another entity, or delete it",),
    )  # fmt: skip
