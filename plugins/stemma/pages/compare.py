# The block `compare`: entities side by side, a row for each field that one of them has. In: a block's checked options. Out:
# HTML.
from __future__ import annotations

from dataclasses import dataclass

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.contest import contested
from stemma.knowledge.entity import Citation, Entity
from stemma.pages.colors import readable
from stemma.pages.context import Site
from stemma.pages.inline import Part, anchor, field_parts
from stemma.pages.notes import Mark, Notes
from stemma.pages.template import render_template
from stemma.vocabulary.schema import Field

_UNFIT = frozenset({"assertion", "evidence", "markdown"})  # what no cell can hold


@dataclass(frozen=True, slots=True)
class Side:
    """One of the entities."""

    name: str
    href: str
    kind: str
    color: str


@dataclass(frozen=True, slots=True)
class Held:
    """What an entity holds in a field; without `parts` nothing is stated. `href` leads to the field, where a computed
    one has its trace."""

    parts: tuple[Part, ...] = ()
    marks: tuple[Mark, ...] = ()
    href: str = ""
    computed: bool = False
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A field. `differs` says that two of the entities state something else in it."""

    label: str
    title: str
    cells: tuple[Held, ...]
    differs: bool


def comparison(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The `number`-th block of the page at `path`."""
    entities = [site.graph.entities[entity_id] for entity_id in block.ids or ()]
    types = site.graph.schema.types
    notes = Notes(site, path, listed_here=False)
    lines = [
        line for field in _fields(site, entities, block.columns) if (line := _line(site, path, entities, field, notes))
    ]
    if not lines:
        return '<p class="st-quiet">Nothing is stated that could be compared.</p>'
    sides = [Side(e.name, site.href(e.id, path), types[e.type].label, readable(types[e.type].color)) for e in entities]
    label = block.options.get("title", "") or f"Comparison of {' and '.join(side.name for side in sides)}"
    differ = sum(line.differs for line in lines)
    view = {"sides": sides, "lines": lines, "label": label, "differ": differ, "number": number}
    kinds = {e.type for e in entities}
    return render_template(site, "compare.html", view, kinds.pop() if len(kinds) == 1 else "")


def _fields(site: Site, entities: list[Entity], names: tuple[str, ...]) -> list[Field]:
    """The fields to compare: those that are named, else the facts of each type and then all the others."""
    types = [site.graph.schema.types[entity.type] for entity in entities]
    wanted = names or [
        *(name for type_ in types for name in type_.facts),
        *(n for type_ in types for n in type_.fields),
    ]
    found = []
    for name in dict.fromkeys(wanted):
        field = next((type_.fields[name] for type_ in types if name in type_.fields), None)
        if field is not None and field.kind not in _UNFIT:
            found.append(field)
    return found


def _line(site: Site, path: str, entities: list[Entity], field: Field, notes: Notes) -> Line | None:
    parts = [field_parts(site, path, entity.id, field.name) for entity in entities]
    if not any(parts):
        return None
    cells = tuple(
        _held(site, path, entity, field, held, notes) if held else Held()
        for entity, held in zip(entities, parts, strict=True)
    )
    texts = {tuple(sorted(part.text for part in held)) for held in parts if held}
    return Line(field.label, field.description, cells, len(texts) > 1)


def _held(site: Site, path: str, entity: Entity, field: Field, parts: tuple[Part, ...], notes: Notes) -> Held:
    derived = site.project.derived
    accepted = None if field.many else derived.accepted(entity.id, field.name)
    computed = not field.many and (accepted is None or accepted.formula is not None)
    citations: tuple[Citation, ...] = ()
    if field.many:
        citations = tuple(c for s in entity.of(field.name) if s.rank != "rejected" for c in s.citations)
    elif accepted is not None and not computed:
        citations = accepted.citations
    href = f"{site.href(entity.id, path)}#{anchor(field.name)}"
    return Held(parts, notes.marks(citations), href, computed, bool(contested(derived, entity.id, field.name)))
