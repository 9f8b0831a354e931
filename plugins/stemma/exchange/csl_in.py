# Metadata as JSON read: CSL-JSON, and what the agencies of DOIs give (Crossref, DataCite). In: the text of a file. Out:
# records, or why there are none.
from __future__ import annotations

import json
import re
from typing import Any

from stemma.exchange import doi
from stemma.vocabulary.record import Property, Record, dated, described

_CLASSES = {
    "article": "ScholarlyArticle", "article-journal": "ScholarlyArticle", "paper-conference": "ScholarlyArticle",
    "journal-article": "ScholarlyArticle", "proceedings-article": "ScholarlyArticle", "posted-content": "ScholarlyArticle",
    "article-magazine": "Article", "article-newspaper": "NewsArticle", "post": "SocialMediaPosting", "post-weblog": "BlogPosting",
    "webpage": "WebPage", "book": "Book", "monograph": "Book", "edited-book": "Book", "chapter": "Chapter", "book-chapter": "Chapter",
    "thesis": "Thesis", "dissertation": "Thesis", "report": "Report", "dataset": "Dataset", "software": "SoftwareSourceCode",
    "legislation": "Legislation", "speech": "PresentationDigitalDocument",
}  # fmt: skip
# DataCite's `resourceTypeGeneral`.
_GENERAL = {
    "JournalArticle": "ScholarlyArticle", "ConferencePaper": "ScholarlyArticle", "Preprint": "ScholarlyArticle", "Book": "Book",
    "BookChapter": "Chapter", "Dataset": "Dataset", "Software": "SoftwareSourceCode", "Dissertation": "Thesis", "Report": "Report",
}  # fmt: skip
_FIELDS = {
    "container-title": ("isPartOf publisher", "CreativeWork"), "collection-title": ("isPartOf", "CreativeWorkSeries"),
    "publisher": ("publisher", "Organization"), "volume": ("volumeNumber", ""), "issue": ("issueNumber", ""),
    "page": ("pagination", ""), "edition": ("bookEdition", ""), "ISBN": ("isbn", ""), "ISSN": ("issn", ""),
    "abstract": ("abstract", ""), "language": ("inLanguage", ""), "version": ("version", ""), "genre": ("genre", ""),
    "subject": ("keywords", ""), "keyword": ("keywords", ""), "note": ("comment", ""), "license": ("license", ""),
    "publisher-place": ("locationCreated", "Place"), "subtitle": ("alternativeHeadline", ""), "short-title": ("alternateName", ""),
    "title-short": ("alternateName", ""), "original-title": ("alternateName", ""),
}  # fmt: skip
# Of the agencies' own book-keeping nothing is kept: it is about their record, not about the thing.
_PASSED_OVER = {
    "indexed", "deposited", "created", "prefix", "member", "score", "resource", "content-domain", "reference-count", "source",
    "references-count", "is-referenced-by-count", "reference", "link", "short-container-title", "journal-issue", "alternative-id",
    "relation", "issn-type", "subtype", "update-policy", "assertion", "citation-label", "schema-org-types", "contributors",
    "isbn-type", "published-online", "published-print", "published",
}  # fmt: skip
_RELATED = {"IsDerivedFrom": "isBasedOn", "IsNewVersionOf": "isBasedOn", "References": "citation", "Cites": "citation"}
_TAGS = re.compile(r"<[^>]*>")


def read_csl(text: str) -> tuple[Record, ...] | str:
    """Every item of the file (one item, a list of them, or an agency's answer); a sentence where there is none."""
    try:
        data = json.loads(text)
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        return f"line {line}: this is not JSON" if line else "this is not JSON"
    except RecursionError:
        return "this JSON is nested too deeply"
    if isinstance(data, dict) and isinstance(data.get("message"), dict):  # Crossref's API
        data = data["message"]
    if isinstance(data, dict) and isinstance(data.get("data"), dict):  # DataCite's API
        data = data["data"].get("attributes", {})
    if isinstance(data, dict) and isinstance(data.get("items"), list):
        data = data["items"]
    items = [item for item in (data if isinstance(data, list) else [data]) if isinstance(item, dict)]
    records = tuple(_datacite(item) if "titles" in item else _csl(item) for item in items)
    if not records or not all(record.name for record in records):
        return (
            "this JSON holds no item with a title: CSL-JSON, and metadata of DOIs from Crossref and DataCite are read"
        )
    return records


