# lint-lineage-date: nothing is older than what it descends from; one of the dates is wrong, or the relation.
from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity, Statement
from stemma.knowledge.graph import relations_of
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, diagnose
from stemma.vocabulary.dates import PartialDate


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Steps of a lineage whose child is certainly older than its parent: both dates known, neither approximate."""
    graph = derived.graph
    known: dict[str, tuple[PartialDate, Statement] | None] = {}
    for relation in relations_of(graph, among):
        if relation.rejected or relation.disputed or not relation.parent or not relation.child:
            continue
        for end in (relation.parent, relation.child):
            if end not in known:
                known[end] = _date(derived, end)
        parent, child = known[relation.parent], known[relation.child]
        if parent and child and child[0].latest < parent[0].earliest:
            yield diagnose(
                rule("lint-lineage-date"),
                f"`{relation.child}` is of {child[0].display}, and descends from `{relation.parent}`, of {parent[0].display}",
                relation.statement.span, help=("correct one of the dates, or the relation",),
                related=(Label(child[1].span, f"`{relation.child}`"), Label(parent[1].span, f"`{relation.parent}`")),
            )  # fmt: skip


def _date(derived: Derived, entity_id: str) -> tuple[PartialDate, Statement] | None:
    """The date that places an entity in time, where it is certain."""
    entity = derived.graph.entities[entity_id]
    type_ = derived.graph.schema.types.get(entity.type)
    if type_ is None or entity.broken or not type_.date_field or type_.date_field in entity.failed:
        return None
    said = derived.accepted(entity_id, type_.date_field)
    value = said.value if said else None
    return (value, said) if said and isinstance(value, PartialDate) and not value.approximate else None
