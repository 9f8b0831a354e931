# In which order the boxes of each layer stand, with few crossing lines: sweeps by the mean position of the
# neighbours, then exchanges of adjacent pairs, the best order kept. Bounded by counted work, not by a clock.
from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

WORK = 40000  # vertices and segments visited by the sweeps of one start, at most (but two rounds in any case)
ROUNDS = 40
PATIENCE = 8
SEGMENTS = 2000  # vertices that long links may add


@dataclass(slots=True)
class Layered:
    """A graph whose long links are cut into chains, one segment a layer. The first vertices are the boxes."""

    rank: list[int]
    above: list[list[int]]
    below: list[list[int]]
    chains: list[list[int]]
    depth: int
    position: list[int]

    @classmethod
    def build(cls, ranks: Sequence[int], links: Sequence[tuple[int, int]]) -> Layered:
        """Cut every link that spans several layers into segments.

        The longest links stay whole when there would be more than `SEGMENTS`: these are left out of the search for a
        good order, and their lines have to run around the drawing.
        """
        spare = sum(ranks[t] - ranks[s] - 1 for s, t in links) - SEGMENTS
        whole = set()
        if spare > 0:
            for i in sorted(range(len(links)), key=lambda i: (ranks[links[i][0]] - ranks[links[i][1]], i)):
                whole.add(i)
                spare -= ranks[links[i][1]] - ranks[links[i][0]] - 1
                if spare <= 0:
                    break
        rank = list(ranks)
        above: list[list[int]] = [[] for _ in rank]
        below: list[list[int]] = [[] for _ in rank]
        chains = []
        for i, (source, target) in enumerate(links):
            if i in whole:
                chains.append([source, target])
                continue
            chain = [source]
            for layer in range(rank[source] + 1, rank[target]):
                chain.append(len(rank))
                rank.append(layer)
                above.append([])
                below.append([])
            chain.append(target)
            for u, v in pairwise(chain):
                below[u].append(v)
                above[v].append(u)
            chains.append(chain)
        # Neighbours stand in the order of the boxes that their links lead to: the first order follows it, and it breaks ties.
        origin, goal = list(range(len(rank))), list(range(len(rank)))
        for chain in chains:
            for v in chain[1:-1]:
                origin[v], goal[v] = chain[0], chain[-1]
        for near in above:
            near.sort(key=origin.__getitem__)
        for near in below:
            near.sort(key=goal.__getitem__)
        return cls(rank, above, below, chains, max(rank, default=-1) + 1, [0] * len(rank))

    def layers(self, part: Sequence[int]) -> list[list[int]]:
        """The vertices of a part by layer, in their present order."""
        out: list[list[int]] = [[] for _ in range(self.depth)]
        for v in part:
            out[self.rank[v]].append(v)
        for layer in out:
            layer.sort(key=self.position.__getitem__)
        return out


