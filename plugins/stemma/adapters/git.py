# Running git, the same way whoever runs it. In: a folder and arguments of ours. Out: what git wrote, or in one line why not.
from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_SECONDS = 300  # for a history of hundreds of thousands of commits
# Without these, a reader's own settings would have a say, and the variables of a hook would name another repository.
_STEADY = ("-c", "core.fsmonitor=false", "-c", "log.showSignature=false", "--no-optional-locks", "--no-pager")
_ANOTHER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE")


@dataclass(frozen=True, slots=True)
class Done:
    """A run of git that has ended. `error` is its first line on that, '' where git could not even be started."""

    ok: bool
    out: bytes = b""
    error: str = ""

    @property
    def text(self) -> str:
        return self.out.decode("utf-8", "surrogateescape")


def run_git(folder: Path, arguments: Sequence[str], stdin: bytes = b"") -> Done:
    """Run git in a folder. It asks nothing and speaks English, whatever the reader's settings."""
    env = {name: value for name, value in os.environ.items() if name not in _ANOTHER}
    env |= {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_REPLACE_OBJECTS": "1"}
    try:
        done = subprocess.run(  # noqa: S603 - a list without a shell; callers let no revision be an option
            ["git", *_STEADY, "-C", str(folder), *arguments],  # noqa: S607 - the reader's git, wherever it is
            check=False, capture_output=True, input=stdin, timeout=_SECONDS, env=env,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, ValueError):
        return Done(ok=False)
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return Done(done.returncode == 0, done.stdout, lines[0].removeprefix("fatal: ") if lines else "")
