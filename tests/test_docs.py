# The documentation is true: every file and command on its pages is run, every table of readings is read, and whatever a
# user can write down or type in is on some page.
from __future__ import annotations

import re

import pytest

from pages_of_docs import Console, built_graph, matches, steps
from run import REPOSITORY
from stemma.adapters.cli.main import cli
from stemma.adapters.mkdocs import StemmaConfig
from stemma.knowledge import load_claim, select
from stemma.knowledge.blocks import OPTIONS
from stemma.text.diagnostics import SEVERITIES
from stemma.vocabulary import schema, schema_read, schema_types
from stemma.vocabulary.dates import parse_date
from stemma.vocabulary.functions import FUNCTIONS
from stemma.vocabulary.quantity import Quantity, compare, parse_quantity, plain
from stemma.vocabulary.units import Units

DOCS = REPOSITORY / "docs"
GUIDE = {path.stem: path.read_text("utf-8") for path in sorted((DOCS / "guide").glob("*.md"))}
RUN = sorted(
    [
        *(DOCS / "guide").glob("*.md"),
        DOCS / "reference" / "graph-json.md",
        DOCS / "reference" / "check-json.md",
        DOCS / "reference" / "diff-json.md",
    ]
)
COMMANDS = {name: cli.get_command(None, name) for name in cli.list_commands(None)}
UNITS = Units.build(["crate = [crate], count", "USD = [currency], symbol $", "GPU = [gpu], count"])[0]


# What the pages show is what happens ---------------------------------------------------------------------------------


@pytest.mark.parametrize("page", RUN, ids=lambda path: path.stem)
def test_what_a_page_shows_is_what_happens(page, write_project, monkeypatch):
    project = write_project({})
    monkeypatch.chdir(project)
    console = Console(project)
    for step in steps(page.read_text("utf-8")):
        if step.title.startswith("site/"):
            assert step.body == built_graph(project), f"{page.name}:{step.line} is not what is built"
        elif step.title:
            console.write(step)
        for command, expected in step.commands():
            printed = console.run(command)
            if printed is not None:
                assert matches(expected, printed), (
                    f"{page.name}:{step.line} `{command}` prints this instead:\n\n{printed}\n"
                    f"python tests/support/pages_of_docs.py docs/{page.relative_to(DOCS)} writes it there"
                )


@pytest.mark.parametrize("page", ["start", "site"])
def test_the_project_of_a_page_builds_into_the_pages_that_it_names(page, write_project, mkdocs_build):
    project = write_project({})
    for step in steps(GUIDE[page]):
        if step.title:
            Console(project).write(step)
    site = mkdocs_build(project, "--strict").ok().site
    for name in ("ships/aurora/", "ships/", "explore/"):
        assert f"`{name}`" in GUIDE[page] or page == "start"
        assert (site / name / "index.html").is_file()
    assert "ships/aurora/#field-" in (site / "index.html").read_text("utf-8")


def rows(page: str, *heads: str) -> list[list[str]]:
    """The rows of the page's table with these heads, without the marks of code."""
    start = GUIDE[page].index(f"| {' | '.join(heads)} |\n")
    lines = GUIDE[page][start:].split("\n\n")[0].splitlines()[2:]
    return [[cell.strip().strip("`") for cell in line.strip("|").split(" | ")] for line in lines]


def grouped(number: str) -> str:
    whole, point, rest = number.partition(".")
    return f"{int(whole):,}{point}{rest}"


@pytest.mark.parametrize(
    "row", rows("quantities", "written", "best value", "from", "to", "unit"), ids=lambda row: row[0]
)
def test_a_quantity_is_read_as_the_guide_says(row):
    quantity = parse_quantity(row[0], UNITS)
    assert isinstance(quantity, Quantity)
    interval = quantity.interval
    best = "–" if interval.best is None else grouped(plain(interval.best))
    ends = [
        "no limit" if end is None else grouped(plain(end)) + (" excluded" if is_open else "")
        for end, is_open in ((interval.low, interval.low_open), (interval.high, interval.high_open))
    ]
    assert row[1:] == [best, *ends, str(quantity.unit)]


@pytest.mark.parametrize("row", rows("quantities", "stated", "against", "is"), ids=" against ".join)
def test_two_quantities_compare_as_the_guide_says(row):
    stated, computed = (parse_quantity(text, UNITS) for text in row[:2])
    assert compare(stated, computed).kind == row[2]


@pytest.mark.parametrize(
    "row", rows("quantities", "written", "first day", "last day", "shown as"), ids=lambda row: row[0]
)
def test_a_date_is_read_as_the_guide_says(row):
    date = parse_date(row[0])
    assert [str(date.earliest), str(date.latest), date.display] == row[1:]


