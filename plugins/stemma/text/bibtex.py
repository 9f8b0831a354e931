# BibTeX as text. In: a kind, a key and fields. Out: an entry in which no name can end a field or be taken for a command.
from __future__ import annotations

import re
from collections.abc import Mapping

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces even behind a backslash, so they go by their names.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\lbrace{}", "}": r"\rbrace{}", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
}  # fmt: skip
_UNSAFE_IN_URL = re.compile(r"[{}\\\s\"<>^`|]")
_UNSAFE_IN_KEY = re.compile(r"[^A-Za-z0-9:./+-]")


def escape(text: str) -> str:
    """The text for a field, on one line; characters that TeX reads as commands stand for themselves."""
    return "".join(_SPECIAL.get(sign, sign) for sign in " ".join(text.split()))


def whole(text: str) -> str:
    """A name or title that no style may cut into first and last names, or write in other letters."""
    return f"{{{escape(text)}}}" if text else ""


def address(url: str) -> str:
    """A URL for a `url` field, which TeX reads as it stands."""
    return _UNSAFE_IN_URL.sub(lambda m: "".join(f"%{byte:02X}" for byte in m[0].encode()), url)


def entry(kind: str, key: str, fields: Mapping[str, str]) -> str:
    """`@kind{key, …}` with the fields that hold something, in their order. Values are escaped already; `month` is one of
    MONTHS and stands bare."""
    lines = [f"  {name} = {text if name == 'month' else f'{{{text}}}'}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{_UNSAFE_IN_KEY.sub('-', key)},", *lines, "}"])
