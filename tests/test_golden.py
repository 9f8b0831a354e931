# The demonstration graph's numbers and verdicts, as they were read by hand against the documents. A figure that moves by a
# cent fails here. The values that the second test expects stand in tests/support/by_hand.py.
from __future__ import annotations

import json
from fractions import Fraction

import pytest

from by_hand import BY_HAND
from golden import GOLDEN, REWRITE, demonstration, document, moved, written


@pytest.fixture(scope="module")
def project():
    return demonstration()


@pytest.fixture(scope="module")
def golden():
    return json.loads(GOLDEN.read_text("utf-8"))


def test_every_figure_claim_and_contested_field_of_the_demonstration_is_as_reviewed(project, golden):
    assert [f"{d.rule.id}: {d.message}" for d in project.diagnostics] == []
    changes = list(moved(golden, document(project)))
    hint = f"review each line against the documents; if all are right, run `{REWRITE}`"
    assert not changes, "\n".join(["the demonstration moved:", *changes, hint])


def test_the_golden_file_is_as_its_program_writes_it(golden):
    assert GOLDEN.read_text("utf-8") == written(golden) + "\n"


def test_what_moved_is_named_with_its_place_and_both_values():
    before = {"figures": {"a.b": {"value": {"best": "1", "unit": "USD"}}, "old.one": 1}}
    after = {"figures": {"a.b": {"value": {"best": "2", "unit": "USD"}}, "new.one": [1]}}
    assert list(moved(before, after)) == [
        'figures / a.b / value / best: "1" → "2"', "figures / new.one: null → [1]", "figures / old.one: 1 → null",
    ]  # fmt: skip


def test_every_figure_of_the_golden_file_comes_out_by_hand(golden):
    assert set(golden["figures"]) == set(BY_HAND)


@pytest.mark.parametrize("figure", sorted(BY_HAND))
def test_a_figure_and_its_bounds_are_what_plain_fractions_give(golden, figure):
    value = golden["figures"][figure]["value"]
    for name, by_hand, outwards in zip(("low", "best", "high"), BY_HAND[figure], (-1, 0, 1), strict=True):
        if by_hand is None:
            assert value[name] is None, name
            continue
        off = Fraction(value[name]) - Fraction(by_hand)
        assert abs(off) <= abs(Fraction(by_hand)) / 10**26, name
        assert off * outwards >= 0, f"{name} is rounded inwards"


@pytest.mark.parametrize(
    ("figure", "best"),
    [
        ("deepseek-v3.total_gpu_hours", "2788000"),
        ("deepseek-v3.gpu_hours_by_tokens", "2664000"),
        ("deepseek-v3.lineage_training_cost", "5576000"),
        ("deepseek-r1.hours_alone_cost", "81920"),
        ("deepseek-r1.rl_training_cost", "294672"),
        ("deepseek-r1.lineage_training_cost", "5860672"),
        ("deepseek-r1.cost_with_v3", "5870672"),
    ],
)
def test_the_sums_that_the_story_turns_on(golden, figure, best):
    assert golden["figures"][figure]["value"]["best"] == best


def test_a_day_count_that_the_report_rounds_agrees_with_it(golden):
    days = golden["figures"]["deepseek-v3.days_per_trillion_tokens"]
    assert days["value"]["best"].startswith("3.66")
    assert [(s["written"], s["comparison"]) for s in days["stated"]] == [("3.7 days / 1T token", "agrees")]


def test_the_two_sums_for_r1_have_two_names_and_a_note_each_on_why_they_differ(project):
    fields = project.schema.types["model"].fields
    assert fields["lineage_training_cost"].label != fields["cost_with_v3"].label
    r1 = project.entities["deepseek-r1"]
    for name in ("lineage_training_cost", "cost_with_v3"):
        note = next(s.note for s in r1.of(name) if s.formula is not None)
        assert "V3's post-training" in note
        assert "$10,000" in note


def test_the_price_of_a_server_stays_a_lower_bound(project):
    value = project.derived.value("deepseek-cluster-2048", "price_per_server").interval
    assert (value.best, str(value.low), value.low_open, value.high) == (None, "199218.75", True, None)


def test_eighty_hours_alone_do_not_explain_the_published_sum(golden):
    claim = golden["claims"]["r1-trained-for-80-hours"]
    assert (claim["verdict"], claim["check"], claim["asserted"]) == ("contradicted", "fails", "$294,000")
    assert claim["computed"]["best"] == "81920"
