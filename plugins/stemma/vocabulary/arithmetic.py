# What operators do to values: quoted text becomes what stands on the other side, units are brought together, dates are
# shifted. In: two values and the operator's place. Out: a value; whatever makes no sense is a Failure.
from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, DivisionByZero, Overflow
from fractions import Fraction

from stemma.text.diagnostics import did_you_mean
from stemma.vocabulary import interval as iv
from stemma.vocabulary import operations as op
from stemma.vocabulary.dates import PartialDate, parse_date
from stemma.vocabulary.dependence import Key, Node, Operation, Tracked, node_of, sharpen
from stemma.vocabulary.interval import Interval, OutOfDomain, ZeroInDivisor
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import parse_quantity
from stemma.vocabulary.quantity_value import Quantity, mismatch
from stemma.vocabulary.unit import MAX_POWER, NO_UNIT, Unit, multiply_units, power_unit, root_unit
from stemma.vocabulary.units import Units
from stemma.vocabulary.value import EntityValue, Failure, Scope, Undecided, Unknown, Value

Place = tuple[int, int]
_ZERO = Decimal(0)
_WORDS = {"+": "add", "-": "subtract", "%": "divide", "//": "divide"}
_ALIKE = {"+": op.ADD, "-": op.SUB, "%": op.REMAINDER}
_KINDS = {
    Quantity: "a quantity", Tracked: "a quantity", PartialDate: "a date", str: "text", bool: "true or false",
    EntityValue: "an entity", tuple: "a list", Undecided: "true or false",
}  # fmt: skip


@dataclass(slots=True)
class Env:
    """One evaluation: what may be asked, and which inputs were read. With `tracking`, quantities keep how they came about."""

    scope: Scope
    units: Units
    tracking: bool = False
    seen: set[Key] = field(default_factory=set)
    repeated: bool = False

    def read(self, key: Key, value: Value) -> Value:
        """An input's value. Notes inputs with bounds that are read twice: those need tracking."""
        if type(value) is Quantity:
            if value.interval.is_exact:
                return value
            if self.tracking:
                return Tracked(value.interval, value.unit, value.text, value.is_range, Node(value.interval, key=key))
            if key in self.seen:
                self.repeated = True
            self.seen.add(key)
        elif type(value) is tuple:
            return tuple(self.read((*key, str(index)), item) for index, item in enumerate(value))
        return value


def failure(rule: str, message: str, place: Place, *help_lines: str) -> Failure:
    return Failure(Problem(rule, message, place[0], place[1], help_lines))


def kind(value: Value) -> str:
    return _KINDS.get(type(value), "a value")


def missing(values: Iterable[Value]) -> Failure | Unknown | None:
    """What stands in the way of computing with these values: a failure first, else all that is not known."""
    names: dict[str, None] = {}
    found = False
    for value in values:
        inner = missing(value) if type(value) is tuple else value
        if isinstance(inner, Failure):
            return inner
        if isinstance(inner, Unknown):
            found = True
            names.update(dict.fromkeys(inner.missing))
    return Unknown(tuple(names)) if found else None


def no_entity(env: Env, text: str, place: Place) -> Failure:
    """The failure for an id in quotes that nothing has."""
    hint = did_you_mean(text, env.scope.entity_ids())
    return failure("ref-unknown", f"there is no entity `{text[:60]}`", place, *([hint] if hint else []))


def single(value: Value) -> Value:
    """A list of one stands for its item."""
    return value[0] if type(value) is tuple and len(value) == 1 else value


def arithmetic_failure(error: ArithmeticError, place: Place) -> Failure:
    """What went wrong in a computation, at its place."""
    if isinstance(error, ZeroInDivisor | DivisionByZero):
        return failure("formula-value", "the divisor may be zero", place)
    if isinstance(error, OutOfDomain):
        return failure("formula-value", f"{error} has no value", place)
    why = "the result is too large" if isinstance(error, Overflow | OverflowError) else "this has no value"
    return failure("formula-value", why, place)


def attempt(place: Place, operation: Operation, unit: Unit, *operands: Quantity) -> Quantity | Failure:
    """`perform`, with arithmetic errors as failures."""
    try:
        return op.perform(operation, unit, *operands)
    except ArithmeticError as error:
        return arithmetic_failure(error, place)


def as_quantity(env: Env, text: str, place: Place) -> Quantity | Failure:
    """Quoted text as a quantity. Its digits are exact: it is a limit, not a measurement."""
    key = ("quantity", text)
    found = env.units.remembered.get(key)
    if found is None:
        found = parse_quantity(text, env.units, exact=True)
        env.units.remember(key, found)
    if isinstance(found, Quantity):
        return Quantity(found.interval, found.unit)
    problem: Problem = found
    return failure(problem.rule, f"'{text[:40]}': {problem.message}", place, *problem.help)


