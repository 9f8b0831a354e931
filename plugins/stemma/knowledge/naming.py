# What an id looks like, and how to make one of a name. In: text. Out: whether it is an id, or one made from it.
from __future__ import annotations

import re
import unicodedata

from stemma.text.diagnostics import Hint

ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
ID_ADVICE = "an id is made of lower-case words, digits, dots and hyphens"


def id_from(name: str) -> str:
    """The kebab-case of a name: `Ever Given (2018)` is `ever-given-2018`; '' where nothing of it can be in an id."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9.]+", "-", plain)
    return re.sub(r"[.-]*-[.-]*|\.{2,}", "-", words).strip("-.")


def advice(written: str) -> str:
    """How an id is written, with the one that `written` would make."""
    made = id_from(written)
    fits = ID.fullmatch(made) and made not in {"index", written}
    return Hint.of(f"{ID_ADVICE}: `{made}`", written, made) if fits else ID_ADVICE
