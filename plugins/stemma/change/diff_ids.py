# Which entities of two graphs are the same. In: a base and a head. Out: pairs, what only one of them has, and one name for
# the two ids of a renamed entity, so that what refers to it compares equal.
from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from stemma.change.diff_content import Ids, attributes_of, keys_of
from stemma.knowledge.difference import Brief, KnownBy, Renamed
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph


@dataclass(frozen=True)
class Pairs:
    """`both` holds the same entity of base and head, by the head's id; stubs that only point to a new id are in none."""

    both: Mapping[str, tuple[Entity, Entity]]
    added: tuple[Entity, ...]
    removed: tuple[Entity, ...]
    renamed: tuple[Renamed, ...]
    ids: Ids


def brief(entity: Entity) -> Brief:
    return Brief(entity.id, entity.name, entity.type)


def pair(base: Graph, head: Graph) -> Pairs:
    """Pair the entities of two graphs: by id; then one that only the base has with one that only the head has, by an alias,
    by a stub with `replaced_by`, and by the same content where no third has it."""
    gone = {id_: entity for id_, entity in base.entities.items() if id_ not in head.entities}
    new = {id_: entity for id_, entity in head.entities.items() if id_ not in base.entities}
    renamed = _aliased(gone, new)
    stubs = _stubs(base, head, gone, new, renamed)
    known: dict[tuple[str, str], KnownBy] = {(old.id, fresh.id): "alias" for old, fresh in renamed}
    known |= {(old.id, fresh.id): "replaced_by" for old, fresh, _ in stubs}
    pairs = [*renamed, *((old, fresh) for old, fresh, _ in stubs)]
    for old, fresh in pairs:
        gone.pop(old.id, None)
        new.pop(fresh.id, None)
    for old, fresh in _same_content(gone, new):
        known[old.id, fresh.id] = "content"
        pairs.append((old, fresh))
        del gone[old.id], new[fresh.id]

    stub_ids = {stub.id for _, _, stub in stubs}
    both = {
        id_: (base.entities[id_], entity)
        for id_, entity in head.entities.items()
        if id_ in base.entities and id_ not in stub_ids
    }
    both |= {fresh.id: (old, fresh) for old, fresh in pairs}
    shared = {id_: "\0".join(sorted((old.id, fresh.id))) for old, fresh in pairs for id_ in (old.id, fresh.id)}
    found = [Renamed(brief(old), brief(fresh), known[old.id, fresh.id]) for old, fresh in pairs]
    return Pairs(
        dict(sorted(both.items())), tuple(new[i] for i in sorted(new)), tuple(gone[i] for i in sorted(gone)),
        tuple(sorted(found, key=lambda r: (r.new.id, r.old.id))), Ids.of(shared),
    )  # fmt: skip


def _aliased(gone: Mapping[str, Entity], new: Mapping[str, Entity]) -> list[tuple[Entity, Entity]]:
    """Pairs in which one has the other's id as an alias; the first by id where there are several."""
    wanted = [(alias, fresh.id) for fresh in new.values() for alias in fresh.aliases if alias in gone]
    wanted += [(old.id, alias) for old in gone.values() for alias in old.aliases if alias in new]
    found: dict[str, str] = {}
    for old_id, new_id in sorted(set(wanted)):
        if old_id not in found and new_id not in found.values():
            found[old_id] = new_id
    return [(gone[old_id], new[new_id]) for old_id, new_id in found.items()]


def _stubs(
    base: Graph, head: Graph, gone: Mapping[str, Entity], new: Mapping[str, Entity], taken: list[tuple[Entity, Entity]]
) -> list[tuple[Entity, Entity, Entity]]:
    """Old, new and stub, where an entity has handed all it says to a new id and stays only to point there (or, the other
    way round, takes it all back)."""
    used = {entity.id for pair in taken for entity in pair}
    found: list[tuple[Entity, Entity, Entity]] = []
    for id_ in sorted(base.entities.keys() & head.entities.keys()):
        before, after = base.entities[id_], head.entities[id_]
        for full, stub, others in ((before, after, new), (after, before, gone)):
            target = stub.replaced_by.id if stub.replaced_by else ""
            if target in others and target not in used and full.statements and not stub.statements:
                used.add(target)
                found.append((before, others[target], stub) if stub is after else (others[target], after, stub))
    return found


def _same_content(gone: Mapping[str, Entity], new: Mapping[str, Entity]) -> list[tuple[Entity, Entity]]:
    if not gone or not new:
        return []
    olds, news = _by_content(gone), _by_content(new)
    return [(olds[key][0], news[key][0]) for key in olds if len(olds[key]) == 1 and len(news.get(key, ())) == 1]


def _by_content(entities: Mapping[str, Entity]) -> dict[Hashable, list[Entity]]:
    found: dict[Hashable, list[Entity]] = {}
    for entity in entities.values():
        if not entity.broken and not entity.failed:
            own = Ids.of({})
            described = tuple((key, value) for key, value in attributes_of(entity, own).items() if key != "aliases")
            found.setdefault((entity.type, described, keys_of(entity, own)), []).append(entity)
    return found
