# Kills a command of Stemma at many moments and looks at what is left on the disk. Run as a program: `killing.py PROJECT
# SEED COMMAND…`; it prints what it found as JSON. Every kill is a fork of a process that has imported everything, so that
# what is killed is the command and not the start of Python.
from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path
from typing import Any

from stemma.adapters.cli.main import cli

_CALLS = ("open", "fsync", "replace", "chmod", "mkdir", "unlink", "close", "fdopen")
_LEFTOVER = ".stemma-"
Files = dict[str, bytes]


def read(folder: Path) -> Files:
    """All files but those of the cache, which may go at any time."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".cache" not in path.parts
    }


def fork(folder: Path, command: list[str], die_at: int = 0, after: float = 0) -> tuple[int, int]:
    """Runs the command in `folder` in a process of its own, which dies before its `die_at`-th call of the system, or is
    killed `after` seconds. Its exit code (-1: killed) and how many calls it would have made."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read_end)
        _run(folder, command, die_at, write_end)
    os.close(write_end)
    if after:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    with os.fdopen(read_end, "rb") as pipe:
        said = pipe.read()
    return (os.WEXITSTATUS(status) if os.WIFEXITED(status) else -1), int(said or b"0")


def _run(folder: Path, command: list[str], die_at: int, pipe: int) -> None:
    os.chdir(folder)
    calls = 0

    def counted(name: str) -> None:
        real: Any = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            nonlocal calls
            calls += 1
            if calls == die_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return (
                real(*arguments, **named) if name != "fsync" else None
            )  # a kill takes nothing from the system's cache

        setattr(os, name, call)

    out = os.open(os.devnull, os.O_WRONLY)
    os.dup2(out, 1)
    os.dup2(out, 2)
    write, leave = os.write, os._exit
    for name in _CALLS:
        counted(name)
    try:
        cli(command, standalone_mode=False)
        code = 0
    except SystemExit as end:
        code = int(end.code or 0)
    except BaseException:  # noqa: BLE001 - the child must not go on as its parent
        code = 70
    write(pipe, str(calls).encode())
    leave(code)


def wrong(now: Files, before: Files, after: Files, moved: dict[str, str]) -> list[str]:
    """What was lost or torn: every file must be old or new. A moved one may be new under its old name."""
    found = []
    whole = {name: {before.get(name), after.get(name), after.get(moved.get(name, ""))} for name in {*before, *after}}
    for name, data in now.items():
        if _LEFTOVER not in name and data not in whole.get(name, set()):
            found.append(f"{name} is neither old nor new: {data[:60]!r}")
    found += [f"{name} is lost" for name in before if name not in now and moved.get(name) not in now]
    return found


def main() -> None:
    project, seed, command = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    moved = dict([command[1:3]]) if command[0] == "rename" else {}
    before = read(project)
    moved = {n: n.replace(f"/{old}.", f"/{new}.") for old, new in moved.items() for n in before if f"/{old}." in n}

    def fresh(number: int) -> Path:
        return Path(shutil.copytree(project, project.parent / f"killed-{number}"))

    whole = fresh(0)
    began = time.perf_counter()
    code, calls = fork(whole, command)
    took = time.perf_counter() - began
    after = read(whole)
    rng = random.Random(seed)
    moments: list[dict[str, float]] = [{"die_at": n} for n in range(1, calls + 1)]
    if len(moments) > 36:
        moments = sorted(rng.sample(moments, 36), key=lambda moment: moment["die_at"])
    moments += [{"after": rng.uniform(0, took)} for _ in range(6)]
    problems: list[str] = []
    seen: set[str] = set()
    killed = left_behind = 0
    for number, moment in enumerate(moments, 1):
        folder = fresh(number)
        end, _ = fork(folder, command, int(moment.get("die_at", 0)), moment.get("after", 0))
        killed += end == -1
        now = read(folder)
        left = [name for name in now if _LEFTOVER in name]
        left_behind += len(left)
        seen.add("old" if now == before else "new" if now == after else "between")
        problems += [f"{moment}: {problem}" for problem in wrong(now, before, after, moved)]
        if now != after and command[0] != "init":
            fork(folder, command)
            if read(folder) != after:
                problems.append(f"{moment}: a second run does not end as the first would have")
        shutil.rmtree(folder)
    found = {"changed": before != after, "killed": killed, "seen": sorted(seen), "problems": problems}
    json.dump({"code": code, "left_behind": left_behind, **found}, sys.stdout)


if __name__ == "__main__":
    main()
