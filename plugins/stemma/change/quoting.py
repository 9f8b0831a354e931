# Which quotes a text needs in YAML. In: a scalar and where it stands, or a bare text. Out: how to write it: plain where
# nothing is lost by that, for us or for another reader of YAML, else in double quotes.
from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from yaml.nodes import ScalarNode
from yaml.resolver import Resolver

from stemma.text.nodes import Scalar

_FIRST = set("?:,[]{}#&*!|>'\"%@`")
_FLOW = set(",[]{}:?")
_ESCAPE = re.compile(r"\\.", re.DOTALL)


@lru_cache(maxsize=1)
def _resolver() -> Any:  # its methods have no types
    return Resolver()  # of YAML 1.1: what it takes for no text, some reader of our files will


def may_be_plain(text: str, *, flow: bool) -> bool:
    """Whether the text without quotes is the same text: in our files, and to readers that guess types (`no`, `1.10`)."""
    if not text or not text.isprintable() or text != text.strip() or text[0] in _FIRST:
        return False
    if text.startswith(("- ", "---", "...")) or text == "-" or ": " in text or " #" in text or text.endswith(":"):
        return False
    if flow and (not _FLOW.isdisjoint(text) or text[0] == "-"):
        return False
    return bool(_resolver().resolve(ScalarNode, text, (True, False)) == "tag:yaml.org,2002:str")


def in_quotes(text: str) -> str:
    """The text in double quotes; in single ones where it holds double quotes or backslashes and is printable."""
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + "".join(_escaped(sign) for sign in text) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    named = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}.get(sign)
    if named or sign.isprintable():
        return named or sign
    code = ord(sign)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def written(text: str, *, flow: bool = False) -> str:
    """The text as a value: plain or in quotes."""
    return text if may_be_plain(text, flow=flow) else in_quotes(text)


def canonical(scalar: Scalar, source: str, *, flow: bool, key: bool = False) -> str | None:
    """How a quoted scalar should stand instead; None where it stands right, or where its line breaks and escapes are the
    writer's."""
    if scalar.style not in {"'", '"'}:
        return None
    raw = source[scalar.start : scalar.end]
    if "\n" in raw or not scalar.text.isprintable():
        return None
    if scalar.style == '"' and any(found not in {'\\"', "\\\\"} for found in _ESCAPE.findall(raw)):
        return None
    plain = not (key and scalar.text == "<<") and may_be_plain(scalar.text, flow=flow)
    made = scalar.text if plain else in_quotes(scalar.text)
    return None if made == raw else made
