# `stemma fix`: what has exactly one good mending is mended, and nothing gets worse.
from __future__ import annotations

import random
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from checking import check_files
from rule_pages import read_page, wrong_files
from run import files_of, write_files
from stemma.adapters.cli.main import cli

SCHEMA = """\
types:
  ship:
    fields:
      home_port: {type: ref, to: port, inverse: ships}
      state: {type: enum, values: [sailing, laid-up, scrapped]}
      insured: boolean
      hull: text
      cargo: {type: quantity, unit: tonne}
      twice: {type: quantity, unit: tonne}
      launched: date
  port: {fields: {}}
project: {rules: {lint: ignore}}
"""
BASE = {
    "mkdocs.yml": "site_name: Test\nplugins: [stemma]\n", "docs/index.md": "# Home\n", "graph/schema.yml": SCHEMA,
    "graph/ports/northport.yml": "name: Northport\naliases: [NP]\nsummary: A port.\n",
    "graph/sources/register.yml": "name: Register\nsummary: A list.\n",
}  # fmt: skip
SHIP = "graph/ships/aurora.yml"
HEAD = "name: Aurora\nsummary: A ship.\n"


def fix(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["fix", *arguments, "--project", str(root)])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("home_prot: northport # x\n", "home_port: northport # x\n"),
        ("home_port: nortport\n", "home_port: northport\n"),
        ("home_port: 'nortport'\n", "home_port: 'northport'\n"),
        ("home_port: NP\n", "home_port: northport\n"),
        ("home_port: Northport\n", "home_port: northport\n"),
        ("state: sailling\n", "state: sailing\n"),
        ('state: {valeu: "sailling"}\n', 'state: {value: "sailing"}\n'),
        ("insured: yes\n", "insured: true\n"),
        ("state:sailing\n", "state: sailing\n"),
        ("hull: red\nstate:sailing # now\ninsured: true\n", "hull: red\nstate: sailing # now\ninsured: true\n"),
        ("cargo: >400 t\n", 'cargo: ">400 t"\n'),
        ("cargo: {value: 3,200 t, source: register}\n", 'cargo: {value: "3,200 t", source: register}\n'),
        ("hull: red: twice\n", 'hull: "red: twice"\n'),
        ("cargo: 3 tonnne\n", "cargo: 3 tonne\n"),
        ("cargo: {value: 3 t, soruce: regsiter#p1}\n", "cargo: {value: 3 t, source: register#p1}\n"),
        ("cargo: 1 t\ntwice: {formula: loadd * 2, inputs: {load: self.carg}}\n", "cargo: 1 t\ntwice: {formula: load * 2, inputs: {load: self.cargo}}\n"),
        ("cargo: 1 t\ntwice: {formula: 'maxx(self.cargo, self.cargo)'}\n", "cargo: 1 t\ntwice: {formula: 'max(self.cargo, self.cargo)'}\n"),
        ("cargo: 1 t\ntwice: {formula: a, inputs: {a: aurora.cargoo}}\n", "cargo: 1 t\ntwice: {formula: a, inputs: {a: aurora.cargo}}\n"),
        ("notes: |\n  To [[nortport]]\n  and [[aurora.carg]] and [[northport].\n", "notes: |\n  To [[northport]]\n  and [[aurora.cargo]] and [[northport]].\n"),
        ("hull: red # stemma: ignore[value-enum]\n", "hull: red\n"),
        ("hull: red # stemma: ignore[value-enum] as ever\n", "hull: red # as ever\n"),
        ("# stemma: ignore[value-enum, value-date]\nhull: red\n", "hull: red\n"),
        ("state: x # stemma: ignore[value-enum, value-date]\n", "state: x # stemma: ignore[value-enum]\n"),
        ("state: x # stemma: ignore[value-emun]\n", "state: x # stemma: ignore[value-enum]\n"),
    ],
)  # fmt: skip
def test_a_mistake_with_one_mending_is_mended(tmp_path: Path, before: str, after: str) -> None:
    write_files(tmp_path, BASE | {SHIP: HEAD + before})
    done = fix(tmp_path)
    assert (tmp_path / SHIP).read_text() == HEAD + after
    assert done.exit_code == 0, done.output
    assert "nothing is left" in done.output


