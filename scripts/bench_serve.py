# What one edit costs in a preview: starts `mkdocs serve`, changes one value in an entity's file, and asks for the page until it
# shows the new one. In: how many entities. Out: the server's processor time for that, less what it takes to do nothing.
from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench_corpus import write_graph
from bench_results import Found, Mark
from bench_runs import BenchError, Spread, environment, times

MARKS = {1000: 0.5, 5000: 1.0}  # processor seconds
PATIENCE = 900  # seconds until something is wrong
IDLE, ASK = 2.0, 0.1  # seconds: of doing nothing, and between two questions


class Preview:
    """A running `mkdocs serve`."""

    def __init__(self, project: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/"
        self.log = (project / "serve.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-q", "-f", "mkdocs.yml", "-a", f"127.0.0.1:{port}"],
            cwd=project, stdout=self.log, stderr=subprocess.STDOUT, env=environment(),
        )  # fmt: skip

    def seconds(self) -> float:
        """The server's processor time so far, of all its threads."""
        after_name = Path(f"/proc/{self.process.pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")

    def page(self, path: str) -> str:
        """A page's HTML; '' while there is none."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
                text: str = answer.read().decode()
                return text
        except (urllib.error.URLError, ConnectionError):
            return ""

    def wait(self, until: Callable[[], bool]) -> None:
        """Ask until it is so. Raises BenchError where the server ends or patience does."""
        start = time.monotonic()
        while not until():
            if self.process.poll() is not None or time.monotonic() - start > PATIENCE:
                raise BenchError("`mkdocs serve` does not show what it should; its log is in serve.log")
            time.sleep(ASK)

    def idle(self) -> float:
        """Processor seconds in each second in which nothing happens: the server looks at its files again and again."""
        start, before = time.monotonic(), self.seconds()
        time.sleep(IDLE)
        return (self.seconds() - before) / (time.monotonic() - start)

    def edited(self, file: Path, old: str, new: str, page: str) -> float:
        """Processor seconds from an edit until the page shows it."""
        quiet = self.idle()
        start, before = time.monotonic(), self.seconds()
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
        self.wait(lambda: new in self.page(page))
        return self.seconds() - before - quiet * (time.monotonic() - start)

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.log.close()


def one_edit(folder: Path, entities: int, rounds: int) -> list[Found]:
    """One edited value of a ship in the middle of the graph, several times."""
    if not Path("/proc/self/stat").is_file():
        print("serve: a running server's processor time is read from /proc, which is not there; nothing was measured")
        return []
    project = write_graph(folder / f"serve-{entities}", entities)
    number = max(entities // 2, 1)
    file, page = project / f"graph/ships/ship-{number}.yml", f"ships/ship-{number}/"
    took, was = [], "Counts the ballast."
    preview = Preview(project)
    try:
        preview.wait(lambda: was in preview.page(page))
        for edit in range(rounds):
            now = f"Counts the ballast, edited {edit} times."
            took.append(preview.edited(file, was, now, page))
            was = now
    finally:
        preview.close()
    spread = Spread.of(took)
    found = Found("serve", f"One edited value in a preview of {entities:,} entities", ["edit", "CPU s"])
    found.rows.append(["until the page shows it", f"{spread:.2f}"])
    if entities in MARKS:
        found.marks.append(Mark(f"one edit in a preview of {entities:,}", MARKS[entities], median(took), "s"))
    found.notes.append(
        f"{times(rounds).capitalize()}. Processor time of the server, less what it takes to look whether files changed."
    )
    return [found]
