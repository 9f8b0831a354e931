# The wider views of lineage figures, drawn at build time: for each entity that has any, one file that its figure loads when
# somebody asks for them. In: the site. Out: data scripts by their path.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from stemma.pages.context import Site
from stemma.pages.data_script import data_script
from stemma.pages.lineage import Shape, fold, tidied
from stemma.pages.lineage_near import MOST, Near
from stemma.pages.lineage_of import drawn_around, scene, views_of, widened


def lineage_files(site: Site) -> Iterator[tuple[str, bytes]]:
    """`(path below our assets, content)` for every entity whose figure can show more than its page does."""
    for entity in site.shown():
        yield from lineage_file(site, entity.id)


def lineage_file(site: Site, entity_id: str) -> Iterator[tuple[str, bytes]]:
    """The file of one entity, if it has one."""
    views = views_of(site, entity_id)
    if wider := widened(site, entity_id, views):
        yield wider.file, data_script(wider.file, _views(site, entity_id, views, dated=wider.dated))


def _views(site: Site, focus: str, views: dict[str, Near], *, dated: bool) -> dict[str, Any]:
    """`drawn` has the drawings and their note by the view's name: a depth, `d` for a time axis, `o` for opened folds.
    `told` has what stands beside them, by depth: legend, list, description. Links are relative to the site's root."""
    seen: dict[str, tuple[str, str, str]] = {}
    told: dict[str, tuple[str, str, str]] = {}
    for name, view in views.items():
        nodes, edges, _ = tidied(*scene(site, None, view.ids), focus)
        folds = len(fold(nodes, edges, keep=focus, target="")[0]) < len(nodes)
        for by in ("", "d") if dated else ("",):
            shape = Shape(dated=bool(by), left=view.left, uncounted=view.uncounted)
            made = drawn_around(site, focus, view.ids, shape)
            if made is None:
                continue
            seen[name + by], told[name] = made.seen("", "#", ""), made.told("")
            if folds:
                shape = replace(shape, open=True, left=view.left + len(view.ids[MOST:]))
                opened = drawn_around(site, focus, view.ids[:MOST], shape)
                if opened is not None:
                    seen[f"{name}{by}o"] = opened.seen("", "#", "")
    return {"drawn": seen, "told": told}
