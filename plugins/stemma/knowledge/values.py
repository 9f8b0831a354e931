# From a scalar in a file to a value of its field's kind. In: a node and the schema's field. Out: the value, or a
# diagnostic at the place and the FAILED mark.
from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum
from urllib.parse import urlsplit

from stemma.knowledge.entity import Hyperlink, PlainValue, Reference, Special
from stemma.knowledge.naming import ID, reference_advice
from stemma.text.diagnostics import Hint, did_you_mean
from stemma.text.nodes import Mapping, Node, Scalar
from stemma.text.reader import Keys, Reporter, is_empty, is_flag, is_reported, meant_flag
from stemma.text.source import Span
from stemma.vocabulary.dates import parse_date
from stemma.vocabulary.formula import report_problem
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity, parse_number, parse_quantity
from stemma.vocabulary.quantity_text import in_unit
from stemma.vocabulary.schema import Field
from stemma.vocabulary.units import Unit, Units

_SCHEMES = {"http", "https", "mailto"}
_NO_IDS = frozenset({"unknown", "none", "null"})  # which say that there is nothing to name
_INTEGER = re.compile(r"[+-]?\d+(?:,\d{3})*")


class Failed(Enum):
    """The mark of a value that was reported already."""

    FAILED = "failed"


FAILED = Failed.FAILED
_KIND_NAMES = {
    "text": "text", "markdown": "text", "number": "a number", "integer": "a whole number", "boolean": "`true` or `false`",
    "date": "a date", "quantity": "a quantity", "url": "an address", "enum": "a word", "ref": "an id",
}  # fmt: skip


def read_value(reporter: Reporter, field: Field, node: Node, units: Units) -> PlainValue | Special | Failed | None:
    """The node's value as the field's kind wants it; None for an empty text, which says nothing."""
    if field.kind == "ref" and type(node) is Scalar and node.style != "!" and _is_plain_id(node.text):
        return Reference(node.text, Span(reporter.source, node.start, node.end))
    if is_reported(node):
        return FAILED
    if isinstance(node, Mapping) and field.kind == "url":
        return _titled(reporter, node)
    if not isinstance(node, Scalar):
        shape = "a mapping" if isinstance(node, Mapping) else "a list"
        reporter.report("value-type", f"`{field.name}` holds {_KIND_NAMES[field.kind]}, not {shape}", node)
        return FAILED
    if field.kind in {"text", "markdown"}:
        return node.text if node.text.strip() else None
    if is_empty(node):
        reporter.report(
            "value-missing",
            f"`{field.name}` has no value",
            node,
            "write `unknown` if nobody knows it, `none` if there is none, or delete the line",
        )
        return FAILED
    text = node.text.strip()
    if text in {"unknown", "none"} and not (field.kind == "enum" and text in field.values):
        return Special(text)
    return _typed(reporter, field, node, text, units)


def _is_plain_id(text: str) -> bool:
    """Whether this is an id, with nothing more to be said about it, as most references are."""
    return ID.fullmatch(text) is not None and text not in _NO_IDS


def _typed(reporter: Reporter, field: Field, node: Scalar, text: str, units: Units) -> PlainValue | Failed:
    match field.kind:
        case "ref":
            return _reference(reporter, field, node, text)
        case "enum":
            if not field.values:  # which the schema was told already
                return FAILED
            if text not in field.values:
                hint = did_you_mean(text, field.values) or f"one of: {', '.join(field.values)}"
                reporter.report("value-enum", f"`{field.name}` cannot be `{text}`", node, hint)
                return FAILED
            return text
        case "boolean":
            flag = is_flag(node)
            if flag is None:
                reporter.report(
                    "value-type",
                    f"`{field.name}` is `true` or `false`, not `{text}`",
                    node,
                    meant_flag(field.name, text),
                )
                return FAILED
            return flag
        case "url":
            return _address(reporter, node, text)
        case "date":
            parsed_date = parse_date(text)
            if isinstance(parsed_date, Problem):
                report_problem(reporter, node, parsed_date)
                return FAILED
            return parsed_date
        case _:
            return _number(reporter, field, node, units)


