# What follows otherwise: figures that moved, accepted values, claims that flipped, fields that became contested or settled.
# In: the derived graphs and claims of both sides, and which entities are the same. Out: lists in the order of ids and fields.
from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from stemma.change.diff_content import Ids, line, value_key, value_text
from stemma.change.diff_ids import Pairs, brief
from stemma.knowledge.claims import Claim
from stemma.knowledge.contest import contested
from stemma.knowledge.derive import Derived
from stemma.knowledge.difference import Accepted, Brief, Contest, Flip, Judged, Move, Movement
from stemma.knowledge.entity import Entity, Statement
from stemma.knowledge.figure import Figure, leaves_of
from stemma.knowledge.graph import Graph
from stemma.vocabulary.interval import RATIO, Interval
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.schema import Field

_SAME = Fraction(1, 10**24)  # beyond this share of a number two results differ by rounding alone


def moves(base: Derived, head: Derived, pairs: Pairs) -> tuple[Move, ...]:
    """Every computed figure whose value differs, and those that only one side has."""
    old_figures, new_figures = _by_place(base), _by_place(head)
    found: list[Move] = []
    for old, new in pairs.both.values():
        if old.broken or new.broken:
            continue
        names = old_figures.get(old.id, {}).keys() | new_figures.get(new.id, {}).keys()
        for name in sorted(names):
            olds, news = old_figures.get(old.id, {}).get(name, []), new_figures.get(new.id, {}).get(name, [])
            for one, other in _matched(olds, news, pairs.ids):
                found += _move(one, other, (base, old), (head, new), name)
    for entity, name, value in _known(pairs.added, new_figures):
        found.append(Move(brief(entity), name, _label(head, entity, name), "new", None, value))
    for entity, name, value in _known(pairs.removed, old_figures):
        found.append(Move(brief(entity), name, _label(base, entity, name), "gone", value, None))
    return tuple(sorted(found, key=lambda m: (m.entity.id, m.field)))


def _by_place(derived: Derived) -> dict[str, dict[str, list[Figure]]]:
    found: dict[str, dict[str, list[Figure]]] = {}
    for (entity, name, _), figure in derived.figures.items():
        found.setdefault(entity, {}).setdefault(name, []).append(figure)
    return found


def _known(
    entities: Iterable[Entity], figures: Mapping[str, Mapping[str, list[Figure]]]
) -> Iterator[tuple[Entity, str, Quantity]]:
    """The figures of these entities that have a value: entity, field, value."""
    for entity in entities:
        for name, held in figures.get(entity.id, {}).items():
            yield from ((entity, name, figure.value) for figure in held if figure.value is not None)


def _matched(olds: list[Figure], news: list[Figure], ids: Ids) -> Iterator[tuple[Figure | None, Figure | None]]:
    """The figures of one field, by their formulas; what is left, in order."""
    if len(olds) == len(news) == 1:
        yield olds[0], news[0]
        return
    left = {id(figure): figure for figure in sorted(news, key=lambda f: (f.formula.text, f.key[2]))}
    unmatched = []
    for old in sorted(olds, key=lambda f: (f.formula.text, f.key[2])):
        said = ids.within(line(old.formula.text))
        new = next((f for f in left.values() if ids.within(line(f.formula.text)) == said), None)
        if new is None:
            unmatched.append(old)
        else:
            del left[id(new)]
            yield old, new
    rest = list(left.values())
    for index in range(max(len(unmatched), len(rest))):
        yield (
            unmatched[index] if index < len(unmatched) else None,
            rest[index] if index < len(rest) else None,
        )


def _move(
    old: Figure | None, new: Figure | None, base: tuple[Derived, Entity], head: tuple[Derived, Entity], name: str
) -> list[Move]:
    was, now = old.value if old else None, new.value if new else None
    if (was is None and now is None) or (was is not None and now is not None and same_quantity(was, now)):
        return []
    about, label = brief(head[1]), _label_of(base, head, name)
    if was is not None and now is not None:
        return [Move(about, name, label, "moved", was, now, _percent(was, now))]
    there: Movement = "known" if was is None else "unknown"
    gone: Movement = "new" if was is None else "gone"
    side, figure = (base, old) if was is None else (head, new)
    # A schema's formula that lacks an input leaves no figure, and yet the field is computed there.
    kind: Movement = there if figure is not None or _is_computed(*side, name) else gone
    other, derived = (new, head[0]) if was is None else (old, base[0])
    on_error = kind == there and (bool(figure and figure.failed) or _rests_on_error(other, derived, side[0].graph))
    return [Move(about, name, label, kind, was, now, on_error=on_error)]


def _rests_on_error(figure: Figure | None, derived: Derived, graph: Graph) -> bool:
    """Whether something that a known figure follows from has an error in the graph of the other side."""
    places = [leaf.place for leaf in leaves_of(figure, derived.figures)] if figure else []
    found = [(graph.entities[entity], name) for entity, name in places if entity in graph.entities]
    return any(entity.broken or name in entity.failed for entity, name in found)


def _percent(old: Quantity, new: Quantity) -> Decimal | None:
    """The change in per cent of the old value's size, so that the sign says which way it went; of bare bounds, where both
    values are bounded on the same side alone."""
    ratio = new.unit.ratio(old.unit)
    was, now = old.interval, new.interval
    if ratio is None or _known_ends(was) != _known_ends(now) or was.one_number is None or now.one_number is None:
        return None
    size = abs(Fraction(was.one_number))
    percent = (Fraction(now.one_number) * ratio - Fraction(was.one_number)) * 100 / size if size else None
    return None if percent is None else RATIO.divide(Decimal(percent.numerator), Decimal(percent.denominator))


def _known_ends(interval: Interval) -> tuple[bool, ...]:
    return (True,) if interval.best is not None else (interval.low is None, interval.high is None)


