# What is wrong with a project, where, and how to mend it. Stages return diagnostics beside their
# values; nothing here prints, raises or decides how they look.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, Literal, TypeVar

from stemma.text.source import Span

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem: its stable id, its severity unless the project says otherwise, one line on it."""

    id: str
    severity: Severity
    summary: str


@dataclass(frozen=True, slots=True)
class Label:
    """A place, and optionally what is to be seen there."""

    span: Span
    message: str = ""


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem at one place. `help` are sentences on how to mend it; `severity` overrides the rule's."""

    rule: Rule
    message: str
    at: Label
    related: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    severity: Severity | None = None

    @property
    def level(self) -> Severity:
        return self.severity or self.rule.severity

    def sort_key(self) -> tuple[str, int, int, str, str]:
        span = self.at.span
        return (span.source.path, span.start, span.end, self.rule.id, self.message)


@dataclass(frozen=True, slots=True)
class Result(Generic[T_co]):
    """What a stage made, and what it found wrong on the way."""

    value: T_co
    diagnostics: tuple[Diagnostic, ...] = ()


def diagnose(
    rule: Rule,
    message: str,
    span: Span,
    *,
    help: Iterable[str | None] = (),
    related: Iterable[Label] = (),
) -> Diagnostic:
    """A diagnostic at `span`; empty help lines are dropped, so that a failed did-you-mean can be passed as it is."""
    return Diagnostic(rule, message, Label(span), tuple(related), tuple(h for h in help if h))


@lru_cache(maxsize=65_536)
def _digits(word: str) -> str:
    return "".join(c for c in word if c.isdigit())


def suggest(word: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `word` is most likely a misspelling of, or None.

    Silence is better than a wrong hint: digits must be the same (`gpt-4` is not a misspelt `gpt-5`), short words
    must differ by no more than a swap or one letter, longer ones by about a fifth. A tie between two
    candidates gives None unless one differs by letter case or separators only.
    """
    folded = _fold(word)
    best: list[tuple[float, str]] = []
    for candidate in dict.fromkeys(candidates):
        if candidate == word:
            continue
        other = _fold(candidate)
        if other == folded:
            return candidate
        if abs(len(other) - len(folded)) > 3 or _digits(other) != _digits(folded):
            continue
        ratio = _similarity(folded, other)
        if ratio is not None:
            best.append((ratio, candidate))
    if not best:
        return None
    best.sort(key=lambda pair: (-pair[0], pair[1]))
    equal = [candidate for ratio, candidate in best if best[0][0] - ratio < 1e-9]
    if len(equal) > 1:  # the one that the word only breaks off, if there is one: `metr` is `metre` rather than `meter`
        equal = [candidate for candidate in equal if _fold(candidate).startswith(folded)]
    return equal[0] if len(equal) == 1 else None


@lru_cache(maxsize=65_536)
def _fold(word: str) -> str:
    return "".join(c for c in word.casefold() if c not in "-_. ")


def _similarity(one: str, two: str) -> float | None:
    longest = max(len(one), len(two))
    if longest < 3:  # `mb` against `gb`: any hint would be a guess
        return None
    if longest <= 4 and one[:1] != two[:1]:
        return None
    if sorted(one) == sorted(two) and longest <= 12:  # letters swapped
        return 0.95
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    needed = 0.75 if longest <= 5 else 0.8
    if matcher.quick_ratio() < needed:
        return None
    ratio = matcher.ratio()
    return ratio if ratio >= needed else None
