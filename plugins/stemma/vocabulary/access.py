# What names, fields and choices give while an expression is evaluated. In: values and places. Out: a value, or a Failure
# that says which name or field there is not.
from __future__ import annotations

from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary import operations as op
from stemma.vocabulary.arithmetic import Env, Place, attempt, failure, kind, missing, same_units, single
from stemma.vocabulary.functions import FUNCTIONS, MAX_LIST
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.value import EntityValue, Failure, Undecided, Unknown, Value


def unknown_name(env: Env, name: str, place: Place, *, hyphen: bool) -> Failure:
    hint = did_you_mean(name, env.scope.names())
    if name in FUNCTIONS:
        text = f"`{name}` is a function: {FUNCTIONS[name].usage}."
    elif hint:
        text = hint
    elif hyphen:
        text = "an id is quoted, as in `lineage('some-id')`, or comes in through `inputs`"
    else:
        text = "names are the formula's `inputs` and the fields of the entity at hand; text is quoted"
    return failure("formula-name", f"there is nothing called `{name[:60]}` here", place, text)


def field_of(env: Env, value: Value, field: str, place: Place) -> Value:
    if isinstance(value, Failure | Unknown):
        return value
    if isinstance(value, EntityValue):
        found = _read(env, value, field, place)
        if found is None:
            return failure("formula-name", f"`{value.id}` has no field `{field}`", place)
        return found
    if type(value) is tuple:
        return _field_of_all(env, value, field, place)
    return failure("formula-value", f"{kind(value)} has no fields", place)


def _read(env: Env, entity: EntityValue, field: str, place: Place) -> Value | None:
    found = env.scope.field(entity.id, field)
    if isinstance(found, Failure):
        problem = found.problem
        return failure(problem.rule, problem.message, place, *problem.help)
    return None if found is None else env.read((entity.id, field), found)


def _field_of_all(env: Env, values: tuple[Value, ...], field: str, place: Place) -> Value:
    """A field of each entity of a list, every entity once. Those whose type has no such field are passed over."""
    entities: dict[str, EntityValue] = {}
    unknown: list[Value] = []
    for value in values:
        if isinstance(value, Failure):
            return value
        if isinstance(value, Unknown):
            unknown.append(value)
        elif isinstance(value, EntityValue):
            entities[value.id] = value
        elif value != ():
            return failure("formula-value", f"{kind(value)} has no fields", place)
    found: list[Value] = [*unknown]
    for entity in entities.values():
        item = _read(env, entity, field, place)
        if isinstance(item, Failure):
            return item
        if item is not None:
            found.extend(item) if type(item) is tuple else found.append(item)
        if len(found) > MAX_LIST:
            return failure("formula-value", f"a list has more than {MAX_LIST:,} items", place)
    if entities and not found and all(env.scope.field(entity.id, field) is None for entity in entities.values()):
        return failure("formula-name", f"none of these {len(entities)} entities has a field `{field}`", place)
    return tuple(found)


def either(then: Value, other: Value, truth: Undecided, place: Place) -> Value:
    """One of two values while the condition is undecided: all that both may be, for quantities."""
    stop = missing((then, other))
    if stop is not None:
        return stop
    then, other = single(then), single(other)
    if isinstance(then, Quantity) and isinstance(other, Quantity):
        both = same_units(then, other, place, "choose between")
        if isinstance(both, Failure):
            return both
        likely = -1 if truth.likely is None else (0 if truth.likely else 1)
        return attempt(place, op.hull(likely), both[0].unit, *both)
    return then if then == other else truth
