# What rests on a source, and what would fall with it: the part of its page that no bibliography has. In: the site and a
# source. Out: view data, or None where nothing cites it.
from __future__ import annotations

from dataclasses import dataclass

from stemma.knowledge.wording import count
from stemma.pages.context import Site
from stemma.pages.inline import Part, anchor


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
    citing: tuple[Citing, ...]
    figures: tuple[Part, ...]
    claims: tuple[Part, ...]


def resting(site: Site, path: str, source: str) -> Resting | None:
    """What the source's page says of its weight."""
    made = site.impact.of_source(source)
    if not (made.statements or made.claims):
        return None
    fields: dict[str, dict[str, bool]] = {}
    for said in made.statements:
        fields.setdefault(said.entity, {}).setdefault(_label(site, said.entity, said.statement.field), False)
    for said in made.alone_statements:
        fields[said.entity][_label(site, said.entity, said.statement.field)] = True
    citing = tuple(
        Citing(
            site.graph.entities[entity].name, site.href(entity, path),
            tuple(f for f, alone in labels.items() if not alone), tuple(f for f, alone in labels.items() if alone),
        )
        for entity, labels in fields.items()
    )  # fmt: skip
    return Resting(
        summary=counted(len(made.statements), len(made.figures), len(made.claims)),
        alone=counted(len(made.alone_statements), len(made.alone_figures), len(made.alone_claims)),
        citing=citing, figures=tuple(_figure(site, path, f) for f in made.alone_figures),
        claims=tuple(Part(site.graph.entities[c].name, site.href(c, path)) for c in made.alone_claims),
    )  # fmt: skip


def _label(site: Site, entity: str, field: str) -> str:
    return site.graph.schema.types[site.graph.entities[entity].type].fields[field].label


def _figure(site: Site, path: str, figure: str) -> Part:
    entity, _, field = figure.rpartition(".")
    return Part(
        f"{site.graph.entities[entity].name}: {_label(site, entity, field)}",
        f"{site.href(entity, path)}#{anchor(field)}",
    )


def counted(statements: int, figures: int, claims: int) -> str:
    """`7 statements, 1 figure and 2 claims`; '' where there is none of the three."""
    told = [count(n, word) for n, word in ((statements, "statements"), (figures, "figures"), (claims, "claims")) if n]
    return " and ".join([", ".join(told[:-1]), told[-1]] if len(told) > 1 else told)