@pytest.mark.parametrize(
    "text",
    [
        "home_port: singapore\n",
        "state: floating\n",
        "hull: red #3\n",
        "launched:\n",
        "hull: red\nhull: blue\n",
        "cargo: 1 metre\n",
        "hull: red\nhulll: blue\n",
        'hull: "red" and blue\n',
        "launched: soon # stemma: ignore[value-enum]\n",
    ],
)
def test_what_only_a_person_can_decide_is_left(tmp_path: Path, text: str) -> None:
    write_files(tmp_path, BASE | {SHIP: HEAD + text})
    done = fix(tmp_path)
    assert (tmp_path / SHIP).read_text() == HEAD + text
    assert "fixed 0 problems; left: " in done.output
    assert SHIP in done.output


def test_a_mending_that_would_make_another_error_is_left(tmp_path: Path) -> None:
    write_files(tmp_path, BASE | {SHIP: HEAD + "launchd: soon\nstate: sailling\n"})
    done = fix(tmp_path)
    assert (tmp_path / SHIP).read_text() == HEAD + "launchd: soon\nstate: sailing\n"
    assert done.exit_code == 1
    assert f"{SHIP}:3:1 was left alone, since mending it would bring up another error: " in done.output
    assert "[value-date]\n" in done.output


def test_an_error_that_stands_in_the_way_is_named_with_its_file_where_that_is_another(tmp_path: Path) -> None:
    tug = {"graph/tugs/tug.yml": "name: Tug\nsummary: A tug.\nhull: 3 m\n"}
    schema = SCHEMA.replace("  port:", "  tug: {fieldz: {hull: date}}\n  port:")
    write_files(tmp_path, BASE | tug | {"graph/schema.yml": schema})
    done = fix(tmp_path)
    assert "was left alone, since mending it would bring up another error in " in done.output
    assert "graph/tugs/tug.yml: `3 m` is not a date [value-date]\n" in done.output


def test_places_are_those_that_a_check_gave_whatever_was_mended_before_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(
        tmp_path, BASE | {SHIP: HEAD + "home_port: 'nortport'\ncargo: {valeu: 3,200 t, soruce: regsiter, note: {}}\n"}
    )
    found = check_files(files_of(tmp_path)).diagnostics
    checked = {(d.rule.id, *d.at.span.source.position(d.at.span.start)) for d in found}
    assert {("ref-unknown", 3, 12), ("yaml-comma-in-value", 4, 16)} <= checked
    dry = CliRunner().invoke(cli, ["fix", "--dry-run"])
    wet = CliRunner().invoke(cli, ["fix"])
    for at in ("3:12: `nortport`", "4:16: `3,200 t`", "4:9: `valeu`", "4:25: `soruce`"):
        assert f"fixed {SHIP}:{at}" in wet.output, wet.output
    assert f"{SHIP}:4:49: error" in dry.output, dry.output


def test_pages_and_the_schema_are_mended_too(tmp_path: Path) -> None:
    write_files(
        tmp_path,
        BASE | {
            "graph/schema.yml": SCHEMA.replace("type: enum", "tpye: enum"),
            SHIP: HEAD + "state: sailing\n",
            "docs/index.md": "# Home\n\nTo [[nortport]].\n\n> ```lineage\n> focsu: aurora\n> ```\n\n```entities\ntype: shp\n```\n",
        },
    )  # fmt: skip
    done = fix(tmp_path)
    assert done.exit_code == 0, done.output
    assert (tmp_path / "graph/schema.yml").read_text() == SCHEMA
    assert (tmp_path / "docs/index.md").read_text() == (
        "# Home\n\nTo [[northport]].\n\n> ```lineage\n> focus: aurora\n> ```\n\n```entities\ntype: ship\n```\n"
    )


def test_only_the_named_files_are_mended(tmp_path: Path) -> None:
    other = "graph/ships/tern.yml"
    write_files(tmp_path, BASE | {SHIP: HEAD + "state: sailling\n", other: "name: Tern\nstate: sailling\n"})
    assert fix(tmp_path, str(tmp_path / other)).exit_code == 0
    assert (tmp_path / SHIP).read_text() == HEAD + "state: sailling\n"
    assert (tmp_path / other).read_text() == "name: Tern\nstate: sailing\n"
    assert fix(tmp_path, str(tmp_path / "graph" / "ships")).exit_code == 0
    assert (tmp_path / SHIP).read_text() == HEAD + "state: sailing\n"


def test_paths_must_exist_and_lie_in_the_project(tmp_path: Path) -> None:
    write_files(tmp_path / "project", BASE)
    (tmp_path / "beside").mkdir()
    missing, outside = fix(tmp_path / "project", "nowhere"), fix(tmp_path / "project", str(tmp_path / "beside"))
    assert (missing.exit_code, outside.exit_code) == (2, 2)
    assert "there is no `nowhere`" in missing.output
    assert "lies outside of the project" in outside.output


