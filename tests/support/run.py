# Runs the programs that users run, in processes of their own, and says what came of it.
from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

REPOSITORY = Path(__file__).resolve().parents[2]
TIMEOUT = 180


@dataclass(frozen=True, slots=True)
class Run:
    """A program that has ended: its exit code, what it wrote, and for builds the folder of the site."""

    code: int
    out: str
    err: str
    site: Path = Path()

    @property
    def json(self) -> Any:
        """Standard output as JSON; fails the test where anything else stands there."""
        try:
            return json.loads(self.out)
        except ValueError:
            raise AssertionError(f"stdout is not JSON\n{self}") from None

    def ok(self) -> Run:
        """Itself, if it ended well; otherwise fails the test and shows what it wrote."""
        assert self.code == 0, f"it should have ended well\n{self}"
        return self

    def __str__(self) -> str:
        return f"exit code {self.code}\n--- stdout\n{self.out}\n--- stderr\n{self.err}"


def environment(changes: Mapping[str, str | None] | None = None) -> dict[str, str]:
    """The environment for a program: ours, quiet and without colours, with `changes` (None takes one out)."""
    env = {**os.environ, "NO_COLOR": "1", "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1"}
    for name in ("CLICOLOR_FORCE", "FORCE_COLOR", "SOURCE_DATE_EPOCH"):
        env.pop(name, None)
    for name, value in (changes or {}).items():
        if value is None:
            env.pop(name, None)
        else:
            env[name] = value
    return env


def found_first(folder: Path) -> dict[str, str | None]:
    """The change of environment by which Python finds the modules in `folder` before all others."""
    return {"PYTHONPATH": os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))}


def python(
    *arguments: str | Path,
    cwd: Path,
    env: Mapping[str, str | None] | None = None,
    stdin: str | None = None,
    timeout: float = TIMEOUT,
) -> Run:
    """Runs this Python with `arguments` in `cwd` and waits for its end."""
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        check=False,
        cwd=cwd,
        env=environment(env),
        input=stdin,
        stdin=subprocess.DEVNULL if stdin is None else None,
        capture_output=True,
        encoding="utf-8",
        timeout=timeout,
    )
    return Run(done.returncode, done.stdout, done.stderr)


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Writes each text or bytes to its path below `folder`, with folders as needed; gives `folder`."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def build(
    project: Path,
    *arguments: str | Path,
    host: str = "mkdocs",
    config: str = "mkdocs.yml",
    site: Path | None = None,
    env: Mapping[str, str | None] | None = None,
) -> Run:
    """Builds the project with MkDocs or ProperDocs into `site` (by default `site/` below it)."""
    site = site or project / "site"
    run = python("-m", host, "build", "-f", config, "-d", site, *arguments, cwd=project, env=env)
    return Run(run.code, run.out, run.err, site)


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` by its path with forward slashes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
