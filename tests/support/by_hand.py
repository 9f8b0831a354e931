# The figures of the demonstration, worked out without the engine: plain fractions of what the documents state. Each is
# (low, best, high); None is an open side or no best value.
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

Number: TypeAlias = int | Fraction
Bounds: TypeAlias = tuple[Number, Number, Number]
Figure: TypeAlias = tuple[Number | None, Number | None, Number | None]

THREE = (0, 1, 2)


def _rising(work: Callable[..., Any], *inputs: Bounds) -> Bounds:
    """A result that rises with every input: its ends are the results at the inputs' ends."""
    low, best, high = (Fraction(work(*(values[at] for values in inputs))) for at in THREE)
    return low, best, high


def _over(upper: Bounds, lower: Bounds) -> Bounds:
    """A quotient of independent inputs, both above zero."""
    low, best, high = (Fraction(upper[at]) / lower[2 - at] for at in THREE)
    return low, best, high


def _times(factor: Number, values: Bounds) -> Bounds:
    return values[0] * factor, values[1] * factor, values[2] * factor


def _sum(*parts: Bounds) -> Bounds:
    return _rising(lambda *values: sum(values), *parts)


def _exactly(value: Number) -> Bounds:
    return value, value, value


def _at_least(value: Number) -> Figure:
    return value, None, None


def _at_most(value: Number) -> Figure:
    """What is above zero by its nature."""
    return 0, None, value


def _percent(part: Bounds, rest: Bounds) -> Bounds:
    """A part of a whole where the rest is independent of it: it stands above and below the line."""
    low, best, high = (Fraction(100) * part[at] / (part[at] + rest[2 - at]) for at in THREE)
    return low, best, high


def _percent_of(part: Bounds, whole: Bounds) -> Bounds:
    """A share of something else that is independent of it."""
    return _times(100, _over(part, whole))


# What the documents state -------------------------------------------------------------------------------------------

PRETRAINING = (2_663_500, 2_664_000, 2_664_500)  # 2664K GPU hours
EXTENSION = (118_500, 119_000, 119_500)  # 119K
POST = (4_500, 5_000, 5_500)  # 5K
RATE = (179_500, 180_000, 180_500)  # 180K per trillion tokens
TOKENS = (Fraction("14.75"), Fraction("14.8"), Fraction("14.85"))  # trillions
RL_HOURS = (75, 80, 85)  # 80 hours or so
ZERO_HOURS = _exactly(198)
DATA = (4_500, 5_000, 5_500)  # about 5,000 GPU hours
RENT = 2  # dollars an hour, exactly
PURCHASE = 51_000_000  # dollars for 256 servers of 8, at least
ACTIVE = (Fraction("35.15"), 37, Fraction("38.85"))  # about 37 billion
PARAMETERS = (Fraction("670.5"), 671, Fraction("671.5"))
OTHERS_COST = (14_250_000, 15_000_000, 15_750_000)  # about $15 million
OPENAI_COST = 100_000_000  # dollars, at least
RIVALS = (10_000_000, 55_000_000, 100_000_000)  # tens of millions
YEARLY = (10**10, 55 * 10**9, 10**11)  # tens of billions
SERVERS_MONEY = (1_520_000_000, 1_600_000_000, 1_680_000_000)  # about $1.6 billion
OPERATING = (896_800_000, 944_000_000, 991_200_000)  # roughly $944 million
GPU_MONEY = 500_000_000  # dollars, at least
FLEET = (45_000, 50_000, 55_000)  # roughly 50,000
H100 = H800 = _exactly(10_000)
SALARY = (500_000, 1_000_000, 1_500_000)  # on the order of $1 million
MARKET = (500_000_000_000, 10**12, 1_500_000_000_000)  # $1T
NVIDIA = (599_500_000_000, 600_000_000_000, 600_500_000_000)  # $600B
LLAMA_TOKENS = (22, 31, 40)  # 22 to 40 trillion
MAVERICK = (2_375_000, 2_380_000, 2_385_000)  # 2.38M GPU hours
SCOUT = (4_500_000, 5_000_000, 5_500_000)  # 5M
DOWNLOADS = (10_850_000, 10_900_000, 10_950_000)  # 10.9M
DISTILLED = {
    "qwen-1.5b": ("1.45", "1.5", "1.55"), "qwen-7b": ("6.5", "7", "7.5"), "llama-8b": ("7.5", "8", "8.5"),
    "qwen-14b": ("13.5", "14", "14.5"), "qwen-32b": ("31.5", "32", "32.5"), "llama-70b": ("69.5", "70", "70.5"),
}  # fmt: skip
YEAR = Fraction("365.25")  # days

# What several figures rest on ---------------------------------------------------------------------------------------

