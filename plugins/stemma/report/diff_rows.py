# A difference in words, for whatever shows it: one line on all of it, and sections of rows. In: a difference. Out: plain text,
# which the callers still have to escape.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stemma.knowledge.difference import (
    Brief,
    Change,
    Content,
    Contest,
    Difference,
    Flip,
    Judged,
    Move,
    Present,
    Problem,
    SchemaEdit,
)
from stemma.knowledge.wording import bounds_text, count, signed, value_text
from stemma.vocabulary.quantity import Quantity, format_quantity

NOTHING = "No change of meaning"
_WHOLE_PERCENT = 1000
_MOST_PERCENT = 1_000_000
_MARKS = {"added": "+", "removed": "−", "changed": "~", "new": "+", "gone": "−"}
_MOST_SAID = 12  # lines on one entity that came or went; JSON has them all
_LONG = 300  # of a note or a summary, the beginning will do


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that differs: `+`, `−` or `~`, its id and (where it has one) name, what it was and is, and a
    word on it; `under` it what an entity that came or went says."""

    mark: str
    id: str
    name: str = ""
    old: str = ""
    new: str = ""
    more: str = ""
    under: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind under a title."""

    title: str
    rows: tuple[Row, ...]


def summary(made: Difference) -> str:
    """`2 entities added, 3 figures moved, 1 claim flipped, 1 new problem`, or that nothing differs."""
    if made.empty:
        return NOTHING
    moves = {
        kind: sum(move.kind == kind for move in made.moves) for kind in ("moved", "known", "unknown", "new", "gone")
    }
    notes = [sum(p.diagnostic.level == "note" for p in found) for found in (made.new, made.resolved)]
    told = (
        (len(made.added), "entities", "added"),
        (len(made.removed), "entities", "removed"),
        (len(made.renamed), "entities", "renamed"),
        (len(made.changed), "entities", "changed"),
        (moves["moved"], "figures", "moved"),
        (moves["known"], "figures", "newly known"),
        (moves["unknown"], "figures", "no longer known"),
        (moves["new"], "new figures", ""),
        (moves["gone"], "figures", "gone"),
        (len(made.accepted), "accepted values", "changed"),
        (len(made.flips), "claims", "flipped"),
        (len(made.contested), "fields", "contested"),
        (len(made.settled), "fields", "settled"),
        (len(made.schema), "schema changes", ""),
        (len(made.unread), "places", "not compared"),
        (len(made.resolved) - notes[1], "problems", "resolved"),
        (notes[1], "notes", "resolved"),
        (notes[0], "new notes", ""),
        (len(made.new) - notes[0], "new problems", ""),
    )
    return ", ".join(f"{count(number, what)} {how}".rstrip() for number, what, how in told if number)


def sections(made: Difference) -> tuple[Section, ...]:
    """All rows, what matters most first; no section is empty."""
    relations = [change for change in made.changes if change.relation]
    statements = [change for change in made.changes if not change.relation]
    gone = [_present("−", p) for p in made.removed]
    come = [_present("+", p) for p in made.added]
    renamed = [
        Row("~", r.new.id, r.new.name, r.old.id, r.new.id, f"renamed, known by {_KNOWN_BY[r.known_by]}")
        for r in made.renamed
    ]
    edits = [
        Row("~", f"{e.entity.id}.{e.key}", f"{e.entity.name}: {e.key}", _listed(e.old), _listed(e.new))
        for e in made.edits
    ]
    accepted = [_row("~", a.entity, a.field, a.label, a.old or "unknown", a.new or "unknown") for a in made.accepted]
    unread = [
        Row(
            "~",
            f"{u.entity.id}.{u.field}" if u.field else u.entity.id,
            u.entity.name,
            more=f"it has an error in the {u.side}",
        )
        for u in made.unread
    ]
    every = (
        ("new problems", [_problem("+", p) for p in made.new]),
        (
            "claims",
            [
                *(_flip(flip) for flip in made.flips),
                *(_judged("+", item) for item in made.claims_added),
                *(_judged("−", item) for item in made.claims_removed),
            ],
        ),
        ("figures", [_move(move) for move in made.moves]),
        ("contested", [_contest("+", item) for item in made.contested]),
        ("settled", [_contest("−", item) for item in made.settled]),
        ("accepted values", accepted),
        ("entities", [*come, *gone, *renamed, *edits]),
        ("relations", [_change(change) for change in relations]),
        ("statements", [_change(change) for change in statements]),
        ("schema", [row for item in made.schema for row in _schema(item)]),
        ("resolved problems", [_problem("−", p) for p in made.resolved]),
        ("not compared", unread),
    )
    return tuple(Section(title, tuple(rows)) for title, rows in every if rows)


_KNOWN_BY = {"alias": "its alias", "replaced_by": "`replaced_by`", "content": "its content"}


def _kind(entity: Brief) -> str:
    return entity.type or "no type"


def _present(mark: str, item: Present) -> Row:
    """An entity that came or went, and under it what it says: at most a dozen lines, then how many more there are."""
    lines = []
    for change in item.said[:_MOST_SAID]:
        if content := change.new or change.old:
            cited = f"  [{'; '.join(content.sources)}]" if content.sources else ""
            lines.append(f"{change.label}: {_whole(content)}{cited}")
    if len(item.said) > _MOST_SAID:
        lines.append(f"… and {len(item.said) - _MOST_SAID:,} more")
    more = f"{_kind(item.entity)}, {count(item.statements, 'statements')}"
    return Row(mark, item.entity.id, item.entity.name, more=more, under=tuple(lines))


