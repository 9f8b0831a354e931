# The timeline: what has a date, and when each statement became known. In: the site, and which entities are asked for. Out:
# entries in the order of time.
from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import partial

from stemma.knowledge.accept import source_date
from stemma.knowledge.entity import Statement
from stemma.knowledge.wording import count
from stemma.pages.colors import DEFAULT, readable
from stemma.pages.context import Site
from stemma.pages.inline import anchor, value_parts
from stemma.pages.prose import plain
from stemma.vocabulary.dates import PartialDate

LINES = 40  # statements that one entry spells out; its source's page has all
_SUMMARY = 200  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """A statement that became known with an entry."""

    name: str
    href: str
    field: str
    value: str
    rejected: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the timeline: an entity with its date, with what it was the first to state; `href` is '' where statements
    have a date and no source. Addresses are relative to the site's root."""

    key: tuple[int, int, str]
    date: PartialDate
    name: str
    href: str
    type: str
    label: str
    color: str
    icon: str
    summary: str
    known: str = ""
    lines: tuple[Line, ...] = ()
    more: int = 0

    @property
    def year(self) -> int:
        return self.date.earliest.year

    @property
    def month(self) -> str:
        """`2025-01`, or the year alone where the month is not known."""
        return self.date.iso.removeprefix("~").partition("/")[0][:7]

    @property
    def shown(self) -> str:
        """The date below its year: `20 Jan`, `Jan – Feb`; as a whole where it does not lie in one year."""
        text = self.date.display
        short = text.removesuffix(f" {self.year}") if self.date.latest.year == self.year else text
        return text if short == "c." else short


def entries(site: Site, ids: Iterable[str] | None = None, show: str = "all") -> list[Entry]:
    """The entries for these entities (None: for all), earliest first. `show` leaves out dated `entities` or `statements`."""
    chosen = {e.id: e for e in site.shown() if e.type in site.graph.schema.types}
    if ids is not None:
        chosen = {entity_id: chosen[entity_id] for entity_id in ids if entity_id in chosen}
    by_source, by_day = _first_stated(site, chosen) if show != "entities" else ({}, {})
    found: list[Entry] = []
    dated = {} if show == "statements" else {entity_id: _date(site, entity_id) for entity_id in chosen}
    dated |= {source: source_date(site.graph, source) for source in by_source if not dated.get(source)}
    for entity_id, date in dated.items():
        if date is not None:
            stated = by_source.get(entity_id, [])
            shown = tuple((id_, s.field, s.index) for id_, s in stated[:LINES])
            found.append(
                site.kept(
                    ("entry", entity_id, date, len(stated), shown), partial(_entry, site, entity_id, date, stated)
                )
            )
    for date, stated in by_day.items():
        key = (date.earliest.toordinal(), date.latest.toordinal(), "")
        lines, more = _lines(site, stated)
        known = f"{count(len(stated), 'statements')} as of this date"
        found.append(Entry(key, date, f"As of {date.display}", "", "", "", DEFAULT, "", "", known, lines, more))
    return sorted(found, key=lambda entry: entry.key)


Stated = tuple[str, Statement]


def _first_stated(site: Site, ids: Collection[str]) -> tuple[dict[str, list[Stated]], dict[PartialDate, list[Stated]]]:
    """Each statement of these entities under its earliest dated source, or else under the day that it speaks of."""
    by_source: dict[str, list[Stated]] = {}
    by_day: dict[PartialDate, list[Stated]] = {}
    for entity_id in sorted(ids):
        for source, statement in site.kept(("stated", entity_id), partial(_stated, site, entity_id)):
            if source:
                by_source.setdefault(source, []).append((entity_id, statement))
            elif statement.as_of is not None:
                by_day.setdefault(statement.as_of, []).append((entity_id, statement))
    return by_source, by_day


def _stated(site: Site, entity_id: str) -> list[tuple[str, Statement]]:
    """The statements of an entity, each with the earliest of its dated sources, or ''."""

    def date(source_id: str) -> PartialDate | None:
        return site.shared(("source date", source_id), lambda: source_date(site.graph, source_id))

    found = []
    for statements in (site.graph.entities[entity_id].statements or {}).values():
        for statement in statements:
            if statement.formula is None:
                known = [(on.earliest, c.id) for c in statement.citations if (on := date(c.id)) is not None]
                found.append((min(known)[1] if known else "", statement))
    return found


def _date(site: Site, entity_id: str) -> PartialDate | None:
    """The date that places an entity in time."""
    name = site.graph.schema.types[site.graph.entities[entity_id].type].date_field
    accepted = site.project.derived.accepted(entity_id, name) if name else None
    return accepted.value if accepted is not None and isinstance(accepted.value, PartialDate) else None


def _entry(site: Site, entity_id: str, date: PartialDate, stated: list[Stated]) -> Entry:
    entity = site.graph.entities[entity_id]
    type_ = site.graph.schema.types[entity.type]
    summary = plain(site, entity.summary.text) if entity.summary else ""
    lines, more = _lines(site, stated)
    return Entry(
        (date.earliest.toordinal(), date.latest.toordinal(), entity_id), date, entity.name, site.url(entity_id),
        type_.name, type_.label, readable(type_.color), site.icons.get(type_.icon, ""),
        summary if len(summary) <= _SUMMARY else f"{summary[: _SUMMARY - 1]}…",
        f"{count(len(stated), 'statements')} first made here" if stated else "", lines, more,
    )  # fmt: skip


def _lines(site: Site, stated: list[Stated]) -> tuple[tuple[Line, ...], int]:
    lines = []
    for entity_id, said in stated[:LINES]:
        entity = site.graph.entities[entity_id]
        statement = next(s for s in entity.of(said.field) if s.index == said.index)  # so that its reading is noted
        field = site.graph.schema.types[entity.type].fields[statement.field]
        if field.kind == "markdown":
            value = plain(site, str(statement.value))
        else:
            value = ", ".join(p.text for p in value_parts(site, "", statement.value, field.kind, field.value_labels))
        href = f"{site.url(entity_id)}#{anchor(statement.field)}"
        lines.append(Line(entity.name, href, field.label, value, statement.rank == "rejected"))
    return tuple(lines), max(len(stated) - LINES, 0)
