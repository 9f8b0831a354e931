# Writing files so that a kill at any moment loses nothing: every file is written beside its target, and only when all of
# them are on the disk is each moved into place. In: paths and bytes. Out: files that are whole, old or new.
from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path

_LEFTOVER = re.compile(r"\.stemma-\d+-\d+\.new")
_number = count()


class CannotWrite(Exception):  # noqa: N818 - it says what happened, as the commands show it
    """A file that the disk would not take. `path` is that file; `str()` is a sentence that names it, for the reader."""

    def __init__(self, path: Path, error: OSError, written: int = 0) -> None:
        self.path = path
        after = "" if not written else f"; {written} other file{'s' * (written != 1)} had been written already"
        super().__init__(f"cannot write {path.as_posix()}: {error.strerror or error}{after}")


def write_files(changes: Mapping[Path, bytes], moves: Mapping[Path, Path] | None = None) -> None:
    """Write the `changes` (path → the file's new bytes), in their order, then rename the `moves` (old path → new path).

    A path may be changed and moved: it is changed under its old name. Folders that are missing are made. A file that
    is there keeps its mode and owner; a link is followed to its target; one that holds these bytes already is not
    touched. Temporary files that a killed run left in these folders are removed.

    Raises CannotWrite. If that happens before the first file is in place, then nothing was changed.
    """
    targets = [(path, Path(os.path.realpath(path)), data) for path, data in changes.items()]
    targets = [(path, target, data) for path, target, data in targets if not _holds(target, data)]
    for folder in dict.fromkeys(target.parent for _, target, _ in targets):
        remove_leftovers([folder])
    ready: list[tuple[Path, Path, Path]] = []
    done = 0
    path = Path()
    try:
        for old, path in (moves or {}).items():
            if os.path.lexists(path) and not os.path.samestat(os.lstat(path), os.lstat(old)):
                raise FileExistsError(17, "there is a file of this name already")
        for path, target, data in targets:
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.parent / f".stemma-{os.getpid()}-{next(_number)}.new"
            ready.append((path, beside, target))
            _write(beside, target, data)
        for path, beside, target in ready:  # noqa: B007 - the error names it
            beside.replace(target)
            done += 1
        for old, path in (moves or {}).items():
            path.parent.mkdir(parents=True, exist_ok=True)
            old.replace(path)
            done += 1
    except OSError as error:
        raise CannotWrite(path, error, done) from error
    finally:
        for _, beside, _ in ready[done:]:
            with suppress(OSError):
                beside.unlink()
    folders = [target.parent for _, target, _ in targets]
    folders += [place.parent for move in (moves or {}).items() for place in move]
    for folder in dict.fromkeys(folders):
        _settle(folder)


def remove_leftovers(folders: Iterable[Path], *, deep: bool = False) -> int:
    """Remove the temporary files that killed runs left in these folders, and with `deep` in those inside them. How many
    there were. One that cannot be removed stays."""
    removed = 0
    for folder in folders:
        for place, inside, names in os.walk(folder):
            for name in names:
                if _LEFTOVER.fullmatch(name):
                    with suppress(OSError):
                        Path(place, name).unlink()
                        removed += 1
            if not deep:
                break
            inside[:] = [name for name in inside if not name.startswith(".")]
    return removed


def _holds(target: Path, data: bytes) -> bool:
    try:
        return target.stat().st_size == len(data) and target.read_bytes() == data
    except OSError:
        return False


def _write(beside: Path, target: Path, data: bytes) -> None:
    """The file beside its target, on the disk, with the target's mode and owner if there is a target."""
    try:
        before = target.stat()
    except FileNotFoundError:
        before = None
    if target.is_dir():
        raise IsADirectoryError(21, "there is a folder of this name")
    if before is not None and not os.access(target, os.W_OK):  # a move would not ask
        raise PermissionError(13, "it is read-only")
    with suppress(FileNotFoundError):
        beside.unlink()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(beside, flags, 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if before is not None:
        if hasattr(os, "chown"):
            with suppress(OSError):
                os.chown(beside, before.st_uid, before.st_gid)
        beside.chmod(before.st_mode & 0o7777)


def _settle(folder: Path) -> None:
    """Let the moves reach the disk too, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
