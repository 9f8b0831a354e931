# What another format says of a thing, as a new entity's file. In: a project and a record in the words of schema.org. Out:
# the file's path and text, which field took what, and what none did: that stands in comments, so that nothing is lost.
from __future__ import annotations

import re
from dataclasses import dataclass, field

from stemma.change.quoting import written
from stemma.change.scaffold import Lines, new_entity, path_of
from stemma.knowledge.entity import Hyperlink
from stemma.knowledge.naming import id_from, shares_word
from stemma.knowledge.values import Failed, read_value
from stemma.project import Project
from stemma.text.document import PLACEHOLDER
from stemma.text.nodes import Scalar
from stemma.text.reader import Reporter
from stemma.text.source import Source
from stemma.vocabulary.record import BROADER, Property, Record
from stemma.vocabulary.schema import Field, Schema, Type

_KEY = re.compile(r"[A-Za-z][A-Za-z0-9_.+-]{0,39}")
_MAX_ID = 60
_PERSON = "Person"
_TITLES = ("headline", "name")
# What every type has, whatever its fields: properties of schema.org to common keys.
_COMMON = {
    "keywords": "tags",
    "alternateName": "aliases",
    "sameAs": "same_as",
    "description": "summary",
    "url": "links",
}
_LISTS = {"tags", "aliases", "same_as", "links"}
_ADDRESS = Field("links", "url", "Links", many=True)


@dataclass(frozen=True, slots=True)
class Imported:
    """A new entity's file. `taken` are pairs of what the record calls a thing and the key that took it; `left` what
    stands in comments, with the reason; `unknown` what the file names and the graph does not have yet: id, type, name."""

    id: str
    type: Type
    path: str
    text: str
    taken: tuple[tuple[str, str], ...]
    left: tuple[tuple[str, str], ...]
    unknown: tuple[tuple[str, str, str], ...]


def type_for(schema: Schema, record: Record) -> Type | str:
    """The type whose class at schema.org is the record's, or the nearest broader one; a sentence where no type, or more
    than one, is."""
    for class_ in (record.class_, *BROADER.get(record.class_, ())):
        types = [t for t in schema.types.values() if t.schema_org == class_ and not schema.is_a(t.name, "claim")]
        citable = [t for t in types if schema.is_a(t.name, "source")]
        fitting = citable if len(citable) == 1 else types
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            return f"several types have `schema_org: {class_}`: {', '.join(sorted(t.name for t in fitting))}"
    return f"no type of the schema has `schema_org: {record.class_}`"


def id_for(record: Record, name: str) -> str:
    """The id of a new entity: made of `name` where one was given, else of the record's key if it has a word of its
    name, else of its name; '' where nothing can be made."""
    if name:
        return id_from(name)
    made = id_from(record.key) if _KEY.fullmatch(record.key) else ""
    if not made or not shares_word(made, record.name):
        made = id_from(record.name) or made
    return made if len(made) <= _MAX_ID else made[: _MAX_ID + 1].rpartition("-")[0] or made[:_MAX_ID]


def import_record(
    project: Project,
    type_: Type,
    record: Record,
    entity_id: str,
    name: str = "",
    origin: str = "",
    *,
    every: bool = False,
) -> Imported:
    """The file of a new entity of this type and id; `origin` names the record's file in a comment. With `every`, all
    optional fields are listed."""
    filler = _Filler(project, type_)
    filler.title(record.name)
    for property_ in record.properties:
        filler.take(property_)
    comments = [f"From {origin}; no field took this:"] if filler.left and origin else []
    comments += [f"{called}: {text}" for called, text in filler.kept]
    text = new_entity(
        project.schema,
        type_,
        name or record.name,
        project.entities.values(),
        filled=filler.filled,
        comments=comments,
        every=every,
    )
    return Imported(
        entity_id, type_, path_of(type_, entity_id), text, tuple(filler.taken), tuple(filler.left), tuple(filler.unknown)
    )  # fmt: skip


