# A line on stderr for work that takes longer than a reader waits in peace. In: what is being done. Out: nothing that stays:
# the line is wiped when the work ends, and is never written where nobody looks.
from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

AFTER = 2.0
_EVERY = 0.5


@contextmanager
def progress(what: str | Callable[[], str], stream: TextIO | None = None, after: float = AFTER) -> Iterator[None]:
    """While the block runs longer than `after` seconds, `stream` (stderr) says `what` is done and for how long; only where
    that is a terminal. A function says it anew each time."""
    out = sys.stderr if stream is None else stream
    if not out.isatty():
        yield
        return
    done = threading.Event()
    thread = threading.Thread(target=_tell, args=(what, out, after, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _tell(what: str | Callable[[], str], out: TextIO, after: float, done: threading.Event) -> None:
    begun = time.monotonic()
    width = 0
    pause = after
    while not done.wait(pause):
        pause = _EVERY
        told = what if isinstance(what, str) else what()
        line = f"{told} … {time.monotonic() - begun:.0f} s"
        out.write(f"\r{line:<{width}}")
        out.flush()
        width = max(width, len(line))
    if width:
        out.write(f"\r{'':<{width}}\r")
        out.flush()
