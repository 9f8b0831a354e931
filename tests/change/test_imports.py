# `stemma new --from`: which field takes what is said by the schema's words of schema.org, and nothing is lost.
from __future__ import annotations

import re

import pytest

from pages_of_docs import Console
from run import write_files

# A schema of other words than the demonstration's: only `schema_org` can lead the way.
SCHEMA = """\
types:
  essay:
    extend: source
    schema_org: ScholarlyArticle
    fields:
      heading: {type: text, schema_org: headline}
      seen_in: {type: ref, to: guild, schema_org: isPartOf}
      summed_up: {type: markdown, schema_org: abstract}
      band: {type: integer, schema_org: volumeNumber}
  guild: {schema_org: Organization}
  person: {schema_org: Person}
  engine:
    schema_org: SoftwareApplication
    fields:
      maker: {type: ref, to: guild, required: true, schema_org: creator}
      grown_from: {type: ref, to: [engine, person], many: true, lineage: parent, schema_org: isBasedOn}
      terms: {type: enum, values: {mit: MIT, apache-2.0: Apache 2.0}, schema_org: license:CreativeWork}
      tongues: {type: text, many: true, schema_org: inLanguage}
      fed_with: {type: ref, to: feed, many: true}
  feed: {schema_org: Dataset}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/guilds/letters.yml": "name: Machine Learning Letters\nsummary: A journal.\n",
    "graph/persons/jane.yml": "name: Jane Doe\nsummary: A person.\n",
    "graph/engines/tides-70b.yml": "name: Tides\nsummary: An engine.\nmaker: letters\n",
    "graph/feeds/soundings.yml": "name: Soundings\nsummary: Data.\n",
    "refs.bib": r"""
@article{doe2024, author = {Doe, Jane and Roe, Richard}, title = {Tides: {A} study}, journal = {Machine Learning Letters},
  year = 2024, month = mar, volume = 12, number = 3, doi = {10.5555/t.1}, abstract = {We measure.}, keywords = {sea}}
