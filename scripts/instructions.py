# How many instructions the core path takes, counted by cachegrind, beside the counts in instructions.json. In: that file. Out:
# a ratio for each path; exit code 1 where one is above the limit, 2 where nothing could be counted.
from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from statistics import median

from bench_corpus import write_graph

BASELINE = Path(__file__).with_name("instructions.json")
YARDSTICK = "yardstick"
ENTITIES = 600
MOST = 1.10
NO_VALGRIND = "instructions: there is no `valgrind`; on Debian and Ubuntu: apt-get install valgrind"

# What is counted. Only the graph's folder is named, so that there is no cache: each run does all of it. The yardstick is code of
# nobody's that changes: what another build of the same Python takes for it, more or less, it takes for ours too.
PATHS = {
    "start": [sys.executable, "-c", "import stemma.adapters.cli.main"],
    "check": [sys.executable, "-m", "stemma", "check", "--format", "concise", "graph"],
    YARDSTICK: [sys.executable, str(Path(__file__).with_name("bench_plain.py")), "."],
}

Counts = Mapping[str, float]


def counted(command: list[str], project: Path) -> int:
    """Instructions of one run of a program, caches not simulated."""
    count = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*count, *command], cwd=project, env=_environment(), capture_output=True, text=True, check=False
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    if done.returncode or found is None:
        sys.exit(f"instructions: `{' '.join(command)}` could not be counted:\n{done.stdout}{done.stderr}")
    return int(found[1].replace(",", ""))


def _environment() -> dict[str, str]:
    """Nothing in it but what decides where programs and modules are: its size alone would move the counts."""
    return {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}


def count_all(rounds: int) -> dict[str, list[int]]:
    """The counts of every path, in turn; that of a check without the start."""
    counts: dict[str, list[int]] = {name: [] for name in PATHS}
    with tempfile.TemporaryDirectory(prefix="stemma-") as folder:
        project = write_graph(Path(folder) / "project", ENTITIES, a_file=20, figures=False)
        _in_our_units(project)
        for command in PATHS.values():  # what is compiled once is not counted
            subprocess.run(command, cwd=project, env=_environment(), check=True, capture_output=True)
        for _ in range(rounds):
            for name, command in PATHS.items():
                counts[name].append(counted(command, project))
    counts["check"] = [whole - start for whole, start in zip(counts["check"], counts["start"], strict=True)]
    return counts


def _in_our_units(project: Path) -> None:
    """Measure lengths in a unit of the schema: without a cache the metre would load pint, which is not ours to count."""
    for file in project.glob("graph/*.yml"):
        file.write_text(
            f"{file.read_text('utf-8').replace('unit: metre', 'unit: fathom')}  - fathom = [depth]\n", "utf-8"
        )
    for file in project.glob("graph/ships/*.yml"):
        file.write_text(file.read_text("utf-8").replace(" m, source", " fathom, source"), "utf-8")


def compared(now: Counts, then: Counts) -> dict[str, float]:
    """How many times as many instructions each path takes, on a build of Python that took as many for the yardstick."""
    build = now[YARDSTICK] / then[YARDSTICK]
    return {name: now[name] / then[name] / build for name in now if name != YARDSTICK and name in then}


def worse(ratios: Counts) -> list[str]:
    """The paths above the limit."""
    return [name for name, ratio in ratios.items() if ratio > MOST]


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/instructions", description="Instructions on the core path.")
    parser.add_argument("--write", action="store_true", help="make these counts the new baseline")
    parser.add_argument("--rounds", type=int, default=1, help="how often to count (default: 1)")
    options = parser.parse_args()
    if shutil.which("valgrind") is None:
        print(NO_VALGRIND, file=sys.stderr)
        sys.exit(2)
    sys.exit(report(count_all(max(options.rounds, 1)), BASELINE, write=options.write))


def report(counts: Mapping[str, list[int]], file: Path, *, write: bool) -> int:
    """Print what was counted beside the file's counts, or write it there; gives the exit code."""
    version = ".".join(platform.python_version_tuple()[:2])
    baselines: dict[str, dict[str, int]] = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    now = {name: median(many) for name, many in counts.items()}
    for name, many in counts.items():
        spread = (max(many) - min(many)) / min(many)
        print(f"  {name:<10}{now[name]:>16,.0f} instructions, the rounds {spread:.3%} apart")
    if write:
        baselines[version] = {name: round(count) for name, count in now.items()}
        file.write_text(json.dumps(dict(sorted(baselines.items())), indent=2) + "\n", "utf-8")
        print(f"written to {file.name}, for Python {version}")
        return 0
    if version not in baselines:
        print(f"there are no counts for Python {version}; `scripts/instructions --write` makes them", file=sys.stderr)
        return 2
    ratios = compared(now, baselines[version])
    for name, ratio in ratios.items():
        print(f"  {name:<10}{ratio:>16.3f} times the baseline, {MOST:g} at most")
    above = worse(ratios)
    if above:
        print(f"more instructions than {MOST:g} times the baseline: {', '.join(above)}", file=sys.stderr)
        print("If that is what the change is worth: `scripts/instructions --write`.", file=sys.stderr)
    return 1 if above else 0


if __name__ == "__main__":
    main()
