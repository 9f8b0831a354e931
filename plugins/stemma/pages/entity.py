# An entity's page: answer first, then everything with its sources. In: the site and an entity. Out: a finished page.
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from stemma.knowledge.contest import contested
from stemma.knowledge.entity import Entity, Statement
from stemma.knowledge.graph import Relation
from stemma.pages import claims as claim_views
from stemma.pages import figure as figure_views
from stemma.pages import resting
from stemma.pages.context import Heading, Page, Site
from stemma.pages.finding import names, weight
from stemma.pages.foot import foot
from stemma.pages.inline import Part, anchor, field_parts, value_parts
from stemma.pages.lineage_of import around, spoken
from stemma.pages.long_lists import MOST, SHOWN, Further, cut, further, list_pages
from stemma.pages.notes import Mark, Notes
from stemma.pages.prose import plain, render
from stemma.pages.template import render_template
from stemma.vocabulary.schema import Field

ABOUT = "claims-about"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the fact box. `chip` warns of contested values, `how` leads to a computed value's trace; `id` is an anchor
    where no other section of the page has the field."""

    label: str
    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    chip: str
    href: str
    how: bool
    title: str
    tone: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of a field, as a line."""

    parts: tuple[Part, ...]
    marks: tuple[Mark, ...]
    note: str
    tags: tuple[str, ...]
    rejected: bool
    accepted: bool


@dataclass(frozen=True, slots=True)
class Saying:
    """All statements of a field."""

    id: str
    label: str
    description: str
    items: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Related:
    """Relations of one kind in one direction."""

    id: str
    label: str
    items: tuple[Said, ...]
    more: Further | None = None


def entity_page(site: Site, entity: Entity) -> Page:
    """The finished page of an entity."""
    path = site.path(entity.id)
    type_ = site.graph.schema.types[entity.type]
    notes = Notes(site, path)
    facts = tuple(f for f in (_fact(site, path, entity, type_.fields[name], notes) for name in type_.facts) if f)
    claim = site.claims.get(entity.id)
    # A claim is answered first: where nobody wrote a summary, by the reason for its verdict, if that is one paragraph.
    reason = claim.rationale.strip() if claim and not entity.summary else ""
    about, about_more = cut(site, path, ABOUT, claim_views.in_order(site.claims_about.get(entity.id, ())))
    lede = entity.summary.text if entity.summary else "" if "\n\n" in reason else reason
    view = {
        "site": site,
        "path": path,
        "entity": entity,
        "type": type_,
        "icon": site.icons.get(type_.icon, ""),
        "type_href": site.root(path) + site.page_url(f"{type_.folder}/index"),
        "answered": bool(reason and lede),
        "summary": render(site, path, lede, inline=True) if lede else "",
        "facts": facts,
        "lineage": around(site, path, entity.id),
        "figures": [figure_views.view(site, path, f, notes) for f in figure_views.figures_of(site, entity.id)],
        "claim": claim_views.full(site, path, claim, notes) if claim else None,
        "claims": [claim_views.brief(site, path, c) for c in about],
        "claims_more": about_more,
        "sayings": _sayings(site, path, entity, notes),
        "related": _related(site, path, entity, notes),
        "rests": resting.shown(site, path, entity.id),
        "notes_html": render(site, path, entity.notes.text) if entity.notes else "",
        "replaced_by": entity.replaced_by,
    }
    view["sources"] = notes.listed()
    view["foot"] = foot(site, path, entity)
    html = render_template(site, "entity.html", view, entity.type)
    return Page(
        path=path, title=entity.name, html=html, headings=_headings(view), data=entity.source.path,
        description=plain(site, entity.summary.text) if entity.summary else f"{type_.label}: {entity.name}",
        boost=weight(site, entity), names=names(entity),
    )  # fmt: skip


def _headings(view: dict[str, object]) -> tuple[Heading, ...]:
    """The page's table of contents, of the sections that it has."""
    sections = (
        ("claim", "asserted", "What is asserted"), ("lineage", "lineage", "Lineage"), ("claims", "claims", "Claims about it"),
        ("figures", "figures", "What follows"), ("sayings", "statements", "What is stated"), ("related", "relations", "Relations"),
        ("rests", "rests", "What rests on it"), ("notes_html", "notes", "Notes"), ("sources", "sources", "Sources"),
    )  # fmt: skip
    return tuple(Heading(2, id_, title) for key, id_, title in sections if view.get(key))


def _fact(site: Site, path: str, entity: Entity, field: Field, notes: Notes) -> Fact | None:
    parts = field_parts(site, path, entity.id, field.name)
    if not parts:
        return None
    derived = site.project.derived
    accepted = derived.accepted(entity.id, field.name)
    computed = not field.many and (accepted is None or accepted.formula is not None)
    if field.many:
        citations = tuple(c for s in entity.of(field.name) if s.rank != "rejected" for c in s.citations)
    else:
        citations = accepted.citations if accepted is not None and not computed else ()
    rivals = contested(derived, entity.id, field.name)
    chip = f"{len(rivals) + 1} values" if rivals else ""
    tone = claim_views.TONES.get(parts[0].text, "warn") if field.name == "verdict" and entity.id in site.claims else ""
    on_top = _on_top(site, entity, field.name)
    shown = parts if on_top else parts[:4]
    shown += (Part(f"{len(parts) - len(shown)} more", "#relations"),) if len(parts) > len(shown) else ()
    return Fact(
        field.label, shown, notes.marks(citations), chip, f"#{anchor(field.name)}", computed, field.description, tone,
        anchor(field.name) if on_top else "",
    )  # fmt: skip


