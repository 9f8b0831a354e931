# The two parts of a claim that no other entity has: what it asserts, and the evidence. In: their nodes. Out: data.
from __future__ import annotations

from stemma.knowledge.citations import check_id, cite
from stemma.knowledge.entity import Assertion, Evidence
from stemma.text.document import Mapping, Node, Scalar, Sequence, span_of
from stemma.text.reader import Keys, Reporter, is_empty, is_reported
from stemma.vocabulary.formula import read_formula
from stemma.vocabulary.schema import STANCES
from stemma.vocabulary.units import Units

_KEYS = ("figure", "is", "expression", "inputs", "relation", "from", "to", "exists")
_FORMS = (
    "write `{figure: ID.FIELD, is: \"<6M USD\"}`, `{expression: …, inputs: {…}}` or `{relation: FIELD, from: ID, to: ID}`"
)


def read_assertion(reporter: Reporter, node: Node, units: Units) -> Assertion | None:
    """What the claim asserts; None (and diagnostics) where it is none of the three forms."""
    if is_reported(node):
        return None
    keys = Keys(reporter, node, _KEYS, what="`asserts`", rule_id="statement-key", value_rule="claim-assertion")
    if keys.failed:
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
            reporter.report("claim-assertion", "an asserted figure needs `is`, for example `is: <6M USD`", node)
            return None
        return Assertion("figure", span, figure=figure, wanted=wanted.text, wanted_node=wanted, places=_places(keys))
    if kinds[0] == "expression":
        formula = read_formula(reporter, keys.nodes["expression"], keys.nodes.get("inputs"), None, units)
        return Assertion("expression", span, formula=formula, places=_places(keys)) if formula else None
    relation, from_id, to_id = keys.text("relation"), keys.text("from"), keys.text("to")
    exists = keys.flag("exists") if "exists" in keys.nodes else True
    if keys.failed:
        return None
    if not (relation and from_id and to_id):
        reporter.report("claim-assertion", "an asserted relation needs `relation`, `from` and `to`", node, _FORMS)
        return None
    return Assertion("relation", span, relation=relation, from_id=from_id, to_id=to_id, exists=exists, places=_places(keys))


def _places(keys: Keys) -> dict[str, object]:
    return {name: span_of(keys.reporter.source, node) for name, node in keys.nodes.items()}


def read_evidence(reporter: Reporter, node: Node) -> tuple[Evidence, ...]:
    """The items of `evidence`, each a source with a stance."""
    items = node.items if isinstance(node, Sequence) else (node,)
    found = []
    for item in items:
        if is_reported(item):
            continue
        if not isinstance(item, Mapping):
            reporter.report("value-type", "evidence is `{source: …, stance: supports}`", item, f"stances: {', '.join(STANCES)}")
            continue
        keys = Keys(
            reporter, item, ("source", "stance", "note", "at"), what="evidence", rule_id="statement-key",
            value_rule="value-type",
        )  # fmt: skip
        source = keys.nodes.get("source")
        stance = keys.choice("stance", STANCES)
        at = keys.text("at")
        if keys.failed:
            continue
        if not isinstance(source, Scalar) or not stance:
            reporter.report("value-missing", "evidence needs `source` and `stance`", item, f"stances: {', '.join(STANCES)}")
            continue
        if check_id(reporter, source):
            found.append(Evidence(cite(reporter, source, at), stance, keys.text("note")))
    return tuple(found)
