# Reading YAML: every key and value knows its place, all of them are text, and what YAML would do behind the writer's back
# is reported where it stands.
from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from stemma.text import document
from stemma.text.document import MAX_BYTES, Document, parse, read_bytes
from stemma.text.nodes import Mapping, Node, Scalar, Sequence, span_of
from stemma.text.source import Source, Span


def read(text: str) -> Document:
    """The document of a text in which nothing is wrong."""
    result = parse(Source("file.yml", text))
    assert [d.message for d in result.diagnostics] == []
    return result.value


def problems(text: str) -> list[tuple[str, str]]:
    """The rule and the underlined text of everything that is wrong."""
    return [(d.rule.id, d.at.span.text) for d in parse(Source("file.yml", text)).diagnostics]


def plain(node: Node | None) -> object:
    """The tree as dicts, lists and texts."""
    if isinstance(node, Mapping):
        return {entry.key.text: plain(entry.value) for entry in node.entries}
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return node.text if node is not None else None


def scalars(node: Node | None) -> Iterator[Scalar]:
    """Every key and value, in the order of the file."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Mapping):
        for entry in node.entries:
            yield entry.key
            yield from scalars(entry.value)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from scalars(item)


@pytest.fixture(params=["libyaml", "pure Python"])
def _parser(request, monkeypatch):
    """Both parsers must agree."""
    if request.param == "pure Python":
        monkeypatch.setattr(document, "_Parser", yaml.SafeLoader)


both_parsers = pytest.mark.usefixtures("_parser")


# Values --------------------------------------------------------------------------------------------------------------


@both_parsers
@pytest.mark.parametrize(
    "written", ["no", "1.10", "12:30", "3e24", "0o14", "2025-01-20", "~", "null", "true", ".5", "1_000", "=", "$5.576M"]
)
def test_a_value_is_the_text_that_was_written(written):
    assert plain(read(f"field: {written}\n").root) == {"field": written}


@both_parsers
def test_lists_and_mappings_keep_their_order():
    text = "b: [2, 1]\na:\n  - {y: 1, x: 2}\n  - text\n"
    assert plain(read(text).root) == {"b": ["2", "1"], "a": [{"y": "1", "x": "2"}, "text"]}


@both_parsers
def test_blocks_of_text_are_folded_as_yaml_folds_them():
    text = "a: |\n  one\n  two\nb: >\n  one\n  two\n"
    assert plain(read(text).root) == {"a": "one\ntwo\n", "b": "one two\n"}


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n", "---\n"])
def test_an_empty_file_has_no_value_and_is_not_broken(text):
    found = parse(Source("file.yml", text)).value
    assert plain(found.root) in {None, ""}
    assert not found.broken


# Places --------------------------------------------------------------------------------------------------------------


@both_parsers
@pytest.mark.parametrize(
    ("route", "key", "expected"),
    [
        (("name",), True, "name"),
        (("name",), False, "Aurora"),
        (("cost", "value"), False, '"$2,000"'),
        (("cost", "source"), True, "source"),
        (("calls", 1), False, "hull"),
        (("calls",), False, "- bergen"),  # of a block, its first line
        (("notes",), False, "|"),
        (("notes",), True, "notes"),
        (("empty",), False, "empty"),  # of an empty value, its key
        (("cost", "nothing"), True, '{value: "$2,000", source: [a, b]}'),  # the nearest thing above
        (("nothing",), False, "name: Aurora"),
    ],
)
def test_a_route_leads_to_a_place(route, key, expected):
    text = 'name: Aurora\ncost: {value: "$2,000", source: [a, b]}\ncalls:\n  - bergen\n  - hull\nnotes: |\n  Two\n  lines.\nempty:\n'
    assert read(text).at(route, key=key).text == expected


@both_parsers
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n", "a"),
        ("a: # comment\n", "a"),
        ("- id: x\n  note:\n", "note"),
        ("a: {b: , c: d}\n", "b"),
        ("a: [x, {b: }]\n", "b"),
        ('"a b":\n', '"a b"'),
        ("- a:\n", "a"),
        ("-\n- b\n", "-"),
        ("a:\n  -\n  - b\n", "-"),
    ],
)
def test_an_empty_value_is_shown_at_the_key_or_hyphen_in_front_of_it(text, expected):
    found = read(text)
    empty = next(s for s in scalars(found.root) if not s.text)
    assert span_of(found.source, empty).text == expected


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff"), max_size=12
) | st.sampled_from(
    ["no", "1.10", "> 5", "a: b", "[[x]]", "a #1", "# c", "- x", "'", '"', "\\", "é😀", "two\nlines\n", " x "]
)
_TREES = st.recursive(
    _TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3), max_leaves=8
)


@both_parsers
@given(st.dictionaries(_TEXTS, _TREES, min_size=1, max_size=4), st.sampled_from([True, False, None]), st.booleans())
@example({"a": "x" * 60 + " " + "y" * 60 + ": z"}, False, True)
def test_the_text_at_each_place_reads_as_the_value_that_is_said_to_be_there(tree, flow, unicode):
    written = yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=unicode, sort_keys=False)
    assume("[[" not in written)  # which is reported, since it is meant as a link
    found = read(written)
    assert plain(found.root) == tree
    at = 0
    for scalar in scalars(found.root):
        assert scalar.start >= at
        at = scalar.end
        assert (yaml.load(written[scalar.start : scalar.end], yaml.BaseLoader) or "") == scalar.text


@given(st.dictionaries(_TEXTS, _TREES, min_size=1, max_size=4), st.sampled_from([True, False]))
def test_both_parsers_give_the_same_tree_with_the_same_places(tree, flow):
    source = Source("file.yml", yaml.safe_dump(tree, default_flow_style=flow, allow_unicode=True))
    fast = parse(source)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_Parser", yaml.SafeLoader)
        slow = parse(source)
    assert fast == slow


@given(st.text(alphabet="ab:- \n\t#'\"[]{},&*!|>%@`~?\\é😀\r", max_size=40))
def test_any_text_gives_a_tree_or_a_problem_that_lies_inside_it(text):
    source = Source("file.yml", text)
    result = parse(source)
    assert result.value.broken == (result.value.root is None and bool(result.diagnostics))
    for diagnostic in result.diagnostics:
        assert 0 <= diagnostic.at.span.start <= diagnostic.at.span.end <= len(text)
        assert "\n" not in diagnostic.message


# Bytes ---------------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_shifts_no_place():
    source = read_bytes("file.yml", b"\xef\xbb\xbfname: Aurora\n").value
    assert parse(source).value.at(("name",)) == Span(source, 6, 12)


@both_parsers
def test_lines_may_end_as_on_windows():
    text = "name: Aurora\r\nnotes: |\r\n  Two\r\n  lines.\r\ncalls:\r\n  - bergen\r\nempty:\r\n"
    found = read(text)
    assert plain(found.root) == {"name": "Aurora", "notes": "Two\nlines.\n", "calls": ["bergen"], "empty": ""}
    assert [found.at(route).text for route in (("name",), ("calls", 0), ("empty",))] == ["Aurora", "bergen", "empty"]
    assert found.source.position(found.at(("calls", 0)).start) == (6, 5)


def test_bytes_that_are_no_utf_8_are_shown_where_the_first_one_stands():
    result = read_bytes("file.yml", b"name: \xd8rn\n")
    assert [(d.rule.id, d.at.span.start) for d in result.diagnostics] == [("file-encoding", 6)]


def test_utf_16_is_called_by_its_name():
    result = read_bytes("file.yml", "name: Aurora\n".encode("utf-16"))
    assert [(d.rule.id, d.message) for d in result.diagnostics] == [("file-encoding", "this file is UTF-16 text")]


def test_a_file_beyond_the_limit_is_not_read():
    assert not read_bytes("file.yml", b"#" * MAX_BYTES).diagnostics
    result = read_bytes("file.yml", b"#" * (MAX_BYTES + 1))
    assert [d.rule.id for d in result.diagnostics] == ["file-size"]
    assert result.value.text == ""


# What is refused -----------------------------------------------------------------------------------------------------


@both_parsers
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\nb: 2\na: 3\n", [("yaml-duplicate-key", "a")]),
        ("a: &x 1\nb: 2\n", [("yaml-anchor", "&x")]),
        ("a: &x [1, 2]\nb: *x\nc: *x\n", [("yaml-anchor", "&x")]),  # its aliases need no word of their own
        ("a: *x\n", [("yaml-anchor", "*x")]),
        ("a: {<<: {b: 1}, c: 2}\n", [("yaml-anchor", "<<")]),
        ("a: !!str 1\n", [("yaml-tag", "!!str")]),
        ("a: !python/object {b: c}\n", [("yaml-tag", "!python/object")]),
        ("a: 1\n---\nb: 2\n", [("yaml-documents", "---")]),
        ("[a, b]: c\n", [("yaml-key", "[a, b]")]),
        ("? {a: b}\n: c\n", [("yaml-key", "{a: b}")]),
        ("?\n: c\n", [("yaml-key", "?")]),
    ],
)
def test_what_a_reader_could_not_see_through_is_refused(text, expected):
    assert problems(text) == expected


def test_the_first_of_two_equal_keys_counts_and_is_shown():
    result = parse(Source("file.yml", "a: 1\nb: 2\na: 3\n"))
    assert plain(result.value.root) == {"a": "1", "b": "2"}
    assert [label.span.start for label in result.diagnostics[0].related] == [0]


def test_a_quoted_merge_sign_is_a_key_like_any_other():
    assert plain(read('"<<": 1\n').root) == {"<<": "1"}


@both_parsers
@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_no_nesting_however_deep_can_exhaust_the_process(opening):
    assert [rule for rule, _ in problems(opening * 100_000)] == ["yaml-depth"]


@both_parsers
def test_forty_levels_are_read():
    assert problems("[ " * 40 + "]" * 40) == []
    assert problems("[ " * 41 + "]" * 41) == [("yaml-depth", "[")]


# Comments that silence -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "rules"),
    [
        ("a: 1 # stemma: ignore[ref-unknown]\n", 1, ("ref-unknown",)),
        ("a: 1 #stemma:ignore[ref, unit-unknown]\n", 1, ("ref", "unit-unknown")),
        ("# stemma: ignore[ref]\na: 1\n", 2, ("ref",)),
        ("a:\n  # stemma: ignore[ref]\n  - 1\n", 3, ("ref",)),
        ('a: "text" # stemma: ignore[ref]\n', 1, ("ref",)),
        ("a: 1 # stemma: ignore\n", 1, ()),
        ("a: 1 # because # stemma: ignore[ref]\n", 1, ("ref",)),
    ],
)
def test_a_comment_silences_its_line_or_the_next(text, line, rules):
    found = read(text).ignores
    assert [(ignore.line, ignore.rules) for ignore in found] == [(line, rules)]


@pytest.mark.parametrize(
    "text",
    [
        'a: "# stemma: ignore[ref]"\n',
        "a: '# stemma: ignore[ref]'\n",
        "a: |\n  text\n  # stemma: ignore[ref]\n",
        '"# stemma: ignore[ref]": a\n',
        "a: x#stemma:ignore[ref]\n",
    ],
)
def test_what_looks_like_a_comment_inside_a_value_silences_nothing(text):
    assert read(text).ignores == ()
