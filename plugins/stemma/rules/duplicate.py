# lint-duplicate: the same thing written down twice, under names that differ in case, accents, signs, a plural or a typo.
# Every name is looked up in tables of what it may be confused with, so the work grows with the number of names.
from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from typing import Protocol, TypeAlias

from stemma.knowledge.derive import Derived
from stemma.knowledge.entity import Entity, Named
from stemma.text.catalogue import rule
from stemma.text.diagnostics import Diagnostic, Label, diagnose, one_slip
from stemma.vocabulary.dates import PartialDate

_LONG_NAME = 16  # letters from which one slip of the pen is likelier than another thing
_LONG_WORD = 8
_LONGEST = 40  # letters of a word, and words of a name: what is longer is no name, and its rests would fill the memory
_Words: TypeAlias = tuple[str, ...]


class Compared(Named, Protocol):
    """What two entities are compared by."""

    @property
    def failed(self) -> Container[str]: ...
    @property
    def replaced_by(self) -> object: ...


def check(derived: Derived) -> Iterator[Diagnostic]:
    """Entities of one type whose names are the same but for case, accents, punctuation and plurals; or, where they are
    long, but for one letter in one long word. Names that differ in a digit are different, and so are things whose dates
    cannot be the same."""
    return judged(derived, alike(derived.graph.entities.values()))


def judged(derived: Derived, pairs: Iterable[tuple[str, str]]) -> Iterator[Diagnostic]:
    """A report for each of these pairs, but for those whose dates tell them apart."""
    entities = derived.graph.entities
    for one, another in pairs:
        entity, other = entities[one], entities[another]
        if not _apart(derived, entity, other):
            yield diagnose(
                rule("lint-duplicate"), f"`{entity.id}` and `{other.id}` have nearly the same name", entity.at("name"),
                help=("if they are one thing, keep one file and name the other's id in its `aliases`; or tell them apart",),
                related=(Label(other.at("name"), f"`{other.id}`"),),
            )  # fmt: skip


def alike(entities: Iterable[Compared]) -> Iterator[tuple[str, str]]:
    """The ids of entities with nearly the same name: of each the one that comes later, and the one before it."""
    same: dict[tuple[str, str], Compared] = {}
    near: dict[tuple[str, int, _Words], dict[str, Compared]] = {}
    for entity in entities:
        if entity.broken or entity.replaced_by or "name" in entity.failed:
            continue
        words = _folded(entity.name)
        first = same.setdefault((entity.type, "".join(words)), entity)
        other = first if first is not entity else _misspelt(entity, words, near)
        if other is not None:
            yield entity.id, other.id


def _folded(name: str) -> _Words:
    """The words of a name without case, accents, punctuation and a plural's s."""
    text = name.casefold()
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    words = re.findall(r"[^\W_]+", re.sub(r"['\u2019]s?\b", "", text))
    return tuple(w[:-1] if len(w) > 3 and w.endswith("s") and not w.endswith("ss") else w for w in words)


def _misspelt(
    entity: Compared, words: _Words, near: dict[tuple[str, int, _Words], dict[str, Compared]]
) -> Compared | None:
    """An entity seen before whose name differs by one letter in one long word. Each long word is taken out in turn, and
    what may be left of it after one deletion is compared: two words are one edit apart only if they share such a rest."""
    if sum(map(len, words)) < _LONG_NAME or len(words) > _LONGEST:
        return None
    for at, word in enumerate(words):
        if not _LONG_WORD <= len(word) <= _LONGEST or not word.isalpha():
            continue
        seen = near.setdefault((entity.type, at, (*words[:at], *words[at + 1 :])), {})
        rests = _rests(word)
        for rest in rests:
            other = seen.get(rest)
            if other is not None and one_slip(word, _folded(other.name)[at]):
                return other
        for rest in rests:
            seen.setdefault(rest, entity)
    return None


@lru_cache(maxsize=65_536)
def _rests(word: str) -> _Words:
    return (word, *(word[:at] + word[at + 1 :] for at in range(1, len(word))))


def _apart(derived: Derived, one: Entity, other: Entity) -> bool:
    """Whether both are dated and cannot be of the same time, as two years of one yearbook."""
    name = derived.graph.schema.types[one.type].date_field
    dates = [
        said.value
        for entity in (one, other)
        if name and (said := derived.accepted(entity.id, name)) is not None and isinstance(said.value, PartialDate)
    ]
    return len(dates) > 1 and (dates[0].latest < dates[1].earliest or dates[1].latest < dates[0].earliest)
