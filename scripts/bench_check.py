# What `stemma check` costs beside a plain pipeline on CSafeLoader (bench_plain.py) on the same files, in turn: with nothing
# cached, with nothing changed, and after one edit; figures and claims apart; ten times as many; and what an import costs. In:
# how many entities and rounds. Out: tables, and the marks met or not. The garbage collector is off on both sides.
from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

from bench_corpus import SCHEMA, write, write_graph
from bench_results import Found, Mark
from bench_runs import MEGABYTE, Run, Spread, in_turn, largest, peak, ratio, run, seconds, stages, times

COLD, WARM, EDIT = 0.50, 0.10, 0.1  # of the pipeline, of the pipeline, seconds
TIMES, GROWTH, MEMORY = 10, 10.5, 2000  # as many entities; at most that much CPU; MB
IMPORT, HEAVY = 60, ("IPython", "networkx", "numpy", "pint", "pyvis")  # milliseconds
MARKED = 10_000
A_FILE = 50
SHOWN = 6  # stages

IMPORTS = """\
import sys, time
start = time.process_time()
import stemma
took = time.process_time() - start
import json
print(json.dumps([took * 1000, [name for name in sys.argv[1].split(",") if name in sys.modules]]))
"""
HEAVY_WHEN_CHECKING = """\
import sys
from stemma.adapters.cli.main import main
sys.argv[:] = ["stemma", "check", "."]
try:
    main()
except SystemExit:
    pass
print(",".join(name for name in %r if name in sys.modules))
"""


def ours(project: Path, *, cold: bool) -> Run:
    """One `stemma check`; a cold one finds no cache."""
    if cold:
        shutil.rmtree(project / ".cache", ignore_errors=True)
    return run([sys.executable, "-m", "stemma", "check", "--format", "concise", "."], cwd=project)


def plain(project: Path) -> Run:
    return run([sys.executable, Path(__file__).with_name("bench_plain.py"), project])


