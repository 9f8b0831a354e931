# The layered layout, judged by what can be seen in its drawings: nothing overlaps, no line runs through a box.
from __future__ import annotations

import importlib
import random
import sys
import time
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from run import REPOSITORY
from stemma.pages.layout import Box, Layout, Link, layout
from stemma.pages.layout_dates import name_of, periods
from stemma.pages.layout_rails import rails, row_order
from stemma.pages.layout_route import Point, path_data

sys.path.append(str(REPOSITORY / "scripts"))
bench: Any = importlib.import_module("bench_lineage")


def boxes(*names: str) -> list[Box]:
    return [Box(name, 120, 44) for name in names]


def links(*pairs: str) -> list[Link]:
    ends = [pair.partition(">") for pair in pairs]
    return [Link(source, target, f"{i}") for i, (source, _, target) in enumerate(ends)]


def tangle(count: int, lines: int, seed: int) -> tuple[list[Box], list[Link]]:
    rng = random.Random(seed)
    made = [Box(f"n{i}", rng.choice([90, 120, 160]), rng.choice([28, 44, 60])) for i in range(count)]
    return made, [Link(f"n{rng.randrange(count)}", f"n{rng.randrange(count)}", f"k{i}") for i in range(lines)]


def lineage(count: int, seed: int) -> tuple[list[Box], list[Link]]:
    """Sixty models or so, each made from one or two of those shortly before it."""
    rng = random.Random(seed)
    pairs = {
        (max(0, int(i - rng.expovariate(1 / 8)) - 1), i)
        for i in range(1, count)
        for _ in range(rng.choice([1, 1, 1, 2]))
    }
    return boxes(*(f"n{i}" for i in range(count))), [Link(f"n{a}", f"n{b}", f"{a}-{b}") for a, b in sorted(pairs)]


