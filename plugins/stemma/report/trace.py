# A figure's trace as a tree of text: what it follows from, down to who said it. In: a project's figures. Out: lines.
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from stemma.knowledge.claims import Claim
from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Statement
from stemma.knowledge.figure import Figure, FigureKey, Leaf
from stemma.knowledge.sensitivity import sensitivity
from stemma.knowledge.wording import bounds_text, signed, stands_for, value_text
from stemma.vocabulary.quantity import Quantity, format_quantity

_MAX_INDENT = 120  # deeper than forty steps nobody reads on; each step has its own `explain`
_MOST_MOVED = 5


def explain(derived: Derived, entity_id: str, field: str) -> str:
    """The accepted value of a field, its derivation as a tree, and how far stated values are off."""
    figure = derived.figure_of(entity_id, field)
    accepted = derived.accepted(entity_id, field)
    head = f"{entity_id}.{field}"
    if figure is None:
        lines = [f"{head} = {_shown(accepted)}"] if accepted else [f"{head} is unknown: nothing is stated"]
        lines += _stands_for(accepted)
        lines += [f"  {_statement(s, accepted)}" for s in derived.graph.entities[entity_id].of(field)]
        return "\n".join(lines) + "\n"
    beside = accepted is not None and accepted.formula is None  # a stated value that stands before the computed one
    if accepted is not None and beside:
        lines = [f"{head} = {_shown(accepted)}", *_stands_for(accepted), f"  {_statement(accepted, accepted)}"]
        computed = value_text(figure.value) if figure.value else f"unknown{_missing(figure)}"
        lines.append(f"  computed: {computed}")
    else:
        lines = [f"{head} = {value_text(figure.value)}"] if figure.value else [f"{head} is unknown{_missing(figure)}"]
    bounds = bounds_text(figure.value) if figure.value else ""
    lines += [f"  between {bounds}"] if bounds else []
    own = next((s for s in derived.graph.entities[entity_id].of(field) if s.index == figure.key[2]), None)
    lines += [f"  = {figure.formula.text}{_note(own)}", *_branches(derived, figure.leaves, "  ", {figure.key})]
    if figure.stated:
        lines.append("  stated:")
        lines += [
            f"    {_against(s.statement, s.comparison.kind, signed(s.comparison.difference), signed(s.comparison.percent))}"
            for s in figure.stated
        ]
    moved = sensitivity(derived, figure)
    if moved:
        lines.append("  what moves it most:")
        lines += [
            f"    {i.leaf.entity}.{i.leaf.field}: {value_text(i.low)} to {value_text(i.high)}"
            for i in moved[:_MOST_MOVED]
        ]
    return "\n".join(lines) + "\n"


def explain_claim(derived: Derived, claim: Claim) -> str:
    """What a claim asserts, what that rests on down to its sources, what comes of it and why, and the verdict."""
    check = claim.check
    lines = [f"{claim.id}: {claim.entity.name}", f"  asserts: {_asserted(claim)}"]
    if check is not None and check.computed is not None:
        leaf = check.leaves[0]
        lines += [f"  {line}" for line in explain(derived, leaf.entity, leaf.field).splitlines()]
    elif check is not None:
        lines += _branches(derived, check.leaves, "  ", set())
    if check is not None:
        lines.append(f"  result: {check.result}{f' ({check.reason})' if check.reason else ''}")
    lines.append(f"  verdict: {claim.verdict or 'none'}")
    return "\n".join(lines) + "\n"


def as_known(day: date, later: Mapping[str, date], left_out: Sequence[str]) -> str:
    """The lines under an answer about the past: the day, what today's answer rests on that came `later`, and what has no
    date at all."""
    lines = [f"  as known on {day.isoformat()}"]
    if later:
        lines.append("  became known later:")
        lines += [f"    {path}: {since.isoformat()}" for path, since in later.items()]
    if left_out:
        lines.append("  left out, since no source of it is dated:")
        lines += [f"    {path}" for path in left_out]
    return "\n".join(lines) + "\n"


def _missing(figure: Figure) -> str:
    return f": nobody knows {', '.join(figure.missing)}" if figure.missing else ": it rests on an error"


def _branches(derived: Derived, leaves: Sequence[Leaf], indent: str, told: set[FigureKey]) -> list[str]:
    """The inputs of a figure or an expression, each figure in full only where it comes first: told every time, shared
    inputs would double the tree at each step."""
    lines: list[str] = []
    for index, leaf in enumerate(leaves):
        last = index == len(leaves) - 1
        inner = derived.figures.get(leaf.figure) if leaf.figure else None
        again = inner is not None and inner.key in told and bool(inner.leaves)
        lines.append(f"{indent}{'└─' if last else '├─'} {_leaf(leaf, inner)}{' (see above)' if again else ''}")
        if inner is not None and not again and len(indent) < _MAX_INDENT:
            told.add(inner.key)
            lines += _branches(derived, inner.leaves, indent + ("   " if last else "│  "), told)
    return lines