# Everything is on some page ------------------------------------------------------------------------------------------


def unnamed(words, text: str) -> list[str]:
    """The words that do not stand in the text as code of their own or at the start of some."""
    return [word for word in words if not re.search(rf"`{re.escape(word)}[^\w`]*[^`]*`", text)]


def section(page: str, heading: str) -> str:
    """The part of a page under a heading, up to the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(heading)}\n", GUIDE[page], re.MULTILINE)
    assert found, f"{page}.md has no heading `{heading}`"
    rest = GUIDE[page][found.end() :]
    return re.split(rf"^#{{2,{len(found[1])}}} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize("block", OPTIONS)
def test_a_block_is_described_with_all_its_options(block):
    pages = [page for page, text in GUIDE.items() if re.search(rf"^#+ {block}$", text, re.MULTILINE)]
    assert len(pages) == 1
    described = [row.split("`")[1] for row in section(pages[0], block).splitlines() if row.startswith("| `")]
    assert sorted(described) == sorted(OPTIONS[block])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_described_with_all_its_options_and_choices(command):
    text = section("commands", command)
    for parameter in COMMANDS[command].params:
        names = [name for name in parameter.opts if name.startswith("--")] or [
            parameter.metavar or (parameter.name or "").upper()
        ]
        for choice in getattr(parameter.type, "choices", ()):
            assert f"`{names[0]} {choice}`" in text
        assert [name for name in names if f"`{name}" in text], f"`{names[0]}`"


def test_every_option_of_the_plugin_is_described():
    assert unnamed((name for name, _ in StemmaConfig._schema), section("site", "Options")) == []


def test_every_kind_of_term_in_a_selection_is_described():
    assert [name for name in select._METHODS if f"`{name}:" not in section("site", "Selections")] == []


def test_every_key_of_the_schema_is_described():
    assert unnamed(schema_read.TOP_KEYS, GUIDE["schema"].partition("## Types")[0]) == []
    assert unnamed(schema_types.TYPE_KEYS, section("schema", "Types")) == []
    assert unnamed([*schema_types.FIELD_KEYS, *schema.KINDS], section("schema", "Fields")) == []
    assert unnamed(["rules"], section("schema", "Project") + section("schema", "Types")) == []
    assert unnamed(schema_read.SHIPPED, section("schema", "Extends").replace("extends: ", "")) == []


def test_every_key_of_an_entity_and_of_a_statement_is_described():
    assert unnamed(schema.COMMON_KEYS, section("entities", "Ids and names")) == []
    assert unnamed(schema.LONG_KEYS, section("entities", "Where a value comes from")) == []
    assert unnamed(schema.KINDS, section("entities", "Values of other types")) == []
    assert unnamed(schema.STANDINGS, GUIDE["entities"]) == []


def test_every_word_of_a_claim_is_described():
    assert unnamed([*schema.VERDICTS, *schema.STANCES], section("claims", "Verdicts and stances")) == []
    asserts = section("claims", "What a claim asserts")
    assert [key for key in load_claim._KEYS if not re.search(rf"\b{key}:", asserts)] == []


def test_every_severity_is_described():
    assert unnamed([*SEVERITIES, "ignore"], section("silencing", "Severities")) == []


def test_the_functions_of_the_language_are_listed_as_the_code_has_them():
    listed = re.findall(r"^\| (`.+`) \| (.+) \|$", section("figures", "Functions"), re.MULTILINE)
    expected = [
        (" or ".join(f"`{usage}`" for usage in function.usage.split(" or ")), function.meaning)
        for function in FUNCTIONS.values()
    ]
    assert listed == expected


# Pages hang together -------------------------------------------------------------------------------------------------


def test_every_page_of_guide_and_reference_is_in_the_navigation():
    listed = (REPOSITORY / "mkdocs.yml").read_text("utf-8")
    pages = [
        path.relative_to(DOCS).as_posix() for folder in ("guide", "reference") for path in (DOCS / folder).glob("*.md")
    ]
    assert [page for page in sorted(pages) if page not in listed] == []


def test_examples_name_no_host_that_may_exist():
    for name, text in GUIDE.items():
        hosts = set(re.findall(r"https?://([\w.-]+)", text))
        allowed = {
            "www.mkdocs.org",
            "squidfunk.github.io",
            "schema.org",
            "127.0.0.1",
            "doi.org",
        }  # DOIs of 10.5555 are nobody's
        assert {host for host in hosts - allowed if not host.endswith("example.org")} == set(), name
