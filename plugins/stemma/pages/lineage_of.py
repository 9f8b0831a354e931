# Which part of the graph a lineage figure shows. In: an entity, or ids that somebody selected. Out: the figure's HTML, and
# the view data that it is drawn from.
from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Relation
from stemma.pages.context import Site
from stemma.pages.data_script import entity_file
from stemma.pages.inline import field_parts
from stemma.pages.lineage import FOLD, ROOT, Control, Drawn, Shape, drawn, figure, framed
from stemma.pages.lineage_near import DOWN, FEW_DEPTHS, FEW_STEPS, UP, Near, depths, hops, near
from stemma.pages.lineage_view import Edge, Month, Node, Wider
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity

BOTH = "both"
_COUNTED = re.compile(r"(\d[KMBT])\s+\w+$")  # `671B parameters` is `671B` where room is short
_DETAIL = 34  # characters of the second line of a box
_YEAR = 366  # days
_AXIS = 3  # boxes that make a time axis worth while


def around(
    site: Site,
    path: str,
    entity_id: str,
    *,
    title: str = "Lineage",
    figure_id: str = "st-lineage",
    depth: str = "1",
    direction: str = BOTH,
    dated: bool = False,
) -> str:
    """The figure of an entity: what it descends from and what descends from it, as far as `depth` says, a number of steps
    or `all`. Nothing where there is neither."""
    views = views_of(site, entity_id)
    if len(list(views.values())[-1].ids) < 2:
        return ""
    wider = widened(site, entity_id, views)
    # A depth that shows no more than a smaller one has no view of its own: a larger one is the same.
    name = next((name for name in views if "all" not in (name, depth) and int(name) >= int(depth)), list(views)[-1])
    shown = views[name]
    steps = None if depth == "all" else int(depth)
    if site.many_lineages and depth not in dict(FEW_DEPTHS):  # asked for on this page alone
        shown, wider = near(entity_id, hops(site.graph, entity_id, steps=steps), steps), None
    if direction != BOTH:
        shown = near(entity_id, hops(site.graph, entity_id, (direction,), steps), steps)
    control = Control(wider, name if wider else "", {UP: "up", DOWN: "down"}.get(direction, ""))
    shape = Shape(dated=dated, left=shown.left, uncounted=shown.uncounted)
    made = drawn_around(site, entity_id, shown.ids, shape)
    root = site.root(path)
    return framed(made, title=title, figure_id=figure_id, shape=shape, control=control, root=root) if made else ""


def drawn_around(site: Site, entity_id: str, ids: tuple[str, ...], shape: Shape) -> Drawn | None:
    """The drawing of these entities around one of them. An entity's page and the file of its wider views show the same one,
    and are made one after the other: the drawings of the last entity that was asked for are kept."""
    key = (entity_id, ids, shape)
    if entity_id not in {known for known, _, _ in site.drawn}:
        site.drawn.clear()
    if key not in site.drawn:
        site.drawn[key] = drawn(*scene(site, None, ids), entity_id, shape)
    return site.drawn[key]


def of(
    site: Site,
    path: str,
    ids: Sequence[str],
    *,
    focus: str | None,
    title: str = "Lineage",
    figure_id: str = "st-lineage",
    dated: bool = False,
) -> str:
    """The figure of these entities and the lineage between them. With a focus it can be widened around that."""
    wider = widened(site, focus, views_of(site, focus)) if focus else None
    nodes, edges = scene(site, path, ids)
    shape = Shape(dated=dated)
    return figure(nodes, edges, focus=focus, title=title, figure_id=figure_id, shape=shape, control=Control(wider))


def views_of(site: Site, entity_id: str) -> dict[str, Near]:
    """What the entity's figure can show, by depth."""
    many = site.many_lineages
    return depths(entity_id, hops(site.graph, entity_id, steps=FEW_STEPS if many else None), many=many)


def widened(site: Site, entity_id: str, views: dict[str, Near]) -> Wider | None:
    """What the entity's figure can change to; nothing where its neighbours are everything, none of them folds, and they are
    too few for a time axis."""
    widest = list(views.values())[-1].ids
    dates = set() if site.many_lineages else {month(site, site.graph.entities[i]) for i in widest} - {None}
    dated = len(widest) >= _AXIS and len(dates) > 1
    folds = max(len(site.graph.parents(entity_id)), len(site.graph.children(entity_id))) > FOLD
    if len(views) < 2 and not dated and not folds:
        return None
    return Wider(f"lineage/{entity_file(entity_id)}.js", tuple(views), dated)


