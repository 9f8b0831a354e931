# What entities and statements say, in a form that can be compared: no places, no spelling of numbers, no order of lists.
# In: entities. Out: keys that are equal where the meaning is, and contents that can be shown.
from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from stemma.knowledge.difference import Content
from stemma.knowledge.entity import Assertion, Citation, Entity, Evidence, Hyperlink, Reference, Special, Statement
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity, format_quantity

SOURCE = "source"


@dataclass(frozen=True)
class Ids:
    """For the two ids of a renamed entity the one name that both sides share."""

    shared: Mapping[str, str]
    pattern: re.Pattern[str] | None = None

    @staticmethod
    def of(shared: Mapping[str, str]) -> Ids:
        if not shared:
            return Ids(shared)
        listed = "|".join(re.escape(id_) for id_ in sorted(shared, key=lambda id_: (-len(id_), id_)))
        return Ids(shared, re.compile(rf"(?<![\w-])(?:{listed})(?![\w-])"))

    def one(self, id_: str) -> str:
        return self.shared.get(id_, id_)

    def within(self, text: str) -> str:
        """A text (a formula, a message, Markdown) with the shared names in it."""
        return self.pattern.sub(lambda match: self.shared[match.group()], text) if self.pattern else text


@dataclass(frozen=True, slots=True)
class Said:
    """One statement to compare. `aspects` hold what may differ, by name, each as a key."""

    content: Content
    aspects: Mapping[str, Hashable]

    @property
    def key(self) -> Hashable:
        return tuple(self.aspects.values())


def line(text: str) -> str:
    return " ".join(text.split())


def value_key(value: object, ids: Ids) -> Hashable:
    """Equal for equal values, however they are written: `3 days` and `72 hours`, `1e3` and `1,000`."""
    if isinstance(value, Quantity):
        interval, factor = value.interval, value.unit.factor
        ends = (interval.low, interval.best, interval.high)
        if factor != 1:
            scaled = tuple(None if end is None else Fraction(end) * factor for end in ends)
            return ("quantity", scaled, interval.low_open, interval.high_open, value.unit.dimension)
        return ("quantity", ends, interval.low_open, interval.high_open, value.unit.dimension)
    if isinstance(value, PartialDate):
        return ("date", value.earliest, value.latest, value.approximate)
    if isinstance(value, Reference):
        return ("ref", ids.one(value.id))
    if isinstance(value, Hyperlink):
        return ("url", value.url, value.title)
    if isinstance(value, Special):
        return ("special", value.value)
    if isinstance(value, str):
        return ("text", ids.within(value.strip()))
    return ("plain", str(value))


def value_text(value: object, written: str) -> str:
    if isinstance(value, Quantity):
        return format_quantity(value)
    if isinstance(value, Reference):
        return value.id
    if isinstance(value, PartialDate):
        return value.display
    if isinstance(value, Special):
        return value.value
    if isinstance(value, Hyperlink):
        return f"{value.title} <{value.url}>" if value.title else value.url
    if isinstance(value, bool):
        return "true" if value else "false"
    return line(str(value) if value is not None else written)


def _cited(citations: tuple[Citation, ...], ids: Ids) -> Hashable:
    return frozenset((ids.one(c.id), c.at) for c in citations)


def _places(citations: tuple[Citation, ...]) -> tuple[str, ...]:
    return tuple(sorted({f"{c.id}#{c.at}" if c.at else c.id for c in citations}))


