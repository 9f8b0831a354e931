# Values and links in running text. In: an entity, a field or the inside of `[[…]]`. Out: HTML, escaped.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from stemma.knowledge.contest import contested
from stemma.knowledge.entity import Hyperlink, Reference, Special, Statement
from stemma.knowledge.links import resolve
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity

if TYPE_CHECKING:
    from stemma.pages.context import Site


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a shown value: its text, and where it leads."""

    text: str
    href: str = ""


def value_parts(
    site: Site, path: str, value: object, kind: str = "", labels: Mapping[str, str] | None = None
) -> tuple[Part, ...]:
    """A value as readers see it; `labels` are the names of an enumeration's values."""
    if isinstance(value, Quantity):
        return (Part(format_quantity(value)),)
    if isinstance(value, PartialDate):
        return (Part(value.display),)
    if isinstance(value, Reference):
        return (Part(site.graph.named[value.id].name, site.href(value.id, path)),)
    if isinstance(value, Hyperlink):
        return (Part(value.title or _short(value.url), value.url),)
    if isinstance(value, Special):
        return (Part("not known" if value is Special.UNKNOWN else "none"),)
    if isinstance(value, bool):
        return (Part("yes" if value else "no"),)
    if kind == "enum":
        return (Part((labels or {}).get(str(value)) or str(value).replace("-", " ")),)
    return (Part(str(value)),)


def _short(url: str) -> str:
    bare = url.split("://", 1)[-1].removeprefix("www.").rstrip("/")
    return bare if len(bare) <= 48 else f"{bare[:47]}…"


def field_parts(site: Site, path: str, entity_id: str, field: str) -> tuple[Part, ...]:
    """What a field of an entity holds: all values of a list, else the accepted one; empty where nothing is known."""
    derived = site.project.derived
    entity = site.graph.entities[entity_id]
    if field == "name":
        return (Part(entity.name),)
    type_ = site.graph.schema.types.get(entity.type)
    made = type_.fields.get(field) if type_ else None
    if made is None:  # in a preview the schema or the entity may be broken
        return ()
    if made.many:
        values = [s for s in entity.of(field) if s.rank != "rejected"]
        return tuple(part for s in values for part in value_parts(site, path, s.value, made.kind, made.value_labels))
    accepted = derived.accepted(entity_id, field)
    if accepted is not None and accepted.formula is None:
        return value_parts(site, path, accepted.value, made.kind, made.value_labels)
    figure = derived.figure_of(entity_id, field)
    return (Part(format_quantity(figure.value)),) if figure and figure.value else ()


def link_html(site: Site, path: str, target: str, label: str) -> Markup:
    """What `[[target|label]]` becomes on the page at `path`. A target that names nothing is shown as it was written;
    the check has reported it."""
    found = resolve(target, site.graph)
    if isinstance(found, Problem) or site.graph.named[found.entity].broken:
        return Markup('<span class="st-unknown">{}</span>').format(label or target)
    entity = site.graph.named[found.entity]
    href = site.href(found.entity, path)
    if not found.field:
        return Markup('<a class="st-link" href="{}">{}</a>').format(href, label or entity.name)
    parts = field_parts(site, path, found.entity, found.field)
    text = label or ", ".join(part.text for part in parts) or "not known"
    type_ = site.graph.schema.types[entity.type]
    name = type_.fields[found.field].label if found.field in type_.fields else found.field
    title = f"{entity.name}: {name}. {_origin(site, found.entity, found.field)}"
    return Markup('<a class="st-value" href="{}" title="{}">{}</a>').format(
        f"{href}#{anchor(found.field)}", title.strip(), text
    )


def _origin(site: Site, entity_id: str, field: str) -> str:
    """Who says a value, for the tip that it shows where it stands in running text."""
    derived = site.project.derived
    accepted = derived.accepted(entity_id, field)
    if accepted is None or accepted.formula is not None:
        return "Computed; follow it for the inputs." if derived.figure_of(entity_id, field) else ""
    said = []
    for citation in accepted.citations:
        source = site.graph.entities.get(citation.id)
        if source is not None:
            said.append(f"{source.name} ({citation.place})" if citation.at else source.name)
    rivals = "; other sources differ" if contested(derived, entity_id, field) else ""
    return f"According to {' and '.join(said)}{rivals}." if said else ""


def coded(text: str) -> Markup:
    """A line of plain text, in which what stands in backticks is code."""
    plain = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(plain)
    )


def anchor(field: str) -> str:
    """The id of a field's place on its entity's page."""
    return f"field-{field}"


def cited(statement: Statement) -> tuple[str, ...]:
    """The ids of a statement's sources, each once."""
    return tuple(dict.fromkeys(c.id for c in statement.citations))
