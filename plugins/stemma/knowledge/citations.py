# Naming a source: `v3-report`, or `v3-report#table-1` for a place in it.
from __future__ import annotations

from stemma.knowledge.entity import Citation
from stemma.knowledge.naming import ID, reference_advice
from stemma.text.nodes import Node, Scalar, Sequence
from stemma.text.reader import Reporter, is_empty, is_reported
from stemma.text.source import Span

_QUOTES = frozenset({"'", '"'})


def read_citations(reporter: Reporter, node: Node, at: str = "") -> tuple[tuple[Citation, ...], bool]:
    """The sources that a text or a list of texts names; the flag says that none of them failed."""
    if is_empty(node):
        reporter.report("value-missing", "no source is named here", node, "write the id of a source, or delete the key")
        return (), False
    found: list[Citation] = []
    complete = True
    for item in node.items if isinstance(node, Sequence) else (node,):
        made = _cite(reporter, item, at)
        if made is None:
            complete = False
        else:
            found.append(made)
    return tuple(found), complete


def plain_citations(reporter: Reporter, node: Node, at: str) -> tuple[Citation, ...] | None:
    """What `read_citations` gives for sources that are named without mistake; None where it has something to say."""
    found: list[Citation] = []
    for item in node.items if isinstance(node, Sequence) else (node,):
        if type(item) is not Scalar or item.style == "!" or is_empty(item):
            return None
        source_id, _, place = item.text.partition("#")
        if not ID.fullmatch(source_id):
            return None
        start = item.start + (1 if item.style in _QUOTES else 0)
        found.append(Citation(source_id, at or place, Span(reporter.source, start, start + len(source_id))))
    return tuple(found)


def _cite(reporter: Reporter, item: Node, at: str) -> Citation | None:
    if is_reported(item):
        return None
    if not isinstance(item, Scalar) or is_empty(item):
        reporter.report("value-type", "a source is named by its id", item, "for example `source: annual-report`")
        return None
    source_id, _, place = item.text.partition("#")
    inner = item.start + (1 if item.style in _QUOTES else 0)
    if not ID.fullmatch(source_id):
        reporter.report(
            "value-type",
            f"a source is named by its id, and `{source_id}` cannot be one",
            item,
            reference_advice(source_id, "source"),
        )
        return None
    return Citation(source_id, at or place, Span(reporter.source, inner, inner + len(source_id)))
