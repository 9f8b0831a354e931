# Where the boxes of a lineage figure stand and how its lines run: a layered drawing (Sugiyama's method) whose
# layers follow the direction of descent. Pure geometry in CSS pixels: sizes and links in, positions and curves out.
from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from stemma.pages.layout_order import Layered, order_layers
from stemma.pages.layout_place import place_layers
from stemma.pages.layout_rank import break_cycles, components, ranks_of
from stemma.pages.layout_route import PORT, Point, bend, join, ports

_DIGITS = re.compile(r"\d+")

MARGIN = 12.0
LAYER_GAP = 88.0
BOX_GAP = 14.0
ACROSS = 3  # boxes without links that stand side by side, at least


@dataclass(frozen=True, slots=True)
class Box:
    """A box to place. `sort` breaks ties before the id does."""

    id: str
    width: float
    height: float
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A line to draw from `source` to `target`; `key` names it, links of one `kind` may share a trunk."""

    source: str
    target: str
    key: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A placed box: its top left corner, its size and its layer, counted from 0."""

    x: float
    y: float
    width: float
    height: float
    layer: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The drawing. A path is its first point, then three points for each cubic curve, from source to target."""

    boxes: dict[str, Placed]
    paths: dict[str, tuple[Point, ...]]
    width: float
    height: float
    crossings: int


def layout(
    boxes: Sequence[Box],
    links: Sequence[Link],
    *,
    layer_gap: float = LAYER_GAP,
    layers: Mapping[str, int] | None = None,
    head: float = 0.0,
) -> Layout:
    """Place `boxes` in layers and route `links` around them.

    The answer does not depend on the order of the arguments. Links to unknown boxes, from a box to itself, and repeated
    ids and keys are left out; links that close a cycle run backwards. Work is bounded by the size of the input.
    `layers` gives the layer of every box where something else than descent decides it: a number from 0, none left out, and
    no link within one; links to an earlier layer run backwards. `head` is room that is left free above such layers.
    """
    known = tidy(boxes)
    lines = tidy_links(links, {box.id for box in known})
    hub = _hub(known, lines) if layers is None else None
    return _layered(known, lines, layer_gap, layers, head) if hub is None else _star(known, lines, hub, layer_gap)


@lru_cache(maxsize=1 << 14)  # names are sorted again and again
def natural(name: str) -> str:
    """A sort key that puts 7B before 14B, and heeds no capitals."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(8), name.casefold())


def tidy(boxes: Iterable[Box]) -> list[Box]:
    """The boxes in the order that every later step keeps to, each id once."""
    seen: dict[str, Box] = {}
    for box in sorted(boxes, key=lambda box: (box.sort, box.id, box.width, box.height)):
        seen.setdefault(box.id, box)
    return list(seen.values())


def tidy_links(links: Iterable[Link], known: set[str]) -> list[Link]:
    """The links that can be drawn, in a fixed order, each key once."""
    seen: dict[str, Link] = {}
    for link in sorted(links, key=lambda link: (link.key, link.source, link.target, link.kind)):
        if link.source in known and link.target in known and link.source != link.target:
            seen.setdefault(link.key, link)
    return list(seen.values())


def _hub(boxes: list[Box], links: list[Link]) -> str | None:
    """The one box that every link starts or ends at, where all other boxes hang on one side of it."""
    if not links:
        return None
    shared = {links[0].source, links[0].target}
    for link in links:
        shared &= {link.source, link.target}
    before = {link.source for link in links}
    after = {link.target for link in links}
    for hub in sorted(shared):
        if before & after <= {hub} and len((before | after) - {hub}) == len(boxes) - 1:
            return hub
    return None


def _star(boxes: list[Box], links: list[Link], hub: str, layer_gap: float) -> Layout:
    """One hop around `hub`: parents before it, children after it. No crossing is possible, so nothing is searched."""
    size = {box.id: box for box in boxes}
    sources = {link.source for link in links}
    before = [box.id for box in boxes if box.id != hub and box.id in sources]
    after = [box.id for box in boxes if box.id != hub and box.id not in sources]
    columns = [column for column in (before, [hub], after) if column]
    heights = [sum(size[i].height for i in column) + BOX_GAP * (len(column) - 1) for column in columns]
    tall = max(heights)
    placed: dict[str, Placed] = {}
    edges: list[tuple[float, float]] = []
    x = MARGIN
    for layer, column in enumerate(columns):
        y = MARGIN + (tall - heights[layer]) / 2
        wide = max(size[i].width for i in column)
        for i in column:
            placed[i] = Placed(x, y, size[i].width, size[i].height, layer)
            y += size[i].height + BOX_GAP
        edges.append((x, x + wide))
        x += wide + layer_gap
    middle = {i: p.y + p.height / 2 for i, p in placed.items()}
    leave = ports([(k.source, middle[k.target], k.key) for k in links], placed)
    enter = ports([(k.target, middle[k.source], k.key) for k in links], placed)
    paths = {}
    for link in links:
        p, q = placed[link.source], placed[link.target]
        start, end = edges[p.layer][1], edges[q.layer][0]
        y1, y2 = leave[link.key], enter[link.key]
        paths[link.key] = join([(p.x + p.width, y1), (start, y1)], bend(start, y1, end, y2), [(q.x, y2)])
    return Layout(placed, paths, x - layer_gap + MARGIN, tall + 2 * MARGIN, 0)


