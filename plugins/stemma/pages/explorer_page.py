# The explorer's page: a frame that the script fills, and until then, or without it, the start as a list of links.
from __future__ import annotations

from html import escape

from stemma.pages.colors import readable
from stemma.pages.explorer_near import Near, Record

KEYS = (
    ("arrow keys", "walk along the lines"), ("Enter", "opens what is around"), ("F", "starts from here"),
    ("P", "looks for a path"), ("O", "opens the page"), ("+ − 0", "zoom"), ("Shift and arrows", "move the view"),
)  # fmt: skip


# A search leaves out what is marked, up to the next end of an element of the same name: so no `div` is marked here.
def explorer_page(near: Near, start: str, records: list[Record]) -> str:
    """The HTML of the page's content; hrefs are those of the nodes."""
    keys = ", ".join(f"<kbd>{key}</kbd> {what}" for key, what in KEYS)
    return (
        '<div class="st-explorer" data-st-load="explorer-parts explorer-view explorer-walk explorer-panel explorer" '
        f'data-focus="{escape(start)}">'
        '<form class="st-find" role="search" hidden><label for="st-find" data-search-exclude>Find an entity</label>'
        '<input id="st-find" type="search" autocomplete="off" spellcheck="false" placeholder="Name, alias or id">'
        '<ul class="st-found" aria-label="Found" hidden></ul></form>'
        '<div class="st-told"><p role="status" data-search-exclude></p></div>'
        '<div class="st-stage" hidden><div class="st-canvas" tabindex="0" role="application" aria-label="Drawing of what is shown" '
        'aria-describedby="st-keys"></div><aside class="st-card" aria-label="Selected entity"></aside></div>'
        f'<p class="st-keys" id="st-keys" data-search-exclude hidden>In the drawing: {keys}.</p>'
        '<p class="st-hidden st-say" aria-live="polite" data-search-exclude></p>'
        f"{_legend(near)}"
        '<section class="st-shown" aria-labelledby="st-shown-title"><h2 id="st-shown-title" data-search-exclude>What is shown</h2>'
        f"<ul data-search-exclude>{_items(near, records)}</ul></section>"
        "<noscript><p data-search-exclude>Wandering on from here needs JavaScript. Each entity's page has its own lineage figure, which does "
        "not.</p></noscript></div>"
    )


def _items(near: Near, records: list[Record]) -> str:
    return "".join(
        f'<li><a href="{escape(record["href"])}">{escape(record["label"])}</a> '
        f"<small>{escape(near.nodes[record['id']].type_label)}</small></li>"
        for record in records
    )


def _legend(near: Near) -> str:
    relations = sorted({(e.label, e.type, e.line) for name in near.nodes for e, _ in near.around(name)})
    types = sorted({(n.type_label, n.type, readable(n.color)) for n in near.nodes.values()})
    named: dict[str, str] = {}
    for label, kind, line in relations:
        named.setdefault(kind, f'<i class="st-{line}"></i>{escape(label)}')
    items = [
        f'<li data-type="{escape(kind)}"><i class="st-swatch" style="--st-type:{color}"></i>{escape(label)}</li>'
        for label, kind, color in types
    ]
    items += [f'<li data-relation="{escape(kind)}">{inner}</li>' for kind, inner in named.items()]
    return (
        f'<ul class="st-legend" data-search-exclude aria-label="Legend: hides and shows" hidden>{"".join(items)}</ul>'
    )
