# How to cite a page, and how to cite a source that a page is about: as a sentence, as BibTeX and as CSL-JSON. In: the
# site and an entity. Out: texts to copy.
from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stemma.knowledge.accept import source_date
from stemma.knowledge.entity import Entity, Hyperlink, Reference
from stemma.pages.context import Site
from stemma.text import bibtex
from stemma.vocabulary.dates import PartialDate

# schema.org's class of a source, and what BibTeX and CSL call the like: kind, field of the publisher, CSL's type.
_KINDS = {
    "Article": ("misc", "howpublished", "article"),
    "BlogPosting": ("misc", "howpublished", "post-weblog"),
    "Book": ("book", "publisher", "book"),
    "Dataset": ("misc", "howpublished", "dataset"),
    "NewsArticle": ("misc", "howpublished", "article-newspaper"),
    "Report": ("techreport", "institution", "report"),
    "ScholarlyArticle": ("article", "journal", "article-journal"),
    "Thesis": ("phdthesis", "school", "thesis"),
}
_ANY_KIND = ("misc", "howpublished", "document")
_MAKER = "Person"


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a citation."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Citations:
    """What is cited, and its forms."""

    title: str
    forms: tuple[Form, ...]


def page_citation(site: Site, title: str, url: str, key: str, changed: datetime | None) -> Citations:
    """How to cite a page of the site; `url` is relative to its root, `changed` the page's last change."""
    address = f"{site.home}{url}" if site.home else ""
    day = spoken(changed)
    sentence = ". ".join(part for part in (f"“{title}”", site.name, f"Last changed {day}" if day else "") if part)
    entry = bibtex.entry("misc", key, {
        "title": bibtex.whole(title), "howpublished": bibtex.escape(site.name),
        "year": f"{changed.year}" if changed else "", "month": bibtex.MONTHS[changed.month - 1] if changed else "",
        "note": f"Last changed {day}" if day else "", "url": bibtex.address(address),
    })  # fmt: skip
    csl: dict[str, Any] = {"id": key, "type": "webpage", "title": title, "container-title": site.name, "URL": address}
    if changed:
        csl["issued"] = {"date-parts": [[changed.year, changed.month, changed.day]]}
    return Citations("Cite this page", _forms(f"{sentence}.{f' {address}' if address else ''}", entry, csl))


def source_citation(site: Site, entity: Entity) -> Citations | None:
    """How to cite the source that an entity is; None for anything else."""
    if not site.graph.schema.is_a(entity.type, "source"):
        return None
    type_ = site.graph.schema.types[entity.type]
    kind, place, csl_type = _KINDS.get(type_.schema_org, _ANY_KIND)
    headline = next((f.name for f in type_.fields.values() if f.schema_org == "headline"), "")
    title = _text(entity, headline) or entity.name
    authors, publishers = _named(site, entity, "author"), _named(site, entity, "publisher")
    publisher = ", ".join(name for name, _ in publishers)
    date = source_date(site.graph, entity.id)
    year, month = _year_and_month(date)
    url = _url(entity)
    by = ", ".join(name for name, _ in authors)
    sentence = ". ".join(part for part in (by, f"“{title}”", publisher, date.display if date else "") if part)
    entry = bibtex.entry(kind, entity.id, {
        "author": " and ".join(_author(name, person=person) for name, person in authors), "title": bibtex.whole(title),
        place: bibtex.escape(publisher), "year": f"{year}" if year else "",
        "month": bibtex.MONTHS[month - 1] if month else "", "url": bibtex.address(url),
    })  # fmt: skip
    csl: dict[str, Any] = {
        "id": entity.id, "type": csl_type, "author": [{"literal": name} for name, _ in authors], "title": title,
        "publisher" if kind in {"book", "techreport"} else "container-title": publisher, "URL": url,
    }  # fmt: skip
    if date is not None and year:
        csl["issued"] = {"date-parts": [[part for part in (year, month, _day(date)) if part]]}
    return Citations("Cite this source", _forms(f"{sentence}.{f' {url}' if url else ''}", entry, csl))


def spoken(when: datetime | None) -> str:
    """`2 Mar 2026`, or ''."""
    return PartialDate(when.date(), when.date()).display if when else ""


def _forms(sentence: str, entry: str, csl: dict[str, Any]) -> tuple[Form, ...]:
    items = [f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in csl.items() if value]
    return (
        Form("Text", sentence),
        Form("BibTeX", entry),
        Form("CSL-JSON", "[{\n" + ",\n".join(items) + "\n}]"),
    )


def _author(name: str, *, person: bool) -> str:
    """A person's name may be taken apart; that of a firm, or one that would be taken for several, may not."""
    return bibtex.whole(name) if not person or "," in name or " and " in f" {name.lower()} " else bibtex.escape(name)


def _named(site: Site, entity: Entity, field: str) -> list[tuple[str, bool]]:
    """The names of the entities that a field refers to, and whether each is a person."""
    found = []
    for statement in entity.of(field):
        if statement.rank != "rejected" and isinstance(statement.value, Reference):
            other = site.graph.entities[statement.value.id]
            type_ = site.graph.schema.types.get(other.type)
            found.append((other.name, type_ is not None and type_.schema_org == _MAKER))
    return found


def _text(entity: Entity, field: str) -> str:
    stated = (s.value for s in entity.of(field) if s.rank != "rejected") if field else ()
    return next((value for value in stated if isinstance(value, str)), "")


def _url(entity: Entity) -> str:
    stated = (s.value for s in entity.of("url") if s.rank != "rejected")
    found = next((value.url for value in stated if isinstance(value, Hyperlink)), "")
    return found or next((link.url for link in entity.links), "")


def _year_and_month(date: PartialDate | None) -> tuple[int, int]:
    """As far as the date is known; 0 for what is not."""
    if date is None or date.earliest.year != date.latest.year:
        return 0, 0
    return date.earliest.year, date.earliest.month if date.earliest.month == date.latest.month else 0


def _day(date: PartialDate) -> int:
    return date.earliest.day if date.earliest == date.latest else 0
