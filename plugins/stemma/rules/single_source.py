# lint-single-source: a claim that was judged by one source alone stands and falls with it.
from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Claims whose evidence names one source, however often; those without evidence are `claim-evidence`."""
    schema = derived.graph.schema
    for entity in derived.graph.entities.values() if among is None else among:
        if entity.broken or "evidence" in entity.failed or not schema.is_a(entity.type, "claim"):
            continue
        sources = {item.citation.id for item in entity.evidence}
        if len(sources) == 1:
            yield diagnose(
                rule("lint-single-source"), f"all evidence on `{entity.id}` comes from `{min(sources)}`",
                entity.evidence[0].citation.span,
                help=("add what another source says of it, be it that it only reports the claim",),
            )  # fmt: skip
