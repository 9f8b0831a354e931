# lint-symmetric: where a relation is the same from both ends, and only one of the two files says so.
from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import relations_of
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Relations of a field with `symmetric: true` that the other end does not name."""
    graph = derived.graph
    for relation in relations_of(graph, among):
        if not relation.field.symmetric or relation.rejected or graph.mirror_of(relation) is not None:
            continue
        other = graph.entities[relation.target]
        fields = graph.schema.types[other.type].fields if other.type in graph.schema.types else {}
        name = relation.type
        if other.broken or "id" in other.failed or name in other.failed or name not in fields:
            continue
        yield diagnose(
            rule("lint-symmetric"), f"`{other.id}` does not name `{relation.source}` in `{name}`",
            relation.statement.span, help=(f"add `{name}: {relation.source}` to `{other.id}`",),
        )  # fmt: skip
