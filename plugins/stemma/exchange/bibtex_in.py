# BibTeX read: entries as records. In: the text of a `.bib` file. Out: records, or why there are none. The library that
# knows the format is an extra, and is imported only here.
from __future__ import annotations

import logging
import re
from typing import Any

from stemma.exchange import doi
from stemma.text.bibtex import MONTHS
from stemma.vocabulary.record import Property, Record, dated, described

MISSING = "BibTeX is read by bibtexparser, which is not installed: `pip install 'mkdocs-stemma[import]'`"
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)
_URL = re.compile(r"\\url\s*\{[^{}]*\}")
_CLASSES = {
    "article": "ScholarlyArticle", "inproceedings": "ScholarlyArticle", "conference": "ScholarlyArticle", "proceedings": "Book",
    "book": "Book", "booklet": "Book", "manual": "Book", "inbook": "Chapter", "incollection": "Chapter", "phdthesis": "Thesis",
    "mastersthesis": "Thesis", "thesis": "Thesis", "techreport": "Report", "report": "Report", "unpublished": "ScholarlyArticle",
    "online": "WebPage", "electronic": "WebPage", "www": "WebPage", "dataset": "Dataset", "software": "SoftwareSourceCode",
}  # fmt: skip
# Field → the properties of schema.org that mean it, the class of what it names.
_FIELDS = {
    "journal": ("isPartOf publisher", "Periodical"), "journaltitle": ("isPartOf publisher", "Periodical"),
    "booktitle": ("isPartOf", "Book"), "series": ("isPartOf", "CreativeWorkSeries"), "publisher": ("publisher", "Organization"),
    "school": ("sourceOrganization publisher", "Organization"), "institution": ("sourceOrganization publisher", "Organization"),
    "organization": ("publisher", "Organization"), "volume": ("volumeNumber", ""), "number": ("issueNumber", ""),
    "pages": ("pagination", ""), "edition": ("bookEdition", ""), "isbn": ("isbn", ""), "issn": ("issn", ""),
    "abstract": ("abstract", ""), "language": ("inLanguage", ""), "version": ("version", ""), "url": ("url", ""),
    "note": ("comment", ""), "howpublished": ("comment", ""), "type": ("genre", ""), "copyright": ("license", ""),
    "address": ("locationCreated", "Place"), "location": ("locationCreated", "Place"),
}  # fmt: skip


def read_bibtex(text: str) -> tuple[Record, ...] | str:
    """Every entry of the file; a sentence where the library is missing or the file holds no entry that can be read."""
    try:
        from bibtexparser import middlewares as middle
        from bibtexparser.entrypoint import parse_string
    except ImportError:
        return MISSING
    logger, silent = logging.getLogger("bibtexparser"), logging.NullHandler()
    logger.addHandler(silent)  # what it cannot read is told below, in our own words
    try:
        library = parse_string(
            _URL.sub(lambda found: found[0].replace("~", "\\textasciitilde "), text),  # LaTeX's `~` is a space
            append_middleware=[
                middle.LatexDecodingMiddleware(),
                middle.SeparateCoAuthors(),
                middle.SplitNameParts(),
            ],
        )
    finally:
        logger.removeHandler(silent)
    if library.failed_blocks:
        block = library.failed_blocks[0]
        return f"line {(block.start_line or 0) + 1}: this entry cannot be read as BibTeX"
    if not library.entries:
        return "the file holds no BibTeX entry"
    return tuple(_record(entry) for entry in library.entries)


def _record(entry: Any) -> Record:
    fields = {field.key.lower(): field.value for field in entry.fields}
    title = _text(fields.pop("title", ""))
    found: list[Property] = []
    for name in ("author", "editor"):
        people = [_person(person) for person in fields.pop(name, [])]
        found += described(name, "author creator" if name == "author" else name, people, "Person")
    date = _date(fields)
    found += described("date", "datePublished dateCreated", [date])
    named = doi.address(_text(fields.pop("doi", "")))
    found += described("doi", "sameAs identifier" if fields.get("url") else "url identifier", [named])
    eprint = _text(fields.get("eprint", ""))
    if eprint and _text(fields.get("archiveprefix", fields.get("eprinttype", ""))).lower() == "arxiv":
        found += described(
            "eprint", "sameAs" if named or fields.get("url") else "url", [f"https://arxiv.org/abs/{eprint}"]
        )
        for name in ("eprint", "archiveprefix", "eprinttype"):
            fields.pop(name, None)
    words = _text(fields.pop("keywords", "")).replace(";", ",").split(",")
    found += described("keywords", "keywords", words)
    pages = {
        name: fields.pop(name) for name in ("howpublished", "note") if _ADDRESS.fullmatch(_text(fields.get(name, "")))
    }
    for name, value in fields.items():
        names, class_ = _FIELDS.get(name, ("", ""))
        found += described(name, names, [_text(value)], class_)
    for name, value in pages.items():
        found += described(name, "url", [_text(value)])
    class_ = _CLASSES.get(entry.entry_type.lower(), "CreativeWork")
    return Record(class_, entry.key, title, tuple(found))


def _text(value: object) -> str:
    """The value on one line, with no brace left that only held capital letters together."""
    return " ".join(str(value).replace("{", "").replace("}", "").split())


def _person(name: Any) -> str:
    """`Jane van Dyck Jr` from the parts of a name."""
    return _text(" ".join([*name.first, *name.von, *name.last, *name.jr]))


def _date(fields: dict[str, Any]) -> str:
    """The date out of `date`, or `year`, `month` and `day`, which are taken out of the fields."""
    whole = _text(fields.pop("date", ""))
    if whole:
        return whole
    month = _text(fields.get("month", "")).lower()
    number = str(MONTHS.index(month[:3]) + 1) if month[:3] in MONTHS else month
    made = dated(_text(fields.get("year", "")), number, _text(fields.get("day", "")))
    for name, least in (("year", 4), ("month", 7), ("day", 10)):
        if len(made) >= least:
            fields.pop(name, None)
    return made
