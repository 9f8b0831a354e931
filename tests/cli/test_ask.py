# `stemma explain`, `select`, `show` and `new`: answers, their JSON, and what is said to a wrong question.
from __future__ import annotations

import pytest

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      yard: {type: ref, to: port, required: true, inverse: launched, label: Yard}
      hours: {type: quantity, unit: hour}
      price: {type: quantity, unit: USD/hour}
      cost: {type: quantity, unit: USD}
      double: {type: quantity, unit: USD}
      rebuilt_from: {type: ref, to: ship, lineage: parent}
  port: {folder: ports}
  logbook: {extend: source, folder: logbooks}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
""",
    "graph/ports/skagen.yml": "name: Skagen\n",
    "graph/logbooks/log.yml": "name: Log\n",
    "graph/ships/fanny.yml": """\
name: Fanny
aliases: [Old Fanny, F1]
tags: [steam]
yard: {to: skagen, source: log}
hours: {value: exactly 10 hour, source: log#p7}
price: {value: $2 / hour, source: log}
cost:
  - formula: h * p
    inputs: {h: self.hours, p: self.price}
  - {value: $20, source: log}
  - {value: $30, source: log, rank: rejected}
double: {formula: c * 2, inputs: {c: self.cost}}
""",
    "graph/ships/gerda.yml": "name: Gerda\nyard: skagen\nrebuilt_from: fanny\ncost: {formula: h, inputs: {h: fanny.price}}\n",
    "graph/ships/hilda.yml": "name: Hilda\nyard: unknown\nrebuilt_from: gerda\ndouble: {formula: c * 2, inputs: {c: self.cost}}\n",
}
FILES["graph/ships/gerda.yml"] = "name: Gerda\nyard: skagen\nrebuilt_from: fanny\n"
TWENTY = {"best": "20", "low": "20", "high": "20", "unit": "USD", "text": "$20"}


@pytest.fixture
def project(write_project):
    return write_project(FILES)


def test_explain_shows_a_figure_down_to_its_sources_and_against_what_was_stated(project, stemma):
    out = stemma("explain", "fanny.double", cwd=project).ok().out
    assert out.splitlines()[:5] == [
        "fanny.double = $40",
        "  = c * 2",
        "  └─ c (fanny.cost) = $20 = h * p",
        "     ├─ h (fanny.hours) = 10 hours  [log, p7]",
        "     └─ p (fanny.price) = $2 / hour  [log]",
    ]


def test_explain_as_json_has_value_formula_inputs_and_stated(project, stemma):
    document = stemma("explain", "fanny.cost", "--format", "json", cwd=project).ok().json
    assert document["id"] == "fanny.cost"
    assert document["value"] == TWENTY
    assert document["formula"] == "h * p"
    assert [(i["name"], i["entity"], i["field"], i["value"]["best"], i["source"]) for i in document["inputs"]] == [
        ("h", "fanny", "hours", "10", ["log"]), ("p", "fanny", "price", "2", ["log"]),
    ]  # fmt: skip
    assert [(s["value"]["best"], s["comparison"], s["difference"], s["rank"]) for s in document["stated"]] == [
        ("20", "exact", "0", "normal"), ("30", "off", "10", "rejected"),
    ]  # fmt: skip


def test_the_inputs_of_inputs_are_in_the_json_too(project, stemma):
    document = stemma("explain", "fanny.double", "--format", "json", cwd=project).ok().json
    (cost,) = document["inputs"]
    assert (cost["figure"], cost["formula"], cost["value"]) == ("fanny.cost", "h * p", TWENTY)
    assert [i["source"] for i in cost["inputs"]] == [["log"], ["log"]]


def test_an_unknown_figure_names_what_is_missing(project, stemma):
    assert "nobody knows hilda.cost" in stemma("explain", "hilda.double", cwd=project).ok().out
    document = stemma("explain", "hilda.double", "--format", "json", cwd=project).ok().json
    assert (document["value"], document["missing"]) == (None, ["hilda.cost"])


def test_a_stated_value_is_explained_by_its_source(project, stemma):
    assert "accepted: 10 hours  [log, p7]" in stemma("explain", "fanny.hours", cwd=project).ok().out
    document = stemma("explain", "fanny.hours", "--format", "json", cwd=project).ok().json
    assert (document["value"]["best"], document["formula"], document["source"]) == ("10", None, ["log"])


CLAIMS = {
    **FILES,
    "graph/ships/ida.yml": """\
name: Ida
yard: {to: skagen, source: log}
cost: {value: 3B USD, source: log}
price: {formula: c / 7, inputs: {c: fanny.price}}
hours: {value: exactly 10 hour, source: log}
""",
    "graph/claims/cheap.yml": "name: Ida is cheap\nabout: ida\nasserts: {figure: ida.cost, is: <3.2B USD}\nverdict: unproven\n"
    "evidence: {source: log, stance: supports}\n",
    "graph/claims/longer.yml": "name: Fanny works longer\nabout: fanny\nasserts: {expression: \"h > '9 hour'\", inputs: {h: fanny.hours}}\n"
    "verdict: supported\nevidence: {source: log, stance: supports}\n",
    "graph/claims/built.yml": "name: Fanny is of Skagen\nabout: fanny\nasserts: {relation: yard, from: fanny, to: skagen}\n"
    "evidence: {source: log, stance: supports}\n",
    "graph/claims/fine.yml": "name: Ida is fine\nabout: ida\nevidence: {source: log, stance: supports}\n",
}


@pytest.fixture
def claims(write_project):
    return write_project(CLAIMS)


def test_a_value_that_is_not_exact_is_explained_with_all_that_it_may_be(claims, stemma):
    assert stemma("explain", "ida.cost", cwd=claims).ok().out.splitlines() == [
        "ida.cost = $3B", "  stands for $2.5B to 3.5B", "  accepted: $3B  [log]",
    ]  # fmt: skip
    assert "stands for" not in stemma("explain", "ida.hours", cwd=claims).ok().out


def test_a_claim_that_nobody_can_decide_is_shown_with_the_reason(claims, stemma):
    out = stemma("show", "cheap", cwd=claims).ok().out
    reason = "only a part of its range satisfies it: $3B stands for $2.5B to 3.5B"
    assert f"  asserts: ida.cost is <3.2B USD: unknown ($3B; {reason})\n" in out


def test_a_computed_value_is_shown_with_as_many_digits_as_on_its_page(claims, stemma):
    assert "  price: $0.285714 / hour = c / 7\n" in stemma("show", "ida", cwd=claims).ok().out


@pytest.mark.parametrize(
    ("claim", "lines"),
    [
        ("cheap", [
            "cheap: Ida is cheap", "  asserts: ida.cost is <3.2B USD", "  ida.cost = $3B", "    stands for $2.5B to 3.5B",
            "    accepted: $3B  [log]",
            "  result: unknown (only a part of its range satisfies it: $3B stands for $2.5B to 3.5B)", "  verdict: unproven",
        ]),
        ("longer", [
            "longer: Fanny works longer", "  asserts: h > '9 hour'", "  └─ h (fanny.hours) = 10 hours  [log, p7]",
            "  result: holds", "  verdict: supported",
        ]),
        ("built", ["built: Fanny is of Skagen", "  asserts: yard from fanny to skagen", "  result: holds", "  verdict: none"]),
    ],
)  # fmt: skip
def test_explain_of_a_claim_shows_the_assertion_what_it_rests_on_the_result_and_the_verdict(
    claims, stemma, claim, lines
):
    assert stemma("explain", claim, cwd=claims).ok().out.splitlines() == lines


def test_explain_of_a_claim_answers_as_json_and_from_the_past(claims, stemma):
    document = stemma("explain", "longer", "--format", "json", cwd=claims).ok().json
    assert (document["id"], document["verdict"], document["check"]["result"]) == ("longer", "supported", "holds")
    past = stemma("explain", "longer", "--as-of", "2020", "--format", "json", cwd=claims).ok().json
    assert (past["check"]["result"], past["left_out"]) == ("unknown", ["fanny.hours"])
    assert "  as known on 2020-12-31\n" in stemma("explain", "longer", "--as-of", "2020", cwd=claims).ok().out


def test_a_claim_that_asserts_nothing_is_not_explained(claims, stemma):
    run = stemma("explain", "fine", cwd=claims)
    assert (run.code, "`fine` is a claim that asserts nothing" in run.err) == (2, True)


def test_a_chain_longer_than_any_reader_of_json_bears_is_cut(write_project, stemma):
    ships = "".join(
        f"- id: s{i}\n  yard: unknown\n  cost: {{formula: p + p, inputs: {{p: s{i - 1}.cost}}}}\n"
        for i in range(1, 500)
    ).replace("p + p", "p")
    project = write_project({**FILES, "graph/ships/all.yml": f"- id: s0\n  yard: unknown\n  cost: $1\n{ships}"})
    document = stemma("explain", "s499.cost", "--format", "json", cwd=project).ok().json
    assert document["value"]["best"] == "1"
    assert stemma("explain", "s499.cost", cwd=project).ok().out.count("\n") < 100


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        ("fanny+", "fanny gerda hilda"), ("+hilda", "fanny gerda hilda"), ("1+hilda", "gerda hilda"),
        ("fanny+1", "fanny gerda"), ("1+gerda+1", "fanny gerda hilda"), ("type:ship,fanny+1", "fanny gerda"),
        ("type:ship exclude:gerda+", "fanny"), ("tag:steam type:port", "fanny skagen"), ("F1", "fanny"), ("tag:sail", ""),
    ],
)  # fmt: skip
def test_select_lists_ids_one_a_line(project, stemma, selection, ids):
    assert stemma("select", selection, cwd=project).ok().out == "".join(f"{i}\n" for i in ids.split())


def test_select_as_json_is_a_list_of_entities(project, stemma):
    assert stemma("select", "tag:steam", "--format", "json", cwd=project).ok().json == [
        {"id": "fanny", "type": "ship", "name": "Fanny"}
    ]


def test_show_as_json_is_the_entity_as_in_the_graphs_file_with_its_relations(project, stemma):
    document = stemma("show", "Old Fanny", "--format", "json", cwd=project).ok().json
    assert {k: document[k] for k in ("id", "type", "name", "aliases", "url")} == {
        "id": "fanny", "type": "ship", "name": "Fanny", "aliases": ["Old Fanny", "F1"], "url": "ships/fanny/",
    }  # fmt: skip
    assert document["fields"]["hours"][0] == {
        "value": {"best": "10", "low": "10", "high": "10", "unit": "hour", "text": "10 hours"},
        "written": "exactly 10 hour", "source": ["log"], "at": "p7", "rank": "normal", "accepted": True,
    }  # fmt: skip
    assert [s["accepted"] for s in document["fields"]["cost"]] == [True, False, False]
    assert [(r["from"], r["to"], r["type"]) for r in document["relations"]] == [
        ("fanny", "skagen", "yard"), ("gerda", "fanny", "rebuilt_from"),
    ]  # fmt: skip


def test_show_in_words_says_both_directions(project, stemma):
    out = stemma("show", "fanny", cwd=project).ok().out
    assert out.startswith("Fanny  (ship, fanny)\n")
    assert "  yard: skagen\n" in out
    assert "gerda\n" in out


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["show", "fany"], "no entity has the id `fany`", "did you mean `fanny`?"),
        (["show", "zzz"], "no entity has the id `zzz`", ""),
        (["explain", "fanny.csot"], "`fanny` is a `ship` and has no field `csot`", "did you mean `fanny.cost`?"),
        (
            ["explain", "fanny"],
            "`fanny` is an entity; name one of its values",
            "`fanny.hours`, `fanny.price`, `fanny.cost`",
        ),
        (["explain", "skagen"], "`skagen` is an entity, and has no figures", "`stemma show skagen`"),
        (["explain", "fany.cost"], "no entity has the id `fany.cost`", "did you mean `fanny.cost`?"),
        (["select", "fanny+ +fany"], "no entity has the id `fany`", "did you mean `fanny`?"),
        (["select", "type:shp"], "there is no type `shp`", "did you mean `ship`?"),
        (["select", ""], "this selection is empty", "for example"),
        (["select", "fanny,"], "a comma stands between two terms", ""),
        (["show", "fanny", "-p", "nowhere"], "there is no `nowhere`", ""),
    ],
)
def test_a_question_that_has_no_answer_ends_with_2_and_a_hint_on_stderr(project, stemma, arguments, message, hint):
    run = stemma(*arguments, cwd=project)
    assert (run.code, run.out) == (2, "")
    assert message in run.err
    assert hint in run.err


def test_a_wrong_term_of_a_selection_is_underlined(project, stemma):
    run = stemma("select", "fanny+ +fany", cwd=project)
    assert run.err.splitlines()[:2] == ["  fanny+ +fany", "          ^^^^"]


def test_an_answer_from_a_graph_with_errors_says_so_but_stays_json(write_project, stemma):
    project = write_project({**FILES, "graph/ships/ida.yml": "yard: nowhere\n"})
    run = stemma("show", "fanny", "--format", "json", cwd=project).ok()
    assert run.json["id"] == "fanny"
    assert "the graph has 1 error" in run.err


def test_the_graphs_own_folder_is_a_project_too(project, stemma):
    assert stemma("select", "+gerda", "-p", "graph", cwd=project).ok().out == "fanny\ngerda\n"
