# Types and their fields, out of the `types:` part of schema files. In: every mapping that speaks of a type, the most
# general first. Out: finished types, with inherited fields.
from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, cast

from stemma.text.diagnostics import did_you_mean
from stemma.text.nodes import Entry, Mapping, Node, Scalar, Sequence
from stemma.text.reader import Keys, Reporter, is_empty, is_reported, scalars
from stemma.text.source import Span
from stemma.vocabulary.formula import Formula, read_formula, read_unit, report_problem
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, parse_number, parse_quantity
from stemma.vocabulary.schema import COMMON_KEYS, KINDS, LONG_KEYS, NUMERIC, Field, Kind, Type, TypeRule
from stemma.vocabulary.schema_targets import Part, check_targets
from stemma.vocabulary.units import Unit, Units

TYPE_KEYS = (
    "extend", "label", "plural", "folder", "icon", "color", "description", "facts", "columns", "fields", "rules",
    "schema_org",
)  # fmt: skip
FIELD_KEYS = (
    "type", "to", "many", "inverse", "inverse_label", "label", "description", "required", "cite", "unit", "min", "max",
    "values", "role", "lineage", "line", "with", "sums_over", "complete", "formula", "inputs", "symmetric",
    "schema_org",
)  # fmt: skip
_FIELD_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FOLDER = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ICON = re.compile(r"[a-z0-9][a-z0-9/_-]*")
_CLASS = re.compile(r"none|[A-Z0-9][A-Za-z0-9]*")
_PROPERTY = re.compile(r"[a-z][A-Za-z0-9]*(?::[A-Z0-9][A-Za-z0-9]*)?")
DEFAULT_COLOR = "#3f51b5"


def humanise(name: str) -> str:
    """`rl_wall_clock` as `Rl wall clock`: what a field is called where the schema gives no label."""
    words = name.replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]


def for_example(name: str) -> str:
    """`: home_port` for `HomePort`, to end a sentence on how names are written; '' where nothing of the word is left."""
    made = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_0123456789")
    return f": `{made}`" if made else ""


