# Where something is declared, and where it is named: go to definition, find references, and the lists of symbols. In: the
# view and a mention, or a query. Out: spans.
from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stemma.change.mentions import Mentions
from stemma.editor.mention import Mention
from stemma.editor.view import View, kind_of
from stemma.knowledge.address import page_of
from stemma.knowledge.entity import Entity
from stemma.knowledge.paths import read_path
from stemma.text.document import Document
from stemma.text.files import SCHEMA
from stemma.text.markdown_scan import scan
from stemma.text.nodes import Mapping, Node, Scalar, Sequence, span_of
from stemma.text.source import Source, Span
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.schema import Field

MOST = 200


@dataclass(frozen=True, slots=True)
class Symbol:
    """Something with a name at a place: the entity's or type's whole text, and its name's."""

    name: str
    detail: str
    kind: str
    whole: Span
    at: Span
    inside: tuple[Symbol, ...] = ()


def definition(view: View, mention: Mention) -> Span | None:
    """Where what is mentioned is declared."""
    match mention.what:
        case "entity":
            return home(view.graph.entities[mention.entity])
        case "field":
            return mention.field.span if mention.field else None
        case "type":
            return _type(view, mention.text)
        case "input":
            path = read_path(mention.path, view.graph, mention.entity or None)
            entity = None if isinstance(path, Problem) else view.graph.entities.get(path.entity)
            return entity.at(path.fields[0], key=True) if entity and not isinstance(path, Problem) else None
        case _:
            return None


def home(entity: Entity) -> Span:
    """The place where an entity begins: its `id`, its `name`, or the start of its file."""
    if isinstance(entity.node, Mapping):
        for key in ("id", "name"):
            if _node_has(entity, key):
                return entity.at(key)
    return Span(entity.source, 0, 0)


def _node_has(entity: Entity, key: str) -> bool:
    node = entity.node
    return isinstance(node, Mapping) and node.get(key) is not None


def _type(view: View, name: str) -> Span | None:
    document = view.documents.get(view.location.shown(view.location.graph / SCHEMA))
    types = document.root.get("types") if document and isinstance(document.root, Mapping) else None
    named = isinstance(types, Mapping) and types.get(name) is not None
    return document.at(("types", name), key=True) if document and named else None


def references(view: View, mention: Mention) -> tuple[Span, ...]:
    """Every place that names the same thing, its declaration among them, in the order of files."""
    if mention.entity and mention.what in {"entity", "key"}:
        found = list(_of_entity(view, mention.entity))
    elif mention.what == "field" and mention.field:
        found = list(_of_field(view, mention.field))
    else:
        return ()
    unique = {(span.source.path, span.start, span.end): span for span in found}
    return tuple(unique[key] for key in sorted(unique))


def _of_entity(view: View, entity_id: str) -> Iterator[Span]:
    graph = view.graph
    longer = frozenset(other for other in graph.entities if other != entity_id and other.startswith(entity_id))
    mentions = Mentions(entity_id, longer, view.schema)
    yield home(graph.entities[entity_id])
    inside = view.location.shown(view.location.graph)
    for document in view.documents.values():
        source = document.source
        if entity_id not in source.text or document.root is None:
            continue
        within = source.path.removeprefix("" if inside == "." else f"{inside}/")
        if within == SCHEMA:
            yield from (Span(source, *place) for place in mentions.in_schema(source, document.root))
            continue
        folder_type = view.schema.type_of_folder(within.rpartition("/")[0])
        for node in document.root.items if isinstance(document.root, Sequence) else (document.root,):
            if isinstance(node, Mapping):
                yield from (Span(source, *place) for place in mentions.in_entity(source, node, folder_type))
    own_page = page_of(graph, entity_id)
    for page, source in view.pages.items():
        if entity_id in source.text:
            yield from (Span(source, *place) for place in mentions.in_page(source, page, own_page))


def _of_field(view: View, field: Field) -> Iterator[Span]:
    """Its declaration, and its key in every entity that has it."""
    if field.span:
        yield field.span
    owners = {
        t.name for t in view.schema.types.values() if (own := t.fields.get(field.name)) and own.span == field.span
    }
    for entity in view.graph.entities.values():
        if (
            entity.type in owners
            and (entity.of(field.name) or field.name in entity.failed)
            and _node_has(entity, field.name)
        ):
            yield entity.at(field.name, key=True)


def symbols_of(view: View, path: Path) -> tuple[Symbol, ...]:
    """What a file declares: entities or types with their fields; of a page, its blocks."""
    location, kind = view.location, kind_of(view.location, path)
    if kind == "page":
        page = view.pages.get(path.relative_to(location.docs).as_posix()) if location.docs else None
        return _blocks(page) if page else ()
    document = view.documents.get(location.shown(path))
    return _declared(view, document, kind) if document else ()


def _declared(view: View, document: Document, kind: str) -> tuple[Symbol, ...]:
    root, source = document.root, document.source
    if kind == "schema":
        types = root.get("types") if isinstance(root, Mapping) else None
        entries = types.entries if isinstance(types, Mapping) else ()
        return tuple(_symbol(source, key, value, "type", _fields(source, value)) for key, value in entries)
    found: list[Symbol] = []
    for entity in view.graph.entities.values():
        node = entity.node if entity.source.path == source.path else None
        if isinstance(node, Mapping):
            inside = tuple(_symbol(source, key, value, "field") for key, value in node.entries)
            whole = Span(source, node.start, max(node.end, node.start))
            at = entity.at("name") if _node_has(entity, "name") else Span(source, node.start, node.start)
            found.append(Symbol(entity.id, entity.name, "entity", whole, at, inside))
    return tuple(sorted(found, key=lambda symbol: symbol.whole.start))


def _fields(source: Source, node: Node) -> tuple[Symbol, ...]:
    fields = node.get("fields") if isinstance(node, Mapping) else None
    return tuple(
        _symbol(source, key, value, "field") for key, value in (fields.entries if isinstance(fields, Mapping) else ())
    )


def _symbol(source: Source, key: Scalar, value: Node, kind: str, inside: tuple[Symbol, ...] = ()) -> Symbol:
    said = " ".join(value.text.split())[:60] if isinstance(value, Scalar) else span_of(source, value).text[:60]
    whole = Span(source, key.start, max(key.end, value.end))
    return Symbol(key.text, said, kind, whole, Span(source, key.start, key.end), inside)


def _blocks(source: Source) -> tuple[Symbol, ...]:
    """The blocks of ours; headings are any editor's business."""
    return tuple(
        Symbol(block.name, _first_line(source.text[block.body_start : block.body_end]), "block", Span(source, block.start, block.end),
               Span(source, block.start, min(block.body_start, block.end)))
        for block in scan(source.text).blocks
    )  # fmt: skip


def _first_line(body: str) -> str:
    return next((line.strip() for line in body.splitlines() if line.strip()), "")[:60]


def entities_like(view: View, query: str) -> tuple[Symbol, ...]:
    """Entities whose id, name or alias holds the query, those that begin with it first."""
    low = query.strip().lower()
    ranked: list[tuple[int, str, Entity]] = []
    for entity in view.graph.entities.values():
        names = (entity.id, entity.name.lower(), *(alias.lower() for alias in entity.aliases))
        if any(low in name for name in names):
            ranked.append((0 if any(name.startswith(low) for name in names) else 1, entity.id, entity))
    best = sorted(ranked, key=lambda r: r[:2])[:MOST]
    return tuple(Symbol(e.id, e.name, "entity", home(e), home(e)) for _, _, e in best)
