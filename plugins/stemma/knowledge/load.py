# From documents to entities: every value typed by the schema, every failed one reported and left out.
# In: the graph's documents with their folders, the schema. Out: entities in the order of the files.
from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stemma.knowledge.citations import read_citations
from stemma.knowledge.entity import Assertion, Citation, Entity, Evidence, Hyperlink, Prose, Reference, Statement
from stemma.knowledge.load_claim import read_assertion, read_evidence
from stemma.knowledge.naming import ID, advice, id_from
from stemma.knowledge.statements import Remembered, StatementReader
from stemma.knowledge.values import Failed, read_value
from stemma.text.diagnostics import Diagnostic, Result, did_you_mean, listed, suggest
from stemma.text.document import Document
from stemma.text.nodes import Entry, Mapping, Node, Route, Scalar, Sequence
from stemma.text.reader import Reporter, is_empty, is_reported, scalars
from stemma.text.source import Span
from stemma.vocabulary.schema import COMMON_KEYS, Field, Schema, Type
from stemma.vocabulary.schema_types import humanise

_COMMON_KEYS = frozenset(COMMON_KEYS)
_LINKS = Field("links", "url", "Links", many=True)
_SAME_AS = Field("same_as", "url", "Same as", many=True)
_REPLACED = Field("replaced_by", "ref", "Replaced by", to=("any",))
_ANYWHERE = (
    "keys of every entity: aliases, links (web addresses), name, notes, replaced_by, same_as, sources, summary, tags"
)
_MAX_HINTS = 200  # a hint compares with every field: a file with more unknown keys has another mistake than misspelling
_SALVAGED_ID = re.compile(r"^\s*(?:-\s+)?id:\s*([a-z0-9.-]+)\s*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GraphFile:
    """A document of the graph and its path inside the graph's folder (`models/deepseek-r1.yml`)."""

    document: Document
    path: str
    reported: bool = False  # the document's own diagnostics say already why nothing could be read

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def stem(self) -> str:
        return self.path.rpartition("/")[2].rpartition(".")[0]


def load(files: Iterable[GraphFile], schema: Schema) -> Result[tuple[Entity, ...]]:
    """All entities of all files, and everything that is wrong inside one file."""
    entities: list[Entity] = []
    diagnostics: list[Diagnostic] = []
    read: Remembered = {}
    for file in files:
        loader = _Loader(file, schema, read)
        entities += loader.entities()
        diagnostics += loader.reporter.diagnostics
    return Result(tuple(entities), tuple(diagnostics))


class _Loader:
    def __init__(self, file: GraphFile, schema: Schema, read: Remembered) -> None:
        self.file = file
        self.schema = schema
        self.read = read
        self.reporter = Reporter(file.document.source)
        self.unknown = 0
        self.folder_type = schema.type_of_folder(file.folder)

    def entities(self) -> list[Entity]:
        root = self.file.document.root
        if root is None:
            return self._salvaged()
        if not self.folder_type:
            return self._outside(root)
        if isinstance(root, Sequence):
            items = [self._entity(item, (index,)) for index, item in enumerate(root.items)]
            return [entity for entity in items if entity is not None]
        made = self._entity(root, ())
        return [made] if made is not None else []

    def _salvaged(self) -> list[Entity]:
        """The ids of a file that cannot be read, so that references to them are not reported as well."""
        source = self.file.document.source
        stem = [self.file.stem] if ID.fullmatch(self.file.stem) else []
        ids = _SALVAGED_ID.findall(source.text) or stem
        if not self.file.reported:
            start = Span(source, 0, 0)
            self.reporter.report(
                "entity-shape", "this file is empty", start, "write at least a `name`, or delete the file"
            )
        return [self._broken(entity_id, ()) for entity_id in ids]

    def _outside(self, root: Node) -> list[Entity]:
        folder = self.file.folder
        hint = suggest(folder.partition("/")[0], self.schema.folders) if folder else None
        if not self.schema.broken and not self.schema.broken_types:
            known = ", ".join(f"`{name}`" for name in sorted(self.schema.folders))
            self.reporter.report(
                "file-place", f"no type has the folder `{folder}`" if folder else "a file must lie in the folder of its type",
                Span(self.file.document.source, 0, 0),
                "the schema's file is called `schema.yml`" if self.file.path == "schema.yaml"
                else f"did you mean `{hint}`?" if hint else f"folders of types: {known}",
            )  # fmt: skip
        ids = [self.file.stem] if isinstance(root, Mapping) else [
            item.get("id").text  # type: ignore[union-attr] # the condition below makes it a Scalar
            for item in getattr(root, "items", ())
            if isinstance(item, Mapping) and isinstance(item.get("id"), Scalar)
        ]  # fmt: skip
        return [self._broken(entity_id, ()) for entity_id in ids if ID.fullmatch(entity_id)]

    def _broken(self, entity_id: str, route: Route) -> Entity:
        document = self.file.document
        return Entity(
            id=entity_id, type=self.folder_type, name=humanise(entity_id), source=document.source, root=document.root,
            route=route, broken=True,
        )  # fmt: skip

    def _entity(self, node: Node, route: Route) -> Entity | None:
        report = self.reporter.report
        if is_reported(node):
            return None
        if not isinstance(node, Mapping):
            report(
                "entity-shape",
                "an entity is a mapping of fields to values",
                node,
                "write at least `name: …`" if not route else "write at least `- {id: …, name: …}`",
            )
            return self._broken(self.file.stem, route) if not route and ID.fullmatch(self.file.stem) else None
        entity_id = self._id(node, route)
        if entity_id is None:
            return None
        type_name = self._type(node)
        if not type_name:
            return self._broken(entity_id, route)
        return self._filled(node, route, entity_id, self.schema.types[type_name])

    def _id(self, node: Mapping, route: Route) -> str | None:
        report = self.reporter.report
        written = node.get("id")
        if written is None:
            if route:
                name = node.get("name")
                made = id_from(name.text) if isinstance(name, Scalar) else ""
                report("entity-id", "an entity in a list needs an `id`", node, f"add `id: {made or '…'}`")
                return None
            if not ID.fullmatch(self.file.stem) or self.file.stem == "index":
                start = Span(self.file.document.source, 0, 0)
                report(
                    "entity-id",
                    f"the file's name gives the id `{self.file.stem}`, which cannot be one",
                    start,
                    f"rename the file: {advice(self.file.stem)}",
                )
                return None
            return self.file.stem
        if is_reported(written):
            return None
        if not isinstance(written, Scalar) or not ID.fullmatch(written.text) or written.text == "index":
            shown = f"`{written.text}`" if isinstance(written, Scalar) and written.text else "this"
            report("entity-id", f"{shown} cannot be an id", written, advice(getattr(written, "text", "")))
            return None
        if not route and written.text != self.file.stem:
            report(
                "entity-id", f"the file's name says `{self.file.stem}` and its `id` says `{written.text}`", written,
                "delete the `id`, or rename the file",
            )  # fmt: skip
        return written.text

    def _type(self, node: Mapping) -> str:
        written = node.get("type")
        if written is None:
            return self.folder_type
        if is_reported(written):
            return ""
        if is_empty(written):
            self.reporter.report(
                "value-missing", "`type` has no value", written, "delete the line: the folder says which type it is"
            )
            return ""
        name = written.text if isinstance(written, Scalar) else ""
        if name in self.schema.types and self.schema.is_a(name, self.folder_type):
            return name
        if name in self.schema.types:
            self.reporter.report(
                "entity-type",
                f"the folder `{self.file.folder}` holds the type `{self.folder_type}`, not `{name}`",
                written,
                f"move the file to the folder `{self.schema.types[name].folder}`, or delete this line",
            )
        elif name not in self.schema.broken_types:
            self.reporter.report(
                "entity-type", f"there is no type `{name}`", written, did_you_mean(name, self.schema.types)
            )
        return ""

    def _filled(self, node: Mapping, route: Route, entity_id: str, type_: Type) -> Entity:
        common = _Common(self.reporter, self.schema)
        failed = common.failed
        statements: dict[str, tuple[Statement, ...]] = {}
        assertion: Assertion | None = None
        evidence: tuple[Evidence, ...] = ()
        own: list[Entry] = []
        for entry in node.entries:
            if entry.key.text in _COMMON_KEYS:
                common.read(entry.key.text, entry.value)
            else:
                own.append(entry)
        reader = StatementReader(self.reporter, self.schema, common.sources, self.read)
        for key, value in own:
            name = key.text
            field = type_.fields.get(name)
            if field is None:
                failed |= {name, self._unknown_field(key, type_)}
            elif field.kind == "assertion":
                assertion = read_assertion(self.reporter, value, self.schema.units)
                failed.update(() if assertion else (name,))
            elif field.kind == "evidence":
                evidence, complete = read_evidence(self.reporter, value)
                failed.update(() if complete else (name,))
            else:
                values, complete = reader.read(field, value, (*route, name))
                if values:
                    statements[name] = values
                if not complete:
                    failed.add(name)
        return Entity(
            id=entity_id, type=type_.name, name=common.name or humanise(entity_id), source=self.file.document.source,
            root=self.file.document.root, route=route, aliases=common.aliases, tags=common.tags, summary=common.summary,
            notes=common.notes, links=common.links, same_as=common.same_as, sources=common.sources,
            replaced_by=common.replaced_by, statements=statements, assertion=assertion, evidence=evidence,
            failed=frozenset(failed),
        )  # fmt: skip

    def _unknown_field(self, key: Scalar, type_: Type) -> str:
        """Report a key that is no field; the field that was likely meant, which must not be called missing too."""
        self.unknown += 1
        if self.unknown > _MAX_HINTS:
            hint, meant = None, key.text
        else:
            known = [*type_.fields, *(k for k in COMMON_KEYS if k not in {"id", "type"})]
            hint, meant = did_you_mean(key.text, known), suggest(key.text, type_.fields) or key.text
        if type_.name in self.schema.broken_types:
            return meant
        span = Span(self.reporter.source, key.start, key.end)
        self.reporter.report(
            "field-unknown", f"the type `{type_.name}` has no field `{key.text}`", span,
            hint or f"fields of `{type_.name}`: {listed(key.text if self.unknown <= _MAX_HINTS else '', type_.fields)}",
            None if hint else _ANYWHERE,
        )  # fmt: skip
        return meant


class _Common:
    """The keys that every entity may have, filled while its mapping is read."""

    def __init__(self, reporter: Reporter, schema: Schema) -> None:
        self.reporter = reporter
        self.schema = schema
        self.name = ""
        self.aliases: tuple[str, ...] = ()
        self.tags: tuple[str, ...] = ()
        self.summary: Prose | None = None
        self.notes: Prose | None = None
        self.links: tuple[Hyperlink, ...] = ()
        self.same_as: tuple[str, ...] = ()
        self.sources: tuple[Citation, ...] = ()
        self.replaced_by: Reference | None = None
        self.failed: set[str] = set()

    def read(self, key: str, node: Node) -> None:
        if is_reported(node):
            self.failed.add(key)
            return
        match key:
            case "name":
                if not isinstance(node, Scalar) or not node.text.strip():
                    self._wrong(key, node, "text")
                else:
                    self.name = node.text.strip()
            case "summary" | "notes":
                if not isinstance(node, Scalar):
                    self._wrong(key, node, "text")
                elif node.text.strip() and key == "summary":
                    self.summary = Prose(node.text, node)
                elif node.text.strip():
                    self.notes = Prose(node.text, node)
            case "aliases":
                self.aliases = self._texts(key, node)
            case "tags":
                self.tags = self._texts(key, node)
            case "sources":
                self.sources, complete = read_citations(self.reporter, node)
                self.failed.update(() if complete else (key,))
            case "links" | "same_as":
                self._addresses(key, node)
            case "replaced_by":
                value = read_value(self.reporter, _REPLACED, node, self.schema.units)
                self.replaced_by = value if isinstance(value, Reference) else None
                self.failed.update((key,) if isinstance(value, Failed) else ())
            case _:
                pass

    def _wrong(self, key: str, node: Node, expected: str) -> None:
        self.failed.add(key)
        rule_id = "value-missing" if is_empty(node) else "value-type"
        message = f"`{key}` has no value" if is_empty(node) else f"`{key}` must be {expected}"
        self.reporter.report(rule_id, message, node)

    def _texts(self, key: str, node: Node) -> tuple[str, ...]:
        if isinstance(node, Mapping) or (
            isinstance(node, Sequence) and any(not isinstance(i, Scalar) for i in node.items)
        ):
            self._wrong(key, node, "a text or a list of texts")
            return ()
        return tuple(item.text for item in scalars(node))

    def _addresses(self, key: str, node: Node) -> None:
        items = node.items if isinstance(node, Sequence) else (node,)
        field = _LINKS if key == "links" else _SAME_AS
        values = [read_value(self.reporter, field, item, self.schema.units) for item in items]
        found = tuple(value for value in values if isinstance(value, Hyperlink))
        if key == "links":
            self.links = found
        else:
            self.same_as = tuple(link.url for link in found)
