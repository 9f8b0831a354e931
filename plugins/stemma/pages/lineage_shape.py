# The wide drawing's places, where what is drawn may be of a shape that was laid out before: in a large graph most entities
# have a neighbourhood like many others. In: boxes, links and the edges that they are of. Out: the layout and the labels.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from stemma.pages.layout import Box, Layout, Link, layout, tidy
from stemma.pages.lineage_labels import Label, wide_labels
from stemma.pages.lineage_view import Edge

KEPT = 1024  # shapes


def arranged(
    boxes: Sequence[Box], links: Sequence[Link], edges: Sequence[Edge], gap: float, layers: Mapping[str, int] | None, head: float
) -> tuple[Layout, list[Label]]:  # fmt: skip
    """What `layout` and `wide_labels` give. A link's key is its edge's number."""
    known = tidy(boxes)
    place = {box.id: f"{number:06}" for number, box in enumerate(known)}
    sizes = tuple((box.width, box.height) for box in known)
    ends = tuple((place[link.source], place[link.target], link.key, link.kind) for link in links)
    said = tuple((edge.words, edge.implied) for edge in edges)
    given = None if layers is None else tuple(layers[box.id] for box in known)
    made, labels = _arranged(sizes, ends, said, gap, given, head)
    names = {number: id_ for id_, number in place.items()}
    return replace(made, boxes={names[number]: spot for number, spot in made.boxes.items()}), list(labels)


@lru_cache(maxsize=KEPT)
def _arranged(
    sizes: tuple[tuple[float, float], ...], ends: tuple[tuple[str, str, str, str], ...], said: tuple[tuple[str, bool], ...],
    gap: float, given: tuple[int, ...] | None, head: float,
) -> tuple[Layout, tuple[Label, ...]]:  # fmt: skip
    """The same for boxes that are called by their places in the order of all: nothing else is asked of their names."""
    boxes = [Box(f"{number:06}", *size) for number, size in enumerate(sizes)]
    layers = None if given is None else {box.id: layer for box, layer in zip(boxes, given, strict=True)}
    made = layout(boxes, [Link(*end) for end in ends], layer_gap=gap, layers=layers, head=head)
    edges = [
        Edge(end[0], end[1], end[3], "", along=words, implied=implied)
        for end, (words, implied) in zip(ends, said, strict=True)
    ]
    return made, tuple(wide_labels(made, edges, gap - 20))
