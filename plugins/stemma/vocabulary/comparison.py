# Comparisons and logic with three answers. In: values and the operator's place. Out: True when all the values satisfy it,
# False when none does, else Undecided; Unknown where something is missing; Failure where it makes no sense.
from __future__ import annotations

import datetime
import operator
from collections.abc import Callable, Iterable
from typing import Any

from stemma.vocabulary import interval as iv
from stemma.vocabulary.arithmetic import (
    Env,
    Place,
    as_date,
    as_quantity,
    difference,
    failure,
    kind,
    missing,
    no_entity,
    same_units,
    single,
)
from stemma.vocabulary.dates import PartialDate
from stemma.vocabulary.interval import ZERO
from stemma.vocabulary.quantity_text import format_quantity
from stemma.vocabulary.quantity_value import Quantity
from stemma.vocabulary.value import EntityValue, Failure, Undecided, Unknown, Value

Truth = bool | Undecided | Unknown | Failure

_SWAPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "==": "==", "!=": "!="}


def compared(env: Env, symbol: str, a: Value, b: Value, place: Place) -> Truth:
    """One comparison: `== != < <= > >= in`, `not in`."""
    if symbol in ("in", "not in"):
        found = _contained(env, a, b, place)
        return negation(found) if symbol == "not in" else found
    stop = missing((a, b))
    if stop is not None:
        return stop
    a, b = single(a), single(b)
    if isinstance(a, Quantity) or isinstance(b, Quantity):
        one = as_quantity(env, a, place) if type(a) is str else a
        other = as_quantity(env, b, place) if type(b) is str else b
        return _quantities(symbol, one, other, place)
    if isinstance(a, PartialDate) or isinstance(b, PartialDate):
        return _dates(symbol, a, b, place)
    if symbol in ("==", "!="):
        same = _same(env, a, b, place)
        return negation(same) if symbol == "!=" else same
    return failure("formula-value", f"`{symbol}` cannot compare {kind(a)} with {kind(b)}", place, *_hint(a, b))


def _hint(a: Value, b: Value) -> tuple[str, ...]:
    if type(a) is tuple or type(b) is tuple:
        return ("use `in` to look into a list",)
    return ("Two texts have no order; wrap one in `quantity(…)` or `date(…)`.",) if type(a) is type(b) is str else ()


def _same(env: Env, a: Value, b: Value, place: Place) -> Truth:
    if isinstance(a, EntityValue) and type(b) is str:
        a, b = b, a
    if type(a) is str and isinstance(b, EntityValue):
        entity = env.scope.entity(a)
        return entity.id == b.id if entity is not None else no_entity(env, a, place)
    if isinstance(a, Undecided) or isinstance(b, Undecided):
        return Undecided("a condition that is compared is undecided")
    if type(a) is not type(b) or type(a) is tuple:
        return failure("formula-value", f"{kind(a)} cannot be compared with {kind(b)}", place, *_hint(a, b))
    return a == b


def _quantities(symbol: str, a: Value, b: Value, place: Place) -> Truth:
    for value in (a, b):
        if isinstance(value, Failure):
            return value
    if not isinstance(a, Quantity) or not isinstance(b, Quantity):
        return failure("formula-value", f"`{symbol}` cannot compare {kind(a)} with {kind(b)}", place, *_hint(a, b))
    both = same_units(a, b, place, "compare")
    if isinstance(both, Failure):
        return both
    one, other = both
    apart = difference(one, other)
    x, y = (one.interval, other.interval) if apart is None else (apart, ZERO)
    if symbol in ("==", "!="):
        answer = iv.equal(x, y)
        answer = answer if answer is None or symbol == "==" else not answer
    elif symbol in ("<", ">"):
        answer = iv.less(x, y) if symbol == "<" else iv.less(y, x)
    else:  # a <= b is not (b < a)
        answer = iv.less(y, x) if symbol == "<=" else iv.less(x, y)
        answer = answer if answer is None else not answer
    if answer is not None:
        return answer
    likely = None
    if one.interval.best is not None and other.interval.best is not None:
        likely = _ORDER[symbol](one.interval.best, other.interval.best)
    return Undecided(f"{_bounds(one)} {symbol} {_bounds(other)} holds for some of the values only", likely)


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def _bounds(quantity: Quantity) -> str:
    interval = quantity.interval
    if interval.is_exact or interval.best is None:
        return format_quantity(Quantity(interval, quantity.unit))
    return format_quantity(Quantity(iv.Interval(None, interval.low, interval.high), quantity.unit))


