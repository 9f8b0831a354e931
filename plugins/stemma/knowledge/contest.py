# Which rivals contradict the accepted value of a one-valued field. In: the derived graph. Out: statements; none where
# all agree.
from __future__ import annotations

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Reference, Special, Statement
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.quantity import Quantity, compare


def contested(derived: Derived, entity_id: str, field: str) -> tuple[Statement, ...]:
    """The live rival statements that do not agree with the accepted value; values about other times are no rivals."""
    entity = derived.graph.entities[entity_id]
    statements = entity.of(field)
    type_ = derived.graph.schema.types.get(entity.type)
    if type_ is None or field not in type_.fields or type_.fields[field].many or not statements:
        return ()
    accepted = derived.accepted(entity_id, field)
    value = derived.value(entity_id, field) or (accepted.value if accepted else None)
    if value is None:
        return ()
    return tuple(
        s for s in statements
        if s is not accepted and s.rank != "rejected" and s.formula is None and same_time(s, accepted) and not _agree(s.value, value)
    )  # fmt: skip


def same_time(one: Statement, other: Statement | None) -> bool:
    """Whether both tell of the same time; what is computed, and so no statement, tells of any."""
    return other is None or (one.as_of.iso if one.as_of else "") == (other.as_of.iso if other.as_of else "")


def _agree(one: object, other: object) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return compare(one, other).kind in {"exact", "agrees"}
    if isinstance(one, PartialDate) and isinstance(other, PartialDate):
        return one.earliest <= other.latest and other.earliest <= one.latest
    if isinstance(one, Reference) and isinstance(other, Reference):
        return one.id == other.id
    if one is Special.UNKNOWN:
        return True  # a source that does not know contradicts none that does
    return one == other
