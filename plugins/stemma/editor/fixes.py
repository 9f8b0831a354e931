# Quick fixes: what a diagnostic's own fixes do, in words. In: diagnostics. Out: titles with the edits that they make.
from __future__ import annotations

from dataclasses import dataclass

from stemma.text.diagnostics import Diagnostic, Fix

_SHOWN = 60


@dataclass(frozen=True, slots=True)
class QuickFix:
    """One way to mend one diagnostic; `only` says that there is no other, so that it may be applied unasked."""

    title: str
    diagnostic: Diagnostic
    fix: Fix
    only: bool


def quick_fixes(diagnostics: tuple[Diagnostic, ...], start: int, end: int) -> tuple[QuickFix, ...]:
    """Those of the diagnostics that touch characters `start` to `end`."""
    return tuple(
        QuickFix(_title(fix), diagnostic, fix, len(diagnostic.fixes) == 1)
        for diagnostic in diagnostics
        if diagnostic.at.span.start <= end and start <= max(diagnostic.at.span.end, diagnostic.at.span.start)
        for fix in diagnostic.fixes
    )


def _title(fix: Fix) -> str:
    written, new = _short(fix.span.text), _short(fix.replacement)
    if not new:
        return f"Delete `{written}`"
    return f"Write `{new}` instead of `{written}`" if written else f"Add `{new}`"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"
