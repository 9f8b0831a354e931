# The lineage figure: entities and relations as plain view data in, the HTML of one `<figure>` out, complete without
# JavaScript: two drawings (wide, and narrow for phones; the stylesheet shows one), a legend, and the same as a list.
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from stemma.pages.colors import readable
from stemma.pages.layout import natural
from stemma.pages.lineage_svg import narrow_drawing, safe_href, wide_drawing
from stemma.pages.lineage_view import Edge, Node

__all__ = ["Edge", "Node", "figure", "fold"]

FOLD = 12  # parents or children of one box that are drawn before the rest folds into "+n"


def figure(
    nodes: Iterable[Node],
    edges: Iterable[Edge],
    *,
    focus: str | None,
    title: str = "Lineage",
    figure_id: str = "st-lineage",
) -> str:
    """The figure's HTML, or an empty string where there is no node.

    `figure_id` must be unique in the page. Edges to unknown nodes are left out; the order of the input does not matter.
    Twelve is the most that one box shows on a side; what hangs on it alone folds into one box that leads to the list.
    """
    everyone = _unique(nodes)
    if not everyone:
        return ""
    known = {node.id for node in everyone}
    lines = sorted(
        {e for e in edges if e.parent in known and e.child in known and e.parent != e.child},
        key=lambda e: (e.child, e.label, e.relation, e.parent, e.line, e.disputed),
    )
    start = focus if focus in known else None
    uid = escape(figure_id)
    shown, drawn = fold(everyone, lines, keep=start, target=f"#{figure_id}-list")
    name = escape(title)
    return (
        f'<figure class="st-lineage" id="{uid}" aria-labelledby="{uid}-title" aria-describedby="{uid}-text"'
        f" data-search-exclude>"
        f'<div class="st-head"><strong id="{uid}-title">{name}</strong></div>'
        f'<p class="st-hidden" id="{uid}-text">{escape(_description(everyone, lines, start))}</p>'
        f'<div class="st-scroll">'
        f"{wide_drawing(shown, drawn, focus=start, label=title)}"
        f"{narrow_drawing(shown, drawn, focus=start, label=title)}"
        f"</div>{_legend(shown, drawn)}{_list(everyone, lines, uid)}</figure>"
    )


def _unique(nodes: Iterable[Node]) -> list[Node]:
    seen: dict[str, Node] = {}
    for node in sorted(nodes, key=lambda n: (natural(n.name), n.id, n.href, n.detail)):
        seen.setdefault(node.id, node)
    return list(seen.values())


def fold(
    nodes: Sequence[Node], edges: Sequence[Edge], *, keep: str | None, target: str, most: int = FOLD
) -> tuple[list[Node], list[Edge]]:
    """Draw one box for the many: the children, or parents, of one node that are tied to nothing else in the figure.

    Those with the most derivatives stay. The box leads to `target`, where everything is listed.
    """
    hidden: set[str] = set()
    more: list[Node] = []
    extra: list[Edge] = []
    around: dict[str, set[str]] = {node.id: set() for node in nodes}
    sides: dict[tuple[str, bool], dict[str, Edge]] = {}
    for edge in edges:
        around[edge.parent].add(edge.child)
        around[edge.child].add(edge.parent)
        sides.setdefault((edge.parent, True), {}).setdefault(edge.child, edge)
        sides.setdefault((edge.child, False), {}).setdefault(edge.parent, edge)
    by_id = {node.id: node for node in nodes}
    for (hub, below), others in sorted(sides.items()):
        if len(others) <= most:
            continue
        alone = [i for i in others if around[i] == {hub} and i != keep and i not in hidden]
        alone.sort(key=lambda i: (-by_id[i].children, natural(by_id[i].name), i))
        over = alone[max(0, most - 1 - (len(others) - len(alone))) :]
        if len(over) < 2:
            continue
        hidden.update(over)
        first = min((others[i] for i in over), key=lambda e: (e.label, e.relation, e.child, e.parent))
        same = len({(others[i].relation, others[i].line) for i in over}) == 1
        types = {by_id[i].type for i in over}
        sample = by_id[over[0]]
        box = replace(
            sample if len(types) == 1 else replace(sample, type="", type_label="", color=""),
            id=f"{hub}+{'children' if below else 'parents'}",
            name=f"+{len(over)} more",
            href=target,
            detail="in the list below",
            parents=0,
            children=0,
            folded=len(over),
        )
        more.append(box)
        extra.append(
            Edge(
                parent=hub if below else box.id,
                child=box.id if below else hub,
                relation=first.relation if same else "",
                label=first.label if same else "",
                line=first.line if same else "solid",
            )
        )
    shown = [node for node in nodes if node.id not in hidden]
    drawn = [edge for edge in edges if edge.parent not in hidden and edge.child not in hidden]
    return shown + more, drawn + extra


def count(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 parent", "2 parents"."""
    return f"{number} {one if number == 1 else many}"


def _description(nodes: list[Node], edges: list[Edge], focus: str | None) -> str:
    entities = count(len(nodes), "entity", "entities")
    relations = count(len(edges), "relation", "relations")
    around = next((f" around {node.name}" for node in nodes if node.id == focus), "")
    return (
        f"{entities} and {relations}{around}. Lines run from parents to children. "
        f"Arrow keys walk along them, Enter opens an entity. The same stands in the list below the drawing."
    )


def _legend(nodes: list[Node], edges: list[Edge]) -> str:
    """What lines and colours mean: relations, then types."""
    relations = sorted({(e.label, e.relation, e.line) for e in edges if e.relation})
    types = sorted({(n.type_label, n.type, readable(n.color)) for n in nodes if n.type})
    items = [
        f'<li data-relation="{escape(relation)}"><i class="st-{line}"></i>{escape(label)}</li>'
        for label, relation, line in relations
    ]
    if any(edge.disputed for edge in edges):
        items.append('<li><i class="st-solid st-disputed"></i>disputed</li>')
    items += [
        f'<li data-type="{escape(kind)}"><i class="st-swatch" style="--st-type:{color}"></i>{escape(label)}</li>'
        for label, kind, color in types
    ]
    return f'<ul class="st-legend" aria-label="Legend">{"".join(items)}</ul>'


def _list(nodes: list[Node], edges: list[Edge], uid: str) -> str:
    """Every entity once, and under it what it came from, all as links."""
    by_id = {node.id: node for node in nodes}
    before: dict[str, list[Edge]] = {}
    for edge in edges:
        before.setdefault(edge.child, []).append(edge)
    out = []
    for node in nodes:
        about = " · ".join(escape(part) for part in (node.type_label, node.detail) if part)
        from_ = "".join(
            f"<li>{escape(e.label)} {_link(by_id[e.parent])}{' (disputed)' if e.disputed else ''}</li>"
            for e in before.get(node.id, ())
        )
        out.append(f"<li>{_link(node)} <small>{about}</small>{f'<ul>{from_}</ul>' if from_ else ''}</li>")
    return f'<details class="st-list"><summary>As a list</summary><ul id="{uid}-list">{"".join(out)}</ul></details>'


def _link(node: Node) -> str:
    return f'<a href="{escape(safe_href(node.href))}">{escape(node.name)}</a>'
