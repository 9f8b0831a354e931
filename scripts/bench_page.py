# The page of the documentation that tells what benchmarks found. In: the last results. Out: Markdown with a table of marks, and
# for each part a chart and a table. The charts are drawn by our own `chart` block, from a small graph of the results.
from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench_results import REPOSITORY, Bar, Found, found_in

PAGE = "docs/reference/benchmarks.md"
HEAD = """\
<!-- Made by `scripts/bench --page` from the last results; changes by hand are lost. -->
# Benchmarks

What Stemma costs, beside what one would take without it. Everything is measured in processor time of user and system, so that a busy
machine counts little; what is compared takes turns in one run, and a ratio is the median of the rounds, with the least and the most of
them in brackets.

```console
$ scripts/bench all --page      # all but the largest build, then this page
$ scripts/bench large --page    # the build of 100,000 entities
$ scripts/bench check --json results.json
```

The corpora are made by `scripts/bench_corpus.py`, the same at each run: ships of some 25 lines with nine statements from sources, a figure and
up to four relations each, and the chronicles that they cite.
"""
MACHINE = """
Measured on {cores} cores with {memory} of memory, {system}, Python {python}; {packages}.
"""
ORDER = ("builds", "reader", "serve", "linear", "check", "peers", "large")
SCHEMA = """\
types:
  bar:
    fields:
      cost: {{type: quantity, unit: {unit}, label: Processor time}}
project: {{rules: {{lint: ignore}}}}
"""
UNITS = {"s": "second", "ms": "millisecond"}


def write_page(data: dict[str, Any]) -> None:
    """Write the page into the repository."""
    (REPOSITORY / PAGE).write_text(page(data), "utf-8")
    print(f"written: {PAGE}")


def page(data: dict[str, Any]) -> str:
    """The page's Markdown, from results as bench_results.py keeps them."""
    every = sorted(found_in(data), key=_place)
    machine = dict(data["machine"])
    packages = ", ".join(f"{name} {version}" for name, version in machine.pop("packages").items())
    parts = [HEAD, MACHINE.format(**machine, packages=packages), _marks(every)]
    charts = drawn(every)
    parts += [_section(found, number, chart) for number, (found, chart) in enumerate(zip(every, charts, strict=True))]
    return "".join(parts)


def _place(found: Found) -> tuple[int, list[int | str]]:
    """Parts in a fixed order, and within them by their headings, in which numbers count as numbers."""
    words = re.split(r"(\d[\d,]*)", found.title)
    key: list[int | str] = [int(word.replace(",", "")) if i % 2 else word for i, word in enumerate(words)]
    return (ORDER.index(found.part) if found.part in ORDER else len(ORDER), key)


def _marks(every: Sequence[Found]) -> str:
    """One row for each mark that was set beforehand."""
    marks = [mark for found in every for mark in found.marks]
    rows = [[mark.what, f"{mark.most:g} {mark.unit}", mark.found_text(), mark.verdict()] for mark in marks]
    met = sum(mark.met for mark in marks)
    missed = "".join(f"- {mark.what}: {mark.why}\n" for mark in marks if mark.why and not mark.met)
    profile = f"\nMost of the time of what is not met goes to:\n\n{missed}" if missed else ""
    told = f"\n## Marks\n\nOf {len(marks)} marks that were set beforehand, {met} are met.\n\n"
    return told + _table(["mark", "at most", "found", "so"], rows) + profile


def _section(found: Found, number: int, chart: str) -> str:
    names = {bar.name: _anchor(number, i) for i, bar in enumerate(found.bars)}
    rows = [
        [f'<span id="{names[row[0]]}"></span>{row[0]}' if row[0] in names else row[0], *row[1:]] for row in found.rows
    ]
    rest = "".join(f"\n{note}\n" for note in found.notes)
    return f"\n## {found.title}\n\n{chart}{_table(found.heads, rows)}{rest}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] + ["--:"] * (len(heads) - 1), *rows]
    return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |\n" for line in lines)


def _anchor(number: int, row: int) -> str:
    return f"bench-{number + 1}-{row + 1}"


# Charts --------------------------------------------------------------------------------------------------------------


def drawn(every: Sequence[Found]) -> list[str]:
    """The chart of each of the results, '' for those without bars: as our block draws it, on a page of a graph in which each
    bar is an entity. The links to these lead to the rows of the table instead."""
    from markdown import Markdown

    out = []
    for number, found in enumerate(every):
        if len(found.bars) < 2:
            out.append("")
            continue
        with tempfile.TemporaryDirectory() as folder:
            _write_graph(Path(folder), number, found)
            ids = ", ".join(f"{_anchor(number, i)}.cost" for i in range(len(found.bars)))
            block = f"```chart\nvalues: [{ids}]\nkind: bar\ntitle: Processor time\n```\n"
            html = Markdown(extensions=["stemma"], extension_configs={"stemma": {"project": folder}}).convert(block)
        html = re.sub(r'href="[^"]*?(bench-\d+-\d+)/?[^"]*"', r'href="#\1"', html)
        html = re.sub(r' data-st-card="[^"]*"', "", html)
        out.append(re.sub(r"\n\s*\n", "\n", html.replace("st-chart-1", f"st-chart-{number + 1}")) + "\n\n")
    return out


def _write_graph(folder: Path, number: int, found: Found) -> None:
    (folder / "bars").mkdir()
    (folder / "schema.yml").write_text(SCHEMA.format(unit=UNITS[found.unit]), "utf-8")
    for i, bar in enumerate(found.bars):
        text = f"name: {bar.name!r}\ncost: {_measured(bar, found.unit)!r}\n"
        (folder / "bars" / f"{_anchor(number, i)}.yml").write_text(text, "utf-8")


def _measured(bar: Bar, unit: str) -> str:
    """The value as our notation has it, its bounds those of the rounds."""
    away = max(bar.high - bar.value, bar.value - bar.low)
    return f"{bar.value:.3g} ± {away:.2g} {unit}" if away else f"exactly {bar.value:.3g} {unit}"
