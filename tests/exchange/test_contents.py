# `llms.txt`: its form, and that a large graph does not make a large file.
from __future__ import annotations

import re

from checking import check_files
from stemma.exchange.contents import MOST_CLAIMS, Link, contents_txt
from stemma.exchange.json_ld import Home

HOME = Home("Harbour", "https://harbour.example.org/")
LINK = re.compile(r"- \[(?:[^\[\]\\]|\\.)+\]\([^()\s]+\)(?:: .+)?")


def text(files, home=HOME, about="Ships and more.", written=()):
    return contents_txt(
        check_files(files), home, about, written, [Link("Ships", "ships/")], [Link("All", "data/graph.json")]
    )


def claims(number):
    return {
        "graph/claims/all.yml": "".join(
            f"- {{id: c{n}, name: C{n}, verdict: supported, rationale: So.}}\n" for n in range(number)
        )
    }


def test_it_begins_with_a_title_and_a_summary_and_holds_lists_of_links():
    lines = text(claims(2), written=[Link("Home", "", "The start.")]).splitlines()
    assert lines[:3] == ["# Harbour", "", "> Ships and more."]
    assert [line for line in lines if line.startswith("## ")] == ["## Pages", "## The graph", "## Claims", "## Data"]
    assert "- [Home](https://harbour.example.org/): The start." in lines
    assert "- [C0](https://harbour.example.org/claims/c0/): supported. So." in lines
    assert [line for line in lines if line.startswith("-") and not LINK.fullmatch(line)] == []


def test_without_an_address_of_the_site_links_start_at_its_root():
    assert "](claims/c0/)" in text(claims(1), Home("Harbour"))


def test_more_claims_than_anybody_reads_are_left_to_the_data():
    assert "## Claims" in text(claims(MOST_CLAIMS))
    many = text(claims(MOST_CLAIMS + 1))
    assert "## Claims" not in many
    assert len(many) < 1000


def test_a_name_with_brackets_and_a_long_description_stay_one_link_on_one_line():
    found = text(claims(1), written=[Link("a](b) [c]\nd", "x (y)/", "word " * 200)])
    line = next(line for line in found.splitlines() if line.startswith("- [a"))
    assert LINK.fullmatch(line), line
    assert len(line) < 300
