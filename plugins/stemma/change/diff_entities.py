# What entities say otherwise: their own keys, and their statements, matched so that a changed value is told from one that
# went and one that came. In: the same entity of both sides. Out: edits, changes, and what could not be compared.
from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field

from stemma.change.diff_content import SOURCE, Ids, Said, attributes_of, fields_of
from stemma.change.diff_ids import brief
from stemma.knowledge.difference import Brief, Change, Content, KeyEdit, Present, Unread
from stemma.knowledge.entity import Entity
from stemma.text.nodes import Mapping as MappingNode
from stemma.vocabulary.schema import COMMON_KEYS, Schema, Type


@dataclass
class Found:
    """What was found so far."""

    edits: list[KeyEdit] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)


def present(entity: Entity, schema: Schema, ids: Ids, *, added: bool) -> Present:
    """An entity that only one side has, the head where it was `added`; the schema is that side's."""
    about, type_ = brief(entity), schema.types.get(entity.type)
    stated = fields_of(
        entity, ids, inherited=True, assertion=_named(type_, "assertion"), stances=_named(type_, "evidence")
    )
    said: list[Change] = []
    for name, items in sorted(stated.items()):
        olds, news = ([], items) if added else (items, [])
        said += _field(name, olds, news, about, (type_, type_), blind=False)
    return Present(about, tuple(said))


def unchanged(old: Entity, new: Entity) -> bool:
    """Whether two entities are so plainly the same that nothing needs to be compared: the same text, read the same way.
    The schemas must be the same."""
    return (
        old.source.text == new.source.text
        and old.route == new.route
        and old.id == new.id
        and old.type == new.type
        and old.failed == new.failed
        and old.broken == new.broken
    )


def compare(old: Entity, new: Entity, base: Schema, head: Schema, ids: Ids, found: Found) -> None:
    """Add to `found` what the head says otherwise of one entity."""
    about = brief(new)
    if old.broken or new.broken:
        if old.broken != new.broken:
            found.unread.append(Unread(about, "", "base" if old.broken else "head"))
        return
    types = (base.types.get(old.type), head.types.get(new.type))
    sides_of = {
        name: (_lost(old, name, types[0]), _lost(new, name, types[1])) for name in sorted(old.failed | new.failed)
    }
    skipped = {name: sides for name, sides in sides_of.items() if any(sides)}
    declared = {*COMMON_KEYS, *(name for type_ in types if type_ for name in type_.fields)}
    for name, sides in skipped.items():
        if sides[0] != sides[1] and name in declared:
            found.unread.append(Unread(about, name, "base" if sides[0] else "head"))
    _describe(old, new, about, ids, set(skipped), found)
    inherited = not {"sources"} & set(skipped) and _key(old, "sources", ids) == _key(new, "sources", ids)
    olds, news = (
        fields_of(e, ids, inherited=inherited, assertion=_named(t, "assertion"), stances=_named(t, "evidence"))
        for e, t in zip((old, new), types, strict=True)
    )
    for name in sorted(olds.keys() | news.keys()):
        if name not in skipped:
            found.changes += _field(
                name, olds.get(name, []), news.get(name, []), about, types, blind="sources" in skipped
            )


def _named(type_: Type | None, kind: str) -> str:
    return next((f.name for f in type_.fields.values() if f.kind == kind), kind) if type_ else kind


def _lost(entity: Entity, name: str, type_: Type | None) -> bool:
    """Whether what the file says of a field could not be read. A required field that is simply not there is known, unless
    the file has a key that may be a misspelling of it."""
    if name not in entity.failed:
        return False
    node = entity.node
    if not isinstance(node, MappingNode):
        return True
    known = {*COMMON_KEYS, *(type_.fields if type_ else ())}
    return node.get(name) is not None or any(key not in known and node.get(key) is not None for key in entity.failed)


def _key(entity: Entity, key: str, ids: Ids) -> Hashable:
    return tuple(item for item, _ in attributes_of(entity, ids)[key])