def _layered(
    boxes: list[Box],
    links: list[Link],
    layer_gap: float,
    layers: Mapping[str, int] | None,
    head: float,
) -> Layout:
    index = {box.id: i for i, box in enumerate(boxes)}
    ends = [(index[link.source], index[link.target]) for link in links]
    given = None if layers is None else [layers[box.id] for box in boxes]
    turned = break_cycles(len(boxes), ends) if given is None else [given[s] > given[t] for s, t in ends]
    down = [(t, s) if back else (s, t) for (s, t), back in zip(ends, turned, strict=True)]
    ranks = given or _spread(ranks_of(len(boxes), down), down)
    graph = Layered.build(ranks, down)
    groups = components(graph)
    crossings = sum(order_layers(graph, group) for group in groups)
    centre = place_layers(graph, groups, [box.height for box in boxes], BOX_GAP)

    top = min((centre[i] - box.height / 2 for i, box in enumerate(boxes)), default=0.0)
    top = min([top, *centre[len(boxes) :]]) - head
    columns = _columns(graph, boxes, centre, layer_gap)
    placed = {
        box.id: Placed(columns[ranks[i]][0], centre[i] - box.height / 2 - top + MARGIN, box.width, box.height, ranks[i])
        for i, box in enumerate(boxes)
    }
    names = [box.id for box in boxes]
    leave = ports([(names[c[0]], centre[c[1]], k.key) for k, c in zip(links, graph.chains, strict=True)], placed)
    enter = ports([(names[c[-1]], centre[c[-2]], k.key) for k, c in zip(links, graph.chains, strict=True)], placed)
    paths = {}
    low = max([MARGIN, *(p.y + p.height for p in placed.values())])
    around = low + PORT
    for link, chain, back in zip(links, graph.chains, turned, strict=True):
        ys = [leave[link.key], *(centre[v] - top + MARGIN for v in chain[1:-1]), enter[link.key]]
        low = max(low, *ys)
        p, q = placed[names[chain[0]]], placed[names[chain[-1]]]
        pieces: list[Sequence[Point]] = [[(p.x + p.width, ys[0])]]
        if q.layer - p.layer >= len(chain):  # too long to be cut: it runs below all boxes
            low = max(low, around)
            pieces.append([(columns[p.layer][1], ys[0])])
            pieces.append(bend(columns[p.layer][1], ys[0], columns[p.layer + 1][0], around))
            pieces.append(bend(columns[q.layer - 1][1], around, columns[q.layer][0], ys[1]))
            chain = chain[:1]  # noqa: PLW2901 - its segments are drawn
        for step in range(len(chain) - 1):
            layer = p.layer + step
            pieces.append([(columns[layer][1], ys[step])])
            pieces.append(bend(columns[layer][1], ys[step], columns[layer + 1][0], ys[step + 1]))
        pieces.append([(q.x, ys[-1])])
        path = join(*pieces)
        paths[link.key] = path[::-1] if back else path
    height = low + MARGIN
    width = columns[-1][1] + MARGIN if columns else 2 * MARGIN
    return Layout(placed, paths, width, height, crossings)


def _spread(ranks: list[int], links: Sequence[tuple[int, int]]) -> list[int]:
    """Boxes without any link stand in rows across the layers, not in a column at the first."""
    linked = {v for link in links for v in link}
    alone = [v for v in range(len(ranks)) if v not in linked]
    across = max(max(ranks, default=0) + 1, min(ACROSS, len(alone)))
    for i, v in enumerate(alone):
        ranks[v] = i % across
    return ranks


def _columns(graph: Layered, boxes: list[Box], centre: list[float], layer_gap: float) -> list[tuple[float, float]]:
    """Left and right end of each layer. A gap that lines cross steeply is made wider, so that they stay gentle."""
    wide = [0.0] * graph.depth
    for i, box in enumerate(boxes):
        wide[graph.rank[i]] = max(wide[graph.rank[i]], box.width)
    steep = [0.0] * graph.depth
    for v, below in enumerate(graph.below):
        for w in below:
            steep[graph.rank[v]] = max(steep[graph.rank[v]], abs(centre[v] - centre[w]))
    columns = []
    x = MARGIN
    for layer in range(graph.depth):
        columns.append((x, x + wide[layer]))
        x += wide[layer] + layer_gap + min(layer_gap, max(0.0, steep[layer] - 3 * layer_gap) / 8)
    return columns
