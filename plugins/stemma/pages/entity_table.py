# The block `entities`: a table of chosen entities, on request in groups. In: a block's checked options. Out: HTML.
from __future__ import annotations

from collections.abc import Iterable, Mapping

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.entity import Entity
from stemma.pages.context import Site
from stemma.pages.inline import field_parts, value_parts
from stemma.pages.tables import table

_NONE = "Not stated"
_LAST = (1_000_000, "")


def entity_table(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The `number`-th block of the page at `path`."""
    shown = [site.graph.entities[entity_id] for entity_id in block.ids or ()]
    type_name = block.options.get("type", "") or (shown[0].type if shown else "")
    type_ = site.graph.schema.types.get(type_name)
    if type_ is None or not shown:
        return '<p class="st-quiet">No entity fits.</p>'
    fields = dict(type_.fields)
    for name in dict.fromkeys(entity.type for entity in shown):
        fields = {**site.graph.schema.types[name].fields, **fields}
    columns = [fields[name] for name in (block.columns or type_.columns) if name in fields]
    groups = grouped(site, path, shown, block.options.get("group", ""))
    alike = len({entity.type for entity in shown}) == 1 or "type" in block.options
    first, noun = (type_.label, type_.plural) if alike else ("Name", "Entities")
    label = block.options.get("title", "")
    return table(site, path, groups, columns, name=f"table-{number}", first=first, noun=noun, label=label)


def grouped(site: Site, path: str, entities: Iterable[Entity], by: str) -> Mapping[str, list[Entity]]:
    """Entities under the lines of their groups, in the schema's order of types or values, else by name; what has no value
    comes last, and what has several stands in the group of each."""
    if not by:
        return {"": list(entities)}
    found: dict[str, list[Entity]] = {}
    order: dict[str, tuple[int, str]] = {}
    types = site.graph.schema.types
    places = {name: place for place, name in enumerate(types)}
    for entity in entities:
        type_ = types[entity.type]
        if by == "type":
            lines = {type_.plural: (places[entity.type], "")}
        else:
            field = type_.fields.get(by)
            lines = {part.text: (0, part.text.casefold()) for part in field_parts(site, path, entity.id, by)}
            if field is not None and field.kind == "boolean":
                lines = {f"{field.label}: {text}": (text != "yes", "") for text in lines}
            elif field is not None and field.kind == "enum":
                ranks = [value_parts(site, path, v, "enum", field.value_labels)[0].text for v in field.values]
                lines = {text: (ranks.index(text) if text in ranks else len(ranks), text) for text in lines}
        for line, rank in (lines or {_NONE: _LAST}).items():
            found.setdefault(line, []).append(entity)
            order[line] = rank
    return {line: found[line] for line in sorted(found, key=lambda line: order[line])}