@dataclass(slots=True)
class _Filler:
    """Gives each property to the first key that means it and can hold it."""

    project: Project
    type_: Type
    filled: dict[str, Lines] = field(default_factory=dict)
    taken: list[tuple[str, str]] = field(default_factory=list)
    left: list[tuple[str, str]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[tuple[str, str, str]] = field(default_factory=list)

    def title(self, title: str) -> None:
        for field_ in self.type_.fields.values():
            if field_.schema_org in _TITLES and field_.kind in {"text", "markdown"} and title:
                self.filled[field_.name] = (f"{field_.name}: {_stated(field_, [title])}",)
                self.taken.append(("title", field_.name))

    def take(self, property_: Property) -> None:
        reason = "no field takes it"
        values = list(dict.fromkeys(property_.values))
        for field_ in self._candidates(property_):
            if field_.name in self.filled:
                reason = f"`{field_.name}` has a value already"
                continue
            held, over = self._held(field_, values, property_.class_)
            if held:
                self.filled[field_.name] = (f"{field_.name}: {_stated(field_, held)}",)
                self.taken.append((property_.origin, field_.name))
                values = over
                if not values:
                    return
                reason = f"`{field_.name}` has no place for it"
            elif reason == "no field takes it":
                reason = f"`{field_.name}` cannot hold it"
            if field_.kind == "ref":
                reason = f"no entity is called {' or '.join(f'`{value}`' for value in values)}"
            if held:
                break
        else:
            values = self._common(property_, values)
        if values:
            self.left.append((property_.origin, reason))
            self.kept.append((property_.origin, "; ".join(values)))

    def _candidates(self, property_: Property) -> list[Field]:
        """The fields that mean the property, the best first; else the only reference to things of its class."""
        fields = [f for f in self.type_.fields.values() if f.formula is None]
        found = [f for name in property_.names for f in fields if f.schema_org.partition(":")[0] == name]
        if not found and property_.class_ and property_.names:
            types = self.project.schema.types
            found = [f for f in fields if any(t in types and types[t].schema_org == property_.class_ for t in f.to)]
            found = found if len(found) == 1 else []
        return found

    def _held(self, field_: Field, values: list[str], class_: str) -> tuple[list[str], list[str]]:
        """The values as the field writes them, and those that it cannot hold."""
        if field_.kind in {"text", "markdown"} and not field_.many:
            return ["; ".join(values)], []
        held: list[str] = []
        over: list[str] = []
        for value in values:
            if field_.kind == "ref":
                made = self._reference(field_, value, _orders(value) if class_ == _PERSON else ())
            else:
                made = _plain(self.project, field_, value)
            if not made or (held and not field_.many):
                over.append(value)
            elif made not in held:
                held.append(made)
        return held, over

    def _reference(self, field_: Field, value: str, orders: tuple[str, ...]) -> str:
        """The id of the entity that the value names, or one of its `orders`. Of what the graph does not have
        yet, an id is made only where the relation must not be lost: the check then asks for the entity."""
        graph, schema = self.project.graph, self.project.schema
        tail = value.rpartition("/")[2]
        names = {value.casefold(), tail.casefold()}
        wanted = {id_from(value), id_from(tail)}
        names |= {order.casefold() for order in orders}
        wanted |= {id_from(order) for order in orders}
        for entity in graph.entities.values():
            called = {entity.name.casefold(), *(alias.casefold() for alias in entity.aliases)}
            if (entity.id in wanted or names & called) and schema.allows(field_, entity.type):
                return entity.id
        made = id_from(tail)
        if not (field_.lineage or field_.required) or not made:
            return ""
        self.unknown.append((made, self._type_of(field_), tail))
        return made

    def _type_of(self, field_: Field) -> str:
        """The type of what a reference asks for: the entity's own where that may be meant, else the only one."""
        if self.project.schema.allows(field_, self.type_.name):
            return self.type_.name
        return field_.to[0] if len(field_.to) == 1 else "TYPE"

    def _common(self, property_: Property, values: list[str]) -> list[str]:
        """Give the values to a common key; those that none takes."""
        key = next((_COMMON[name] for name in property_.names if name in _COMMON), "")
        if not key or key in self.filled:
            return values
        addresses = key in {"same_as", "links"}
        held = [value for value in values if not addresses or _plain(self.project, _ADDRESS, value)]
        if not held:
            return values
        shown = _list(held) if key in _LISTS else written("; ".join(held))
        self.filled[key] = (f"{key}: {shown}",)
        self.taken.append((property_.origin, key))
        return [value for value in values if value not in held]


def _orders(person: str) -> tuple[str, ...]:
    """`Liang Wenfeng` for `Wenfeng Liang`: in half of the world the family's name comes first."""
    words = person.split()
    return (" ".join([words[-1], *words[:-1]]), " ".join([*words[1:], words[0]])) if len(words) > 1 else ()


def _plain(project: Project, field_: Field, value: str) -> str:
    """The value as the field's kind reads it, '' where it cannot."""
    for text in _spellings(field_, value):
        reporter = Reporter(Source("", text))
        read = read_value(reporter, field_, Scalar(text, 0, len(text), ""), project.schema.units)
        if read is not None and not isinstance(read, Failed) and not reporter.diagnostics:
            return read.url if isinstance(read, Hyperlink) else text
    return ""


def _spellings(field_: Field, value: str) -> list[str]:
    if field_.kind != "enum":
        return [value]
    made = id_from(value)
    alike = {made, made.removesuffix("-license"), made.removesuffix("-licence"), value.casefold()}
    labels = field_.value_labels
    return [word for word in field_.values if {id_from(word), labels.get(word, word).casefold()} & alike]


def _stated(field_: Field, values: list[str]) -> str:
    """The values in YAML; with a source to be named, where the schema demands one."""
    if field_.cite:
        key = "to" if field_.kind == "ref" else "value"
        items = [f"{{{key}: {written(value, flow=True)}, source: {PLACEHOLDER}}}" for value in values]
        return items[0] if len(items) == 1 else f"[{', '.join(items)}]"
    return _list(values) if len(values) > 1 else _scalar(field_, values[0])


def _scalar(field_: Field, value: str) -> str:
    """Dates, numbers and flags stay bare, as people write them; text only where YAML would read no other thing."""
    bare = field_.kind in {"date", "number", "integer", "boolean"}
    return value if bare else written(value)


def _list(values: list[str]) -> str:
    return f"[{', '.join(written(value, flow=True) for value in values)}]"
