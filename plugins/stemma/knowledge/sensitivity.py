# Which input moves a figure most. Each uncertain input is taken at its lowest and highest value in turn, all others at
# their best. In: the graph and a figure. Out: how far the figure moves, largest first.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from stemma.knowledge.derive import Derived, Deriver
from stemma.knowledge.figure import Figure, Leaf, leaves_of
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity

_MAX_LEAVES = 200  # beyond this many uncertain inputs no reader would look at the list


@dataclass(frozen=True, slots=True)
class Influence:
    """An input, and the figure's values with that input at its two ends. `swing` is their distance."""

    leaf: Leaf
    low: Quantity
    high: Quantity
    swing: Decimal


def sensitivity(derived: Derived, figure: Figure) -> tuple[Influence, ...]:
    """The uncertain inputs of a figure by what they move; bounds that are open on one side cannot be ranked."""
    leaves = {(leaf.entity, leaf.field): leaf for leaf in leaves_of(figure, derived.figures)}
    ranges = {key: leaf.value for key, leaf in leaves.items() if isinstance(leaf.value, Quantity)}
    uncertain = {key: value for key, value in ranges.items() if _is_open(value)}
    pinned = {key: _exact(value, value.interval.best) for key, value in ranges.items()}
    if len(uncertain) > _MAX_LEAVES:
        return ()
    found = []
    for key, value in uncertain.items():
        ends = [
            _at(derived, figure, {**pinned, key: _exact(value, end)})
            for end in (value.interval.low, value.interval.high)
        ]
        low, high = ends
        if low is not None and high is not None and low.interval.best is not None and high.interval.best is not None:
            found.append(Influence(leaves[key], low, high, abs(high.interval.best - low.interval.best)))
    found.sort(key=lambda influence: (-influence.swing, influence.leaf.entity, influence.leaf.field))
    return tuple(found)


def _is_open(value: Quantity) -> bool:
    interval = value.interval
    return None not in {interval.low, interval.high, interval.best} and interval.low != interval.high


def _exact(value: Quantity, at: Decimal | None) -> Quantity:
    return value if at is None else Quantity(Interval.exact(at), value.unit, value.text)


def _at(derived: Derived, figure: Figure, pinned: Mapping[tuple[str, str], Quantity]) -> Quantity | None:
    deriver = Deriver(derived.graph, pinned)
    deriver.settle(figure.key)
    found = deriver.figures.get(figure.key)
    return found.value if found else None
