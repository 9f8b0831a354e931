# Quotients of polynomials with exact coefficients, bounded in size. Variables are numbers. In and out: values.
from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

MAX_TERMS = 48
MAX_DEGREE = 16
MAX_BITS = 4000  # of a coefficient

Monomial = tuple[tuple[int, int], ...]
Polynomial = dict[Monomial, Fraction]

CONSTANT: Monomial = ()


class TooLarge(ArithmeticError):  # noqa: N818  no mistake of anybody's: the form is not worth having
    """The result would have too many terms or too high a degree."""


@dataclass(frozen=True, slots=True)
class Quotient:
    """One polynomial over another; the lower one is nowhere zero where it is used."""

    upper: Polynomial
    lower: Polynomial


def constant(value: Fraction) -> Quotient:
    return Quotient({CONSTANT: value} if value else {}, {CONSTANT: Fraction(1)})


def variable(index: int) -> Quotient:
    return Quotient({((index, 1),): Fraction(1)}, {CONSTANT: Fraction(1)})


def plus(a: Polynomial, b: Polynomial, factor: int = 1) -> Polynomial:
    """a + factor · b."""
    total = dict(a)
    for monomial, coefficient in b.items():
        value = total.get(monomial, Fraction(0)) + factor * coefficient
        if value:
            total[monomial] = value
        else:
            total.pop(monomial, None)
    return _checked(total)


def times(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > MAX_TERMS * MAX_TERMS:
        raise TooLarge
    total: Polynomial = {}
    for one, first in a.items():
        for other, second in b.items():
            monomial = _monomial(one, other)
            value = total.get(monomial, Fraction(0)) + first * second
            if value:
                total[monomial] = value
            else:
                total.pop(monomial, None)
    return _checked(total)


def _monomial(a: Monomial, b: Monomial) -> Monomial:
    powers = dict(a)
    for index, power in b:
        powers[index] = powers.get(index, 0) + power
    return tuple(sorted(powers.items()))


def _checked(polynomial: Polynomial) -> Polynomial:
    if len(polynomial) > MAX_TERMS:
        raise TooLarge
    for monomial, coefficient in polynomial.items():
        if sum(power for _, power in monomial) > MAX_DEGREE:
            raise TooLarge
        if coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > MAX_BITS:
            raise TooLarge
    return polynomial


def derivative(polynomial: Polynomial, index: int) -> Polynomial:
    result: Polynomial = {}
    for monomial, coefficient in polynomial.items():
        powers = dict(monomial)
        power = powers.get(index, 0)
        if not power:
            continue
        powers[index] = power - 1
        rest = tuple(sorted((other, exponent) for other, exponent in powers.items() if exponent))
        result[rest] = result.get(rest, Fraction(0)) + coefficient * power
    return result


def apply(operation: str, number: Fraction, operands: list[Quotient]) -> Quotient | None:
    """The result of a field operation; None for a name that is none. Raises TooLarge."""
    if operation in ("add", "sub", "sum"):
        factor = -1 if operation == "sub" else 1
        total = operands[0]
        for operand in operands[1:]:
            total = _added(total, operand, factor)
        return total
    if operation == "mul":
        one, other = operands
        return Quotient(times(one.upper, other.upper), times(one.lower, other.lower))
    if operation == "div":
        one, other = operands
        return Quotient(times(one.upper, other.lower), times(one.lower, other.upper)) if other.upper else None
    if operation == "scale":
        return Quotient({monomial: value * number for monomial, value in operands[0].upper.items()}, operands[0].lower)
    if operation == "power" and 0 < abs(number) <= MAX_DEGREE:
        return _raised(operands[0], int(number))
    return None


def _added(one: Quotient, other: Quotient, factor: int) -> Quotient:
    if one.lower == other.lower:
        return Quotient(plus(one.upper, other.upper, factor), one.lower)
    upper = plus(times(one.upper, other.lower), times(other.upper, one.lower), factor)
    return Quotient(upper, times(one.lower, other.lower))


def _raised(base: Quotient, power: int) -> Quotient | None:
    if power < 0:
        if not base.upper:
            return None
        base = Quotient(base.lower, base.upper)
    result = base
    for _ in range(abs(power) - 1):
        result = Quotient(times(result.upper, base.upper), times(result.lower, base.lower))
    return result
