# Every place that names an entity by its id. In: a document of the graph, the schema, a Markdown page. Out: where the id
# is written there. It reads the tree rather than the checked graph: what is wrong, doubled or rejected names the id too.
from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from stemma.change.places import place_of
from stemma.text.document import parse
from stemma.text.markdown_scan import scan
from stemma.text.nodes import Mapping, Node, Scalar, Sequence
from stemma.text.reader import scalars
from stemma.text.source import Source
from stemma.vocabulary.schema import Field, Schema

Place = tuple[int, int]
_ENDS = ("id", "name", "type")  # with what a path may end besides a field
_TARGETS = ("focus", "about", "figure", "ids", "values", "inputs")  # options of blocks that hold ids, or `ID.FIELD`
_PAGE_LINK = re.compile(r"\](?:\(|:[ \t]+)<?([^)\s>#?]+\.md)")


class Mentions:
    """Finds the places of one id. `ids` are all others that begin with it: of `a-1.b` the longest id decides."""

    def __init__(self, entity_id: str, ids: AbstractSet[str], schema: Schema) -> None:
        self.id = entity_id
        self.ids = ids
        self.schema = schema
        self.kinds: dict[str, set[str]] = {}
        for type_ in schema.types.values():
            for field in type_.fields.values():
                self.kinds.setdefault(field.name, set()).add(field.kind)

    def in_entity(self, source: Source, node: Mapping, folder_type: str) -> list[Place]:
        """The places in an entity of the graph, its own `id` among them."""
        return [place for place in self._entity(source.text, node, folder_type) if place is not None]

    def in_schema(self, source: Source, node: Node) -> list[Place]:
        """The places in the formulas and rules of a schema."""
        return [place for place in self._schema(source.text, node) if place is not None]

    def in_page(self, source: Source, page: str, own_page: str) -> list[Place]:
        """The places in a Markdown page: links, our blocks, and links to the entity's page. `page` is the path inside
        the folder of pages, `own_page` that of the entity's page without ending."""
        text = source.text
        seen = scan(text)
        found: list[Place] = []
        for link in seen.links:
            if self._is_target(link.target):
                at = text.index(self.id, link.start)
                found.append((at, at + len(self.id)))
        for block in seen.blocks:
            body = text[block.body_start : block.body_end]
            if block.indent.strip():
                body = re.sub(r"(?m)^[ \t]*(?:>[ \t]?)+", lambda m: " " * len(m.group()), body)
            if self.id in body:
                inside = self._options(body, parse(Source(page, body)).value.root)
                found += [(start + block.body_start, end + block.body_start) for start, end in inside]
        folder = page.rpartition("/")[0]
        for match in _PAGE_LINK.finditer(text) if f"{self.id}.md" in text else ():
            if _joined(folder, match[1]) == f"{own_page}.md":
                end = match.end(1) - len(".md")
                found.append((end - len(self.id), end))
        return found

    def _entity(self, text: str, node: Mapping, folder_type: str) -> Iterator[Place | None]:
        named = node.get("type")
        type_ = self.schema.types.get(named.text if isinstance(named, Scalar) else folder_type)
        fields = type_.fields if type_ else {}
        for key, value in node.entries:
            if key.text in {"id", "replaced_by"}:
                yield from self._whole(text, value)
            elif key.text == "sources":
                yield from self._citations(text, value)
            elif key.text in {"summary", "notes"}:
                yield from self._prose(text, value)
            elif key.text in fields:
                yield from self._field(text, fields[key.text], value)

    def _field(self, text: str, field: Field, node: Node) -> Iterator[Place | None]:
        for item in node.items if isinstance(node, Sequence) else (node,):
            if not isinstance(item, Mapping):
                yield from self._value(text, field, item)
                continue
            for key, value in item.entries:
                attribute = field.attributes.get(key.text)
                if key.text == "source":
                    yield from self._citations(text, value)
                elif key.text in {"formula", "expression"}:
                    yield from self._expression(text, value)
                elif key.text == "inputs":
                    yield from self._inputs(text, value)
                elif field.kind == "assertion" and key.text == "figure":
                    yield from self._path(text, value)
                elif field.kind == "assertion" and key.text in {"from", "to"}:
                    yield from self._whole(text, value)
                elif key.text in {"value", "to"}:
                    yield from self._value(text, field, value)
                elif attribute is not None:
                    yield from self._value(text, attribute, value)

    def _value(self, text: str, field: Field, node: Node) -> Iterator[Place | None]:
        if field.kind == "ref":
            yield from self._whole(text, node)
        elif field.kind == "markdown":
            yield from self._prose(text, node)

    def _whole(self, text: str, node: Node) -> Iterator[Place | None]:
        for item in scalars(node):
            if item.text.strip() == self.id:
                start = item.text.index(self.id)
                yield place_of(text, item, start, start + len(self.id))

    def _citations(self, text: str, node: Node) -> Iterator[Place | None]:
        for item in scalars(node):
            if item.text.partition("#")[0] == self.id:
                yield place_of(text, item, 0, len(self.id))

    def _prose(self, text: str, node: Node) -> Iterator[Place | None]:
        if not isinstance(node, Scalar) or self.id not in node.text:
            return
        for link in scan(node.text).links:
            if self._is_target(link.target):
                start = node.text.index(self.id, link.start)
                yield place_of(text, node, start, start + len(self.id))

    def _inputs(self, text: str, node: Node) -> Iterator[Place | None]:
        for entry in node.entries if isinstance(node, Mapping) else ():
            yield from self._path(text, entry.value)

    def _path(self, text: str, node: Node) -> Iterator[Place | None]:
        if isinstance(node, Scalar) and self._is_path(node.text):
            yield place_of(text, node, 0, len(self.id))

    def _expression(self, text: str, node: Node) -> Iterator[Place | None]:
        if isinstance(node, Scalar) and self.id in node.text:
            for start, end in self._quoted_in(node.text):
                yield place_of(text, node, start, end)

    def _schema(self, text: str, node: Node) -> Iterator[Place | None]:
        for item in node.items if isinstance(node, Sequence) else ():
            yield from self._schema(text, item)
        for key, value in node.entries if isinstance(node, Mapping) else ():
            if key.text in {"formula", "check"} and isinstance(value, Scalar):
                yield from self._expression(text, value)
            elif key.text == "inputs":
                yield from self._inputs(text, value)
            else:
                yield from self._schema(text, value)

    def _options(self, body: str, root: Node | None) -> list[Place]:
        found: list[Place | None] = []
        for key, value in root.entries if isinstance(root, Mapping) else ():
            if key.text in _TARGETS:
                named = [item for item in scalars(value) if self._is_target(item.text)]
                found += [place_of(body, item, 0, len(self.id)) for item in named]
            elif key.text in {"where", "sort"}:
                found += self._expression(body, value)
            elif key.text == "select" and isinstance(value, Scalar):
                found += [place_of(body, value, start, end) for start, end in self._selected(value.text)]
        return [place for place in found if place is not None]

    def _selected(self, text: str) -> Iterator[Place]:
        for match in re.finditer(rf"(?<![^\s,+:]){re.escape(self.id)}(?![^\s,+])", text):
            before = text[: match.start()]
            if not before.endswith(":") or before.endswith(("id:", "exclude:")):
                yield match.span()

    def _is_target(self, text: str) -> bool:
        """Whether the target of a link is the entity, or one of its fields."""
        return text == self.id or (text not in self.ids and text.rpartition(".")[0] == self.id)

    def _is_path(self, text: str) -> bool:
        """Whether a path begins with the entity: `ID.FIELD`, and not a longer id that begins with this one."""
        if not text.startswith(f"{self.id}."):
            return False
        rest = text[len(self.id) + 1 :].split(".")
        if all(part in self.kinds or part in _ENDS for part in rest):
            return True
        parts = text.split(".")
        return not any(".".join(parts[:n]) in self.ids for n in range(1, len(parts)))

    def _quoted_in(self, text: str) -> list[Place]:
        """The texts in quotes of an expression that are the id, without their quotes."""
        source = re.sub(r"\s", " ", text)
        shift = len(source) - len(source.lstrip())
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # Python's advice is not for the writer of a formula
                tree = ast.parse(source.strip(), mode="eval")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return []  # reported by the check
        data = source.strip().encode()
        words = {id(constant) for node in ast.walk(tree) for constant in self._words(node)}
        found = []
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and node.value == self.id and id(node) not in words:
                start = len(data[: node.col_offset].decode()) + shift + 1
                if text[start : start + len(self.id)] == self.id:
                    found.append((start, start + len(self.id)))
        return found

    def _words(self, node: ast.AST) -> list[ast.Constant]:
        """The constants that a comparison holds against a field that is no reference: a word of an enum, say."""
        if not isinstance(node, ast.Compare):
            return []
        sides = [node.left, *node.comparators]
        names = [
            s.attr if isinstance(s, ast.Attribute) else s.id for s in sides if isinstance(s, ast.Attribute | ast.Name)
        ]
        if not any(name in self.kinds and "ref" not in self.kinds[name] for name in names):
            return []
        items = [item for side in sides for item in (side.elts if isinstance(side, ast.List | ast.Tuple) else [side])]
        return [item for item in items if isinstance(item, ast.Constant)]


def _joined(folder: str, link: str) -> str:
    """The path that a relative link leads to from a page's folder."""
    parts = folder.split("/") if folder else []
    for part in link.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)