def edited(project: Path, numbers: count[int]) -> Run:
    """One check after another value was written into one entity, which the check before this one did not see."""
    file = next(iter(sorted((project / "graph/ships").glob("*.yml"))))
    lines = file.read_text("utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "summary:" in line)
    lines[at] = f"{lines[at].split(':')[0]}: Edited {next(numbers)} times.\n"
    file.write_text("".join(lines), "utf-8")
    return ours(project, cold=False)


def beside_plain(folder: Path, entities: int, a_file: int, rounds: int) -> list[Found]:
    """Checks of `entities`, so many in each file, beside the pipeline."""
    project = write_graph(folder / f"check-{entities}-{a_file}", entities, a_file=a_file, figures=False)
    runs = in_turn(
        {
            "plain": partial(plain, project),
            "cold": partial(ours, project, cold=True),
            "warm": partial(ours, project, cold=False),
            "edit": partial(edited, project, count()),
        },
        rounds,
    )
    files = "one a file" if a_file == 1 else f"{a_file} a file"
    found = Found(
        "check",
        f"Checks of {entities:,} entities, {files}",
        ["check", "CPU s", "of the pipeline", "MB"],
    )
    for name, of in (
        ("plain checks on CSafeLoader", "plain"),
        ("stemma check, nothing cached", "cold"),
        ("stemma check, nothing changed", "warm"),
        ("stemma check, after one edit", "edit"),
    ):
        beside = f"{ratio(runs[of], runs['plain']):.2f} ×" if of != "plain" else "1"
        found.rows.append([name, f"{seconds(runs[of]):.2f}", beside, f"{peak(runs[of]):.0f}"])
        found.bar(name, seconds(runs[of]))
    again = stages("check", project)
    shutil.rmtree(project / ".cache", ignore_errors=True)
    first = stages("check", project)
    whole = sum(first.values())
    for name, took in list(first.items())[:SHOWN]:
        found.rows.append([f"of the cold one: {name}", f"{took:.2f}", f"{took / whole:.0%} of it", "–"])
    found.notes.append(
        f"{times(rounds).capitalize()} in turn. The plain checks tell no places; the collector is off on both sides."
    )
    if entities == MARKED:
        cold, warm = ratio(runs["cold"], runs["plain"]).middle, ratio(runs["warm"], runs["plain"]).middle
        edit, why = seconds(runs["edit"]).middle, largest(again)
        found.marks += [
            Mark(f"cold check of {entities:,}, {files}", COLD, cold, why=largest(first)),
            Mark(f"unchanged check of {entities:,}, {files}", WARM, warm, why=why),
            Mark(f"check of {entities:,}, {files}, after one edit", EDIT, edit, "s", why),
        ]
    return [found]


def figures_apart(folder: Path, entities: int, rounds: int) -> list[Found]:
    """What figures and claims add to a cold check: the same graph without either, with figures, and with both."""
    kinds = {"neither": (False, False), "a figure each": (True, False), "figures, and a claim to ten": (True, True)}
    works = {}
    for number, (name, (figures, claims)) in enumerate(kinds.items()):
        at = folder / f"apart-{entities}-{number}"
        works[name] = partial(ours, write_graph(at, entities, a_file=A_FILE, figures=figures, claims=claims), cold=True)
    runs = in_turn(works, rounds)
    found = Found(
        "check",
        f"Figures and claims apart: cold checks of {entities:,} entities, {A_FILE} a file",
        ["graph with", "CPU s", "more"],
    )
    least = runs["neither"]
    for name, of in runs.items():
        more = Spread.of([a.seconds - b.seconds for a, b in zip(of, least, strict=True)])
        found.rows.append([name, f"{seconds(of):.2f}", f"{more:.2f}" if of is not least else "–"])
    return [found]


def growth(folder: Path, entities: int) -> list[Found]:
    """A cold check of ten times as many entities, and its memory."""
    runs = {}
    for many in (entities, entities * TIMES):
        at = folder / f"growth-{many}"
        runs[many] = ours(write_graph(at, many, a_file=A_FILE, figures=False), cold=True)
        shutil.rmtree(at)
    small, large = runs.values()
    found = Found("check", f"Ten times as many: cold checks, {A_FILE} entities a file", ["check of", "CPU s", "MB"])
    for many, one in runs.items():
        found.rows.append([f"{many:,} entities", f"{one.seconds:.2f}", f"{one.peak / MEGABYTE:.0f}"])
        found.bar(f"{many:,} entities", Spread.of([one.seconds]))
    found.notes.append(f"{large.seconds / small.seconds:.1f} times the processor time")
    if entities == MARKED:
        found.marks += [
            Mark(f"check of {entities * TIMES:,}, beside {entities:,}", GROWTH, large.seconds / small.seconds),
            Mark(f"memory of a check of {entities * TIMES:,}", MEMORY, large.peak / MEGABYTE, "MB"),
        ]
    return [found]


def imports(folder: Path, rounds: int) -> list[Found]:
    """What `import stemma` costs, and which heavy modules it, or a check, loads."""
    took: list[float] = []
    loaded: list[str] = []
    for _ in range(max(rounds, 5)):
        milliseconds, loaded = json.loads(run([sys.executable, "-c", IMPORTS, ",".join(HEAVY)]).said)
        took.append(milliseconds)
    project = folder / "imports"
    write(project / "mkdocs.yml", "site_name: Bench\nplugins: [stemma]\n")
    write(project / "docs/index.md", "# Bench\n")
    write(project / "graph/schema.yml", SCHEMA)
    script = HEAVY_WHEN_CHECKING % (HEAVY,)
    run([sys.executable, "-c", script], cwd=project)  # the second finds what the first has learned of units
    checking = run([sys.executable, "-c", script], cwd=project).said.splitlines()[-1]
    found = Found("check", "What an import costs", ["what", "found"])
    found.rows += [
        ["`import stemma`, CPU ms", f"{Spread.of(took):.1f}"],
        ["heavy modules loaded by it", ", ".join(loaded) or "none"],
        ["heavy modules loaded by a check", checking or "none"],
    ]
    found.marks += [
        Mark("`import stemma`", IMPORT, median(took), "ms"),
        Mark(f"of {', '.join(HEAVY)} loaded by it", 0, len(loaded), "modules"),
    ]
    return [found]


def works(folder: Path, entities: int, rounds: int) -> list[Callable[[], list[Found]]]:
    """What to call, one after the other."""
    return [
        *(partial(beside_plain, folder, entities, a_file, rounds) for a_file in (1, A_FILE)),
        partial(figures_apart, folder, entities, rounds),
        partial(growth, folder, entities),
        partial(imports, folder, rounds),
    ]