def _reference(reporter: Reporter, field: Field, node: Scalar, text: str) -> Reference | Failed:
    if not ID.fullmatch(text):
        reporter.report(
            "value-type", f"`{field.name}` holds an id, and `{text}` cannot be one", node,
            reference_advice(text, field.to[0] if len(field.to) == 1 and field.to[0] != "any" else ""),
        )  # fmt: skip
        return FAILED
    return Reference(text, Span(reporter.source, node.start, node.end))


def _number(reporter: Reporter, field: Field, node: Scalar, units: Units) -> Quantity | Failed:
    if field.kind == "integer" and not _INTEGER.fullmatch(node.text.strip()):
        reporter.report(
            "value-type",
            f"`{field.name}` is a whole number, not `{node.text}`",
            node,
            "write it in digits, for example `12`",
        )
        return FAILED
    if field.kind == "quantity":
        parsed = parse_quantity(node.text, units, field.unit)
    else:
        parsed = parse_number(node.text if field.kind == "number" else f"exactly {node.text.strip()}")
    if isinstance(parsed, Problem):
        report_problem(reporter, node, _counted(parsed, node.text, field, units))
        return FAILED
    broken = _broken_limit(field, parsed)
    if broken:
        reporter.report(
            "value-range",
            f"`{field.name}` must be {broken}",
            node,
            "if the value is right, widen the limit in the schema",
        )
        return FAILED
    return parsed


def _counted(problem: Problem, text: str, field: Field, units: Units) -> Problem:
    """The problem with the field's own unit among the advice: first where another is unknown, unless one of the same
    kind was meant; instead of it where a letter is ambiguous that the field's unit makes plain."""
    unit = field.unit
    if unit is None or not unit.text or problem.rule not in {"unit-unknown", "unit-mismatch", "quantity-ambiguous"}:
        return problem
    written = in_unit(text, unit)
    if not written:
        return problem
    own = f"this field is counted in `{unit}`: write `{written}`"
    if problem.rule == "quantity-ambiguous":
        plain = text[problem.start : problem.end] == "b" and any(name.is_count for name, _ in unit.parts)
        return replace(problem, help=(own,)) if plain else problem
    if problem.rule == "unit-mismatch":
        return replace(problem, help=problem.help or (own,))
    for line in problem.help:
        other = units.parse(line.replacement) if isinstance(line, Hint) else None
        if isinstance(other, Unit) and (other.dimension == unit.dimension or set(other.parts) & set(unit.parts)):
            return problem
    return replace(problem, help=(own, *problem.help))


def _broken_limit(field: Field, value: Quantity) -> str:
    """The limit of the field that a value breaks, or ''. Where only bounds are known, all between them must break it."""
    best, low, high = value.interval.best, value.interval.low, value.interval.high
    low, high = (low, high) if best is None else (best, best)
    least = field.minimum.interval.best if field.minimum else None
    most = field.maximum.interval.best if field.maximum else None
    if field.minimum and least is not None and high is not None and high < least:
        return f"at least {format_quantity(field.minimum)}"
    if field.maximum and most is not None and low is not None and low > most:
        return f"at most {format_quantity(field.maximum)}"
    return ""


def _address(reporter: Reporter, node: Scalar, text: str) -> Hyperlink | Failed:
    try:
        scheme = urlsplit(text).scheme.lower()
    except ValueError:
        scheme = ""
    if scheme not in _SCHEMES or re.search(r"[\s<>\"\\\x00-\x1f]", text):
        reporter.report(
            "value-url",
            f"`{text}` is no address that a page may link to",
            node,
            "write it in full, for example `https://example.org/page`",
        )
        return FAILED
    return Hyperlink(text)


def _titled(reporter: Reporter, node: Mapping) -> Hyperlink | Failed:
    keys = Keys(reporter, node, ("url", "title"), what="a link", rule_id="statement-key", value_rule="value-type")
    url, title = keys.nodes.get("url"), keys.text("title")
    if keys.failed():
        return FAILED
    if not isinstance(url, Scalar) or is_empty(url):
        reporter.report("value-type", "a link is an address, or `{url: …, title: …}`", node)
        return FAILED
    address = _address(reporter, url, url.text.strip())
    return Hyperlink(address.url, title) if isinstance(address, Hyperlink) else address
