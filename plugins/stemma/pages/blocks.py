# Fenced blocks of hand-written pages as HTML. In: a block's checked options. Out: HTML; a block whose options were
# reported is shown as a plain notice.
from __future__ import annotations

from dataclasses import replace

from markupsafe import Markup, escape

from stemma.knowledge.blocks import BlockOptions
from stemma.knowledge.calculation import figure_keys
from stemma.knowledge.links import Target, resolve
from stemma.pages import claims as claim_views
from stemma.pages import figure as figure_views
from stemma.pages.calculator import calculator_html
from stemma.pages.chart import chart_html
from stemma.pages.compare import comparison
from stemma.pages.context import Site
from stemma.pages.entity_table import entity_table
from stemma.pages.lineage_of import around, of
from stemma.pages.notes import Notes
from stemma.pages.template import render_template
from stemma.pages.timeline_page import timeline_html


def block_html(site: Site, path: str, block: BlockOptions, number: int) -> str:
    """The HTML of the `number`-th block on the page at `path`."""
    makers = {
        "lineage": _lineage,
        "claims": _claims,
        "trace": _trace,
        "entities": entity_table,
        "compare": comparison,
        "chart": chart_html,
        "timeline": timeline_html,
        "calculator": calculator_html,
    }
    made = makers[block.name](site, path, block, number)
    title = block.options.get("title", "")
    if title and block.name not in {"lineage", "chart", "timeline", "calculator"}:
        made = f'<p class="st-title">{escape(title)}</p>\n{made}'
    return f'<div class="st-block">\n{made}\n</div>'


def broken_block(name: str) -> str:
    """What stands where a block could not be drawn."""
    return Markup('<p class="st-unknown">The block <code>{}</code> has an error; the build says where.</p>').format(
        name
    )


def _known(site: Site, text: str) -> Target | None:
    found = resolve(text, site.graph) if text else None
    return found if isinstance(found, Target) else None


def _lineage(site: Site, path: str, block: BlockOptions, number: int) -> str:
    focus = _known(site, block.options.get("focus", ""))
    title, figure_id = block.options.get("title", "Lineage"), f"st-lineage-{number}"
    dated = block.options.get("by") == "date"
    if block.ids is None and focus is not None:
        depth, direction = block.options.get("depth", "1"), block.options.get("direction", "both")
        made = around(
            site, path, focus.entity, title=title, figure_id=figure_id, depth=depth, direction=direction, dated=dated
        )
        return made or "<p>Nothing descends from it, and it descends from nothing.</p>"
    ids = [*(block.ids or ()), *([focus.entity] if focus and focus.entity not in (block.ids or ()) else [])]
    return of(site, path, ids, focus=focus.entity if focus else None, title=title, figure_id=figure_id, dated=dated)


def _claims(site: Site, path: str, block: BlockOptions, _number: int) -> str:
    about = _known(site, block.options.get("about", ""))
    chosen = [
        claim_views.brief(site, path, claim)
        for claim in claim_views.in_order(site.project.claims)
        if (block.ids is None or claim.id in block.ids) and (about is None or about.entity in claim.about)
    ]
    return render_template(site, "claim-list.html", {"claims": chosen})


def _type_of(site: Site, target: Target | None) -> str:
    return site.graph.entities[target.entity].type if target else ""


def _trace(site: Site, path: str, block: BlockOptions, number: int) -> str:
    target = _known(site, block.options["figure"])
    figure = site.project.derived.figure_of(target.entity, target.field) if target else None
    if figure is None:
        computed = target is not None and figure_keys(site.project.deriver, target.entity, target.field)
        why = (
            "Not known: it lacks an input."
            if computed
            else "This value is stated, not computed: there is nothing to trace."
        )
        return f'<p class="st-unknown">{why}</p>'
    view = figure_views.view(site, path, figure, Notes(site, path, listed_here=False))
    return render_template(site, "trace.html", {"view": replace(view, id=f"trace-{number}")}, _type_of(site, target))
