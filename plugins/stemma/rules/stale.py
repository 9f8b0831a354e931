# lint-stale: what was true at one time and was never looked up again. The clock is not asked: the graph's own newest date
# is "now", so that the same files give the same report for ever.
from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity, Statement
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose
from stemma.text.nodes import span_at
from stemma.vocabulary.dates import PartialDate


def check(derived: Derived) -> Iterator[Diagnostic]:
    """Fields whose newest `as_of` lies more than the schema's `stale_after` days before the newest date that a source or
    an `as_of` bears. Dates that are known to the month or year count where they are certainly too old."""
    graph = derived.graph
    limit = graph.schema.stale_after
    if limit is None:
        return
    sources = set(graph.schema.subtypes("source"))
    timed = [
        (entity, said, said.as_of)
        for entity in graph.entities.values()
        for statements in (entity.statements or {}).values()
        for said in statements
        if said.as_of is not None and said.rank != "rejected"
    ]
    days = [as_of.earliest for _, _, as_of in timed]
    days += [day for entity in graph.entities.values() if entity.type in sources for day in _dates(entity)]
    newest = max(days, default=date.min)
    latest: dict[tuple[str, str], tuple[Entity, Statement, PartialDate]] = {}
    for entity, said, as_of in timed:
        known = latest.get((entity.id, said.field))
        if known is None or as_of.latest > known[2].latest:
            latest[entity.id, said.field] = entity, said, as_of
    for entity, said, as_of in latest.values():
        age = (newest - as_of.latest).days
        if age > limit:
            yield diagnose(
                rule("lint-stale"),
                f"`{said.field}` of `{entity.id}` is about {as_of.display}, {age:,} days before the newest date",
                span_at(entity.source, entity.root, (*said.route, "as_of")),
                help=(f"look it up anew: the newest date is {newest.isoformat()}, and `stale_after` is {limit:,} days",),
            )  # fmt: skip


def _dates(entity: Entity) -> Iterator[date]:
    """The days on which a source appeared."""
    for said in entity.of("date"):
        if isinstance(said.value, PartialDate) and said.rank != "rejected":
            yield said.value.earliest
