# What a part of the benchmark found: tables, marks and charts as plain data. In: what parts measure. Out: a report on the
# terminal, and a file in which the last results of every part stand beside the machine that they come from.
from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench_runs import Spread

REPOSITORY = Path(__file__).resolve().parents[1]
LAST = REPOSITORY / ".cache" / "bench" / "results.json"
PACKAGES = ("mkdocs", "mkdocs-material", "PyYAML", "pint")


@dataclass(frozen=True, slots=True)
class Mark:
    """A number that was set beforehand, and what was found. Less is better; `found` is None where nothing was measured."""

    what: str
    most: float
    found: float | None
    unit: str = "×"
    why: str = ""
    """What costs most of it."""

    @property
    def met(self) -> bool:
        return self.found is not None and self.found <= self.most

    def found_text(self) -> str:
        """What was found, with three digits at least."""
        if self.found is None:
            return "–"
        return f"{self.found:,.0f} {self.unit}" if self.found >= 100 else f"{self.found:.3g} {self.unit}"

    def verdict(self) -> str:
        """Met or not, and by how much."""
        if self.found is None:
            return "not measured"
        if self.most == 0:
            return "met" if self.met else "not met"
        if self.met:
            return f"met, {1 - self.found / self.most:.0%} below"
        return f"not met, {self.found / self.most:.2f} times the mark"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart, with the least and the most of the rounds."""

    name: str
    value: float
    low: float
    high: float


@dataclass(slots=True)
class Found:
    """What one part found at one size. `title` is a heading, `unit` that of the bars."""

    part: str
    title: str
    heads: list[str]
    rows: list[list[str]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    bars: list[Bar] = field(default_factory=list)
    unit: str = "s"
    notes: list[str] = field(default_factory=list)

    def bar(self, name: str, spread: Spread) -> None:
        self.bars.append(Bar(name, spread.middle, spread.low, spread.high))

    def show(self) -> None:
        """Print it."""
        print(f"\n{self.title}")
        if self.rows:
            table = [self.heads, *self.rows]
            widths = [max(len(row[i]) for row in table) for i in range(len(self.heads))]
            for row in table:
                cells = [
                    cell.ljust(width) if i == 0 else cell.rjust(width)
                    for i, (cell, width) in enumerate(zip(row, widths, strict=True))
                ]
                print(f"  {'  '.join(cells)}".rstrip())
        for mark in self.marks:
            print(f"  mark: {mark.what}: {mark.found_text()}, at most {mark.most:g} {mark.unit}: {mark.verdict()}")
            if mark.why and not mark.met:
                print(f"    most of it: {mark.why}")
        for note in self.notes:
            print(f"  {note}")


def machine() -> dict[str, Any]:
    """What was measured on, in words that name no host."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "cores": os.cpu_count(),
        "memory": f"{memory / 2**30:.0f} GiB",
        "system": f"{platform.system()} on {platform.machine()}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
    }


def as_data(found: list[Found]) -> dict[str, Any]:
    """Results as JSON can hold them; marks say whether they are met."""
    parts = {}
    for one in found:
        marks = [asdict(mark) | {"met": mark.met} for mark in one.marks]
        parts[f"{one.part}: {one.title}"] = asdict(one) | {"marks": marks}
    return {"machine": machine(), "parts": parts}


def keep(found: list[Found], last: Path) -> None:
    """Put these results in the place of the older ones of the same parts and sizes. Those of another machine are dropped."""
    before, now = read(last), as_data(found)
    parts = (before["parts"] if before["machine"] == now["machine"] else {}) | now["parts"]
    last.parent.mkdir(parents=True, exist_ok=True)
    last.write_text(json.dumps({"machine": machine(), "parts": parts}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def read(path: Path) -> dict[str, Any]:
    """The last results; none where nothing was measured yet."""
    if not path.is_file():
        return {"machine": machine(), "parts": {}}
    data: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return data


def found_in(data: dict[str, Any]) -> list[Found]:
    """Results as they were before they became JSON."""
    every = []
    for part in data["parts"].values():
        marks = [Mark(**{key: value for key, value in mark.items() if key != "met"}) for mark in part["marks"]]
        every.append(Found(**part | {"marks": marks, "bars": [Bar(**bar) for bar in part["bars"]]}))
    return every
