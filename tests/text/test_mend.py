# The traps of YAML in our own notation: each is reported at its value, with the line as it should be, and the rest of the
# file is read all the same. What is no known trap is a syntax error that says what to do.
from __future__ import annotations

import pytest
import yaml

from stemma.text import document
from stemma.text.document import parse
from stemma.text.nodes import Mapping, Scalar
from stemma.text.source import Source


@pytest.fixture(params=["libyaml", "pure Python"], autouse=True)
def _parser(request, monkeypatch):
    """Both parsers must agree."""
    if request.param == "pure Python":
        monkeypatch.setattr(document, "_Parser", yaml.SafeLoader)


def only(text: str):
    """The one diagnostic of a text."""
    (found,) = parse(Source("file.yml", text)).diagnostics
    return found


@pytest.mark.parametrize(
    ("line", "rule", "underlined", "mended"),
    [
        ("cost: >100M USD", "yaml-quote-needed", ">100M USD", 'cost: ">100M USD"'),
        ("cost: >100", "yaml-quote-needed", ">100", 'cost: ">100"'),
        ("cost: >=800 GB", "yaml-quote-needed", ">=800 GB", 'cost: ">=800 GB"'),
        ("cost: |x|", "yaml-quote-needed", "|x|", 'cost: "|x|"'),
        ("cost: {value: >100M USD, source: a}", "yaml-quote-needed", ">100M USD", 'value: ">100M USD"'),
        ("cost: [>1 h, 2 h]", "yaml-quote-needed", ">1 h", '">1 h"'),
        ("note: [[aurora]]", "yaml-quote-needed", "[[aurora]]", 'note: "[[aurora]]"'),
        ("note: [[aurora]] is a ship", "yaml-quote-needed", "[[aurora]] is a ship", 'note: "[[aurora]] is a ship"'),
        ("note: see: below", "yaml-quote-needed", "see: below", 'note: "see: below"'),
        ("note: @home", "yaml-quote-needed", "@home", 'note: "@home"'),
        ("note: `code`", "yaml-quote-needed", "`code`", 'note: "`code`"'),
        ("note: %a", "yaml-quote-needed", "%a", 'note: "%a"'),
        ("note: *very* long", "yaml-quote-needed", "*very* long", 'note: "*very* long"'),
        ('note: "A" ship', "yaml-quote-needed", '"A" ship', "note: '\"A\" ship'"),
        ("note: 'It's big'", "yaml-quote-needed", "'It's big'", 'note: "It\'s big"'),
        ("cost: {value: $294,000}", "yaml-comma-in-value", "$294,000", 'value: "$294,000"'),
        ("cost: {value: $1,294,000, source: a}", "yaml-comma-in-value", "$1,294,000", 'value: "$1,294,000"'),
        ("cost: {formula: max(a, b)}", "yaml-comma-in-value", "max(a, b)", 'formula: "max(a, b)"'),
        ("cost: {formula: max(a, b, c), unit: h}", "yaml-comma-in-value", "max(a, b, c)", 'formula: "max(a, b, c)"'),
        ("cost: [$294,000, 5]", "yaml-comma-in-value", "$294,000", '"$294,000"'),
        ("note: ranked #3", "yaml-comment-in-value", "#3", 'note: "ranked #3"'),
    ],
)
def test_a_trap_is_reported_once_with_the_line_as_it_should_be(line, rule, underlined, mended):
    found = only(f"name: Aurora\n{line}\nflag: norway\n")
    assert (found.rule.id, found.at.span.text) == (rule, underlined)
    assert f"write `{mended}`" in found.help[0]


@pytest.mark.parametrize(
    "line", ["cost: >100M USD", "note: [[a]] b", "note: see: below", "note: @home", "cost: [$294,000]"]
)
def test_the_rest_of_the_file_is_read_all_the_same(line):
    source = Source("file.yml", f"name: Aurora\n{line}\nflag: norway\n")
    root = parse(source).value.root
    assert isinstance(root, Mapping)
    assert [entry.key.text for entry in root.entries] == ["name", line.partition(":")[0], "flag"]
    last = root.get("flag")
    assert isinstance(last, Scalar)
    assert source.text[last.start : last.end] == "norway"


def test_a_value_with_a_mistake_is_marked_so_that_nothing_more_is_said_of_it():
    root = parse(Source("file.yml", "name: Aurora\ncost: >100M USD\n")).value.root
    assert isinstance(root, Mapping)
    assert isinstance(root.get("cost"), Scalar)
    assert root.get("cost").style == "!"


def test_several_traps_are_all_reported():
    text = "a: >1 h\nb: [[x]] y\nc: {d: $1,000}\ne: f: g\n"
    assert [d.at.span.text for d in sorted(parse(Source("f", text)).diagnostics, key=lambda d: d.at.span.start)] == [
        ">1 h",
        "[[x]] y",
        "$1,000",
        "f: g",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "note: a#3",
        "note: >\n  text",
        "note: ranked # third",
        'note: "a: b"',
        "note: http://a.example/",
        "time: 12:30",
        "a: {b: c d, e: f}",
    ],
)
def test_what_is_no_trap_is_let_pass(line):
    assert parse(Source("file.yml", f"{line}\n")).diagnostics == ()


@pytest.mark.parametrize(
    ("text", "underlined", "message"),
    [
        ("a: 1\nb:2\nc: 3\n", "b:", "`b:` has no space after its colon"),
        ("a: 1\nb\nc: 3\n", "b", "this line has no `: ` after its key"),
        (": 1\n", ":", "there is no key in front of this colon"),
        ("a: 1\n  b: 2\n", "b", "this line is indented deeper than the one above, which has its value already"),
        ("a:\n  - 1\n - 2\n", "-", "this line is indented in a way that fits nothing above it"),
        ("a: 1\n\tb: 2\n", "\t", "a tab stands where YAML allows only spaces"),
        ('a: "text\nb: 1\n', '"', "this quote is never closed"),
        ("a: 'text\n", "'", "this quote is never closed"),
        ('a: "C:\\ships"\n', "\\s", "`\\s` is no escape that YAML knows"),
        ("a: {b: c\nd: e\n", "{", "this bracket is never closed"),
        ("a: [b, c", "[", "this bracket is never closed"),
        ("a: {b: c]\n", "]", "`]` is the wrong closing bracket"),
        ("a: ]\n", "]", "`]` closes nothing"),
        ("a: - b\n", "-", "a list cannot start on the line of its key"),
        ("a: b\x07c\n", "\x07", "U+0007 is a control character, which YAML does not allow"),
    ],
)
def test_a_syntax_error_says_in_plain_words_what_is_wrong_and_where(text, underlined, message):
    found = only(text)
    assert found.rule.id == "yaml-syntax"
    assert (found.message, found.at.span.text) == (message, underlined)
    assert found.help


def test_a_file_that_cannot_be_read_is_called_broken():
    assert parse(Source("file.yml", "a: {b: c\n")).value.broken
