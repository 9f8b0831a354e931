# What is said of the word under the pointer: an entity's card, a figure's value with what it follows from, the meaning of
# a key, a unit or a function. In: the view and a mention. Out: Markdown.
from __future__ import annotations

import re

from stemma.editor.completion import unit_detail
from stemma.editor.mention import Mention
from stemma.editor.view import View
from stemma.knowledge.paths import read_path
from stemma.knowledge.wording import count, value_text
from stemma.report.trace import explain
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity
from stemma.vocabulary.schema import NUMERIC, Field

_FACTS = 8
_LINES = 24  # of a trace; the command shows the rest
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~])")


def hover(view: View, mention: Mention) -> str:
    """Markdown on what is mentioned; '' where there is nothing to say."""
    match mention.what:
        case "entity":
            return card(view, mention.entity)
        case "field":
            return _field(view, mention)
        case "input":
            return _input(view, mention)
        case "function":
            function = FUNCTIONS[mention.text]
            return f"`{function.usage}`\n\n{_plain(function.meaning)}"
        case "unit":
            return _unit(view, mention.text)
        case "type":
            return _type(view, mention.text)
        case _:
            about = mention.about
            said = [part for part in (about.detail, about.about) if part] if about else []
            return f"`{mention.text}`\n\n" + "\n\n".join(said) if said else ""


def _plain(text: str) -> str:
    """Text of the graph as Markdown that shows it and does nothing else."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def card(view: View, entity_id: str) -> str:
    """An entity's name, type, summary and facts."""
    entity = view.graph.entities[entity_id]
    type_ = view.schema.types.get(entity.type)
    lines = [f"**{_plain(entity.name)}** · {_plain(type_.label if type_ else entity.type)} `{entity_id}`"]
    if entity.broken:
        return f"{lines[0]}\n\nIts file has an error."
    if entity.summary:
        lines += ["", _prose(entity.summary.text)]
    names = (type_.facts or tuple(type_.fields)) if type_ else ()
    facts = [
        (type_.fields[name].label, text)
        for name in names
        if type_ and (text := value_of(view, entity_id, type_.fields[name]))
    ]
    lines += ["", *(f"- {_plain(label)}: {_plain(text)}" for label, text in facts[:_FACTS])]
    incoming = len(view.graph.incoming(entity_id))
    lines += ["", f"Named by {count(incoming, 'references')}."] if incoming else []
    return "\n".join(lines).strip()


def _prose(text: str) -> str:
    """A summary, with `[[links]]` as their words."""
    return re.sub(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]", lambda m: f"`{m[2] or m[1]}`", text.strip())


def value_of(view: View, entity_id: str, field: Field) -> str:
    """A field's accepted value in words; '' where nothing is stated."""
    entity = view.graph.entities[entity_id]
    if field.kind in {"assertion", "evidence", "markdown"}:
        return ""
    if field.kind in NUMERIC:
        value = view.derived.value(entity_id, field.name)
        return format_quantity(value) if value is not None else ""
    shown = entity.of(field.name) if field.many else filter(None, [view.derived.accepted(entity_id, field.name)])
    texts = [
        s.text if not isinstance(s.value, Quantity) else value_text(s.value) for s in shown if s.rank != "rejected"
    ]
    return ", ".join(texts[:5]) + (", …" if len(texts) > 5 else "")


def _field(view: View, mention: Mention) -> str:
    field = mention.field
    if field is None:
        return ""
    kind = {"ref": f"id of {' or '.join(field.to)}", "enum": " | ".join(field.values)}.get(field.kind, field.kind)
    unit = f" in {field.unit.text}" if field.unit else ""
    lines = [f"**{_plain(field.label)}** `{field.name}`: {_plain(kind + unit)}{', one or more' if field.many else ''}"]
    lines += ["", _plain(field.description)] if field.description else []
    lines += ["", "Required."] if field.required else []
    lines += ["", f"Computed where its inputs are known: `{field.formula.text}`"] if field.formula else []
    lines += _value(view, mention.entity, field.name)
    return "\n".join(lines)


def _value(view: View, entity_id: str, name: str) -> list[str]:
    """The figure's value, formula and inputs, or all that is stated."""
    entity = view.graph.entities.get(entity_id)
    type_ = view.schema.types.get(entity.type) if entity else None
    if entity is None or type_ is None or entity.broken or name in entity.failed or name not in type_.fields:
        return []
    if type_.fields[name].kind in {"assertion", "evidence", "markdown"}:
        return []
    told = explain(view.derived, entity_id, name).splitlines()
    more = [f"… stemma explain {entity_id}.{name} shows all"] if len(told) > _LINES else []
    fence = "`" * (1 + max([2, *(len(run) for run in re.findall("`+", "\n".join(told)))]))
    return ["", f"{fence}text", *told[:_LINES], *more, fence]


def _input(view: View, mention: Mention) -> str:
    lines = [f"`{mention.text}` stands for `{mention.path}`"]
    path = read_path(mention.path, view.graph, mention.entity or None)
    if not isinstance(path, Problem) and len(path.fields) == 1:
        lines += _value(view, path.entity, path.fields[0])
    return "\n".join(lines)


def _unit(view: View, name: str) -> str:
    units = view.schema.units
    name = units.symbols.get(name, name)
    meaning = units.resolve(name)
    if isinstance(meaning, Problem):
        return ""
    worth = f"\n\n1 {meaning.name} = {meaning.factor} of the base units" if meaning.factor != 1 else ""
    return f"**{_plain(meaning.name)}**: {unit_detail(meaning)}{worth}"


def _type(view: View, name: str) -> str:
    type_ = view.schema.types.get(name)
    if type_ is None:
        return ""
    extends = f", extends `{type_.extends}`" if type_.extends else ""
    about = f"\n\n{_plain(type_.description)}" if type_.description else ""
    number = sum(entity.type == name for entity in view.graph.entities.values())
    return f"**{_plain(type_.label)}** `{name}`{extends}{about}\n\n{count(number, 'entities')}, in the folder `{type_.folder}`"
