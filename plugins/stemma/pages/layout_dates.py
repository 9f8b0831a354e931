# A time axis for a lineage: which column each box stands in, so that columns follow the dates. In: ids with year and month,
# and links. Out: a layer for each box, and the periods, each with the layers that are its own.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stemma.pages.layout_rank import break_cycles, ranks_of
from stemma.pages.lineage_view import Month
from stemma.vocabulary.dates import MONTHS

MANY = 18  # with more months than this the axis counts years
UNDATED = "no date"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of the axis: its name, and its first layer; it ends where the next one begins."""

    label: str
    first: int


def periods(dates: Mapping[str, Month | None], links: Sequence[tuple[str, str]]) -> tuple[dict[str, int], list[Period]]:
    """A layer for each id, and the axis. What has no date stands in a period of its own, before all others.

    Within one period parents stand before their children, which is why it may have several layers.
    """
    coarse = len({date for date in dates.values() if date}) > MANY
    held: dict[Month, list[str]] = {}
    for name in sorted(dates):
        date = dates[name]
        held.setdefault((0, 0) if date is None else (date[0], 0) if coarse else date, []).append(name)
    layers: dict[str, int] = {}
    axis: list[Period] = []
    start = 0
    for when in sorted(held):
        members = held[when]
        index = {name: i for i, name in enumerate(members)}
        ends = [(index[a], index[b]) for a, b in links if a in index and b in index and a != b]
        turned = break_cycles(len(members), ends)
        down = [(b, a) if back else (a, b) for (a, b), back in zip(ends, turned, strict=True)]
        ranks = ranks_of(len(members), down)
        axis.append(Period(name_of(when), start))
        for name in members:
            layers[name] = start + ranks[index[name]]
        start += max(ranks) + 1
    return layers, axis


def name_of(when: Month) -> str:
    """`Jan 2025`, `2025`, or that there is no date."""
    year, month = when
    if not year:
        return UNDATED
    return f"{MONTHS[month - 1]} {year}" if month else str(year)
