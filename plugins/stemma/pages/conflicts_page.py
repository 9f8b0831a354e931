# The page of all conflicts: every contested field with its statements side by side, which of them is accepted, and why. In:
# the site. Out: a finished page.
from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from markupsafe import Markup, escape

from stemma.knowledge.accept import Reason, source_date, source_standing, why
from stemma.knowledge.contest import contested, same_time
from stemma.knowledge.entity import Entity, Special, Statement
from stemma.knowledge.wording import count, signed
from stemma.pages.context import Heading, Page, Site
from stemma.pages.figure import words
from stemma.pages.inline import Part, anchor, value_parts
from stemma.pages.template import render_template
from stemma.vocabulary.quantity import Quantity, compare, format_quantity
from stemma.vocabulary.schema import Field

_WHY: dict[Reason, str] = {
    "only": "nothing else is left of what was stated", "special": "no other source gives a value",
    "preferred": "the editors marked it as preferred", "computed": "it follows from other values that are stated",
    "standing": "its source stands closest to the fact", "as_of": "it tells of the latest time",
    "source": "its source is the newest", "order": "nothing sets it apart, and it comes first in the file",
}  # fmt: skip

_NO_FORMULA = Markup()


@dataclass(frozen=True, slots=True)
class Cited:
    """A source of a statement."""

    name: str
    href: str
    at: str
    date: str
    standing: str


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values. `stands` says how: accepted, contradicting, agreeing or rejected; `off` how far it is from the
    accepted one."""

    parts: tuple[Part, ...]
    stands: str
    tone: str
    off: str
    sources: tuple[Cited, ...]
    note: str
    formula: Markup = _NO_FORMULA


@dataclass(frozen=True, slots=True)
class Conflict:
    id: str
    name: str
    href: str
    label: str
    field_href: str
    why: str
    accepted: str
    sides: tuple[Side, ...]


def conflicts_page(site: Site) -> Page:
    """The page at `site.special("conflicts")`."""
    path = site.special("conflicts")
    shown = sorted(site.shown(), key=lambda e: (e.name.casefold(), e.id))
    found = [
        one
        for entity in shown
        for one in site.kept(("conflicts", entity.id), partial(_conflicts, site, path, entity.id))
    ]
    view = {"conflicts": found, "count": count(len(found), "fields"), "number": len(found)}
    html = site.for_same("conflicts", view, lambda: render_template(site, "conflicts.html", view))
    headings = tuple(Heading(2, c.id, f"{c.name}: {c.label}") for c in found)
    about = "Every field whose sources contradict each other, side by side, and which value is accepted."
    return Page(path, "Conflicts", html, headings, description=about)


def _conflicts(site: Site, path: str, entity_id: str) -> list[Conflict]:
    """Those of an entity."""
    entity = site.graph.entities[entity_id]
    fields = site.graph.schema.types[entity.type].fields.values()
    rivals = ((field, contested(site.project.derived, entity_id, field.name)) for field in fields)
    return [_conflict(site, path, entity, field, some) for field, some in rivals if some]


def _conflict(site: Site, path: str, entity: Entity, field: Field, rivals: tuple[Statement, ...]) -> Conflict:
    derived = site.project.derived
    statements = entity.of(field.name)
    accepted = derived.accepted(entity.id, field.name)
    value = derived.value(entity.id, field.name)
    if accepted is None:
        reason = f"the schema computes it for every {site.graph.schema.types[entity.type].label.lower()}"
    else:
        reason = _WHY[why(site.graph, accepted, statements)]
    sides = []
    for statement in statements:
        stands, tone = ("agrees", "good")
        if statement is accepted:
            stands = "accepted"
        elif statement.rank == "rejected":
            stands, tone = "rejected", "plain"
        elif statement in rivals:
            stands, tone = "contradicts it", "bad"
        elif statement.formula is not None or isinstance(statement.value, Special):
            stands, tone = "gives no value", "plain"
        elif not same_time(statement, accepted):
            stands, tone = f"as of {statement.as_of.display}" if statement.as_of else "undated", "plain"
        sides.append(_side(site, path, entity, field, statement, value, stands, tone))
    if accepted is None and value is not None:
        figure = derived.figure_of(entity.id, field.name)
        formula = words(site, figure) if figure else Markup()
        sides.append(Side((Part(format_quantity(value)),), "accepted", "good", "", (), "", formula))
    order = {"accepted": 0, "contradicts it": 1, "agrees": 2, "rejected": 9}
    href = site.href(entity.id, path)
    return Conflict(
        f"{entity.id}-{field.name}", entity.name, href, field.label, f"{href}#{anchor(field.name)}", reason,
        next((", ".join(p.text for p in side.parts) for side in sides if side.stands == "accepted"), ""),
        tuple(sorted(sides, key=lambda side: order.get(side.stands, 3))),
    )  # fmt: skip


def _side(
    site: Site, path: str, entity: Entity, field: Field, said: Statement, value: Quantity | None, stands: str, tone: str
) -> Side:
    formula, off = Markup(), ""
    if said.formula is not None:
        figure = site.project.derived.figures.get((entity.id, field.name, said.index))
        formula = words(site, figure) if figure else escape(said.formula.text)
        parts: tuple[Part, ...] = (Part(format_quantity(figure.value) if figure and figure.value else "not known"),)
    else:
        parts = value_parts(site, path, said.value, field.kind, field.value_labels)
        if isinstance(said.value, Quantity) and value is not None and stands != "accepted":
            off = signed(compare(said.value, value).percent)
    citations = said.citations if said.formula is None or said.own_citations else ()
    sources = tuple(_cited(site, path, c.id, c.place) for c in citations if c.id in site.graph.entities)
    return Side(parts, stands, tone, off, sources, said.note, formula)


def _cited(site: Site, path: str, source_id: str, at: str) -> Cited:
    source = site.graph.entities[source_id]
    date = source_date(site.graph, source_id)
    shown = date.display if date else ""
    return Cited(source.name, site.href(source_id, path), at, shown, source_standing(site.graph, source_id))
