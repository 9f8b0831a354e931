# The two parts of a claim that no other entity has: what it asserts, and the evidence. In: their nodes. Out: data.
from __future__ import annotations

from stemma.knowledge.citations import read_citations
from stemma.knowledge.entity import Assertion, Evidence
from stemma.text.nodes import Mapping, Node, Scalar, Sequence, span_of
from stemma.text.reader import Keys, Reporter, is_empty, is_reported
from stemma.text.source import Span
from stemma.vocabulary.formula import read_formula
from stemma.vocabulary.schema import STANCES
from stemma.vocabulary.units import Units

_KEYS = ("figure", "is", "expression", "inputs", "relation", "from", "to", "exists")
_EVIDENCE = f"write `{{source: ID, stance: …}}`; stances: {', '.join(STANCES)}"
_FORMS = "write `{figure: ID.FIELD, is: …}`, `{expression: …, inputs: {…}}` or `{relation: FIELD, from: ID, to: ID}`"


def read_assertion(reporter: Reporter, node: Node, units: Units) -> Assertion | None:
    """What the claim asserts; None (and diagnostics) where it is none of the three forms."""
    if is_reported(node):
        return None
    if is_empty(node):
        reporter.report(
            "value-missing", "`asserts` has no value", node, "say what the graph can decide, or delete the line"
        )
        return None
    keys = Keys(reporter, node, _KEYS, what="`asserts`", rule_id="claim-assertion", value_rule="claim-assertion")
    if keys.failed():
        return None
    span = span_of(reporter.source, node)
    kinds = [kind for kind in ("figure", "expression", "relation") if kind in keys.nodes]
    if len(kinds) != 1:
        reporter.report("claim-assertion", "a claim asserts exactly one figure, expression or relation", node, _FORMS)
        return None
    if kinds[0] == "figure":
        wanted = keys.nodes.get("is")
        figure = keys.text("figure")
        if not isinstance(wanted, Scalar) or is_empty(wanted) or not figure:
            reporter.report(
                "claim-assertion",
                "an asserted figure needs `is`",
                node,
                'say which values it has, for example `is: "<10 M USD"`',
            )
            return None
        return Assertion("figure", span, figure=figure, wanted=wanted.text, wanted_node=wanted, places=_places(keys))
    if kinds[0] == "expression":
        formula = read_formula(reporter, keys.nodes["expression"], keys.nodes.get("inputs"), None, units)
        return Assertion("expression", span, formula=formula, places=_places(keys)) if formula else None
    relation, from_id, to_id = keys.text("relation"), keys.text("from"), keys.text("to")
    exists = keys.flag("exists") if "exists" in keys.nodes else True
    if keys.failed():
        return None
    if not (relation and from_id and to_id):
        reporter.report("claim-assertion", "an asserted relation needs `relation`, `from` and `to`", node, _FORMS)
        return None
    return Assertion(
        "relation", span, relation=relation, from_id=from_id, to_id=to_id, exists=exists, places=_places(keys)
    )


def _places(keys: Keys) -> dict[str, Span]:
    return {name: span_of(keys.reporter.source, node) for name, node in keys.nodes.items()}


def read_evidence(reporter: Reporter, node: Node) -> tuple[tuple[Evidence, ...], bool]:
    """The items of `evidence`, each a source with a stance; the flag says that none of them failed."""
    if is_empty(node):
        reporter.report("value-missing", "`evidence` has no value", node, _EVIDENCE)
        return (), False
    items = node.items if isinstance(node, Sequence) else (node,)
    found = [_evidence(reporter, item) for item in items]
    read = tuple(item for item in found if item is not None)
    return read, len(read) == len(found)


def _evidence(reporter: Reporter, item: Node) -> Evidence | None:
    if is_reported(item):
        return None
    if not isinstance(item, Mapping):
        reporter.report("value-type", "an item of `evidence` is a source with its stance", item, _EVIDENCE)
        return None
    keys = Keys(
        reporter, item, ("source", "stance", "note", "at"), what="an item of `evidence`", rule_id="statement-key",
        value_rule="value-type",
    )  # fmt: skip
    source, stance, at, note = (
        keys.nodes.get("source"),
        keys.choice("stance", STANCES),
        keys.text("at"),
        keys.text("note"),
    )
    if keys.failed():
        return None
    if source is None or not stance:
        missing = " and ".join(f"`{key}`" for key, given in (("source", source), ("stance", stance)) if not given)
        reporter.report("value-missing", f"this item of `evidence` has no {missing}", item, _EVIDENCE)
        return None
    if isinstance(source, Sequence):
        reporter.report("value-type", "an item of `evidence` has one source", source, "write one item for each source")
        return None
    cited, _ = read_citations(reporter, source, at)
    return Evidence(cited[0], stance, note) if cited else None
