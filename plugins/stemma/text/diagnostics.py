# What is wrong with a project, where, and how to mend it. Stages return diagnostics beside their
# values; nothing here prints, raises or decides how they look.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, Literal, TypeVar

from stemma.text.source import Span

Severity = Literal["error", "warning", "note"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")

_MOST_LISTED = 12  # names on one line; of more, the closest few are shown
_LISTED = 5
_SHORT = 5  # letters up to which a hint needs a word that is one slip of the pen away

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem: its stable id, its severity unless the project says otherwise, one line on it. One that is `off`
    is reported only where the project gives its id a severity."""

    id: str
    severity: Severity
    summary: str
    off: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A place, and optionally what is to be seen there."""

    span: Span
    message: str = ""


@dataclass(frozen=True, slots=True)
class Fix:
    """One way to mend a problem: put `replacement` in the place of the characters of `span`.

    `replacement` is written as the file needs it (quotes included). An empty one deletes; a span without length
    inserts. `span` lies in the source that the diagnostic is at, and the edit is whole in itself: applied alone, it
    mends the problem.
    """

    span: Span
    replacement: str


class Hint(str):
    """A help line that a machine can follow too: `replacement` for `written`. It may be made where only a piece of text
    is known; `diagnose` turns it into a Fix where that text stands."""

    __slots__ = ("replacement", "written")

    replacement: str
    written: str

    @classmethod
    def of(cls, line: str, written: str, replacement: str) -> Hint:
        made = cls(line)
        made.written, made.replacement = written, replacement
        return made

    def fix(self, span: Span) -> Fix | None:
        """The fix at a problem's span, whose quotes stay; None where something else stands there."""
        text = span.text
        quoted = len(text) > 1 and text[0] == text[-1] and text[0] in {"'", '"'} and text[1:-1] == self.written
        if not quoted and text != self.written:
            return None
        return Fix(Span(span.source, span.start + quoted, span.end - quoted), self.replacement)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem at one place. `help` are sentences on how to mend it; `severity` overrides the rule's.

    `fixes` are what a machine may do about it: none where the problem leaves a choice that only a person can make,
    one where there is exactly one good mending, which is safe to apply unasked (`stemma fix`, an editor's quick fix).
    Several are alternatives, to be offered and never applied unasked. They take no part in equality or order.
    """

    rule: Rule
    message: str
    at: Label
    related: tuple[Label, ...] = ()
    help: tuple[str, ...] = ()
    severity: Severity | None = None
    fixes: tuple[Fix, ...] = field(default=(), compare=False)

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
    fixes: Iterable[Fix | None] = (),
) -> Diagnostic:
    """A diagnostic at `span`; empty help lines and fixes are dropped, so that a failed did-you-mean can be passed as it
    is. A Hint among the help lines gives a fix of its own."""
    lines = tuple(line for line in help if line)
    made = (*(line.fix(span) for line in lines if isinstance(line, Hint)), *fixes)
    return Diagnostic(rule, message, Label(span), tuple(related), lines, None, tuple(fix for fix in made if fix))


def did_you_mean(word: str, candidates: Iterable[str]) -> Hint | None:
    """A help line with the likeliest candidate, or None."""
    found = suggest(word, candidates)
    return meant(word, found) if found else None


def meant(written: str, replacement: str, shown: str = "") -> Hint:
    """The help line that asks whether `replacement` was meant, with the fix that it makes; `shown` where it is said with
    more around it."""
    return Hint.of(f"did you mean `{shown or replacement}`?", written, replacement)


def listed(word: str, names: Iterable[str], where: str = "the site's vocabulary page") -> str:
    """The names as one line to choose from: all of a few; of many the closest to `word` (without one the first), and
    `where` the rest stands."""
    known = sorted(dict.fromkeys(names))
    if len(known) <= _MOST_LISTED:
        return ", ".join(known)
    folded = _fold(word)
    if folded:
        known.sort(key=lambda name: (-SequenceMatcher(None, folded, _fold(name)).ratio(), name))
    closest = known[:_LISTED]
    return f"{', '.join(closest)} and {len(known) - _LISTED} more: see {where}"


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
    swapped = len(one) == len(two) and one[:2] == two[1::-1] and one[2:] == two[2:] and one[:2].isalpha()
    if longest <= 4 and one[:1] != two[:1] and not swapped:
        return None
    if longest <= _SHORT and not one_slip(one, two) and _pressed_once(one) != _pressed_once(two):
        return None
    if sorted(one) == sorted(two) and longest <= 12:  # letters swapped
        return 0.95
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    needed = 0.75 if longest <= 5 else 0.8
    if matcher.quick_ratio() < needed:
        return None
    ratio = matcher.ratio()
    return ratio if ratio >= needed and _slips(one, two) <= max(2, (longest + 2) // 4) else None


def one_slip(one: str, two: str) -> bool:
    """Whether one letter more, less or other, or two neighbours swapped, make one word of the other."""
    if len(one) > len(two):
        one, two = two, one
    start = next((at for at, letter in enumerate(one) if letter != two[at]), len(one))
    if len(one) < len(two):
        return one[start:] == two[start + 1 :]
    return one[start + 1 :] == two[start + 1 :] or (
        one[start : start + 2] == two[start : start + 2][::-1] and one[start + 2 :] == two[start + 2 :]
    )


def _pressed_once(word: str) -> str:
    """The word without the letters that a key gave that was held too long."""
    return "".join(letter for at, letter in enumerate(word) if letter != word[at - 1 : at])


def _slips(one: str, two: str) -> int:
    """How many letters more, less or other make one word of the other (Levenshtein's distance)."""
    row = list(range(len(two) + 1))
    for at, letter in enumerate(one, 1):
        before, row = row, [at]
        for there, other in enumerate(two, 1):
            row.append(min(before[there] + 1, row[-1] + 1, before[there - 1] + (letter != other)))
    return row[-1]
