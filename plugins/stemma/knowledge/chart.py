# What a chart draws: the entities or values that were asked for, each measure in one unit. In: a block's options and the
# graph. Out: points, and who has no value; or what is wrong with an option.
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeAlias

from stemma.knowledge.derive import Deriver
from stemma.knowledge.entity import Entity
from stemma.knowledge.figure import Leaf
from stemma.knowledge.links import resolve
from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, convert
from stemma.vocabulary.schema import NUMERIC, Field
from stemma.vocabulary.unit import NO_UNIT, Unit
from stemma.vocabulary.value import EntityValue, Value

KINDS = ("bar", "dot", "scatter", "line")
LOGS = ("true", "false", "x", "y")
COLOR_KINDS = ("enum", "ref", "boolean")
HEIGHTS = (80, 1200)  # CSS pixels
_LARGEST = 290  # powers of ten that binary numbers hold
_CHOSEN = ("select", "type", "where", "sort", "x", "y")


class Fault(NamedTuple):
    """What is wrong: under which key, at which item of its list (-1: the value as a whole), and how to mend it."""

    key: str
    message: str
    help: str = ""
    item: int = -1


@dataclass(frozen=True, slots=True)
class Measure:
    """A value that can be drawn. Quantities of one axis share a unit; `leaf` knows where the value comes from."""

    value: Quantity | PartialDate
    leaf: Leaf

    @property
    def computed(self) -> bool:
        return self.leaf.figure is not None


