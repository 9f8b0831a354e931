# Room "rules": house rules that a project may turn on or off, one file each.
# In: the derived graph. Out: diagnostics. The table below is the only list of them.
from __future__ import annotations

from collections.abc import Callable, Iterator

from stemma.knowledge.derive import Derived
from stemma.rules import orphan, summary
from stemma.text.diagnostics import Diagnostic

HOUSE_RULES: dict[str, Callable[[Derived], Iterator[Diagnostic]]] = {
    "lint-orphan": orphan.check,
    "lint-summary": summary.check,
}
