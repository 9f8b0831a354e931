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
        views = depths(entity.id, hops(site.graph, entity.id), many=site.many_lineages)
        if wider := widened(site, entity.id, views):
            yield wider.file, data_script(wider.file, _views(site, entity.id, views, dated=wider.dated))


def _views(site: Site, focus: str, views: dict[str, Near], *, dated: bool) -> dict[str, Any]:
    """`drawn` has the drawings and their note by the view's name: a depth, `d` for a time axis, `o` for opened folds.
    `told` has what stands beside them, by depth: legend, list, description. Links are relative to the site's root."""
    drawn: dict[str, tuple[str, str, str]] = {}
    told: dict[str, tuple[str, str, str]] = {}
    for name, view in views.items():
        nodes, edges, start = tidied(*scene(site, "index", view.ids), focus)
        told[name] = words(nodes, edges, start)
        folds = len(fold(nodes, edges, keep=focus, target="")[0]) < len(nodes)
        opened = tidied(*scene(site, "index", view.ids[:MOST]), focus) if folds else None
        for by in ("", "d") if dated else ("",):
            shape = Shape(dated=bool(by), left=view.left, uncounted=view.uncounted)
            drawn[name + by] = drawings(nodes, edges, start, shape, title="", target="#")
            if opened:
                shape = replace(shape, open=True, left=view.left + len(view.ids[MOST:]))
                drawn[f"{name}{by}o"] = drawings(*opened, shape, title="", target="#")
    return {"drawn": drawn, "told": told}
