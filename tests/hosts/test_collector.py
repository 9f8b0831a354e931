# The pause of Python's collector while a build reads.
from __future__ import annotations

import gc
import weakref

import pytest

from stemma.adapters.collector import paused


class Ring:
    """What only the collector can take away."""

    def __init__(self) -> None:
        self.me = self


def test_the_collector_rests_while_it_is_paused_and_goes_on_whatever_happens():
    seen: list[bool] = []

    def fail() -> None:
        with paused():
            seen.append(gc.isenabled())
            raise ValueError("wrong")

    with pytest.raises(ValueError, match="wrong"):
        fail()
    assert seen == [False]
    assert gc.isenabled()
    gc.unfreeze()


def test_what_one_build_left_is_taken_away_by_the_next_in_the_same_process():
    with paused():
        left = weakref.ref(Ring())
    gc.collect()
    assert left() is not None
    with paused():
        assert left() is None
    gc.unfreeze()