CHIP = Fraction(PURCHASE, 2048)  # dollars, at least
BASE_HOURS = _sum(PRETRAINING, EXTENSION)
V3_HOURS = _sum(BASE_HOURS, POST)
ZERO = _exactly(198 * 512)  # GPU hours
LAST = _rising(lambda r, d: r * 512 + d, RL_HOURS, DATA)
OWN_HOURS = _rising(lambda z, r, d: (z + r) * 512 + d, ZERO_HOURS, RL_HOURS, DATA)
BASE_COST, V3_COST, OWN = _times(RENT, BASE_HOURS), _times(RENT, V3_HOURS), _times(RENT, OWN_HOURS)
ZERO_COST, LAST_COST, DATA_COST = _times(RENT, ZERO), _times(RENT, LAST), _times(RENT, DATA)
PHASE_COST = _times(RENT * 512, RL_HOURS)
WHOLE = _sum(V3_COST, OWN)
V3_DAYS = _times(Fraction(1, 2048 * 24), V3_HOURS)
PRETRAINING_DAYS = _times(Fraction(1, 2048 * 24), PRETRAINING)
ACTIVE_SHARE = _percent_of(ACTIVE, PARAMETERS)
BILLIONS = _times(1000, TOKENS)  # tokens
V3_SPEED = _over(_times(10**12, TOKENS), V3_HOURS)
# 20 January 2025 to some day of September: 11 + 28 + 31 + 30 + 31 + 30 + 31 + 31 = 223 days lie between it and 31 August.
REVIEW = (224, Fraction(224 + 253, 2), 253)