def along(path: Sequence[Point]) -> list[Point]:
    """Points along a path of cubic curves."""
    points = []
    for i in range(0, len(path) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = path[i : i + 4]
        for n in range(17):
            t, u = n / 16, 1 - n / 16
            a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
            points.append((a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy))
    return points


def assert_drawn_well(drawn: Layout) -> None:
    placed = list(drawn.boxes.items())
    for i, (name, p) in enumerate(placed):
        assert p.x >= 0, name
        assert p.y >= 0, name
        assert p.x + p.width <= drawn.width + 0.01, name
        assert p.y + p.height <= drawn.height + 0.01, name
        for other, q in placed[i + 1 :]:
            apart = p.x + p.width <= q.x or q.x + q.width <= p.x or p.y + p.height <= q.y or q.y + q.height <= p.y
            assert apart, f"{name} overlaps {other}"
    for key, path in drawn.paths.items():
        for x, y in along(path):
            assert -0.01 <= x <= drawn.width + 0.01, key
            assert -0.01 <= y <= drawn.height + 0.01, key
            for name, p in placed:
                inside = p.x + 0.5 < x < p.x + p.width - 0.5 and p.y + 0.5 < y < p.y + p.height - 0.5
                assert not inside, f"{key} runs through {name}"


def test_a_parent_stands_left_of_its_child() -> None:
    drawn = layout(boxes("base", "chat"), links("base>chat"))
    assert drawn.boxes["base"].x + drawn.boxes["base"].width < drawn.boxes["chat"].x


def test_a_neighbourhood_has_parents_in_one_column_and_children_in_another() -> None:
    drawn = layout(boxes("p1", "p2", "me", "c1", "c2", "c3"), links("p1>me", "p2>me", "me>c1", "me>c2", "me>c3"))
    assert {name: box.layer for name, box in drawn.boxes.items()} == {
        "p1": 0, "p2": 0, "me": 1, "c1": 2, "c2": 2, "c3": 2,
    }  # fmt: skip
    assert drawn.boxes["c2"].y == drawn.boxes["me"].y
    assert drawn.crossings == 0
    assert_drawn_well(drawn)


def test_two_relations_between_the_same_boxes_are_two_lines() -> None:
    drawn = layout(boxes("a", "b"), links("a>b", "a>b"))
    assert drawn.paths["0"] != drawn.paths["1"]


def test_a_line_starts_at_its_source_and_ends_at_its_target() -> None:
    drawn = layout(boxes("a", "b", "c"), links("a>b", "b>c", "a>c"))
    a, c = drawn.boxes["a"], drawn.boxes["c"]
    (x1, y1), (x2, y2) = drawn.paths["2"][0], drawn.paths["2"][-1]
    assert x1 == a.x + a.width
    assert a.y <= y1 <= a.y + a.height
    assert x2 == c.x
    assert c.y <= y2 <= c.y + c.height


def test_a_long_line_goes_around_the_boxes_between() -> None:
    drawn = layout(boxes("a", "b", "c", "d"), links("a>b", "b>c", "c>d", "a>d"))
    assert_drawn_well(drawn)


def test_a_cycle_is_drawn_with_one_line_running_back() -> None:
    drawn = layout(boxes("a", "b", "c"), links("a>b", "b>c", "c>a"))
    back = [key for key, path in drawn.paths.items() if path[-1][0] < path[0][0]]
    assert back == ["2"]
    assert_drawn_well(drawn)


def test_lines_to_nowhere_and_repeated_boxes_are_left_out() -> None:
    drawn = layout(boxes("a", "a", "b"), links("a>b", "a>gone", "b>b"))
    assert set(drawn.boxes) == {"a", "b"}
    assert set(drawn.paths) == {"0"}


def test_nothing_gives_an_empty_drawing() -> None:
    drawn = layout([], [])
    assert drawn.boxes == {}
    assert drawn.width > 0


def test_layers_that_are_given_hold_and_a_line_to_an_earlier_one_runs_back() -> None:
    drawn = layout(boxes("a", "b", "c"), links("a>b", "b>c"), layers={"a": 1, "b": 2, "c": 0})
    assert [drawn.boxes[name].layer for name in "abc"] == [1, 2, 0]
    assert drawn.paths["1"][-1][0] < drawn.paths["1"][0][0]
    assert_drawn_well(drawn)


def test_equal_boxes_stand_in_the_order_of_their_sort_keys() -> None:
    given_order = [
        Box("z", 50, 20, sort="1"),
        Box("y", 50, 20, sort="2"),
        Box("x", 50, 20, sort="3"),
        Box("me", 50, 20),
    ]
    drawn = layout(given_order, links("me>x", "me>y", "me>z"))
    assert drawn.boxes["z"].y < drawn.boxes["y"].y < drawn.boxes["x"].y


def test_crossings_that_can_be_avoided_are_avoided() -> None:
    drawn = layout(boxes("a", "b", "c", "x", "y", "z"), links("a>z", "b>y", "c>x", "a>y", "b>x"))
    assert drawn.crossings == 0


def test_unconnected_parts_stand_clear_of_one_another() -> None:
    drawn = layout(boxes("a", "b", "c", "d", "e", "f"), links("a>b", "c>d", "a>c", "e>f"))
    assert_drawn_well(drawn)


@pytest.mark.parametrize("seed", range(4))
def test_a_lineage_of_sixty_is_drawn_well_and_soon(seed: int) -> None:
    made, lines = lineage(60, seed)
    assert_drawn_well(layout(made, lines))
    assert min(_seconds(made, lines) for _ in range(3)) < 0.25  # `scripts/bench lineage` holds a tenth of it


@pytest.mark.parametrize("seed", range(4))
def test_a_lineage_of_sixty_along_a_time_axis_is_drawn_well(seed: int) -> None:
    made, lines = lineage(60, seed)
    rng = random.Random(seed)
    dates = {box.id: rng.choice([None, (2024, 0), (2024, 1 + i % 12), (2025, 3)]) for i, box in enumerate(made)}
    layers, axis = periods(dates, [(line.source, line.target) for line in lines])
    drawn = layout(made, lines, layers=layers, head=24)
    assert_drawn_well(drawn)
    assert min(box.y for box in drawn.boxes.values()) >= 24
    starts = [period.first for period in axis]
    for name, layer in layers.items():
        at = max(i for i, start in enumerate(starts) if start <= layer)
        date = dates[name]
        assert axis[at].label == ("no date" if date is None else name_of(date))


def test_an_axis_of_many_months_counts_years() -> None:
    dates = {f"n{i}": (2020 + i // 12, 1 + i % 12) for i in range(40)}
    _, axis = periods(dates, [])
    assert [period.label for period in axis] == ["2020", "2021", "2022", "2023"]


def test_the_lineages_of_the_benchmark_are_drawn_well() -> None:
    for seed in bench.SEEDS:
        graph = bench.generated(seed)
        assert_drawn_well(layout(*graph))
        assert bench.faults(bench.ours(layout(*graph))) == []


def test_the_benchmark_counts_crossings_as_one_sees_them() -> None:
    def counted(*lines: list[tuple[float, float]]) -> int:
        return int(bench.crossings(bench.Drawn({}, {str(i): line for i, line in enumerate(lines)})))

    assert counted([(0, 0), (10, 10)], [(0, 10), (10, 0)]) == 1
    assert counted([(0, 0), (10, 10)], [(0, 0), (10, 5)]) == 0  # an end in common
    assert counted([(0, 0), (10, 0)], [(0, 5), (3, -5), (6, 5), (10, -5)]) == 3
    assert counted([(0, 0), (10, 0)], [(0, 5), (10, 5)]) == 0


def test_one_hop_is_drawn_at_once() -> None:
    made, lines = boxes(*"abcdefghi"), links("a>d", "b>d", "d>c", "d>e", "d>f", "d>g", "d>h", "d>i")
    assert min(_seconds(made, lines) for _ in range(20)) < 0.005


@pytest.mark.parametrize(("count", "lines"), [(200, 300), (200, 600), (260, 2000), (600, 600)])
def test_hostile_graphs_are_bounded(count: int, lines: int) -> None:
    made, tangled = tangle(count, lines, 7)
    assert min(_seconds(made, tangled) for _ in range(2)) < 0.6


def test_a_deep_chain_with_long_lines_is_bounded() -> None:
    names = [f"n{i:03}" for i in range(250)]
    chain = [f"{a}>{b}" for a, b in pairwise(names)]
    jumps = [f"{names[i]}>{names[-1 - i // 3]}" for i in range(120)]
    made, lines = boxes(*names), links(*chain, *jumps)
    assert _seconds(made, lines) < 0.6
    assert_drawn_well(layout(made[::6], lines))


@pytest.mark.parametrize("seed", range(3))
def test_no_line_of_a_tangle_runs_through_a_box(seed: int) -> None:
    made, lines = tangle(40, 70, seed)
    assert_drawn_well(layout(made, lines))


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(st.just(n), st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=24))
    ),
    st.randoms(use_true_random=False),
)
def test_any_graph_is_drawn_well_and_the_same_in_any_order(
    graph: tuple[int, list[tuple[int, int]]], rng: random.Random
) -> None:
    count, pairs = graph
    made = [Box(f"n{i}", 60 + 10 * (i % 4), 24 + 8 * (i % 3)) for i in range(count)]
    lines = [Link(f"n{a}", f"n{b}", f"k{i}", "ab"[i % 2]) for i, (a, b) in enumerate(pairs)]
    drawn = layout(made, lines)
    narrow = rails(made, lines, above={})
    assert_drawn_well(drawn)
    assert_drawn_well(narrow)
    rng.shuffle(made)
    rng.shuffle(lines)
    assert layout(made, lines) == drawn
    assert rails(made, lines, above={}) == narrow


