# Numbers as people write them: `294,000`, `5.58M`, `3 million`, `1e24`. In: text and a position.
# Out: the number with the weight of its last written digit, which is what says how far it was rounded.
from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from stemma.text.quick_init import quick_init
from stemma.vocabulary.problem import Problem

MAX_DIGITS = 28  # what all arithmetic keeps; zeros at the end do not count
MAX_EXPONENT = 120

_NUMBER = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][+-]?\d{1,4})?|\.\d+(?:[eE][+-]?\d{1,4})?", re.ASCII)
_MULTIPLIER = re.compile(r"(\s*)(?:(thousand|million|billion|trillion)s?(?!\w)|([KkMBT])(?!\w))")
_LOOKS_LIKE_NUMBER = re.compile(r"[\d.,]+", re.ASCII)
_SIZE = {
    "K": Decimal("1e3"),
    "k": Decimal("1e3"),
    "thousand": Decimal("1e3"),
    "M": Decimal("1e6"),
    "million": Decimal("1e6"),
    "B": Decimal("1e9"),
    "billion": Decimal("1e9"),
    "T": Decimal("1e12"),
    "trillion": Decimal("1e12"),
}
_ONE = Decimal(1)


@quick_init
@dataclass(frozen=True, slots=True)
class Written:
    """An unsigned number as it stands in a text.

    `figure` keeps the written digits, without the multiplier; `multiplier` is 1 where none is written; `letter` is
    a one-letter multiplier as written (else ""), `apart` says that a space stands before it; `start` and `end` are
    the number's place, multiplier included.
    """

    figure: Decimal
    multiplier: Decimal
    rounded: bool
    letter: str
    start: int
    end: int
    apart: bool = False

    @property
    def value(self) -> Decimal:
        return self.figure * self.multiplier

    def last_weight(self, multiplier: Decimal) -> Decimal:
        """What one step of the last written digit is worth: 0.01M in `5.58M`."""
        return Decimal((0, (1,), _exponent(self.figure))) * multiplier

    def last_other_weight(self, multiplier: Decimal) -> Decimal:
        """The same for the last digit that is not a zero: 10 in `80`. For zero itself, its last digit."""
        if not self.figure:
            return self.last_weight(multiplier)
        digits = self.figure.as_tuple().digits
        zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
        return self.last_weight(multiplier).scaleb(zeros)

    @property
    def ends_in_zeros(self) -> bool:
        return bool(self.figure) and self.figure.as_tuple().digits[-1] == 0


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0  # never NaN or infinity: the pattern knows digits only


def scan_number(text: str, at: int) -> Written | Problem | None:
    """The number that starts at `at`; None where none does.

    Problems: `quantity-ambiguous` for a comma that does not group three digits, `quantity-syntax` for a stray point,
    too many digits or too large an exponent.
    """
    match = _NUMBER.match(text, at)
    if match is None:
        return None
    end = match.end()
    if end < len(text) and (
        text[end] in ",_'" or text[end].isdigit() or (text[end] == "." and text[end : end + 2] != "..")
    ):
        return _misshapen(text, at)
    digits = match.group().replace(",", "")
    figure = Decimal(digits)
    scientific = "e" in digits or "E" in digits
    if scientific or len(digits) > MAX_DIGITS:
        problem = _beyond(figure, digits, at, end)
        if problem is not None:
            return problem
    rounded = scientific or "." in digits
    size = _MULTIPLIER.match(text, end)
    if size is None:
        return Written(figure, _ONE, rounded, "", at, end)
    letter = size[3] or ""
    multiplier = _SIZE[size[2] or letter]
    return Written(figure, multiplier, rounded=True, letter=letter, start=at, end=size.end(), apart=bool(size[1]))


def _beyond(figure: Decimal, digits: str, at: int, end: int) -> Problem | None:
    """What is wrong with a number that may have too many digits or be too large."""
    if len(digits.partition("e")[0].partition("E")[0].replace(".", "").strip("0")) > MAX_DIGITS:
        return Problem("quantity-syntax", f"a number has more than {MAX_DIGITS} digits", at, end)
    if (figure and abs(figure.adjusted()) > MAX_EXPONENT) or abs(_exponent(figure)) > MAX_EXPONENT:
        return Problem("quantity-syntax", f"a number goes beyond 10^{MAX_EXPONENT}", at, end)
    return None


def _misshapen(text: str, at: int) -> Problem:
    match = _LOOKS_LIKE_NUMBER.match(text, at)
    end = match.end() if match else at + 1
    written = text[at:end]
    if "," in written and written.count(".") < 2:
        whole, _, fraction = written.rpartition(",")
        point = f"{whole.replace(',', '')}.{fraction}" if "." not in written else written.replace(",", "")
        return Problem(
            "quantity-ambiguous",
            f"`{written}`: a comma groups exactly three digits",
            at,
            end,
            (f"write `{point}` with a decimal point, or group the digits in threes as in `294,000`",),
        )
    return Problem("quantity-syntax", f"`{text[at : end + 1]}` is not a number", at, end)