def scene(site: Site, path: str | None, ids: Sequence[str]) -> tuple[list[Node], list[Edge]]:
    """View data of these entities and of the lineage between them, as the page at `path` links to them; with None the way
    to the site's root is left open."""
    shown = {i for i in ids if not site.graph.named[i].broken}
    nodes = [_node(site, i) for i in ids if i in shown]
    if path is not None:
        root = site.root(path)
        nodes = [replace(node, href=root + node.href.removeprefix(ROOT)) for node in nodes]
    return nodes, [edge for child in sorted(shown) for edge in _edges(site, child) if edge.parent in shown]


def whole(site: Site, path: str) -> tuple[list[Node], list[Edge]]:
    """All lineage that the graph has."""
    tied = [e.id for e in site.shown() if site.graph.parents(e.id) or site.graph.children(e.id)]
    return scene(site, path, sorted(tied))


def _edges(site: Site, child: str) -> tuple[Edge, ...]:
    """The lines to what an entity descends from. Each is drawn around several entities."""
    return site.shared(
        ("lines", child), lambda: tuple(_edge(child, relation) for relation in site.graph.parents(child))
    )


def _edge(child: str, relation: Relation) -> Edge:
    from_child = relation.inverse_label if relation.field.lineage == "child" else relation.label
    return Edge(
        relation.parent or "", child, relation.type, spoken(from_child), relation.field.line,
        relation.disputed, _along(relation), relation.statement.own_citations,
    )  # fmt: skip


def _along(relation: Relation) -> str:
    """What a line says from parent to child, where the schema has a word for it."""
    field = relation.field
    return spoken(field.label if field.lineage == "child" else field.inverse_label)


def spoken(label: str) -> str:
    """A relation's name as it stands on a line: `Based on` is `based on`, `GPU of` stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _node(site: Site, entity_id: str) -> Node:
    """An entity's box, which is drawn around several; the way to the site's root is open in it."""
    return site.shared(("box", entity_id), lambda: _made(site, site.graph.entities[entity_id]))


def _made(site: Site, entity: Entity) -> Node:
    type_ = site.graph.schema.types[entity.type]
    return Node(
        id=entity.id, name=entity.name, type=type_.name, type_label=type_.label, color=type_.color,
        href=ROOT + site.url(entity.id), detail=detail(site, entity), parents=len(site.graph.parents(entity.id)),
        children=len(site.graph.children(entity.id)), date=month(site, entity),
    )  # fmt: skip


def _date(site: Site, entity: Entity) -> PartialDate | None:
    name = site.graph.schema.types[entity.type].date_field
    dated = site.project.derived.accepted(entity.id, name) if name else None
    return dated.value if dated is not None and isinstance(dated.value, PartialDate) else None


def month(site: Site, entity: Entity) -> Month | None:
    """Where an entity stands on a time axis: in the month in which its date begins, or in a year where that is all that is
    known."""
    date = _date(site, entity)
    if date is None:
        return None
    first, last = date.earliest, date.latest
    vague = (last - first).days > _YEAR or (first.month, first.day, last.month, last.day) == (1, 1, 12, 31)
    return first.year, 0 if vague else first.month


def detail(site: Site, entity: Entity) -> str:
    """The second line of a box: the first stated quantity among the type's facts, and the date."""
    return site.shared(("detail", entity.id), lambda: _detail(site, entity.id))


def _detail(site: Site, entity_id: str) -> str:
    entity = site.graph.entities[entity_id]
    type_ = site.graph.schema.types[entity.type]
    found: list[str] = []
    for name in type_.facts:
        value = site.project.derived.accepted(entity.id, name)
        if value is not None and isinstance(value.value, Quantity):
            found.append(_COUNTED.sub(r"\1", site_text(site, "index", entity.id, name)))
            break
    date = _date(site, entity)
    if date is not None:
        found.append(_month(date))
    text = " · ".join(part for part in found if part)
    return text if len(text) <= _DETAIL else f"{text[: _DETAIL - 1]}…"


def _month(date: PartialDate) -> str:
    """A date without its day: a box is narrow, and the entity's page has the day."""
    day, _, rest = date.display.partition(" ")
    return rest if day.isdigit() and date.earliest == date.latest else date.display


def site_text(site: Site, path: str, entity_id: str, name: str) -> str:
    """A field's value as plain text."""
    return ", ".join(part.text for part in field_parts(site, path, entity_id, name))
