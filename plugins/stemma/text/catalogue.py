# The one table of rules. A rule's page is docs/rules/<id>.md, and a test holds the two to each other.
from __future__ import annotations

from typing import Literal

from stemma.text.diagnostics import Rule, Severity

RULES: dict[str, Rule] = {}
_TABLE: tuple[tuple[str, Severity | Literal["off"], str], ...] = (
    ("baseline-file", "error", "the file of accepted problems is missing or cannot be read"),
    ("baseline-unused", "warning", "the file of accepted problems holds one that is there no more"),
    ("block-name", "warning", "a block of code in a Markdown page is named almost like a block of ours"),
    ("block-option", "error", "a block in a Markdown page has an option that it does not know or cannot read"),
    ("claim-assertion", "error", "what a claim asserts cannot be read or is not in the graph"),
    ("claim-evidence", "note", "a claim has no evidence for or against it"),
    ("claim-rationale", "error", "a verdict that the check does not decide needs a rationale"),
    ("claim-verdict", "error", "a claim's verdict contradicts what the graph computes"),
    ("entity-alias", "error", "an alias is already an id or another entity's alias"),
    ("entity-duplicate", "error", "two entities have the same id"),
    ("entity-id", "error", "an id is not made of lower-case words, digits, dots and hyphens"),
    ("entity-shape", "error", "an entity is not a mapping of fields to values"),
    ("entity-type", "error", "an entity's type is unknown or is not the folder's"),
    ("field-cite", "error", "a statement has no source where the schema demands one"),
    ("field-required", "error", "a required field is missing"),
    ("field-unknown", "error", "the type has no such field"),
    ("file-encoding", "error", "a file is not UTF-8 text"),
    ("file-ending", "warning", "a file of the graph is not read because of its name's ending"),
    ("file-place", "error", "a YAML file lies outside every type's folder"),
    ("file-size", "error", "a file is larger than 2 MB"),
    ("formula-cycle", "error", "figures are computed from each other in a circle"),
    ("formula-input", "error", "a formula's input names nothing in the graph"),
    ("formula-name", "error", "a formula uses a name or function that does not exist"),
    ("formula-syntax", "error", "a formula is not an expression"),
    ("formula-value", "error", "a formula has no result: division by zero, a wrong argument, a limit exceeded"),
    ("formula-sum", "warning", "a field is summed over a lineage although it is no increment"),
    ("ignore-unused", "warning", "a comment silences a rule that reports nothing there"),
    ("lineage-cycle", "error", "an entity descends from itself"),
    ("link-unknown", "error", "a link in a Markdown page or text names no entity or field"),
    ("lint-duplicate", "warning", "two entities of one type have nearly the same name"),
    ("lint-lineage-date", "warning", "an entity is older than what it descends from"),
    ("lint-naming", "note", "a name is written in a way that misleads, or does not fit its id"),
    ("lint-orphan", "note", "an entity is connected to nothing"),
    ("lint-single-source", "off", "a claim's evidence comes from one source alone"),
    ("lint-source", "off", "a statement has no source"),
    ("lint-stale", "note", "a value is about a time that is long past"),
    ("lint-summary", "note", "an entity has no summary"),
    ("lint-symmetric", "note", "a relation that is the same from both ends is named by one of them alone"),
    ("page-conflict", "error", "a hand-written page and a generated page have the same address"),
    ("quantity-ambiguous", "error", "a quantity can be read in two ways"),
    ("quantity-syntax", "error", "a quantity is not a number with a unit"),
    ("read-nothing", "error", "there was nothing to check"),
    ("ref-ambiguous", "error", "a dotted path can be read in two ways"),
    ("ref-type", "error", "a reference points to an entity of the wrong type"),
    ("ref-unknown", "error", "a reference names no entity"),
    ("rule-failed", "error", "an entity breaks a rule that its type has in the schema"),
    ("rule-file", "error", "a rule of the project's own cannot be run"),
    ("schema-extends", "error", "the schema extends a schema that does not exist"),
    ("schema-field", "error", "a field is declared in a way that makes no sense"),
    ("schema-key", "error", "the schema has a key that it does not know"),
    ("schema-type", "error", "a type is declared in a way that makes no sense"),
    ("schema-unit", "error", "a unit's definition cannot be read"),
    ("schema-value", "error", "a setting of the schema has a wrong value"),
    ("statement-key", "error", "the long form of a value has a key that it does not know"),
    ("statement-rivals", "error", "a one-valued field has a list of bare values"),
    ("unit-mismatch", "error", "a unit does not fit where it stands"),
    ("unit-rate", "error", "a rate between two currencies has no date"),
    ("unit-unknown", "error", "a unit does not exist"),
    ("value-date", "error", "a date cannot be read"),
    ("value-enum", "error", "a value is not one of those that the schema lists"),
    ("value-missing", "error", "a field has no value"),
    ("value-placeholder", "error", "a value is still to be filled in"),
    ("value-range", "error", "a number lies outside the limits that the schema sets"),
    ("value-type", "error", "a value has the wrong shape for its field"),
    ("value-url", "error", "a link is not an http, https or mailto address"),
    ("yaml-anchor", "error", "anchors, aliases and merge keys are not allowed"),
    ("yaml-comma-in-value", "error", "a comma or brace inside an unquoted value splits it in two"),
    ("yaml-comment-in-value", "warning", "a value is cut short at ` #`"),
    ("yaml-depth", "error", "a file is nested too deeply"),
    ("yaml-documents", "error", "a file holds more than one document"),
    ("yaml-duplicate-key", "error", "a key stands twice in one mapping"),
    ("yaml-key", "error", "a key is not plain text"),
    ("yaml-quote-needed", "error", "a value must be quoted, or YAML reads something else"),
    ("yaml-syntax", "error", "a file is not YAML"),
    ("yaml-tag", "error", "tags such as `!!python/object` are not allowed"),
)

for _id, _severity, _summary in _TABLE:
    _off = _severity == "off"  # until the project gives the rule a severity of its own
    RULES[_id] = Rule(_id, "note" if _severity == "off" else _severity, _summary, _off)


def rule(rule_id: str) -> Rule:
    """The rule with this id. Raises KeyError for an id that is not in the table: a programming error."""
    return RULES[rule_id]