V3 = {
    "deepseek-v3-base.gpu_hours": BASE_HOURS,
    "deepseek-v3-base.lineage_gpu_hours": BASE_HOURS,
    "deepseek-v3-base.training_cost": BASE_COST,
    "deepseek-v3.gpu_hours": POST,
    "deepseek-v3.training_cost": _times(RENT, POST),
    "deepseek-v3.total_gpu_hours": V3_HOURS,
    "deepseek-v3.lineage_gpu_hours": V3_HOURS,
    "deepseek-v3.total_training_cost": V3_COST,
    "deepseek-v3.lineage_training_cost": V3_COST,
    "deepseek-v3.pretraining_cost": _times(RENT, PRETRAINING),
    "deepseek-v3.context_extension_cost": _times(RENT, EXTENSION),
    "deepseek-v3.post_training_cost": _times(RENT, POST),
    "deepseek-v3.pretraining_share": _percent(PRETRAINING, _sum(EXTENSION, POST)),
    "deepseek-v3.context_extension_share": _percent(EXTENSION, _sum(PRETRAINING, POST)),
    "deepseek-v3.post_training_share": _percent(POST, BASE_HOURS),
    "deepseek-v3.step_share": _percent(POST, BASE_HOURS),
    "deepseek-v3.pretraining_time": PRETRAINING_DAYS,
    "deepseek-v3.context_extension_time": _times(Fraction(1, 2048 * 24), EXTENSION),
    "deepseek-v3.post_training_time": _times(Fraction(1, 2048), POST),
    "deepseek-v3.training_time": V3_DAYS,
    "deepseek-v3.gpu_hours_by_tokens": _rising(lambda r, t: r * t, RATE, TOKENS),
    "deepseek-v3.tokens_by_gpu_hours": _over(PRETRAINING, RATE),
    "deepseek-v3.days_per_trillion_tokens": _times(Fraction(1, 2048 * 24), RATE),
    "deepseek-v3.tokens_per_day": _over(TOKENS, PRETRAINING_DAYS),
    "deepseek-v3.tokens_per_gpu_hour": V3_SPEED,
    "deepseek-v3.tokens_per_parameter": _over(BILLIONS, PARAMETERS),
    "deepseek-v3.tokens_per_active_parameter": _over(BILLIONS, ACTIVE),
    "deepseek-v3.active_share": ACTIVE_SHARE,
    "deepseek-v3.cost_per_token": _over(V3_COST, TOKENS),
    "deepseek-v3.cost_in_salaries": _over(V3_COST, SALARY),
    "deepseek-v3.experiments_cost": _at_least(2 * V3_COST[0]),
    "deepseek-v3.cost_with_experiments": _at_least(3 * V3_COST[0]),
    "deepseek-v3.gpus_for_cost": _at_most(V3_COST[2] / CHIP),
    "deepseek-v3.cost_to_purchase_price": _at_most(Fraction(100) * V3_COST[2] / PURCHASE),
}
R1 = {
    "deepseek-r1-zero.gpu_hours": ZERO,
    "deepseek-r1-zero.rl_gpu_hours": ZERO,
    "deepseek-r1-zero.rl_time": _exactly(Fraction(198, 24)),
    "deepseek-r1-zero.lineage_gpu_hours": _sum(BASE_HOURS, ZERO),
    "deepseek-r1-zero.training_cost": ZERO_COST,
    "deepseek-r1-zero.lineage_training_cost": _sum(BASE_COST, ZERO_COST),
    "deepseek-r1-zero.step_share": _percent(ZERO_COST, BASE_COST),
    "deepseek-r1.gpu_hours": LAST,
    "deepseek-r1.rl_gpu_hours": _times(512, RL_HOURS),
    "deepseek-r1.rl_time": _times(Fraction(1, 24), RL_HOURS),
    "deepseek-r1.own_gpu_hours": OWN_HOURS,
    "deepseek-r1.own_rl_time": _times(Fraction(1, 24), _sum(ZERO_HOURS, RL_HOURS)),
    "deepseek-r1.gpu_hours_with_v3": _sum(V3_HOURS, OWN_HOURS),
    "deepseek-r1.lineage_gpu_hours": _sum(BASE_HOURS, ZERO, LAST),
    "deepseek-r1.training_cost": LAST_COST,
    "deepseek-r1.hours_alone_cost": PHASE_COST,
    "deepseek-r1.data_generation_cost": DATA_COST,
    "deepseek-r1.rl_training_cost": OWN,
    "deepseek-r1.lineage_training_cost": _sum(BASE_COST, ZERO_COST, LAST_COST),
    "deepseek-r1.cost_with_v3": WHOLE,
    "deepseek-r1.step_share": _percent(LAST_COST, _sum(BASE_COST, ZERO_COST)),
    "deepseek-r1.zero_share": _percent(ZERO_COST, LAST_COST),
    "deepseek-r1.hours_alone_share": _percent(PHASE_COST, _sum(ZERO_COST, DATA_COST)),
    "deepseek-r1.data_share": _percent(DATA_COST, _sum(ZERO_COST, PHASE_COST)),
    "deepseek-r1.own_share": _percent(OWN, V3_COST),
    "deepseek-r1.share_before_rl": _percent(V3_COST, OWN),
    # The own cost stands above and below the line, so the ends are those of 1 + v3 / own.
    "deepseek-r1.full_cost_ratio": _rising(lambda part: 1 + part, _over(V3_COST, OWN)),
    "deepseek-r1.gpus_for_cost": _at_most(OWN[2] / CHIP),
    "deepseek-r1.cost_to_purchase_price": _at_most(100 * OWN[2] / (512 * CHIP)),
    "deepseek-r1.active_share": ACTIVE_SHARE,
    "deepseek-r1.memory_per_parameter": _at_least(Fraction(800) / PARAMETERS[2]),
    "deepseek-r1.time_to_peer_review": REVIEW,
    "deepseek-r1.downloads_per_day": _over(DOWNLOADS, REVIEW),
} | {
    f"deepseek-r1-distill-{name}.size_to_teacher": _percent_of(
        (Fraction(low), Fraction(best), Fraction(high)), PARAMETERS
    )
    for name, (low, best, high) in DISTILLED.items()
}
CLUSTERS = {
    "deepseek-cluster-2048.gpu_count": _exactly(256 * 8),
    "deepseek-cluster-512.gpu_count": _exactly(64 * 8),
    "deepseek-cluster-512.share_of_v3_cluster": _exactly(25),
    "deepseek-cluster-2048.price_per_server": _at_least(Fraction(PURCHASE, 256)),
    "deepseek-cluster-512.price_per_server": _at_least(8 * CHIP),
    "deepseek-cluster-2048.price_per_gpu": _at_least(CHIP),
    "deepseek-cluster-512.price_per_gpu": _at_least(CHIP),
    "deepseek-cluster-512.purchase_price": _at_least(512 * CHIP),
    "deepseek-cluster-2048.rental_price": _exactly(RENT),
    "deepseek-cluster-512.rental_price": _exactly(RENT),
    "deepseek-cluster-2048.rent_per_day": _exactly(2048 * RENT * 24),
    "deepseek-cluster-512.rent_per_day": _exactly(512 * RENT * 24),
    "deepseek-cluster-2048.rent_that_equals_price": _at_least(CHIP / RENT / 24),
    "deepseek-cluster-512.rent_that_equals_price": _at_least(CHIP / RENT / 24),
    "h800.rental_price_per_year": _exactly(RENT * 24 * YEAR),
    "deepseek-hopper-fleet.other_hopper_count": _rising(lambda fleet: fleet - 20_000, FLEET),
    "deepseek-hopper-fleet.h100_share": _percent_of(H100, FLEET),
    "deepseek-hopper-fleet.h800_share": _percent_of(H800, FLEET),
    "deepseek-hopper-fleet.other_hopper_share": _rising(lambda fleet: 100 - Fraction(100 * 20_000, fleet), FLEET),
    "deepseek-hopper-fleet.v3_cluster_share": _percent_of(_exactly(2048), FLEET),
    "deepseek-hopper-fleet.v3_cluster_share_of_h800": _percent_of(_exactly(2048), H800),
    "deepseek-hopper-fleet.r1_cluster_share": _percent_of(_exactly(512), FLEET),
    "deepseek-hopper-fleet.time_for_v3": _times(Fraction(1, 24), _over(V3_HOURS, FLEET)),
    "deepseek-hopper-fleet.time_for_r1": _over(OWN_HOURS, FLEET),
    "deepseek-hopper-fleet.investment_per_gpu": _over(SERVERS_MONEY, FLEET),
    "deepseek-hopper-fleet.operating_cost_per_gpu": _over(OPERATING, FLEET),
    "deepseek-hopper-fleet.gpu_spending_per_gpu": _at_least(Fraction(GPU_MONEY, FLEET[2])),
    "deepseek-hopper-fleet.gpus_for_investment": _at_most(SERVERS_MONEY[2] / CHIP),
}
OTHERS = {
    "deepseek.spending_in_all": _sum(SERVERS_MONEY, OPERATING),
    "deepseek.gpu_spending_share": _at_least(Fraction(100 * GPU_MONEY, SERVERS_MONEY[2])),
    "deepseek.operating_cost_share": _percent_of(OPERATING, SERVERS_MONEY),
    "deepseek.v3_runs_for_investment": _over(SERVERS_MONEY, V3_COST),
    "deepseek.v3_runs_for_operating_cost": _over(OPERATING, V3_COST),
    "deepseek.v3_runs_for_gpu_spending": _at_least(Fraction(GPU_MONEY) / V3_COST[2]),
    "deepseek.investment_to_r1_own": _over(SERVERS_MONEY, OWN),
    # June 2023 and November 2023 to 20 January 2025, in days.
    "deepseek.age_at_r1": _times(1 / YEAR, (570, Fraction("584.5"), 599)),
    "deepseek-coder.time_to_r1": _times(1 / YEAR, (417, Fraction("431.5"), 446)),
    # From 31 October 2022 to 1 January 2023 at the least; from 1 October to 31 December 2023 at the most.
    "us-export-controls-2022.time_to_tightening": (62, 259, 456),
    "openai.cost_against_v3": _at_least(Fraction(OPENAI_COST) / V3_COST[2]),
    "openai.cost_against_r1": _at_least(Fraction(OPENAI_COST) / WHOLE[2]),
    "openai.cost_against_r1_own": _at_least(Fraction(OPENAI_COST) / OWN[2]),
    "rival-developers.cost_against_v3": _over(RIVALS, V3_COST),
    "rival-developers.cost_against_r1": _over(RIVALS, WHOLE),
    "rival-developers.cost_against_r1_own": _over(RIVALS, OWN),
    "rival-developers.v3_runs_for_yearly_spending": _over(YEARLY, V3_COST),
    "rival-developers.spending_against_deepseek": _over(YEARLY, SERVERS_MONEY),
    "january-2025-sell-off.nvidia_share": (
        100 * Fraction(NVIDIA[0], MARKET[2]),
        60,
        100,
    ),  # a part is at most the whole
    "january-2025-sell-off.others_value_lost": (0, MARKET[1] - NVIDIA[1], MARKET[2] - NVIDIA[0]),
    "january-2025-sell-off.nvidia_loss_to_v3": _over(NVIDIA, V3_COST),
    "january-2025-sell-off.market_loss_to_v3": _over(MARKET, V3_COST),
    "january-2025-sell-off.nvidia_loss_to_investment": _over(NVIDIA, SERVERS_MONEY),
    "chatgpt.price_per_year": _exactly(12 * 20),
    "claude-assistant.price_per_year": _exactly(12 * 20),
    "deepseek-app.price_per_year": _exactly(0),
}
for _model in ("gpt-4o", "o1"):
    for _name, _cost in (("v3", V3_COST), ("r1", WHOLE), ("r1_own", OWN)):
        OTHERS[f"{_model}.cost_ratio_to_{_name}"] = _over(OTHERS_COST, _cost)
for _model, _hours in (("llama-4-maverick", MAVERICK), ("llama-4-scout", SCOUT)):
    _speed = _over(_times(10**12, LLAMA_TOKENS), _hours)
    OTHERS |= {
        f"{_model}.tokens_per_gpu_hour": _speed,
        f"{_model}.tokens_per_gpu_hour_ratio_to_v3": _over(_speed, V3_SPEED),
        f"{_model}.gpu_hours_ratio_to_v3": _over(_hours, V3_HOURS),
        f"{_model}.tokens_ratio_to_v3": _over(LLAMA_TOKENS, TOKENS),
        f"{_model}.cost_at_v3_rent": _times(RENT, _hours),
    }

BY_HAND: dict[str, Figure] = {**V3, **R1, **CLUSTERS, **OTHERS}
