# Edits by place, and the way back from a value to the characters that wrote it.
from __future__ import annotations

import random

import pytest

from stemma.change.edits import Edit, OverlapError, apart, applied, diff, encoded, line_end, moved_back
from stemma.change.places import place_of
from stemma.text.document import parse
from stemma.text.nodes import Mapping, Scalar
from stemma.text.source import Source


def test_edits_are_applied_together_by_the_places_of_the_old_text() -> None:
    assert applied("one two three", [Edit(8, 13, "3"), Edit(0, 3, "1"), Edit(4, 4, ">")]) == "1 >two 3"


def test_the_same_edit_twice_is_one() -> None:
    assert applied("one two", [Edit(0, 3, "1"), Edit(0, 3, "1")]) == "1 two"


def test_what_no_edit_touched_is_found_where_it_was_before() -> None:
    chance = random.Random(7)
    for _ in range(200):
        text = "".join(map(chr, range(97, 117)))  # each character once
        cuts = sorted(chance.sample(range(len(text) + 1), 6))
        edits = [Edit(a, b, "X" * chance.randrange(4)) for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        made = applied(text, edits)
        for at, character in enumerate(made):
            if character != "X":
                assert moved_back(at, edits) == text.index(character)
            else:
                assert moved_back(at, edits) in {edit.start for edit in edits}


@pytest.mark.parametrize("other", [Edit(2, 5, "x"), Edit(0, 3, "2"), Edit(0, 0, "y"), Edit(1, 2, "")])
def test_overlapping_edits_are_refused(other: Edit) -> None:
    with pytest.raises(OverlapError):
        applied("one two", [Edit(0, 3, "1"), other])


def test_edits_that_touch_do_not_overlap() -> None:
    assert applied("abcd", [Edit(0, 2, "1"), Edit(2, 4, "2")]) == "12"


def test_of_edits_that_meet_the_first_is_kept() -> None:
    assert apart([Edit(2, 5, "b"), Edit(0, 3, "a"), Edit(6, 7, "c")]) == (
        [Edit(0, 3, "a"), Edit(6, 7, "c")],
        [Edit(2, 5, "b")],
    )


def test_all_outside_of_the_edits_stays_as_it_was() -> None:
    rng = random.Random(6)
    for _ in range(200):
        text = "".join(rng.choice("ab ö\r\n\t") for _ in range(40))
        cuts = sorted(rng.sample(range(41), 6))
        edits = [Edit(a, b, "<>") for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
        outside = "".join(c for i, c in enumerate(text) if not any(e.start <= i < e.end for e in edits))
        assert applied(text, edits).replace("<>", "") == outside


def test_a_byte_order_mark_stays() -> None:
    assert encoded("a: é\n", b"\xef\xbb\xbfa: e\n") == b"\xef\xbb\xbfa: \xc3\xa9\n"
    assert encoded("a\n", b"b\n") == b"a\n"


def test_the_line_end_is_that_of_the_first_line() -> None:
    assert (line_end("a\r\nb\n"), line_end("a\nb\r\n"), line_end("a")) == ("\r\n", "\n", "\n")


def test_a_diff_says_where_a_file_goes_and_that_its_last_line_has_no_end() -> None:
    assert diff("a.yml", "x: 1\ny: 2", "x: 1\ny: 3", "b.yml") == (
        "diff --git a/a.yml b/b.yml\nrename from a.yml\nrename to b.yml\n--- a/a.yml\n+++ b/b.yml\n@@ -1,2 +1,2 @@\n x: 1\n"
        "-y: 2\n\\ No newline at end of file\n+y: 3\n\\ No newline at end of file\n"
    )
    assert diff("a.yml", "x", "x") == ""


@pytest.mark.parametrize(
    "written",
    [
        "see the old one",
        "'it''s the old one'",
        '"a \\"quoted\\" old one"',
        '"\\u00e9t\\xe9\\n old"',
        "|\n  first line\n    indented\n  the old one\n",
        ">-\n  folded\n  over\n\n  the old\n  one\n",
        "plain over\n  two lines, old",
        '"folded \\\n   over old"',
        "'folded\n\n  over old'",
        "|2\n   indented old\n",
    ],
)
def test_a_word_of_a_value_is_found_where_it_is_written(written: str) -> None:
    text = f"first: 1\nnotes: {written}\nlast: old\n"
    root = parse(Source("x.yml", text)).value.root
    assert isinstance(root, Mapping)
    node = root.get("notes")
    if written.startswith("|2"):
        node = Scalar("  indented old\n", text.index("|2"), text.index("\nlast"), "|")  # refused by the reader
    assert isinstance(node, Scalar)
    at = node.text.index("old")
    place = place_of(text, node, at, at + 3)
    assert place is not None
    assert text[place[0] : place[1]] == "old"
    assert place[0] < text.index("last:")


def test_a_word_that_is_written_with_escapes_has_a_place_too() -> None:
    text = 'notes: "the \\u006fld one"\n'
    root = parse(Source("x.yml", text)).value.root
    assert isinstance(root, Mapping)
    node = root.get("notes")
    assert isinstance(node, Scalar)
    assert place_of(text, node, 4, 7) == (text.index("\\u006f"), text.index(" one"))
