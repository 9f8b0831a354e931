# Running programs and counting what they cost. In: commands. Out: processor time (of user and system) and the most memory
# that each took, over rounds in which all of them take turns, so that whatever else the machine does falls on all alike.
from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MEGABYTE = 1_000_000


class BenchError(Exception):
    """A program that was to be measured did not end well; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Run:
    """What one run cost: processor seconds, and bytes of memory at most."""

    seconds: float
    peak: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class Spread:
    """A number measured several times."""

    middle: float
    low: float
    high: float

    @classmethod
    def of(cls, numbers: Sequence[float]) -> Spread:
        return cls(median(numbers), min(numbers), max(numbers))

    def __format__(self, spec: str) -> str:
        if self.low == self.high:
            return format(self.middle, spec)
        return f"{self.middle:{spec}} ({self.low:{spec}}–{self.high:{spec}})"


def environment() -> dict[str, str]:
    """This one, but modules are kept as they were compiled: a user's are too, and compiling is not what is measured."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"NO_MKDOCS_2_WARNING": "1"}


def run(command: Sequence[str | Path], *, cwd: Path | None = None) -> Run:
    """Run a program to its end. Raises BenchError where it does not end well."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(),
            stdout=told, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        said = told.read().decode(errors="replace")
    if process.returncode:
        shown = " ".join(str(part) for part in command[:6])
        raise BenchError(f"`{shown}` ended with {process.returncode}:\n{said[-2000:]}")
    unit = 1 if sys.platform == "darwin" else 1024  # of ru_maxrss
    return Run(used.ru_utime + used.ru_stime, used.ru_maxrss * unit, said)


def sampled(what: str, project: Path) -> tuple[Run, dict[str, float]]:
    """One `build` or `check`, and its processor seconds by stage, as bench_stages.py samples them; the longest first."""
    one = run([sys.executable, Path(__file__).with_name("bench_stages.py"), what, project])
    parts: dict[str, float] = json.loads(one.said.splitlines()[-1])
    return one, parts


def stages(what: str, project: Path) -> dict[str, float]:
    return sampled(what, project)[1]


def largest(parts: Mapping[str, float]) -> str:
    """The three stages that cost most, in words."""
    whole = sum(parts.values())
    return ", ".join(f"{name} {took / whole:.0%}" for name, took in list(parts.items())[:3])


def times(rounds: int) -> str:
    return "one round" if rounds == 1 else f"{rounds} rounds"


def in_turn(works: Mapping[str, Callable[[], Run]], rounds: int) -> dict[str, list[Run]]:
    """Each work once a round, in their order."""
    found: dict[str, list[Run]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            found[name].append(work())
    return found


def seconds(runs: Sequence[Run]) -> Spread:
    return Spread.of([one.seconds for one in runs])


def peak(runs: Sequence[Run]) -> float:
    """Megabytes, the median of the rounds."""
    return median(one.peak for one in runs) / MEGABYTE


def ratio(ours: Sequence[Run], theirs: Sequence[Run]) -> Spread:
    """How much of the others' processor time ours took, round by round."""
    return Spread.of([a.seconds / b.seconds for a, b in zip(ours, theirs, strict=True)])