def order_layers(graph: Layered, part: Sequence[int]) -> int:
    """Order one connected part: sets `graph.position`, and gives the number of crossings that are left."""
    if len(part) == 1:
        return 0
    size = len(part) + sum(len(graph.below[v]) for v in part)
    rounds = max(2, min(ROUNDS, WORK // size))
    best: list[list[int]] = []
    fewest = -1
    for upwards in (False, True):
        layers = _start(graph, part, upwards=upwards)
        order, crossings = _improve(graph, layers, rounds)
        if fewest < 0 or crossings < fewest:
            best, fewest = order, crossings
        if fewest == 0:
            break
    for layer in best:
        _number(graph, layer)
    return fewest


def _number(graph: Layered, layer: list[int]) -> None:
    for i, v in enumerate(layer):
        graph.position[v] = i


def _start(graph: Layered, part: Sequence[int], *, upwards: bool) -> list[list[int]]:
    """A first order: as a depth-first walk from one end of the part meets the vertices."""
    forth, back = (graph.above, graph.below) if upwards else (graph.below, graph.above)
    layers: list[list[int]] = [[] for _ in range(graph.depth)]
    seen = set()
    for root in sorted((v for v in part if not back[v]), key=lambda v: (graph.rank[v], v)):
        stack = [root]
        while stack:
            v = stack.pop()
            if v in seen:
                continue
            seen.add(v)
            layers[graph.rank[v]].append(v)
            stack.extend(reversed(forth[v]))
    for layer in layers:
        _number(graph, layer)
    return layers


def _improve(graph: Layered, layers: list[list[int]], rounds: int) -> tuple[list[list[int]], int]:
    best = [layer[:] for layer in layers]
    fewest = count_crossings(graph, layers)
    idle = 0
    for turn in range(rounds):
        if fewest == 0 or idle >= PATIENCE:
            break
        _sweep(graph, layers, down=turn % 2 == 0, flip=turn % 4 >= 2)
        _exchange(graph, layers)
        crossings = count_crossings(graph, layers)
        idle += 1
        if crossings < fewest:
            best, fewest, idle = [layer[:] for layer in layers], crossings, 0
    return best, fewest


def _sweep(graph: Layered, layers: list[list[int]], *, down: bool, flip: bool) -> None:
    """Order each layer by the mean position of the neighbours in the layer before it."""
    position = graph.position
    near = graph.above if down else graph.below
    for layer in layers if down else reversed(layers):
        if len(layer) < 2:
            continue
        keys = {}
        for i, v in enumerate(layer):
            around = near[v]
            if around:
                mean = sum([position[w] for w in around]) / len(around)
                keys[v] = (mean, -i if flip else i)
        if len(keys) == len(layer):
            layer.sort(key=keys.__getitem__)
        elif keys:
            moved = iter(sorted(keys, key=keys.__getitem__))
            layer[:] = [next(moved) if v in keys else v for v in layer]
        for i, v in enumerate(layer):
            position[v] = i


def _exchange(graph: Layered, layers: list[list[int]]) -> None:
    """Exchange neighbours in a layer wherever that takes crossings away."""
    position, above, below = graph.position, graph.above, graph.below
    for layer in layers:
        if len(layer) < 2:
            continue
        ups = [sorted([position[w] for w in above[v]]) for v in layer]
        downs = [sorted([position[w] for w in below[v]]) for v in layer]
        for _ in range(3):
            moved = False
            for i in range(len(layer) - 1):
                j = i + 1
                if _saved(ups[i], ups[j]) + _saved(downs[i], downs[j]) > 0:
                    layer[i], layer[j] = layer[j], layer[i]
                    ups[i], ups[j] = ups[j], ups[i]
                    downs[i], downs[j] = downs[j], downs[i]
                    moved = True
            if not moved:
                break
        for i, v in enumerate(layer):
            position[v] = i


def _saved(first: list[int], second: list[int]) -> int:
    """Crossings between the lines of two adjacent vertices, less those after an exchange. Both lists are sorted."""
    if not first or not second or first[-1] <= second[0]:
        # No line of the first passes one of the second: an exchange could only add crossings.
        return 0 if not first or not second else -_passing(second, first)
    return _passing(first, second) - _passing(second, first)


def _passing(first: list[int], second: list[int]) -> int:
    return sum([bisect_left(second, x) for x in first])


def count_crossings(graph: Layered, layers: Sequence[Sequence[int]]) -> int:
    """How many pairs of segments between adjacent layers cross."""
    position, below = graph.position, graph.below
    total = 0
    for layer in layers:
        ends: list[int] = []
        for v in layer:
            reached = below[v]
            if len(reached) == 1:
                end = position[reached[0]]
                total += len(ends) - bisect_right(ends, end)
                insort(ends, end)
            else:
                for end in sorted([position[w] for w in reached]):
                    total += len(ends) - bisect_right(ends, end)
                    insort(ends, end)
    return total
