# A site that notes what is read of it, as a preview needs it: after an edit, pages that read nothing of what was edited are
# there already. In: the site of each check in turn. Out: the same site on watched tables.
from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from stemma.knowledge.claims import Claim
from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph
from stemma.knowledge.impact import TABLES, ImpactIndex
from stemma.knowledge.watch import ENTITIES, Filled, Table, Watch, Whole
from stemma.pages.context import Site
from stemma.project import Project

_SIDES = ("_out", "_in", "_parents", "_children")


@dataclass(frozen=True)
class WatchedSite(Site):
    """`plain` is the site behind it, whose reading nobody notes; `index` is what rests on what there."""

    plain: Site | None = None
    index: ImpactIndex | None = None
    tables: Mapping[str, Table[Any, Any]] = field(default_factory=dict)
    briefs: Mapping[str, Brief] = field(default_factory=dict)

    @property
    def many_lineages(self) -> bool:
        return bool(self.tables["whole"]["many_lineages"])

    @property
    def is_small(self) -> bool:
        return bool(self.tables["whole"]["is_small"])

    @property
    def claims_about(self) -> Mapping[str, tuple[Claim, ...]]:
        return self.tables["claims_about"]

    @property
    def claims(self) -> Mapping[str, Claim]:
        return self.tables["claims"]

    @property
    def impact(self) -> ImpactIndex:
        return self.index.on(self.project.derived, self.tables) if self.index else super().impact

    def shown(self) -> list[Entity]:
        """The entities that have pages."""
        nobody_asks = self.plain is not None and self.watch is not None and self.watch.reads is None
        return self.plain.shown() if nobody_asks and self.plain is not None else super().shown()

    def afresh(self) -> WatchedSite:
        """The same site for one more page: its deriver has no answers that were found for another."""
        deriver = Deriver(self.graph)
        deriver.figures = Filled(self.tables["figures"])
        return replace(self, project=replace(self.project, deriver=deriver))


def watched(site: Site, watch: Watch, before: WatchedSite | None) -> WatchedSite:
    """The site on the tables of `watch`. `before` is that of the last check, of the same schema, templates and settings."""
    project = site.project
    if before is None or before.index is None or before.plain is None:
        index = ImpactIndex(project.derived, project.claims)
    else:
        ids = _others(before.plain.project, project)
        index = before.index.with_entities(ids, project.derived, project.claims)
    graph = project.graph
    named = _named(graph.entities, before)
    tables = watch.tables(
        {
            ENTITIES: graph.entities, "named": named, "aliases": graph.aliases, "figures": project.derived.figures,
            "claims": site.claims, "claims_about": site.claims_about, "changed": site.changed, "edit": site.edit,
            "whole": {
                "claims": tuple(project.claims), "relations": graph.relations, "many_lineages": site.many_lineages,
                "is_small": site.is_small,
            },
            **{side: getattr(graph, side) for side in _SIDES}, **{name: getattr(index, name) for name in TABLES},
        }
    )  # fmt: skip
    whole = tables["whole"]
    graph = Graph(
        graph.schema, tables[ENTITIES], Whole(whole, "relations"), tables["aliases"],
        **{side: tables[side] for side in _SIDES}, _named=tables["named"],
    )  # fmt: skip
    made = replace(project, graph=graph, derived=Derived(graph, tables["figures"]), claims=Whole(whole, "claims"))
    shown = {name: getattr(site, name) for name in ("directory_urls", "templates", "icons", "name", "home")}
    return WatchedSite(
        made, **shown, changed=tables["changed"], edit=tables["edit"], watch=watch, plain=site, index=index, tables=tables, briefs=named
    ).afresh()  # fmt: skip


class Brief(NamedTuple):
    """What is asked of an entity where it is only mentioned."""

    id: str
    type: str
    name: str
    broken: bool


def _named(entities: Mapping[str, Entity], before: WatchedSite | None) -> dict[str, Brief]:
    """How entities are called; for those that are what they were the same object as before."""
    old = before.plain.project.graph.entities if before is not None and before.plain is not None else {}
    known = before.briefs if before is not None else {}
    return {
        id_: known[id_] if old.get(id_) is e else Brief(id_, e.type, e.name, e.broken) for id_, e in entities.items()
    }


def _others(before: Project, now: Project) -> set[str]:
    """The entities that are not the same object any more, with those whose figures or claims are not."""
    pairs: Iterable[tuple[Mapping[Any, Any], Mapping[Any, Any]]] = (
        (before.graph.entities, now.graph.entities),
        (before.derived.figures, now.derived.figures),
        ({claim.id: claim for claim in before.claims}, {claim.id: claim for claim in now.claims}),
    )
    found: set[Any] = set()
    for old, new in pairs:
        found.update(key for key, value in new.items() if old.get(key) is not value)
        found.update(key for key in old if key not in new)
    return {key[0] if isinstance(key, tuple) else key for key in found}
