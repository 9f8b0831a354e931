# The fixed list of functions that expressions may call. In: the values of the arguments. Out: a value. An argument that is
# missing or failed never reaches a function that cannot deal with it.
from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from stemma.vocabulary import operations as op
from stemma.vocabulary.arithmetic import (
    Env,
    Place,
    as_date,
    as_quantity,
    attempt,
    days_between,
    failure,
    kind,
    missing,
    no_entity,
    root,
    same_units,
    single,
    time_unit,
)
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.dependence import Operation
from stemma.vocabulary.interval import ZERO, Interval
from stemma.vocabulary.quantity_value import Quantity, mismatch
from stemma.vocabulary.unit import NO_UNIT, Unit
from stemma.vocabulary.value import EntityValue, Failure, Unknown, Value

MAX_LIST = 100_000


@dataclass(frozen=True, slots=True)
class Call:
    """A call as a function sees it: who calls, with what, and where each argument stands."""

    env: Env
    name: str
    place: Place
    arguments: tuple[Value, ...]
    places: tuple[Place, ...]
    via: Value = ()

    def wrong(self, message: str, *help_lines: str, rule: str = "formula-value", at: int | None = None) -> Failure:
        place = self.place if at is None else self.places[at]
        return failure(rule, f"`{self.name}` {message}", place, *help_lines)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the language; `usage` and `meaning` are what the guide says. `most` None is any number of arguments."""

    name: str
    usage: str
    meaning: str
    least: int
    most: int | None
    run: Callable[[Call], Value]
    takes_unknown: bool = False


def _flat(values: Iterable[Value]) -> list[Value]:
    flat: list[Value] = []
    for value in values:
        if type(value) is tuple:
            flat.extend(_flat(value))
        else:
            flat.append(value)
    return flat


def _quantity(call: Call, index: int) -> Quantity | Failure:
    value = single(call.arguments[index])
    if type(value) is str:
        return as_quantity(call.env, value, call.places[index])
    if isinstance(value, Quantity | Failure):
        return value
    return call.wrong(f"needs a quantity, and this is {kind(value)}", at=index)


def _alike(call: Call, values: list[Value]) -> list[Quantity] | Failure:
    """All as quantities in the unit of the first one that has a unit."""
    quantities: list[Quantity] = []
    for value in values:
        if isinstance(value, str):
            value = as_quantity(call.env, value, call.place)  # noqa: PLW2901  the text is read, and done with
        if isinstance(value, Failure):
            return value
        if not isinstance(value, Quantity):
            return call.wrong(f"needs quantities, and one of these is {kind(value)}")
        quantities.append(value)
    first = next((quantity for quantity in quantities if quantity.unit.parts), None)
    if first is None:
        return quantities
    alike: list[Quantity] = []
    for quantity in quantities:
        both = same_units(first, quantity, call.place, "bring together")
        if isinstance(both, Failure):
            return both
        alike.append(both[1])
    return alike


def _sum(call: Call) -> Value:
    values = _alike(call, _flat(call.arguments))
    if isinstance(values, Failure):
        return values
    return attempt(call.place, op.SUM, values[0].unit, *values) if values else Quantity(ZERO, NO_UNIT)


def _mean(call: Call) -> Value:
    values = _alike(call, _flat(call.arguments))
    if isinstance(values, Failure):
        return values
    if not values:
        return call.wrong("of an empty list has no value")
    total = attempt(call.place, op.SUM, values[0].unit, *values)
    number = Quantity(Interval.exact(len(values)), NO_UNIT)
    return total if isinstance(total, Failure) else attempt(call.place, op.DIV, total.unit, total, number)


def _extreme(operation: Operation) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        values = _flat(call.arguments)
        if not values:
            return call.wrong("of an empty list has no value")
        dates = [value for value in values if isinstance(value, PartialDate)]
        if len(dates) == len(values):
            pick = min if operation is op.LEAST else max
            earliest, latest = pick(date.earliest for date in dates), pick(date.latest for date in dates)
            return PartialDate(earliest, latest, any(date.approximate for date in dates))
        found = _alike(call, values)
        return found if isinstance(found, Failure) else attempt(call.place, operation, found[0].unit, *found)

    return run


def _count(call: Call) -> Value:
    return Quantity(Interval.exact(len(_flat(call.arguments))), NO_UNIT)


def _absolute(call: Call) -> Value:
    value = _quantity(call, 0)
    return value if isinstance(value, Failure) else attempt(call.place, op.ABSOLUTE, value.unit, value)


def _round(call: Call) -> Value:
    value = _quantity(call, 0)
    if isinstance(value, Failure) or len(call.arguments) == 1:
        return value if isinstance(value, Failure) else attempt(call.place, op.rounding(0), value.unit, value)
    places = _quantity(call, 1)
    if isinstance(places, Failure):
        return places
    digits = places.interval.best
    if digits is None or not places.interval.is_exact or places.unit.parts or digits != int(digits) or abs(digits) > 28:
        return call.wrong("needs a whole number of digits between -28 and 28", at=1)
    return attempt(call.place, op.rounding(int(digits)), value.unit, value)


def _root(call: Call) -> Value:
    value = _quantity(call, 0)
    return value if isinstance(value, Failure) else root(value, call.place)


def _of_a_number(operation: Operation) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        value = _quantity(call, 0)
        if isinstance(value, Failure):
            return value
        if value.unit.dimension:
            why = f"needs a number without a unit, and this has `{value.unit}`"
            return call.wrong(why, f"divide by `'1 {value.unit}'` first", rule="unit-mismatch", at=0)
        return attempt(call.place, operation, NO_UNIT, op.scaled(value, value.unit.factor, NO_UNIT))

    return run


def _date(call: Call) -> Value:
    value = single(call.arguments[0])
    if isinstance(value, PartialDate | Failure):
        return value
    return (
        as_date(value, call.places[0])
        if type(value) is str
        else call.wrong(f"needs text, and this is {kind(value)}", at=0)
    )


def _time(name: str) -> Callable[[Call], Value]:
    """`days(30)` is a time, and so is `days(from, to)`."""

    def run(call: Call) -> Value:
        unit = time_unit(call.env, name)
        if len(call.arguments) == 1:
            value = _quantity(call, 0)
            if isinstance(value, Failure):
                return value
            return (
                op.scaled(value, value.unit.factor, unit)
                if not value.unit.dimension
                else _converted(call, value, unit, 0)
            )
        dates: list[PartialDate] = []
        for index, argument in enumerate(call.arguments):
            date = single(argument)
            if type(date) is str:
                date = as_date(date, call.places[index])
            if isinstance(date, Failure):
                return date
            if not isinstance(date, PartialDate):
                return call.wrong(f"needs dates, and this is {kind(date)}", at=index)
            dates.append(date)
        between = days_between(call.env, dates[0], dates[1])
        return _converted(call, between, unit, 0) if isinstance(between, Quantity) else between

    return run


def _converted(call: Call, value: Quantity, unit: Unit, at: int) -> Value:
    ratio = value.unit.ratio(unit)
    if ratio is None:
        why, help_text = mismatch(value.unit, unit)
        return call.wrong(f"cannot convert: {why}", *([help_text] if help_text else []), rule="unit-mismatch", at=at)
    return op.scaled(value, ratio, unit)


def _convert(call: Call) -> Value:
    value, text = _quantity(call, 0), call.arguments[1]
    if isinstance(value, Failure):
        return value
    if type(text) is not str:
        return call.wrong(f"needs a unit in quotes, and this is {kind(text)}", at=1)
    unit = call.env.units.parse(text)
    if not isinstance(unit, Unit):
        return call.wrong(f"cannot read '{text[:40]}': {unit.message}", *unit.help, rule=unit.rule, at=1)
    return _converted(call, value, unit, 0)


def _read_quantity(call: Call) -> Value:
    return _quantity(call, 0)


def _unit(call: Call) -> Value:
    value = _quantity(call, 0)
    return value if isinstance(value, Failure) else value.unit.text


def _known(call: Call) -> Value:
    stop = missing(call.arguments)
    return stop if isinstance(stop, Failure) else stop is None


def _only_known(call: Call) -> Value:
    known = tuple(value for value in _flat(call.arguments) if not isinstance(value, Unknown))
    return next((value for value in known if isinstance(value, Failure)), known)


def _entities(call: Call, index: int) -> list[EntityValue] | Failure:
    entities: dict[str, EntityValue] = {}
    for value in _flat((call.arguments[index],)):
        if type(value) is str:
            found = call.env.scope.entity(value)
            if found is None:
                return no_entity(call.env, value, call.places[index])
            entities[found.id] = found
        elif isinstance(value, EntityValue):
            entities[value.id] = value
        else:
            return call.wrong(f"needs an entity or its id in quotes, and this is {kind(value)}", at=index)
    return list(entities.values())


def _walk(*, up: bool, with_self: bool) -> Callable[[Call], Value]:
    def run(call: Call) -> Value:
        start = _entities(call, 0)
        if isinstance(start, Failure):
            return start
        via = _flat((call.via,))
        relations = tuple(value for value in via if type(value) is str)
        if len(relations) != len(via):
            return call.wrong("needs the names of relations in quotes after `via=`")
        scope = call.env.scope
        found: dict[str, EntityValue] = {entity.id: entity for entity in start} if with_self else {}
        for entity in start:
            for other in (scope.ancestors if up else scope.descendants)(entity.id, relations):
                found.setdefault(other.id, other)
                if len(found) > MAX_LIST:
                    return call.wrong(f"gives more than {MAX_LIST:,} entities")
        return tuple(found.values())

    return run


def _entity(call: Call) -> Value:
    found = _entities(call, 0)
    return found if isinstance(found, Failure) else single(tuple(found))


_TABLE = (
    Function("sum", "sum(list)", "the total; of an empty list, 0", 1, None, _sum),
    Function(
        "min", "min(a, b, …) or min(list)", "the smallest quantity, or the earliest date", 1, None, _extreme(op.LEAST)
    ),
    Function(
        "max", "max(a, b, …) or max(list)", "the largest quantity, or the latest date", 1, None, _extreme(op.GREATEST)
    ),
    Function("mean", "mean(list)", "the sum divided by the number of items", 1, None, _mean),
    Function("count", "count(list)", "how many items there are", 1, 1, _count),
    Function("abs", "abs(q)", "the quantity without its sign", 1, 1, _absolute),
    Function("round", "round(q, digits)", "rounded to so many digits after the point, 0 if left out", 1, 2, _round),
    Function("sqrt", "sqrt(q)", "the square root; the unit's powers must be even", 1, 1, _root),
    Function("log10", "log10(n)", "the logarithm to base 10 of a plain number", 1, 1, _of_a_number(op.logarithm(10))),
    Function("log2", "log2(n)", "the logarithm to base 2 of a plain number", 1, 1, _of_a_number(op.logarithm(2))),
    Function("ln", "ln(n)", "the natural logarithm of a plain number", 1, 1, _of_a_number(op.logarithm(0))),
    Function("exp", "exp(n)", "e to the power of a plain number", 1, 1, _of_a_number(op.EXPONENTIAL)),
    Function("date", "date('2025-01')", "the date in quotes", 1, 1, _date),
    Function("days", "days(30) or days(from, to)", "a time in days", 1, 2, _time("day")),
    Function("years", "years(2) or years(from, to)", "a time in years", 1, 2, _time("year")),
    Function("convert", "convert(q, 'unit')", "the same quantity in another unit", 2, 2, _convert),
    Function("quantity", "quantity('5 h')", "the quantity in quotes, its digits taken as exact", 1, 1, _read_quantity),
    Function("unit", "unit(q)", "the unit of a quantity, as text", 1, 1, _unit),
    Function(
        "known", "known(x)", "whether the value is known; of a list, whether all are", 1, 1, _known, takes_unknown=True
    ),
    Function("only_known", "only_known(list)", "the items that are known", 1, 1, _only_known, takes_unknown=True),
    Function("entity", "entity('id')", "the entity with this id or alias", 1, 1, _entity),
    Function(
        "ancestors",
        "ancestors(x, via='relation')",
        "all it descends from, without itself",
        1,
        1,
        _walk(up=True, with_self=False),
    ),
    Function(
        "descendants",
        "descendants(x)",
        "all that descends from it, without itself",
        1,
        1,
        _walk(up=False, with_self=False),
    ),
    Function(
        "lineage", "lineage(x)", "the entity and all it descends from, each once", 1, 1, _walk(up=True, with_self=True)
    ),
)
FUNCTIONS: dict[str, Function] = {function.name: function for function in _TABLE}
LINEAGES = frozenset({"ancestors", "descendants", "lineage"})


def call_function(function: Function, call: Call) -> Value:
    """Run a function unless an argument is missing or has failed."""
    values = (*call.arguments, call.via)
    stop = missing(values)
    if isinstance(stop, Failure) or (stop is not None and not function.takes_unknown):
        return stop
    return function.run(call)
