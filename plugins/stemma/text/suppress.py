# What a project says about its own problems: severities by rule or family, and comments that silence one line.
# In: all diagnostics. Out: those that count, sorted, with unused silencing reported.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

from stemma.text.catalogue import RULES, rule
from stemma.text.diagnostics import Diagnostic, Fix, Hint, Severity, diagnose, did_you_mean
from stemma.text.ignores import Ignore
from stemma.text.source import Source, Span


def settle(
    diagnostics: Iterable[Diagnostic],
    settings: Mapping[str, str],
    ignores: Sequence[tuple[Source, Ignore]],
    own: Iterable[str] = (),
) -> tuple[Diagnostic, ...]:
    """Apply `settings` (rule id or family → severity or `ignore`) and the files' comments, then sort and drop repeats.
    `own` are the ids of the project's own rules."""
    by_line: dict[tuple[str, int], list[tuple[int, Ignore]]] = {}
    for index, (source, ignore) in enumerate(ignores):
        by_line.setdefault((source.path, ignore.line), []).append((index, ignore))
    used: set[tuple[int, str]] = set()
    kept: dict[tuple[object, ...], Diagnostic] = {}
    commented = {source.path for source, _ in ignores}
    chosen: dict[str, str] = {}
    for diagnostic in diagnostics:
        span, rule_id = diagnostic.at.span, diagnostic.rule.id
        if span.source.path in commented:
            line, _ = span.source.position(span.start)
            silenced = [
                (index, name)
                for index, ignore in by_line.get((span.source.path, line), ())
                for name in ignore.rules
                if matches(name, rule_id)
            ]
            used.update(silenced)
            if silenced:
                continue
        severity = chosen.get(rule_id)
        if severity is None:
            severity = chosen[rule_id] = setting_for(settings, rule_id)
        if severity == "ignore":
            continue
        told = replace(diagnostic, severity=cast("Severity", severity)) if severity else diagnostic
        kept.setdefault(told.sort_key(), told)
    setting = setting_for(settings, "ignore-unused")
    for index, (source, ignore) in enumerate(ignores):
        unused = [name for name in ignore.rules if (index, name) not in used]
        if setting != "ignore" and (unused or not ignore.rules):
            made = _unused(Span(source, ignore.start, ignore.end), unused, (*RULES, *own))
            made = replace(made, severity=cast("Severity", setting)) if setting else made
            kept.setdefault(made.sort_key(), made)
    return tuple(sorted(kept.values(), key=Diagnostic.sort_key))


def _unused(at: Span, names: Sequence[str], known: tuple[str, ...]) -> Diagnostic:
    if not names:
        return diagnose(
            rule("ignore-unused"),
            "this comment names no rule, so it silences nothing",
            at,
            help=("write `# stemma: ignore[rule-id]`",),
        )
    unknown = next((name for name in names if not any(matches(name, rule_id) for rule_id in known)), None)
    if unknown:
        hint = _meant(unknown)
        start = at.source.text.find(unknown, at.start + at.text.index("["))
        return diagnose(
            rule("ignore-unused"), f"there is no rule `{unknown}` to silence", at, help=(hint,),
            fixes=(hint.fix(Span(at.source, start, start + len(unknown))) if hint else None,),
        )  # fmt: skip
    listed = " and ".join(f"`{name}`" for name in names)
    return diagnose(
        rule("ignore-unused"),
        f"nothing on this line is reported as {listed}",
        at,
        help=("delete the comment, or the rule that it names in vain",),
        fixes=(_without(at, names),),
    )


def _without(at: Span, names: Sequence[str]) -> Fix:
    """The comment without the rules that it names in vain: gone if it names no other, but for a reason behind it."""
    text, inside = at.source.text, at.text[at.text.index("[") + 1 : -1]
    kept = [name for name in (part.strip() for part in inside.split(",")) if name and name not in names]
    if kept:
        return Fix(at, f"{at.text[: at.text.index('[') + 1]}{', '.join(kept)}]")
    line = text.rfind("\n", 0, at.start) + 1
    end = text.find("\n", at.end)
    end = len(text) if end < 0 else end
    rest = text[at.end : end].strip()
    if rest:
        return Fix(
            Span(at.source, at.start, end - len(text[at.end : end]) + len(text[at.end : end].rstrip())),
            f"# {rest.lstrip('#:–- ')}",
        )
    before = text[line : at.start]
    if before.strip():
        return Fix(Span(at.source, line + len(before.rstrip()), at.end), "")
    return Fix(Span(at.source, line, min(end + 1, len(text))), "")


@lru_cache(maxsize=256)  # one mistake is often made on every line
def _meant(name: str) -> Hint | None:
    return did_you_mean(name, RULES)


def matches(prefix: str, rule_id: str) -> bool:
    """Whether a rule id is meant by `prefix`: itself or its family (`lint` means `lint-orphan`)."""
    return rule_id == prefix or rule_id.startswith(f"{prefix}-")


def setting_for(settings: Mapping[str, str], rule_id: str) -> str:
    """The most particular setting for a rule, or ''."""
    fitting = [prefix for prefix in settings if matches(prefix, rule_id)]
    return settings[max(fitting, key=len)] if fitting else ""
