# BibTeX, CSL-JSON, the metadata of DOIs and model cards as records in the words of schema.org.
from __future__ import annotations

import json
import logging
import sys

import pytest

from stemma.exchange.bibtex_in import MISSING, read_bibtex
from stemma.exchange.csl_in import read_csl
from stemma.exchange.files_in import read_records
from stemma.exchange.hugging_face_in import read_card

BIBTEX = r"""
% A comment, as people leave them.
@string{mpa = "Machine Learning Letters"}
@article{doe2024tides,
  author   = {Doe, Jane and M{\"u}ller, J{\"o}rg and {Harbour Institute} and van Dyck, Jr, Ann},
  title    = {Tidal {LLM}s: 50\% less \& more},
  journal  = mpa, year = 2024, month = mar, volume = {12},
  doi      = {https://doi.org/10.5555/tides.2024.1},
  keywords = {tides; language models},
  mycode   = "kept"
}
@misc{roe2023, title={A note}, author={Roe, Richard}, year="2023", eprint={2301.00001}, archivePrefix={arXiv}}
"""
CROSSREF = {
    "status": "ok",
    "message": {
        "type": "journal-article", "DOI": "10.5555/ABC.1", "title": ["Guided learning in <i>small</i> models"],
        "container-title": ["Letters"], "publisher": "Springs", "URL": "https://doi.org/10.5555/abc.1",
        "author": [{"given": "Ann", "family": "van Dyck", "sequence": "first"}, {"name": "A Group"}],
        "issued": {"date-parts": [[2025, 9, 17]]}, "license": [{"URL": "https://example.org/by", "delay-in-days": 0}],
        "reference-count": 55, "funder": [{"name": "A Fund"}],
    },
}  # fmt: skip
CSL = [
    {"id": "roe2023", "type": "webpage", "title": "A note", "URL": "https://example.org/note", "DOI": "10.5555/n",
     "author": [{"given": "Richard", "family": "Roe"}], "issued": {"date-parts": [["2023", "4"], ["2023", "6"]]}, "keyword": "a, b"},
    {"id": "x", "type": "song", "title": "A song", "issued": {"raw": "2001-02"}},
]  # fmt: skip
DATACITE = {
    "doi": "10.5555/data", "titles": [{"title": "Tides"}, {"title": "Ebb", "titleType": "Subtitle"}], "publicationYear": 2022,
    "creators": [{"name": "Doe, Jane", "givenName": "Jane", "familyName": "Doe"}, {"name": "A Group"}],
    "dates": [{"date": "2022-05-06", "dateType": "Issued"}, {"date": "2021", "dateType": "Collected"}],
    "publisher": {"name": "A Repository"}, "types": {"resourceTypeGeneral": "Dataset"}, "subjects": [{"subject": "sea"}],
    "rightsList": [{"rights": "CC BY 4.0", "rightsIdentifier": "cc-by-4.0"}],
    "relatedIdentifiers": [{"relationType": "IsDerivedFrom", "relatedIdentifier": "10.5555/older"}],
}  # fmt: skip
CARD = """\
---
license: mit
language: [en, no]
base_model:
- acme/Tides-70B
datasets: acme/soundings
tags: [sea]
model-index:
- name: T
  results: [{metrics: [{type: pass@1, value: 71.0}]}]
---

```sh
# not the heading
```
# Tides 7B #

Words.
"""


def shown(records):
    """Each record's class, key and name, and its properties as `name: values`."""
    assert not isinstance(records, str), records
    return [
        (r.class_, r.key, r.name, {p.origin: (" ".join(p.names), list(p.values)) for p in r.properties})
        for r in records
    ]  # fmt: skip


def test_bibtex_gives_people_dates_and_words_without_tex():
    article, note = shown(read_bibtex(BIBTEX))
    assert article[:3] == ("ScholarlyArticle", "doe2024tides", "Tidal LLMs: 50% less & more")
    assert article[3] == {
        "author": ("author creator", ["Jane Doe", "Jörg Müller", "Harbour Institute", "Ann van Dyck Jr"]),
        "date": ("datePublished dateCreated", ["2024-03"]),
        "doi": ("url identifier", ["https://doi.org/10.5555/tides.2024.1"]),
        "keywords": ("keywords", ["tides", "language models"]),
        "journal": ("isPartOf publisher", ["Machine Learning Letters"]),
        "volume": ("volumeNumber", ["12"]),
        "mycode": ("", ["kept"]),
    }
    assert note[3]["date"][1] == ["2023"]
    assert note[3]["eprint"] == ("url", ["https://arxiv.org/abs/2301.00001"])


