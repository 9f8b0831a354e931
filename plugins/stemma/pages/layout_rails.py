# The narrow drawing of a lineage, for phones: boxes one below the other, parents first, and the lines on rails at their
# left, like a history of versions. It always fits the width. Sizes and links in, positions and curves out.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemma.pages.layout import Box, Layout, Link, Placed, tidy, tidy_links
from stemma.pages.layout_rank import break_cycles, ranks_of
from stemma.pages.layout_route import Point, join

MARGIN = 8.0
ROW_GAP = 10.0
RAIL = 9.0  # distance between two rails
LEAD = 16.0  # from the boxes to the nearest rail: room for the corner and the arrow
ROUND = 6.0  # radius of a line's corners
PORT = 7.0  # distance between two lines at a box
TRIES = 60_000  # comparisons in the search for free rails, before a line simply gets its own


@dataclass(slots=True)
class _Rail:
    """Links that share a trunk: all that leave, or all that reach, one box with one kind."""

    first: int
    last: int
    links: list[Link]
    lane: int = 0


def row_order(boxes: Sequence[Box], links: Sequence[Link]) -> list[str]:
    """The ids from top to bottom: every parent above its children, equals by `sort` and id.

    What has no parents itself stands directly above the first box that needs it, which keeps the rails short.
    """
    known = tidy(boxes)
    index = {box.id: i for i, box in enumerate(known)}
    ends = [(index[k.source], index[k.target]) for k in tidy_links(links, set(index))]
    turned = break_cycles(len(known), ends)
    down = [(t, s) if back else (s, t) for (s, t), back in zip(ends, turned, strict=True)]
    ranks = ranks_of(len(known), down)
    order: list[int] = []
    roots: dict[int, list[int]] = {}
    entered = {t for _, t in down}
    for s, t in sorted(down):
        if s not in entered:
            roots.setdefault(t, []).append(s)
    seen: set[int] = set()
    for i in sorted(range(len(known)), key=lambda i: (ranks[i], i)):
        if i in entered:
            for v in (*sorted(roots.get(i, ())), i):
                if v not in seen:
                    seen.add(v)
                    order.append(v)
    order += [i for i in range(len(known)) if i not in seen]
    return [known[i].id for i in order]


def rails(
    boxes: Sequence[Box],
    links: Sequence[Link],
    *,
    above: Mapping[str, float],
    order: Sequence[str] | None = None,
) -> Layout:
    """Place `boxes` in one column and run `links` on rails at its left.

    `above` gives the free space that a box needs above itself, for a label; `order` is `row_order` where it is known
    already. Links of one kind share a rail where they leave or reach the same box. Rails cross one another, and never a
    box.
    """
    order = order or row_order(boxes, links)
    size = {box.id: box for box in tidy(boxes)}
    row = {name: i for i, name in enumerate(order)}
    groups = _groups(tidy_links(links, set(row)), row)
    lanes = _lanes(groups)
    left = _left(lanes)
    y = MARGIN
    placed: dict[str, Placed] = {}
    for i, name in enumerate(order):
        y += above.get(name, 0.0)
        placed[name] = Placed(left, y, size[name].width, size[name].height, i)
        y += size[name].height + ROW_GAP
    leave, enter = _ports(groups, row, placed)
    paths = {}
    for rail in groups:
        x = left - LEAD - RAIL * rail.lane
        for link in rail.links:
            paths[link.key] = _path(x, left, leave[link.key], enter[link.key])
    wide = max((box.width for box in size.values()), default=0.0)
    return Layout(placed, paths, left + wide + MARGIN, max(y - ROW_GAP, MARGIN) + MARGIN, 0)


def indent(links: Sequence[Link], order: Sequence[str]) -> float:
    """How far from the left the boxes will stand: the rails need that room."""
    row = {name: i for i, name in enumerate(order)}
    return _left(_lanes(_groups(tidy_links(links, set(row)), row)))


def _left(lanes: int) -> float:
    return MARGIN + (LEAD + RAIL * (lanes - 1) if lanes else 0.0)


def _groups(links: list[Link], row: Mapping[str, int]) -> list[_Rail]:
    leaving: dict[tuple[str, str], int] = {}
    entering: dict[tuple[str, str], int] = {}
    for link in links:
        leaving[link.source, link.kind] = leaving.get((link.source, link.kind), 0) + 1
        entering[link.target, link.kind] = entering.get((link.target, link.kind), 0) + 1
    groups: dict[tuple[str, str, str], _Rail] = {}
    for link in links:
        out = leaving[link.source, link.kind] >= entering[link.target, link.kind]
        key = ("out", link.source, link.kind) if out else ("in", link.target, link.kind)
        first, last = sorted((row[link.source], row[link.target]))
        rail = groups.setdefault(key, _Rail(first, last, []))
        rail.first, rail.last = min(rail.first, first), max(rail.last, last)
        rail.links.append(link)
    return sorted(groups.values(), key=lambda g: (g.last - g.first, g.first, g.links[0].key))


def _lanes(groups: list[_Rail]) -> int:
    """Give every group the rail nearest to the boxes that is free along its whole length; the number of rails."""
    taken: list[list[tuple[int, int]]] = []
    tries = 0
    for group in groups:
        for lane, spans in enumerate(taken):
            tries += len(spans)
            if tries < TRIES and all(group.last <= a or b <= group.first for a, b in spans):
                group.lane = lane
                spans.append((group.first, group.last))
                break
        else:
            group.lane = len(taken)
            taken.append([(group.first, group.last)])
    return len(taken)


def _ports(
    groups: list[_Rail], row: Mapping[str, int], placed: Mapping[str, Placed]
) -> tuple[dict[str, float], dict[str, float]]:
    """Where lines meet the left side of their boxes: those from above in its upper half, those from below in its lower.

    The innermost rail gets the port nearest to its own side, so that rails do not cross where they bend.
    """
    upper: dict[str, set[int]] = {}
    lower: dict[str, set[int]] = {}
    for rail in groups:
        for link in rail.links:
            high, low = sorted((link.source, link.target), key=row.__getitem__)
            lower.setdefault(high, set()).add(rail.lane)
            upper.setdefault(low, set()).add(rail.lane)

    def at(box: str, lane: int, *, top: bool) -> float:
        spot = placed[box]
        lanes = sorted((upper if top else lower)[box])
        other = (lower if top else upper).get(box)
        room = spot.height / 2 - ROUND if other else spot.height / 2
        step = min(PORT, room / len(lanes))
        base = step * len(lanes) / 2 + 2 if other else step * (len(lanes) - 1) / 2
        offset = base - step * lanes.index(lane)
        return spot.y + spot.height / 2 + (-offset if top else offset)

    leave, enter = {}, {}
    for rail in groups:
        for link in rail.links:
            backwards = row[link.source] > row[link.target]
            leave[link.key] = at(link.source, rail.lane, top=backwards)
            enter[link.key] = at(link.target, rail.lane, top=not backwards)
    return leave, enter


def _path(x: float, left: float, y1: float, y2: float) -> tuple[Point, ...]:
    """Left from a box to the rail, along it, and right to the other box, with round corners."""
    turn = ROUND if y2 > y1 else -ROUND
    if abs(y2 - y1) < 2 * ROUND:
        turn = (y2 - y1) / 2
    k = 0.45
    return join(
        [(left, y1)],
        ((x + ROUND, y1), (x + ROUND * k, y1), (x, y1 + turn * (1 - k)), (x, y1 + turn)),
        ((x, y2 - turn), (x, y2 - turn * (1 - k)), (x + ROUND * k, y2), (x + ROUND, y2)),
        [(left, y2)],
    )
