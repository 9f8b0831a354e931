# A computed figure on a page: value, bounds, formula, what it follows from, what was stated against it. In: a figure.
# Out: view data for the template `figure.html`.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from stemma.knowledge.entity import Statement
from stemma.knowledge.figure import Figure, Leaf
from stemma.knowledge.sensitivity import sensitivity
from stemma.knowledge.wording import readable_bounds, signed, value_text
from stemma.pages.context import Site
from stemma.pages.formula_words import formula_words
from stemma.pages.inline import anchor, value_parts
from stemma.pages.notes import Mark, Notes
from stemma.vocabulary.interval import Interval
from stemma.vocabulary.quantity import Quantity, format_quantity
from stemma.vocabulary.value import EntityValue


@dataclass(frozen=True, slots=True)
class Step:
    """One input: what it is, where it stands, its value, who says so; whether it is `computed` in turn, and its `bounds`
    where it is not exact."""

    name: str
    href: str
    value: str
    computed: bool
    marks: tuple[Mark, ...]
    bounds: str = ""


@dataclass(frozen=True, slots=True)
class Against:
    """A stated value held against the computed one. `tone` is good, bad or plain."""

    text: str
    verdict: str
    tone: str
    marks: tuple[Mark, ...]
    note: str
    rejected: bool


@dataclass(frozen=True, slots=True)
class Moved:
    """The uncertain input that moves the figure most, and how far."""

    name: str
    href: str
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class FigureView:
    id: str
    label: str
    value: str
    exact: str
    bounds: str
    words: Markup
    note: str
    missing: tuple[str, ...]
    steps: tuple[Step, ...]
    stated: tuple[Against, ...]
    moved: Moved | None = None

    @property
    def verdicts(self) -> tuple[tuple[str, str], ...]:
        """How the stated values compare, `($294,000: agrees, tone)`, each way once."""
        return tuple(dict.fromkeys((f"{s.text}: {s.verdict}", s.tone) for s in self.stated if not s.rejected))


def view(site: Site, path: str, figure: Figure, notes: Notes) -> FigureView:
    """What the page shows of a figure."""
    entity_id, name, index = figure.key
    entity = site.graph.entities[entity_id]
    field = site.graph.schema.types[entity.type].fields[name]
    own = next((s for s in entity.of(name) if s.index == index), None)
    value = format_quantity(figure.value) if figure.value else "not known"
    exact = value_text(figure.value) if figure.value else ""
    return FigureView(
        id=anchor(name), label=field.label, value=value, exact="" if exact == value else exact,
        bounds=bounds(figure.value) if figure.value else "", words=words(site, figure), note=own.note if own else "",
        missing=figure.missing, steps=tuple(step(site, path, leaf, notes) for leaf in figure.leaves),
        stated=tuple(
            _against(site, path, s.statement, s.comparison.kind, signed(s.comparison.percent), notes) for s in figure.stated
        ),
        moved=_moved(site, path, figure),
    )  # fmt: skip


def words(site: Site, figure: Figure) -> Markup:
    """The formula with what its names stand for: a field's label, and whose it is where it is another entity's."""
    return formula_words(figure.formula.text, *leaf_names(site, figure.leaves, figure.key[0]))


def leaf_names(site: Site, leaves: Iterable[Leaf], own: str = "") -> tuple[dict[str, str], dict[str, str]]:
    """What the names of these inputs stand for, and the labels of the fields that they read; `own` is the entity whose
    fields go by their labels alone."""
    entities = site.graph.entities
    names: dict[str, str] = {}
    labels: dict[str, str] = {}
    ways = {own: "self"}  # how a schema's formula calls the entities that it comes to
    for leaf in leaves:
        label = _label(site, leaf)
        mine = leaf.entity == own
        names[leaf.name] = label if mine else f"{entities[leaf.entity].name}: {label}"
        if mine:
            names[leaf.field] = label
        if leaf.entity in ways:
            way = f"{ways[leaf.entity]}.{leaf.field}"
            names[way] = names[leaf.name]
            if isinstance(leaf.value, EntityValue):
                ways.setdefault(leaf.value.id, way)
        labels[leaf.field] = label
    return names, labels


def _label(site: Site, leaf: Leaf) -> str:
    type_ = site.graph.schema.types.get(site.graph.entities[leaf.entity].type)
    field = type_.fields.get(leaf.field) if type_ else None
    return field.label if field else leaf.field  # in a preview the schema may be broken


def _moved(site: Site, path: str, figure: Figure) -> Moved | None:
    """Said where one of several uncertain inputs stands out."""
    found = sensitivity(site.project.derived, figure) if figure.value else ()
    if len(found) < 2 or found[0].swing == found[1].swing:
        return None
    first = found[0]
    name, href = _named(site, path, first.leaf)
    return Moved(name, href, value_text(first.low), value_text(first.high))


def _named(site: Site, path: str, leaf: Leaf) -> tuple[str, str]:
    """What a leaf is called, and where it stands."""
    name = f"{site.graph.entities[leaf.entity].name}: {_label(site, leaf)}"
    return name, f"{site.href(leaf.entity, path)}#{anchor(leaf.field)}"


def bounds(quantity: Quantity) -> str:
    """`288,552 and 300,792`; '' where the value is exact or one side is open."""
    low, high = quantity.interval.low, quantity.interval.high
    if low is None or high is None or low == high:
        return ""
    ends = [value_text(Quantity(Interval.exact(end), quantity.unit)) for end in readable_bounds(low, high)]
    return " and ".join(ends)


def step(site: Site, path: str, leaf: Leaf, notes: Notes) -> Step:
    """One input of a computation, as a line."""
    name, href = _named(site, path, leaf)
    inner = site.project.derived.figures.get(leaf.figure) if leaf.figure else None
    marks = notes.marks(leaf.statement.citations) if leaf.statement and inner is None else ()
    return Step(
        name=name, href=href, value=_leaf_text(site, path, leaf),
        computed=inner is not None, marks=marks,
        bounds=bounds(leaf.value) if isinstance(leaf.value, Quantity) else "",
    )  # fmt: skip


def _leaf_text(site: Site, path: str, leaf: Leaf) -> str:
    if isinstance(leaf.value, Quantity):
        return value_text(leaf.value) if leaf.figure is not None else format_quantity(leaf.value)
    if leaf.statement is not None and leaf.statement.value is not None and not isinstance(leaf.value, tuple):
        return ", ".join(part.text for part in value_parts(site, path, leaf.statement.value))
    return value_text(leaf.value)


def _against(site: Site, path: str, statement: Statement, kind: str, percent: str, notes: Notes) -> Against:
    text = ", ".join(part.text for part in value_parts(site, path, statement.value))
    words = {
        "exact": "exactly",
        "agrees": "agrees" if not percent or percent in {"+0", "−0"} else f"agrees, {percent} %",
        "off": f"off by {percent} %" if percent else "off",
        "incomparable": "in another unit",
    }
    tone = {"exact": "good", "agrees": "good", "off": "bad"}.get(kind, "plain")
    rejected = statement.rank == "rejected"
    return Against(
        text, words[kind], "plain" if rejected else tone, notes.marks(statement.citations), statement.note, rejected
    )


def figures_of(site: Site, entity_id: str) -> list[Figure]:
    """The figures of an entity, one a field, the facts of its type first."""
    entity = site.graph.entities[entity_id]
    found = []
    type_ = site.graph.schema.types[entity.type]
    for name in dict.fromkeys([*type_.facts, *type_.fields]):
        figure = site.project.derived.figure_of(entity_id, name)
        if figure is not None and not figure.failed:
            found.append(figure)
    return found