def as_date(text: str, place: Place) -> PartialDate | Failure:
    found = parse_date(text)
    return failure(found.rule, found.message, place, *found.help) if isinstance(found, Problem) else found


def same_units(a: Quantity, b: Quantity, place: Place, what: str) -> tuple[Quantity, Quantity] | Failure:
    """Both in the first one's unit. A plain zero fits every unit."""
    if a.unit is b.unit:
        return a, b
    ratio = b.unit.ratio(a.unit)
    if ratio is not None:
        return a, op.scaled(b, ratio, a.unit)
    if not b.unit.parts and b.interval.low == b.interval.high == 0:
        return a, op.scaled(b, Fraction(1), a.unit)
    if not a.unit.parts and a.interval.low == a.interval.high == 0:
        return op.scaled(a, Fraction(1), b.unit), b
    why, help_text = mismatch(a.unit, b.unit)
    if a.unit.parts and b.unit.parts:
        message = f"cannot {what} `{a.unit}` and `{b.unit}`: {why}"
    else:
        unit = a.unit if a.unit.parts else b.unit
        message = f"cannot {what} `{unit}` and a plain number"
        help_text = f"give the number its unit, in quotes: `'5 {unit}'`"
    return failure("unit-mismatch", message, place, *([help_text] if help_text else []))


def binary(env: Env, symbol: str, a: Value, b: Value, place: Place) -> Value:
    """One arithmetic operation: `+ - * / // % **`."""
    if type(a) is not Quantity or type(b) is not Quantity:
        stop = missing((a, b))
        if stop is not None:
            return stop
        a, b = single(a), single(b)
        if isinstance(a, PartialDate) or isinstance(b, PartialDate):
            return _with_dates(env, symbol, a, b, place)
        a = as_quantity(env, a, place) if type(a) is str else a
        b = as_quantity(env, b, place) if type(b) is str else b
        for value in (a, b):
            if isinstance(value, Failure):
                return value
            if not isinstance(value, Quantity):
                help_text = "use `sum`, `min`, `max`, `mean` or `count` on a list" if type(value) is tuple else ""
                return failure(
                    "formula-value", f"`{symbol}` cannot compute with {kind(value)}", place, *filter(None, [help_text])
                )
        if not isinstance(a, Quantity) or not isinstance(b, Quantity):  # never so: the loop has seen to it
            return failure("formula-value", f"`{symbol}` computes with quantities", place)
    try:
        return _computed(symbol, a, b, place)
    except ArithmeticError as error:
        return arithmetic_failure(error, place)


def _computed(symbol: str, a: Quantity, b: Quantity, place: Place) -> Value:
    if symbol in ("*", "/"):
        unit, number = multiply_units(a.unit, b.unit, 1 if symbol == "*" else -1)
        if any(abs(power) > MAX_POWER for _, power in unit.parts):
            return failure("formula-value", f"a unit's power goes beyond {MAX_POWER}", place)
        if symbol == "/":
            b = _without_zero(b)
        result = op.perform(op.MUL if symbol == "*" else op.DIV, unit, a, b)
        return result if number == 1 else op.scaled(result, number, unit)
    if symbol == "**":
        return _power(a, b, place)
    both = same_units(a, b, place, _WORDS[symbol])
    if isinstance(both, Failure):
        return both
    a, b = both
    if symbol == "//":
        return op.perform(op.FLOOR, NO_UNIT, op.perform(op.DIV, NO_UNIT, a, _without_zero(b)))
    return op.perform(_ALIKE[symbol], a.unit, a, b)


def _without_zero(divisor: Quantity) -> Quantity:
    """A divisor whose plain bounds hold zero may have sharper ones that do not, as in `1 / (x - x + 1)`."""
    if isinstance(divisor, Tracked) and divisor.interval.contains(_ZERO):
        sharp = sharpen(divisor.node)
        return Tracked(sharp, divisor.unit, "", node=Node(sharp))
    return divisor


def _power(a: Quantity, b: Quantity, place: Place) -> Value:
    exponent = b.interval.best if b.interval.is_exact else None
    if b.unit.dimension:
        return failure("unit-mismatch", f"an exponent has no unit, and this one has `{b.unit}`", place)
    b = op.scaled(b, b.unit.factor, NO_UNIT)
    if exponent is not None:
        exponent = b.interval.best
    if exponent is not None and exponent == exponent.to_integral_value():
        unit, number = power_unit(a.unit, int(exponent)) if abs(exponent) <= MAX_POWER else (NO_UNIT, Fraction(1))
        if (a.unit.parts and abs(exponent) > MAX_POWER) or any(abs(power) > MAX_POWER for _, power in unit.parts):
            return failure("formula-value", f"a unit's power goes beyond {MAX_POWER}", place)
        if abs(exponent) > 1000:
            return failure("formula-value", "an exponent lies between -1000 and 1000", place)
        result = op.perform(op.powering(int(exponent)), unit, a)
        return op.scaled(result, number, unit)
    if exponent == Decimal("0.5"):
        return root(a, place)
    if a.unit.dimension:
        return failure("unit-mismatch", f"`{a.unit}` has no power that is not an exact whole number", place)
    return op.perform(op.REAL_POWER, NO_UNIT, op.scaled(a, a.unit.factor, NO_UNIT), b)


