# The statements of one field, in their short and long forms. In: the field's node. Out: statements, and whether all
# of the node could be read.
from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias, cast

from stemma.knowledge.citations import plain_citations, read_citations
from stemma.knowledge.entity import RANKS, Citation, PlainValue, Rank, Special, Statement
from stemma.knowledge.values import Failed, read_value
from stemma.text.nodes import Mapping, Node, Route, Scalar, Sequence, span_of
from stemma.text.reader import Keys, Reporter, is_empty, is_reported
from stemma.text.source import Span
from stemma.vocabulary.dates import PartialDate, parse_date
from stemma.vocabulary.formula import read_formula, report_problem
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.schema import NUMERIC, Field, Schema

# What a field's text was read as, by the field and the text. Fields live as long as the schema that they are read with.
Remembered: TypeAlias = dict[tuple[int, str], PlainValue | Special]
_REMEMBERED = 65_536
_SHORT = 80  # characters; longer texts hardly come again
_NO_ATTRIBUTES: dict[str, PlainValue | Special] = {}
_LONG_KEYS = ("value", "source", "at", "as_of", "note", "inferred", "rank")


class StatementReader:
    """Reads the fields of one entity, whose own `sources` are the default of its statements. `remembered` holds what the same
    texts were read as before."""

    def __init__(
        self, reporter: Reporter, schema: Schema, default: tuple[Citation, ...], remembered: Remembered
    ) -> None:
        self.reporter = reporter
        self.schema = schema
        self.default = default
        self.remembered = remembered

    def read(self, field: Field, node: Node, route: Route) -> tuple[tuple[Statement, ...], bool]:
        """All statements of `field`; the flag says that none of them failed."""
        if type(node) is not Sequence:
            found = self._one(field, node, route, 0)
            return (() if found is None or found is Failed.FAILED else (found,)), found is not Failed.FAILED
        if not field.many and not self._are_rivals(field, node):
            return (), False
        statements: list[Statement] = []
        complete = True
        for index, item in enumerate(node.items):
            made = self._one(field, item, (*route, index), index)
            if made is Failed.FAILED:
                complete = False
            elif made is not None:
                statements.append(made)
        return tuple(self._merged(statements) if field.many and len(statements) > 1 else statements), complete

    def _are_rivals(self, field: Field, node: Sequence) -> bool:
        if not node.items:
            self.reporter.report(
                "value-missing",
                f"`{field.name}` has no value",
                node,
                "write `none` if there is none, or delete the line",
            )
            return False
        all_bare = not any(isinstance(item, Mapping) for item in node.items)
        for item in node.items:
            if not isinstance(item, Mapping) and not is_reported(item):
                self.reporter.report(
                    "statement-rivals", f"`{field.name}` has one value, and this is {'a list of bare values' if all_bare else 'a bare one in a list'}",
                    node if all_bare else item,
                    "write one value; or rival statements, each as `{value: …, source: …}`",
                )  # fmt: skip
                return False
        return True

    def _merged(self, statements: list[Statement]) -> list[Statement]:
        """Equal items of a list are one item with the sources of all."""
        found: dict[object, Statement] = {}
        for statement in statements:
            key = (
                getattr(statement.value, "id", None) or statement.text,
                statement.rank,
                statement.formula is None,
                statement.as_of,
                tuple((name, getattr(v, "id", v)) for name, v in (statement.attributes or {}).items()),
            )
            first = found.get(key)
            if first is None:
                found[key] = statement
            else:
                new = tuple(
                    c for c in statement.citations if (c.id, c.at) not in {(k.id, k.at) for k in first.citations}
                )
                found[key] = replace(
                    first, citations=first.citations + new, own_citations=first.own_citations or statement.own_citations,
                    note=first.note or statement.note, disputed=first.disputed or statement.disputed,
                )  # fmt: skip
        return list(found.values())

    def _one(self, field: Field, node: Node, route: Route, index: int) -> Statement | Failed | None:
        if type(node) is Mapping and not (field.kind == "url" and node.get("url") is not None):
            return self._usual(field, node, route, index) or self._long(field, node, route, index)
        value = self._value(field, node)
        if value is None or value is Failed.FAILED:
            return value
        span = span_of(self.reporter.source, node)
        return Statement(field.name, index, value, getattr(node, "text", ""), route, span, self.default)

    def _value(self, field: Field, node: Node) -> PlainValue | Special | Failed | None:
        """The value of a node. Equal texts of one field have one value, but for references, which have places of their own."""
        if field.kind == "ref" or type(node) is not Scalar or node.style:
            return read_value(self.reporter, field, node, self.schema.units)
        key = (id(field), node.text)
        value = self.remembered.get(key)
        if value is None:
            read = read_value(self.reporter, field, node, self.schema.units)
            if read is None or read is Failed.FAILED:
                return read
            value = read
            if len(self.remembered) < _REMEMBERED and len(node.text) <= _SHORT:
                self.remembered[key] = value
        return value

    def _usual(self, field: Field, node: Mapping, route: Route, index: int) -> Statement | Failed | None:
        """A long form of the usual keys without mistake, as most are; None where `_long` must read it. Nothing is reported
        before that is decided."""
        main: Scalar | None = None
        citations: tuple[Citation, ...] | None = None
        source: Node | None = None
        as_of: PartialDate | None = None
        at, note, rank = "", "", "normal"
        for key, value in node.entries:
            name = key.text
            if name == "source":
                source = value
            elif type(value) is not Scalar or value.style == "!":
                return None
            elif (name == "value" or (name == "to" and field.kind == "ref")) and main is None:
                main = value
            elif is_empty(value):
                return None
            elif name == "at":
                at = value.text
            elif name == "note":
                note = value.text
            elif name == "rank" and value.text in RANKS:
                rank = value.text
            elif name == "as_of" and isinstance(date := parse_date(value.text), PartialDate):
                as_of = date
            else:
                return None
        if source is not None:
            citations = plain_citations(self.reporter, source, at)
        if main is None or field.attributes or (citations is None and source is not None):
            return None
        made = self._value(field, main)
        if made is None or made is Failed.FAILED:
            return Failed.FAILED
        span = span_of(self.reporter.source, main)
        return Statement(
            field.name, index, made, main.text, route, span, self.default if citations is None else citations,
            source is not None, as_of, note, rank=cast("Rank", rank), attributes=_NO_ATTRIBUTES,
        )  # fmt: skip

    def _long(self, field: Field, node: Mapping, route: Route, index: int) -> Statement | Failed:
        keys = Keys(
            self.reporter, node, long_keys(field), what=f"a value of `{field.name}`", rule_id="statement-key",
            value_rule="value-type",
        )  # fmt: skip
        citations = self._citations(keys)
        as_of = self._as_of(keys)
        rank = cast("Rank", keys.choice("rank", RANKS, "normal"))
        base = Statement(
            field.name, index, None, "", route, span_of(self.reporter.source, node), self.default if citations is None else citations,
            own_citations="source" in keys.nodes, as_of=as_of, note=keys.text("note"), inferred=keys.flag("inferred"), rank=rank,
            disputed=keys.flag("disputed"), attributes=self._attributes(field, keys),
        )  # fmt: skip
        main = keys.nodes.get("value") or keys.nodes.get("to")
        formula = keys.nodes.get("formula")
        if formula is not None and main is None:
            read = read_formula(
                self.reporter, formula, keys.nodes.get("inputs"), keys.nodes.get("unit"), self.schema.units
            )
            if read is None or keys.failed():
                return Failed.FAILED
            return replace(base, formula=read, text=read.text, span=span_of(self.reporter.source, formula))
        if main is None or formula is not None:
            if not keys.failed():
                key = "to" if field.kind == "ref" else "value"
                both = main is not None
                which = "both `value` and `formula`" if both else f"no `{key}`"
                advice = "make two items of a list of it, one stated and one computed" if both else f"add `{key}: …`"
                self.reporter.report("value-missing", f"this value of `{field.name}` has {which}", node, advice)
            return Failed.FAILED
        value = read_value(self.reporter, field, main, self.schema.units)
        if isinstance(value, Failed) or value is None or keys.failed():
            return Failed.FAILED
        return replace(base, value=value, text=getattr(main, "text", ""), span=span_of(self.reporter.source, main))

    def _citations(self, keys: Keys) -> tuple[Citation, ...] | None:
        """The value's own sources; None where it names none and the entity's stand for it."""
        node, at = keys.nodes.get("source"), keys.text("at")
        return None if node is None else read_citations(self.reporter, node, at)[0]

    def _as_of(self, keys: Keys) -> PartialDate | None:
        node = keys.nodes.get("as_of")
        if not isinstance(node, Scalar) or is_empty(node):
            keys.text("as_of")
            return None
        parsed = parse_date(node.text)
        if isinstance(parsed, Problem):
            report_problem(self.reporter, node, parsed)
            keys.fail()
            return None
        return parsed

    def _attributes(self, field: Field, keys: Keys) -> dict[str, PlainValue | Special]:
        found: dict[str, PlainValue | Special] = {}
        for name, attribute in field.attributes.items():
            node = keys.nodes.get(name)
            if node is None:
                if attribute.required:
                    at = Span(self.reporter.source, *_first_key(keys))
                    self.reporter.report("field-required", f"this reference needs `{name}`", at)
                    keys.fail()
                continue
            value = read_value(self.reporter, attribute, node, self.schema.units)
            if isinstance(value, Failed):
                keys.fail()
            elif value is not None:
                found[name] = value
        return found


def long_keys(field: Field) -> tuple[str, ...]:
    """The keys that the long form of a field's value may have."""
    allowed: tuple[str, ...] = _LONG_KEYS
    if field.kind == "ref":
        allowed = (*allowed, "to", *field.attributes)
    if field.many:
        allowed = (*allowed, "disputed")
    if field.kind in NUMERIC:
        allowed = (*allowed, "formula", "inputs", "unit")
    return allowed


def _first_key(keys: Keys) -> tuple[int, int]:
    first = min(keys.spans.values(), key=lambda span: span.start)
    return first.start, first.end
