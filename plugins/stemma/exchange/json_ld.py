# What an entity's page is about, in the words of schema.org, as search engines and fact-check databases read it. Which
# class and property that is stands in the schema; here are only those of a claim, whose parts the engine knows.
from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias

from stemma.exchange.plain_text import plain_text, value_text, values_of
from stemma.knowledge.address import url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.entity import Entity, Hyperlink, PlainValue, Reference
from stemma.project import Project
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.schema import Field

Node: TypeAlias = dict[str, Any]

CONTEXT = "https://schema.org"
ANY_CLASS = "Thing"
# Fact-checkers rate from 1, false, to 5, true. What nobody has proven either way gets a name and no number.
RATINGS = {"supported": 5, "disputed": 3, "misleading": 2, "misattributed": 2, "outdated": 2, "contradicted": 1}
WORST, BEST = 1, 5
_HOLDING_STANCES = ("supports", "reports")
# No character of a name may end the script that the data stands in, nor a line of it.
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Home:
    """The site that the pages belong to. Without `url`, its absolute address, nothing has an address or `@id`."""

    name: str
    url: str = ""
    directory_urls: bool = True


def script(data: Node) -> str:
    """The element for a page's head; the same data gives the same bytes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return f'<script type="application/ld+json">{text}</script>\n'


def json_ld(project: Project, entity_id: str, home: Home) -> Node:
    """The data of an entity's page; empty where the schema names no class for its type."""
    entity = project.graph.entities[entity_id]
    class_ = _class_of(project, entity)
    if entity.broken or not class_:
        return {}
    teller = _Teller(project, home)
    claim = _claim(project, entity)
    made = teller.claim_review(claim) if claim is not None else teller.described(entity)
    return {"@context": CONTEXT, "@type": class_, **made}


def _class_of(project: Project, entity: Entity) -> str:
    type_ = project.schema.types.get(entity.type)
    return type_.schema_org if type_ and type_.schema_org != "none" else ""


def _claim(project: Project, entity: Entity) -> Claim | None:
    if not project.schema.is_a(entity.type, "claim"):
        return None
    at = bisect_left(project.claims, entity.id, key=lambda claim: claim.id)  # they stand in the order of their ids
    return project.claims[at] if at < len(project.claims) and project.claims[at].id == entity.id else None