@online{note, title = {A note}, url = {https://example.org/note}, date = {2023-04-01}}
""",
    "README.md": """\
---
license: apache-2.0
language: [en, no]
base_model: [acme/Tides-70B, acme/Depths-1B]
datasets: [acme/soundings, acme/other]
pipeline_tag: text-generation
---
# Tides 7B
""",
}


@pytest.fixture
def console(write_project, monkeypatch):
    project = write_project(FILES)
    monkeypatch.chdir(project)
    return Console(project)


def text(console, name: str) -> str:
    return (console.project / "graph" / name).read_text("utf-8")


def test_each_entry_of_a_bibtex_file_becomes_an_entity_of_the_type_with_its_class(console):
    assert (
        console.run("stemma new --from refs.bib")
        == """\
wrote graph/essays/tides-a-study.yml
  title -> heading
  author -> author
  date -> date
  doi -> url
  keywords -> tags
  journal -> seen_in
  volume -> band
  abstract -> summed_up
  author: no entity is called `Richard Roe`; kept as a comment
  number: no field takes it; kept as a comment
wrote graph/sources/note.yml
  date -> date
  url -> url
  its type is `source`, the nearest to what the file says; `stemma new TYPE --from refs.bib` chooses another
fill in what is marked `<fill in>`, then run `stemma check`
"""
    )
    made = text(console, "essays/tides-a-study.yml")
    assert made.startswith("""\
name: "Tides: A study"
tags: [sea]
summary: <fill in>  # one sentence on what it is
author: jane
date: 2024-03
url: https://doi.org/10.5555/t.1
heading: "Tides: A study"
seen_in: letters
summed_up: We measure.
band: 12
""")
    assert made.endswith("# From refs.bib; no field took this:\n# author: Richard Roe\n# number: 3\n")


def test_nothing_but_what_is_to_be_filled_in_fails_the_check(console):
    console.run("stemma new --from refs.bib")
    printed = console.run("stemma check --format concise")
    assert set(re.findall(r"error\[([\w-]+)\]", printed)) == {"value-placeholder"}


def test_a_base_model_becomes_a_relation_and_one_that_is_missing_is_asked_for(console):
    printed = console.run("stemma new --from README.md")
    made = text(console, "engines/tides-7b.yml")
    assert "maker: <fill in>  # Maker (id of guild)\n" in made
    assert 'grown_from: [tides-70b, depths-1b]\nterms: apache-2.0\ntongues: [en, "no"]\nfed_with: soundings\n' in made
    assert made.endswith("no field took this:\n# datasets: acme/other\n# pipeline_tag: text-generation\n")
    assert 'no entity has the id `depths-1b` yet: write it with `stemma new engine "Depths-1B"`, or delete' in printed
    assert "grown_from: tides-70b" in console.run("stemma show tides-7b").replace(", depths-1b", "")
    assert "ref-unknown] no entity has the id `depths-1b`" in console.run("stemma check --format concise")


def test_a_type_and_a_name_may_be_given(console):
    console.run('stemma new engine "Tides Small" --from README.md')
    assert text(console, "engines/tides-small.yml").startswith("name: Tides Small\n")
    write_files(console.project, {"one.bib": "@misc{k, title={A title}}"})
    console.run("stemma new essay --from one.bib")
    assert "heading: A title\n" in text(console, "essays/k.yml")


@pytest.mark.parametrize(
    ("files", "command", "said"),
    [
        ({}, "stemma new essay Name --from refs.bib", "one name cannot be that of all"),
        ({"a.bib": "@misc{jane, title={Jane}}"}, "stemma new --from a.bib", "`jane` exists already"),
        ({"a.bib": "@misc{a.b, title={T}}\n@misc{a-b, title={U}}\n@misc{A-B, title={V}}"}, "stemma new --from a.bib", "the id `a-b`"),
        ({"a.md": "---\nlicense: mit\n---\n"}, "stemma new --from a.md", "does not say what it is about"),
        ({"a.md": b"---\nx: \xff\n---\n"}, "stemma new --from a.md", "not UTF-8"),
        ({"a.json": "{"}, "stemma new --from a.json", "line 1: this is not JSON"),
        ({"graph/schema.yml": "types:\n  a: {schema_org: Dataset}\n  b: {schema_org: Dataset}\n",
          "a.json": '{"titles": [{"title": "T"}], "types": {"resourceTypeGeneral": "Dataset"}}'},
         "stemma new --from a.json", "several types have `schema_org: Dataset`: a, b"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_in_ends_with_2_and_writes_nothing(console, files, command, said):
    write_files(console.project, files)
    before = sorted(console.project.rglob("graph/*/*.yml"))
    assert said in console.run(command)
    assert console.code == 2
    assert sorted(console.project.rglob("graph/*/*.yml")) == before


def test_what_is_imported_is_as_the_formatter_writes_it_and_its_names_fit_its_ids(console):
    console.run("stemma new --from refs.bib")
    console.run("stemma new --from README.md")
    console.run("stemma fmt --check")
    assert console.code == 0
    assert "lint-naming" not in console.run("stemma check --format concise")


def test_an_address_in_howpublished_or_note_is_the_entrys_address(console):
    entry = r"""@misc{depths, title = {Depths}, howpublished = {\url{https://example.org/~jane/a_b}},
  note = {\url{https://example.org/more}}, author = {Unknown, Ann}}"""
    write_files(console.project, {"misc.bib": entry})
    printed = console.run("stemma new --from misc.bib")
    made = text(console, "sources/depths.yml")
    assert "\nurl: https://example.org/~jane/a_b\n" in made
    assert '\nlinks: ["https://example.org/more"]\n' in made
    assert "author: no entity is called `Ann Unknown`; kept" in printed


@pytest.mark.parametrize("name", ["Liang Wenfeng", "Wenfeng Liang"])
def test_an_author_is_found_in_either_order_of_the_names(console, name):
    write_files(
        console.project,
        {
            "graph/persons/lw.yml": f"name: {name}\nsummary: A person.\n",
            "one.bib": "@article{depths, title = {Depths}, author = {Liang, Wenfeng}}",
        },
    )
    console.run("stemma new --from one.bib")
    assert "\nauthor: lw\n" in text(console, "essays/depths.yml")
