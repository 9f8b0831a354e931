# `stemma check` and `mkdocs build` never disagree: over the examples of rules that warn, and over many projects that are broken
# in other ways, both give the same verdict, strictly and not, whatever is silenced, made milder or accepted. (A host has problems of
# its own besides, such as a nav that names no file.)
from __future__ import annotations

import gc

import pytest
from click.testing import CliRunner

from previewing import CONFIG, build_here
from rule_pages import RULES, read_page, wrong_files
from run import write_files
from stemma.adapters.cli.check import check
from stemma.text.baseline import Entry, written

SCHEMA = (
    "types:\n  ship:\n    fields:\n      sister: {type: ref, to: ship}\n      length: {type: quantity, unit: metre}\n"
)
GOOD = {
    "mkdocs.yml": CONFIG,
    "docs/index.md": "# Home\n\n[[argo]]\n",
    "graph/schema.yml": SCHEMA,
    "graph/ships/argo.yml": "name: Argo\nsummary: A ship.\nlength: 30 m\n",
    "graph/ships/pinta.yml": "name: Pinta\nsummary: A ship.\nsister: argo\n",
}
UNKNOWN = Entry("ships/pinta.yml", "sister", "ref-unknown", "no entity has the id `argos`")
WRONG = {"graph/ships/pinta.yml": "name: Pinta\nsummary: A ship.\nsister: argos\n"}


def project_setting(text):
    return {"graph/schema.yml": f"{SCHEMA}project: {text}\n"}


PROJECTS = {
    "sound": {},
    "error": WRONG,
    "error made a warning": {**WRONG, **project_setting("{rules: {ref: warning}}")},
    "error made a note": {**WRONG, **project_setting("{rules: {ref-unknown: note}}")},
    "error ignored": {**WRONG, **project_setting("{rules: {ref: ignore}}")},
    "error on a silenced line": {"graph/ships/pinta.yml": "name: Pinta\nsummary: S.\nsister: argos # stemma: ignore[ref]\n"},
    "note made an error": {"graph/ships/nina.yml": "name: Niña\n", **project_setting("{rules: {lint-orphan: error}}")},
    "note made a warning": {"graph/ships/nina.yml": "name: Niña\n", **project_setting("{rules: {lint-orphan: warning}}")},
    "severity is no severity": {**WRONG, **project_setting("{rules: {lint: off}}")},
    "rules are no mapping": {**WRONG, **project_setting("{rules: off}")},
    "unused comment": {"graph/ships/nina.yml": "name: Niña\nsummary: A ship.\nsister: argo # stemma: ignore[ref]\n"},
    "page with an unknown link": {"docs/more.markdown": "[[argos]]\n"},
    "page with a rare ending": {"docs/more.mkd": "[[argos]]\n"},
    "page in a folder with a dot": {"docs/.hidden/more.md": "[[argos]]\n"},
    "page that is not UTF-8": {"docs/more.md": b"# \xff\xfe\n"},
    "page with a wrong option": {"docs/more.md": "```lineage\nselct: argo\n```\n"},
    "page with a misspelt block": {"docs/more.md": "```linage\nselect: argo\n```\n"},
    "page with more than a name": {"docs/more.md": "```lineage title=x\nselect: argo\n```\n"},
    "page with other code": {"docs/more.md": "```python\nclaims = 1\n```\n"},
    "page in the way": {"docs/ships/argo.md": "# Argo\n"},
    "YAML that is none": {"graph/ships/nina.yml": "name: [\n"},
    "YAML that is not UTF-8": {"graph/ships/nina.yml": b"\xff\xfe\x00"},
    "empty file": {"graph/ships/nina.yml": ""},
    "file with a wrong ending": {"graph/ships/nina.yml.txt": "name: Niña\n"},
    "file in capitals": {"graph/ships/NINA.YML": "name: Niña\n"},
    "JSON among the entities": {"graph/ships/nina.json": '{"name": "Nina"}'},
    "JSON elsewhere": {"graph/raw/nina.json": '{"name": "Nina"}'},
    "file in no folder": {"graph/nina.yml": "name: Niña\n"},
    "schema that is none": {"graph/schema.yml": "types: [\n"},
    "schema with a wrong field": {"graph/schema.yml": SCHEMA.replace("ref,", "reff,")},
    "accepted error": {**WRONG, **project_setting("{baseline: known.json}"), "graph/known.json": written([UNKNOWN])},
    "accepted and a new one": {
        **WRONG, **project_setting("{baseline: known.json}"), "graph/known.json": written([UNKNOWN]), "docs/more.md": "[[x]]\n",
    },
    "accepted and mended": {**project_setting("{baseline: known.json}"), "graph/known.json": written([UNKNOWN])},
    "accepted and mended, ignored": {
        **project_setting("{baseline: known.json, rules: {baseline-unused: ignore}}"), "graph/known.json": written([UNKNOWN]),
    },
    "baseline outside of the graph": {**WRONG, **project_setting("{baseline: ../known.json}"), "known.json": written([UNKNOWN])},
    "baseline that is missing": {**WRONG, **project_setting("{baseline: known.json}")},
    "baseline that is none": {**WRONG, **project_setting("{baseline: known.json}"), "graph/known.json": "["},
    "graph elsewhere": {
        "mkdocs.yml": CONFIG.replace("git_dates: false", "git_dates: false, graph: knowledge"),
        **{f"knowledge{path[5:]}": text for path, text in {**GOOD, **WRONG}.items() if path.startswith("graph")},
    },
    "pages elsewhere": {"mkdocs.yml": CONFIG + "docs_dir: pages\n", "pages/index.md": "[[argos]]\n"},
    "pages that are not published": {"mkdocs.yml": CONFIG + "exclude_docs: drafts/\n", "docs/drafts/x.md": "[[argos]]\n"},
}  # fmt: skip