def said(statement: Statement, ids: Ids, *, inherited: bool = True) -> Said:
    """A statement to compare. Without `inherited`, the sources that it takes from its entity do not count: they differ once,
    and are told once."""
    formula = statement.formula
    cited = statement.citations if statement.own_citations or (inherited and formula is None) else ()
    given = statement.attributes or {}
    inputs = tuple(sorted((i.name, i.path) for i in formula.inputs)) if formula else ()
    unit = formula.unit.text if formula and formula.unit else ""
    value: Hashable = value_key(statement.value, ids)
    if formula is not None:
        value = ("formula", ids.within(line(formula.text)), tuple((n, ids.within(p)) for n, p in inputs), unit)
    aspects: dict[str, Hashable] = {
        "value": value,
        SOURCE: _cited(cited, ids),
        "rank": statement.rank,
        "note": ids.within(line(statement.note)),
        "as_of": value_key(statement.as_of, ids) if statement.as_of else "",
        "inferred": statement.inferred,
        "disputed": statement.disputed,
        "attributes": frozenset((name, value_key(item, ids)) for name, item in given.items()),
    }
    text = f"= {line(formula.text)}" if formula else value_text(statement.value, statement.text)
    content = Content(
        statement.value, text, line(formula.text) if formula else "", inputs, unit, _places(cited), statement.rank,
        line(statement.note), statement.as_of.iso if statement.as_of else "", statement.inferred, statement.disputed,
        dict(sorted(given.items())),
    )  # fmt: skip
    return Said(content, aspects)


def evidence(item: Evidence, ids: Ids) -> Said:
    """A source's stance on a claim as a statement whose value is the stance."""
    cited = (item.citation,)
    aspects: dict[str, Hashable] = {
        "value": item.stance, SOURCE: _cited(cited, ids), "note": ids.within(line(item.note)),
    }  # fmt: skip
    content = Content(item.stance, item.stance, sources=_places(cited), note=line(item.note))
    return Said(content, aspects)


def asserted(assertion: Assertion, ids: Ids) -> Said:
    """What a claim asserts as a statement; the value is the assertion in words."""
    if assertion.kind == "figure":
        text = f"{assertion.figure} is {line(assertion.wanted)}"
    elif assertion.formula is not None:
        text = line(assertion.formula.text)
        inputs = ", ".join(f"{i.name} = {i.path}" for i in sorted(assertion.formula.inputs, key=lambda i: i.name))
        text += f" with {inputs}" if inputs else ""
    else:
        text = f"{'' if assertion.exists else 'no '}{assertion.relation} from {assertion.from_id} to {assertion.to_id}"
    return Said(Content(text, text), {"value": ids.within(text)})


def attributes_of(entity: Entity, ids: Ids) -> dict[str, tuple[tuple[Hashable, str], ...]]:
    """What describes an entity itself, by the key in its file: each item with what it is compared by, and as text."""

    def texts(items: tuple[str, ...]) -> tuple[tuple[Hashable, str], ...]:
        return tuple((ids.within(item), item) for item in sorted({line(item) for item in items if item}))

    def prose(text: str) -> tuple[tuple[Hashable, str], ...]:
        return ((ids.within(text.strip()), line(text)),) if text.strip() else ()

    replaced = entity.replaced_by.id if entity.replaced_by else ""
    return {
        "type": texts((entity.type,)),
        "name": texts((entity.name,)),
        "aliases": texts(entity.aliases),
        "tags": texts(entity.tags),
        "summary": prose(line(entity.summary.text) if entity.summary else ""),
        "notes": prose(entity.notes.text if entity.notes else ""),
        "links": texts(tuple(f"{link.title} <{link.url}>" if link.title else link.url for link in entity.links)),
        "same_as": texts(entity.same_as),
        "sources": texts(_places(entity.sources)),
        "replaced_by": texts((replaced,)),
    }


def fields_of(entity: Entity, ids: Ids, *, inherited: bool, assertion: str, stances: str) -> dict[str, list[Said]]:
    """All that an entity states, by field; `assertion` and `stances` are what the fields are called that a claim has."""
    found = {
        name: [said(statement, ids, inherited=inherited) for statement in stated]
        for name, stated in (entity.statements or {}).items()
    }
    if entity.assertion is not None:
        found[assertion] = [asserted(entity.assertion, ids)]
    if entity.evidence:
        found[stances] = [evidence(item, ids) for item in entity.evidence]
    return found


def keys_of(entity: Entity, ids: Ids) -> Hashable:
    """All that an entity states as one key."""
    every = fields_of(entity, ids, inherited=True, assertion="asserts", stances="evidence")
    return frozenset((name, frozenset(item.key for item in items)) for name, items in every.items())
