# What need not be worked out twice, on disk. In: plain data. Out: the same, or nothing: a cache that is missing, torn
# or of another version is as good as empty. The format is msgpack, which can hold data and nothing else.
from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Set as AbstractSet
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgpack

VERSION = 1


def digest(data: bytes) -> bytes:
    """What the bytes of a file are known by: 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


class Cache:
    """Named values in a folder of their own (`.cache/stemma` beside `mkdocs.yml`); None keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def load(self, name: str) -> Any:
        """The value stored under `name`, or None. A file whose checksum is wrong counts as absent."""
        if self.folder is None:
            return None
        try:
            data = memoryview((self.folder / f"{name}.msgpack").read_bytes())  # whose slices are no copies
            if hashlib.sha256(data[32:]).digest() != data[:32]:
                return None
            version, value = msgpack.unpackb(data[32:], strict_map_key=False)
        except (OSError, ValueError, TypeError, msgpack.exceptions.UnpackException):
            return None
        return value if version == VERSION else None

    def store(self, name: str, value: Any) -> None:
        """Keep `value` (plain data). Written aside and moved, so that two builds at once cannot tear it; a folder that
        cannot be written to is no reason to fail."""
        if self.folder is None:
            return
        body = msgpack.packb([VERSION, value])
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.folder, prefix=f".{name}-")
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(body).digest())
                file.write(body)
            Path(temporary).replace(self.folder / f"{name}.msgpack")

    def keep_only(self, names: AbstractSet[str]) -> None:
        """Forget all values but these, and what a build that was killed has left behind of others."""
        with suppress(OSError):
            for path in self.folder.iterdir() if self.folder else ():
                name = path.name[1:].rpartition("-")[0] if path.name.startswith(".") else path.stem
                if name not in names and (path.suffix == ".msgpack" or path.name.startswith(".")):
                    path.unlink(missing_ok=True)
