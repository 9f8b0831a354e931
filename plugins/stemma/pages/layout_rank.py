# Which layer each box of a layered drawing stands in: links that close a cycle are turned round, then parents stand
# before children with short links. Vertices are numbers; every step is linear in the size of the graph.
from __future__ import annotations

from collections.abc import Sequence

from stemma.pages.layout_order import Layered

Ends = tuple[int, int]

PASSES = 8
TANGLE = 10  # one link in so many may turn round before the graph counts as a tangle


def break_cycles(count: int, links: Sequence[Ends]) -> list[bool]:
    """For each link whether it must be turned round for the graph to be without cycles.

    A depth-first search turns few links where cycles are rare. Where a tenth of them would turn, vertices are ordered by
    their distance from the roots instead: a tangle then keeps few layers.
    """
    turned = _by_depth(count, links)
    if sum(turned) * TANGLE <= len(links):
        return turned
    return _by_distance(count, links)


def _by_distance(count: int, links: Sequence[Ends]) -> list[bool]:
    leaving: list[list[int]] = [[] for _ in range(count)]
    entered = [0] * count
    for source, target in links:
        leaving[source].append(target)
        entered[target] += 1
    place: dict[int, int] = {}
    for root in sorted(range(count), key=lambda v: (entered[v] > 0, v)):
        queue = [root]
        for v in queue:  # grows while it is read
            if v not in place:
                place[v] = len(place)
                queue.extend(w for w in leaving[v] if w not in place)
    return [place[source] > place[target] for source, target in links]


def _by_depth(count: int, links: Sequence[Ends]) -> list[bool]:
    leaving: list[list[int]] = [[] for _ in range(count)]
    entered = [0] * count
    for number, (source, target) in enumerate(links):
        leaving[source].append(number)
        entered[target] += 1
    turned = [False] * len(links)
    state = [0] * count  # 0 not seen, 1 on the current path, 2 finished
    for root in sorted(range(count), key=lambda v: (entered[v] > 0, v)):
        if state[root]:
            continue
        state[root] = 1
        path = [(root, iter(leaving[root]))]
        while path:
            vertex, rest = path[-1]
            for number in rest:
                target = links[number][1]
                if state[target] == 1:
                    turned[number] = True
                elif state[target] == 0:
                    state[target] = 1
                    path.append((target, iter(leaving[target])))
                    break
            else:
                state[vertex] = 2
                path.pop()
    return turned


def ranks_of(count: int, links: Sequence[Ends]) -> list[int]:
    """A layer for each vertex of an acyclic graph, with every link pointing to a later layer.

    Longest paths first; then vertices move between their neighbours towards the side with more links, which is the local
    step of the network simplex method (Gansner and others, 1993). Empty layers
    are closed.
    """
    after: list[list[int]] = [[] for _ in range(count)]
    before: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        after[source].append(target)
        before[target].append(source)
    order = _topological(after, before)
    rank = [0] * count
    for v in order:
        rank[v] = max([rank[u] + 1 for u in before[v]], default=0)
    for _ in range(PASSES):
        moved = False
        for v in reversed(order):
            if after[v] and len(after[v]) >= len(before[v]):
                latest = min(rank[w] for w in after[v]) - 1
                moved |= latest != rank[v]
                rank[v] = latest
        for v in order:
            if before[v] and len(before[v]) > len(after[v]):
                earliest = max(rank[u] for u in before[v]) + 1
                moved |= earliest != rank[v]
                rank[v] = earliest
        if not moved:
            break
    close = {layer: i for i, layer in enumerate(sorted(set(rank)))}
    return [close[layer] for layer in rank]


def _topological(after: list[list[int]], before: list[list[int]]) -> list[int]:
    waiting = [len(b) for b in before]
    order = [v for v, n in enumerate(waiting) if n == 0]
    for v in order:  # grows while it is read
        for w in after[v]:
            waiting[w] -= 1
            if waiting[w] == 0:
                order.append(w)
    return order


def components(graph: Layered) -> list[list[int]]:
    """The connected parts of a layered graph, the largest first."""
    seen = [False] * len(graph.rank)
    parts = []
    for root in range(len(graph.rank)):
        if seen[root]:
            continue
        seen[root] = True
        part = [root]
        for v in part:  # grows while it is read
            for w in (*graph.above[v], *graph.below[v]):
                if not seen[w]:
                    seen[w] = True
                    part.append(w)
        parts.append(part)
    return sorted(parts, key=lambda part: (-len(part), part[0]))
