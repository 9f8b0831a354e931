# The index page of each type: its entities in a table, and claims as a list by verdict. In: the site and a type. Out: a
# finished page.
from __future__ import annotations

from stemma.pages.claims_page import claims_page
from stemma.pages.context import Page, Site
from stemma.pages.tables import table
from stemma.pages.template import render_template
from stemma.vocabulary.schema import Type


def index_page(site: Site, type_: Type) -> Page:
    """The index of one type."""
    if site.graph.schema.is_a(type_.name, "claim"):
        return claims_page(site, type_)
    path = f"{type_.folder}/index"
    entities = sorted((e for e in site.shown() if e.type == type_.name), key=lambda e: (e.name.casefold(), e.id))
    columns = [type_.fields[name] for name in type_.columns if name in type_.fields]
    made = table(site, path, {"": entities}, columns, name=type_.folder, first=type_.label, noun=type_.plural)
    number = len(entities)
    view = {
        "site": site, "path": path, "type": type_, "icon": site.icons.get(type_.icon, ""), "table": made,
        "count": f"{number:,} {type_.label.lower() if number == 1 else type_.plural.lower()}",
    }  # fmt: skip
    html = render_template(site, "index.html", view, type_.name)
    return Page(path, type_.plural, html, description=type_.description)


def indexed_types(site: Site) -> list[Type]:
    """The types that have an index, in the schema's order. Sources that are of no closer type stand in the bibliography,
    which has the place of their index."""
    used = {entity.type for entity in site.shown()} - {"source"}
    return [type_ for type_ in site.graph.schema.types.values() if type_.name in used]
