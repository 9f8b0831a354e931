# The demonstration graph's numbers and verdicts, as they were read by hand against the documents. A figure that moves by a
# cent fails here. The expected values of the second test are plain fractions, worked out without the engine.
from __future__ import annotations

import json
from fractions import Fraction

import pytest

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


# By hand: (low, best, high); None is an open side or no best value. Stated inputs, as the documents give them.
PRETRAINING = (2_663_500, 2_664_000, 2_664_500)  # 2664K GPU hours
EXTENSION = (118_500, 119_000, 119_500)  # 119K
POST = (4_500, 5_000, 5_500)  # 5K
RATE = (179_500, 180_000, 180_500)  # 180K per trillion tokens
TOKENS = (Fraction("14.75"), Fraction("14.8"), Fraction("14.85"))  # trillions
RL_HOURS = (75, 80, 85)  # 80 hours or so
ZERO_HOURS = (198, 198, 198)
DATA = (4_500, 5_000, 5_500)  # about 5,000 GPU hours
RENT = 2  # dollars an hour, exactly
ACTIVE = (Fraction("35.15"), 37, Fraction("38.85"))  # about 37 billion
PARAMETERS = (Fraction("670.5"), 671, Fraction("671.5"))
OTHERS_COST = (14_250_000, 15_000_000, 15_750_000)  # about $15 million
THREE = (0, 1, 2)


def _rising(work, *inputs):
    """A result that rises with every input: its ends are the results at the inputs' ends."""
    return tuple(Fraction(work(*(values[at] for values in inputs))) for at in THREE)


def _over(upper, lower):
    """A quotient of independent inputs, both above zero."""
    return tuple(Fraction(upper[at]) / lower[2 - at] for at in THREE)


V3_HOURS = _rising(lambda p, e, t: p + e + t, PRETRAINING, EXTENSION, POST)
V3_COST = _rising(lambda h: h * RENT, V3_HOURS)
OWN = _rising(lambda z, r, d: ((z + r) * 512 + d) * RENT, ZERO_HOURS, RL_HOURS, DATA)
BASE_COST = _rising(lambda p, e: (p + e) * RENT, PRETRAINING, EXTENSION)
LAST_STEP = _rising(lambda r, d: (r * 512 + d) * RENT, RL_HOURS, DATA)
ACTIVE_SHARE = _over(tuple(100 * a for a in ACTIVE), PARAMETERS)
BY_HAND = {
    "deepseek-cluster-2048.gpu_count": (256 * 8,) * 3,
    "deepseek-cluster-512.gpu_count": (64 * 8,) * 3,
    "deepseek-cluster-2048.price_per_server": (Fraction(51_000_000, 256), None, None),
    "deepseek-cluster-2048.price_per_gpu": (Fraction(51_000_000, 2048), None, None),
    "deepseek-hopper-fleet.other_hopper_count": (45_000 - 20_000, 50_000 - 20_000, 55_000 - 20_000),
    "deepseek-v3.total_gpu_hours": V3_HOURS,
    "deepseek-v3.total_training_cost": V3_COST,
    "deepseek-v3.lineage_training_cost": V3_COST,
    "deepseek-v3.gpu_hours": POST,
    "deepseek-v3.training_cost": _rising(lambda t: t * RENT, POST),
    "deepseek-v3-base.gpu_hours": _rising(lambda p, e: p + e, PRETRAINING, EXTENSION),
    "deepseek-v3-base.training_cost": BASE_COST,
    "deepseek-v3.gpu_hours_by_tokens": _rising(lambda r, t: r * t, RATE, TOKENS),
    "deepseek-v3.days_per_trillion_tokens": _rising(lambda r: Fraction(r, 2048) / 24, RATE),
    "deepseek-v3.pretraining_time": _rising(lambda p: Fraction(p, 2048) / 24, PRETRAINING),
    "deepseek-v3.tokens_per_gpu_hour": _over(tuple(t * 10**12 for t in TOKENS), V3_HOURS),
    "deepseek-v3.active_share": ACTIVE_SHARE,
    "deepseek-r1.active_share": ACTIVE_SHARE,
    "deepseek-r1.memory_per_parameter": (Fraction(800) / PARAMETERS[2], None, None),
    "deepseek-r1-zero.gpu_hours": (198 * 512,) * 3,
    "deepseek-r1-zero.training_cost": (198 * 512 * RENT,) * 3,
    "deepseek-r1-zero.lineage_training_cost": _rising(lambda b: b + 198 * 512 * RENT, BASE_COST),
    "deepseek-r1.gpu_hours": _rising(lambda r, d: r * 512 + d, RL_HOURS, DATA),
    "deepseek-r1.training_cost": LAST_STEP,
    "deepseek-r1.hours_alone_cost": _rising(lambda r: r * 512 * RENT, RL_HOURS),
    "deepseek-r1.rl_training_cost": OWN,
    "deepseek-r1.lineage_training_cost": _rising(lambda b, s: b + 198 * 512 * RENT + s, BASE_COST, LAST_STEP),
    "deepseek-r1.cost_with_v3": _rising(lambda v, o: v + o, V3_COST, OWN),
    # The own cost stands above and below the line, so the ends are those of 1 + v3 / own and of v3 / (v3 + own).
    "deepseek-r1.full_cost_ratio": tuple(1 + part for part in _over(V3_COST, OWN)),
    "deepseek-r1.share_before_rl": tuple(Fraction(100) * V3_COST[a] / (V3_COST[a] + OWN[2 - a]) for a in THREE),
    "gpt-4o.cost_ratio_to_v3": _over(OTHERS_COST, V3_COST),
    "o1.cost_ratio_to_v3": _over(OTHERS_COST, V3_COST),
    "openai.cost_against_v3": (Fraction(100_000_000) / V3_COST[2], None, None),
    "january-2025-sell-off.nvidia_share": (
        Fraction(100 * 5_995, 15_000),
        60,
        100,
    ),  # a part of a whole is no more than it
    "llama-4-maverick.tokens_per_gpu_hour": _over((22e12, 31e12, 40e12), (2_375_000, 2_380_000, 2_385_000)),
    "llama-4-scout.tokens_per_gpu_hour": _over((22e12, 31e12, 40e12), (4_500_000, 5_000_000, 5_500_000)),
}


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
