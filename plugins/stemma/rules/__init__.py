# Room "rules": house rules that a project may turn on or off, one file each, and the door for rules of its own.
# In: the derived graph. Out: diagnostics. The table below is the only list of them.
from __future__ import annotations

from collections.abc import Callable, Iterator

from stemma.knowledge.derive import Derived
from stemma.rules import (
    duplicate,
    lineage_date,
    naming,
    orphan,
    single_source,
    source,
    stale,
    summary,
    symmetric,
)
from stemma.rules.own import Problem
from stemma.text.diagnostics import Diagnostic

__all__ = ["HOUSE_RULES", "Problem"]

HOUSE_RULES: dict[str, Callable[[Derived], Iterator[Diagnostic]]] = {
    "lint-duplicate": duplicate.check,
    "lint-lineage-date": lineage_date.check,
    "lint-naming": naming.check,
    "lint-orphan": orphan.check,
    "lint-single-source": single_source.check,
    "lint-source": source.check,
    "lint-stale": stale.check,
    "lint-summary": summary.check,
    "lint-symmetric": symmetric.check,
}
