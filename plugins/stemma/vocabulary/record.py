# What a file of another format says of one thing, in the words of schema.org, which every schema of ours can name too.
# Filled by the readers `*_in.py`; the schema decides which field takes what.
from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# A class is a kind of those behind it, the nearest first: a schema need not know the narrowest.
BROADER: dict[str, tuple[str, ...]] = {
    "AnalysisNewsArticle": ("NewsArticle", "Article", "CreativeWork"),
    "Article": ("CreativeWork",),
    "Blog": ("CreativeWork",),
    "BlogPosting": ("SocialMediaPosting", "Article", "CreativeWork"),
    "Book": ("CreativeWork",),
    "Chapter": ("CreativeWork",),
    "CreativeWork": (),
    "Dataset": ("CreativeWork",),
    "Legislation": ("CreativeWork",),
    "NewsArticle": ("Article", "CreativeWork"),
    "PresentationDigitalDocument": ("CreativeWork",),
    "Report": ("ScholarlyArticle", "Article", "CreativeWork"),
    "ScholarlyArticle": ("Article", "CreativeWork"),
    "SocialMediaPosting": ("Article", "CreativeWork"),
    "SoftwareApplication": ("SoftwareSourceCode", "CreativeWork"),
    "SoftwareSourceCode": ("SoftwareApplication", "CreativeWork"),
    "Thesis": ("ScholarlyArticle", "CreativeWork"),
    "WebPage": ("CreativeWork",),
}


@dataclass(frozen=True, slots=True)
class Property:
    """Values under the name that the file gives them (`origin`). `names` are properties of schema.org that mean it, the
    best first; `class_` is the class of the things that the values name, where they name things."""

    origin: str
    names: tuple[str, ...]
    values: tuple[str, ...]
    class_: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One thing: its class, a short key where the file has one, its name, and the rest, in the order of the file."""

    class_: str
    key: str
    name: str
    properties: tuple[Property, ...]


def described(origin: str, names: str, values: Iterable[str], class_: str = "") -> list[Property]:
    """The property, with the `names` behind one another; nothing where no value says anything."""
    kept = tuple(text for value in values if (text := " ".join(value.split())))
    return [Property(origin, tuple(names.split()), kept, class_)] if kept else []


def dated(year: object, month: object = None, day: object = None) -> str:
    """`2025-01-20`, as far as the parts are whole numbers; '' without a year."""
    made = ""
    for part, form in ((year, "{:04}"), (month, "-{:02}"), (day, "-{:02}")):
        text = str(part).strip() if part is not None else ""
        if not (text.isascii() and text.isdigit()):
            break
        made += form.format(int(text))
    return made