def test_rails_put_parents_above_children_and_roots_beside_the_first_that_needs_them() -> None:
    order = row_order(boxes("v3", "qwen", "r1", "distilled"), links("v3>r1", "r1>distilled", "qwen>distilled"))
    assert order == ["v3", "r1", "qwen", "distilled"]


def test_rails_of_one_kind_share_a_trunk_and_keep_the_drawing_narrow() -> None:
    names = [f"c{i}" for i in range(8)]
    lines = [Link("me", name, name, "distilled_from") for name in names]
    drawn = rails(boxes("me", *names), lines, above={})
    assert drawn.width < 120 + 45
    assert_drawn_well(drawn)


def test_rails_leave_the_room_for_a_label_above_a_box() -> None:
    drawn = rails(boxes("a", "b"), links("a>b"), above={"b": 16})
    assert drawn.boxes["b"].y - (drawn.boxes["a"].y + 44) == 26


def test_level_stretches_of_path_data_are_short() -> None:
    assert path_data(((0, 5), (1, 5), (2, 5), (3.04, 5))) == "M0 5H3"
    assert path_data(((0, 5), (1, 5), (2, 8), (3, 8))) == "M0 5C1 5 2 8 3 8"


def _seconds(made: list[Box], lines: list[Link]) -> float:
    start = time.process_time()
    layout(made, lines)
    return time.process_time() - start
