# Files of other formats as records, by the endings of their names. In: a file's name and text. Out: records, or why
# there are none.
from __future__ import annotations

from collections.abc import Callable

from stemma.exchange.bibtex_in import read_bibtex
from stemma.exchange.csl_in import read_csl
from stemma.exchange.hugging_face_in import read_card
from stemma.vocabulary.record import Record

_READERS: dict[str, Callable[[str], tuple[Record, ...] | str]] = {
    "bib": read_bibtex,
    "json": read_csl,
    "md": read_card,
}
FORMATS = "BibTeX (.bib), CSL-JSON or the metadata of a DOI (.json), and model cards of Hugging Face (.md)"


def read_records(name: str, text: str) -> tuple[Record, ...] | str:
    """The records of a file called `name`; a sentence where it cannot be read."""
    reader = _READERS.get(name.rpartition(".")[2].lower())
    return reader(text.removeprefix("\ufeff")) if reader else f"its ending says no format that is read: {FORMATS}"
