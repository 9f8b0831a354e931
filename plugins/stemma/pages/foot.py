# The end of an entity's page: when it last changed, where to mend it, its data, and how to cite it. In: the site and an
# entity. Out: view data for `foot.html`.
from __future__ import annotations

from dataclasses import dataclass

from stemma.knowledge.address import data_of
from stemma.knowledge.entity import Entity
from stemma.pages.cite import Citations, page_citation, source_citation, spoken
from stemma.pages.context import Site


@dataclass(frozen=True, slots=True)
class Foot:
    """`changed` is for readers, `day` for programs; both, and `edit`, are '' where nothing is known."""

    changed: str
    day: str
    edit: str
    data: str
    citations: tuple[Citations, ...]


def foot(site: Site, path: str, entity: Entity) -> Foot:
    """What stands at the end of the page at `path`."""
    when = site.changed.get(entity.source.path)
    about = (page_citation(site, entity.name, site.url(entity.id), entity.id, when), source_citation(site, entity))
    return Foot(
        changed=spoken(when),
        day=when.date().isoformat() if when else "",
        edit=site.edit.get(entity.source.path, ""),
        data=site.root(path) + data_of(entity.id),
        citations=tuple(made for made in about if made is not None),
    )
