# Data that a page's scripts ask for: a classic script that puts a value under its own path, so that it loads where pages
# may not fetch files.
from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_SAFE = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")


def data_script(path: str, data: Any) -> bytes:
    """The script at `path` below our assets, which `stemma.data(path)` of the page's script answers with `data`."""
    text = json.dumps([path, data], separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return f"stemma.put(...{text});\n".encode("ascii")


def entity_file(entity_id: str) -> str:
    """The name of an entity's data file: its id where that is safe in every URL and file system, else a hash of it."""
    if _SAFE.fullmatch(entity_id):
        return f"e-{entity_id}"
    return f"x-{hashlib.sha256(entity_id.encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
