# `stemma check --format sarif`: valid by the format's own schema, with places as editors count them, and fingerprints
# that outlast edits. The schema is that of the package @microsoft/jest-sarif, which tests/npm pins.
from __future__ import annotations

import json
from functools import cache

import pytest
from jsonschema import Draft4Validator, FormatChecker

from checking import check_files
from run import REPOSITORY
from stemma.report.rule_page import rule_page
from stemma.report.sarif import FINGERPRINT, as_sarif
from stemma.text.baseline import Places
from stemma.text.catalogue import RULES

SCHEMA = REPOSITORY / "tests/npm/node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"
TYPES = {
    "graph/schema.yml": "types:\n  ship:\n    fields: {sister: {type: ref, to: ship}}\nproject: {rules: {lint: ignore}}\n"
}
ARGO = {"graph/ships/argo.yml": "name: Argo\n"}


@cache
def validator():
    if not SCHEMA.is_file():
        pytest.fail("@microsoft/jest-sarif is not installed in tests/npm/node_modules: scripts/test takes it from npm")
    return Draft4Validator(json.loads(SCHEMA.read_text("utf-8")), format_checker=FormatChecker())


def sarif(files, **options):
    """The one run of the log, which is valid."""
    project = check_files({**TYPES, **files})
    places = Places(project.location, project.documents)
    log = json.loads(as_sarif(project.diagnostics, version="1.2.3", place=places.in_words, **options))
    assert [f"{list(e.path)}: {e.message}" for e in validator().iter_errors(log)] == []
    return log["runs"][0]


def region(run, index=0):
    return run["results"][index]["locations"][0]["physicalLocation"]["region"]


def test_a_sound_project_gives_a_run_without_results():
    run = sarif(ARGO)
    assert run["results"] == []
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"


def test_the_schema_that_is_tested_with_refuses_what_is_no_sarif():
    assert list(validator().iter_errors({"version": "2.1.0", "runs": [{"results": [{}]}]})) != []


@pytest.mark.parametrize(
    "files",
    [
        {"graph/ships/argo.yml": "name: Argo\nname: Argus\n"},  # with a related place
        {"graph/ships/argo.yml": "name: [\n"},
        {"graph/ships/argo.yml": b"\xff\xfe\x00"},  # about a file as a whole
        {"graph/ships/a b#ü%.yml": "name: Argo\n"},
        {"docs/index.md": "[[argo]]\n\n```linage\nselect: x\n```\n"},
        {"graph/schema.yml": "types: [\n"},
    ],
    ids=["related", "yaml", "bytes", "name", "page", "schema"],
)
def test_whatever_is_wrong_the_log_is_valid(files):
    assert sarif(files)["results"] != []


def test_a_place_is_counted_in_utf16_and_ends_behind_its_last_character():
    run = sarif({**ARGO, "graph/ships/pinta.yml": "name: Pinta\nsummary: 𝔸𝔸 [[argos]]\n"})
    assert run["columnKind"] == "utf16CodeUnits"
    assert region(run) == {"startLine": 2, "startColumn": 17, "endLine": 2, "endColumn": 22}


def test_a_problem_of_a_whole_file_is_at_its_first_line():
    assert region(sarif({"graph/ships/argo.yml": b"\xff\xfe\x00"})) == {"startLine": 1}


def test_a_path_is_written_as_an_address():
    run = sarif({"graph/ships/a b#ü.yml": "name: Argo\n"})
    location = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "graph/ships/a%20b%23%C3%BC.yml", "uriBaseId": "%SRCROOT%"}


def test_a_related_place_stands_beside_the_problem():
    (result,) = sarif({"graph/ships/argo.yml": "name: Argo\nname: Argus\n"})["results"]
    (related,) = result["relatedLocations"]
    assert related["message"] == {"text": "it stands here first"}
    assert related["physicalLocation"]["region"]["startLine"] == 1


def test_a_hint_is_a_fix_of_exactly_the_wrong_text():
    (result,) = sarif({**ARGO, "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n"})["results"]
    assert "did you mean `argo`?" in result["message"]["text"]
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["replacements"] == [
        {
            "deletedRegion": {"startLine": 2, "startColumn": 9, "endLine": 2, "endColumn": 14},
            "insertedContent": {"text": "argo"},
        }
    ]


def test_a_rule_brings_its_page_along_and_its_address_where_that_is_known():
    wrong = {**ARGO, "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n"}
    (rule,) = sarif(wrong, help_uris={"ref-unknown": "https://example.org/rules/ref-unknown/"})["tool"]["driver"][
        "rules"
    ]
    assert rule["help"]["markdown"] == (REPOSITORY / "docs/rules/ref-unknown.md").read_text("utf-8")
    assert rule["helpUri"] == "https://example.org/rules/ref-unknown/"
    assert "helpUri" not in sarif(wrong)["tool"]["driver"]["rules"][0]


def test_every_rule_of_ours_has_a_page_to_bring():
    assert [rule_id for rule_id in RULES if not rule_page(rule_id)] == []
    assert rule_page("../guide/start") == rule_page("own-thing") == ""


def test_a_fingerprint_outlasts_an_edit_above_and_in_other_files():
    def prints(text):
        return [
            r["partialFingerprints"][FINGERPRINT] for r in sarif({**ARGO, "graph/ships/pinta.yml": text})["results"]
        ]

    assert prints("name: Pinta\nsister: argos\n") == prints(
        "# A caravel.\n\naliases: [La Pinta]\nname: Pinta\nsister: argos\n"
    )
    assert prints("name: Pinta\nsister: argos\n") != prints("name: Pinta\nsister: argoss\n")


def test_problems_that_are_alike_have_fingerprints_of_their_own():
    results = sarif({"docs/index.md": "[[argos]]\n\n[[argos]]\n"})["results"]
    assert len({r["partialFingerprints"][FINGERPRINT] for r in results}) == len(results) == 2


def test_the_command_gives_the_log_alone_and_names_pages_on_the_projects_own_site(write_project, stemma):
    wrong = {
        **TYPES,
        "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n",
        "docs/rules/ref-unknown.md": "# ref-unknown\n",
    }
    run = stemma("check", "--format", "sarif", cwd=write_project(wrong))
    assert run.code == 1
    assert list(validator().iter_errors(run.json)) == []
    (rule,) = run.json["runs"][0]["tool"]["driver"]["rules"]
    assert rule["helpUri"].endswith("/rules/ref-unknown/")
    assert run.err.startswith("read ")
