# The grammar of unit texts. In: a text such as `GPU*hour / 1T token`. Out: the unit and the exact number after the slash,
# or a problem. Linear in the text, bounded in length and in names.
#
#   unit     = [product] { slash [number] product }      slash = "/" | "per"
#   product  = factor { sign factor }                    sign  = "*" | "·" | "-" | space
#   factor   = name [power] | symbol [power] | "(" product ")"
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from stemma.vocabulary.number import scan_number
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.unit import MAX_POWER, NO_UNIT, Unit, UnitName, make_unit

MAX_TEXT = 120
MAX_NAMES = 12
_ONE = Decimal(1)
_SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_RAISED = "²³¹⁰⁴-⁹"
_TOKEN = re.compile(
    rf"(?P<percent>per\s?cent(?!\w)|%)|(?P<slash>/|per(?!\w))|(?P<power>(?:\^|\*\*)\s*-?\d{{1,3}}|⁻?[{_RAISED}]{{1,3}})"
    rf"|(?P<sign>[*·×⋅-])|(?P<open>\()|(?P<close>\))|(?P<name>[^\W\d{_RAISED}][^\W{_RAISED}]*|°[A-Za-z]+)",
)
_SPACE = re.compile(r"\s*")
_Parts = list[tuple[UnitName, int]]


class Names(Protocol):
    """What the grammar asks: the meaning of a name, and the symbol at a place."""

    def resolve(self, name: str) -> UnitName | Problem: ...

    def symbol_at(self, text: str, at: int) -> tuple[UnitName, int] | None: ...


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int
    unit: UnitName | None = None
    number: Decimal = _ONE


class _Refused(Exception):  # noqa: N818  carries a problem out of the descent; never leaves this module
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


def read_unit(text: str, names: Names) -> tuple[Unit, Decimal] | Problem:
    """The unit that `text` writes and the number after its slash (1 where there is none)."""
    if len(text) > MAX_TEXT:
        return Problem("quantity-syntax", f"a unit is longer than {MAX_TEXT} characters", 0, len(text))
    if not text.strip():
        return NO_UNIT, _ONE
    try:
        return _Reader(text, names).unit()
    except _Refused as refused:
        return refused.problem


class _Reader:
    def __init__(self, text: str, names: Names) -> None:
        self._text = text
        self._names = names
        self._tokens = self._split()
        self._next = 0
        self._count = 0

    def _refuse(self, token: _Token, message: str, *help_lines: str, rule: str = "quantity-syntax") -> _Refused:
        return _Refused(Problem(rule, message, token.start, max(token.end, token.start), help_lines))

    def _split(self) -> list[_Token]:
        text, at, tokens = self._text, 0, list[_Token]()
        while (at := _end(_SPACE, text, at)) < len(text):
            symbol = self._names.symbol_at(text, at)
            match = _TOKEN.match(text, at)
            if symbol is not None:
                tokens.append(_Token("unit", text[at : symbol[1]], at, symbol[1], symbol[0]))
            elif match is not None and match.lastgroup is not None:
                tokens.append(_Token(match.lastgroup, match.group(), at, match.end()))
            else:
                tokens.append(self._number(at))
            at = tokens[-1].end
        return tokens

    def _number(self, at: int) -> _Token:
        written = scan_number(self._text, at)
        if isinstance(written, Problem):
            raise _Refused(written)
        if written is None:
            problem = Problem("quantity-syntax", f"`{self._text[at]}` cannot stand in a unit", at, at + 1)
            raise _Refused(problem)
        return _Token("number", self._text[at : written.end], at, written.end, number=written.value)

    def _peek(self) -> _Token:
        if self._next < len(self._tokens):
            return self._tokens[self._next]
        return _Token("end", "", len(self._text), len(self._text))

    def _take(self) -> _Token:
        token = self._peek()
        self._next += 1
        return token

    def unit(self) -> tuple[Unit, Decimal]:
        parts: _Parts = []
        divisor, counted = _ONE, False
        first = self._peek()
        if first.kind == "number" and first.text == "1":  # `1/hour`
            self._take()
            if self._peek().kind != "slash":
                raise self._refuse(first, "a number stands where a unit was expected")
        elif first.kind != "slash":
            parts += self._product(below=False)
        while self._peek().kind == "slash":
            slash = self._take()
            token = self._peek()
            if token.kind == "number":
                if counted:
                    raise self._refuse(token, "only one number may stand after a slash")
                if not token.number:
                    raise self._refuse(token, "nothing can be divided by zero")
                counted, divisor = True, self._take().number
                if self._peek().kind in ("slash", "end"):
                    continue
            elif token.kind not in ("name", "unit", "percent", "open"):
                raise self._refuse(slash, "a unit is missing after the slash")
            parts += [(name, -power) for name, power in self._product(below=True)]
        token = self._peek()
        if token.kind != "end":
            raise self._refuse(token, f"`{token.text}` does not belong here")
        return make_unit(tuple(parts)), divisor

    def _product(self, *, below: bool) -> _Parts:
        parts = self._factor()
        while True:
            token = self._peek()
            if token.kind == "sign":
                if below and token.text != "-":
                    help_text = "write `a/b/c` to divide by both, or `a/(b*c)`"
                    why = f"`{token.text}` after a slash can be read in two ways"
                    raise self._refuse(token, why, help_text, rule="quantity-ambiguous")
                self._take()
            elif token.kind not in ("name", "unit", "percent", "open"):
                return parts
            parts += self._factor()

    def _factor(self) -> _Parts:
        token = self._take()
        if token.kind == "open":
            parts = self._product_in_brackets(token)
        else:
            parts = [(self._name(token), 1)]
            self._count += 1
        if self._count > MAX_NAMES:
            raise self._refuse(token, f"a unit has more than {MAX_NAMES} names")
        if self._peek().kind == "power":
            raised = self._take()
            power = int(raised.text.lstrip("^* ").translate(_SUPERSCRIPTS))
            if not 0 < abs(power) <= MAX_POWER:
                raise self._refuse(raised, f"a unit's power lies between 1 and {MAX_POWER}")
            parts = [(name, exponent * power) for name, exponent in parts]
        return parts

    def _product_in_brackets(self, opening: _Token) -> _Parts:
        parts: _Parts = []
        while self._peek().kind != "close":
            token = self._peek()
            if token.kind in ("open", "end", "slash", "number", "power"):
                raise self._refuse(
                    opening if token.kind == "end" else token, "brackets in a unit hold a product of names"
                )
            if token.kind == "sign" and parts:
                self._take()
            parts += self._factor()
        closing = self._take()
        if not parts:
            raise self._refuse(closing, "the brackets hold no unit")
        return parts

    def _name(self, token: _Token) -> UnitName:
        if token.unit is not None:
            return token.unit
        if token.kind == "number":
            raise self._refuse(
                token,
                f"`{token.text}` is a second number",
                "Digits are grouped with commas, as in `1,000`; a number may stand after a slash.",
            )
        if token.kind not in ("name", "percent"):
            raise self._refuse(token, "a unit is missing here")
        found = self._names.resolve("%" if token.kind == "percent" else token.text)
        if isinstance(found, Problem):
            raise _Refused(found.shifted(token.start))
        return found


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at
