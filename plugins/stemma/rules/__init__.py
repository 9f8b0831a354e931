# Room "rules": house rules that a project may turn on or off, one file each, and the door for rules of its own.
# In: the derived graph. Out: diagnostics. The table below is the only list of them.
from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity
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

__all__ = ["HOUSE_RULES", "LOCAL_RULES", "HouseRule", "LocalRule", "Problem"]

HouseRule: TypeAlias = Callable[[Derived], Iterator[Diagnostic]]
LocalRule: TypeAlias = Callable[[Derived, Iterable[Entity] | None], Iterator[Diagnostic]]

HOUSE_RULES: dict[str, HouseRule] = {
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
# Rules that judge an entity by itself and by what it names: they can be asked of some entities alone.
LOCAL_RULES: dict[str, LocalRule] = {
    "lint-lineage-date": lineage_date.check,
    "lint-naming": naming.check,
    "lint-single-source": single_source.check,
    "lint-source": source.check,
    "lint-summary": summary.check,
    "lint-symmetric": symmetric.check,
}
