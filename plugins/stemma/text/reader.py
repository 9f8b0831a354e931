# Reading settings out of a mapping node: every key is known or reported with a hint, every value has its shape.
# In: a mapping with positions. Out: plain text, flags and lists; diagnostics collect in the reader.
from __future__ import annotations

from collections.abc import Iterable, Sequence

from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Fix, Hint, Label, diagnose, did_you_mean
from stemma.text.nodes import Mapping, Node, Scalar, span_of
from stemma.text.nodes import Sequence as SequenceNode
from stemma.text.source import Source, Span

_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
EMPTY = {"", "~", "null", "Null", "NULL"}


class Reporter:
    """Collects diagnostics for one source."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.diagnostics: list[Diagnostic] = []

    def report(
        self,
        rule_id: str,
        message: str,
        at: Node | Span,
        *help: str | None,
        related: Iterable[Label] = (),
        fixes: Iterable[Fix] = (),
    ) -> None:
        span = at if isinstance(at, Span) else span_of(self.source, at)
        self.diagnostics.append(diagnose(rule(rule_id), message, span, help=help, related=related, fixes=fixes))


def is_reported(node: Node | None) -> bool:
    """Whether the node was reported by the parser already and must be passed over in silence."""
    return type(node) is Scalar and node.style == "!"


def is_empty(node: Node) -> bool:
    """Whether YAML reads nothing here: no text, `~` or `null`."""
    return type(node) is Scalar and not node.style and node.text in EMPTY


def is_flag(node: Node) -> bool | None:
    """The boolean that the node writes as YAML 1.2 does (`true`, `false`), else None."""
    if isinstance(node, Scalar) and not node.style:
        if node.text in _TRUE:
            return True
        if node.text in _FALSE:
            return False
    return None


def meant_flag(key: str, written: str) -> Hint | None:
    """A help line for somebody who wrote `yes` or `no`, which are words here."""
    meant = {"yes": "true", "y": "true", "on": "true", "no": "false", "n": "false", "off": "false"}.get(written.lower())
    return Hint.of(f"write `{key}: {meant}`", written, meant) if meant else None


def scalars(node: Node | None) -> tuple[Scalar, ...]:
    """The node's plain values, whether it is one or a list of them."""
    if isinstance(node, Scalar):
        return (node,) if node.style != "!" and not is_empty(node) else ()
    if isinstance(node, SequenceNode):
        return tuple(item for item in node.items if isinstance(item, Scalar) and item.style != "!")
    return ()


class Keys:
    """A mapping whose keys are known. `rule_id` names the rule for wrong keys, `value_rule` that for wrong values."""

    def __init__(
        self, reporter: Reporter, node: Node | None, allowed: Sequence[str], *, what: str, rule_id: str, value_rule: str
    ) -> None:
        self.reporter = reporter
        self.what = what
        self.value_rule = value_rule
        self.nodes: dict[str, Node] = {}
        self.spans: dict[str, Span] = {}
        self._failed = False
        if node is None or is_reported(node) or is_empty(node):
            self._failed = is_reported(node)
            return
        if not isinstance(node, Mapping):
            self._failed = True
            reporter.report(value_rule, f"{what} must be a mapping of keys to values", node)
            return
        for key, value in node.entries:
            span = Span(reporter.source, key.start, key.end)
            if key.text not in allowed:
                help_text = did_you_mean(key.text, allowed) or f"known keys: {', '.join(sorted(allowed))}"
                reporter.report(rule_id, f"{what} has no key `{key.text}`", span, help_text)
                self._failed = True
                continue
            if is_reported(value):
                self._failed = True
                continue
            self.nodes[key.text] = value
            self.spans[key.text] = span

    def failed(self) -> bool:
        """Whether anything of the mapping, so far as it was asked for, was reported."""
        return self._failed

    def fail(self) -> None:
        """Note that something of it was reported elsewhere."""
        self._failed = True

    def _wrong(self, key: str, expected: str, *help: str | None) -> None:
        self._failed = True
        node = self.nodes[key]
        if is_empty(node):
            empty_rule = "value-missing" if self.value_rule == "value-type" else self.value_rule
            self.reporter.report(
                empty_rule, f"`{key}` has no value", self.spans[key], f"write {expected}, or delete the key"
            )
        else:
            self.reporter.report(self.value_rule, f"`{key}` must be {expected}", node, *help)

    def text(self, key: str, default: str = "") -> str:
        node = self.nodes.get(key)
        if node is None:
            return default
        if not isinstance(node, Scalar) or is_empty(node):
            self._wrong(key, "text")
            return default
        return node.text

    def flag(self, key: str) -> bool:
        node = self.nodes.get(key)
        if node is None:
            return False
        value = is_flag(node)
        if value is None:
            written = node.text if isinstance(node, Scalar) else ""
            self._wrong(key, "`true` or `false`", meant_flag(key, written))
        return bool(value)

    def texts(self, key: str) -> tuple[str, ...]:
        node = self.nodes.get(key)
        if node is None:
            return ()
        if isinstance(node, Mapping) or is_empty(node):
            self._wrong(key, "a text or a list of texts")
            return ()
        if isinstance(node, SequenceNode):
            for item in node.items:
                if not isinstance(item, Scalar):
                    self._failed = True
                    self.reporter.report(self.value_rule, f"`{key}` must be a list of texts", item)
        return tuple(item.text for item in scalars(node))

    def choice(self, key: str, choices: Sequence[str], default: str = "") -> str:
        value = self.text(key, default)
        if value and key in self.nodes and value not in choices:
            self._failed = True
            hint = did_you_mean(value, choices) or f"one of: {', '.join(choices)}"
            self.reporter.report(self.value_rule, f"`{key}` cannot be `{value}`", self.nodes[key], hint)
            return default
        return value
