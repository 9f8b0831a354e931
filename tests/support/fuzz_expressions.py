# Random expressions, sensible and not, the same in every run: each comes to a value or to one problem inside its text, at
# once. Run as a program with a number, it tries so many and prints the slowest one's seconds.
from __future__ import annotations

import random
import sys
import time

from plain_graph import DEFINITIONS, PlainGraph
from stemma.vocabulary.dates import PartialDate, parse_date
from stemma.vocabulary.expression import EntityValue, Failure, Undecided, Unknown, evaluate, parse_expression
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.problem import Problem
from stemma.vocabulary.quantity import Quantity, format_quantity, plain, write_quantity
from stemma.vocabulary.units import Units

NAMES = {
    "a": "1..3", "b": "0..2", "c": "-5..5", "cost": "$5.58M", "hours": "80 h", "gpus": "512 GPU", "above": ">100 USD", "share": "37 %",
    "day": parse_date("2025-01"), "model": EntityValue("r1"), "tags": ("moe", "mit"), "flag": True, "gap": Unknown(("x.y",)),
    "broken": Failure(Problem("formula-value", "broken", 0, 1)), "word": "mit", "big": "1e60..1e80", "tiny": "1e-80..1e-60",
}  # fmt: skip
FIELDS = {
    "r1": {
        "cost": "$294,000",
        "hours": "80 h",
        "maker": EntityValue("lab"),
        "kin": (EntityValue("v3"), EntityValue("r1")),
    },
    "v3": {"cost": "$5.576M", "hours": "unknown", "maker": EntityValue("lab")},
    "lab": {"staff": "about 200 person"},
}
LEAVES = (
    *NAMES, "0", "1", "2", "0.5", "1e3", "100", "-1", "1e100", "'5 M USD'", "'80 h'", "'2025-01-20'", "'r1'", "'nobody'", "'moe'", "'1,5'",
    "'5 B'", "true", "[]", "[a, b]", "''", "nothing", "'é'", "1e-100", "999", "ℵ", "None",
)  # fmt: skip
OPERATORS = (
    "+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", ">", ">=", "in", "not in", "and", "or", "^", "is", "=", ",",
)  # fmt: skip
ATTRIBUTES = ("cost", "hours", "maker", "staff", "kin", "none", "__class__")
NOISE = "()[]{}'\"#\\\n\t\x00é日 .,:;=<>!&|^~@$%*+-/0123456789abcxyz_"


def random_expression(rng: random.Random, depth: int) -> str:
    """A text that is mostly an expression."""
    if depth == 0 or rng.random() < 0.15:
        return rng.choice(LEAVES)
    inner = [random_expression(rng, depth - 1) for _ in range(3)]
    one, two, three = inner
    form = rng.random()
    if form < 0.5:
        return f"({one} {rng.choice(OPERATORS)} {two})"
    if form < 0.75:
        return f"{rng.choice((*FUNCTIONS, 'nofunction'))}({', '.join(inner[: rng.randint(0, 3)])})"
    if form < 0.83:
        return f"{rng.choice((one, 'model', 'lineage(model)'))}.{rng.choice(ATTRIBUTES)}"
    if form < 0.9:
        return f"({one} if {two} else {three})"
    return rng.choice((f"not {one}", f"-{one}", f"[{one}, {two}]", f"{one} < {two} < {three}", f"{one} {two}"))


def damaged(rng: random.Random, text: str) -> str:
    """The same with a few characters lost, doubled or strewn in."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        text = text[:at] + rng.choice(("", rng.choice(NOISE), text[at : at + 3])) + text[at + rng.randint(0, 2) :]
    return text


def check_value(value: object, text: str) -> None:
    """Fails unless it is one of the values that there are, and can be written."""
    if isinstance(value, Failure):
        assert 0 <= value.problem.start <= value.problem.end <= len(text), text
    elif isinstance(value, Quantity):
        interval = value.interval
        for end in (interval.low, interval.best, interval.high):
            assert end is None or (end.is_finite() and "E" not in plain(end)), text
        assert interval.low is None or interval.best is None or interval.low <= interval.best, text
        assert interval.high is None or interval.best is None or interval.best <= interval.high, text
        assert format_quantity(value)
        write_quantity(value)
    elif isinstance(value, tuple):
        for item in value:
            check_value(item, text)
    else:
        assert isinstance(value, bool | str | PartialDate | EntityValue | Unknown | Undecided), text


def fuzz(runs: int) -> float:
    """Tries so many, and gives the CPU seconds that the slowest one took."""
    rng = random.Random(20250120)
    scope = PlainGraph(Units.build(DEFINITIONS)[0], NAMES, FIELDS, {"r1": ("v3",)})
    slowest = 0.0
    for _ in range(runs):
        text = random_expression(rng, rng.choice((1, 2, 3, 3, 4, 5)))
        if rng.random() < 0.2:
            text = damaged(rng, text)
        start = time.process_time()
        found = parse_expression(text)
        if isinstance(found, Problem):
            assert 0 <= found.start <= found.end <= len(text), text
            assert found.rule in {"formula-syntax", "formula-name", "formula-value"}, text
        else:
            check_value(evaluate(found, scope).value, text)
        slowest = max(slowest, time.process_time() - start)
    return slowest


if __name__ == "__main__":
    print(fuzz(int(sys.argv[1])))  # noqa: T201  a program's answer