def _leaf(leaf: Leaf, inner: Figure | None) -> str:
    path = f"{leaf.entity}.{leaf.field}"
    name = path if leaf.name == path else f"{leaf.name} ({path})"
    text = f"{name} = {value_text(leaf.value)}"
    if inner is not None:
        return f"{text} = {inner.formula.text}"
    return text + (f"  [{_sources(leaf.statement)}]" if leaf.statement else "")


def _sources(statement: Statement) -> str:
    cited = [f"{c.id}, {c.at}" if c.at else c.id for c in statement.citations]
    return "; ".join(cited) or "no source"


def _shown(statement: Statement) -> str:
    value = statement.value
    return format_quantity(value) if isinstance(value, Quantity) else statement.text


def _stands_for(statement: Statement | None) -> list[str]:
    """A line with all that a stated quantity may be, where it is not exact."""
    told = stands_for(statement.value) if statement and isinstance(statement.value, Quantity) else ""
    return [f"  stands for {told}"] if told else []


def _statement(statement: Statement, accepted: Statement | None) -> str:
    mark = "accepted" if statement is accepted else statement.rank if statement.rank != "normal" else "also stated"
    return f"{mark}: {_shown(statement)}  [{_sources(statement)}]{_note(statement)}"


def _note(statement: Statement | None) -> str:
    return f" – {' '.join(statement.note.split())}" if statement is not None and statement.note else ""


def _against(statement: Statement, kind: str, difference: str, percent: str) -> str:
    numbers = (
        f" ({difference}, {percent} %)" if difference and percent and kind not in {"exact", "incomparable"} else ""
    )
    rank = " rejected" if statement.rank == "rejected" else ""
    return f"{_shown(statement)}: {kind}{numbers}{rank}  [{_sources(statement)}]{_note(statement)}"


def _asserted(claim: Claim) -> str:
    """An assertion as it is written; '' where there is none."""
    assertion = claim.entity.assertion
    if assertion is None:
        return ""
    if assertion.figure:
        return f"{assertion.figure} is {assertion.wanted}"
    if assertion.formula:
        return assertion.formula.text
    return f"{'' if assertion.exists else 'no '}{assertion.relation} from {assertion.from_id} to {assertion.to_id}"


def _claim(claim: Claim) -> list[str]:
    """What a claim asserts, what the graph makes of it, and who says what."""
    lines: list[str] = []
    check = claim.check
    if claim.entity.assertion is not None and check is not None:
        found = "; ".join(
            part for part in (format_quantity(check.computed) if check.computed else "", check.reason) if part
        )
        lines.append(f"  asserts: {_asserted(claim)}: {check.result}{f' ({found})' if found else ''}")
    for e in claim.entity.evidence:
        place = f", {e.citation.at}" if e.citation.at else ""
        lines.append(f"  evidence: {e.stance}  [{e.citation.id}{place}]{f' – {e.note}' if e.note else ''}")
    return lines


def show(derived: Derived, entity_id: str, claim: Claim | None = None) -> str:
    """An entity in plain lines: its accepted values, and its relations in both directions; a claim with its check and
    evidence."""
    graph = derived.graph
    entity = graph.entities[entity_id]
    type_ = graph.schema.types[entity.type]
    lines = [f"{entity.name}  ({type_.label.lower()}, {entity.id})"]
    lines += [f"  {' '.join(entity.summary.text.split())}"] if entity.summary else []
    for field in type_.fields.values():
        if field.kind in {"ref", "assertion", "evidence", "markdown"}:
            continue
        accepted = derived.accepted(entity_id, field.name)
        figure = derived.figure_of(entity_id, field.name)
        if accepted is not None and accepted.formula is None:
            lines.append(f"  {field.name}: {_shown(accepted)}  [{_sources(accepted)}]")
        elif figure is not None:
            lines.append(
                f"  {field.name}: {format_quantity(figure.value) if figure.value else 'unknown'} = {figure.formula.text}"
            )
    lines += _claim(claim) if claim else []
    lines += [f"  {r.type}: {r.target}{' (rejected)' if r.rejected else ''}" for r in graph.outgoing(entity_id)]
    lines += [
        f"  {r.inverse_label.lower()}: {r.source}{' (rejected)' if r.rejected else ''}"
        for r in graph.incoming(entity_id)
        if graph.mirror_of(r) is None  # else it stands above
    ]
    return "\n".join(lines) + "\n"