@pytest.mark.parametrize("written", ["10.5555/a", "doi:10.5555/a", "DOI: 10.5555/a", "http://dx.doi.org/10.5555/a"])
def test_a_doi_is_one_address_however_it_is_written(written):
    [entry] = shown(read_bibtex(f"@misc{{a, title={{A}}, doi={{{written}}}}}"))
    [item] = shown(read_csl(json.dumps({"title": "A", "DOI": written})))
    [data] = shown(read_csl(json.dumps({"titles": [{"title": "A"}], "doi": written})))
    wanted = ("url identifier", ["https://doi.org/10.5555/a"])
    assert (entry[3]["doi"], item[3]["DOI"], data[3]["doi"]) == (wanted, wanted, wanted)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no BibTeX entry"),
        ("@article{x, title={open", "line 1"),
        ("words\n\n@misc{a, title={b}, title={c}}", "line 3"),
    ],
)
def test_bibtex_that_cannot_be_read_is_told_without_a_word_from_the_library(text, why, monkeypatch, capsys):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # as on a command line: the test's own would take it
    assert why in str(read_bibtex(text))
    assert capsys.readouterr().err == ""


def test_without_the_library_the_way_to_install_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "bibtexparser", None)
    assert read_bibtex(BIBTEX) == MISSING
    assert "mkdocs-stemma[import]" in MISSING


def test_the_metadata_of_a_doi_as_crossref_gives_it():
    [record] = shown(read_csl(json.dumps(CROSSREF)))
    assert record[:3] == ("ScholarlyArticle", "", "Guided learning in small models")
    assert record[3] == {
        "author": ("author creator", ["Ann van Dyck", "A Group"]),
        "issued": ("datePublished dateCreated", ["2025-09-17"]),
        "DOI": ("url identifier", ["https://doi.org/10.5555/ABC.1"]),
        "container-title": ("isPartOf publisher", ["Letters"]),
        "publisher": ("publisher", ["Springs"]),
        "license": ("license", ["https://example.org/by"]),
        "funder": ("", ['{"name": "A Fund"}']),
    }


def test_the_metadata_of_a_doi_as_datacite_gives_it_alone_or_in_its_envelope():
    [record] = shown(read_csl(json.dumps(DATACITE)))
    assert record[:3] == ("Dataset", "", "Tides")
    assert record[3] == {
        "titles": ("alternateName", ["Ebb"]),
        "creators": ("author creator", ["Jane Doe", "A Group"]),
        "dates": ("datePublished dateCreated", ["2022-05-06"]),
        "date Collected": ("", ["2021"]),
        "publisher": ("publisher", ["A Repository"]),
        "doi": ("url identifier", ["https://doi.org/10.5555/data"]),
        "subjects": ("keywords", ["sea"]),
        "rightsList": ("license", ["cc-by-4.0"]),
        "IsDerivedFrom": ("isBasedOn", ["10.5555/older"]),
    }
    assert shown(read_csl(json.dumps({"data": {"attributes": DATACITE}}))) == [record]


def test_csl_json_holds_several_items_and_spans_of_dates():
    page, song = shown(read_csl(json.dumps(CSL)))
    assert page[:3] == ("WebPage", "roe2023", "A note")
    assert page[3]["issued"][1] == ["2023-04/2023-06"]
    assert page[3]["URL"] == ("url", ["https://example.org/note"])
    assert page[3]["DOI"] == ("sameAs identifier", ["https://doi.org/10.5555/n"])
    assert page[3]["keyword"] == ("keywords", ["a", "b"])
    assert (song[0], song[3]["issued"][1]) == ("CreativeWork", ["2001-02"])


@pytest.mark.parametrize(
    "text", ["", "[", "[]", "3", "null", '{"a": 1}', '[{"title": ""}]', '{"titles": 3}', "[" * 100_000]
)
def test_json_that_is_no_metadata_is_told(text):
    assert isinstance(read_csl(text), str)


@pytest.mark.parametrize(
    "value", [None, 3, "x", [None], [3], [[]], {}, {"date-parts": [[None]]}, {"date-parts": 3}, [{}], True]
)
def test_no_shape_of_a_value_is_too_much(value):
    for base in ({"title": "T"}, {"titles": [{"title": "T"}]}):
        keys = ["author", "issued", "DOI", "URL", "license", "id", "type", "creators", "dates", "publisher", "doi", "subjects",
                "rightsList", "types", "relatedIdentifiers", "language", "keyword", "volume"]  # fmt: skip
        assert not isinstance(read_csl(json.dumps({**dict.fromkeys(keys, value), **base})), str)


def test_a_model_card_gives_its_base_and_keeps_norwegian():
    [record] = shown(read_card(CARD))
    assert record[:3] == ("SoftwareApplication", "", "Tides 7B")
    assert record[3] == {
        "license": ("license", ["mit"]),
        "language": ("inLanguage", ["en", "no"]),
        "base_model": ("isBasedOn", ["acme/Tides-70B"]),
        "datasets": ("supportingData", ["acme/soundings"]),
        "tags": ("keywords", ["sea"]),
        "model-index": ("", ["[{name: T, results: [{metrics: [{type: pass@1, value: 71.0}]}]}]"]),
    }


@pytest.mark.parametrize(
    ("text", "why"), [("# T\n", "no YAML"), ("---\na: [\n---\n", "line 2"), ("---\n---\n", "says nothing")]
)
def test_a_readme_that_is_no_card_is_told(text, why):
    assert why in str(read_card(text))


def test_a_byte_order_mark_and_capitals_in_the_ending_do_no_harm():
    assert not isinstance(read_records("README.MD", "\ufeff" + CARD), str)
