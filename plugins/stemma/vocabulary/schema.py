# A site's vocabulary as data: its types, their fields, and what they are allowed to hold. Filled by schema_read.py;
# the engine asks it everything and knows no subject's words itself.
from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from stemma.text.source import Span
from stemma.vocabulary.formula import Formula
from stemma.vocabulary.quantity import Quantity
from stemma.vocabulary.units import Unit, Units

Kind = Literal[
    "text",
    "markdown",
    "number",
    "integer",
    "boolean",
    "date",
    "quantity",
    "url",
    "enum",
    "ref",
    "assertion",
    "evidence",
]
KINDS: tuple[Kind, ...] = (
    "text", "markdown", "number", "integer", "boolean", "date", "quantity", "url", "enum", "ref",
)  # fmt: skip
NUMERIC: frozenset[str] = frozenset({"number", "integer", "quantity"})

# Every type has these; they describe the entity itself and are attributes of it rather than statements about it.
COMMON_KEYS: tuple[str, ...] = (
    "id", "type", "name", "aliases", "tags", "summary", "notes", "links", "same_as", "sources", "replaced_by",
)  # fmt: skip
# The keys that the long form of every value has; attributes of references must be called something else.
LONG_KEYS: tuple[str, ...] = (
    "value", "to", "source", "at", "as_of", "note", "inferred", "rank", "disputed", "formula", "inputs", "unit",
)  # fmt: skip
VERDICTS: tuple[str, ...] = (
    "supported", "contradicted", "misleading", "misattributed", "disputed", "unproven", "outdated",
)  # fmt: skip
STANCES: tuple[str, ...] = ("supports", "refutes", "qualifies", "reports")
STANDINGS: tuple[str, ...] = ("primary", "secondary", "tertiary")


@dataclass(frozen=True, slots=True)
class Field:
    """One property that entities of a type may have. `schema_org` is its property there, with a class behind a colon
    where a plain value stands for a thing of that class (`location:Place`)."""

    name: str
    kind: Kind
    label: str
    inverse: str = ""
    inverse_label: str = ""
    description: str = ""
    many: bool = False
    required: bool = False
    cite: bool = False
    to: tuple[str, ...] = ()
    unit: Unit | None = None
    minimum: Quantity | None = None
    maximum: Quantity | None = None
    values: tuple[str, ...] = ()
    value_labels: Mapping[str, str] = field(default_factory=dict)
    role: str = ""
    lineage: Literal["", "parent", "child"] = ""
    line: Literal["solid", "dashed", "dotted"] = "solid"
    attributes: Mapping[str, Field] = field(default_factory=dict)
    increment: bool = False
    complete: bool = False
    formula: Formula | None = None
    span: Span | None = None
    schema_org: str = ""
    symmetric: bool = False

    @property
    def label_from_there(self) -> str:
        """What a reference is called on the page of what it names."""
        return self.inverse_label or (self.label if self.symmetric else f"{self.label} of")


@dataclass(frozen=True, slots=True)
class TypeRule:
    """A condition that every entity of a type must meet, and what to say where one does not."""

    check: Formula
    message: str


@dataclass(frozen=True, slots=True)
class Type:
    """A kind of entity. `fields` holds inherited ones too, parents' first; `schema_org` is its class there, `""` or
    `none` where it has none."""

    name: str
    label: str
    plural: str
    folder: str
    icon: str
    color: str
    description: str
    extends: str
    fields: Mapping[str, Field]
    rules: tuple[TypeRule, ...]
    facts: tuple[str, ...]
    columns: tuple[str, ...]
    schema_org: str = ""

    @property
    def date_field(self) -> str:
        """The field that places an entity in time, or ''."""
        return next((f.name for f in self.fields.values() if f.role == "date"), "")


@dataclass(frozen=True, slots=True)
class Setting:
    """A severity that the project sets for a rule or a family of rules."""

    prefix: str
    severity: str
    span: Span


@dataclass(frozen=True, slots=True)
class RuleFile:
    """A Python file with a rule of the project's own: its path below the graph's folder, and the id that its name gives."""

    path: str
    span: Span

    @property
    def rule_id(self) -> str:
        return rule_id_of(self.path)


def rule_id_of(path: str) -> str:
    """`own-places` for `rules/places.py`."""
    return "own-" + path.rpartition("/")[2].removesuffix(".py").replace("_", "-").lower()


@dataclass(frozen=True, slots=True)
class Schema:
    """The whole vocabulary. `broken` says that part of it could not be read, so that what is unknown may not be a mistake.
    `stale_after` is how many days older than the newest date of the graph a value's `as_of` may be; None sets no limit.
    `baseline` is the path of the file of accepted problems, from the graph's folder, and where it is named."""

    types: Mapping[str, Type]
    units: Units
    folders: Mapping[str, str]
    settings: tuple[Setting, ...] = ()
    broken: bool = False
    broken_types: frozenset[str] = frozenset()
    rule_files: tuple[RuleFile, ...] = ()
    stale_after: int | None = None
    baseline: tuple[str, Span] | None = None

    def is_a(self, type_name: str, ancestor: str) -> bool:
        """Whether `type_name` is `ancestor` or extends it, directly or not."""
        seen = 0
        while type_name and seen <= len(self.types):
            if type_name == ancestor:
                return True
            found = self.types.get(type_name)
            type_name = found.extends if found else ""
            seen += 1
        return False

    def allows(self, field_: Field, type_name: str) -> bool:
        """Whether a reference field may point to an entity of this type. To a type that does not exist, which was
        reported, anything may."""
        return any(name == "any" or name not in self.types or self.is_a(type_name, name) for name in field_.to)

    def subtypes(self, name: str) -> Iterator[str]:
        return (t for t in self.types if self.is_a(t, name))

    def type_of_folder(self, folder: str) -> str:
        """The type whose folder holds this path (`models/distilled` lies in `models`), or ''."""
        while folder:
            if folder in self.folders:
                return self.folders[folder]
            folder = folder.rpartition("/")[0]
        return ""
