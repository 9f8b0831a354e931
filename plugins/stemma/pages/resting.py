# What rests on a source, and what would fall with it: the part of its page that no bibliography has. In: the site and a
# source. Out: view data, or None where nothing cites it.
from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from stemma.knowledge.entity import Entity
from stemma.knowledge.wording import count
from stemma.pages.context import Page, Site
from stemma.pages.inline import Part, anchor
from stemma.pages.long_lists import MOST, Further, cut, list_pages

CITING, FALLS = "cited-by", "falls"


@dataclass(frozen=True, slots=True)
class Citing:
    """An entity that cites the source: the fields that rest on it, and those that rest on it alone."""

    name: str
    href: str
    fields: tuple[str, ...]
    alone: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resting:
    summary: str
    alone: str
    citing: Sequence[Citing]
    falls: Sequence[Part]
    citing_more: Further | None = None
    falls_more: Further | None = None


def resting(site: Site, path: str, source: str) -> Resting | None:
    """What rests on a source, with links from the page at `path`."""
    made = site.resting_on(source)
    if not (made.statements or made.claims):
        return None
    fields: dict[str, dict[str, bool]] = {}
    for said in made.statements:
        fields.setdefault(said.entity, {}).setdefault(_label(site, said.entity, said.statement.field), False)
    for said in made.alone_statements:
        fields[said.entity][_label(site, said.entity, said.statement.field)] = True
    citing = tuple(
        Citing(
            site.graph.named[entity].name, site.href(entity, path),
            tuple(f for f, alone in labels.items() if not alone), tuple(f for f, alone in labels.items() if alone),
        )
        for entity, labels in fields.items()
    )  # fmt: skip
    return Resting(
        summary=counted(len(made.statements), len(made.figures), len(made.claims)),
        alone=counted(len(made.alone_statements), len(made.alone_figures), len(made.alone_claims)),
        citing=citing, falls=(
            *(_figure(site, path, f) for f in made.alone_figures),
            *(Part(site.graph.named[c].name, site.href(c, path)) for c in made.alone_claims),
        ),
    )  # fmt: skip


def shown(site: Site, path: str, source: str) -> Resting | None:
    """The same as the source's page shows it: of very many lines the first."""
    made = resting(site, path, source)
    if made is None:
        return None
    citing, citing_more = cut(site, path, CITING, made.citing)
    falls, falls_more = cut(site, path, FALLS, made.falls)
    return replace(made, citing=citing, falls=falls, citing_more=citing_more, falls_more=falls_more)


def long_lists(site: Site, entity: Entity) -> Iterator[Page]:
    """The pages of these lists where they are long."""
    if site.is_small and len(site.impact.citing.get(entity.id, ())) <= MOST:
        return
    made = resting(site, site.path(entity.id), entity.id)
    if made is None:
        return
    if len(made.citing) > MOST:
        yield from list_pages(
            site, entity, CITING, "cited for", "citing", lambda path: _of(site, path, entity.id).citing
        )
    if len(made.falls) > MOST:
        yield from list_pages(
            site, entity, FALLS, "what would fall with it", "parts", lambda path: _of(site, path, entity.id).falls
        )


def _of(site: Site, path: str, source: str) -> Resting:
    made = resting(site, path, source)
    return made or Resting("", "", (), ())


def _label(site: Site, entity: str, field: str) -> str:
    return site.graph.schema.types[site.graph.named[entity].type].fields[field].label


def _figure(site: Site, path: str, figure: str) -> Part:
    entity, _, field = figure.rpartition(".")
    return Part(
        f"{site.graph.named[entity].name}: {_label(site, entity, field)}",
        f"{site.href(entity, path)}#{anchor(field)}",
    )


def counted(statements: int, figures: int, claims: int) -> str:
    """`7 statements, 1 figure and 2 claims`; '' where there is none of the three."""
    told = [count(n, word) for n, word in ((statements, "statements"), (figures, "figures"), (claims, "claims")) if n]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
