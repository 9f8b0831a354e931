# What a project says about its own problems: severities by rule or family, and comments that silence one line.
# In: all diagnostics. Out: those that count, sorted, with unused silencing reported.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Severity, diagnose
from stemma.text.document import Ignore
from stemma.text.source import Source, Span


def settle(
    diagnostics: Iterable[Diagnostic], settings: Mapping[str, str], ignores: Sequence[tuple[Source, Ignore]]
) -> tuple[Diagnostic, ...]:
    """Apply `settings` (rule id or family → severity or `ignore`) and the files' comments, then sort and drop repeats."""
    by_line: dict[tuple[str, int], list[tuple[int, Ignore]]] = {}
    for index, (source, ignore) in enumerate(ignores):
        by_line.setdefault((source.path, ignore.line), []).append((index, ignore))
    used: set[tuple[int, str]] = set()
    kept: dict[tuple[object, ...], Diagnostic] = {}
    for diagnostic in diagnostics:
        span = diagnostic.at.span
        line, _ = span.source.position(span.start)
        silenced = [
            (index, name)
            for index, ignore in by_line.get((span.source.path, line), ())
            for name in ignore.rules
            if matches(name, diagnostic.rule.id)
        ]
        used.update(silenced)
        if silenced:
            continue
        severity = _setting(settings, diagnostic.rule.id)
        if severity == "ignore":
            continue
        if severity:
            diagnostic = replace(diagnostic, severity=cast("Severity", severity))  # noqa: PLW2901 - the same one, as the project wants it
        kept.setdefault(diagnostic.sort_key(), diagnostic)
    for index, (source, ignore) in enumerate(ignores):
        unused = [name for name in ignore.rules if (index, name) not in used]
        if (unused or not ignore.rules) and _setting(settings, "ignore-unused") != "ignore":
            what = ", ".join(f"`{name}`" for name in unused) or "nothing"
            made = diagnose(
                rule("ignore-unused"), f"this comment silences {what}, and nothing of the kind is reported there",
                Span(source, ignore.start, ignore.end), help=("delete it",),
            )  # fmt: skip
            setting = _setting(settings, "ignore-unused")
            made = replace(made, severity=cast("Severity", setting)) if setting else made
            kept.setdefault(made.sort_key(), made)
    return tuple(sorted(kept.values(), key=Diagnostic.sort_key))


def matches(prefix: str, rule_id: str) -> bool:
    """Whether a rule id is meant by `prefix`: itself or its family (`lint` means `lint-orphan`)."""
    return rule_id == prefix or rule_id.startswith(f"{prefix}-")


def _setting(settings: Mapping[str, str], rule_id: str) -> str:
    """The most particular setting for a rule, or ''."""
    fitting = [prefix for prefix in settings if matches(prefix, rule_id)]
    return settings[max(fitting, key=len)] if fitting else ""