def checked(*, strict):
    """Whether the check in the working directory ends well."""
    try:
        return CliRunner().invoke(check, ["--strict"] if strict else [], catch_exceptions=False).exit_code == 0
    finally:
        gc.enable()


def agree(folder, monkeypatch, files):
    monkeypatch.chdir(write_files(folder, files))
    verdicts = []
    for strict in (True, False):
        fine, built = checked(strict=strict), build_here(folder, strict=strict)
        assert fine == built.well, f"strict: {strict}\n{built.log}"
        verdicts.append(fine)
        if fine and strict:
            return [True, True]  # what has no warning has none without `--strict` either
    return verdicts


@pytest.mark.parametrize("name", PROJECTS)
def test_the_verdicts_on_a_project_are_the_same(tmp_path, monkeypatch, name):
    agree(tmp_path, monkeypatch, {**GOOD, **PROJECTS[name]})


def test_the_projects_have_every_verdict(tmp_path, monkeypatch):
    names = {"sound": [True, True], "error made a warning": [False, True], "error": [False, False], "accepted error": [True, True],
             "page with a misspelt block": [False, True], "file with a wrong ending": [False, True], "JSON elsewhere": [True, True]}  # fmt: skip
    for number, (name, verdicts) in enumerate(names.items()):
        assert agree(tmp_path / str(number), monkeypatch, {**GOOD, **PROJECTS[name]}) == verdicts, name


# Where a verdict can differ between strict and not: an error stops both at once.
MILD = [rule.id for rule in RULES.values() if rule.severity != "error"]


@pytest.mark.parametrize("rule_id", MILD)
def test_the_verdicts_on_the_wrong_example_of_a_mild_rule_are_the_same(tmp_path, monkeypatch, rule_id):
    files = wrong_files(read_page(rule_id))
    agree(tmp_path, monkeypatch, {"mkdocs.yml": CONFIG, "docs/index.md": "# Ships\n", **files})
