# Diagnostics for people, in a terminal: the place, the line with the offending text underlined, how to mend it.
from __future__ import annotations

from collections.abc import Iterable, Mapping

from stemma.knowledge.wording import count
from stemma.text.diagnostics import Diagnostic, Label

_WIDTH = 160
_COLORS = {"error": "\033[1;31m", "warning": "\033[1;33m", "note": "\033[1;34m"}
_BOLD, _DIM, _RESET = "\033[1m", "\033[34m", "\033[0m"


def full(diagnostics: Iterable[Diagnostic], *, color: bool = False) -> str:
    """Each diagnostic with its source line and help, one empty line between two."""
    return "\n".join(_one(d, color=color) for d in diagnostics)


def concise(diagnostics: Iterable[Diagnostic]) -> str:
    """One line each: `path:line:column: severity[rule] message`."""
    return "".join(f"{visible(d.at.span.place)}: {d.level}[{d.rule.id}] {visible(d.message)}\n" for d in diagnostics)


def summary(read: Mapping[str, int], diagnostics: Iterable[Diagnostic], accepted: int = 0) -> str:
    """The last line of every check: what was read, what was found, and how much the baseline holds."""
    counts = {"error": 0, "warning": 0, "note": 0}
    for diagnostic in diagnostics:
        counts[diagnostic.level] += 1
    names = ("files", "entities", "references", "figures", "claims", "pages", "links")
    done = ", ".join(count(read[name], name) for name in names if name in read and (read[name] or name in names[:5]))
    found = ", ".join(count(number, f"{level}s") for level, number in counts.items() if number)
    known = f" ({accepted:,} accepted)" if accepted else ""
    return f"read {done}: {found or ('no new problems' if accepted else 'no problems')}{known}"


def _one(diagnostic: Diagnostic, *, color: bool) -> str:
    level = diagnostic.level
    tint, bold, dim, reset = (_COLORS[level], _BOLD, _DIM, _RESET) if color else ("", "", "", "")
    lines = [f"{tint}{level}[{diagnostic.rule.id}]{reset}{bold}: {visible(diagnostic.message)}{reset}"]
    labels = (diagnostic.at, *diagnostic.related)
    width = max(len(str(label.span.source.position(label.span.start)[0])) for label in labels)
    for index, label in enumerate(labels):
        lines += _excerpt(label, width, first=index == 0, tint=tint, dim=dim, reset=reset)
    lines += [f"{' ' * (width + 1)}{dim}={reset} help: {visible(line)}" for line in diagnostic.help]
    return "\n".join(lines) + "\n"


def _excerpt(label: Label, width: int, *, first: bool, tint: str, dim: str, reset: str) -> list[str]:
    span = label.span
    number, column = span.source.position(span.start)
    pad = " " * width
    arrow = "-->" if first else ":::"
    head = [f"{pad}{dim}{arrow}{reset} {visible(span.place)}"]
    if span.end == 0:  # the file as a whole
        return [*head, f"{pad} {dim}|{reset} {label.message}"] if label.message else head
    line = span.source.line(number)
    cut = max(0, column - 1 - _WIDTH // 2)
    shown = line[cut : cut + _WIDTH]
    length = max(1, min(span.end - span.start, len(line) - column + 1, _WIDTH // 2))
    before, marked = shown[: column - 1 - cut], shown[column - 1 - cut : column - 1 - cut + length]
    mark = ("^" if first else "-") * max(1, len(visible(marked)))
    under = f"{' ' * len(visible(before))}{tint if first else dim}{mark}{reset}"
    return [
        *head,
        f"{dim}{number:>{width}} |{reset} {visible(shown)}",
        f"{pad} {dim}|{reset} {under}{' ' + visible(label.message) if label.message else ''}",
    ]


def visible(text: str) -> str:
    """The text with tabs as one space and control characters made visible, so that no file can drive a terminal."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else " " if c in "\t\n" else f"\\x{ord(c):02x}" for c in text)
