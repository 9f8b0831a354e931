# The graph as it was known on a day. A statement is known from the earliest date among its sources, taken at that date's
# latest possible day. Ranks are today's editing and do not count. In: the graph and a day. Out: a graph of what was
# known, and what had to be left out because nobody says when it became known.
from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from stemma.knowledge.accept import source_date
from stemma.knowledge.claims import Claim, check_claims
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Citation, Entity, Statement
from stemma.knowledge.graph import Graph, build_graph


@dataclass(frozen=True, slots=True)
class Known:
    """What followed from what was known on `day`. `left_out` names the fields with undated statements."""

    day: date
    derived: Derived
    claims: tuple[Claim, ...]
    left_out: frozenset[tuple[str, str]]


def known_on(graph: Graph, day: date) -> Known:
    """The graph without what became known later, and all that follows from the rest."""
    left_out: set[tuple[str, str]] = set()
    entities = {entity.id: _entity(graph, entity, day, left_out) for entity in graph.entities.values()}
    past = build_graph(graph.schema, entities, graph.aliases)
    deriver = Deriver(past)
    derived = deriver.run().value
    return Known(day, derived, check_claims(derived, deriver).value, frozenset(left_out))


def known_from(graph: Graph, citations: tuple[Citation, ...]) -> date | None:
    """The day from which something with these sources is known; None where none of them is dated."""
    dates = [found.latest for c in citations if (found := source_date(graph, c.id)) is not None]
    return min(dates, default=None)


def became_known(graph: Graph, entity_id: str, field: str) -> date | None:
    """The day from which a stated value of a field is known; None where there is none, or nobody dates it."""
    days = [known_from(graph, s.citations) for s in graph.entities[entity_id].of(field) if s.formula is None]
    return min((day for day in days if day is not None), default=None)


def _entity(graph: Graph, entity: Entity, day: date, left_out: set[tuple[str, str]]) -> Entity:
    if entity.broken or graph.schema.is_a(entity.type, "source"):
        return entity  # what a source is and when it appeared is the measure itself
    statements: dict[str, tuple[Statement, ...]] = {}
    for name, stated in (entity.statements or {}).items():
        kept = []
        for statement in stated:
            since = None if statement.formula else known_from(graph, statement.citations)
            if statement.formula is None and since is None:
                left_out.add((entity.id, name))
            elif statement.formula is not None or (since is not None and since <= day):
                then = tuple(c for c in statement.citations if (d := known_from(graph, (c,))) is not None and d <= day)
                kept.append(replace(statement, rank="normal", citations=then))
        if kept:
            statements[name] = tuple(kept)
    evidence = tuple(
        e for e in entity.evidence if (since := known_from(graph, (e.citation,))) is not None and since <= day
    )
    return replace(entity, statements=statements, evidence=evidence)
