# The file of accepted problems: what it accepts whatever is edited elsewhere, that it only shrinks, and that the check says
# when it can.
from __future__ import annotations

import gc
import json

import pytest
from click.testing import CliRunner

from run import write_files
from stemma.adapters.cli.check import check
from stemma.text.baseline import Entry, read_baseline, written
from stemma.text.source import Source

SCHEMA = "types:\n  ship:\n    fields:\n      sister: {type: ref, to: ship}\nproject:\n  baseline: accepted.json\n  rules: {lint: ignore}\n"
SHIPS = {
    "mkdocs.yml": "site_name: T\nplugins: [stemma]\n",
    "docs/index.md": "# Home\n",
    "graph/schema.yml": SCHEMA,
    "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n",
    "graph/ships/more.yml": "- {id: nina, name: Niña}\n- {id: maria, name: Maria, sister: ninna}\n",
}
FILE = "graph/accepted.json"


class Ships:
    """A project on disk, and the command in it."""

    def __init__(self, folder):
        self.folder = folder
        self.write(SHIPS)

    def write(self, files):
        write_files(self.folder, files)

    def check(self, *arguments):
        """The exit code, and what was printed."""
        try:
            result = CliRunner().invoke(check, ["--format", "concise", *arguments], catch_exceptions=False)
        finally:
            gc.enable()
        return result.exit_code, result.output

    @property
    def accepted(self):
        return json.loads((self.folder / FILE).read_text("utf-8"))["accepted"]


@pytest.fixture
def ships(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return Ships(tmp_path)


@pytest.fixture
def accepted(ships):
    """The ships, with all their problems accepted."""
    assert ships.check("--write-baseline") == (0, "graph/accepted.json: 2 problems accepted\n")
    return ships


def test_accepted_problems_are_passed_over_and_counted(accepted):
    code, printed = accepted.check("--strict")
    assert code == 0
    assert printed.endswith(": no new problems (2 accepted)\n")
    assert printed.count("\n") == 1


def test_an_entry_names_the_rule_the_file_the_place_and_the_message(accepted):
    assert accepted.accepted == [
        {
            "rule": "ref-unknown",
            "file": "ships/more.yml",
            "at": "maria/sister",
            "message": "no entity has the id `ninna`",
        },
        {"rule": "ref-unknown", "file": "ships/pinta.yml", "at": "sister", "message": "no entity has the id `argos`"},
    ]


@pytest.mark.parametrize(
    "edit",
    [
        {"graph/ships/pinta.yml": "# A caravel.\n\nsummary: A ship.\nname: Pinta\nsister:   argos\n"},
        {"graph/ships/more.yml": "- {id: maria, name: Maria, sister: ninna}\n- {id: nina, name: Niña}\n"},
        {"graph/ships/more.yml": "- id: new\n  name: New\n- id: maria\n  name: Maria\n  sister: ninna\n"},
    ],
    ids=["lines", "order", "style"],
)
def test_an_accepted_problem_stays_accepted_when_lines_move(accepted, edit):
    accepted.write(edit)
    code, printed = accepted.check("--strict")
    assert (code, "(2 accepted)" in printed) == (0, True), printed


@pytest.mark.parametrize(
    "edit",
    [
        {"graph/ships/pinta.yml": "name: Pinta\nsister: argoss\n"},  # another message
        {"graph/ships/santa.yml": "name: Santa\nsister: argos\n"},  # another file
        {
            "graph/ships/more.yml": "- {id: nina, name: Niña, sister: ninna}\n- {id: maria, name: Maria, sister: ninna}\n"
        },
        {"docs/index.md": "[[argos]]\n"},
    ],
    ids=["message", "file", "entity", "page"],
)
def test_a_new_problem_is_reported_though_it_resembles_an_accepted_one(accepted, edit):
    accepted.write(edit)
    code, printed = accepted.check()
    assert code == 1
    assert printed.count("error[") == 1


def test_each_entry_accepts_one_problem(ships):
    ships.write({"docs/index.md": "[[argos]]\n"})
    ships.check("--write-baseline")
    ships.write({"docs/index.md": "[[argos]] and [[argos]]\n"})
    code, printed = ships.check()
    assert (code, printed.count("error[link-unknown]")) == (1, 1)


def test_what_was_mended_is_reported_until_it_is_taken_out(accepted):
    accepted.write({"graph/ships/pinta.yml": "name: Pinta\nsister: nina\n"})
    code, printed = accepted.check()
    assert code == 0  # a warning
    assert "graph/accepted.json:3:3: warning[baseline-unused] an accepted problem is there no more\n" in printed
    assert accepted.check("--strict")[0] == 1
    assert accepted.check("--update-baseline") == (0, "graph/accepted.json: 1 problem accepted, 1 taken out\n")
    assert [entry["file"] for entry in accepted.accepted] == ["ships/more.yml"]
    assert accepted.check("--strict")[0] == 0


def test_an_update_adds_nothing(accepted):
    before = (accepted.folder / FILE).read_bytes()
    accepted.write({"docs/index.md": "```linage\n```\n"})  # a warning, which hides nothing
    assert accepted.check("--update-baseline")[0] == 0
    assert (accepted.folder / FILE).read_bytes() == before
    assert accepted.check("--strict")[0] == 1


def test_behind_a_new_error_nothing_is_called_mended_and_nothing_is_taken_out(accepted):
    before = (accepted.folder / FILE).read_bytes()
    accepted.write({"graph/ships/pinta.yml": "name: [Pinta\n"})
    code, printed = accepted.check()
    assert code == 1
    assert "baseline-unused" not in printed
    code, printed = accepted.check("--update-baseline")
    assert (code, "nothing was written" in printed) == (1, True)
    assert (accepted.folder / FILE).read_bytes() == before


def test_a_file_that_is_there_is_not_begun_anew(accepted):
    code, printed = accepted.check("--write-baseline")
    assert (code, "is there already" in printed) == (2, True)


def test_a_mistake_in_the_schema_cannot_be_accepted(ships):
    ships.write({"graph/schema.yml": SCHEMA.replace("to: ship", "to: shipp")})
    code, printed = ships.check("--write-baseline")
    assert (code, "nothing was written" in printed) == (1, True)
    assert not (ships.folder / FILE).exists()


def test_a_file_that_the_schema_names_and_is_not_there_is_an_error(ships):
    code, printed = ships.check()
    assert code == 1
    assert "graph/schema.yml:6:13: error[baseline-file] there is no baseline `graph/accepted.json`\n" in printed


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        '{"version": 2, "accepted": []}',
        '{"version": 1, "accepted": [3]}',
        '{"version": 1}',
        "[" * 100_000,
        "<<<<<<< HEAD\n",
    ],
)
def test_a_file_that_cannot_be_read_is_one_error_and_accepts_nothing(accepted, text):
    accepted.write({FILE: text})
    code, printed = accepted.check()
    assert code == 1
    assert printed.count("error[baseline-file]") == 1
    assert printed.count("error[ref-unknown]") == 2


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--baseline", "nowhere.json"], "there is no baseline `nowhere.json`"),
        (["--update-baseline"], "there is no baseline"),
        (["--write-baseline", "--update-baseline"], "use one of them"),
    ],
)
def test_a_call_that_cannot_be_answered_ends_with_2(ships, arguments, says):
    code, printed = ships.check(*arguments)
    assert (code, says in printed) == (2, True), printed


