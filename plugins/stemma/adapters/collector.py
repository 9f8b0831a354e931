# Python's collector of garbage, held back while much is made that is no garbage. In: a block of work. Out: the collector as it
# was, past what the block has made.
from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def paused() -> Iterator[None]:
    """No collection while the block runs, which would look at every object again and again, for half of the time. What was
    made is not looked at later either, until the next such block; it still goes when nobody refers to it."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    with held_back():
        try:
            yield
        finally:
            gc.freeze()


@contextmanager
def held_back() -> Iterator[None]:
    """No collection while the block runs."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def settle() -> None:
    """Collect once, and do not look again at what is left: it is there to stay."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
