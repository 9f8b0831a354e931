# House rules that compare all entities with each other, asked of the ledger's records: only what is reported is read. In: the
# records, and the graph that reads entities when asked. Out: diagnostics.
from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from stemma.knowledge.derive import Derived
from stemma.recheck.records import EntityRecord
from stemma.rules import orphan, stale
from stemma.text.diagnostics import Diagnostic

WholeRule = Callable[[Derived, Sequence[EntityRecord]], Iterator[Diagnostic]]


def orphans(derived: Derived, records: Sequence[EntityRecord]) -> Iterator[Diagnostic]:
    """As `rules/orphan.py` finds them."""
    if any(record.failed or record.broken for record in records):
        return
    connected: set[str] = set()
    connected.update(*(record.refs for record in records), *(record.cites for record in records))
    for record in records:
        if not record.refs and record.id not in connected:
            yield orphan.report(derived.graph.entities[record.id])


def stale_fields(derived: Derived, records: Sequence[EntityRecord]) -> Iterator[Diagnostic]:
    """As `rules/stale.py` finds them: entities that hold no old date are not looked at."""
    schema = derived.graph.schema
    if schema.stale_after is None:
        return
    newest = max((record.day for record in records), default=1)
    old = [record.id for record in records if record.oldest and newest - record.oldest > schema.stale_after]
    yield from stale.older(schema, (derived.graph.entities[one] for one in old), date.fromordinal(newest))


WHOLE_RULES: Mapping[str, WholeRule] = {"lint-orphan": orphans, "lint-stale": stale_fields}
