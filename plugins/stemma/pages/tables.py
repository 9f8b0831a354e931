# Tables as pages show them: what a cell holds, and what it is sorted and chosen by. In: entities and fields, or the rows that
# a page made. Out: HTML that is a plain table; assets/tables.js sorts and filters it where it is long.
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from markupsafe import Markup, escape

from stemma.knowledge.entity import Entity
from stemma.pages import claims as claim_views
from stemma.pages.context import Site
from stemma.pages.inline import Part, field_parts
from stemma.pages.template import render_template
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity, plain
from stemma.vocabulary.schema import NUMERIC, Field

_MOST_PARTS = 4
_SHORT = 8  # rows that are seen at a glance, and need no tools
_LONG = 80  # rows whose layout a phone notices: of more, a page holds the first at once
_FIRST = 60
_CHOICES = frozenset({"enum", "ref", "boolean"})
_ONE, _ONE_HIDDEN = Markup("<span data-st-c>{}</span>"), Markup("<span data-st-c hidden>{}</span>")
_ONE_LINKED = Markup('<a data-st-c href="{}">{}</a>')
_NOTHING = Markup()
_NO_SLUG = re.compile(r"[^a-z0-9_]+")


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column. `key` is its name in the page's address; `sort` how it is sorted where not as text; `choice`
    says that readers may choose among its values where these are few, and how the choice is called where not as the column;
    `words` that what is sorted as numbers is text."""

    key: str
    label: str
    sort: Literal["", "number", "date"] = ""
    choice: bool | str = False
    title: str = ""
    words: bool = False

    @property
    def css(self) -> str:
        """The class of the column's cells."""
        return "" if self.words else {"number": "st-number", "date": "st-date"}.get(self.sort, "")


@dataclass(frozen=True, slots=True)
class Cell:
    """`key` is what it is sorted by where that is not its text."""

    html: Markup = _NOTHING
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A line: what it is about, and its cells. `note` stands small beneath the name; `url` leads to the thing itself,
    elsewhere on the web."""

    name: str
    href: str
    cells: tuple[Cell, ...]
    url: str = ""
    note: Markup = _NOTHING


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under a common line, `label`; a table without groups is one group without a label."""

    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Rows of a group that stand together; the group has `number` of them in all, and `on` says that others stand before."""

    label: str
    number: int
    rows: tuple[Row, ...]
    on: bool = False


def firsts(sizes: Sequence[int], *, long: int = _LONG, first: int = _FIRST) -> list[int]:
    """How many items of each group a page holds at once: all, or of more than `long` the `first`, as they stand."""
    left = first if sum(sizes) > long else sum(sizes)
    found = []
    for size in sizes:
        found.append(min(size, left))
        left -= found[-1]
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """How a table is spoken of. `name` is what its state is called in the page's address, `label` what it is called, `noun`
    what its rows are, in the plural; `wide` says that its cells hold sentences; where all its rows are of one type,
    `type_name` is that, whose template it gets."""

    name: str
    label: str
    noun: str = ""
    wide: bool = False
    type_name: str = ""

    @property
    def slug(self) -> str:
        return slug(self.name)


@dataclass(frozen=True, slots=True)
class Paged:
    """What a table that goes on on other pages must know: which rows it has, and the files with all."""

    told: str
    files: str


def render_table(site: Site, heads: Sequence[Head], groups: Sequence[Group], words: Words) -> Markup:
    """A table that has all its rows."""
    return render_stretches(site, heads, [Stretch(g.label, len(g.rows), g.rows) for g in groups], words)


def render_stretches(
    site: Site, heads: Sequence[Head], stretches: Sequence[Stretch], words: Words, paged: Paged | None = None
) -> Markup:
    """A table of these rows; of many it lays out the first, unless it goes on on other pages."""
    sizes = [len(stretch.rows) for stretch in stretches]
    at_once = sizes if paged else firsts(sizes)
    pairs = list(zip(stretches, at_once, strict=True))
    view = {
        "first": [replace(s, rows=s.rows[:n]) for s, n in pairs if n],
        "rest": [replace(s, rows=s.rows[n:], on=s.on or n > 0) for s, n in pairs if n < len(s.rows)],
        "heads": heads, "groups": [Group(s.label, s.rows) for s in stretches], "label": words.label, "name": words.slug,
        "noun": words.noun, "tools": sum(sizes) > _SHORT or paged is not None, "wide": words.wide,
        "classes": [head.css for head in heads], "paged": paged,
    }  # fmt: skip
    return Markup(render_template(site, "table.html", view, words.type_name))  # noqa: S704 - the template escapes


def slug(text: str) -> str:
    """A name that an address can hold."""
    return _NO_SLUG.sub("-", text.lower()).strip("-") or "table"


def table(
    site: Site,
    path: str,
    groups: Mapping[str, Sequence[Entity]],
    columns: Sequence[Field],
    *,
    name: str,
    first: str,
    noun: str,
    label: str = "",
) -> Markup:
    """A table with a row for each entity, its name first; `groups` maps the line above some entities, or '', to them."""
    heads = [Head("name", first), *(head(field) for field in columns)]
    made = [
        Group(line, tuple(entity_row(site, path, entity, columns) for entity in entities))
        for line, entities in groups.items()
    ]
    kinds = {entity.type for entities in groups.values() for entity in entities}
    only = kinds.pop() if len(kinds) == 1 else ""
    return render_table(site, heads, made, Words(name, label or noun, noun.lower(), type_name=only))


def entity_row(site: Site, path: str, entity: Entity, columns: Iterable[Field]) -> Row:
    """The line of an entity."""
    return Row(entity.name, site.href(entity.id, path), cells(site, path, entity, columns))


def head(field: Field) -> Head:
    """The head of a field's column."""
    sort: Literal["", "number", "date"] = "number" if field.kind in NUMERIC else "date" if field.kind == "date" else ""
    return Head(field.name, field.label, sort, field.kind in _CHOICES, field.description)