class TypeReader:
    """Reads types in an order in which a type comes after the one that it extends."""

    def __init__(self, parts: dict[str, list[Part]], units: Units, broken: set[str]) -> None:
        self.parts = parts
        self.units = units
        self.broken = set(broken)
        self.types: dict[str, Type] = {}
        self.open: list[str] = []
        self.parents: dict[str, str] = {}

    def read(self) -> dict[str, Type]:
        for name in self.parts:
            self._type(name)
        check_targets(self.parts, self.types, self.broken)
        return {name: self.types[name] for name in self.parts if name in self.types}

    def _type(self, name: str) -> None:
        """Read a type after those that it extends; chains may be longer than Python's stack allows."""
        self.open = []
        while name in self.parts and name not in self.types:
            self.open.append(name)
            name = self._parent(name)
            self.parents[self.open[-1]] = name
        for own in reversed(self.open):
            self.types[own] = self._made(own, self.types.get(self.parents[own]))

    def _made(self, name: str, parent: Type | None) -> Type:
        label = humanise(name)
        made = Type(
            name=name, label=label, plural=f"{label}s", folder=f"{name}s", icon="", color=DEFAULT_COLOR, description="",
            extends=parent.name if parent else "", fields=dict(parent.fields) if parent else {}, rules=parent.rules if parent else (),
            facts=parent.facts if parent else (), columns=parent.columns if parent else (),
        )  # fmt: skip
        if parent:
            made = replace(made, color=parent.color, icon=parent.icon, schema_org=parent.schema_org)
        for part in self.parts[name]:
            made = self._extended(made, part)
        return made

    def _parent(self, name: str) -> str:
        extends = ""
        for reporter, _, mapping in self.parts[name]:
            node = mapping.get("extend")
            if not isinstance(node, Scalar) or is_reported(node):
                continue
            if node.text not in self.parts:
                if node.text not in self.broken:
                    reporter.report(
                        "schema-type",
                        f"there is no type `{node.text}` to extend",
                        node,
                        did_you_mean(node.text, self.parts),
                    )
            elif node.text in self.open:
                circle = " → ".join([*self.open[self.open.index(node.text) :], node.text])
                reporter.report(
                    "schema-type",
                    f"types extend each other in a circle: {circle}",
                    node,
                    "delete one of these `extend`",
                )
            else:
                extends = node.text
        return extends

    def _extended(self, made: Type, part: Part) -> Type:
        reporter, _, mapping = part
        keys = Keys(
            reporter, mapping, TYPE_KEYS, what=f"the type `{made.name}`", rule_id="schema-key", value_rule="schema-type"
        )
        if keys.failed():
            self.broken.add(made.name)
        fields = {**made.fields, **self._fields(made.name, reporter, keys.nodes.get("fields"))}
        label = keys.text("label", made.label)
        plural = keys.text("plural", made.plural if "label" not in keys.nodes else f"{label}s")
        made = replace(
            made, label=label, plural=plural, folder=keys.text("folder", made.folder), icon=keys.text("icon", made.icon),
            color=keys.text("color", made.color), description=keys.text("description", made.description), fields=fields,
            facts=tuple(name for name in keys.texts("facts") or made.facts if name in fields),
            columns=tuple(name for name in keys.texts("columns") or made.columns if name in fields),
            rules=made.rules + self._rules(reporter, keys.nodes.get("rules")),
            schema_org=keys.text("schema_org", made.schema_org),
        )  # fmt: skip
        for key, pattern, example in (
            ("folder", _FOLDER, f"{made.name}s"), ("color", _COLOR, '"#3f51b5"'), ("icon", _ICON, "material/star"),
            ("schema_org", _CLASS, "CreativeWork"),
        ):  # fmt: skip
            node = keys.nodes.get(key)
            if isinstance(node, Scalar) and node.text and not pattern.fullmatch(node.text):
                what = "class at schema.org" if key == "schema_org" else key
                reporter.report(
                    "schema-type", f"`{node.text}` cannot be a type's {what}", node, f"for example `{key}: {example}`"
                )
                instead: dict[str, Any] = {key: {"folder": f"{made.name}s", "color": DEFAULT_COLOR}.get(key, "")}
                made = replace(made, **instead)
        for key in ("facts", "columns"):
            node = keys.nodes.get(key)
            for item in node.items if isinstance(node, Sequence) else ():
                if isinstance(item, Scalar) and item.text not in fields and made.name not in self.broken:
                    reporter.report(
                        "schema-type",
                        f"`{key}` names the field `{item.text}`, which `{made.name}` does not have",
                        item,
                        did_you_mean(item.text, fields),
                    )
        dates = [field for field in fields.values() if field.role == "date"]
        if len(dates) > 1 and dates[-1].span and dates[-1].span.source is reporter.source:
            reporter.report(
                "schema-field",
                f"`{dates[0].name}` has `role: date` already, and one field places an entity in time",
                dates[-1].span,
                "delete one of the two",
            )
        return made

    def _rules(self, reporter: Reporter, node: Node | None) -> tuple[TypeRule, ...]:
        if node is None or is_reported(node):
            return ()
        if not isinstance(node, Sequence):
            reporter.report("schema-type", "`rules` must be a list of `{check: …, message: …}`", node)
            return ()
        found = []
        for item in node.items:
            keys = Keys(
                reporter, item, ("check", "message"), what="a rule", rule_id="schema-key", value_rule="schema-type"
            )
            check = keys.nodes.get("check")
            if check is None:
                if not keys.failed():
                    reporter.report(
                        "schema-type", "a rule needs `check`", item, "for example `{check: low <= high, message: …}`"
                    )
                continue
            formula = read_formula(reporter, check, None, None, self.units)
            if formula is not None:
                found.append(TypeRule(formula, keys.text("message", f"`{formula.text}` does not hold")))
        return tuple(found)

    def _fields(self, owner: str, reporter: Reporter, node: Node | None) -> dict[str, Field]:
        if node is None or is_reported(node) or is_empty(node):
            return {}
        if not isinstance(node, Mapping):
            reporter.report("schema-type", "`fields` must be a mapping of names to fields", node)
            self.broken.add(owner)
            return {}
        found: dict[str, Field] = {}
        for key, value in node.entries:
            span = Span(reporter.source, key.start, key.end)
            if not _FIELD_NAME.fullmatch(key.text):
                reporter.report(
                    "schema-field",
                    f"`{key.text}` cannot be a field's name",
                    span,
                    f"use lower-case letters, digits and `_`{for_example(key.text)}",
                )
                self.broken.add(owner)
            elif key.text in COMMON_KEYS:
                reporter.report(
                    "schema-field",
                    f"every type has `{key.text}` already",
                    span,
                    "delete it here, or choose another name",
                )
            else:
                field = self._field(owner, reporter, key, value, span)
                if field is None:
                    self.broken.add(owner)
                else:
                    found[key.text] = field
        return found

    def _field(self, owner: str, reporter: Reporter, key: Scalar, node: Node, span: Span) -> Field | None:
        if is_reported(node):
            return None
        if isinstance(node, Scalar) and node.text:  # the short form: `hull: text`
            node = Mapping((Entry(Scalar("type", node.start, node.end, ""), node),), node.start, node.end)
        keys = Keys(
            reporter, node, FIELD_KEYS, what=f"the field `{key.text}`", rule_id="schema-key", value_rule="schema-field"
        )
        if keys.failed():
            return None
        internal = reporter.source.path.startswith("stemma/")
        kinds = (*KINDS, "assertion", "evidence") if internal else KINDS
        if "type" not in keys.nodes:
            reporter.report(
                "schema-field", f"the field `{key.text}` needs a `type`", span, f"one of: {', '.join(KINDS)}"
            )
            return None
        chosen = keys.choice("type", kinds)
        if not chosen:
            return None
        kind = cast("Kind", chosen)
        unit = read_unit(reporter, keys.nodes.get("unit"), self.units)
        if isinstance(unit, Problem):
            return None
        made = Field(
            name=key.text, kind=kind, label=keys.text("label", humanise(key.text)), inverse=keys.text("inverse"),
            inverse_label=keys.text("inverse_label"), description=keys.text("description"), many=keys.flag("many"),
            required=keys.flag("required"), cite=keys.choice("cite", ("required", "optional")) == "required",
            to=keys.texts("to"), unit=unit, values=_values(keys), value_labels=_value_labels(keys), role=keys.choice("role", ("date",)),
            lineage=cast("Any", keys.choice("lineage", ("parent", "child"))),
            line=cast("Any", keys.choice("line", ("solid", "dashed", "dotted"), "solid")),
            minimum=self._limit(reporter, keys, "min", unit), maximum=self._limit(reporter, keys, "max", unit),
            attributes=self._attributes(owner, reporter, keys.nodes.get("with")),
            increment=keys.choice("sums_over", ("lineage",)) == "lineage", complete=keys.flag("complete"),
            formula=self._formula(reporter, keys, unit), span=span, schema_org=keys.text("schema_org"),
            symmetric=keys.flag("symmetric"),
        )  # fmt: skip
        if keys.failed():
            return None
        if made.schema_org and not _PROPERTY.fullmatch(made.schema_org):
            example = "for example `schema_org: author`, or `schema_org: location:Place` for the name of a place"
            reporter.report(
                "schema-field",
                f"`{made.schema_org}` cannot be a property of schema.org",
                keys.nodes["schema_org"],
                example,
            )
            made = replace(made, schema_org="")
        self._consistent(reporter, made, keys)
        if made.inverse and not made.inverse_label:
            made = replace(made, inverse_label=humanise(made.inverse))
        return made

    def _attributes(self, owner: str, reporter: Reporter, node: Node | None) -> dict[str, Field]:
        """The fields of a reference's long form, which has keys of its own already."""
        found = self._fields(owner, reporter, node)
        for name in [name for name in found if name in LONG_KEYS]:
            span = found.pop(name).span
            if span:
                reporter.report("schema-field", f"every long form has `{name}` already", span, "choose another name")
        for field in found.values():
            if field.schema_org and field.span:
                reporter.report(
                    "schema-field",
                    "`schema_org` does not stand with attributes of a reference",
                    field.span,
                    "delete it",
                )
        return found

    def _limit(self, reporter: Reporter, keys: Keys, key: str, unit: Unit | None) -> Quantity | None:
        node = keys.nodes.get(key)
        if not isinstance(node, Scalar):
            return None
        parsed = parse_quantity(node.text, self.units, unit) if unit else parse_number(node.text)
        if isinstance(parsed, Problem):
            report_problem(reporter, node, parsed)
            return None
        return parsed

    def _formula(self, reporter: Reporter, keys: Keys, unit: Unit | None) -> Formula | None:
        node = keys.nodes.get("formula")
        if node is None:
            return None
        made = read_formula(reporter, node, keys.nodes.get("inputs"), None, self.units)
        return replace(made, unit=unit) if made else None

    def _consistent(self, reporter: Reporter, field: Field, keys: Keys) -> None:
        """Settings that only make sense for some kinds of field."""
        needs: tuple[tuple[str, bool, str], ...] = (
            ("to", field.kind == "ref", "`type: ref`"),
            ("inverse", field.kind == "ref", "`type: ref`"),
            ("lineage", field.kind == "ref", "`type: ref`"),
            ("symmetric", field.kind == "ref", "`type: ref`"),
            ("with", field.kind == "ref", "`type: ref`"),
            ("values", field.kind == "enum", "`type: enum`"),
            ("unit", field.kind == "quantity", "`type: quantity`"),
            ("min", field.kind in NUMERIC, "a number or quantity"),
            ("max", field.kind in NUMERIC, "a number or quantity"),
            ("formula", field.kind in NUMERIC, "a number or quantity"),
            ("sums_over", field.kind in NUMERIC, "a number or quantity"),
            ("role", field.kind == "date", "`type: date`"),
            ("inputs", "formula" in keys.nodes, "a `formula`"),
        )
        for key, fits, wanted in needs:
            if key in keys.nodes and not fits:
                reporter.report(
                    "schema-field",
                    f"`{key}` stands only with {wanted}",
                    keys.spans[key],
                    "delete it, or change the field's type" if key != "inputs" else None,
                )
        for key in ("inverse", "inverse_label", "lineage") if field.symmetric else ():
            if key in keys.nodes:
                reporter.report(
                    "schema-field",
                    f"a symmetric relation is the same from both ends, so it has no `{key}`",
                    keys.spans[key],
                    "delete it, or delete `symmetric`",
                )
        for key, missing in (
            ("to", field.kind == "ref" and not field.to),
            ("values", field.kind == "enum" and not field.values),
        ):
            if missing and field.span:
                example = "`to: any`" if key == "to" else "`values: [one, two]`"
                reporter.report(
                    "schema-field",
                    f"the field `{field.name}` needs `{key}`",
                    keys.spans.get(key, field.span),
                    f"for example {example}",
                )
        twice = next((item for item in _value_nodes(keys) if field.values.count(item.text) > 1), None)
        if twice is not None:
            reporter.report("schema-field", f"`{twice.text}` stands twice in `values`", twice, "delete one of the two")
        low, high = (limit.interval.best if limit else None for limit in (field.minimum, field.maximum))
        if low is not None and high is not None and low > high:
            reporter.report("schema-field", "`min` is larger than `max`", keys.spans["min"], "swap the two")


def _value_nodes(keys: Keys) -> tuple[Scalar, ...]:
    """The values of an enumeration: a list, or a mapping of values to their labels."""
    node = keys.nodes.get("values")
    return tuple(key for key, _ in node.entries) if isinstance(node, Mapping) else tuple(scalars(node))


def _values(keys: Keys) -> tuple[str, ...]:
    if isinstance(keys.nodes.get("values"), Mapping):
        return tuple(key.text for key in _value_nodes(keys))
    return keys.texts("values")


def _value_labels(keys: Keys) -> dict[str, str]:
    node = keys.nodes.get("values")
    if not isinstance(node, Mapping):
        return {}
    for key, value in node.entries:
        if not (isinstance(value, Scalar) and value.text):
            at = Span(keys.reporter.source, key.start, key.end)
            keys.reporter.report(
                "schema-field",
                f"the value `{key.text}` needs a label",
                at,
                f"for example `{key.text}: {humanise(key.text)}`",
            )
    return {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
