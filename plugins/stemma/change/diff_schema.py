# What of the vocabulary changed: types, fields, units, and how severe rules are. In: two schemas. Out: edits, in the words of
# schema files.
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from stemma.change.diff_content import line, value_text
from stemma.knowledge.difference import Declared, SchemaEdit
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.schema import Field, Schema, Type
from stemma.vocabulary.unit import Unit, UnitName

_IN_FILES = {
    "kind": "type", "minimum": "min", "maximum": "max", "attributes": "with", "increment": "sums_over", "extends": "extend",
}  # fmt: skip
_UNORDERED = {"to", "values"}
_PASSED_OVER = {"name", "span", "fields"}
_TELLING = {"type", "to", "unit", "formula", "severity", "extend", "file", "value"}  # of what is new or gone


def schema_edits(base: Schema, head: Schema) -> tuple[SchemaEdit, ...]:
    """All that differs. A field that a type has from the type it extends is told there, once. What a schema says in a part
    that cannot be read is unknown, and no change."""
    if base.broken or head.broken:
        return ()
    unread = base.broken_types | head.broken_types
    found = _edits("type", {n: _of(t) for n, t in base.types.items()}, {n: _of(t) for n, t in head.types.items()})
    for name in sorted(base.types.keys() & head.types.keys()):
        old, new = _own(base, name, head), _own(head, name, base)
        found += _edits("field", old, new)
    found += _edits("unit", *({n: _unit(u) for n, u in s.units.declared.items()} for s in (base, head)))
    found += _edits("rule", _rules(base), _rules(head))
    found += _edits("setting", _settings(base), _settings(head))
    return tuple(e for e in found if e.what not in {"type", "field"} or e.name.partition(".")[0] not in unread)


def _edits(
    what: Declared, old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]
) -> list[SchemaEdit]:
    found: list[SchemaEdit] = []
    for name in sorted(old.keys() | new.keys()):
        if name not in old:
            found.append(SchemaEdit(what, name, "added", _short({}, new[name])))
        elif name not in new:
            found.append(SchemaEdit(what, name, "removed", _short(old[name], {})))
        elif old[name] != new[name]:
            found.append(SchemaEdit(what, name, "changed", _short(old[name], new[name])))
    return found


def _short(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[tuple[str, str, str], ...]:
    """The keys that differ. Of what only one side has, those that say what it is."""
    names = [name for name in dict.fromkeys((*old, *new)) if old.get(name, "") != new.get(name, "")]
    if not old or not new:
        names = [name for name in names if name in _TELLING]
    return tuple((name, old.get(name, ""), new.get(name, "")) for name in names)


def _own(schema: Schema, name: str, other: Schema) -> dict[str, dict[str, str]]:
    """The fields of a type by `type.field`, without those that it shares with the type that it extends on this side, where
    the other side knows that type too."""
    type_ = schema.types[name]
    parent = schema.types.get(type_.extends) if type_.extends in other.types else None
    other_parent = other.types.get(other.types[name].extends)
    same_parent = parent is not None and other_parent is not None and parent.name == other_parent.name
    inherited = parent.fields if parent is not None and same_parent else {}
    return {f"{name}.{f.name}": _of(f) for f in type_.fields.values() if inherited.get(f.name) != f}


def _of(item: Type | Field) -> dict[str, str]:
    """What a declaration says, by the keys of schema files; what says nothing is left out."""
    found: dict[str, str] = {}
    for field in fields(item):
        if field.name in _PASSED_OVER:
            continue
        name, value = _IN_FILES.get(field.name, field.name), getattr(item, field.name)
        text = _text(name, value)
        if text:
            found[name] = text
    return found


def _text(name: str, value: object) -> str:
    if isinstance(value, Formula):
        inputs = ", ".join(f"{i.name} = {i.path}" for i in sorted(value.inputs, key=lambda i: i.name))
        return line(value.text) + (f" with {inputs}" if inputs else "") + (f" in {value.unit}" if value.unit else "")
    if isinstance(value, Quantity):
        return value_text(value, "")
    if isinstance(value, Unit):
        return value.text
    if isinstance(value, bool):
        return "true" if value else ""
    if name == "rules" and isinstance(value, tuple):
        return "; ".join(f"{line(rule.check.text)}: {line(rule.message)}" for rule in value)
    if isinstance(value, Mapping):
        listed = [(key, ", ".join(f"{k}: {v}" for k, v in _of(v).items()) if isinstance(v, Field) else str(v)) for key, v in value.items()]  # fmt: skip
        return "; ".join(f"{key}: {told}" for key, told in sorted(listed))
    if isinstance(value, tuple):
        return ", ".join(sorted(map(str, value)) if name in _UNORDERED else map(str, value))
    return line(str(value)) if value else ""


def _unit(unit: UnitName) -> dict[str, str]:
    """What a unit name means: its worth in base units, and how it is written."""
    base = " ".join(name if power == 1 else f"{name}^{power}" for name, power in unit.dimension)
    spelled = {"symbol": unit.symbol, "plural": unit.plural, "count": "true" if unit.is_count else ""}
    return {"unit": f"{unit.factor} {base}".rstrip(), **{name: text for name, text in spelled.items() if text}}


def _rules(schema: Schema) -> dict[str, dict[str, str]]:
    """The severities that the project sets, and the rules that it has written itself."""
    found = {file.rule_id: {"file": file.path} for file in schema.rule_files}
    for setting in schema.settings:
        found[setting.prefix] = {**found.get(setting.prefix, {}), "severity": setting.severity}
    return found


def _settings(schema: Schema) -> dict[str, dict[str, str]]:
    stale = "" if schema.stale_after is None else str(schema.stale_after)
    values = {"baseline": schema.baseline[0] if schema.baseline else "", "stale_after": stale}
    return {name: {"value": value} for name, value in values.items() if value}
