# Claims: what is asserted, what the graph makes of it, and whether the verdict may stand.
from __future__ import annotations

import pytest

from checking import check_files, found

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      cost: {type: quantity, unit: USD}
      never: {type: quantity, unit: USD}
      speed: {type: quantity, unit: hour}
      flag: {type: text}
      tugs: {type: ref, to: ship, many: true}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, complete: true}
units: ["USD = [currency], symbol $"]
project: {rules: {lint: ignore}}
""",
    "graph/sources/log.yml": "name: Log\n",
    "graph/ships/a.yml": """\
cost: 80 USD
flag: denmark
tugs: [b, {to: c, disputed: true}, {to: d, rank: rejected}]
rebuilt_from: [b]
""",
    "graph/ships/b.yml": 'cost: ">100 USD"\n',
    "graph/ships/c.yml": "name: C\n",
    "graph/ships/d.yml": "name: D\n",
}


def claim(asserts, verdict="", more=""):
    lines = f"name: C\nabout: a\nasserts: {asserts}\nevidence: [{{source: log, stance: supports}}]\n{more}"
    lines += f"verdict: {verdict}\n" if verdict else ""
    return check_files({**FILES, "graph/claims/claim.yml": lines})


@pytest.mark.parametrize(
    ("asserts", "result"),
    [
        ('{figure: a.cost, is: "<90 USD"}', "holds"),
        ('{figure: a.cost, is: "<80 USD"}', "unknown"),
        ('{figure: a.cost, is: ">90 USD"}', "fails"),
        ('{figure: a.cost, is: "70–90 USD"}', "holds"),
        ('{figure: b.cost, is: ">50 USD"}', "holds"),
        ('{figure: b.cost, is: ">200 USD"}', "unknown"),
        ('{figure: b.cost, is: "<100 USD"}', "fails"),
        ('{figure: a.never, is: "<90 USD"}', "unknown"),
        ("{expression: \"c < '90 USD'\", inputs: {c: a.cost}}", "holds"),
        ('{expression: "c < d", inputs: {c: a.cost, d: b.cost}}', "holds"),
        ('{expression: "c > d", inputs: {c: a.cost, d: b.cost}}', "fails"),
        ('{expression: "c < d", inputs: {c: a.cost, d: a.never}}', "unknown"),
        ("{expression: \"'b' in ancestors('a')\"}", "holds"),
        ("{relation: tugs, from: a, to: b}", "holds"),
        ("{relation: tugs, from: a, to: c}", "unknown"),
        ("{relation: tugs, from: a, to: d}", "fails"),
        ("{relation: tugs, from: a, to: d, exists: false}", "holds"),
        ("{relation: tugs, from: b, to: a}", "unknown"),
        ("{relation: tugs, from: b, to: a, exists: false}", "unknown"),
        ("{relation: rebuilt_from, from: a, to: c}", "fails"),
        ("{relation: rebuilt_from, from: a, to: c, exists: false}", "holds"),
        ("{relation: rebuilt_from, from: a, to: b, exists: false}", "fails"),
    ],
)
def test_an_assertion_holds_fails_or_is_unknown(asserts, result):
    project = claim(asserts)
    assert found(project) == []
    assert project.claims[0].check.result == result
    assert bool(project.claims[0].check.reason) == (result == "unknown")


@pytest.mark.parametrize(
    ("value", "wanted", "told"),
    [
        ("3B USD", "<3.2B USD", ": $3B stands for $2.5B to 3.5B"),
        ("about 100 USD", "<101 USD", ": ≈ $100 stands for $50 to 150"),
        ("80–90 USD", "<85 USD", ""),  # its own text says so
        (">100 USD", ">200 USD", ""),
        ("{formula: 2 * c, inputs: {c: d.cost}}", "<5 USD", ": $4.8 to 5.2"),
    ],
)
def test_a_value_that_satisfies_an_assertion_in_part_is_told_with_its_range(value, wanted, told):
    text = value if value[0] == "{" else f'"{value}"'
    project = check_files(
        {
            **FILES,
            "graph/ships/a.yml": f"cost: {text}\n",
            "graph/ships/d.yml": "name: D\ncost: 2.4–2.6 USD\n",
            "graph/claims/claim.yml": f'name: C\nasserts: {{figure: a.cost, is: "{wanted}"}}\nevidence: {{source: log, stance: supports}}\n',
        }
    )
    assert project.claims[0].check.reason == f"only a part of its range satisfies it{told}"


HOLDS, FAILS, UNKNOWN = (f'{{figure: a.cost, is: "{bound}"}}' for bound in ("<90 USD", ">90 USD", "<80 USD"))


@pytest.mark.parametrize("asserts", [HOLDS, FAILS, UNKNOWN])
@pytest.mark.parametrize(
    "verdict", ["supported", "contradicted", "unproven", "misleading", "misattributed", "disputed", "outdated"]
)
def test_a_verdict_is_reported_where_the_graph_says_the_contrary(asserts, verdict):
    wrong = {("supported", FAILS), ("contradicted", HOLDS), ("unproven", HOLDS), ("unproven", FAILS)}
    project = claim(asserts, verdict, "rationale: It is so.\n")
    assert [d.rule.id for d in project.diagnostics] == (["claim-verdict"] if (verdict, asserts) in wrong else [])


@pytest.mark.parametrize(
    ("asserts", "expected"),
    [
        ('{figure: a.csot, is: "<90 USD"}', "claim-assertion[csot]"),
        ('{figure: e.cost, is: "<90 USD"}', "claim-assertion[e]"),
        ('{figure: a.flag, is: "<90 USD"}', "claim-assertion[a.flag]"),
        ('{figure: a.cost, is: "<90 hour"}', "unit-mismatch[<90 hour]"),
        ("{figure: a.cost}", "claim-assertion[{figure: a.cost}]"),
        ('{expression: "c + 1", inputs: {c: a.cost}}', "unit-mismatch[c + 1]"),
        ('{expression: "c * 2", inputs: {c: a.cost}}', "claim-assertion[c * 2]"),
        ('{expression: "c <", inputs: {c: a.cost}}', "formula-syntax[<]"),
        ('{expression: "d < 1", inputs: {c: a.cost}}', "formula-name[d]"),
        ("{relation: tug, from: a, to: b}", "claim-assertion[tug]"),
        ("{relation: flag, from: a, to: b}", "claim-assertion[flag]"),
        ("{relation: tugs, from: e, to: b}", "ref-unknown[e]"),
    ],
)
def test_an_assertion_that_says_nothing_is_one_problem_and_no_verdict_is_judged_by_it(asserts, expected):
    for verdict in ("", "supported", "contradicted"):
        project = claim(asserts, verdict)
        assert [place.split(" ", 1)[1] for place in found(project)] == [expected]
        assert project.claims[0].check is None or project.claims[0].check.result == "unknown"


def test_a_claim_that_rests_on_an_error_says_nothing():
    project = check_files(
        {
            **FILES,
            "graph/ships/a.yml": "cost: 80 USDD\n",
            "graph/claims/claim.yml": f"name: C\nabout: a\nasserts: {HOLDS}\nevidence: [{{source: log, stance: refutes}}]\nverdict: contradicted\n",
        }
    )
    assert found(project) == ["graph/ships/a.yml:1:10 unit-unknown[USDD]"]


def test_a_claim_without_evidence_is_a_note():
    project = check_files({**FILES, "graph/claims/claim.yml": "name: C\nabout: a\n"})
    assert [(d.rule.id, d.level) for d in project.diagnostics] == [("claim-evidence", "note")]


def test_editing_one_input_flips_the_check_the_verdict_and_the_count_of_errors():
    files = {
        **FILES,
        "graph/claims/claim.yml": f"name: C\nabout: a\nasserts: {HOLDS}\nevidence: [{{source: log, stance: supports}}]\nverdict: supported\n",
    }
    assert check_files(files).count("error") == 0
    dearer = check_files({**files, "graph/ships/a.yml": "cost: exactly 95 USD\n"})
    assert (dearer.count("error"), dearer.claims[0].check.result) == (1, "fails")
