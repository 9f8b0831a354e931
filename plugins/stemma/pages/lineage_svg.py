# The two drawings of a lineage figure as inline SVG: boxes that are links, lines with their relation's name. View data
# in, markup out; every text is escaped here, and no size depends on a browser.
from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape as html_escape

from stemma.pages.colors import readable
from stemma.pages.layout import Box, Layout, Link, natural
from stemma.pages.layout_dates import Period, periods
from stemma.pages.layout_rails import MARGIN, indent, rails, row_order
from stemma.pages.layout_route import Point, number, path_data
from stemma.pages.lineage_labels import LABEL_SIZE, Label
from stemma.pages.lineage_shape import arranged
from stemma.pages.lineage_view import Edge, Node
from stemma.pages.text_width import shorten, text_width, wrap

NAME = 13.0  # font sizes
DETAIL = 11.0
NAME_LINE = 16.0
DETAIL_LINE = 15.0
PAD_LEFT = 13.0
PAD_RIGHT = 10.0
PAD_TOP = 7.0
WIDEST = 158.0  # three boxes and two gaps fit the column that Material leaves between its sidebars
SLIMMEST = 104.0
LONGEST_LABEL = 96.0
HEAD = 24.0  # room for the name of a period
IN_VIEW = 3  # columns that are in view at once
NARROW = 322.0  # the narrow drawing fits a phone of 360 px with the page's margins
NARROWEST = 190.0
KEPT = 1 << 13  # boxes, lines and words, each of which stands in several drawings

escape = lru_cache(maxsize=KEPT)(html_escape)