def _dates(symbol: str, a: Value, b: Value, place: Place) -> Truth:
    """A quoted date is a period of the calendar, `'2025'` all of that year; a date of the graph is one day not wholly known."""
    if type(a) is str:
        return _dates(_SWAPPED[symbol], b, a, place)
    if not isinstance(a, PartialDate):
        return failure("formula-value", f"`{symbol}` cannot compare {kind(a)} with {kind(b)}", place)
    if type(b) is str:
        period = as_date(b, place)
        if isinstance(period, Failure):
            return period
        return _against_period(symbol, a, period)
    if not isinstance(b, PartialDate):
        return failure("formula-value", f"`{symbol}` cannot compare {kind(a)} with {kind(b)}", place)
    return _settled(symbol, a, b, (a.earliest, a.latest), (b.earliest, b.latest))


def _against_period(symbol: str, date: PartialDate, period: PartialDate) -> Truth:
    if symbol in ("==", "!="):
        if period.earliest <= date.earliest and date.latest <= period.latest:
            return symbol == "=="
        if date.latest < period.earliest or period.latest < date.earliest:
            return symbol == "!="
        return Undecided(f"{date.iso} {symbol} {period.iso} is not known so precisely")
    edge = period.latest if symbol in (">", "<=") else period.earliest
    return _settled(symbol, date, period, (date.earliest, date.latest), (edge, edge))


_Days = tuple[datetime.date, datetime.date]


def _settled(symbol: str, a: PartialDate, b: PartialDate, first: _Days, second: _Days) -> Truth:
    if symbol in ("==", "!="):
        if first[0] == first[1] == second[0] == second[1]:
            return symbol == "=="
        if first[1] < second[0] or second[1] < first[0]:
            return symbol == "!="
    else:
        answers = {_ORDER[symbol](x, y) for x in first for y in second}
        if len(answers) == 1:
            return answers.pop()
    return Undecided(f"{a.iso} {symbol} {b.iso} is not known so precisely")


def _contained(env: Env, a: Value, b: Value, place: Place) -> Truth:
    for value in (a, b):
        if isinstance(value, Failure | Unknown):
            return value
    if type(b) is str and type(a) is str:
        return a in b
    items = b if type(b) is tuple else (b,)
    return any_of(compared(env, "==", a, item, place) for item in items)


def negation(value: Truth) -> Truth:
    if isinstance(value, Undecided):
        return Undecided(value.reason, None if value.likely is None else not value.likely)
    return not value if isinstance(value, bool) else value


def all_of(values: Iterable[Truth]) -> Truth:
    """Kleene's `and`: one False decides, a failure before it stops; then what is unknown, then what is undecided."""
    unknown: list[Value] = []
    undecided: list[Undecided] = []
    for value in values:
        if value is False or isinstance(value, Failure):
            return value
        if isinstance(value, Unknown):
            unknown.append(value)
        elif isinstance(value, Undecided):
            undecided.append(value)
    stop = missing(unknown)
    if stop is not None:
        return stop
    if not undecided:
        return True
    guesses = {value.likely for value in undecided}
    likely = False if False in guesses else (None if None in guesses else True)
    return Undecided("; ".join(dict.fromkeys(value.reason for value in undecided)), likely)


def any_of(values: Iterable[Truth]) -> Truth:
    """Kleene's `or`."""
    return negation(all_of(negation(value) for value in values))


def as_truth(value: Value, place: Place, what: str) -> Truth:
    """A value where a condition is expected."""
    value = single(value)
    if isinstance(value, bool | Undecided | Unknown | Failure):
        return value
    return failure("formula-value", f"{what} needs a condition, and this is {kind(value)}", place)
