# What an edit may have changed elsewhere. In: the ledger's records of before, and those of the edited files now. Out: the
# entities and pages whose problems must be looked for again. It may name too many and never too few.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from stemma.recheck.records import EntityRecord, FileRecord

_RELATED, _FIXES = 5, 8  # where a problem that was written has them
_FEW = 8  # ids that are looked for in a text faster than the text is taken apart


@dataclass(frozen=True, slots=True)
class Edit:
    """What changed: `shapes` are ids and aliases that a reference now means something else by, `facts` are ids that say
    something else; `names` tells that a name or type is new, by which entities and pages are compared with each other."""

    shapes: frozenset[str]
    facts: frozenset[str]
    names: bool

    def and_then(self, more: Edit) -> Edit:
        """Both edits together."""
        return Edit(self.shapes | more.shapes, self.facts | more.facts, self.names or more.names)


def edit_between(before: Iterable[EntityRecord], now: Iterable[EntityRecord], ids: AbstractSet[str]) -> Edit:
    """What the entities of the edited files were and what they are; `ids` are all that there are now."""
    old, new = {r.id: r for r in before}, {r.id: r for r in now}
    shapes: set[str] = set()
    facts: set[str] = set()
    names = False
    for entity_id in old.keys() | new.keys():
        was, now_is = old.get(entity_id), new.get(entity_id)
        if was is None or now_is is None or was.shape != now_is.shape:
            shapes |= {entity_id, entity_id.casefold(), *_heads(entity_id, ids)}
        if was is None or now_is is None or was.facts != now_is.facts:
            facts.add(entity_id)
        aliases = set(was.aliases if was else ()) ^ set(now_is.aliases if now_is else ())
        shapes |= aliases | {alias.casefold() for alias in aliases}
        lineage = {tuple(r) for r in (was.lineage if was else ())} ^ {
            tuple(r) for r in (now_is.lineage if now_is else ())
        }
        facts.update(end for child, parent, _ in lineage for end in (child, parent))
        names = names or was is None or now_is is None or _named(was) != _named(now_is)
    return Edit(frozenset(shapes), frozenset(facts | (shapes & (old.keys() | new.keys()))), names)


def _named(record: EntityRecord) -> tuple[object, ...]:
    return record.name, record.type, record.replaced_by, record.broken, tuple(record.failed)


def _heads(entity_id: str, ids: AbstractSet[str]) -> list[str]:
    """Ids that a path may have meant which now means this one: `r1` of `r1.5`."""
    parts = entity_id.split(".")
    heads = (".".join(parts[:count]) for count in range(1, len(parts)))
    return [head for head in heads if head in ids]


def affected_entities(records: Sequence[EntityRecord], edit: Edit) -> set[str]:
    """The ids of entities whose own problems, figures or checks may be others now."""
    resting = set(edit.facts)
    found: set[str] = set()
    if resting:
        waiting = [record for record in records if record.rests]
        new = frozenset(resting)
        while new:  # what rests on a figure rests on what that figure rests on
            more = {record.id for record in waiting if _rests_on(record, new)}
            waiting = [record for record in waiting if record.id not in more]
            found |= more
            new = frozenset(more - resting)
            resting |= more
        found.update(record.id for record in records if record.looks and not resting.isdisjoint(record.looks))
    if edit.shapes:
        names = edit.shapes
        for record in records:
            named = map(names.isdisjoint, (record.refs, record.cites, record.mentions))
            if not all(named) or _rests_on(record, names):
                found.add(record.id)
    return found


def _rests_on(record: EntityRecord, ids: AbstractSet[str]) -> bool:
    if len(ids) > _FEW:
        return not ids.isdisjoint(record.rests.split())
    return any(f" {entity_id} " in record.rests for entity_id in ids)


def affected_files(files: Mapping[str, FileRecord], edit: Edit) -> set[str]:
    """The files, by the ledger's names, that name what changed or may ask for anything; and where an id is new or gone, every
    file with a problem, which may speak of it."""
    if not edit.facts and not edit.shapes:
        return set()
    return {
        name for name, file in files.items()
        if file.asks or (edit.shapes and (_unclear(file) or not edit.shapes.isdisjoint(file.mentions)))
    }  # fmt: skip


def pointing_to(files: Mapping[str, FileRecord], edited: AbstractSet[str]) -> set[str]:
    """The files with a problem that points to a place in an edited file, be it that the place has only moved."""
    return {
        name for name, file in files.items()
        if any(place[0] in edited for problem in file.problems for place in (*problem[_RELATED], *problem[_FIXES]))
    }  # fmt: skip


def _unclear(file: FileRecord) -> bool:
    """Whether a problem of the file may be that a name means nothing, which a house rule's is not."""
    return any(not problem[0].startswith("lint-") for problem in file.problems)