class _Teller:
    def __init__(self, project: Project, home: Home) -> None:
        self.project = project
        self.derived = project.derived
        self.home = home

    def address(self, entity_id: str) -> str:
        """The absolute address of an entity's page, or ''."""
        if not self.home.url:
            return ""
        page = url_of(self.project.graph, entity_id, directory_urls=self.home.directory_urls)
        return f"{self.home.url.rstrip('/')}/{page}"

    def described(self, entity: Entity) -> Node:
        """What the page says of the thing that it is about."""
        url = self.address(entity.id)
        summary = plain_text(self.derived, entity.summary.text) if entity.summary else ""
        made: Node = {
            "@id": f"{url}#entity" if url else "",
            "mainEntityOfPage": url,
            "name": entity.name,
            "alternateName": _one_or_many(entity.aliases),
            "description": summary,
            "sameAs": _one_or_many(entity.same_as),
        }
        made |= self.stated(entity)
        return {key: value for key, value in made.items() if value not in ("", None)}

    def stated(self, entity: Entity) -> Node:
        """The fields that have a property; several fields may share one."""
        found: dict[str, list[Any]] = {}
        for field in self.project.schema.types[entity.type].fields.values():
            name, _, class_ = field.schema_org.partition(":")
            if not name or field.name in entity.failed:
                continue
            told = (self.value(field, class_, value) for value in values_of(self.derived, entity.id, field))
            kept = found.setdefault(name, [])
            kept += [value for value in told if value is not None]
        return {name: _one_or_many(values) for name, values in found.items() if values}

    def value(self, field: Field, class_: str, value: PlainValue) -> Any:
        """One value of a field, or None where schema.org has no way to say it."""
        if isinstance(value, Reference):
            return self.mention(value.id, class_ or ANY_CLASS)
        text = plain_text(self.derived, str(value)) if field.kind == "markdown" else value_text(self.derived, value)
        if class_:
            return text if class_ == "Text" else {"@type": class_, "name": text}
        if isinstance(value, PartialDate):
            return _date(value)
        if isinstance(value, Quantity):
            return _quantity(value, bare=field.kind != "quantity")
        if isinstance(value, Hyperlink):
            return value.url
        return value if isinstance(value, bool) else text

    def mention(self, entity_id: str, class_: str = ANY_CLASS) -> Node | None:
        """Another entity, as far as it takes to know it; `class_` is for types without one."""
        entity = self.project.graph.entities.get(entity_id)
        if entity is None or entity.broken:
            return None
        made: Node = {"@type": _class_of(self.project, entity) or class_}
        url = self.address(entity_id)
        if url:
            made["@id"] = f"{url}#entity"
        made["name"] = entity.name
        for field in self.project.schema.types[entity.type].fields.values():
            if field.schema_org == "url" and field.name not in entity.failed:
                urls = [v.url for v in values_of(self.derived, entity_id, field) if isinstance(v, Hyperlink)]
                made |= {"url": _one_or_many(urls)} if urls else {}
        return made

    def mentions(self, entity_ids: Iterable[str]) -> Any:
        """Several, each once."""
        return _one_or_many([made for id_ in dict.fromkeys(entity_ids) if (made := self.mention(id_)) is not None])

    def is_source(self, entity_id: str) -> bool:
        entity = self.project.graph.entities.get(entity_id)
        return entity is not None and self.project.schema.is_a(entity.type, "source")

    def makers(self, source_id: str) -> list[str]:
        """Who is behind a source: its authors, else its publisher."""
        source = self.project.graph.entities[source_id]
        fields = self.project.schema.types[source.type].fields
        for name in ("author", "publisher"):
            stated = [] if source.broken else values_of(self.derived, source_id, fields[name])
            found = [value.id for value in stated if isinstance(value, Reference)]
            if found:
                return found
        return []

    def claim_review(self, claim: Claim) -> Node:
        """The site's verdict on a claim, and the claim: who made it, and where it stands."""
        url = self.address(claim.id)
        evidence = claim.entity.evidence
        spoke_in = [id_ for id_ in claim.made_by if self.is_source(id_)]  # a text claims nothing, its authors do
        makers = [maker for id_ in claim.made_by for maker in (self.makers(id_) if id_ in spoke_in else [id_])]
        held_in = [e.citation.id for e in evidence if e.stance in _HOLDING_STANCES]
        reviewed: Node = {
            "@type": "Claim",
            "name": claim.entity.name,
            "author": self.mentions(makers),
            "about": self.mentions(claim.about),
            "appearance": self.mentions([*spoke_in, *held_in]),
        }
        author: Node = {"@type": "Organization", "name": self.home.name}
        if self.home.url:
            author["url"] = self.home.url
        rating: Node = {"@type": "Rating"}
        if claim.verdict in RATINGS:
            rating |= {"ratingValue": RATINGS[claim.verdict], "bestRating": BEST, "worstRating": WORST}
        made = self.described(claim.entity) | {
            "url": url,
            "author": author,
            "claimReviewed": claim.entity.name,
            "itemReviewed": {key: value for key, value in reviewed.items() if value is not None},
            "reviewRating": rating | {"alternateName": claim.verdict} if claim.verdict else None,
            "citation": self.mentions(e.citation.id for e in evidence),
        }
        return {key: value for key, value in made.items() if value not in ("", None)}


def _one_or_many(values: Iterable[Any]) -> Any:
    """The one value, or a list of several without repetition; None for none."""
    kept: list[Any] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return kept if len(kept) > 1 else kept[0] if kept else None


def _date(date: PartialDate) -> str | None:
    """ISO 8601 as far as the date is known (`2025-01`): of a span the year that it lies in, and nothing of a guess."""
    if date.approximate:
        return None
    if "/" not in date.iso:
        return date.iso
    return f"{date.earliest.year:04}" if date.earliest.year == date.latest.year else None


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _quantity(quantity: Quantity, *, bare: bool) -> Any:
    """A number alone, or with its bounds and its unit."""
    interval = quantity.interval
    if bare:
        return None if interval.best is None else _number(interval.best)
    known = {"value": interval.best}
    if interval.low != interval.high:
        known |= {"minValue": interval.low, "maxValue": interval.high}
    made: Node = {name: _number(value) for name, value in known.items() if value is not None}
    return {"@type": "QuantitativeValue", **made, **({"unitText": quantity.unit.text} if quantity.unit.text else {})}
