# Where the vertices of ordered layers stand across the layers: each layer in turn comes as near to its neighbours'
# middle as order and distances allow (weighted least squares, exact by pooling), then long links are made straight.
from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stemma.pages.layout_order import Layered

LINE = 10.0  # distance between two lines that pass through the same layer
ROUNDS = 5
WORK = 30000  # vertices and segments visited, at most (but two rounds in any case)


def place_layers(graph: Layered, parts: Sequence[Sequence[int]], sizes: Sequence[float], box_gap: float) -> list[float]:
    """The middle of every vertex across the layers; unconnected parts stand one after the other."""
    half = [size / 2 for size in sizes] + [0.0] * (len(graph.rank) - len(sizes))
    boxes = len(sizes)
    centre = [0.0] * len(graph.rank)
    floor = [0.0] * graph.depth
    single = [part[0] for part in parts if len(part) == 1]
    for part in parts:
        if len(part) == 1:
            continue
        layers = graph.layers(part)
        gaps = [_gaps(layer, half, boxes, box_gap) for layer in layers]
        _settle(graph, layers, gaps, centre, boxes, len(part))
        _straighten(graph, part, layers, gaps, centre, boxes)
        _stack(layers, centre, half, floor, box_gap)
    if single:
        _shelve(graph, single, centre, half, floor, box_gap)
    return centre


def _gaps(layer: list[int], half: list[float], boxes: int, box_gap: float) -> list[float]:
    """The least distance from each vertex of a layer to the next."""
    out = []
    for u, v in pairwise(layer):
        both = (u < boxes) + (v < boxes)
        out.append(half[u] + half[v] + (LINE if both == 0 else box_gap))
    return out


def _settle(
    graph: Layered, layers: list[list[int]], gaps: list[list[float]], centre: list[float], boxes: int, size: int
) -> None:
    weights_above = _weights(graph.above, layers, boxes)
    weights_below = _weights(graph.below, layers, boxes)
    for layer, gap in zip(layers, gaps, strict=True):
        at = -sum(gap) / 2
        for v, step in zip(layer, [*gap, 0.0], strict=False):
            centre[v] = at
            at += step
    rounds = max(2, min(ROUNDS, WORK // (8 * size)))
    steps = list(range(len(layers)))
    for _ in range(rounds):
        for i in steps[1:]:
            _pull(layers[i], gaps[i], centre, [(graph.above, weights_above)])
        for i in steps[-2::-1]:
            _pull(layers[i], gaps[i], centre, [(graph.below, weights_below)])
    both = [(graph.above, weights_above), (graph.below, weights_below)]
    for _ in range(2):
        for i in steps:
            _pull(layers[i], gaps[i], centre, both)
        for i in reversed(steps):
            _pull(layers[i], gaps[i], centre, both)


def _weights(near: list[list[int]], layers: list[list[int]], boxes: int) -> dict[int, float]:
    """How strongly a vertex follows its neighbours: chains of a long link far more than boxes, so that they run straight."""
    weights = {}
    for layer in layers:
        for v in layer:
            if v < boxes:
                weights[v] = 1.0
            else:
                weights[v] = 2.0 if near[v][0] < boxes else 8.0
    return weights


def _pull(
    layer: list[int],
    gap: list[float],
    centre: list[float],
    sides: list[tuple[list[list[int]], dict[int, float]]],
) -> None:
    """Move one layer to its neighbours' weighted middle, keeping order and distances (pool adjacent violators)."""
    blocks: list[list[float]] = []  # weight, weighted sum of wishes less offset, number of vertices
    offset = 0.0
    for i, v in enumerate(layer):
        weight = 0.0
        total = 0.0
        for near, weights in sides:
            around = near[v]
            if around:
                each = weights[v]
                weight += each * len(around)
                total += each * sum([centre[w] for w in around])
        if weight == 0.0:
            weight = 0.05
            total = weight * centre[v]
        block = [weight, total - weight * offset, 1.0]
        while blocks and blocks[-1][1] * block[0] >= block[1] * blocks[-1][0]:
            last = blocks.pop()
            block = [block[0] + last[0], block[1] + last[1], block[2] + last[2]]
        blocks.append(block)
        if i < len(gap):
            offset += gap[i]
    offset = 0.0
    i = 0
    for weight, total, count in blocks:
        base = total / weight
        for _ in range(int(count)):
            centre[layer[i]] = base + offset
            if i < len(gap):
                offset += gap[i]
            i += 1


def _straighten(
    graph: Layered,
    part: Sequence[int],
    layers: list[list[int]],
    gaps: list[list[float]],
    centre: list[float],
    boxes: int,
) -> None:
    """Give the inner vertices of each long link one common height where their neighbours leave room for it."""
    room = _Room(graph, layers, gaps, centre)
    inside = set(part)
    chains = [chain for chain in graph.chains if len(chain) > 2 and chain[0] in inside]
    for chain in sorted(chains, key=lambda chain: (-len(chain), chain)):
        inner = chain[1:-1]
        for wished in (centre[chain[0]], centre[chain[-1]], sum(centre[v] for v in inner) / len(inner)):
            low, high = room.common(inner)
            if low > high:
                break
            at = min(max(wished, low), high)
            if abs(at - wished) < LINE or wished is not centre[chain[0]]:
                for v in inner:
                    centre[v] = at
                break
    for v in part:  # a box with one neighbour on a side that is nearly level with it
        if v < boxes:
            for near in (graph.above[v], graph.below[v]):
                if len(near) == 1 and 0 < abs(centre[near[0]] - centre[v]) < LINE:
                    low, high = room.common([v])
                    if low <= centre[near[0]] <= high and len(graph.above[v]) + len(graph.below[v]) == 1:
                        centre[v] = centre[near[0]]


class _Room:
    """How far a vertex may move before it comes too near to the next one in its layer."""

    def __init__(self, graph: Layered, layers: list[list[int]], gaps: list[list[float]], centre: list[float]) -> None:
        self.graph = graph
        self.layers = layers
        self.gaps = gaps
        self.centre = centre

    def common(self, vertices: Sequence[int]) -> tuple[float, float]:
        low, high = float("-inf"), float("inf")
        for v in vertices:
            rank = self.graph.rank[v]
            layer, gap, i = self.layers[rank], self.gaps[rank], self.graph.position[v]
            if i > 0:
                low = max(low, self.centre[layer[i - 1]] + gap[i - 1])
            if i + 1 < len(layer):
                high = min(high, self.centre[layer[i + 1]] - gap[i])
        return low, high


def _stack(layers: list[list[int]], centre: list[float], half: list[float], floor: list[float], box_gap: float) -> None:
    """Shift a part down until it stands clear of the parts before it, and raise the floor to its lower edge."""
    shift = max((floor[i] - centre[layer[0]] + half[layer[0]] for i, layer in enumerate(layers) if layer), default=0.0)
    for i, layer in enumerate(layers):
        for v in layer:
            centre[v] += shift
        if layer:
            floor[i] = centre[layer[-1]] + half[layer[-1]] + 2 * box_gap


def _shelve(
    graph: Layered, single: list[int], centre: list[float], half: list[float], floor: list[float], box_gap: float
) -> None:
    """Boxes without any link go below everything else, in the layer that they have or in rows across all layers."""
    start = max(floor, default=0.0)
    depth = max(graph.depth, 1)
    floor = [start] * depth
    for v in single:
        at = graph.rank[v]
        centre[v] = floor[at] + half[v]
        floor[at] = centre[v] + half[v] + box_gap
