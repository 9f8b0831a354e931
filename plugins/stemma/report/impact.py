# What would fall with a source or a value, as text. In: an impact. Out: lines.
from __future__ import annotations

from stemma.knowledge.impact import Impact, Said
from stemma.knowledge.wording import count


def impact(target: str, made: Impact) -> str:
    """What rests on `target`; what rests on it alone is marked."""
    if not (made.statements or made.figures or made.claims):
        return f"nothing rests on {target}\n"
    counts = (
        (made.statements, made.alone_statements, "statements"),
        (made.figures, made.alone_figures, "figures"),
        (made.claims, made.alone_claims, "claims"),
    )
    rests = ", ".join(f"{count(len(every), name)} ({len(alone)} alone)" for every, alone, name in counts)
    lines = [f"on {target} rest {rests}"]
    for every, alone, name in (
        (_names(made.statements), set(_names(made.alone_statements)), "statements"),
        (made.figures, set(made.alone_figures), "figures"),
        (made.claims, set(made.alone_claims), "claims"),
    ):
        if every:
            lines.append(f"  {name}:")
            lines += [f"    {item}{'  (alone)' if item in alone else ''}" for item in dict.fromkeys(every)]
    return "\n".join(lines) + "\n"


def _names(statements: tuple[Said, ...]) -> tuple[str, ...]:
    return tuple(f"{said.entity}.{said.statement.field}" for said in statements)