def _csl(item: dict[str, Any]) -> Record:
    found: list[Property] = []
    for name, names in (("author", "author creator"), ("editor", "editor"), ("translator", "translator")):
        found += described(name, names, [_person(person) for person in _list(item.get(name))], "Person")
    found += described("issued", "datePublished dateCreated", [_date(item.get("issued"))])
    named, url = doi.address(_first(item.get("DOI"))), _first(item.get("URL"))
    if named and (not url or doi.is_address(url)):
        found += described("DOI", "url identifier", [named])
    else:
        found += described("URL", "url", [url])
        found += described("DOI", "sameAs identifier", [named])
    read = {"author", "editor", "translator", "issued", "DOI", "URL", "title", "type", "id"}
    for name, value in item.items():
        if name not in read and name not in _PASSED_OVER:
            names, class_ = _FIELDS.get(name, ("", ""))
            found += described(name, names, _words(name, value), class_)
    class_ = _CLASSES.get(str(item.get("type", "")), "CreativeWork")
    return Record(class_, str(item.get("id", "")), _clean(_first(item.get("title"))), tuple(found))


def _datacite(item: dict[str, Any]) -> Record:
    titles = [str(title.get("title", "")) for title in _list(item.get("titles")) if isinstance(title, dict)]
    found = described("titles", "alternateName", titles[1:])
    found += described("creators", "author creator", [_creator(c) for c in _list(item.get("creators"))], "Person")
    dates = {d.get("dateType"): str(d.get("date", "")) for d in _list(item.get("dates")) if isinstance(d, dict)}
    published = dates.pop("Issued", "") or str(item.get("publicationYear", "") or "")
    found += described("dates", "datePublished dateCreated", [published])
    for kind, date in dates.items():
        found += described(
            f"date {kind}", {"Created": "dateCreated", "Updated": "dateModified"}.get(str(kind), ""), [date]
        )
    publisher = item.get("publisher")
    name = publisher.get("name", "") if isinstance(publisher, dict) else publisher
    found += described("publisher", "publisher", [str(name or "")], "Organization")
    found += described("doi", "url identifier", [doi.address(_first(item.get("doi")))])
    for name, key, names in (
        ("subjects", "subject", "keywords"), ("rightsList", "rightsIdentifier", "license"), ("descriptions", "description", "abstract"),
    ):  # fmt: skip
        parts = [part for part in _list(item.get(name)) if isinstance(part, dict)]
        values = [str(part.get(key) or part.get(key.removesuffix("Identifier")) or "") for part in parts]
        found += described(name, names, map(_clean, values))
    found += described("language", "inLanguage", [str(item.get("language") or "")])
    found += described("version", "version", [str(item.get("version") or "")])
    for part in _list(item.get("relatedIdentifiers")):
        if isinstance(part, dict):
            kind, target = str(part.get("relationType", "")), str(part.get("relatedIdentifier", ""))
            found += described(kind or "relatedIdentifiers", _RELATED.get(kind, ""), [target], "CreativeWork")
    types = item.get("types")
    general = types.get("resourceTypeGeneral", "") if isinstance(types, dict) else ""
    return Record(_GENERAL.get(str(general), "CreativeWork"), "", _clean(titles[0]) if titles else "", tuple(found))


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _first(value: Any) -> str:
    """A text, or the first of a list of texts, as Crossref gives titles."""
    if isinstance(value, list):
        value = value[0] if value else ""
    return str(value) if isinstance(value, str | int | float) else ""


def _clean(text: str) -> str:
    """Without the tags that publishers put into titles and abstracts."""
    return " ".join(_TAGS.sub(" ", text).split()) if "<" in text else text


def _person(person: Any) -> str:
    if not isinstance(person, dict):
        return ""
    whole = str(person.get("literal") or person.get("name") or "")
    parts = (person.get(key) for key in ("given", "dropping-particle", "non-dropping-particle", "family", "suffix"))
    return whole or " ".join(str(part) for part in parts if part)


def _creator(person: Any) -> str:
    if not isinstance(person, dict):
        return ""
    parts = [str(part) for part in (person.get("givenName"), person.get("familyName")) if part]
    return " ".join(parts) or str(person.get("name", ""))


def _date(value: Any) -> str:
    """CSL's `date-parts`, or its `raw` or `literal` text; two dates are a span."""
    if not isinstance(value, dict):
        return ""
    spans = [dated(*parts[:3]) for parts in _list(value.get("date-parts")) if isinstance(parts, list) and parts]
    made = "/".join(part for part in spans[:2] if part)
    return made or _first(value.get("raw") or value.get("literal"))


def _words(name: str, value: Any) -> list[str]:
    """The values of a key as texts; what is no text is kept as JSON, so that nothing is lost."""
    if name == "license" and isinstance(value, list):
        return [str(item.get("URL", "")) for item in value if isinstance(item, dict)]
    if name == "keyword" and isinstance(value, str):
        return re.split(r"[,;]", value)
    values = value if isinstance(value, list) else [value]
    return [
        _clean(v) if isinstance(v, str) else json.dumps(v, ensure_ascii=False)
        for v in values
        if v not in (None, "", {})
    ]
