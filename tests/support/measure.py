# Runs the command, or any Python program, under a clock and a measure of its memory.
from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from run import Run, python

# The program starts the command, waits for it, and says on stderr's last line how much memory it took at most.
_WRAPPER = """\
import resource, subprocess, sys
code = subprocess.run([sys.executable, *sys.argv[1:]]).returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(code)
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run, its seconds by the clock and its megabytes at most."""

    run: Run
    seconds: float
    megabytes: float


def measured(*arguments: str | Path, cwd: Path) -> Measured:
    """`stemma` with these arguments."""
    return measured_python("-m", "stemma", *arguments, cwd=cwd)


def measured_python(*arguments: str | Path, cwd: Path) -> Measured:
    """This Python with these arguments."""
    start = time.monotonic()
    run = python("-c", _WRAPPER, *arguments, cwd=cwd)
    err, _, memory = run.err.rstrip("\n").rpartition("\n")
    return Measured(Run(run.code, run.out, err), time.monotonic() - start, int(memory) / 1024)
