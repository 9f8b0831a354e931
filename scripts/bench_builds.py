# Builds the same knowledge twice, as entities and as hand-written Markdown pages out of the nav, in turn, and tells the ratio
# of the processor time. The Markdown pages are what a user would have without Stemma, and so the floor. In: how many entities.
# Out: for each size the ratios, and the parts of a build apart; whether twenty times as many cost twenty times as much.
from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from bench_corpus import write_graph, write_pages
from bench_results import Found, Mark
from bench_runs import MEGABYTE, Run, Spread, in_turn, largest, peak, ratio, run, sampled, seconds, stages, times
from bench_stages import BEYOND, LAYOUT

# At so many entities: at most so much of the floor without the parts of BEYOND, and with them.
MARKS = {1000: (0.20, 0.40), 5000: (0.15, 0.35)}
WARM = 0.12
ONE_LAYOUT = 0.5  # milliseconds
LARGE, LINEAR = 20_000, 1.05  # entities; cost of an entity in the larger build, beside that in the smaller one


HOW = (
    "The parts come from one further build, sampled every two milliseconds of processor time: there is no switch that leaves "
    "them out. Those with a star are what a page need not have."
)


def build(project: Path, *, cold: bool) -> Run:
    """One build in a process of its own; a cold one finds neither cache nor site."""
    if cold:
        _clear(project)
    return run([sys.executable, "-m", "mkdocs", "build", "-q", "-f", "mkdocs.yml"], cwd=project)


def cold_stages(project: Path) -> dict[str, float]:
    """Processor seconds of one build by stage, with neither cache nor site."""
    _clear(project)
    return stages("build", project)


def _clear(project: Path) -> None:
    for made in ("site", ".cache"):
        shutil.rmtree(project / made, ignore_errors=True)


def beside_markdown(folder: Path, entities: int, rounds: int) -> list[Found]:
    """Full and warm builds of `entities`, beside those of as many Markdown pages."""
    graph = write_graph(folder / f"graph-{entities}", entities)
    pages = write_pages(folder / f"pages-{entities}", entities)
    runs = in_turn(
        {
            "floor": partial(build, pages, cold=True),
            "cold": partial(build, graph, cold=True),
            "warm": partial(build, graph, cold=False),
        },
        rounds,
    )
    warm_parts = stages("build", graph)
    parts = cold_stages(graph)
    cold, warm = ratio(runs["cold"], runs["floor"]), ratio(runs["warm"], runs["floor"])
    share = 1 - sum(parts.get(part, 0.0) for part in BEYOND) / sum(parts.values())
    bare = Spread(cold.middle * share, cold.low * share, cold.high * share)

    found = Found("builds", f"Full builds of {entities:,} pages", ["build", "CPU s", "of the floor", "MB"])
    for name, of, beside in (
        ("Markdown pages (the floor)", "floor", "1"),
        ("Stemma, nothing cached", "cold", f"{cold:.2f} ×"),
        ("Stemma, nothing changed", "warm", f"{warm:.2f} ×"),
    ):
        found.rows.append([name, f"{seconds(runs[of]):.2f}", beside, f"{peak(runs[of]):.0f}"])
        found.bar(name, seconds(runs[of]))
    without = "Stemma, nothing cached, without the parts marked * below"
    found.rows.append([without, f"{seconds(runs['cold']).middle * share:.2f}", f"{bare:.2f} ×", "–"])
    found.rows += _by_stage(parts, cold.middle)
    if entities in MARKS:
        least, most = MARKS[entities]
        needed = {name: took for name, took in parts.items() if name not in BEYOND}
        full = f"full build of {entities:,}"
        found.marks += [
            Mark(f"{full}: facts, relations and search entry", least, bare.middle, why=largest(needed)),
            Mark(f"{full}: figures, entity JSON and explorer too", most, cold.middle, why=largest(parts)),
            Mark(
                f"layout of one entity's figures among {entities:,}",
                ONE_LAYOUT,
                parts.get(LAYOUT, 0.0) / entities * 1000,
                "ms",
            ),
            Mark(f"unchanged rebuild of {entities:,} in a new process", WARM, warm.middle, why=largest(warm_parts)),
        ]
    found.notes.append(f"{times(rounds).capitalize()} in turn, each build in a process of its own. {HOW}")
    return [found]


def _by_stage(parts: Mapping[str, float], whole: float) -> list[list[str]]:
    """A row for each stage of a build that took `whole` times the floor."""
    every = sum(parts.values())
    names = {name: f"of it: {name}{' *' if name in BEYOND else ''}" for name in parts}
    return [[names[name], f"{took:.2f}", f"{whole * took / every:.3f} ×", "–"] for name, took in parts.items()]


def linear(folder: Path, small: int, large: int) -> list[Found]:
    """Whether an entity costs the same in a large build as in a small one."""
    runs = {n: build(write_graph(folder / f"linear-{n}", n), cold=True) for n in (small, large)}
    each = {n: one.seconds / n * 1000 for n, one in runs.items()}
    found = Found(
        "linear", f"An entity's cost in builds of {small:,} and of {large:,}", ["build of", "CPU s", "ms each", "MB"]
    )
    for n, one in runs.items():
        found.rows.append([f"{n:,} entities", f"{one.seconds:.1f}", f"{each[n]:.2f}", f"{one.peak / MEGABYTE:.0f}"])
        found.bar(f"{n:,} entities", Spread.of([each[n]]))
    found.unit = "ms"
    if large == LARGE:
        what = f"cost of an entity at {large:,}, beside {small:,}"
        found.marks.append(Mark(what, LINEAR, each[large] / each[small]))
    return [found]


def large(folder: Path, entities: int) -> list[Found]:
    """One cold build of very many entities: its time, its memory and its site, and what costs most."""
    graph = write_graph(folder / "large", entities, a_file=50)
    one, parts = sampled("build", graph)
    files, size = 0, 0
    for at, _, names in os.walk(graph / "site"):
        files += len(names)
        size += sum((Path(at) / name).stat().st_size for name in names)
    found = Found("large", f"One build of {entities:,} entities, 50 a file", ["what", "found"])
    found.rows += [
        ["CPU s", f"{one.seconds:.0f}"],
        ["memory at most, MB", f"{one.peak / MEGABYTE:.0f}"],
        ["files of the site", f"{files:,}"],
        ["size of the site, MB", f"{size / MEGABYTE:,.0f}"],
    ]
    whole = sum(parts.values())
    found.rows += [[f"of it: {name}", f"{took / whole:.0%}"] for name, took in parts.items()]
    found.notes.append(f"Most of it: {largest(parts)}.")
    return [found]
