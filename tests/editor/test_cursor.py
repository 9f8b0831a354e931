# Where a cursor stands is told from text and indentation, in YAML that nothing could parse too.
from __future__ import annotations

import pytest

from stemma.editor.cursor import cursor_at
from stemma.editor.positions import Lines

MARK = "‸"


def at(marked: str):
    before, _, after = marked.partition(MARK)
    return cursor_at(before + after, len(before))


@pytest.mark.parametrize(
    ("marked", "keys"),
    [
        ("na‸", ()),
        ("name: A\nde‸\nkind: x\n", ()),
        ("- id: x\n  ho‸\n- id: z\n", ()),
        ("{name: A, de‸", ()),
        ("a:\n  ‸", ("a",)),
        ("a:\n  - ‸", ("a",)),
        ("a:\n- to: x\n  so‸\n", ("a",)),
        ("a: {value: 1 t, so‸", ("a",)),
        ("a: {value: 1 t,\n    so‸", ("a",)),
        ("types:\n  ship:\n    fields:\n      hull: {‸", ("types", "ship", "fields", "hull")),
    ],
)
def test_a_key_is_written_in_the_mapping_around_it(marked, keys):
    found = at(marked)
    assert found.key
    assert found.keys == keys


@pytest.mark.parametrize(
    ("marked", "keys", "written"),
    [
        ("port: no‸", ("port",), "no"),
        ("port: ‸", ("port",), ""),
        ("port:\n  no‸", ("port",), "no"),
        ("ports:\n  - one\n  - tw‸", ("ports",), "tw"),
        ("ports: [one, tw‸", ("ports",), "tw"),
        ("a: {value: 1 t, source: reg#p‸", ("a", "source"), "reg#p"),
        ("a: {value: 1 t, source: [x, y‸]}", ("a", "source"), "y"),
        ("a:\n- {to: b, source: ‸", ("a", "source"), ""),
        ("- id: x\n  rivals:\n    - {to: ‸", ("rivals", "to"), ""),
        ("a:\n  formula: x * ‸\n  inputs: {x: self.b}", ("a", "formula"), "x * "),
        ("a:\n  - formula: x\n    inputs:\n      x: self.‸", ("a", "inputs", "x"), "self."),
        ("summary: >\n  see [[no‸", ("summary",), "see [[no"),
        ("c: 'x # y‸", ("c",), "x # y"),
        ("name: [[broken\nport: no‸", ("port",), "no"),
        ("a: -5‸", ("a",), "-5"),
    ],
)
def test_a_value_belongs_to_the_keys_before_it(marked, keys, written):
    found = at(marked)
    assert found.value
    assert (found.keys, found.written) == (keys, written)


@pytest.mark.parametrize("marked", ["# no‸te", "port: x # no‸", "  # n‸"])
def test_nothing_is_said_inside_a_comment(marked):
    assert at(marked) is None


def test_what_stands_beside_a_key_is_known_above_and_below_it():
    assert set(at("a:\n  to: x\n  ‸\n  note: y\nb: z\n").beside) == {"to", "note"}
    assert set(at("name: A\n‸\nport: x\n").beside) == {"name", "port"}


def test_an_item_of_a_list_file_has_its_own_entries():
    assert at("- id: one\n  name: A\n- id: two\n  po‸\n  name: B\n").outer == {"id": "two", "name": "B"}


@pytest.mark.parametrize(
    "text", ["a: {b: [c, 'd\n e', \"f\"\n", "- - - {", "\t: [", "'", '"\\', "a: |\n", "%", "é: 😀 [[", ""]
)
def test_any_place_of_any_text_has_an_answer(text):
    for offset in range(len(text) + 2):
        cursor_at(text, offset)


def test_positions_count_units_of_utf_16_and_lines_of_all_three_ends():
    lines = Lines("a😀b\r\nc\rd\ne\u2028f")
    assert [tuple(lines.position(offset)) for offset in (0, 1, 2, 3, 5, 6, 7, 9, 12)] == [
        (0, 0), (0, 1), (0, 3), (0, 4), (1, 0), (1, 1), (2, 0), (3, 0), (3, 3),
    ]  # fmt: skip
    assert [lines.offset(0, character) for character in range(6)] == [0, 1, 1, 2, 3, 3]
    assert lines.offset(3, 3) == 12
    assert lines.offset(9, 0) == 12
