# From schema files to a Schema. In: documents, the most general first (a later one adds to the earlier).
# Out: the vocabulary, checked with the same diagnostics as the data.
from __future__ import annotations

import re
from importlib import resources
from typing import Any

from stemma.text.catalogue import RULES
from stemma.text.diagnostics import SEVERITIES, Diagnostic, Hint, Result, did_you_mean, meant, suggest
from stemma.text.document import Document, parse
from stemma.text.nodes import Mapping, Node, Scalar, Sequence
from stemma.text.reader import Keys, Reporter, is_empty, is_reported
from stemma.text.reader import scalars as scalar_items
from stemma.text.source import Source, Span
from stemma.vocabulary.formula import place_in
from stemma.vocabulary.schema import RuleFile, Schema, Setting, rule_id_of
from stemma.vocabulary.schema_types import TypeReader, for_example
from stemma.vocabulary.units import Units

_OF_A_BASE = {
    "unit-unknown",
    "schema-unit",
    "schema-type",
    "schema-field",
}  # what a missing base schema may have declared
TOP_KEYS = ("extends", "types", "units", "project")
PROJECT_KEYS = ("rules", "rule_files", "stale_after", "baseline")
# What other tools call a severity; YAML itself makes a boolean of `off`.
_MEANT_SEVERITY = {
    "off": "ignore", "no": "ignore", "false": "ignore", "none": "ignore", "never": "ignore", "disable": "ignore", "0": "ignore",
    "disabled": "ignore", "skip": "ignore", "silent": "ignore", "ignored": "ignore", "warn": "warning", "warnings": "warning", "1": "warning",
    "info": "note", "information": "note", "hint": "note", "errors": "error", "err": "error", "fatal": "error", "2": "error",
}  # fmt: skip
_RULE_FILE = re.compile(r"(?:[\w.-]+/)*[A-Za-z][A-Za-z0-9_]*\.py")
SHIPPED: tuple[str, ...] = ("ai-models",)


def shipped(name: str) -> Document:
    """A schema that comes with the package (`builtin`, `ai-models`)."""
    text = resources.files("stemma.vocabulary").joinpath(f"schemas/{name}.yml").read_text("utf-8")
    return parse(Source(f"stemma/vocabulary/schemas/{name}.yml", text)).value


def read_schema(document: Document | None, known_units: dict[str, Any] | None = None) -> Result[Schema]:
    """The vocabulary of a project from its schema file; None gives the built-in types alone."""
    reader = _SchemaReader(known_units or {})
    reader.add(shipped("builtin"))
    if document is not None:
        for base in reader.bases(document):
            reader.add(base)
        reader.add(document)
    schema = reader.finish()
    return Result(schema, tuple(reader.diagnostics))


