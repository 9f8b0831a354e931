# Which part of the graph a lineage figure shows. In: an entity, or ids that somebody selected. Out: the figure's HTML.
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from stemma.knowledge.entity import Entity
from stemma.pages.context import Site
from stemma.pages.inline import field_parts
from stemma.pages.lineage import figure
from stemma.pages.lineage_view import Edge, Node
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity

_COUNTED = re.compile(r"(\d[KMBT])\s+\w+$")  # `671B parameters` is `671B` where room is short
_DETAIL = 34  # characters of the second line of a box


def around(site: Site, path: str, entity_id: str, *, title: str = "Lineage", figure_id: str = "st-lineage") -> str:
    """The figure of an entity's page: what it descends from and what descends from it, one step each way."""
    graph = site.graph
    near = {r.parent or "" for r in graph.parents(entity_id)} | {r.child or "" for r in graph.children(entity_id)}
    if not near:
        return ""
    return of(site, path, [entity_id, *sorted(near)], focus=entity_id, title=title, figure_id=figure_id)


def of(
    site: Site,
    path: str,
    ids: Sequence[str],
    *,
    focus: str | None,
    title: str = "Lineage",
    figure_id: str = "st-lineage",
) -> str:
    """The figure of these entities and the lineage between them."""
    shown = {i for i in ids if not site.graph.entities[i].broken}
    nodes = [_node(site, path, site.graph.entities[i]) for i in ids if i in shown]
    return figure(nodes, list(_edges(site, shown)), focus=focus, title=title, figure_id=figure_id)


def _edges(site: Site, shown: set[str]) -> Iterable[Edge]:
    for child in sorted(shown):
        for relation in site.graph.parents(child):
            if relation.parent in shown:
                yield Edge(
                    relation.parent or "",
                    child,
                    relation.type,
                    _spoken(relation.label),
                    relation.field.line,
                    relation.disputed,
                )


def _spoken(label: str) -> str:
    """A relation's name as it stands on a line: `Based on` is `based on`, `GPU of` stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _node(site: Site, path: str, entity: Entity) -> Node:
    type_ = site.graph.schema.types[entity.type]
    return Node(
        id=entity.id, name=entity.name, type=type_.name, type_label=type_.label, color=type_.color,
        href=site.href(entity.id, path), detail=detail(site, path, entity), parents=len(site.graph.parents(entity.id)),
        children=len(site.graph.children(entity.id)),
    )  # fmt: skip


def detail(site: Site, path: str, entity: Entity) -> str:
    """The second line of a box: the first stated quantity among the type's facts, and the date."""
    type_ = site.graph.schema.types[entity.type]
    found: list[str] = []
    for name in type_.facts:
        value = site.project.derived.accepted(entity.id, name)
        if value is not None and isinstance(value.value, Quantity):
            found.append(_COUNTED.sub(r"\1", site_text(site, path, entity.id, name)))
            break
    if type_.date_field:
        dated = site.project.derived.accepted(entity.id, type_.date_field)
        if dated is not None and isinstance(dated.value, PartialDate):
            found.append(_month(dated.value))
    text = " · ".join(part for part in found if part)
    return text if len(text) <= _DETAIL else f"{text[: _DETAIL - 1]}…"


def _month(date: PartialDate) -> str:
    """A date without its day: a box is narrow, and the entity's page has the day."""
    day, _, rest = date.display.partition(" ")
    return rest if day.isdigit() and date.earliest == date.latest else date.display


def site_text(site: Site, path: str, entity_id: str, name: str) -> str:
    """A field's value as plain text."""
    return ", ".join(part.text for part in field_parts(site, path, entity_id, name))
