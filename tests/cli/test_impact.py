# `stemma impact` and `stemma explain --as-of`: what they print, and their JSON.
from __future__ import annotations

import pytest

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      yard: {type: ref, to: port, inverse: launched}
      hours: {type: quantity, unit: hour}
      price: {type: quantity, unit: USD/hour}
      cost: {type: quantity, unit: USD}
  port: {folder: ports}
  logbook: {extend: source, folder: logbooks}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
""",
    "graph/ports/skagen.yml": "name: Skagen\n",
    "graph/logbooks/logs.yml": """\
- {id: log, name: Log, date: 2024-05}
- {id: letter, name: Letter, date: 2024-08-02}
- {id: rumour, name: Rumour}
""",
    "graph/ships/fanny.yml": """\
name: Fanny
aliases: [Old Fanny]
yard: {to: skagen, source: [log, letter]}
hours: {value: exactly 10 hour, source: log#p7}
price:
  - {value: exactly $2 / hour, source: letter}
  - {value: exactly $3 / hour, source: rumour, rank: rejected}
cost:
  - formula: hours * price
    inputs: {hours: self.hours, price: self.price}
    note: crew not counted
  - {value: $25, source: [log#p7, log#p9], note: the owner's word}
""",
    "graph/claims/dear.yml": """\
name: Fanny was dear
about: fanny
asserts: {figure: fanny.cost, is: ">15 USD"}
evidence: {source: letter, stance: supports}
verdict: supported
""",
}


@pytest.fixture
def project(write_project):
    return write_project(FILES)


def test_impact_of_a_source_names_each_statement_with_its_value_and_marks_what_would_fall(project, stemma):
    assert (
        stemma("impact", "log", cwd=project).ok().out
        == """\
on log rest 3 statements (2 alone), 1 figure (1 alone), 1 claim (1 alone)
  statements:
    fanny.yard: skagen
    fanny.hours: exactly 10 hour  (alone)
    fanny.cost: $25  (alone)
  figures:
    fanny.cost  (alone)
  claims:
    dear  (alone)
"""
    )


def test_impact_as_json_tells_all_and_under_alone_what_would_fall(project, stemma):
    document = stemma("impact", "log", "--format", "json", cwd=project).ok().json
    assert [s["id"] for s in document["statements"]] == ["fanny.yard", "fanny.hours", "fanny.cost"]
    assert (document["figures"], document["claims"]) == (["fanny.cost"], ["dear"])
    assert [s["id"] for s in document["alone"]["statements"]] == ["fanny.hours", "fanny.cost"]
    assert (document["alone"]["figures"], document["alone"]["claims"]) == (["fanny.cost"], ["dear"])


def test_impact_of_a_value_is_what_follows_from_it_by_whatever_name_it_is_asked_for(project, stemma):
    out = stemma("impact", "Old Fanny.hours", cwd=project).ok().out
    assert out == "fanny.hours leads to 1 figure, 1 claim\n  figures:\n    fanny.cost\n  claims:\n    dear\n"
    assert stemma("impact", "fanny.yard", cwd=project).ok().out == "nothing follows from fanny.yard\n"


def test_impact_of_what_is_no_source_asks_for_one_of_its_values(project, stemma):
    run = stemma("impact", "fanny", cwd=project)
    assert (run.code, run.out) == (2, "")
    assert "`fanny` is no source" in run.err
    assert "fanny.FIELD" in run.err


def test_no_figure_rests_on_a_rejected_statement(project, stemma):
    assert (
        stemma("impact", "rumour", cwd=project).ok().out
        == """\
on rumour rest 1 statement (1 alone)
  statements:
    fanny.price: exactly $3 / hour (rejected)  (alone)
"""
    )


def test_an_answer_about_the_past_says_what_came_later_and_when(project, stemma):
    out = stemma("explain", "fanny.cost", "--as-of", "2024-06", cwd=project).ok().out
    assert out.splitlines()[-5:] == [
        "  as known on 2024-06-30",
        "  became known later:",
        "    fanny.price: 2024-08-02",
        "  left out, since no source of it is dated:",
        "    fanny.price",
    ]
    assert out.splitlines()[:3] == [
        "fanny.cost = $25",
        "  accepted: $25  [log, p7; log, p9] – the owner's word",
        "  computed: unknown: nobody knows fanny.price",
    ]


def test_an_answer_about_the_past_as_json_has_its_day_what_came_later_and_what_has_no_date(project, stemma):
    document = stemma("explain", "fanny.cost", "--as-of", "2024-06", "--format", "json", cwd=project).ok().json
    assert document["as_of"] == "2024-06-30"
    assert document["later"] == [{"id": "fanny.price", "since": "2024-08-02"}]
    assert document["left_out"] == ["fanny.price"]
    assert (document["value"]["best"], document["computed"], document["missing"]) == ("25", None, ["fanny.price"])


def test_when_all_is_known_nothing_is_listed_as_later(project, stemma):
    document = stemma("explain", "fanny.cost", "--as-of", "2025", "--format", "json", cwd=project).ok().json
    assert (document["value"]["best"], document["later"]) == ("20", [])


def test_a_stated_value_that_came_later_says_so(project, stemma):
    out = stemma("explain", "fanny.hours", "--as-of", "2024-01", cwd=project).ok().out
    assert out == (
        "fanny.hours is unknown: nothing is stated\n  as known on 2024-01-31\n  became known later:\n    fanny.hours: 2024-05-31\n"
    )


def test_explain_shows_notes_and_every_place_of_a_source(project, stemma):
    out = stemma("explain", "fanny.cost", cwd=project).ok().out
    assert "  = hours * price – crew not counted\n" in out
    assert "$25: off (+5, +25 %)  [log, p7; log, p9] – the owner's word\n" in out
    (stated,) = stemma("explain", "fanny.cost", "--format", "json", cwd=project).ok().json["stated"]
    assert (stated["source"], stated["at"], stated["note"]) == (["log", "log"], ["p7", "p9"], "the owner's word")


def test_a_preferred_value_is_the_answer_and_the_computed_one_stands_beside_it(write_project, stemma):
    ship = FILES["graph/ships/fanny.yml"].replace("value: $25,", "value: $25, rank: preferred,")
    project = write_project({**FILES, "graph/ships/fanny.yml": ship})
    out = stemma("explain", "fanny.cost", cwd=project).ok().out
    assert out.splitlines()[:3] == [
        "fanny.cost = $25", "  accepted: $25  [log, p7; log, p9] – the owner's word", "  computed: $20",
    ]  # fmt: skip
    document = stemma("explain", "fanny.cost", "--format", "json", cwd=project).ok().json
    assert (document["value"]["best"], document["computed"]["best"], document["source"]) == ("25", "20", ["log"])