class _SchemaReader:
    def __init__(self, known_units: dict[str, Any]) -> None:
        self.known_units = known_units
        self.diagnostics: list[Diagnostic] = []
        self.parts: dict[str, list[tuple[Reporter, Scalar, Mapping]]] = {}
        self.unit_lines: list[tuple[Reporter, Scalar]] = []
        self.settings: list[Setting] = []
        self.rule_files: list[RuleFile] = []
        self.stale_after: int | None = None
        self.baseline: tuple[str, Span] | None = None
        self.reporters: list[Reporter] = []
        self.broken_types: set[str] = set()
        self.broken = False
        self.lacks_base = False  # its units and types are unknown, and so is what rests on them

    def bases(self, document: Document) -> list[Document]:
        """The schemas that `extends` names, in order."""
        root = document.root
        if not isinstance(root, Mapping):
            return []
        found = []
        reporter = self._reporter(document.source)
        extends = root.get("extends")
        if extends is not None and not is_reported(extends) and not scalar_items(extends):
            reporter.report(
                "schema-extends",
                "`extends` must name a schema",
                extends,
                f"schemas that ship with Stemma: {', '.join(SHIPPED)}",
            )
            self.broken = True
        for item in scalar_items(extends):
            if item.text in SHIPPED:
                found.append(shipped(item.text))
            else:
                hint = did_you_mean(item.text, SHIPPED) or f"schemas that ship with Stemma: {', '.join(SHIPPED)}"
                reporter.report("schema-extends", f"there is no schema `{item.text}` to extend", item, hint)
                self.broken = self.lacks_base = True
        return found

    def _reporter(self, source: Source) -> Reporter:
        reporter = Reporter(source)
        self.reporters.append(reporter)
        return reporter

    def add(self, document: Document) -> None:
        """Collect a document's types, units and settings; they are read once all are known."""
        reporter = self._reporter(document.source)
        if document.root is None:  # an empty file adds nothing; an unreadable one might have added anything
            self.broken = self.broken or document.broken
            return
        top = Keys(reporter, document.root, TOP_KEYS, what="a schema", rule_id="schema-key", value_rule="schema-value")
        self.broken = self.broken or top.failed()
        types = top.nodes.get("types")
        if isinstance(types, Mapping):
            for key, value in types.entries:
                self._add_type(reporter, key, value)
        elif types is not None and not is_empty(types):
            self.broken = True
            reporter.report("schema-value", "`types` must be a mapping of names to types", types)
        self._add_units(reporter, top.nodes.get("units"))
        self._project(reporter, top.nodes.get("project"))

    def _add_units(self, reporter: Reporter, node: Node | None) -> None:
        for item in node.items if isinstance(node, Sequence) else () if node is None or is_empty(node) else (node,):
            if isinstance(item, Scalar) and not is_empty(item):
                self.unit_lines += [] if is_reported(item) else [(reporter, item)]
            else:
                reporter.report(
                    "schema-unit",
                    "`units` is a list of definitions, each a text",
                    item,
                    "for example `- crate = [crate], count`",
                )

    def _add_type(self, reporter: Reporter, key: Scalar, value: Node) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_-]*", key.text):
            span = Span(reporter.source, key.start, key.end)
            reporter.report(
                "schema-type",
                f"`{key.text}` cannot be a type's name",
                span,
                f"use lower-case letters, digits, `-` and `_`{for_example(key.text)}",
            )
            self.broken_types.add(key.text)
        elif is_reported(value):
            self.broken_types.add(key.text)
        elif is_empty(value):
            self.parts.setdefault(key.text, []).append((reporter, key, Mapping((), value.start, value.end)))
        elif not isinstance(value, Mapping):
            reporter.report(
                "schema-type",
                f"the type `{key.text}` must be a mapping",
                value,
                f"for example `{key.text}: {{folder: {key.text}s, fields: {{…}}}}`",
            )
            self.broken_types.add(key.text)
        else:
            self.parts.setdefault(key.text, []).append((reporter, key, value))

    def _project(self, reporter: Reporter, node: Node | None) -> None:
        project = Keys(reporter, node, PROJECT_KEYS, what="`project`", rule_id="schema-key", value_rule="schema-value")
        self._rule_files(reporter, project.nodes.get("rule_files"))
        self._stale_after(reporter, project)
        if project.text("baseline"):
            at = project.nodes["baseline"]
            self.baseline = (project.text("baseline"), Span(reporter.source, at.start, at.end))
        known = {*RULES, *(file.rule_id for file in self.rule_files)}
        families = {rule_id.partition("-")[0] for rule_id in known}
        rules = project.nodes.get("rules")
        if rules is None:
            return
        if not isinstance(rules, Mapping):
            reporter.report("schema-value", "`rules` must be a mapping of rule ids to severities", rules)
            return
        for key, value in rules.entries:
            span = Span(reporter.source, key.start, key.end)
            if not any(rule_id == key.text or rule_id.startswith(f"{key.text}-") for rule_id in known):
                near = suggest(key.text, sorted(known | families))
                hint = meant(key.text, near) if near else None
                reporter.report("schema-value", f"there is no rule `{key.text}`", span, hint)
                if near and isinstance(value, Scalar) and value.text in {*SEVERITIES, "ignore"}:
                    self.settings.append(Setting(near, value.text, span))
            elif is_reported(value):
                continue
            elif not isinstance(value, Scalar) or value.text not in {*SEVERITIES, "ignore"}:
                shown = f"`{value.text}`" if isinstance(value, Scalar) and not is_empty(value) else "this"
                written = value.text.lower() if isinstance(value, Scalar) else ""
                mend = _MEANT_SEVERITY.get(written)
                told = Hint.of(f"write `{key.text}: {mend}`", getattr(value, "text", ""), mend) if mend else None
                reporter.report(
                    "schema-value", f"{shown} is no severity", value,
                    told or f"write one of: {', '.join(SEVERITIES)}, ignore",
                )  # fmt: skip
                self.settings.append(
                    Setting(key.text, "ignore", span)
                )  # one mistake: what it was to silence stays silent
            else:
                self.settings.append(Setting(key.text, value.text, span))

    def _rule_files(self, reporter: Reporter, node: Node | None) -> None:
        if node is None or is_reported(node):
            return
        for item in node.items if isinstance(node, Sequence) else (node,):
            if not isinstance(item, Scalar) or is_empty(item) or not _RULE_FILE.fullmatch(item.text):
                reporter.report(
                    "schema-value", "`rule_files` lists Python files, by their paths from the schema's folder", item,
                    "for example `rule_files: [rules/places.py]`",
                )  # fmt: skip
            elif rule_id_of(item.text) in {file.rule_id for file in self.rule_files}:
                reporter.report(
                    "schema-value",
                    f"another file gives the rule `{rule_id_of(item.text)}` already",
                    item,
                    "rename one of the two",
                )
            else:
                self.rule_files.append(RuleFile(item.text, Span(reporter.source, item.start, item.end)))

    def _stale_after(self, reporter: Reporter, project: Keys) -> None:
        node = project.nodes.get("stale_after")
        if isinstance(node, Scalar) and re.fullmatch(r"[1-9][0-9]{0,5}", node.text):
            self.stale_after = int(node.text)
        elif node is not None and not is_reported(node):
            reporter.report(
                "schema-value", "`stale_after` is a whole number of days", node, "for example `stale_after: 365`"
            )

    def finish(self) -> Schema:
        units = self._units()
        reader = TypeReader(self.parts, units, self.broken_types)
        types = reader.read()
        folders: dict[str, str] = {}
        for type_ in types.values():
            if type_.folder in folders:
                reporter, key, _ = self.parts[type_.name][-1]
                span = Span(reporter.source, key.start, key.end)
                other = folders[type_.folder]
                reporter.report(
                    "schema-type",
                    f"`{type_.name}` and `{other}` have the same folder `{type_.folder}`",
                    span,
                    "give one of them another `folder`",
                )
                self.broken_types.add(type_.name)
            else:
                folders[type_.folder] = type_.name
        for reporter in self.reporters:
            self.diagnostics += reporter.diagnostics
        if self.lacks_base:
            self.diagnostics = [d for d in self.diagnostics if d.rule.id not in _OF_A_BASE]
        broken = self.broken_types | reader.broken
        for type_ in reader.types.values():  # parents come first: what one of them lacks, its heirs lack too
            if type_.extends in broken:
                broken.add(type_.name)
        return Schema(
            types, units, folders, tuple(self.settings), self.broken, frozenset(broken), tuple(self.rule_files), self.stale_after,
            self.baseline,
        )  # fmt: skip

    def _units(self) -> Units:
        definitions = [line.text for _, line in self.unit_lines]
        units, problems = Units.build(definitions, known=self.known_units)
        for index, problem in problems:
            reporter, line = self.unit_lines[index]
            place = place_in(reporter.source, line, problem.start, problem.end)
            reporter.report("schema-unit", problem.message, place, *problem.help)
            self.broken = True
        return units
