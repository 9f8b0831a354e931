# The vocabulary page: the contributor's reference, made from the schema. In: the site. Out: a finished page.
from __future__ import annotations

import json
import re
from dataclasses import dataclass
from fractions import Fraction

from stemma.knowledge.wording import inside
from stemma.pages.colors import readable
from stemma.pages.context import Heading, Page, Site
from stemma.pages.inline import coded
from stemma.pages.template import render_template
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.quantity import format_quantity
from stemma.vocabulary.schema import Field, Type
from stemma.vocabulary.unit import UnitName
from stemma.vocabulary.words import COMMON

_HOLDS = {
    "text": "text", "markdown": "text in Markdown", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "date": "a date, as far as it is known", "quantity": "a quantity", "url": "an address on the web", "enum": "one of a few words",
    "assertion": "what the claim says, for the graph to check", "evidence": "sources, each with its stance",
}  # fmt: skip
_MADE = {
    "text": "some words", "markdown": "Some *words*.", "number": "1.5", "integer": "3", "boolean": "true", "date": "2025-01-20",
    "quantity": "12", "url": "https://www.example.org/",
}  # fmt: skip
_QUOTED = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`<=]|.*(?:: | #)|.*[:#]$|(?:true|false|null|~)$|\s|.*\s$")
_LONGEST = 70  # characters of an example


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a description: its text, and the anchor that it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class FieldView:
    id: str
    name: str
    label: str
    holds: tuple[Part, ...]
    rules: tuple[str, ...]
    values: tuple[tuple[str, str], ...]
    description: str
    backwards: str
    line: str
    example: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TypeView:
    type: Type
    color: str
    icon: str
    number: str
    href: str
    parent: Type | None
    children: tuple[Type, ...]
    inherited: tuple[Part, ...]
    fields: tuple[FieldView, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RelationView:
    holder: Part
    label: Part
    targets: tuple[Part, ...]
    inverse: str
    lineage: str
    line: str


@dataclass(frozen=True, slots=True)
class UnitView:
    name: str
    symbol: str
    plural: str
    measures: str
    worth: str
    fields: tuple[Part, ...]


def vocabulary_page(site: Site) -> Page:
    """The page about everything that can be written down in this graph."""
    path = site.special("vocabulary")
    schema = site.graph.schema
    numbers: dict[str, int] = {}
    for entity in site.named():
        numbers[entity.type] = numbers.get(entity.type, 0) + 1
    types = [_type(site, path, type_, numbers.get(type_.name, 0)) for type_ in schema.types.values()]
    view = {
        "types": types, "common": [(key, coded(meaning)) for key, meaning in COMMON.items()], "relations": _relations(site), "units": _units(site),
        "functions": [(f.usage, f.meaning) for f in FUNCTIONS.values()],
    }  # fmt: skip
    headings = [Heading(2, "every-entity", "Every entity")]
    headings += [Heading(2, name, schema.types[name].plural) for name in schema.types]
    headings += [
        Heading(2, "relations", "Relations"),
        Heading(2, "units", "Units"),
        Heading(2, "functions", "Functions"),
    ]
    html = render_template(site, "vocabulary.html", view)
    return Page(
        path, "Vocabulary", html, tuple(headings), description="The types, fields, relations and units of this graph."
    )


def _anchor(type_name: str, field: str) -> str:
    return f"{type_name}-{field}"


def _type(site: Site, path: str, type_: Type, number: int) -> TypeView:
    schema = site.graph.schema
    parent = schema.types.get(type_.extends)
    taken = {n for n, f in type_.fields.items() if parent is not None and parent.fields.get(n) is f}
    inherited = tuple(
        Part(type_.fields[n].label, f"#{_anchor(_owner(site, type_, n), n)}") for n in type_.fields if n in taken
    )
    fields = tuple(_field(site, type_, f) for n, f in type_.fields.items() if n not in taken)
    href = site.root(path) + site.page_url(f"{type_.folder}/index") if number else ""
    children = tuple(t for t in schema.types.values() if t.extends == type_.name)
    shown = f"{number:,} {type_.label.lower() if number == 1 else inside(type_.plural)}" if number else ""
    return TypeView(
        type_, readable(type_.color), site.icons.get(type_.icon, ""), shown, href, parent, children, inherited, fields,
        tuple(f"Reported where it does not hold: {rule.check.text}" for rule in type_.rules),
    )  # fmt: skip


def _owner(site: Site, type_: Type, field: str) -> str:
    """The type that a field comes from, unchanged."""
    parent = site.graph.schema.types.get(type_.extends)
    while parent is not None and parent.fields.get(field) is type_.fields[field]:
        type_, parent = parent, site.graph.schema.types.get(parent.extends)
    return type_.name


def _field(site: Site, type_: Type, field: Field) -> FieldView:
    rules = ["required"] if field.required else []
    rules += ["needs a source"] if field.cite else []
    rules += ["several"] if field.many else []
    rules += ["computed"] if field.formula is not None else []
    rules += ["date of the entity"] if field.role == "date" else []
    rules += ["adds up over lineage"] if field.increment else []
    rules += [f"at least {format_quantity(field.minimum)}"] if field.minimum is not None else []
    rules += [f"at most {format_quantity(field.maximum)}"] if field.maximum is not None else []
    labels = field.value_labels
    return FieldView(
        _anchor(type_.name, field.name), field.name, field.label, _holds(site, field), tuple(rules),
        tuple((value, labels.get(value, "")) for value in field.values), field.description,
        field.label_from_there if field.kind == "ref" else "", field.line if field.lineage else "",
        f"formula: {field.formula.text}" if field.formula is not None else _example(site, type_, field), tuple(field.attributes),
    )  # fmt: skip


def _holds(site: Site, field: Field) -> tuple[Part, ...]:
    if field.kind == "ref":
        return (Part("the id of "), *_targets(site, field))
    if field.kind == "quantity" and field.unit is not None:
        names = [name.name for name, _ in field.unit.parts]
        return (Part("a quantity in "), Part(field.unit.text, f"#unit-{names[0]}" if names else ""))
    return (Part(_HOLDS[field.kind]),)


def _targets(site: Site, field: Field) -> tuple[Part, ...]:
    types = site.graph.schema.types
    found: list[Part] = []
    for name in field.to:
        found += [Part(" or ")] if found else []
        found.append(Part("anything") if name == "any" or name not in types else Part(types[name].label, f"#{name}"))
    return tuple(found)


def _example(site: Site, type_: Type, field: Field) -> str:
    """A line of YAML: a value that the graph holds, or one made up."""
    if field.kind in {"assertion", "evidence"}:
        return ""
    kinds = {name for name in site.graph.schema.types if site.graph.schema.is_a(name, type_.name)}
    for entity in site.shown():
        for statement in entity.of(field.name) if entity.type in kinds else ():
            text = " ".join(statement.text.split())
            if text and statement.formula is None and len(text) <= _LONGEST:
                return f"{field.name}: {_yaml(text)}"
    made = _MADE.get(field.kind, "")
    if field.kind == "enum":
        made = field.values[0] if field.values else ""
    elif field.kind == "ref":
        made = next((e.id for e in site.named() if site.graph.schema.allows(field, e.type)), "some-id")
    elif field.kind == "quantity" and field.unit is not None and field.unit.text:
        made = f"12 {field.unit.text}".replace(" 1/", " /")
    return f"{field.name}: {_yaml(made)}" if made else ""


def _yaml(text: str) -> str:
    """The text as a YAML value, in quotes where it needs them."""
    return json.dumps(text, ensure_ascii=False) if _QUOTED.match(text) else text


def _relations(site: Site) -> list[RelationView]:
    found = []
    for type_ in site.graph.schema.types.values():
        for field in type_.fields.values():
            if field.kind != "ref" or _owner(site, type_, field.name) != type_.name:
                continue
            role = {"parent": "from what it names", "child": "to what it names"}.get(field.lineage, "")
            found.append(
                RelationView(
                    Part(type_.label, f"#{type_.name}"), Part(field.label, f"#{_anchor(type_.name, field.name)}"), _targets(site, field),
                    field.label_from_there, f"descends {role}" if role else "", field.line if field.lineage else "",
                )
            )  # fmt: skip
    return found


def _units(site: Site) -> list[UnitView]:
    """The declared units, and those that a field is counted in."""
    schema = site.graph.schema
    names: dict[str, UnitName] = {unit.name: unit for unit in schema.units.declared.values()}
    used: dict[str, list[Part]] = {}
    for type_ in schema.types.values():
        for field in type_.fields.values():
            if field.unit is None or _owner(site, type_, field.name) != type_.name:
                continue
            for name, _ in field.unit.parts:
                names.setdefault(name.name, name)
                used.setdefault(name.name, []).append(
                    Part(f"{type_.label}: {field.label}", f"#{_anchor(type_.name, field.name)}")
                )
    bases = {unit.dimension: unit.name for unit in names.values() if unit.factor == 1 and unit.dimension}
    return [
        UnitView(
            unit.name, unit.symbol, unit.plural, _measures(unit), _worth(unit, bases.get(unit.dimension, "")), tuple(used.get(unit.name, ())),
        )
        for unit in sorted(names.values(), key=lambda unit: (unit.name.casefold(), unit.name))
    ]  # fmt: skip


def _measures(unit: UnitName) -> str:
    parts = [base.strip("[]").partition(":")[0] + (f"^{power}" if power != 1 else "") for base, power in unit.dimension]
    return f"{'counts, ' if unit.is_count else ''}{' · '.join(parts)}" if parts else "a share or a ratio"


def _worth(unit: UnitName, base: str) -> str:
    """What one of it is in the unit that the others of its kind are counted in."""
    if unit.factor == 1:
        return ""
    whole = unit.factor.denominator == 1
    text = f"{int(unit.factor):,}" if whole and unit.factor < 10**12 else f"{float(unit.factor):.6g}"
    if not whole and unit.factor.numerator == 1 and unit.factor > Fraction(1, 1_000_000):
        text = f"1/{unit.factor.denominator:,}"
    return f"{text} {base}".strip() if base or not unit.dimension else ""
