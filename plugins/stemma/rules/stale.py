# lint-stale: what was true at one time and was never looked up again. The clock is not asked: the graph's own newest date
# is "now", so that the same files give the same report for ever.
from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity, Statement
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose
from stemma.text.nodes import span_at
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.schema import Schema


def check(derived: Derived) -> Iterator[Diagnostic]:
    """Fields whose newest `as_of` lies more than the schema's `stale_after` days before the newest date that a source or
    an `as_of` bears. Dates that are known to the month or year count where they are certainly too old."""
    schema, entities = derived.graph.schema, derived.graph.entities.values()
    if schema.stale_after is not None:
        newest = max((newest_day(schema, entity) for entity in entities), default=date.min)
        yield from older(schema, entities, newest)


def newest_day(schema: Schema, entity: Entity) -> date:
    """The newest day that an entity speaks of: of an `as_of`, or of a source's own date."""
    days = [as_of.earliest for _, as_of in _timed(entity)]
    if schema.is_a(entity.type, "source"):
        days += _dates(entity)
    return max(days, default=date.min)


def older(schema: Schema, entities: Iterable[Entity], newest: date) -> Iterator[Diagnostic]:
    """A report for each field of these entities that is too old on that day."""
    limit = schema.stale_after
    latest: dict[tuple[str, str], tuple[Entity, Statement, PartialDate]] = {}
    for entity in entities if limit is not None else ():
        for said, as_of in _timed(entity):
            known = latest.get((entity.id, said.field))
            if known is None or as_of.latest > known[2].latest:
                latest[entity.id, said.field] = entity, said, as_of
    for entity, said, as_of in latest.values():
        age = (newest - as_of.latest).days
        if limit is not None and age > limit:
            yield diagnose(
                rule("lint-stale"),
                f"`{said.field}` of `{entity.id}` is about {as_of.display}, {age:,} days before the newest date",
                span_at(entity.source, entity.root, (*said.route, "as_of")),
                help=(f"look it up anew: the newest date is {newest.isoformat()}, and `stale_after` is {limit:,} days",),
            )  # fmt: skip


def _timed(entity: Entity) -> Iterator[tuple[Statement, PartialDate]]:
    for statements in (entity.statements or {}).values():
        for said in statements:
            if said.as_of is not None and said.rank != "rejected":
                yield said, said.as_of


def _dates(entity: Entity) -> Iterator[date]:
    """The days on which a source appeared."""
    for said in entity.of("date"):
        if isinstance(said.value, PartialDate) and said.rank != "rejected":
            yield said.value.earliest
