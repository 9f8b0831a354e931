# What follows from the demonstration graph, written down: every figure, every claim and every contested field. A test
# holds the graph against tests/golden/demonstration.json. Run as a program, this writes that file anew.
from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from run import REPOSITORY
from stemma.exchange import values
from stemma.knowledge.claims import Claim
from stemma.knowledge.contest import contested
from stemma.knowledge.entity import Citation, Statement
from stemma.knowledge.figure import Figure, Stated
from stemma.project import Project, load_project
from stemma.text.files import locate
from stemma.vocabulary.quantity import Quantity

GOLDEN = REPOSITORY / "tests" / "golden" / "demonstration.json"
REWRITE = "python tests/support/golden.py"
_WIDTH = 150


def demonstration(folder: Path = REPOSITORY) -> Project:
    """The demonstration graph, checked; nothing is written beside it."""
    location = locate(folder / "graph", folder, {})
    assert not isinstance(location, str), location
    return load_project(location)


def document(project: Project) -> dict[str, Any]:
    """All that was computed, as plain data, sorted by id."""
    derived = project.derived
    disputes = {}
    for entity in project.entities.values():
        for field in project.schema.types[entity.type].fields:
            rivals = contested(derived, entity.id, field)
            if rivals:
                accepted = derived.accepted(entity.id, field)
                disputes[f"{entity.id}.{field}"] = {
                    "accepted": _said(accepted) if accepted else None,
                    "rivals": [_said(rival) for rival in rivals],
                }
    assert len({figure.id for figure in derived.figures.values()}) == len(derived.figures)
    return {
        "figures": {figure.id: _figure(figure) for _, figure in sorted(derived.figures.items())},
        "claims": {claim.id: _claim(claim) for claim in project.claims},
        "contested": dict(sorted(disputes.items())),
    }


def _figure(figure: Figure) -> dict[str, Any]:
    inputs = {leaf.name: _exact(leaf.value) for leaf in figure.leaves}
    return {
        "value": _quantity(figure.value),
        "formula": figure.formula.text,
        "inputs": inputs,
        "stated": [_stated(item) for item in figure.stated],
    }


def _quantity(value: Quantity | None) -> dict[str, Any] | None:
    """Best value, bounds and unit; `open` names the ends that are no values themselves."""
    made = values.quantity(value)
    if made is None or value is None:
        return None
    ends = {"low": value.interval.low_open, "high": value.interval.high_open}
    is_open = [name for name, is_open in ends.items() if is_open]
    return {name: made[name] for name in ("best", "low", "high", "unit")} | ({"open": is_open} if is_open else {})


def _exact(value: object) -> object:
    made = _quantity(value) if isinstance(value, Quantity) else None
    if made is None:
        return values.plain_value(value)
    bounds = "exact" if made["low"] == made["high"] else f"{made['low'] or '…'} to {made['high'] or '…'}"
    return f"{made['best'] or 'bound'} {made['unit']}".rstrip() + f" ({bounds})"


def _stated(item: Stated) -> dict[str, Any]:
    made = values.stated(item)
    compared = {name: made[name] for name in ("written", "comparison", "difference", "percent")}
    return compared | {"source": [_place(citation) for citation in item.statement.citations]}


def _said(statement: Statement) -> str:
    if statement.formula is not None:
        return f"computed: {statement.text}"
    return f"{statement.text}  [{', '.join(map(_place, statement.citations))}]"


def _place(citation: Citation) -> str:
    return f"{citation.id}#{citation.at}" if citation.at else citation.id


def _claim(claim: Claim) -> dict[str, Any]:
    made: dict[str, Any] = {"verdict": claim.verdict, "check": claim.check.result if claim.check else None}
    check, assertion = claim.check, claim.entity.assertion
    if check is not None and assertion is not None:
        if assertion.kind == "figure":
            made |= {"figure": assertion.figure, "asserted": assertion.wanted, "computed": _quantity(check.computed)}
        elif assertion.formula is not None:
            inputs = {leaf.name: _exact(leaf.value) for leaf in check.leaves}
            made |= {"expression": assertion.formula.text, "inputs": inputs}
        else:
            there = "" if assertion.exists else "no "
            made["relation"] = f"{assertion.from_id} – {there}{assertion.relation} – {assertion.to_id}"
    if check is not None and check.reason:
        made["reason"] = check.reason
    return made | {"evidence": [f"{_place(e.citation)} {e.stance}" for e in claim.entity.evidence]}


def written(value: object, indent: int = 0) -> str:
    """JSON with everything on one line that fits on one."""
    line = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or (indent > 1 and indent + len(line) <= _WIDTH):
        return line
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {written(item, indent + 1)}" for key, item in value.items()]
    else:
        parts = [written(item, indent + 1) for item in value]
    space = " " * (indent + 1)
    start, end = "{}" if isinstance(value, dict) else "[]"
    return f"{start}\n{space}" + f",\n{space}".join(parts) + f"\n{' ' * indent}{end}"


def moved(before: object, after: object, path: str = "") -> Iterator[str]:
    """Every difference between two documents, as `path: before → after`."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in sorted({*before, *after}):
            yield from moved(before.get(key), after.get(key), f"{path} / {key}" if path else key)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from moved(one, other, f"{path} / {number}")
    elif before != after:
        yield f"{path}: {json.dumps(before, ensure_ascii=False)} → {json.dumps(after, ensure_ascii=False)}"


if __name__ == "__main__":
    made = document(demonstration())
    before = json.loads(GOLDEN.read_text("utf-8")) if GOLDEN.exists() else {}
    GOLDEN.write_text(written(made) + "\n", encoding="utf-8", newline="\n")
    print("\n".join(moved(before, made)) or "nothing moved")  # noqa: T201  a program's answer
