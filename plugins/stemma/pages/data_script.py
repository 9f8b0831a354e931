# Data that a page's scripts ask for: a classic script that puts a value under its own path, so that it loads where pages
# may not fetch files.
from __future__ import annotations

import json
from typing import Any


def data_script(path: str, data: Any) -> bytes:
    """The script at `path` below our assets, which `stemma.data(path)` of the page's script answers with `data`."""
    text = json.dumps([path, data], separators=(",", ":"), sort_keys=True).replace("<", "\\u003c")
    return f"stemma.put(...{text});\n".encode("ascii")
