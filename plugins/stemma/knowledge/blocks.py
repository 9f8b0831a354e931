# Fenced blocks in Markdown pages: which options each has, and what they say. In: a block's place in a file. Out: its
# options, checked, with diagnostics in the lines of the Markdown.
from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from stemma.knowledge.calculation import figure_at, figure_keys, named_inputs
from stemma.knowledge.chart import Fault, chart_of
from stemma.knowledge.derive import Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.graph import Graph
from stemma.knowledge.links import resolve
from stemma.knowledge.query import filtered, ordered
from stemma.knowledge.select import select
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Fix, Label, diagnose, did_you_mean
from stemma.text.document import parse
from stemma.text.markdown_scan import BLOCKS, Block, Code, Scan
from stemma.text.nodes import Node, Scalar, Sequence
from stemma.text.reader import Keys, Reporter, is_empty, scalars
from stemma.text.source import Source, Span
from stemma.vocabulary.formula import place_in
from stemma.vocabulary.problem import Problem

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "lineage": ("select", "focus", "depth", "direction", "by", "title"),
    "entities": ("select", "type", "where", "sort", "columns", "group", "title"),
    "compare": ("ids", "select", "fields", "title"),
    "claims": ("select", "about", "title"),
    "trace": ("figure", "title"),
    "chart": ("select", "type", "where", "sort", "values", "kind", "x", "y", "color", "log", "title", "height"),
    "timeline": ("select", "type", "where", "show", "by", "order", "title"),
    "calculator": ("figure", "inputs", "title"),
}
# What a timeline can show, by what it is grouped, and in which direction it runs.
TIMELINE = {"show": ("entities", "statements", "all"), "by": ("month", "year"), "order": ("newest", "oldest")}
# How far a lineage goes from its focus, to which side, and in what order it stands.
LINEAGE = {
    "depth": ("1", "2", "3", "all"), "direction": ("both", "ancestors", "descendants"), "by": ("structure", "date"),
}  # fmt: skip
GROUPING = frozenset({"enum", "boolean", "ref"})  # the kinds of fields that a table can be grouped by
_NAME = re.compile(r"\{?\s*\.?([A-Za-z][\w-]*)")
_REQUIRED = {
    "lineage": ("select", "focus"),
    "entities": ("select", "type"),
    "compare": ("ids", "select"),
    "claims": (),
    "trace": ("figure",),
    "chart": ("x", "y", "values"),
    "timeline": (),
    "calculator": ("figure",),
}


@dataclass(frozen=True, slots=True)
class BlockOptions:
    """A block that can be drawn: its name, plain options, and the ids that it selects (None: all that fit), in the order in
    which they are shown."""

    name: str
    options: Mapping[str, str]
    columns: tuple[str, ...] = ()
    ids: tuple[str, ...] | None = None
    values: tuple[str, ...] = ()


def read_block(source: Source, block: Block, deriver: Deriver) -> tuple[BlockOptions | None, list[Diagnostic]]:
    """The block's options, or None where one of them was reported."""
    body = source.text[block.body_start : block.body_end]
    if block.indent.strip():
        body = re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", lambda m: " " * len(m.group()), body)
    reporter = Reporter(Source(source.path, body))
    parsed = parse(reporter.source)
    reporter.diagnostics += parsed.diagnostics
    made = None if parsed.diagnostics else _read(reporter, parsed.value.root, block.name, deriver)
    found = [_moved(source, block.body_start, d) for d in reporter.diagnostics]
    needed = _REQUIRED[block.name]
    if made is not None and needed and not made.values and not any(name in made.options for name in needed):
        line_end = source.text.find("\n", block.start)
        at = Span(source, block.start, line_end if line_end >= 0 else len(source.text))
        wanted = " or ".join(f"`{name}`" for name in needed)
        found.append(diagnose(rule("block-option"), f"the block `{block.name}` needs {wanted}", at))
    return None if found else made, found


