# What would fall with a source or a value, as text. In: an impact. Out: lines.
from __future__ import annotations

from stemma.knowledge.entity import Reference
from stemma.knowledge.impact import Impact, Said
from stemma.knowledge.wording import count


def of_source(source: str, made: Impact) -> str:
    """What rests on a source; what rests on it alone, and would fall with it, is marked."""
    parts = (
        ("statements", [_said(s) for s in made.statements], {_said(s) for s in made.alone_statements}),
        ("figures", list(made.figures), set(made.alone_figures)),
        ("claims", list(made.claims), set(made.alone_claims)),
    )
    if not any(every for _, every, _ in parts):
        return f"nothing rests on {source}\n"
    counts = [f"{count(len(every), name)} ({len(alone)} alone)" for name, every, alone in parts if every]
    lines = [f"on {source} rest {', '.join(counts)}"]
    for name, every, alone in parts:
        if every:
            lines.append(f"  {name}:")
            lines += [f"    {item}{'  (alone)' if item in alone else ''}" for item in every]
    return "\n".join(lines) + "\n"


def of_value(path: str, made: Impact) -> str:
    """What follows from a value, through all figures in between."""
    parts = [(name, every) for name, every in (("figures", made.figures), ("claims", made.claims)) if every]
    if not parts:
        return f"nothing follows from {path}\n"
    lines = [f"{path} leads to {', '.join(count(len(every), name) for name, every in parts)}"]
    for name, every in parts:
        lines += [f"  {name}:", *(f"    {item}" for item in every)]
    return "\n".join(lines) + "\n"


def _said(said: Said) -> str:
    value = said.statement.value
    text = value.id if isinstance(value, Reference) else " ".join(said.statement.text.split())
    rejected = " (rejected)" if said.statement.rank == "rejected" else ""
    return f"{said.entity}.{said.statement.field}: {text}{rejected}"