def same_quantity(one: Quantity, other: Quantity) -> bool:
    """Whether two results are the same, but for rounding and for the unit that they are counted in."""
    a, b = one.interval, other.interval
    if (a.low_open, a.high_open) != (b.low_open, b.high_open) or one.unit.dimension != other.unit.dimension:
        return False
    if one.unit.factor == other.unit.factor and (a.low, a.best, a.high) == (b.low, b.best, b.high):
        return True
    ends = zip((a.low, a.best, a.high), (b.low, b.best, b.high), strict=True)
    return all(_close(x, one.unit.factor, y, other.unit.factor) for x, y in ends)


def _close(one: Decimal | None, factor: Fraction, other: Decimal | None, other_factor: Fraction) -> bool:
    if one is None or other is None:
        return one is other
    x, y = Fraction(one) * factor, Fraction(other) * other_factor
    return abs(x - y) <= _SAME * max(abs(x), abs(y))


def _field(derived: Derived, entity: Entity, name: str) -> Field | None:
    type_ = derived.graph.schema.types.get(entity.type)
    return type_.fields.get(name) if type_ else None


def _label(derived: Derived, entity: Entity, name: str) -> str:
    field = _field(derived, entity, name)
    return field.label if field else name


def _label_of(base: tuple[Derived, Entity], head: tuple[Derived, Entity], name: str) -> str:
    """The head's label of a field, the base's where the head has no such field."""
    return _label(*(head if _field(*head, name) else base), name)


def _is_computed(derived: Derived, entity: Entity, name: str) -> bool:
    field = _field(derived, entity, name)
    return field is not None and field.formula is not None


def accepted(base: Derived, head: Derived, pairs: Pairs) -> tuple[Accepted, ...]:
    """The fields with rivals of which another stated value is the accepted one now."""
    found: list[Accepted] = []
    for old, new in pairs.both.values():
        for name in sorted(_rivalled(old, new)):
            if any(field is not None and field.many for field in (_field(base, old, name), _field(head, new, name))):
                continue  # a list has no accepted one
            was, now = base.accepted(old.id, name), head.accepted(new.id, name)
            if _told(was, pairs.ids) != _told(now, pairs.ids):
                label = _label_of((base, old), (head, new), name)
                texts = (_shown(base, old, name, was), _shown(head, new, name, now))
                if texts[0] != texts[1]:
                    found.append(Accepted(brief(new), name, label, *texts))
    return tuple(found)


def _rivalled(old: Entity, new: Entity) -> set[str]:
    """The fields that either side has several statements of, where both could be read."""
    if old.broken or new.broken:
        return set()
    names = {n for e in (old, new) for n, stated in (e.statements or {}).items() if len(stated) > 1}
    return names - old.failed - new.failed


def _told(statement: Statement | None, ids: Ids) -> object:
    if statement is None or statement.formula is not None:
        return None  # what is computed, a figure's move tells
    return value_key(statement.value, ids)


def _shown(derived: Derived, entity: Entity, name: str, statement: Statement | None) -> str:
    if statement is not None and statement.formula is None:
        return value_text(statement.value, statement.text)
    value = derived.value(entity.id, name)
    return value_text(value, "") if value is not None else ""


def flips(old: Iterable[Claim], new: Iterable[Claim], pairs: Pairs) -> tuple[Flip, ...]:
    """The claims on both sides whose check or verdict differs."""
    olds, news = {claim.id: claim for claim in old}, {claim.id: claim for claim in new}
    found: list[Flip] = []
    for before, after in pairs.both.values():
        one, other = olds.get(before.id), news.get(after.id)
        if one is None or other is None:
            continue
        lost = "verdict" in before.failed | after.failed
        was, now = (_judged(claim, brief(after), lost=lost) for claim in (one, other))
        if (was.check, was.verdict) != (now.check, now.verdict):
            found.append(Flip(was, now))
    return tuple(found)


def judged(claims: Iterable[Claim], entities: Iterable[Entity]) -> tuple[Judged, ...]:
    """The claims among entities that only one side has."""
    by_id = {claim.id: claim for claim in claims}
    found = [entity for entity in entities if entity.id in by_id]
    return tuple(_judged(by_id[e.id], brief(e), lost="verdict" in e.failed) for e in found)


def _judged(claim: Claim, about: Brief, *, lost: bool) -> Judged:
    """A claim on one side, without its verdict where that was `lost` to an error."""
    check = claim.check
    told = (check.result, check.numbers) if check else ("", "")
    return Judged(about, told[0], "" if lost else claim.verdict, told[1])


def contests(base: Derived, head: Derived, pairs: Pairs) -> tuple[tuple[Contest, ...], tuple[Contest, ...]]:
    """The fields that became contested, and those that are no longer."""
    came: list[Contest] = []
    went: list[Contest] = []
    for old, new in pairs.both.values():
        if old.broken or new.broken:
            continue
        computed = {n for e, d in ((old, base), (new, head)) for n in (e.statements or {}) if _is_computed(d, e, n)}
        for name in sorted(_rivalled(old, new) | computed - old.failed - new.failed):
            before, after = contested(base, old.id, name), contested(head, new.id, name)
            if after and not before:
                came.append(_contest(head, new, new, name, after))
            elif before and not after:
                went.append(_contest(base, old, new, name, before))
    return tuple(came), tuple(went)


def _contest(derived: Derived, entity: Entity, shown: Entity, name: str, rivals: tuple[Statement, ...]) -> Contest:
    value = _shown(derived, entity, name, derived.accepted(entity.id, name))
    texts = tuple(sorted({value_text(rival.value, rival.text) for rival in rivals}))
    return Contest(brief(shown), name, _label(derived, entity, name), value, texts)