def _describe(old: Entity, new: Entity, about: Brief, ids: Ids, skipped: set[str], found: Found) -> None:
    before, after = attributes_of(old, ids), attributes_of(new, ids)
    for key in before:
        if before[key] == after[key] or key in skipped:
            continue
        olds, news = dict(before[key]), dict(after[key])
        gone = tuple(text for item, text in olds.items() if item not in news and item not in ids.shared.values())
        come = tuple(text for item, text in news.items() if item not in olds and item not in ids.shared.values())
        if gone or come:
            found.edits.append(KeyEdit(about, key, gone, come))


def _field(
    name: str, olds: list[Said], news: list[Said], about: Brief, types: tuple[Type | None, Type | None], *, blind: bool
) -> Iterable[Change]:
    declared = next((t.fields[name] for t in reversed(types) if t and name in t.fields), None)
    relation = declared is not None and declared.kind == "ref"
    label = declared.label if declared else name
    many = declared is not None and (declared.many or declared.kind == "evidence")
    by_source = declared is not None and declared.kind == "evidence"
    found = [
        Change(about, name, label, relation, old.content if old else None, new.content if new else None, aspects)
        for old, new, aspects in match(olds, news, many=many, by_source=by_source, blind=blind)
    ]
    return sorted(found, key=lambda c: (c.kind, *_order(c.old), *_order(c.new)))


def _order(content: Content | None) -> tuple[str, ...]:
    return (content.text, *content.sources) if content else ("",)


def match(
    olds: list[Said], news: list[Said], *, many: bool, by_source: bool = False, blind: bool = False
) -> list[tuple[Said | None, Said | None, tuple[str, ...]]]:
    """Statements of one field, paired as far as they are the same one: by all they say; by value; and in a field with one
    value, where a different value is a changed one, by source, then as they come. `blind` passes over sources."""
    passes: list[tuple[str, ...]] = [("value", SOURCE, "rank"), ("value", SOURCE), ("value",)]
    if not many or by_source:
        passes += [(SOURCE, "rank"), (SOURCE,)]
    if not many:
        passes += [("rank",), ()]
    done: list[tuple[Said | None, Said | None, tuple[str, ...]]] = []
    left_old, left_new = _paired(olds, news, None, done, blind=blind)
    for names in passes:
        left_old, left_new = _paired(left_old, left_new, names, done, blind=blind)
    done += [(old, None, ()) for old in left_old]
    done += [(None, new, ()) for new in left_new]
    return done


def _paired(
    olds: list[Said],
    news: list[Said],
    names: tuple[str, ...] | None,
    done: list[tuple[Said | None, Said | None, tuple[str, ...]]],
    *,
    blind: bool,
) -> tuple[list[Said], list[Said]]:
    """Pair what is equal in the aspects that `names` tells (all of them for None); what is left of both."""
    if not olds or not news:
        return olds, news
    by_key: dict[Hashable, list[Said]] = {}
    for new in sorted(news, key=_steady):
        by_key.setdefault(_part(new.aspects, names), []).append(new)
    left: list[Said] = []
    for old in sorted(olds, key=_steady):
        fitting = by_key.get(_part(old.aspects, names))
        if not fitting:
            left.append(old)
            continue
        new = fitting.pop(0)
        aspects = tuple(name for name in old.aspects if old.aspects[name] != new.aspects.get(name))
        aspects = tuple(name for name in aspects if name != SOURCE) if blind else aspects
        if aspects:
            done.append((old, new, aspects))
    return left, [new for every in by_key.values() for new in every]


def _part(aspects: Mapping[str, Hashable], names: tuple[str, ...] | None) -> Hashable:
    return tuple(aspects.values()) if names is None else tuple(aspects.get(name) for name in names)


def _steady(item: Said) -> tuple[str, ...]:
    """An order that no file decides."""
    content = item.content
    return (content.text, *content.sources, content.rank, content.note, content.as_of)
