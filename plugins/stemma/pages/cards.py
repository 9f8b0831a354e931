# The card of an entity: what a link's preview and the explorer's panel show. A claim without a summary shows why it has its
# verdict. In: the site and an entity. Out: plain data.
from __future__ import annotations

from typing import Any

from stemma.knowledge.entity import Entity
from stemma.pages.colors import readable
from stemma.pages.context import Site
from stemma.pages.inline import field_parts
from stemma.pages.prose import plain

FACTS = 4
SUMMARY = 300  # characters


def card(site: Site, entity: Entity) -> dict[str, Any]:
    """`name`, `kind`, `color`, `summary`, and `facts` as pairs of label and text; all of it plain text."""
    type_ = site.graph.schema.types[entity.type]
    facts: list[list[str]] = []
    for name in type_.facts:
        text = ", ".join(part.text for part in field_parts(site, "index", entity.id, name)[:3])
        if text and len(facts) < FACTS:
            facts.append([type_.fields[name].label, text])
    claim = site.claims.get(entity.id)
    said = entity.summary.text if entity.summary else claim.rationale if claim is not None else ""
    summary = plain(site, said)
    return {
        "name": entity.name, "kind": type_.label, "color": readable(type_.color), "facts": facts,
        "summary": summary if len(summary) <= SUMMARY else f"{summary[: SUMMARY - 1]}…",
    }  # fmt: skip