def root(a: Quantity, place: Place) -> Value:
    """The square root; its unit's powers must be even."""
    if not a.unit.dimension:
        a = op.scaled(a, a.unit.factor, NO_UNIT)
    unit = root_unit(a.unit)
    if unit is None:
        return failure("unit-mismatch", f"`{a.unit}` has no square root", place)
    return attempt(place, op.ROOT, unit, a)


def negated(env: Env, value: Value, place: Place) -> Value:
    """The unary minus."""
    value = single(value)
    if isinstance(value, Failure | Unknown):
        return value
    if type(value) is str:
        value = as_quantity(env, value, place)
    if not isinstance(value, Quantity):
        return (
            value if isinstance(value, Failure) else failure("formula-value", f"`-` cannot negate {kind(value)}", place)
        )
    return op.perform(op.SUB, value.unit, Quantity(iv.ZERO, value.unit), value)


def _with_dates(env: Env, symbol: str, a: Value, b: Value, place: Place) -> Value:
    if isinstance(a, PartialDate) and symbol == "-":
        other = as_date(b, place) if type(b) is str and parse_date_text(b) else b
        if isinstance(other, Failure):
            return other
        if isinstance(other, PartialDate):
            return days_between(env, other, a)
        b = other
    elif isinstance(b, PartialDate) and symbol == "-" and type(a) is str:
        first = as_date(a, place)
        return first if isinstance(first, Failure) else days_between(env, b, first)
    if isinstance(b, PartialDate) and symbol == "+":
        a, b = b, a
    if isinstance(a, PartialDate) and symbol in ("+", "-"):
        if type(b) is str:
            b = as_quantity(env, b, place)
        if isinstance(b, Failure):
            return b
        if isinstance(b, Quantity):
            return _shifted(env, a, b, place, forward=symbol == "+")
    return failure("formula-value", f"`{symbol}` cannot compute with {kind(a)} and {kind(b)}", place)


def parse_date_text(text: str) -> bool:
    return isinstance(parse_date(text), PartialDate)


def time_unit(env: Env, name: str) -> Unit:
    """The unit `day` or `year`, as everybody means it."""
    found = env.units.parse(name)
    return found if isinstance(found, Unit) else NO_UNIT


def days_between(env: Env, first: PartialDate, second: PartialDate) -> Value:
    """How long after `first` `second` lies, in days, with bounds where a date is known in part only."""
    if first is second:
        return Quantity(iv.ZERO, time_unit(env, "day"))
    low = (second.earliest - first.latest).days
    high = (second.latest - first.earliest).days
    return Quantity(Interval.between(Decimal(low), Decimal(high)), time_unit(env, "day"))


def _shifted(env: Env, date: PartialDate, by: Quantity, place: Place, *, forward: bool) -> Value:
    ratio = by.unit.ratio(time_unit(env, "day"))
    if ratio is None:
        return failure("unit-mismatch", f"a date can be shifted by a time only, not by `{by.unit}`", place)
    days = iv.scale(by.interval if forward else iv.neg(by.interval), ratio)
    if days.low is None or days.high is None:
        return failure("formula-value", "a date cannot be shifted by a time without bounds", place)
    try:
        earliest = date.earliest + datetime.timedelta(days=int(days.low.to_integral_value(ROUND_FLOOR)))
        latest = date.latest + datetime.timedelta(days=int(days.high.to_integral_value(ROUND_CEILING)))
    except OverflowError:
        return failure("formula-value", "the date lies beyond the calendar", place)
    return PartialDate(earliest, latest, date.approximate)


def final(value: Value) -> Value:
    """A value as it leaves the evaluator: bounds sharpened, how it was computed left behind."""
    if isinstance(value, Tracked):
        return Quantity(sharpen(value.node), value.unit, value.text, value.is_range)
    if type(value) is tuple:
        return tuple(final(item) for item in value)
    return value


def difference(a: Quantity, b: Quantity) -> Interval | None:
    """a − b as sharp as can be, where both were computed from the same inputs; None where they were not."""
    if not isinstance(a, Tracked) or not isinstance(b, Tracked):
        return None
    result = op.SUB.apply(a.interval, b.interval)
    return sharpen(Node(result, op.SUB, (node_of(a), node_of(b))))