def _judged(mark: str, item: Judged) -> Row:
    """A claim that came or went, with its verdict and what its check found."""
    found = f"{item.verdict or 'no verdict'}, {item.check or 'no check'}" + (
        f" ({item.numbers})" if item.numbers else ""
    )
    if mark == "+":
        return Row(mark, item.entity.id, item.entity.name, new=f"new: {found}")
    return Row(mark, item.entity.id, item.entity.name, old=f"gone: {found}")


def _row(mark: str, entity: Brief, field: str, label: str, old: str = "", new: str = "", more: str = "") -> Row:
    return Row(mark, f"{entity.id}.{field}", f"{entity.name}: {label}", old, new, more)


def _listed(texts: Iterable[str]) -> str:
    return ", ".join(cut(text) for text in texts)


def cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"


def _move(move: Move) -> Row:
    old, new = _texts(move.old, move.new)
    more = _percent(move)
    if move.kind in {"known", "unknown"}:
        old, new = old or "unknown", new or "unknown"
        more = "" if not move.on_error else "rests on an error" if move.kind == "unknown" else "rested on an error"
    return _row(_MARKS.get(move.kind, "~"), move.entity, move.field, move.label, old, new, more)


def _texts(old: Quantity | None, new: Quantity | None) -> tuple[str, str]:
    """Both values as readers see them; with more digits, and then with their bounds, where that shows no difference."""
    ways = (
        format_quantity,
        value_text,
        lambda quantity: f"{value_text(quantity)}, between {bounds_text(quantity) or 'itself'}",
    )
    told = ("", "")
    for way in ways:
        told = (way(old) if old is not None else "", way(new) if new is not None else "")
        if told[0] != told[1]:
            break
    return told


def _percent(move: Move) -> str:
    percent, rounded = move.percent, move.rounded
    if percent is None or rounded is None or not percent:
        return ""
    if not rounded:
        return "less than 0.01 %"
    if abs(rounded) > _MOST_PERCENT:
        return f"{'−' if rounded < 0 else '+'}more than {_MOST_PERCENT:,} %"
    return f"{signed(percent.to_integral_value() if abs(rounded) >= _WHOLE_PERCENT else rounded)} %"


def _flip(flip: Flip) -> Row:
    """What differs of verdict and check, and as a word on it what does not."""
    sides = (flip.old, flip.new)
    verdicts, checks = [side.verdict for side in sides], [side.check for side in sides]
    told: list[list[str]] = [[], []]
    same: list[str] = []
    for kind, pair in (("verdict", verdicts), ("check", checks)):
        if pair[0] == pair[1]:
            same += [_outcome(kind, pair[0])] if pair[0] else []
            continue
        for words, value in zip(told, pair, strict=True):
            words.append(_outcome(kind, value))
    if checks[0] != checks[1]:
        for words, side in zip(told, sides, strict=True):
            words[-1] += f" ({side.numbers})" if side.numbers else ""
    return Row("~", flip.entity.id, flip.entity.name, ", ".join(told[0]), ", ".join(told[1]), ", ".join(same))


def _outcome(kind: str, value: str) -> str:
    if not value:
        return f"no {kind}"
    return f"verdict {value}" if kind == "verdict" else value


def _contest(mark: str, item: Contest) -> Row:
    rivals = ", ".join(cut(rival) for rival in item.rivals)
    return _row(mark, item.entity, item.field, item.label, more=f"{cut(item.accepted)} against {rivals}")


def _change(change: Change) -> Row:
    old, new = change.old, change.new
    if change.kind != "changed" or old is None or new is None:
        content = old or new
        cited = f"[{'; '.join(content.sources)}]" if content and content.sources else ""
        was, now = (_whole(content) if content else "" for content in (old, new))
        return _row(_MARKS[change.kind], change.entity, change.field, change.label, was, now, cited)
    was, now = (", ".join(_aspect(content, aspect) for aspect in change.aspects) for content in (old, new))
    cited = f"[{'; '.join(new.sources)}]" if new.sources and "source" not in change.aspects else ""
    about = cited if "value" in change.aspects else cut(new.text)
    return _row("~", change.entity, change.field, change.label, was, now, about)


def _whole(content: Content) -> str:
    return cut(content.text) + (f" ({content.rank})" if content.rank != "normal" else "")


def _aspect(content: Content, aspect: str) -> str:
    if aspect == "value":
        inputs = ", ".join(f"{name} = {path}" for name, path in content.inputs)
        return cut(content.text) + (f" with {inputs}" if inputs else "")
    if aspect == "source":
        return f"source {'; '.join(content.sources)}" if content.sources else "no source"
    if aspect == "rank":
        return f"rank {content.rank}"
    if aspect == "attributes":
        given = ", ".join(f"{name}: {_plain(value)}" for name, value in (content.attributes or {}).items())
        return given or "no attributes"
    value = getattr(content, aspect)
    if isinstance(value, bool):
        return aspect if value else f"not {aspect}"
    return f"{aspect} {cut(value)}" if value else f"no {aspect}"


def _plain(value: object) -> str:
    if isinstance(value, Quantity):
        return format_quantity(value)
    return cut(str(next((getattr(value, a) for a in ("id", "iso", "url", "value") if hasattr(value, a)), value)))


def _schema(item: SchemaEdit) -> list[Row]:
    name = f"{item.what} {item.name}"
    if item.kind != "changed":
        told = ", ".join(f"{key} {cut(old or new)}" for key, old, new in item.details)
        return [Row(_MARKS[item.kind], name, more=told)]
    return [
        Row("~", f"{name}, {key}", old=cut(old) or "nothing", new=cut(new) or "nothing")
        for key, old, new in item.details
    ]


def _problem(mark: str, item: Problem) -> Row:
    found = item.diagnostic
    return Row(mark, f"{found.level}[{found.rule.id}]", new=found.message, more=found.at.span.place)