def test_a_file_may_be_named_for_one_check_and_where_none_is_named_the_help_says_how(ships):
    ships.write({"graph/schema.yml": SCHEMA.replace("  baseline: accepted.json\n", "")})
    assert ships.check("--write-baseline")[0] == 2
    assert ships.check("--baseline", "known.json", "--write-baseline")[0] == 0
    assert ships.check("--baseline", "known.json")[0] == 0
    assert ships.check()[0] == 1


def test_the_advice_names_the_file_that_the_call_named_and_can_be_followed(ships):
    ships.write({"graph/schema.yml": SCHEMA.replace("  baseline: accepted.json\n", "")})
    code, printed = ships.check("--baseline", "known.json")
    assert (code, "make it with `stemma check --baseline known.json --write-baseline`" in printed) == (2, True)
    ships.check("--baseline", "known.json", "--write-baseline")
    ships.write({"graph/ships/pinta.yml": "name: Pinta\n"})
    printed = ships.check("--baseline", "known.json", "--format", "full")[1]
    assert "take it out with `stemma check --baseline known.json --update-baseline`" in printed
    assert ships.check("--baseline", "known.json", "--update-baseline")[0] == 0
    ships.write({"known.json": "["})
    printed = ships.check("--baseline", "known.json", "--format", "full")[1]
    assert "make it anew with `stemma check --baseline known.json --write-baseline`" in printed


def test_the_graphs_own_folder_has_the_same_verdict_and_leaves_pages_alone(ships):
    ships.write({"docs/index.md": "[[argos]]\n"})
    ships.check("--write-baseline")
    code, printed = ships.check("graph", "--strict")
    assert (code, printed.split(": ")[-1]) == (0, "no new problems (2 accepted)\n")
    ships.write({"graph/ships/pinta.yml": "name: Pinta\n"})
    assert ships.check("graph", "--update-baseline")[0] == 0
    assert [entry["file"] for entry in ships.accepted] == ["../docs/index.md", "ships/more.yml"]


def test_what_is_written_is_read_again_whatever_the_message_holds():
    entries = (Entry("a.yml", "x/y", "r", 'quotes " and \\ and\nlines'), Entry("ü.yml", "", "r", "𝔸 ` 🚢"))
    assert read_baseline(Source("f", written(entries))).value == tuple(sorted(entries))
