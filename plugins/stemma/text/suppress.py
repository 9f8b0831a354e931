# What a project says about its own problems: severities by rule or family, and comments that silence one line.
# In: all diagnostics. Out: those that count, sorted, with unused silencing reported.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

from stemma.text.catalogue import RULES, rule
from stemma.text.diagnostics import Diagnostic, Severity, diagnose, suggest
from stemma.text.ignores import Ignore
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
    setting = _setting(settings, "ignore-unused")
    for index, (source, ignore) in enumerate(ignores):
        unused = [name for name in ignore.rules if (index, name) not in used]
        if setting != "ignore" and (unused or not ignore.rules):
            made = _unused(Span(source, ignore.start, ignore.end), unused)
            made = replace(made, severity=cast("Severity", setting)) if setting else made
            kept.setdefault(made.sort_key(), made)
    return tuple(sorted(kept.values(), key=Diagnostic.sort_key))


def _unused(at: Span, names: Sequence[str]) -> Diagnostic:
    if not names:
        return diagnose(
            rule("ignore-unused"),
            "this comment names no rule, so it silences nothing",
            at,
            help=("write `# stemma: ignore[rule-id]`",),
        )
    unknown = next((name for name in names if not any(matches(name, rule_id) for rule_id in RULES)), None)
    if unknown:
        meant = _meant(unknown)
        return diagnose(
            rule("ignore-unused"),
            f"there is no rule `{unknown}` to silence",
            at,
            help=(f"did you mean `{meant}`?" if meant else None,),
        )
    listed = " and ".join(f"`{name}`" for name in names)
    return diagnose(
        rule("ignore-unused"),
        f"nothing on this line is reported as {listed}",
        at,
        help=("delete the comment, or the rule that it names in vain",),
    )


@lru_cache(maxsize=256)  # one mistake is often made on every line
def _meant(name: str) -> str | None:
    return suggest(name, RULES)


def matches(prefix: str, rule_id: str) -> bool:
    """Whether a rule id is meant by `prefix`: itself or its family (`lint` means `lint-orphan`)."""
    return rule_id == prefix or rule_id.startswith(f"{prefix}-")


def _setting(settings: Mapping[str, str], rule_id: str) -> str:
    """The most particular setting for a rule, or ''."""
    fitting = [prefix for prefix in settings if matches(prefix, rule_id)]
    return settings[max(fitting, key=len)] if fitting else ""
