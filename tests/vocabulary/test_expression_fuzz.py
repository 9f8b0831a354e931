# A hundred thousand random expressions end without a traceback, a hang or much memory, in a process of their own.
from __future__ import annotations

import os
from pathlib import Path

import pytest

import fuzz_expressions
from measure import measured_python

RUNS = int(os.environ.get("STEMMA_FUZZ", "100000"))
PROGRAM = Path(fuzz_expressions.__file__)
MEGABYTES = 100  # all that the process holds at most, Python and its libraries included


@pytest.mark.slow
def test_random_expressions_end_in_a_value_or_a_problem_at_once_and_in_little_memory(tmp_path):
    done = measured_python(PROGRAM, str(RUNS), cwd=tmp_path)
    assert (done.run.code, done.run.err) == (0, ""), done.run
    assert float(done.run.out) < 2, "seconds that the slowest one took"
    assert done.megabytes < MEGABYTES