def wide_boxes(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[list[Box], list[Link]]:
    """What the wide drawing lays out; a link's key is its edge's number."""
    return _boxes(nodes, edges, _wide_texts(nodes))


def _wide_texts(nodes: Sequence[Node]) -> dict[str, tuple[tuple[str, ...], str]]:
    usual = _usual(nodes)
    return {node.id: _texts(node, WIDEST - PAD_LEFT - PAD_RIGHT, usual) for node in nodes}


def _boxes(
    nodes: Sequence[Node], edges: Sequence[Edge], texts: dict[str, tuple[tuple[str, ...], str]]
) -> tuple[list[Box], list[Link]]:
    width = _box_width(texts)
    boxes = [
        Box(node.id, width, _height(texts[node.id]), sort=_sort(node, edges_of))
        for node, edges_of in _with_labels(nodes, edges)
    ]
    return boxes, [Link(edge.parent, edge.child, str(i), edge.relation) for i, edge in enumerate(edges)]


def wide_drawing(
    nodes: Sequence[Node], edges: Sequence[Edge], *, focus: str | None, label: str, dated: bool = False
) -> str:
    """The drawing from left to right, in its natural size; `dated` puts the boxes along a time axis."""
    texts = _wide_texts(nodes)
    boxes, links = _boxes(nodes, edges, texts)
    longest = max((text_width(edge.words, LABEL_SIZE) for edge in edges), default=0.0)
    gap = max(72.0, min(longest, LONGEST_LABEL) + 24)
    layers, axis = _periods(nodes, edges) if dated else (None, [])
    drawn, labels = arranged(boxes, links, edges, gap, layers, HEAD if dated else 0.0)
    marks = _columns(axis, drawn) if dated else ""
    return _svg("st-wide", nodes, edges, drawn, texts, labels, focus=focus, label=label, marks=marks)


def narrow_drawing(
    nodes: Sequence[Node], edges: Sequence[Edge], *, focus: str | None, label: str, dated: bool = False
) -> str:
    """The drawing from top to bottom, which fits a phone."""
    usual = _usual(nodes)
    links = [Link(edge.parent, edge.child, str(i), edge.relation) for i, edge in enumerate(edges)]
    skeleton = [Box(node.id, 0, 0, sort=_sort(node, held)) for node, held in _with_labels(nodes, edges)]
    heads: dict[str, str] = {}
    if dated:
        layers, axis = _periods(nodes, edges)
        rows = [box.id for box in sorted(skeleton, key=lambda box: (layers[box.id], box.sort, box.id))]
        firsts = {layers[i]: i for i in reversed(rows)}
        heads = {firsts[period.first]: period.label for period in axis}
    else:
        rows = row_order(skeleton, links)
    names = _row_labels(rows, edges)
    width = max(NARROWEST, NARROW - MARGIN - indent(links, rows))
    texts = {node.id: _texts(node, width - PAD_LEFT - PAD_RIGHT, usual) for node in nodes}
    boxes = [Box(box.id, width, _height(texts[box.id]), sort=box.sort) for box in skeleton]
    above = {i: (LABEL_SIZE + 5 if i in names else 0.0) + (HEAD if i in heads else 0.0) for i in rows}
    drawn = rails(boxes, links, above=above, order=rows)
    labels = [
        Label(drawn.boxes[i].x + 2, drawn.boxes[i].y - 5, "start", shorten(text, width, LABEL_SIZE), relation)
        for i, (text, relation) in names.items()
    ]
    marks = _rows(heads, names, drawn)
    return _svg(
        "st-narrow", nodes, edges, drawn, texts, labels, focus=focus, label=label, marks=marks, backwards=_gathering(edges),
    )  # fmt: skip


def _periods(nodes: Sequence[Node], edges: Sequence[Edge]) -> tuple[dict[str, int], list[Period]]:
    return periods({node.id: node.date for node in nodes}, [(edge.parent, edge.child) for edge in edges])


def _columns(axis: Sequence[Period], drawn: Layout) -> str:
    """The names of the periods above their columns, said again in long ones, and a line wherever a new one begins."""
    ends: dict[int, tuple[float, float]] = {}
    for spot in drawn.boxes.values():
        left, right = ends.get(spot.layer, (spot.x, spot.x))
        ends[spot.layer] = min(left, spot.x), max(right, spot.x + spot.width)
    out = []
    for i, period in enumerate(axis):
        if period.first:
            line = number((ends[period.first - 1][1] + ends[period.first][0]) / 2)
            out.append(f'<path class="st-rule" d="M{line} 0V{number(drawn.height)}"/>')
        last = axis[i + 1].first if i + 1 < len(axis) else len(ends)
        out += [
            f'<text class="st-when" x="{number(ends[layer][0])}" y="20">{escape(period.label)}</text>'
            for layer in range(period.first, last, IN_VIEW)
        ]
    return "".join(out)


def _rows(heads: Mapping[str, str], names: Mapping[str, object], drawn: Layout) -> str:
    """The names of the periods above their first rows."""
    out = []
    for name, text in heads.items():
        spot = drawn.boxes[name]
        y = spot.y - (LABEL_SIZE + 5 if name in names else 0.0) - 7
        out.append(f'<text class="st-when" x="{number(spot.x + 2)}" y="{number(y)}">{escape(text)}</text>')
    return "".join(out)


def _gathering(edges: Sequence[Edge]) -> frozenset[int]:
    """Lines that share a rail on their way into one box. Drawn from there, their dashes fall on one another."""
    entering = Counter((edge.child, edge.relation) for edge in edges)
    leaving = Counter((edge.parent, edge.relation) for edge in edges)
    return frozenset(
        i for i, edge in enumerate(edges) if entering[edge.child, edge.relation] > leaving[edge.parent, edge.relation]
    )


def _with_labels(nodes: Sequence[Node], edges: Sequence[Edge]) -> list[tuple[Node, list[str]]]:
    held: dict[str, list[str]] = {node.id: [] for node in nodes}
    for edge in edges:
        held[edge.child].append(edge.words)
        held[edge.parent].append(edge.words)
    return [(node, held[node.id]) for node in nodes]


def _sort(node: Node, held: list[str]) -> str:
    """Neighbours with the same relation stand together, by name; a fold comes last."""
    return f"{min(held, default='')}\0{'1' if node.folded else '0'}\0{natural(node.name)}"


def _row_labels(rows: Sequence[str], edges: Sequence[Edge]) -> dict[str, tuple[str, str]]:
    """The relations by which a box descends, above it, once for a run of boxes that say the same."""
    held: dict[str, dict[str, str]] = {}
    for edge in edges:
        if edge.words and not edge.implied:
            held.setdefault(edge.child, {})[edge.words] = edge.relation
    out = {}
    last = ""
    for i in rows:
        text = " · ".join(held.get(i, ()))
        if text and text != last:
            out[i] = (text, " ".join(sorted(set(held[i].values()))))
            last = text
    return out


def _usual(nodes: Sequence[Node]) -> str:
    """The type that most boxes have: the legend names it, the boxes of other types say so themselves."""
    kinds = [node.type for node in nodes if not node.folded]
    return max(sorted(set(kinds)), key=kinds.count, default="")


def _texts(node: Node, width: float, usual: str) -> tuple[tuple[str, ...], str]:
    """The lines of the name, and the line below it."""
    detail = node.detail
    if not node.folded and (node.type != usual or not detail):
        detail = f"{node.type_label} · {detail}" if detail else node.type_label
    return wrap(node.name, width, NAME, bold=True), shorten(detail, width, DETAIL)


def _box_width(texts: dict[str, tuple[tuple[str, ...], str]]) -> float:
    widest = 0.0
    for name, detail in texts.values():
        widest = max(widest, text_width(detail, DETAIL), *(text_width(line, NAME, bold=True) for line in name))
    return float(round(max(SLIMMEST, min(WIDEST, widest + PAD_LEFT + PAD_RIGHT))))


def _height(text: tuple[tuple[str, ...], str]) -> float:
    return 2 * PAD_TOP + NAME_LINE * len(text[0]) + (DETAIL_LINE if text[1] else 0.0)


def _svg(
    kind: str,
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    drawn: Layout,
    texts: dict[str, tuple[tuple[str, ...], str]],
    labels: Sequence[Label],
    *,
    focus: str | None,
    label: str,
    marks: str,
    backwards: frozenset[int] = frozenset(),
) -> str:
    by_id = {node.id: node for node in nodes}
    order = sorted(drawn.boxes, key=lambda i: (drawn.boxes[i].layer, drawn.boxes[i].y, i))
    stop = focus if focus is not None else next(iter(order), None)
    lines = "".join(
        _line(edge, drawn.paths[str(i)], by_id, backwards=i in backwards)
        for i, edge in enumerate(edges)
        if str(i) in drawn.paths
    )
    words = "".join(
        f'<text class="st-rel" x="{number(at.x)}" y="{number(at.y)}"'
        f' text-anchor="{at.anchor}" data-relation="{escape(at.relation)}">{escape(at.text)}</text>'
        for at in labels
    )
    boxes = "".join(_box(by_id[i], drawn, texts[i], focus=focus, stop=stop) for i in order)
    width, height = number(drawn.width), number(drawn.height)
    return (
        f'<svg class="{kind}" width="{width}" height="{height}" viewBox="0 0 {width} {height}"'
        f' role="group" aria-label="{escape(label)}"><g aria-hidden="true">{marks}{lines}{words}</g>{boxes}</svg>'
    )


def _line(edge: Edge, path: tuple[Point, ...], by_id: dict[str, Node], *, backwards: bool) -> str:
    head = _line_head(edge, by_id[edge.child].name, by_id[edge.parent].name)
    drawn = path_data(path[::-1] if backwards else path)
    return f'{head}<path d="{drawn}"/><path class="st-tip" d="{_tip(path)}"/></g>'


@lru_cache(maxsize=KEPT)
def _line_head(edge: Edge, child: str, parent: str) -> str:
    """What is the same for a line wherever it runs."""
    look = (
        f"st-edge st-{edge.line}{' st-disputed' if edge.disputed else ''}{' st-implied st-off' if edge.implied else ''}"
    )
    said = f"{child} {edge.label} {parent}" + (" (disputed)" if edge.disputed else "")
    return (
        f'<g class="{look}" data-from="{escape(edge.parent)}" data-to="{escape(edge.child)}"'
        f' data-relation="{escape(edge.relation)}"><title>{escape(said)}</title>'
    )


def _tip(path: tuple[Point, ...]) -> str:
    """The arrow at a path's end; lines end level, pointing right, or left where a cycle was turned round."""
    (x, y), (near, _) = path[-1], path[-2]
    step = 6 if x >= near else -6
    return f"M{number(x - step)} {number(y - 3.5)}l{step} 3.5{-step:+d} 3.5z".replace("+", " ")


def _box(node: Node, drawn: Layout, text: tuple[tuple[str, ...], str], *, focus: str | None, stop: str | None) -> str:
    at = drawn.boxes[node.id]
    me = node.id == focus
    head, link, rest = _box_parts(node, text, at.width, at.height)
    look = "st-node" + (" st-me" if me else "") + (" st-fold" if node.folded else "")
    current = ' aria-current="true"' if me else ""
    return (
        f'<a class="{look}"{head} transform="translate({number(at.x)} {number(at.y)})"{link}'
        f' tabindex="{0 if node.id == stop else -1}"{current}{rest}'
    )


@lru_cache(maxsize=KEPT)
def _box_parts(node: Node, text: tuple[tuple[str, ...], str], width: float, height: float) -> tuple[str, str, str]:
    """What is the same for a box wherever it stands, around its place and around what the keyboard has of it."""
    baseline = PAD_TOP + NAME_LINE - 4
    lines = f'<text x="{PAD_LEFT:g}" y="{number(baseline)}">{_name(node.name, text[0])}</text> '
    below = baseline + (len(text[0]) - 1) * NAME_LINE + DETAIL_LINE
    detail = f'<text class="st-detail" x="{PAD_LEFT:g}" y="{number(below)}">{escape(text[1])}</text>' if text[1] else ""
    cut = "…" in text[0][-1] and "…" not in node.name
    return (
        f' data-id="{escape(node.id)}" data-type="{escape(node.type)}" style="--st-type:{readable(node.color)}"',
        f' xlink:href="{escape(safe_href(node.href))}" role="link"',
        (
            f' aria-label="{escape(spoken(node, text[1]))}">'
            f"{f'<title>{escape(node.name)}</title>' if cut else ''}"
            f'<rect class="st-box" width="{number(width)}" height="{number(height)}" rx="6"/>'
            f'<rect class="st-bar" y="8" width="3" height="{number(height - 16)}"/>{lines}{detail}</a>'
        ),
    )


def _name(name: str, lines: tuple[str, ...]) -> str:
    """A name on its lines. Where it was broken at a space there is one in the text too: what is seen is what is said."""
    out, at = escape(lines[0]), len(lines[0])
    for line in lines[1:]:
        space = " " if name[at : at + 1].isspace() else ""
        out += f'{space}<tspan x="{PAD_LEFT:g}" dy="{NAME_LINE:g}">{escape(line)}</tspan>'
        at += len(space) + len(line)
    return out


def safe_href(href: str) -> str:
    """`href`, or `#` where it would run a script or leave for another scheme than the web's."""
    scheme, colon, _ = href.partition(":")
    harmless = not colon or scheme.lower() in {"http", "https"} or any(c in scheme for c in "/?#")
    return href if harmless else "#"


def spoken(node: Node, shown: str = "") -> str:
    """How a box is called: "DeepSeek-R1, model, 2 parents, 9 derivatives", with the line `shown` below its name."""
    if node.folded:
        return f"{node.name}, {shown or 'in the list below the drawing'}"
    kind = node.type_label
    if kind[1:].islower():
        kind = kind[:1].lower() + kind[1:]
    about = [kind + shown.removeprefix(node.type_label)] if shown.startswith(node.type_label) else [shown, kind]
    parents = f"{node.parents} parent{'' if node.parents == 1 else 's'}"
    derivatives = f"{node.children} derivative{'' if node.children == 1 else 's'}"
    return ", ".join(part for part in (node.name, *about, parents, derivatives) if part)
