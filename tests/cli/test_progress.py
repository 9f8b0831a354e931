# The line for work that takes long: only at a terminal, only after a while, and gone when the work is done.
from __future__ import annotations

import io
import time

import pytest

from stemma.adapters.progress import AFTER, progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_work_that_is_done_soon_says_nothing():
    out = Terminal()
    with progress("reading", out):
        pass
    assert out.getvalue() == ""
    assert AFTER == 2.0


def test_work_that_takes_long_says_what_it_does_and_leaves_nothing_behind():
    out = Terminal()
    with progress("reading", out, after=0.01):
        time.sleep(0.1)
    told = out.getvalue()
    assert told.startswith("\rreading … 0 s")
    assert told.endswith("\r" + " " * len("reading … 0 s") + "\r")


def test_what_is_told_may_change_as_the_work_goes_on():
    out = Terminal()
    steps = iter(["1 of 2", "2 of 2"])
    with progress(lambda: next(steps, "2 of 2"), out, after=0.01):
        time.sleep(0.1)
    assert "\r1 of 2 … 0 s" in out.getvalue()


def test_where_nobody_looks_nothing_is_written():
    out = io.StringIO()
    with progress("reading", out, after=0.01):
        time.sleep(0.05)
    assert out.getvalue() == ""


def test_the_line_goes_when_the_work_fails():
    out = Terminal()

    def fail():
        with progress("reading", out, after=0.01):
            time.sleep(0.05)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert out.getvalue().endswith(" \r")
