# What an id looks like, and how to make one of a name. In: text. Out: whether it is an id, or one made from it.
from __future__ import annotations

import re
import unicodedata
from itertools import chain

from stemma.text.diagnostics import Hint

ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
_NO_WORD = re.compile(r"[^a-z0-9.]+")
_JOINT = re.compile(r"[.-]*-[.-]*|\.{2,}")
_ADDRESS = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.|doi:|10\.\d{4,9}/)\S", re.IGNORECASE)
ID_ADVICE = "an id is made of lower-case words, digits, dots and hyphens"


def id_from(name: str) -> str:
    """The kebab-case of a name: `Ever Given (2018)` is `ever-given-2018`; '' where nothing of it can be in an id."""
    ascii_ = name if name.isascii() else unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = _NO_WORD.sub("-", ascii_.lower())
    return (_JOINT.sub("-", words) if "." in words else words).strip("-.")


def advice(written: str) -> str:
    """How an id is written, with the one that `written` would make."""
    if written == "index":
        return "the page of a whole type is called `index`: choose another word"
    made = id_from(written)
    fits = ID.fullmatch(made) and made not in {"index", written}
    return Hint.of(f"{ID_ADVICE}: `{made}`", written, made) if fits else ID_ADVICE


def reference_advice(written: str, type_name: str) -> str:
    """The same where an entity is to be named; of an address no id is made, since it stands in a file of its own.
    `type_name` is the type of the entity that may be named, '' where several may."""
    if not _ADDRESS.match(written):
        return advice(written)
    key = "`url`" if type_name == "source" else "address"
    return f"write a file for it with this {key} and name its id here: `stemma new {type_name or 'TYPE'} NAME`"


def shares_word(entity_id: str, name: str, *others: str) -> bool:
    """Whether a word of the id stands in one of the names, a word of a name in the id, or a name's first letters. An id
    without words, or a name with letters that no id may hold, says nothing either way."""
    words = [word for word in re.split(r"[.-]", entity_id) if len(word) > 1 and not word.isdigit()]
    own = id_from(name)
    if not words or sum(map(str.isalnum, name)) != sum(map(str.isalnum, own)):
        return True
    tight = "".join(words)
    for called in chain((own,), map(id_from, others)):
        parts = [part for part in re.split(r"[.-]", called) if part]
        joined = "".join(parts)
        initials = "".join(part[0] for part in parts)
        if any(word in joined for word in words) or any(len(part) > 1 and part in tight for part in parts):
            return True
        if len(initials) > 1 and initials in tight:
            return True
    return False