def cells(site: Site, path: str, entity: Entity, columns: Iterable[Field]) -> tuple[Cell, ...]:
    """A cell for each of the columns."""
    return tuple(_cell(site, path, entity, field) for field in columns)


def _cell(site: Site, path: str, entity: Entity, field: Field) -> Cell:
    parts = field_parts(site, path, entity.id, field.name)
    if not parts:
        return Cell()
    if field.name == "verdict":
        tone = claim_views.TONES.get(parts[0].text, "warn")
        return Cell(Markup('<span class="st-verdict st-{}">{}</span>').format(tone, parts[0].text))
    key = _key(site, entity, field)
    return Cell(values(parts, site.href(entity.id, path)), "" if key == parts[0].text else key)


def values(parts: Sequence[Part], href: str) -> Markup:
    """Values one after the other, the first few of many; `href` leads to the rest, which can still be searched for."""
    if len(parts) == 1 and not parts[0].href:
        return escape(parts[0].text)
    shown = parts if len(parts) <= _MOST_PARTS else parts[: _MOST_PARTS - 1]
    made = [_ONE_LINKED.format(part.href, part.text) if part.href else _ONE.format(part.text) for part in shown]
    if len(shown) < len(parts):
        made.append(Markup('<a class="st-rest" href="{}">{} more</a>').format(href, len(parts) - len(shown)))
    rest = (_ONE_HIDDEN.format(part.text) for part in parts[len(shown) :])
    return Markup(", ").join(made) + Markup("").join(rest)


def _key(site: Site, entity: Entity, field: Field) -> str:
    """What a number or a date is sorted by; '' where the text will do."""
    if field.kind != "date" and field.kind not in NUMERIC:
        return ""
    derived = site.project.derived
    if field.kind == "date":
        live = [s.value for s in entity.of(field.name) if s.rank != "rejected"] if field.many else []
        accepted = None if field.many else derived.accepted(entity.id, field.name)
        value = next(iter(live), None) if field.many else accepted.value if accepted else None
        return date_key(value) if isinstance(value, PartialDate) else ""
    quantity = derived.value(entity.id, field.name)
    return number_key(quantity) if quantity else ""


def date_key(date: PartialDate | None) -> str:
    """Dates are sorted by the first day that they may mean."""
    return date.earliest.isoformat() if date else ""


def number_key(quantity: Quantity) -> str:
    """Quantities are sorted by their best value, and a bare bound by the bound."""
    value = quantity.interval.one_number
    return "" if value is None else plain(value)
