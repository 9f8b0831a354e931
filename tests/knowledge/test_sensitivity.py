# Which input moves a figure most: each uncertain one at its two ends, all others at their best.
from __future__ import annotations

from checking import check_files, found
from stemma.knowledge.sensitivity import sensitivity
from stemma.vocabulary.quantity import plain

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      hull: {type: number}
      crew: {type: number}
      food: {type: number}
      first: {type: number}
      second: {type: number}
project: {rules: {lint: ignore}}
"""


def moved(ship, field="first"):
    """Each input with the figure at its low and high end and their distance, in order."""
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/fanny.yml": f"name: Fanny\n{ship}"})
    assert found(project) == []
    influences = sensitivity(project.derived, project.derived.figure_of("fanny", field))
    return [
        (i.leaf.field, *(plain(q.interval.best) for q in (i.low, i.high)), plain(i.swing)) for i in influences
    ]  # fmt: skip


INPUTS = "inputs: {hull: self.hull, crew: self.crew, food: self.food}"


def test_the_input_that_moves_the_figure_most_stands_first():
    ship = f"hull: 9..11\ncrew: 4..8\nfood: 3\nfirst: {{formula: hull * 2 + crew * food, {INPUTS}}}\n"
    assert moved(ship) == [("crew", "32", "44", "12"), ("hull", "36", "40", "4")]


def test_an_input_that_makes_the_figure_fall_shows_its_own_low_end_first():
    ship = f"hull: exactly 20\ncrew: 4..5\nfood: 1\nfirst: {{formula: hull - crew - food, {INPUTS}}}\n"
    assert moved(ship) == [("crew", "15", "14", "1")]


def test_inputs_that_move_it_alike_stand_in_the_order_of_their_names():
    ship = f"hull: 1..2\ncrew: 1..2\nfood: 1..2\nfirst: {{formula: food + hull + crew, {INPUTS}}}\n"
    assert [row[0] for row in moved(ship)] == ["crew", "food", "hull"]


def test_exact_inputs_and_bounds_that_are_open_cannot_be_ranked():
    ship = f"hull: '>5'\ncrew: exactly 4\nfood: 1..2\nfirst: {{formula: crew + food, {INPUTS}}}\n"
    assert [row[0] for row in moved(ship)] == ["food"]


def test_an_input_counts_once_through_all_figures_in_between():
    ship = """\
hull: 2..4
crew: 1..2
first: {formula: hull * crew, inputs: {hull: self.hull, crew: self.crew}}
second: {formula: first + hull, inputs: {first: self.first, hull: self.hull}}
"""
    assert moved(ship, "second") == [("hull", "5", "10", "5"), ("crew", "6", "9", "3")]


def test_an_input_that_cancels_out_moves_nothing():
    ship = """\
hull: 2..4
crew: 1..2
first: {formula: hull * crew, inputs: {hull: self.hull, crew: self.crew}}
second: {formula: first / hull, inputs: {first: self.first, hull: self.hull}}
"""
    assert moved(ship, "second") == [("crew", "1", "2", "1"), ("hull", "1.5", "1.5", "0")]


def test_a_figure_that_is_unknown_is_moved_by_nothing():
    ship = f"hull: unknown\ncrew: 1..2\nfood: 1\nfirst: {{formula: hull + crew + food, {INPUTS}}}\n"
    assert moved(ship) == []
