# What a change means. In: two checked projects, a base and a head, with errors or without. Out: all that differs between them
# in meaning; nothing where only lines, comments or order moved.
from __future__ import annotations

from stemma.change.diff_entities import Found, compare, present, unchanged
from stemma.change.diff_ids import pair
from stemma.change.diff_problems import problems
from stemma.change.diff_results import accepted, contests, flips, judged, moves
from stemma.change.diff_schema import schema_edits
from stemma.knowledge.difference import Change, Difference, Flip, Side
from stemma.project import Project


def difference(base: Project, head: Project, *, base_name: Side, head_name: Side) -> Difference:
    """What the head says otherwise than the base. The same two projects the other way round give the mirror image."""
    edits = schema_edits(base.schema, head.schema)
    pairs = pair(base.graph, head.graph)
    found = Found()
    # Under the same vocabulary the same text says the same: what it refers to stands in it as an id.
    schemas = (base.schema, head.schema)
    plain = not any(schema.broken or schema.broken_types for schema in schemas) and not any(
        edit.what in {"type", "field", "unit"} for edit in edits
    )
    for old, new in pairs.both.values():
        if not (plain and unchanged(old, new)):
            compare(old, new, base.schema, head.schema, pairs.ids, found)
    flipped = flips(base.claims, head.claims, pairs)
    came, went = contests(base.derived, head.derived, pairs)
    new_problems, resolved = problems(base, head, pairs.ids)
    return Difference(
        base_name, head_name,
        added=tuple(present(entity, head.schema, pairs.ids, added=True) for entity in pairs.added),
        removed=tuple(present(entity, base.schema, pairs.ids, added=False) for entity in pairs.removed),
        renamed=pairs.renamed,
        edits=tuple(found.edits),
        changes=tuple(change for change in found.changes if not _is_verdict(change, flipped)),
        moves=moves(base.derived, head.derived, pairs),
        accepted=accepted(base.derived, head.derived, pairs),
        flips=flipped,
        claims_added=judged(head.claims, pairs.added),
        claims_removed=judged(base.claims, pairs.removed),
        contested=came, settled=went,
        schema=edits, new=new_problems, resolved=resolved, unread=tuple(found.unread),
    )  # fmt: skip


def _is_verdict(change: Change, flipped: tuple[Flip, ...]) -> bool:
    """Whether a change is no more than the verdict that a flipped claim tells."""
    return (
        change.field == "verdict"
        and change.aspects in {("value",), ()}
        and any(f.entity.id == change.entity.id and f.old.verdict != f.new.verdict for f in flipped)
    )