def test_a_dry_run_shows_the_changes_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, BASE | {SHIP: HEAD + "state: sailling\n"})
    before = files_of(tmp_path)
    done = CliRunner().invoke(cli, ["fix", "--dry-run"])
    assert done.output == (
        f"diff --git a/{SHIP} b/{SHIP}\n--- a/{SHIP}\n+++ b/{SHIP}\n@@ -1,3 +1,3 @@\n name: Aurora\n summary: A ship.\n"
        "-state: sailling\n+state: sailing\nwould fix 1 problem; nothing is left\n"
    )
    assert {name: data for name, data in files_of(tmp_path).items() if not name.startswith(".cache")} == before


def test_what_was_mended_is_said_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_files(tmp_path, BASE | {SHIP: HEAD + "state: sailling # stemma: ignore[value-date]\nlaunched:\n"})
    assert CliRunner().invoke(cli, ["fix"]).output == (
        f"fixed {SHIP}:3:8: `sailling` is now `sailing` [value-enum]\n"
        f"{SHIP}:3:16: warning[ignore-unused] nothing on this line is reported as `value-date`\n"
        f"{SHIP}:4:1: error[value-missing] `launched` has no value\n"
        "fixed 1 problem; left: 1 error, 1 warning\n"
    )


# The rules whose wrong example, on its page, has exactly one good mending.
MENDED = (
    "block-name", "block-option", "claim-assertion", "field-unknown", "formula-input", "formula-name", "ignore-unused", "link-unknown",
    "ref-unknown", "schema-extends", "schema-key", "schema-type", "schema-value", "statement-key", "yaml-comma-in-value",
    "yaml-quote-needed",
)  # fmt: skip


@pytest.mark.parametrize("rule_id", MENDED)
def test_the_wrong_example_of_a_rule_is_mended(tmp_path: Path, rule_id: str) -> None:
    start = {name: text for name, text in BASE.items() if not name.startswith("graph/")}
    write_files(tmp_path, {**start, **wrong_files(read_page(rule_id))})
    done = fix(tmp_path)
    assert f"[{rule_id}]" in done.output
    assert done.exit_code == 0, done.output


def test_alternatives_are_told_and_never_chosen() -> None:
    found = check_files({**BASE, SHIP: HEAD + "hull: red #3\n"})
    (comment,) = [d for d in found.diagnostics if d.rule.id == "yaml-comment-in-value"]
    assert [(f.span.text, f.replacement) for f in comment.fixes] == [("red #3", '"red #3"'), ("", " ")]


def test_line_ends_and_byte_order_marks_stay(tmp_path: Path) -> None:
    write_files(tmp_path, BASE | {SHIP: b"\xef\xbb\xbfname: Aurora\r\nsummary: A ship.\r\nstate: sailling\r\n"})
    assert fix(tmp_path).exit_code == 0
    assert (tmp_path / SHIP).read_bytes() == b"\xef\xbb\xbfname: Aurora\r\nsummary: A ship.\r\nstate: sailing\r\n"


def test_no_error_is_new_after_any_mixture_of_mistakes(tmp_path: Path) -> None:
    lines = (
        "home_prot: northport", "home_port: nortport", "state: sailling", "stat: scraped", "insured: yes", "cargo: >400 t",
        "cargo: {value: 3,200 t}", "launchd: 1998", "launched: yes", "hull: a: b", "twice: {formula: cargoo}", "sources: [regster]",
        "notes: '[[nortport]]'", "hull: x # stemma: ignore[value-date]", "replaced_by: auroora", "cargo: 4 tonnnes",
    )  # fmt: skip
    rng = random.Random(66)
    for number in range(6):
        files: dict[str, str | bytes] = {**BASE}
        for ship in ("aurora", "tern"):
            files[f"graph/ships/{ship}.yml"] = HEAD + "".join(f"{line}\n" for line in rng.sample(lines, 5))
        root = write_files(tmp_path / str(number), files)
        first = fix(root)
        after: dict[str, str | bytes] = {
            name: data for name, data in files_of(root).items() if not name.startswith(".")
        }
        before_errors = _errors(files)
        assert not _errors(after) - before_errors
        assert len(_errors(after)) < len(before_errors)
        again = fix(root)
        assert "fixed 0 problems" in again.output, (first.output, again.output)


def _errors(files: dict[str, str | bytes]) -> set[tuple[str, str, str]]:
    found = check_files(files).diagnostics
    return {(d.rule.id, d.at.span.source.path, d.message) for d in found if d.level == "error"}
