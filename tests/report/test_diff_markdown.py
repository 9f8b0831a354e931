# The comment on a pull request: what it looks like, that text of files stays text, and that it fits.
from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt

from checking import check_files
from stemma.change.diff import difference
from stemma.knowledge.difference import Brief, Change, Content, Difference, KeyEdit, Present, Side
from stemma.report.diff_markdown import LIMIT, as_markdown, escape, length

SIDES = {"base": Side("main", "0123456789abcdef"), "head": Side("working tree")}
SHIP = Brief("fanny", "Fanny", "ship")
HOSTILE = [
    "<script>alert(1)</script>", "<!-- x", "| a | b |", "`code`", "[x](javascript:y)", "![x](https://evil.example/x.png)", "**b** _i_ ~s~",
    "https://evil.example", "www.evil.example", "# head", "@everyone", "#12", "</details>", "&lt;b&gt;", "$x$", ":smile:", "a\n\n| b |\n---", "\\", "x_y_z",
]  # fmt: skip


def test_an_empty_difference_is_no_change_of_meaning():
    text = as_markdown(Difference(**SIDES))
    assert text == "No change of meaning\n\n<sub>main (0123456789ab) → working tree</sub>\n"


def test_the_comment_begins_with_the_summary_and_has_a_table_for_each_kind_of_change():
    schema = "types:\n  ship: {fields: {crew: {type: integer, label: Crew}, kin: {type: ref, to: ship, label: Kin}}}\nproject: {rules: {lint: ignore}}\n"
    base = {"graph/schema.yml": schema, "graph/ships/fanny.yml": "name: Fanny\ncrew: 5\n"}
    head = {
        **base,
        "graph/ships/fanny.yml": "name: Fanny\ncrew: 6\n",
        "graph/ships/gerda.yml": "name: Gerda\ncrew: x\nkin: fanny\n",
    }
    made = difference(check_files(base), check_files(head), base_name=SIDES["base"], head_name=SIDES["head"])
    assert (
        as_markdown(made)
        == """\
**1 entity added, 1 entity changed, 1 new problem**

### New problems

| | | | |
| --- | --- | --- | --- |
| + | <code>error&#91;value-type&#93;</code> | &#96;crew&#96; is a whole number, not &#96;x&#96; | graph/ships/gerda.yml&#58;2&#58;7 |

### Entities

| | | | |
| --- | --- | --- | --- |
| + | Gerda <code>gerda</code> |  | <details><summary>ship, 1 statement</summary>Kin&#58; fanny</details> |

### Statements

| | | was | is | |
| --- | --- | --- | --- | --- |
| ~ | Fanny&#58; Crew <code>fanny.crew</code> | 5 | 6 |  |

<sub>main (0123456789ab) → working tree</sub>
"""
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_text_of_files_makes_no_markup_links_nowhere_and_calls_nobody(text):
    made = Difference(**SIDES, edits=(KeyEdit(Brief("fanny", text, "ship"), "summary", (text,), (f"{text} {text}",)),))
    page = as_markdown(made)
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(page)
    assert html.count("<tr>") == 2
    assert re.findall(r"<(?!/?(?:table|thead|tbody|tr|th|td|p|strong|h3|sub|code)\b)", html) == []
    assert "href" not in html
    assert not re.search(r"://|www\.|\$|:\w+:", page)  # what GitHub makes links, formulas and pictures of
    assert not re.search(r"(?<!&)[@#]\w", page.replace("###", ""))
    shown = " ".join(text.split())
    assert shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") in html.replace("\u200b", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_folded_is_text_too(text):
    said = (Change(SHIP, "f", text, False, None, Content(text, text, sources=(text,))),)
    page = as_markdown(Difference(**SIDES, added=(Present(SHIP, said),)))
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(page)
    assert html.count("<tr>") == 2
    assert re.findall(r"<(?!/?(?:table|thead|tbody|tr|th|td|p|strong|h3|sub|code|details|summary)\b)", html) == []
    assert (html.count("<details>"), "href" in html) == (1, False)


def test_what_is_folded_takes_no_room_that_a_row_needs():
    said = tuple(Change(SHIP, f"f{n}", "F", False, None, Content("x", "x" * 100)) for n in range(12))
    made = Difference(**SIDES, added=tuple(Present(Brief(f"s-{n}", f"S {n}", "ship"), said) for n in range(300)))
    text = as_markdown(made)
    assert len(re.findall(r"^\| \+", text, re.MULTILINE)) == 300
    assert 10 < text.count("<summary>ship, 12 statements</summary>") < 300
    assert length(text) <= LIMIT
    assert "left out" not in text


def test_what_drives_a_terminal_or_turns_text_round_is_shown_as_its_number():
    assert escape("a\x1b[31m\u202eb") == "a&#92;x1b&#91;31m&#92;x202eb"


def many(number: int) -> Difference:
    added = tuple(Present(Brief(f"ship-{n}", f"Ship 🚢 {n}", "ship")) for n in range(number))
    said = Content("x", "x" * 500)
    changes = tuple(Change(SHIP, f"f{n}", "F", False, said, None) for n in range(number))
    return Difference(**SIDES, added=added, changes=changes)


@pytest.mark.parametrize("number", [11, 300, 5000])
def test_long_tables_are_folded_and_what_does_not_fit_is_counted(number):
    made = many(number)
    text = as_markdown(made)
    rows = len(re.findall(r"^\| [+−~]", text, re.MULTILINE))
    left = re.search(r"([\d,]+) rows (?:is|are) left out here", text)
    assert rows + (int(left[1].replace(",", "")) if left else 0) == 2 * number
    assert bool(left) == (number > 11)
    assert text.count("<details>") == text.count("</details>") == 2
    assert length(text) <= LIMIT
    assert number == 11 or length(text) > LIMIT * 0.95