def _read(reporter: Reporter, root: Node | None, name: str, deriver: Deriver) -> BlockOptions | None:
    keys = Keys(
        reporter, root, OPTIONS[name], what=f"the block `{name}`", rule_id="block-option", value_rule="block-option",
    )  # fmt: skip
    if keys.failed():
        return None
    columns = keys.texts({"compare": "fields", "calculator": "inputs"}.get(name, "columns"))
    options = {key: keys.text(key) for key in keys.nodes if key not in {"columns", "values", "ids", "fields", "inputs"}}
    for key in [key for key, node in keys.nodes.items() if is_empty(node)]:
        del keys.nodes[key]  # reported above, and nothing more can be said of it
    graph = deriver.graph
    ids = _selected(reporter, keys, graph)
    _names(reporter, keys, graph)
    if name == "compare":
        ids = _compared(reporter, keys, ids, graph)
        options["ids"] = " ".join(ids)
    chosen = not reporter.diagnostics  # it is clear which entities are meant
    if name == "entities":
        types = {keys.text("type")} if "type" in keys.nodes else {graph.entities[one].type for one in ids or ()}
        for item in scalars(keys.nodes.get("columns")):
            _known_field(reporter, item, types, graph)
        _grouped(reporter, keys, types, graph)
    if name in {"entities", "chart", "timeline"} and chosen:
        ids = _queried(reporter, keys, ids, deriver)
    values = keys.texts("values")
    if name == "chart" and not reporter.diagnostics and (values or "x" in options or "y" in options):
        found = chart_of(options, values, ids, deriver)
        for fault in found if isinstance(found, list) else ():
            _fault(reporter, keys, fault)
    if name == "lineage":
        for key, words in LINEAGE.items():
            around = "focus" in keys.nodes and "select" not in keys.nodes
            if keys.choice(key, words) and key != "by" and not around:
                message = f"`{key}` is counted from a `focus`, without a `select`"
                reporter.report("block-option", message, keys.nodes[key])
    if name == "timeline":
        for key, words in TIMELINE.items():
            keys.choice(key, words)
    if name == "calculator" and not reporter.diagnostics:
        _calculated(reporter, keys, deriver)
    return BlockOptions(name, options, columns, ids, values)


def _calculated(reporter: Reporter, keys: Keys, deriver: Deriver) -> None:
    """`figure` must be computed, and `inputs` must be inputs of it."""
    node, graph = keys.nodes.get("figure"), deriver.graph
    target = resolve(keys.text("figure"), graph)
    if isinstance(target, Problem) or node is None:  # reported
        return
    entity = graph.entities[target.entity]
    type_ = graph.schema.types.get(entity.type)
    if type_ is None or entity.broken or entity.type in graph.schema.broken_types:
        return
    if not figure_keys(deriver, target.entity, target.field):
        computed = ", ".join(f"`{name}`" for name, field in type_.fields.items() if deriver.keys_of(entity, field))
        whose = f"computed fields of `{target.entity}`: {computed}" if computed else None
        reporter.report("block-option", f"`{target.entity}.{target.field}` is not computed", node, whose)
        return
    figure = figure_at(deriver, target.entity, target.field)
    named = named_inputs(deriver, figure) if figure is not None else {}
    for item in scalars(keys.nodes.get("inputs")):
        if figure is not None and item.text not in named:
            once = {place: name for name, place in reversed(named.items())}
            all_ = ", ".join(f"`{name}`" for name in reversed(once.values()))
            said = f"`{figure.id}` has no input `{item.text}` that can be moved"
            known = f"its inputs: {all_}" if all_ else None
            reporter.report("block-option", said, item, did_you_mean(item.text, named) or known)


def _compared(reporter: Reporter, keys: Keys, chosen: tuple[str, ...] | None, graph: Graph) -> tuple[str, ...]:
    """The entities that stand side by side: those that are named, in their order, then those that are selected."""
    found: dict[str, None] = {}
    keys.texts("ids")
    for item in scalars(keys.nodes.get("ids")):
        target = resolve(item.text, graph)
        if isinstance(target, Problem):
            at = place_in(reporter.source, item, target.start, target.end)
            reporter.report("block-option", target.message, at, *target.help)
        elif target.field:
            reporter.report("block-option", "`ids` must be ids of entities", item)
        else:
            found[target.entity] = None
    ids = tuple(found | dict.fromkeys(chosen or ()))
    types = {graph.entities[entity_id].type for entity_id in ids}
    for item in scalars(keys.nodes.get("fields")):
        _known_field(reporter, item, types, graph)
    if len(ids) < 2 and not reporter.diagnostics and keys.nodes:
        reporter.report(
            "block-option", "there must be two entities or more to compare", next(iter(keys.nodes.values()))
        )
    return ids


def _grouped(reporter: Reporter, keys: Keys, types: AbstractSet[str], graph: Graph) -> None:
    """`group` must be `type`, or a field whose values make groups."""
    node = keys.nodes.get("group")
    if not isinstance(node, Scalar) or node.text == "type":
        return
    kinds = _known_field(reporter, node, types, graph)
    if kinds and not kinds & GROUPING:
        help_text = "group by a field that is an enum, a boolean or a reference, or by `type`"
        reporter.report("block-option", f"`{node.text}` makes no groups", node, help_text)


def _known_field(reporter: Reporter, item: Scalar, types: AbstractSet[str], graph: Graph) -> set[str]:
    """The kinds that a field has in these types; a field that none of them has is reported."""
    schema = graph.schema
    held = [schema.types[name].fields for name in sorted(types) if name in schema.types]
    kinds: set[str] = {fields[item.text].kind for fields in held if item.text in fields}
    if held and not kinds and not types & schema.broken_types:
        whose = f"`{next(iter(types))}`" if len(types) == 1 else "none of these entities"
        said = f"{whose} has no field `{item.text}`" if len(types) == 1 else f"{whose} has a field `{item.text}`"
        names = [name for fields in held for name in fields]
        reporter.report("block-option", said, item, did_you_mean(item.text, names))
    return kinds


