# Where a Markdown text speaks of the graph, and where it only shows how one would.
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.text.markdown_scan import scan


def targets(text):
    found = scan(text).links
    assert all(text[link.start : link.start + 2] == "[[" and text[: link.end].endswith("]]") for link in found)
    return [link.target for link in found]


@pytest.mark.parametrize(
    "text",
    [
        "[[a]]", "x [[a]] y", "**[[a]]**", "- [[a]]\n", "> [[a]]\n", "# [[a]]\n", "[[ a ]]", "[[a|text]]", "(see [[a]])",
        "| x | y |\n|---|---|\n| [[a\\|text]] | |\n", "- item\n\n    [[a]] goes on\n", "1. item\n\n    [[a]]\n", "text\n    [[a]] goes on",
        "!!! note\n\n    [[a]]\n", "??? note\n    [[a]]\n", '=== "Tab"\n\n    [[a]]\n', "<div>[[a]]</div>", "a ` b [[a]]",
        "`x` [[a]] `y`", "\\` [[a]] `", "```\nx\n```\n[[a]]", "~~~\nx\n~~~\n\n[[a]]", "---\ntitle: x\n---\n[[a]]", "x\n\n---\n\n[[a]]\n\n---\n",
        "<!-- x --> [[a]] <!-- y -->", "[[a]]\r\n", "\N{ZERO WIDTH NO-BREAK SPACE}[[a]]", "` a\n\n[[a]] `", "<pre> never closed [[a]]",
        "Term\n:   [[a]]\n",
    ],
)  # fmt: skip
def test_a_link_is_seen(text):
    assert targets(text) == ["a"]


@pytest.mark.parametrize(
    "text",
    [
        "`[[a]]`", "`` ` [[a]] ``", "`x\n[[a]]`", "```\n[[a]]\n```", "~~~ yaml\n[[a]]\n~~~", "> ```\n> [[a]]\n> ```", "- ```\n  [[a]]\n  ```",
        "````\n```\n[[a]]\n```\n````", "```\n[[a]]", "    [[a]]", "text\n\n    [[a]]\n", "- item\n\n        [[a]]\n", "<!-- [[a]] -->", "<!--\n[[a]]\n-->",
        "<pre>[[a]]</pre>", "<code>[[a]]</code>", "<script>[[a]]</script>", "<PRE\nx>\n[[a]]</pre >", "---\ntitle: [[a]]\n---\n", "\\[[a]]", "[[]]", "[[ ]]",
        "[[a\nb]]", "[[a", "[a]]", "\t[[a]]",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_link_is_none(text):
    assert [target for target in targets(text) if target] == []


def test_a_link_has_its_label_and_its_place():
    (link,) = scan("x [[a.b|the b]] y").links
    assert link == (2, 15, "a.b", "the b")


def test_a_block_has_its_name_body_and_indentation():
    text = "x\n\n  ```lineage\n  select: a\n  ```\n"
    (block,) = scan(text).blocks
    assert (block.name, text[block.body_start : block.body_end].strip(), block.indent) == ("lineage", "select: a", "  ")
    assert text[block.start : block.end].strip() == text.strip()[1:].strip()


@pytest.mark.parametrize(
    "text",
    [
        "```python\nx\n```",
        "````\n```lineage\n```\n````",
        "`lineage`",
        "    ```lineage\n    x\n    ```"[:0] or "lineage",
    ],
)
def test_other_code_is_no_block_of_ours(text):
    assert scan(text).blocks == ()


@given(st.text(alphabet="`[]|\\ \n\ta-<>!pre/#~:x", max_size=80))
def test_every_place_lies_in_the_text_whatever_it_is(text):
    found = scan(text)
    for link in found.links:
        assert text[link.start : link.start + 2] == "[["
        assert 0 <= link.start < link.end <= len(text)
    for block in found.blocks:
        assert 0 <= block.start <= block.body_start <= block.body_end <= block.end <= len(text)


def test_brackets_that_lack_one_of_their_four_are_found_apart_from_links():
    text = "[[a] and [b]] and [[c.d and [[whole]] and [e][f] and `[[g]` and list[0] and \\[[h]\n"
    seen = scan(text)
    assert [link.target for link in seen.links] == ["whole"]
    assert [(link.target, text[link.start : link.end]) for link in seen.torn] == [
        ("a", "[[a]"),
        ("b", "[b]]"),
        ("c.d", "[[c.d"),
    ]
