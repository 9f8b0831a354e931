# The canonical form of a file: what moves, what stays, and that nothing it says changes.
from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from run import REPOSITORY
from stemma.change.format import formatted
from stemma.change.quoting import written
from stemma.text.document import parse, read_bytes
from stemma.text.nodes import Mapping, Scalar, Sequence
from stemma.text.source import Source
from stemma.vocabulary.schema_read import read_schema

SCHEMA = """\
types:
  ship:
    fields:
      port: {type: ref, to: any, with: {berth: text}}
      launched: date
      cargo: {type: quantity, unit: tonne}
      flags: {type: text, many: true}
  tug:
    extend: ship
    folder: ships/tugs
    fields: {pull: number}
"""


def vocabulary(text: str):
    return read_schema(parse(Source("graph/schema.yml", text)).value).value


SHIPS = vocabulary(SCHEMA)


def form(text: str, folder: str = "ships", schema=SHIPS) -> str | None:
    return formatted(Source("graph/x.yml", text), schema, folder)


def said(node):
    """All that a tree says; mappings without their order."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [said(item) for item in node.items]
    return {key.text: said(value) for key, value in node.entries}


def comments(text: str) -> list[str]:
    """Every comment. For texts without `#` in a value."""
    return sorted(line.rstrip("\r") for line in re.findall(r"(?<!\S)#.*", text))


# What moves ----------------------------------------------------------------------------------------------------------


def test_common_keys_come_first_then_those_of_the_schema_then_unknown_ones_as_they_were():
    text = "zeal: 1\nflags: a\ncargo: 5 t\nallure: 2\nsummary: S\nlaunched: 1998\nname: A\n"
    assert form(text) == "name: A\nsummary: S\nlaunched: 1998\ncargo: 5 t\nflags: a\nzeal: 1\nallure: 2\n"


def test_each_entity_of_a_list_is_put_in_order_in_braces_as_in_lines():
    text = "- {name: A, id: a}\n- name: B # b\n  # of b\n  cargo: 5 t\n  id: b\n"
    assert form(text) == "- {id: a, name: A}\n- id: b\n  name: B # b\n  # of b\n  cargo: 5 t\n"


def test_a_type_in_the_file_gives_the_order_and_so_does_the_folder():
    assert form("pull: 3\ncargo: 5 t\nname: T\ntype: tug\n") == "type: tug\nname: T\ncargo: 5 t\npull: 3\n"
    assert form("pull: 3\ncargo: 5 t\n", "ships/tugs/old") == "cargo: 5 t\npull: 3\n"


def test_the_long_form_says_the_value_first_then_its_source_then_remarks():
    text = "cargo:\n  - note: N\n    rank: rejected\n    source: s\n    value: 5 t\n  - {source: s, value: 6 t}\n"
    assert (
        form(text)
        == "cargo:\n  - value: 5 t\n    source: s\n    rank: rejected\n    note: N\n  - {value: 6 t, source: s}\n"
    )
    assert form("port: {source: s, berth: b, to: p}\n") == "port: {to: p, berth: b, source: s}\n"


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        # A comment goes with the key under it, with the one it is indented below, and with the line that it ends.
        ("cargo: 5 t # c\n# of n\nname: A # n\n", "# of n\nname: A # n\ncargo: 5 t # c\n"),
        ("flags:\n  - a\n  # more\nname: A\n", "name: A\nflags:\n  - a\n  # more\n"),
        # An empty line parts it from the next key.
        ("cargo: 5 t\n# of c\n\nname: A\n", "name: A\n\ncargo: 5 t\n# of c\n"),
        # What stands at the top above an empty line, or at the end, belongs to the file.
        ("# top\n\ncargo: 5 t\nname: A\n# end\n", "# top\n\nname: A\ncargo: 5 t\n# end\n"),
        (
            "# yaml-language-server: $schema=x\n# of c\ncargo: 5 t\nname: A\n",
            "# yaml-language-server: $schema=x\nname: A\n# of c\ncargo: 5 t\n",
        ),
        # Above the hyphen of a list there is room for what stood above the key that comes first.
        ("- cargo: 5 t\n  # of id\n  id: a\n", "# of id\n- id: a\n  cargo: 5 t\n"),
    ],
)
def test_comments_stay_with_what_they_belong_to(text, canonical):
    assert form(text) == canonical


def test_empty_lines_between_groups_stay_above_the_keys_they_part():
    assert form("flags: a\n\ncargo: 5 t\nname: A\n") == "name: A\n\ncargo: 5 t\nflags: a\n"


@pytest.mark.parametrize("text", ["cargo: 5 t\r\nname: A\r\n", "cargo: 5 t\r\nname: A"])
def test_line_breaks_of_windows_stay(text):
    assert form(text) == "name: A\r\ncargo: 5 t\r\n"


# What stays ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "name:   A   # wide\n\n\ncargo:    5 t\n",
        "name: A\nsummary: >-\n  One\n  two.\nflags: [ a,\n  b ]\n",
        "# only a comment\n",
        "",
        "name: A\nnotes: |\n  # no comment\n  x: 1\n",
        # Its empty lines belong to the text, and only YAML knows where it ends.
        "notes: |+\n  text\n\n\nname: A\n",
        # The last line is part of a text that would get a line break.
        "cargo: 5 t\nnotes: |\n  text",
    ],
)
def test_a_file_in_its_form_and_one_that_cannot_be_changed_safely_keep_every_byte(text):
    assert form(text) == text


@pytest.mark.parametrize("text", ["name: A\nname: B\n", "cargo: [\nname: A\n", "cargo: >5 t\nname: A\n", "a: &x 1\n"])
def test_a_file_with_a_mistake_is_left_alone(text):
    assert form(text) is None


def test_a_file_that_is_still_to_be_filled_in_gets_its_form():
    assert form("cargo: <fill in>\nname: A\n") == "name: A\ncargo: <fill in>\n"


def test_a_comment_that_silences_a_rule_goes_on_speaking_of_the_same_value():
    alone = "# stemma: ignore[ref-unknown]\nport: x\nname: A\n"
    assert form(alone) == "name: A\n# stemma: ignore[ref-unknown]\nport: x\n"
    at_a_hyphen = "port:\n  # stemma: ignore[value-enum]\n  - rank: odd\n    to: x\nname: A\n"
    assert form(at_a_hyphen) == "name: A\nport:\n  # stemma: ignore[value-enum]\n  - rank: odd\n    to: x\n"


def test_keys_stay_where_a_broken_schema_says_nothing_of_their_order():
    assert form('cargo: "5 t"\nname: A\n', schema=vocabulary("types: [")) == "cargo: 5 t\nname: A\n"


# Quotes --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ('a: "plain words"', "a: plain words"),
        ("a: '3,200 t'", "a: 3,200 t"),
        ("a: {value: '3,200 t'}", 'a: {value: "3,200 t"}'),
        ("a: 'x: y'", 'a: "x: y"'),
        ("a: \"say \\\"hi\\\"\"", "a: say \"hi\""),
        ("a: \"[x] \\\"hi\\\"\"", "a: '[x] \"hi\"'"),
        ('"a": x', "a: x"),
        *[
            (f'a: "{same}"', f'a: "{same}"')
            for same in ("no", "1.10", "2025-01-20", "null", "true", "", " x", "x ", ">5 t", "# x", "x #y", "- x", "a:", "\\t")
        ],
        ("a: 'two\n  lines'", "a: 'two\n  lines'"),
    ],
)  # fmt: skip
def test_quotes_stand_only_where_we_or_another_reader_of_yaml_need_them(text, canonical):
    assert form(text) == canonical


@given(text=st.text(max_size=20) | st.text(alphabet="ab:#,-[]{}'\"\\ ?!&*|>%@`~=<.19\n", max_size=12))
def test_any_text_can_be_written_and_is_read_as_itself(text):
    readable = not re.search(r"[\ud800-\udfff\ufffe\uffff]", text)
    for flow in (False, True) if readable else ():
        line = f"a: {{b: {written(text, flow=True)}, c: d}}\n" if flow else f"a: {written(text)}\nb: c\n"
        read = parse(Source("x.yml", line))
        assert read.diagnostics == () or text == "<fill in>"
        root = read.value.root
        assert isinstance(root, Mapping)
        value = root.entries[0].value
        assert (value.entries[0].value if isinstance(value, Mapping) else value).text == text


# Meaning -------------------------------------------------------------------------------------------------------------

KEYS = ["id", "name", "summary", "notes", "sources", "port", "launched", "cargo", "flags", "odd", "strange"]
VALUES = [
    "word", '"two words"', "'x: y'", "[a, 'b', \"c, d\"]", "{value: 5 t, source: s}", "{note: 'n', rank: normal, value: '5'}",
    "|\n{i}  text\n{i}  more", ">-\n{i}  folded\n\n{i}  text", "\n{i}  - value: 1\n{i}    # inside\n{i}    source: s\n{i}  - source: s\n{i}    value: 2",
    "", "\n{i}  note: n\n{i}  value: 'v'",
]  # fmt: skip


def generated(seed: int) -> str:
    """A file of an entity, or of two in a list, with comments and empty lines wherever they may stand."""
    chance = random.Random(seed)
    count = 0

    def comment() -> str:
        nonlocal count
        count += 1
        return f"# c{count}"

    def entity(indent: str) -> list[str]:
        lines = []
        for key in chance.sample(KEYS, chance.randint(1, 7)):
            lines += [""] * (chance.random() < 0.2)
            lines += [f"{indent}{comment()}" for _ in range(chance.choice([0, 0, 0, 1, 2]))]
            lines += [""] * (chance.random() < 0.1)
            value = chance.choice(VALUES).replace("{i}", indent)
            ending = f" {comment()}" if chance.random() < 0.3 and not value.startswith(("|", ">", "\n")) else ""
            lines.append(f"{indent}{key}:{'' if value.startswith(chr(10)) or not value else ' '}{value}{ending}")
            lines += [f"{indent}    {comment()}"] * (chance.random() < 0.1 and value.startswith("\n"))
        return lines

    if chance.random() < 0.6:
        lines = entity("")
    else:
        lines = []
        for _ in range(2):
            first, *rest = entity("  ")
            while not first or first.lstrip().startswith("#"):
                lines, (first, *rest) = [*lines, first], rest
            lines += [f"- {first[2:]}", *rest]
    return chance.choice(["\n", "\r\n"]).join("\n".join(lines).split("\n")) + chance.choice(["", "\n"])


def real_files():
    graph = REPOSITORY / "graph"
    schema = vocabulary((graph / "schema.yml").read_text("utf-8"))
    for path in sorted(graph.rglob("*.yml")):
        folder = path.parent.relative_to(graph).as_posix().removeprefix(".")
        yield schema, folder, read_bytes(path.name, path.read_bytes()).value.text


def test_nothing_that_generated_and_real_files_say_changes_and_twice_is_once():
    cases = [(SHIPS, "ships", generated(seed)) for seed in range(600)]
    moved = 0
    for schema, folder, text in [*cases, *real_files()]:
        once = form(text, folder, schema)
        assert once is not None, text
        assert said(parse(Source("x", once)).value.root) == said(parse(Source("x", text)).value.root), text
        assert comments(once) == comments(text), text
        assert form(once, folder, schema) == once, text
        moved += once != text
    assert moved > 300