def _fault(reporter: Reporter, keys: Keys, fault: Fault) -> None:
    """What is wrong with a chart, at the option, or the item of its list, that it lies in."""
    node = keys.nodes[fault.key]
    if fault.item >= 0 and isinstance(node, Sequence):
        node = scalars(node)[fault.item]
    reporter.report("block-option", fault.message, node, fault.help or None)


def _queried(reporter: Reporter, keys: Keys, ids: tuple[str, ...] | None, deriver: Deriver) -> tuple[str, ...] | None:
    """What a table of entities shows, in its order: by name, or as `sort` says, of those for which `where` is true."""
    graph = deriver.graph
    type_name = keys.text("type")
    entities: tuple[Entity, ...] = tuple(
        e for e in graph.entities.values()
        if not e.broken and (ids is None or e.id in ids) and (not type_name or graph.schema.is_a(e.type, type_name))
    )  # fmt: skip
    entities = tuple(sorted(entities, key=lambda e: (e.name.casefold(), e.id)))
    for key, query in (("where", filtered), ("sort", ordered)):
        node = keys.nodes.get(key)
        if not isinstance(node, Scalar):
            continue
        found = query(node.text, entities, deriver)
        if isinstance(found, Problem):
            reporter.report(
                found.rule, found.message, place_in(reporter.source, node, found.start, found.end), *found.help
            )
            return ids
        entities = found
    return tuple(entity.id for entity in entities)


def _moved(source: Source, by: int, diagnostic: Diagnostic) -> Diagnostic:
    """A problem of the block's own text at its place in the file. (A block is read for itself: with all that stands
    before it, a file of many blocks would take the square of its length.)"""

    def place(label: Label) -> Label:
        return Label(Span(source, label.span.start + by, label.span.end + by), label.message)

    fixes = tuple(Fix(place(Label(fix.span)).span, fix.replacement) for fix in diagnostic.fixes)
    related = tuple(place(label) for label in diagnostic.related)
    return replace(diagnostic, at=place(diagnostic.at), related=related, fixes=fixes)


def _selected(reporter: Reporter, keys: Keys, graph: Graph) -> tuple[str, ...] | None:
    node = keys.nodes.get("select")
    if not isinstance(node, Scalar):
        return None
    found = select(node.text, graph)
    if isinstance(found, Problem):
        reporter.report(found.rule, found.message, place_in(reporter.source, node, found.start, found.end), *found.help)
        return None
    return found


def _names(reporter: Reporter, keys: Keys, graph: Graph) -> None:
    """Options that name an entity, a type or a figure."""
    for key in ("focus", "about", "figure"):
        node = keys.nodes.get(key)
        if not isinstance(node, Scalar):
            continue
        target = resolve(node.text, graph)
        if isinstance(target, Problem):
            at = place_in(reporter.source, node, target.start, target.end)
            reporter.report("block-option", target.message, at, *target.help)
        elif (key == "figure") != bool(target.field):
            wanted = "`ID.FIELD`" if key == "figure" else "the id of an entity"
            reporter.report("block-option", f"`{key}` must be {wanted}", node)
    node = keys.nodes.get("type")
    if isinstance(node, Scalar) and node.text not in graph.schema.types:
        hint = did_you_mean(node.text, graph.schema.types)
        reporter.report("block-option", f"there is no type `{node.text}`", node, hint)


def check_blocks(source: Source, found: Scan, deriver: Deriver) -> list[Diagnostic]:
    """Everything that is wrong with the blocks of one file."""
    problems = [d for block in found.blocks for d in read_block(source, block, deriver)[1]]
    return problems + [d for code in found.code for d in _nearly(source, code)]


def _nearly(source: Source, code: Code) -> Iterator[Diagnostic]:
    """A warning on a block of code that was meant for one of ours. It would be shown as code, without a word."""
    word = _NAME.match(code.info)
    if word is None:
        return
    at = Span(source, code.start + word.start(1), code.start + word.end(1))
    if word[1] not in BLOCKS:
        hint = did_you_mean(word[1], BLOCKS)
        if hint:
            yield diagnose(
                rule("block-name"), f"there is no block `{word[1]}`: this is shown as code", at, help=(hint,)
            )
    else:
        yield diagnose(
            rule("block-name"), f"more than the name `{word[1]}` stands here: this is shown as code",
            Span(source, code.start, code.end),
            help=(f"write the name `{word[1]}` alone, and the options on lines of their own below it",),
        )  # fmt: skip
