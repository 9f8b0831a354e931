# The wider views of lineage figures, drawn at build time: for each entity that has any, one file that its figure loads when
# somebody asks for them. In: the site. Out: data scripts by their path.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from stemma.pages.context import Site
from stemma.pages.data_script import data_script
from stemma.pages.lineage import Shape, drawings, fold, tidied, words
from stemma.pages.lineage_near import MOST, Near, depths, hops
from stemma.pages.lineage_of import scene, widened


def lineage_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """`(path below our assets, content)` for every entity whose figure can show more than its page does."""
    for entity in site.shown():
        found = hops(site.graph, entity.id)
        views = depths(entity.id, found, many=site.many_lineages) if found else {}
        wider = widened(site, entity.id, views) if views else None
        if wider is not None:
            yield wider.file, data_script(wider.file, _views(site, entity.id, views, dated=wider.dated))


def _views(site: Site, focus: str, views: dict[str, Near], *, dated: bool) -> dict[str, Any]:
    """`drawn` has the drawings and their note by the view's name: a depth, `d` for a time axis, `o` for opened folds.
    `told` has what stands beside them, by depth: legend, list, description. Links are relative to the site's root."""
    drawn: dict[str, tuple[str, str, str]] = {}
    told: dict[str, tuple[str, str, str]] = {}
    for name, view in views.items():
        nodes, edges, start = tidied(*scene(site, "index", view.ids), focus)
        told[name] = words(nodes, edges, start)
        shape = Shape(left=view.left, uncounted=view.uncounted)
        opened = view
        folds = len(fold(nodes, edges, keep=focus, target="")[0]) < len(nodes)
        if folds:
            opened = Near(view.ids[:MOST], view.left + len(view.ids[MOST:]), view.uncounted)
        for by in ("", "d") if dated else ("",):
            made = replace(shape, dated=bool(by))
            drawn[name + by] = drawings(nodes, edges, start, made, title="", target="#")
            if folds:
                few = tidied(*scene(site, "index", opened.ids), focus)
                made = replace(made, open=True, left=opened.left)
                drawn[f"{name}{by}o"] = drawings(*few, made, title="", target="#")
    return {"drawn": drawn, "told": told}
