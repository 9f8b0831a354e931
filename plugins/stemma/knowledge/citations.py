# Naming a source: `v3-report`, or `v3-report#table-1` for a place in it.
from __future__ import annotations

from stemma.knowledge.entity import Citation
from stemma.knowledge.values import ID
from stemma.text.document import Scalar
from stemma.text.reader import Reporter
from stemma.text.source import Span


def check_id(reporter: Reporter, item: Scalar) -> bool:
    """Whether a scalar can name a source (`v3-report` or `v3-report#table-1`); reported if not."""
    if ID.fullmatch(item.text.partition("#")[0]):
        return True
    reporter.report("value-type", f"a source is an id, and `{item.text}` cannot be one", item)
    return False


def cite(reporter: Reporter, item: Scalar, at: str = "") -> Citation:
    """A citation; `v3-report#table-1` is short for a source with a place in it."""
    source_id, _, place = item.text.partition("#")
    inner = item.start + (1 if item.style in {"'", '"'} else 0)
    return Citation(source_id, at or place, Span(reporter.source, inner, inner + len(source_id)))
