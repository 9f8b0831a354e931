# What changed last among claims and figures, as an Atom feed (RFC 4287). In: a checked project, and when its files
# changed. Out: XML; '' where nothing has a date. No clock: the feed is as new as its newest entry.
from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import partial
from urllib.parse import quote, urlsplit
from xml.sax.saxutils import escape, quoteattr

from stemma.exchange.json_ld import Home
from stemma.exchange.plain_text import plain_text
from stemma.knowledge.accept import source_date
from stemma.knowledge.address import url_of
from stemma.knowledge.claims import Claim
from stemma.knowledge.entity import Citation
from stemma.knowledge.figure import Figure, Leaf, leaves_of
from stemma.knowledge.watch import Keeper, anew
from stemma.knowledge.wording import bounds_text
from stemma.project import Project
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import format_quantity

PATH = "feed.xml"
MOST = 50
# A `tag:` URI wants a day on which its maker had the host. It must never change, or all entries are new to all readers.
_TAG_YEAR = 2025
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of the feed; `place` is its address relative to the site's root, and what its id is made from."""

    place: str
    title: str
    summary: str
    updated: datetime
    category: str = ""


def feed(
    project: Project,
    home: Home,
    claims: Mapping[str, Claim],
    changed: Callable[[str], datetime | None],
    kept: Keeper = anew,
) -> str:
    """The feed of the site at `home.url`. `claims` are all by their ids; `changed` gives the last change of an entity's file,
    or None."""
    if not home.url:
        return ""
    dating = _Dating(project, changed)
    made = [
        entry
        for entity_id in project.graph.entities
        for entry in kept(("feed", entity_id), partial(_entries, project, home, dating, entity_id, claims))
    ]
    made.sort(key=lambda e: e.place)
    newest = sorted(made, key=lambda e: e.updated, reverse=True)[:MOST]
    return _xml(home, newest) if newest else ""


def _entries(project: Project, home: Home, dating: _Dating, entity_id: str, claims: Mapping[str, Claim]) -> list[Entry]:
    """Those of one entity, which may be a claim."""
    graph = project.graph
    entity, claim = graph.entities[entity_id], claims.get(entity_id)
    type_ = graph.schema.types.get(entity.type)
    found: list[Entry] = []
    place = url_of(graph, entity.id, directory_urls=home.directory_urls)
    when = dating.claim(claim) if claim is not None else None
    if claim is not None and when is not None:
        found.append(Entry(place, entity.name, _claim_summary(project, claim), when, claim.verdict))
    seen: set[str] = set()
    for figure in project.derived.figures_in(entity.id):
        name = figure.key[1]
        field = type_.fields.get(name) if type_ and not entity.broken else None  # in a preview either may be broken
        when = None if field is None or figure.failed or name in seen else dating.figure(figure)
        if field is not None and when is not None:
            seen.add(name)
            value = format_quantity(figure.value) if figure.value else "not known"
            title = f"{entity.name}: {field.label}: {value}"
            found.append(Entry(f"{place}#field-{name}", title, _figure_summary(figure), when))
    return found


def _claim_summary(project: Project, claim: Claim) -> str:
    check = claim.check
    told = [f"Verdict: {claim.verdict or 'open'}."]
    if check is not None and not check.failed:
        told.append(check.sentence)
    told.append(plain_text(project.derived, claim.rationale))
    return " ".join(part for part in told if part)


def _figure_summary(figure: Figure) -> str:
    if figure.value is None:
        return f"Not known: {', '.join(figure.missing)}."
    bounds = bounds_text(figure.value)
    return f"{format_quantity(figure.value)}{f', between {bounds}' if bounds else ''}. Formula: {figure.formula.text}"


class _Dating:
    """When something last changed: the newest commit of the files that it stands in; without one, the newest date of
    its sources."""

    def __init__(self, project: Project, changed: Callable[[str], datetime | None]) -> None:
        self.project = project
        self.changed = changed

    def claim(self, claim: Claim) -> datetime | None:
        cited = [e.citation for e in claim.entity.evidence]
        cited += [c for stated in (claim.entity.statements or {}).values() for s in stated for c in s.citations]
        return _newest([self.changed(claim.id)]) or self._said(cited, [])

    def figure(self, figure: Figure) -> datetime | None:
        """A figure changes with any of the values that it follows from."""
        leaves = list(leaves_of(figure, self.project.derived.figures))
        files = dict.fromkeys([figure.key[0], *(leaf.entity for leaf in leaves)])
        return _newest(self.changed(entity_id) for entity_id in files) or self._said(*_sources(leaves))

    def _said(self, cited: Iterable[Citation], known: Iterable[PartialDate]) -> datetime | None:
        dates = [found for c in cited if (found := source_date(self.project.graph, c.id)) is not None]
        return _newest(datetime.combine(d.earliest, time(), UTC) for d in (*dates, *known))


def _sources(leaves: Iterable[Leaf]) -> tuple[list[Citation], list[PartialDate]]:
    stated = [leaf.statement for leaf in leaves if leaf.statement is not None]
    return [c for s in stated for c in s.citations], [s.as_of for s in stated if s.as_of is not None]


def _newest(times: Iterable[datetime | None]) -> datetime | None:
    return max((when for when in times if when is not None), default=None)


def _xml(home: Home, entries: list[Entry]) -> str:
    root = f"{home.url.rstrip('/')}/"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{_text(f'{home.name}: claims and figures')}</title>",
        f"<id>{_text(_tag(root, ''))}</id>",
        f"<updated>{_stamp(entries[0].updated)}</updated>",
        f"<author><name>{_text(home.name) or 'Unknown'}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(root + PATH)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(root)}/>',
    ]
    for entry in entries:
        lines += [
            "<entry>",
            f"<title>{_text(entry.title)}</title>",
            f"<id>{_text(_tag(root, entry.place))}</id>",
            f"<updated>{_stamp(entry.updated)}</updated>",
            f'<link rel="alternate" type="text/html" href={quoteattr(root + entry.place)}/>',
            *([f"<category term={quoteattr(entry.category)}/>"] if entry.category else []),
            f"<summary>{_text(entry.summary)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>", ""])


def _tag(root: str, place: str) -> str:
    """`tag:books.example.org,2025:/harbour/ships/aurora/`: the same, whatever scheme or port the site is served by."""
    split = urlsplit(root)
    return f"tag:{split.hostname or 'localhost'},{_TAG_YEAR}:{quote(split.path + place, safe='/:#.-_~%')}"


def _stamp(when: datetime) -> str:
    return f"{when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def _text(text: str) -> str:
    """Text for an element: without what XML cannot say at all."""
    return escape(_NOT_XML.sub("\ufffd", text))
