# lint-summary: a page without a first sentence makes its reader guess.
from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Entities without a summary; claims and sources speak for themselves, and a key that was reported as unknown may
    be the summary."""
    schema = derived.graph.schema
    for entity in derived.graph.entities.values() if among is None else among:
        exempt = schema.is_a(entity.type, "claim") or schema.is_a(entity.type, "source")
        if exempt or entity.broken or entity.failed - set(schema.types[entity.type].fields):
            continue
        if entity.summary is None:
            yield diagnose(
                rule("lint-summary"), f"`{entity.id}` has no summary", entity.at("name", key=True),
                help=("add `summary: …` with one sentence that says what it is",),
            )  # fmt: skip
