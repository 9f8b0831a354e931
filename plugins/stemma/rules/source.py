# lint-source: a value that nobody can look up rests on the writer's word.
from __future__ import annotations

from collections.abc import Iterable, Iterator

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity, Special
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, diagnose


def check(derived: Derived, among: Iterable[Entity] | None = None) -> Iterator[Diagnostic]:
    """Stated values without a source. What a source says of itself needs none, and a claim has its evidence; a field with
    `cite: required` is checked as `field-cite`."""
    schema = derived.graph.schema
    own = {name for base in ("source", "claim") for name in schema.subtypes(base)}
    for entity in derived.graph.entities.values() if among is None else among:
        if entity.type in own or entity.broken or "sources" in entity.failed:
            continue
        fields = schema.types[entity.type].fields
        for name, statements in (entity.statements or {}).items():
            for said in statements:
                stated = said.formula is None and not isinstance(said.value, Special)
                if stated and not said.citations and not said.own_citations and not fields[name].cite:
                    key = "to" if fields[name].kind == "ref" else "value"
                    yield diagnose(
                        rule("lint-source"), f"`{name}` of `{entity.id}` has no source", said.span,
                        help=(f"write `{name}: {{{key}: …, source: ID}}`, or give the entity `sources`",),
                    )  # fmt: skip
