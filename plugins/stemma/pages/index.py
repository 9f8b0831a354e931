# The index page of each type: its entities in a table, and claims as a list by verdict. In: the site and a type. Out: a
# finished page.
from __future__ import annotations

from collections.abc import Iterator

from stemma.knowledge.entity import Entity
from stemma.pages.claims_page import claims_page
from stemma.pages.context import Page, Site
from stemma.pages.table_pages import bound, leaves
from stemma.pages.tables import Head, Row, Words, entity_row, head
from stemma.pages.template import render_template
from stemma.vocabulary.schema import Type


def index_pages(site: Site, type_: Type) -> Iterator[Page]:
    """The index of one type; of very many entities on several pages."""
    if site.graph.schema.is_a(type_.name, "claim"):
        yield claims_page(site, type_)
        return
    path = f"{type_.folder}/index"
    entities = sorted((e for e in site.shown() if e.type == type_.name), key=lambda e: (e.name.casefold(), e.id))
    columns = [type_.fields[name] for name in type_.columns if name in type_.fields]
    heads = [Head("name", type_.label), *(head(field) for field in columns)]
    words = Words(type_.folder, type_.plural, type_.plural.lower(), type_name=type_.name)

    def row(at: str, entity: Entity) -> Row:
        return site.kept(("row", at, entity.id), lambda: entity_row(site, at, site.graph.entities[entity.id], columns))

    made = leaves(site, path, heads, [("", entities)], row, words)
    number = len(entities)
    view = {
        "site": site, "path": path, "type": type_, "icon": site.icons.get(type_.icon, ""), "table": made[0].table,
        "count": f"{number:,} {type_.label.lower() if number == 1 else type_.plural.lower()}",
    }  # fmt: skip
    html = render_template(site, "index.html", view, type_.name)
    yield from bound(site, Page(path, type_.plural, html, description=type_.description), made)


def indexed_types(site: Site) -> list[Type]:
    """The types that have an index, in the schema's order. Sources that are of no closer type stand in the bibliography,
    which has the place of their index."""
    used = {entity.type for entity in site.named()} - {"source"}
    return [type_ for type_ in site.graph.schema.types.values() if type_.name in used]
