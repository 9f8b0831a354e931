# When files last changed, as git knows it. In: a folder. Out: the time of the last commit that touched each file below it,
# in UTC; nothing where there is no git, no repository or no whole history, which is no error.
from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from stemma.adapters.git import run_git

_COMMIT = "\x01"  # no path that anybody wants begins with it


class GitDates:
    """Asks git once for each folder, and again only after a new commit."""

    def __init__(self) -> None:
        self._known: dict[Path, tuple[str, Mapping[Path, datetime]]] = {}

    def below(self, *folders: Path) -> Mapping[Path, datetime]:
        """The files below the folders that were ever committed, by their resolved paths."""
        return {path: when for folder in folders for path, when in self._below(folder.resolve()).items()}

    def _below(self, folder: Path) -> Mapping[Path, datetime]:
        head = _head(folder)
        known = self._known.get(folder)
        if known is None or known[0] != head:
            known = self._known[folder] = (head, _dates(folder) if head else {})
        return known[1]


def _git(folder: Path, *arguments: str) -> str:
    """What git prints; '' where it cannot."""
    done = run_git(folder, arguments)
    return done.text if done.ok else ""


def _head(folder: Path) -> str:
    """The newest commit; '' where there is none, or where older ones are missing: the oldest of a shallow clone seems to
    have touched everything."""
    shallow, _, head = _git(folder, "rev-parse", "--is-shallow-repository", "HEAD").strip().partition("\n")
    return head if shallow == "false" else ""


def _dates(folder: Path) -> Mapping[Path, datetime]:
    """One look at the whole log; `-c` so that a merge counts only for what it changed itself."""
    log = _git(
        folder, "log", "-c", "--no-renames", "--no-color", "--relative", "--name-only", "-z", f"--format={_COMMIT}%ct", "--", "."
    )  # fmt: skip
    found: dict[Path, datetime] = {}
    when = datetime.min.replace(tzinfo=UTC)
    for part in log.split("\0"):
        item = part.lstrip("\n")
        if item.startswith(_COMMIT):
            when = datetime.fromtimestamp(int(item[1:]), UTC)
        elif item:
            path = folder / item
            if path not in found or found[path] < when:
                found[path] = when
    return found