def _on_top(site: Site, entity: Entity, field: str) -> bool:
    """Whether these relations stand at the top of the page alone, as those of a claim do."""
    return entity.id in site.claims and field in {"about", "made_by"}


def _sayings(site: Site, path: str, entity: Entity, notes: Notes) -> tuple[Saying, ...]:
    """Stated fields that are neither relations nor figures; figures show what was stated against them themselves."""
    found = []
    derived = site.project.derived
    for name, field in site.graph.schema.types[entity.type].fields.items():
        statements = entity.of(name)
        if field.kind in {"ref", "assertion", "evidence"} or not statements or derived.figure_of(entity.id, name):
            continue
        if name in {"verdict", "rationale"} and entity.id in site.claims:
            continue
        accepted = derived.accepted(entity.id, name)
        items = tuple(_said(site, path, field, s, accepted, notes) for s in statements)
        found.append(Saying(anchor(name), field.label, field.description, items))
    return tuple(found)


def _said(site: Site, path: str, field: Field, statement: Statement, accepted: Statement | None, notes: Notes) -> Said:
    if field.kind == "markdown":
        parts: tuple[Part, ...] = (Part(plain(site, str(statement.value))),)
    else:
        parts = value_parts(site, path, statement.value, field.kind, field.value_labels)
    return Said(
        parts, notes.marks(statement.citations), statement.note, _tags(site, path, field, statement),
        statement.rank == "rejected", statement is accepted and not field.many,
    )  # fmt: skip


def _tags(site: Site, path: str, field: Field, statement: Statement) -> tuple[str, ...]:
    tags = ["inferred"] if statement.inferred else []
    tags += ["disputed"] if statement.disputed else []
    tags += [f"as of {statement.as_of.display}"] if statement.as_of else []
    for name, value in (statement.attributes or {}).items():
        about = field.attributes[name]
        shown = ", ".join(p.text for p in value_parts(site, path, value, about.kind, about.value_labels))
        tags.append(f"{about.label.lower()}: {shown}")
    return tuple(tags)


def _related(site: Site, path: str, entity: Entity, notes: Notes) -> tuple[Related, ...]:
    """Both directions of every relation, each under the name that reads well from here; of very many the first."""
    ends = list(_ends(site, entity))
    many = Counter(end.of for end in ends)
    groups: dict[tuple[str, str], list[Said]] = {}
    labels = {end.of: end.label for end in ends}
    for end in ends:
        items = groups.setdefault(end.of, [])
        if many[end.of] <= MOST or len(items) < SHOWN:
            items.append(_relation(site, path, end.relation, end.other, notes))
    return tuple(
        Related(
            key[0], labels[key], tuple(sorted(items, key=lambda item: item.rejected)),
            further(site, path, key[0], many[key]) if many[key] > MOST else None,
        )
        for key, items in groups.items()
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class End:
    """A relation as seen from one of its ends: `of` is which list it belongs to, by its anchor and by what it holds."""

    of: tuple[str, str]
    label: str
    relation: Relation
    other: str


def _ends(site: Site, entity: Entity) -> Iterator[End]:
    graph = site.graph
    for relation in graph.outgoing(entity.id):
        if not _on_top(site, entity, relation.type):
            yield End((anchor(relation.type), "out"), relation.label, relation, relation.target)
    for relation in graph.incoming(entity.id):
        if (relation.type == "about" and relation.source in site.claims) or graph.named[relation.source].broken:
            continue
        if graph.mirror_of(relation) is not None:  # both files say so, and the page says it once
            continue
        kind = f"{graph.named[relation.source].type}.{relation.type}"
        yield End((f"inverse-{kind.replace('.', '-')}", kind), relation.inverse_label, relation, relation.source)


def long_lists(site: Site, entity: Entity) -> Iterator[Page]:
    """The pages of an entity's lists that are too long for its own."""
    about = site.claims_about.get(entity.id, ())
    if len(about) > MOST:
        ordered = claim_views.in_order(about)
        yield from list_pages(
            site,
            entity,
            ABOUT,
            "claims about it",
            "claims",
            lambda path: [claim_views.brief(site, path, c) for c in ordered],
        )
    if len(site.graph.outgoing(entity.id)) + len(site.graph.incoming(entity.id)) > MOST:
        ends: dict[tuple[str, str], list[End]] = {}
        for end in _ends(site, entity):
            ends.setdefault(end.of, []).append(end)
        for (id_, _), some in ends.items():
            yield from list_pages(site, entity, id_, spoken(some[0].label), "said", _lines(site, some))
    yield from resting.long_lists(site, entity)


def _lines(site: Site, ends: Sequence[End]) -> Callable[[str], list[Said]]:
    def lines(path: str) -> list[Said]:
        notes = Notes(site, path, listed_here=False)
        return [_relation(site, path, end.relation, end.other, notes) for end in ends]

    return lines


def _relation(site: Site, path: str, relation: Relation, other: str, notes: Notes) -> Said:
    parts = (Part(site.graph.named[other].name, site.href(other, path)),)
    statement = relation.statement
    return Said(
        parts,
        notes.marks(statement.citations),
        statement.note,
        _tags(site, path, relation.field, statement),
        relation.rejected,
        accepted=False,
    )
