# Tables of entities, and the index page of each type. In: the site and a type. Out: HTML and finished pages.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from stemma.knowledge.entity import Entity
from stemma.pages import claims as claim_views
from stemma.pages.context import Heading, Page, Site
from stemma.pages.inline import Part, field_parts
from stemma.pages.template import render_template
from stemma.vocabulary.schema import NUMERIC, Field, Type

_MOST_PARTS = 4


@dataclass(frozen=True, slots=True)
class Head:
    label: str
    number: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    parts: tuple[Part, ...]
    number: bool = False
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    href: str
    cells: tuple[Cell, ...]


def table(
    site: Site, path: str, entities: Iterable[Entity], columns: Sequence[Field], *, first: str, label: str
) -> Markup:
    """A table with a row for each entity, its name first."""
    heads = [Head(first), *(Head(field.label, field.kind in NUMERIC) for field in columns)]
    rows = [
        Row(e.name, site.href(e.id, path), tuple(_cell(site, path, e, field) for field in columns)) for e in entities
    ]
    return Markup(render_template(site, "table.html", {"heads": heads, "rows": rows, "label": label}))  # noqa: S704 - the template escapes


def _cell(site: Site, path: str, entity: Entity, field: Field) -> Cell:
    parts = field_parts(site, path, entity.id, field.name)
    if len(parts) > _MOST_PARTS:
        parts = (*parts[: _MOST_PARTS - 1], Part(f"{len(parts) - _MOST_PARTS + 1} more", site.href(entity.id, path)))
    tone = claim_views.TONES.get(parts[0].text, "warn") if field.name == "verdict" and parts else ""
    return Cell(parts, field.kind in NUMERIC, tone)


def index_page(site: Site, type_: Type) -> Page:
    """The index of one type: a table of its entities; for claims, a list by verdict."""
    path = f"{type_.folder}/index"
    entities = sorted((e for e in site.shown() if e.type == type_.name), key=lambda e: (e.name.casefold(), e.id))
    number = len(entities)
    count = f"{number} {type_.label.lower() if number == 1 else type_.plural.lower()}"
    view = {"site": site, "path": path, "type": type_, "count": count}
    if site.graph.schema.is_a(type_.name, "claim"):
        groups = claim_views.by_verdict(site, path)
        html = render_template(site, "claims.html", view | {"groups": groups}, type_.name)
        headings = tuple(Heading(2, verdict, verdict.capitalize()) for verdict, _ in groups)
        return Page(path, type_.plural, html, headings, description=type_.description)
    columns = [type_.fields[name] for name in type_.columns if name in type_.fields]
    made = table(site, path, entities, columns, first=type_.label, label=type_.plural)
    html = render_template(site, "index.html", view | {"table": made}, type_.name)
    return Page(path, type_.plural, html, description=type_.description)


def indexed_types(site: Site) -> list[Type]:
    """The types that have entities, in the schema's order."""
    used = {entity.type for entity in site.shown()}
    return [type_ for type_ in site.graph.schema.types.values() if type_.name in used]
