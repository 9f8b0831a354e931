# Citations: BibTeX that a parser reads back as it was meant, and CSL-JSON.
from __future__ import annotations

import json
from datetime import UTC, datetime

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given
from hypothesis import strategies as st

from checking import check_files
from stemma.pages.cite import page_citation, source_citation
from stemma.pages.context import Site
from stemma.text import bibtex

SCHEMA = """\
types:
  paper: {extend: source, folder: papers, schema_org: ScholarlyArticle, fields: {title: {type: text, schema_org: headline}}}
  person: {folder: people, schema_org: Person}
  firm: {folder: firms, schema_org: Organization}
project: {rules: {lint: ignore}}
"""
PAPER = "name: P\ntitle: 'On 50% & more_{braces}'\nauthor: [ada, acme]\npublisher: acme\ndate: 2024-03-05\nurl: https://x.example.org/a_b?c=1%20#d\n"
OTHERS = {
    "graph/schema.yml": SCHEMA,
    "graph/people/ada.yml": "name: Ada Lovelace\n",
    "graph/firms/acme.yml": "name: Smith and Sons\n",
}


def parsed(text):
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    (entry,) = library.entries
    return entry


def decoded(text):
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    (entry,) = library.entries
    return {field.key: field.value for field in entry.fields}


def cited(paper, **about):
    project = check_files({**OTHERS, "graph/papers/p.yml": paper})
    site = Site(project, name="Site", home="https://site.example.org/", **about)
    return {form.label: form.text for form in source_citation(site, site.graph.entities["p"]).forms}


def test_a_source_is_cited_with_all_that_is_known_of_it():
    forms = cited(PAPER)
    assert forms["Text"] == (
        "Ada Lovelace, Smith and Sons. “On 50% & more_{braces}”. Smith and Sons. 5 Mar 2024. https://x.example.org/a_b?c=1%20#d"
    )
    entry = parsed(forms["BibTeX"])
    assert (entry.entry_type, entry.key) == ("article", "p")
    fields = {field.key: field.value for field in entry.fields}
    assert fields["author"] == "Ada Lovelace and {Smith and Sons}"
    assert fields["url"] == "https://x.example.org/a_b?c=1%20#d"
    assert (fields["year"], fields["journal"]) == ("2024", "Smith and Sons")
    assert "month = mar" in forms["BibTeX"]
    assert decoded(forms["BibTeX"])["title"] == "On 50% & more_{braces}"
    (csl,) = json.loads(forms["CSL-JSON"])
    assert csl["issued"] == {"date-parts": [[2024, 3, 5]]}
    assert (csl["type"], csl["author"][1]) == ("article-journal", {"literal": "Smith and Sons"})


@pytest.mark.parametrize(
    ("date", "parts"),
    [("2024", [2024]), ("2024-03", [2024, 3]), ("2023-12/2024-02", None), ("2024-01/2024-04", [2024])],
)
def test_a_date_is_cited_as_far_as_it_is_known(date, parts):
    (csl,) = json.loads(cited(PAPER.replace("2024-03-05", date))["CSL-JSON"])
    assert csl.get("issued") == ({"date-parts": [parts]} if parts else None)


def test_what_is_no_source_is_not_cited_as_one():
    project = check_files(OTHERS)
    assert source_citation(Site(project), project.graph.entities["ada"]) is None


def test_a_page_is_cited_with_its_site_its_address_and_its_last_change():
    site = Site(check_files(OTHERS), name="The {site}", home="https://site.example.org/")
    made = page_citation(site, "Ada", "people/ada/", "ada", datetime(2026, 3, 2, tzinfo=UTC))
    forms = {form.label: form.text for form in made.forms}
    assert forms["Text"] == "“Ada”. The {site}. Last changed 2 Mar 2026. https://site.example.org/people/ada/"
    assert decoded(forms["BibTeX"])["howpublished"] == "The {site}"
    assert parsed(forms["BibTeX"]).fields_dict["url"].value == "https://site.example.org/people/ada/"
    (csl,) = json.loads(forms["CSL-JSON"])
    assert csl["container-title"] == "The {site}"


def test_without_date_and_address_a_page_is_cited_by_its_name():
    made = page_citation(Site(check_files(OTHERS), name="S"), "Ada", "people/ada/", "ada", None)
    assert made.forms[0].text == "“Ada”. S."
    assert set(parsed(made.forms[1].text).fields_dict) == {"title", "howpublished"}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1))
def test_no_text_ends_its_field_or_its_entry(text):
    entry = parsed(
        bibtex.entry("misc", text, {"title": bibtex.whole(text), "url": bibtex.address(text), "note": "end"})
    )
    assert entry.fields_dict["note"].value == "end"


@given(st.text(st.sampled_from('a{}\\$&#_%^~ "@,='), min_size=1).filter(lambda text: text.strip()))
def test_a_title_of_special_characters_is_read_back(text):
    found = decoded(bibtex.entry("misc", "k", {"note": bibtex.escape(text)}))
    read = found["note"].replace("ˆ", "^")  # which is how the decoder writes \textasciicircum
    assert "".join(read.split()) == "".join(text.split())
