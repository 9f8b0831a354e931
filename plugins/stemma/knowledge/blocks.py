# Fenced blocks in Markdown pages: which options each has, and what they say. In: a block's place in a file. Out: its
# options, checked, with diagnostics in the lines of the Markdown.
from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from stemma.knowledge.graph import Graph
from stemma.knowledge.links import resolve
from stemma.knowledge.select import select
from stemma.text.diagnostics import Diagnostic, diagnose, suggest
from stemma.text.document import parse
from stemma.text.markdown_scan import Block
from stemma.text.nodes import Scalar
from stemma.text.reader import Keys, Reporter
from stemma.text.source import Source, Span
from stemma.vocabulary.formula import place_in
from stemma.vocabulary.problem import Problem

OPTIONS: Mapping[str, tuple[str, ...]] = {
    "lineage": ("select", "focus", "direction", "title"),
    "entities": ("select", "type", "columns", "title"),
    "claims": ("select", "about", "title"),
    "trace": ("figure", "title"),
}
_REQUIRED = {"lineage": ("select", "focus"), "entities": ("select", "type"), "claims": (), "trace": ("figure",)}


@dataclass(frozen=True, slots=True)
class BlockOptions:
    """A block that can be drawn: its name, plain options, and the ids that it selects (None: all that fit)."""

    name: str
    options: Mapping[str, str]
    columns: tuple[str, ...] = ()
    ids: tuple[str, ...] | None = None


def read_block(source: Source, block: Block, graph: Graph) -> tuple[BlockOptions | None, list[Diagnostic]]:
    """The block's options, or None where one of them was reported."""
    text = source.text
    body = text[block.body_start : block.body_end]
    if block.indent.strip():
        body = re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", lambda m: " " * len(m.group()), body)
    masked = re.sub(r"[^\n]", " ", text[: block.body_start]) + body
    quiet = Source(source.path, masked)
    parsed = parse(quiet)
    shown = [_in(source, d) for d in parsed.diagnostics]
    if shown:
        return None, shown
    reporter = Reporter(source)
    keys = Keys(
        reporter, parsed.value.root, OPTIONS[block.name], what=f"the block `{block.name}`", rule_id="block-option",
        value_rule="block-option",
    )  # fmt: skip
    if keys.failed():
        return None, reporter.diagnostics
    columns = keys.texts("columns")
    options = {name: keys.text(name) for name in keys.nodes if name != "columns"}
    needed = _REQUIRED[block.name]
    if needed and not any(name in options for name in needed):
        at = Span(source, block.start, min(block.body_start, len(text)) - 1)
        wanted = " or ".join(f"`{name}`" for name in needed)
        reporter.report("block-option", f"the block `{block.name}` needs {wanted}", at)
    if options.get("direction", "right") not in {"right", "down"}:
        reporter.report("block-option", "`direction` must be `right` or `down`", keys.nodes["direction"])
    ids = _selected(reporter, keys, graph)
    _names(reporter, keys, graph, block.name)
    if reporter.diagnostics:
        return None, reporter.diagnostics
    return BlockOptions(block.name, options, columns, ids), []


def _in(source: Source, diagnostic: Diagnostic) -> Diagnostic:
    span = diagnostic.at.span
    return diagnose(diagnostic.rule, diagnostic.message, Span(source, span.start, span.end), help=diagnostic.help)


def _selected(reporter: Reporter, keys: Keys, graph: Graph) -> tuple[str, ...] | None:
    node = keys.nodes.get("select")
    if not isinstance(node, Scalar):
        return None
    found = select(node.text, graph)
    if isinstance(found, Problem):
        reporter.report(found.rule, found.message, place_in(reporter.source, node, found.start, found.end), *found.help)
        return None
    return found


def _names(reporter: Reporter, keys: Keys, graph: Graph, name: str) -> None:
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
        hint = suggest(node.text, graph.schema.types)
        reporter.report("block-option", f"there is no type `{node.text}`", node, f"did you mean `{hint}`?" if hint else None)
    elif isinstance(node, Scalar) and name == "entities":
        _columns(reporter, keys, graph, node.text)


def _columns(reporter: Reporter, keys: Keys, graph: Graph, type_name: str) -> None:
    fields = graph.schema.types[type_name].fields
    for item in getattr(keys.nodes.get("columns"), "items", ()):
        if isinstance(item, Scalar) and item.text not in fields:
            hint = suggest(item.text, fields)
            reporter.report("block-option", f"`{type_name}` has no field `{item.text}`", item, f"did you mean `{hint}`?" if hint else None)


def check_blocks(source: Source, blocks: tuple[Block, ...], graph: Graph) -> list[Diagnostic]:
    """Everything that is wrong with the blocks of one file."""
    return [d for block in blocks for d in read_block(source, block, graph)[1]]