@dataclass(frozen=True, slots=True)
class Point:
    """A mark of the chart. `field` is that of the value that its label is about; `group` is the key of its colour."""

    entity: str
    field: str
    x: Measure
    y: Measure | None = None
    group: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """What an axis counts. `field` is None where values of several fields stand on it."""

    field: Field | None
    unit: Unit
    is_date: bool
    log: bool


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows of bars or dots along `x`, or points on `x` and `y`. `missing` are entities and fields without a value."""

    kind: str
    x: Axis
    y: Axis | None
    points: tuple[Point, ...]
    missing: tuple[tuple[str, str], ...]
    color: str = ""


_Found: TypeAlias = tuple[list[Axis], list[Point], list[tuple[str, str]]]


def chart_of(
    options: Mapping[str, str], values: Sequence[str], ids: Iterable[str] | None, deriver: Deriver
) -> Chart | list[Fault] | None:
    """The chart that a block's options ask for, or all that is wrong with them; `ids` are the entities in their order, None
    for all. None where the selection is empty, which is no mistake."""
    faults = _choices(options)
    named = [key for key in ("x", "y") if key in options]
    entities = [] if values else _entities(ids, deriver)
    if values:
        wrong = [key for key in _CHOSEN if key in options]
        faults += [Fault(key, f"`{key}` does not go together with `values`", "delete one of the two") for key in wrong]
    elif not entities and not faults:
        return None
    else:
        faults += [fault for key in named if entities and (fault := _known(key, options[key], entities, deriver))]
    if faults:
        return faults
    found = _listed(values, deriver) if values else _chosen(named, [options[key] for key in named], entities, deriver)
    made = found if isinstance(found, Fault) else _drawn(options, named, found, deriver)
    return [made] if isinstance(made, Fault) else made


def _drawn(options: Mapping[str, str], named: Sequence[str], found: _Found, deriver: Deriver) -> Chart | Fault:
    """The chart of what was found, if it fits the kind and the scales that were asked for."""
    axes, points, missing = found
    kind = _kind(options, axes)
    if isinstance(kind, Fault):
        return kind
    names = named or ["x"]
    sides = [replace(axis, log=_is_log(options, axis, name)) for axis, name in zip(axes, names, strict=True)]
    fault = _fits(kind, sides, names, points, options)
    if fault is not None:
        return fault
    color = options.get("color", "")
    grouped = _grouped(color, points, deriver) if color else points
    if isinstance(grouped, Fault):
        return grouped
    return Chart(kind, sides[0], sides[1] if len(sides) > 1 else None, tuple(grouped), tuple(missing), color)


def _choices(options: Mapping[str, str]) -> list[Fault]:
    faults = []
    for key, allowed in (("kind", KINDS), ("log", LOGS)):
        chosen = options.get(key, allowed[0])
        if chosen not in allowed:
            hint = did_you_mean(chosen, allowed)
            mend = hint or f"one of: {', '.join(allowed)}"
            faults.append(Fault(key, f"`{key}` cannot be `{chosen}`", mend))
    height = options.get("height", "")
    low, high = HEIGHTS
    if height and not (height.isascii() and height.isdigit() and len(height) < 6 and low <= int(height) <= high):
        why = f"`height` must be a number of pixels from {low} to {high}"
        faults.append(Fault("height", why, "for example `height: 320`"))
    return faults


def _kind(options: Mapping[str, str], axes: Sequence[Axis]) -> str | Fault:
    """The kind that was asked for, or the one that shows this best: bars begin at zero, and dates and powers have none."""
    two = len(axes) > 1
    kind = options.get("kind", "")
    if not kind:
        rows = "dot" if axes[0].is_date or options.get("log", "false") != "false" else "bar"
        return "scatter" if two else rows
    if two != (kind in {"scatter", "line"}):
        why = "needs `x` and `y`" if not two else "shows one field: `x` or `y`, not both"
        return Fault("kind", f"a chart of kind `{kind}` {why}", "use `kind: scatter`" if two else "use `kind: dot`")
    return kind


def _is_log(options: Mapping[str, str], axis: Axis, name: str) -> bool:
    """`true` means every axis of numbers; one that is named is meant whatever it holds."""
    log = options.get("log", "")
    return log == name or (log == "true" and not axis.is_date)


def _fits(
    kind: str, axes: Sequence[Axis], names: Sequence[str], points: list[Point], options: Mapping[str, str]
) -> Fault | None:
    """Whether these values can stand on these scales."""
    key = names[0] if names[0] in options else "values"
    if kind == "bar" and axes[0].is_date:
        return Fault(key, "bars begin at zero, and dates have none", "use `kind: dot`")
    log = options.get("log", "")
    if log in {"x", "y"} and log not in names:
        return Fault("log", f"this chart has no field on `{log}`", "write `log: true`")
    if log == "true" and all(axis.is_date for axis in axes):
        return Fault("log", "dates have no logarithm", "delete `log`")
    for axis, name in zip(axes, names, strict=True):
        if not axis.log:
            continue
        if axis.is_date:
            return Fault("log", f"`{name}` holds dates, and they have no logarithm", "delete `log`")
        if kind == "bar":
            return Fault("log", "bars begin at zero, which a logarithmic scale does not have", "use `kind: dot`")
        for point in points:
            measure = point.y if name == "y" and len(axes) > 1 else point.x
            if (
                measure is not None
                and isinstance(measure.value, Quantity)
                and (measure.value.interval.one_number or 0) <= 0
            ):
                why = f"`{point.entity}.{point.field}` is not above zero, and a logarithmic scale shows nothing else"
                return Fault("log", why, "delete `log`, or leave it out with `where`")
    return None


# Values ------------------------------------------------------------------------------------------------------------


def _listed(values: Sequence[str], deriver: Deriver) -> _Found | Fault:
    graph = deriver.graph
    axis: Axis | None = None
    fields: list[Field] = []
    points: list[Point] = []
    missing: list[tuple[str, str]] = []
    for at, text in enumerate(values):
        target = resolve(text, graph)
        if isinstance(target, Problem):
            return Fault("values", target.message, target.help[0] if target.help else "", at)
        type_ = graph.schema.types.get(graph.entities[target.entity].type)
        field = type_.fields.get(target.field) if type_ is not None else None
        if field is None:
            return Fault("values", f"`{text}` is no value that can be drawn", "write `ID.FIELD`", at)
        wrong = _drawable(field, text)
        if wrong:
            return Fault("values", wrong, "a chart draws numbers, quantities and dates", at)
        fields.append(field)
        made = _measure(deriver, target.entity, field, axis)
        if isinstance(made, str):
            return Fault("values", made, "", at)
        if made is None:
            missing.append((target.entity, target.field))
            continue
        axis = axis or _axis(field, made)
        points.append(Point(target.entity, target.field, made))
    if axis is None:
        return Fault("values", "none of these has a value")
    same = len({field.label for field in fields}) == 1
    return [Axis(axis.field if same else None, axis.unit, axis.is_date, log=False)], points, missing


def _entities(ids: Iterable[str] | None, deriver: Deriver) -> list[Entity]:
    graph = deriver.graph
    everyone = map(graph.entities.__getitem__, ids if ids is not None else graph.entities)
    return [entity for entity in everyone if not entity.broken and entity.type in graph.schema.types]


def _chosen(keys: Sequence[str], names: Sequence[str], entities: Sequence[Entity], deriver: Deriver) -> _Found | Fault:
    graph = deriver.graph
    axes: list[Axis | None] = [None] * len(names)
    points: list[Point] = []
    missing: list[tuple[str, str]] = []
    for entity in entities:
        fields = graph.schema.types[entity.type].fields
        if any(name not in fields for name in names):
            continue
        made: list[Measure] = []
        for at, (key, name) in enumerate(zip(keys, names, strict=True)):
            measure = _measure(deriver, entity.id, fields[name], axes[at])
            if isinstance(measure, str):
                return Fault(key, measure, "leave it out with `where`, or give the field a unit in the schema")
            if measure is None:
                missing.append((entity.id, name))
                break
            axes[at] = axes[at] or _axis(fields[name], measure)
            made.append(measure)
        if len(made) == len(names):
            points.append(Point(entity.id, names[-1], made[0], made[1] if len(made) > 1 else None))
    whole = [axis for axis in axes if axis is not None]
    if not points or len(whole) < len(axes):
        both = " and ".join(f"`{name}`" for name in names)
        return Fault(keys[0], f"no entity of this selection has a value of {both}")
    return whole, points, missing


def _known(key: str, name: str, entities: Sequence[Entity], deriver: Deriver) -> Fault | None:
    """Whether some of these have such a field, and it can be drawn."""
    schema = deriver.graph.schema
    types = dict.fromkeys(entity.type for entity in entities)
    holders = [schema.types[t].fields[name] for t in types if name in schema.types[t].fields]
    if not holders:
        fields = {f for t in types for f in schema.types[t].fields}
        hint = did_you_mean(name, fields)
        why = (
            f"`{next(iter(types))}` has no field `{name}`" if len(types) == 1 else f"none of these has a field `{name}`"
        )
        return Fault(key, why, hint or "")
    wrong = _drawable(holders[0], name)
    return Fault(key, wrong, "a chart draws numbers, quantities and dates") if wrong else None


def _drawable(field: Field, name: str) -> str:
    """Why the field cannot be drawn, or ''."""
    if field.kind not in NUMERIC and field.kind != "date":
        return f"`{name}` holds no numbers and no dates"
    return f"`{name}` may hold several values at once" if field.many else ""


def _measure(deriver: Deriver, entity_id: str, field: Field, axis: Axis | None) -> Measure | str | None:
    """The field's value in the axis' unit; None where it is not known; why it does not fit."""
    leaf = deriver.read(None, entity_id, field.name)
    value = leaf.value if leaf is not None else None
    if leaf is None or not isinstance(value, Quantity | PartialDate):
        return None
    if isinstance(value, Quantity) and value.interval.one_number is None:
        return None
    where = f"`{entity_id}.{field.name}`"
    if axis is not None and axis.is_date != isinstance(value, PartialDate):
        return f"{where} does not fit beside the others: dates and numbers share no scale"
    if isinstance(value, Quantity):
        unit = axis.unit if axis is not None else field.unit or value.unit
        made = convert(value, unit)
        if isinstance(made, Problem):
            return f"{where} is counted in `{value.unit}`, and this chart counts in `{unit}`"
        value = made
        ends = (value.interval.best, value.interval.low, value.interval.high)
        if any(end is not None and end.adjusted() > _LARGEST for end in ends):
            return f"{where} is too large to draw"
    return Measure(value, leaf)


def _axis(field: Field, measure: Measure) -> Axis:
    unit = measure.value.unit if isinstance(measure.value, Quantity) else NO_UNIT
    return Axis(field, unit, isinstance(measure.value, PartialDate), log=False)


# Colours -----------------------------------------------------------------------------------------------------------


def _grouped(color: str, points: Sequence[Point], deriver: Deriver) -> list[Point] | Fault:
    """The points with what their colour stands for: a type's name, an entity's id, or a value."""
    graph = deriver.graph
    fields = {
        t: graph.schema.types[t].fields.get(color) for t in dict.fromkeys(graph.entities[p.entity].type for p in points)
    }
    known = [field for field in fields.values() if field is not None]
    if color != "type" and (not known or known[0].kind not in COLOR_KINDS):
        hint = did_you_mean(
            color,
            ["type", *(f.name for t in fields for f in graph.schema.types[t].fields.values() if f.kind in COLOR_KINDS)],
        )
        why = f"`{color}` does not sort these into groups" if known else f"there is no field `{color}` here"
        return Fault("color", why, hint or "use `type`, or a field of kind `enum` or `ref`")
    made = []
    for point in points:
        if color == "type":
            group = graph.entities[point.entity].type
        else:
            leaf = deriver.read(None, point.entity, color)
            group = _key(leaf.value) if leaf is not None else ""
        made.append(replace(point, group=group))
    return made


def _key(value: Value) -> str:
    if isinstance(value, tuple):
        return _key(value[0]) if value else ""
    if isinstance(value, EntityValue):
        return value.id
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else ""
