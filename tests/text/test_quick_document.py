# The short way of reading YAML gives what libyaml's events give, or nothing.
from __future__ import annotations

import random

import pytest
import yaml

from run import REPOSITORY
from stemma.text.document import _Builder
from stemma.text.nodes import Node
from stemma.text.quick_document import read_quickly
from stemma.text.source import Source

ENTITY = """\
# A ship.
name: Ever Given
aliases: [EG, 'Ever: given', "Given, Ever"]
summary: Ran aground in [[suez]] at 7:40, and was no#1 in the news.
built: {value: ~2018-05, source: lloyds#page-3, at: page 3 , note: "by the yard"}
tonnage:
  - {value: 220940 ton, source: [lloyds, news]}
  - value: 199,000 ton
    source: news
owners:
- shoei
- to: evergreen

rebuilt_from: []
notes: |
  # She was long.

    Longer than the canal is wide.
told: >-
  In short:
  she stuck.

  For six days.
"""


def by_events(text: str) -> Node | None:
    """What libyaml's events give, None where that is not without a word of ours."""
    builder = _Builder(Source("file.yml", text), [])
    try:
        root = builder.build(text)
    except yaml.YAMLError:
        return None
    return None if builder.problems else root


def assert_alike(text: str) -> bool:
    """Whether the short way could read it, which it must do right."""
    quick = read_quickly(text)
    if quick is not None:
        assert quick == by_events(text), repr(text)
    return quick is not None


def test_a_usual_file_is_read_the_short_way_with_every_position():
    assert assert_alike(ENTITY)
    assert assert_alike("".join(f"- id: s{n}\n  name: Ship {n}\n  built: {{value: 20{n}}}\n" for n in range(10, 20)))


def test_most_files_of_the_demonstration_are_read_the_short_way():
    files = [path.read_text("utf-8") for path in sorted((REPOSITORY / "graph").rglob("*.yml"))]
    assert sum(assert_alike(text) for text in files) > 0.8 * len(files)


@pytest.mark.parametrize(
    "text",
    [
        "", "a:\n", "a: b\na: c\n", "a: {b: c, b: d}\n", "a: b\n  c\n", "a: &x b\n", "a: !x b\n", "a: *x\n", "a: b: c\n",
        "a: {b}\n", "a: [1,234, 5]\n", "a: [[b]]\n", "a: <fill in>\n", "a: 'it''s'\n", 'a: "b\\n"\n', "a: |2\n  b\n",
        "a: b\tc\n", "a: b\r\n", "---\na: b\n", "a: b\n---\nc: d\n", "a: b #c\n", "a:\n  b: c\n d: e\n", "- a\nb: c\n", "a: ? b\n",
        "? a\n: b\n", "a: |\n  b\n # c\n", "a: |\n b\nc", "a: >\n b\n  c\n", "%YAML 1.2\n", "a: @b\n", "<<: {a: b}\n", "a: - b\n",
        "- - a\n", "a: {b: c\n  , d: e}\n", "a: \x85b\n", "a: \ufeffb\n", "a: b:\n", "a: {b: c:d}\n", "a: [b,]\n", "a: {b: }\n",
    ],
)  # fmt: skip
def test_what_is_not_usual_is_left_to_the_events(text):
    assert read_quickly(text) is None


def test_mutated_files_are_read_alike_or_left_to_the_events():
    chance = random.Random(7)
    texts = [ENTITY, *(path.read_text("utf-8")[:900] for path in sorted((REPOSITORY / "graph").rglob("*.yml"))[:40])]
    signs = [
        *" \n:#-,[]{}'\"|>?&*!%@`~.0a\\",
        "\n  ",
        "\n- ",
        " #",
        ": ",
        "  ",
        "''",
        "\n\n",
        "|\n",
        "{}",
        "[[",
        ", ",
        "\xa0",
    ]
    read = 0
    for _ in range(2500):
        text = chance.choice(texts)
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(text) + 1)
            text = text[:at] + chance.choice(signs) + text[at + chance.choice([0, 0, 1, 4]) :]
        read += assert_alike(text)
    assert read > 300  # else nothing would be shown


def test_lines_put_together_by_chance_are_read_alike_or_left_to_the_events():
    chance = random.Random(8)
    values = [
        "b", "b c ", "b: c", "- x", "# c", "x #y", "it's", '"q"', "'q' ", "[[a]]", "é", "", "  ", "|", ">", "|-", ">-", "| ", "{a: b}",
        "[a, b ]", "{a: {b: c}, d: [x]}", "[{a: b}]", "{a: b, a: c}", "[a,b]", "~", "null", "---", "x\u2013y", "5:30",
    ]  # fmt: skip
    read = 0
    for _ in range(6000):
        lines = [
            chance.choice(["", "", "", "  ", "  ", "- ", "  - ", "    "]) + chance.choice(["", "a: ", "b: ", "c:  ", "d:"])
            + chance.choice(values)
            for _ in range(chance.randint(1, 5))
        ]  # fmt: skip
        read += assert_alike("\n".join(lines) + chance.choice(["\n", "\n", "", "\n\n"]))
    assert read > 300  # else nothing would be shown
