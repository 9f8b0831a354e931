# Which of several statements is the accepted one, and why: the preferred; else the computed; else the one whose best source
# stands closest to the fact; else the newest `as_of`; else the newest source; else the first in the file.
from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Literal

from stemma.knowledge.entity import Special, Statement
from stemma.knowledge.graph import Graph
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.schema import STANDINGS

Reason = Literal["only", "special", "preferred", "computed", "standing", "as_of", "source", "order"]
_NEVER = date.min
_REASONS: tuple[Reason, ...] = (
    "preferred",
    "computed",
    "standing",
    "as_of",
    "source",
    "order",
)  # as `_merit` weighs them


def source_date(graph: Graph, source_id: str) -> PartialDate | None:
    """The day that a source became public, where it is stated."""
    source = graph.entities.get(source_id)
    for statement in source.of("date") if source else ():
        if isinstance(statement.value, PartialDate) and statement.rank != "rejected":
            return statement.value
    return None


def source_standing(graph: Graph, source_id: str) -> str:
    """How close a source stands to the facts, in the vocabulary's word; '' where nothing is stated."""
    source = graph.entities.get(source_id)
    stated = source.of("standing") if source else ()
    return next((str(statement.value) for statement in stated if statement.rank != "rejected"), "")


def _standing(graph: Graph, statement: Statement) -> int:
    best = len(STANDINGS)
    for citation in statement.citations:
        source = graph.entities.get(citation.id)
        for stated in source.of("standing") if source else ():
            if stated.value in STANDINGS and stated.rank != "rejected":
                best = min(best, STANDINGS.index(str(stated.value)))
    return best


def _newest(graph: Graph, statement: Statement) -> date:
    dates = [found.latest for c in statement.citations if (found := source_date(graph, c.id)) is not None]
    return max(dates, default=_NEVER)


def accept(graph: Graph, statements: Sequence[Statement], computed: AbstractSet[int] = frozenset()) -> Statement | None:
    """The accepted one of rival statements. `computed` holds the indexes of formulas that have a result; a formula
    without one is passed over while anything else is left."""
    if not statements:
        return None
    if len(statements) == 1:
        return statements[0] if statements[0].rank != "rejected" else None
    live = [s for s in statements if s.rank != "rejected"]
    known = [s for s in live if s.formula is None or s.index in computed]
    live = [s for s in known if not isinstance(s.value, Special)] or known or live
    if len(live) < 2:
        return live[0] if live else None
    return min(live, key=lambda statement: _merit(graph, statement))


def why(graph: Graph, accepted: Statement, rivals: Sequence[Statement]) -> Reason:
    """What sets the accepted statement apart from its live rivals; `special` where these say that there is no value."""
    others = [s for s in rivals if s is not accepted and s.rank != "rejected"]
    valued = [s for s in others if not isinstance(s.value, Special)]
    if not others:
        return "only"
    if not valued:
        return "special"
    own, best = _merit(graph, accepted), min(_merit(graph, s) for s in valued)
    return next((reason for reason, one, other in zip(_REASONS, own, best, strict=True) if one != other), "order")


def _merit(graph: Graph, statement: Statement) -> tuple[bool, bool, int, date, date, int]:
    return (
        statement.rank != "preferred",
        statement.formula is None,
        _standing(graph, statement),
        _reverse(statement.as_of.latest if statement.as_of else _NEVER),
        _reverse(_newest(graph, statement)),
        statement.index,
    )


def _reverse(day: date) -> date:
    """Later days first."""
    return date.fromordinal(date.max.toordinal() - day.toordinal() + 1)
