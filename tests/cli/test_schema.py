# `stemma schema`: what it writes where, and what of others' it leaves as it was.
from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from run import files_of
from stemma.adapters.cli.main import cli

FILES = {
    "graph/schema.yml": "types: {ship: {fields: {hull: text}}}\nproject: {rules: {lint: ignore}}\n",
    "graph/ships/aurora.yml": "name: Aurora\n",
    "graph/ships/coast/more.yml": "- {id: tern, name: Tern}\n",
}


@pytest.fixture
def project(write_project, monkeypatch):
    made = write_project(FILES)
    monkeypatch.chdir(made)
    return made


def run(*arguments):
    return CliRunner().invoke(cli, ["schema", *arguments], prog_name="stemma", catch_exceptions=False)


def test_it_writes_one_schema_for_each_type_and_touches_nothing_else(project):
    before = files_of(project)
    assert run().output == "wrote 8 schemas to graph/.schemas\n"
    after = files_of(project)
    assert {path: after[path] for path in before} == before
    assert {path for path in after if path not in before and ".cache" not in path} == {
        f"graph/.schemas/{name}.json"
        for name in (
            "graph.ids",
            "schema.yml",
            *(f"{t}{k}" for t in ("ship", "source", "claim") for k in ("", ".list")),
        )
    }


def test_the_settings_keep_what_others_wrote_and_lose_what_we_wrote_before(project):
    settings = project / ".vscode" / "settings.json"
    settings.parent.mkdir()
    schemas = {"./other.json": ["*.yml"], "./graph/.schemas/gone.json": ["graph/gone/**"]}
    settings.write_text(json.dumps({"a": [1, {"b": None}], "yaml.schemas": schemas, "z": "ä"}, indent=4), "utf-8")
    assert run("--vscode").exit_code == 0
    text = settings.read_text("utf-8")
    held = json.loads(text)
    assert list(held) == ["a", "yaml.schemas", "z"]
    assert next(iter(held["yaml.schemas"])) == "./other.json"
    assert held["yaml.schemas"]["./graph/.schemas/ship.json"] == ["graph/ships/**/*.yml", "graph/ships/**/*.yaml"]
    assert "./graph/.schemas/gone.json" not in held["yaml.schemas"]
    assert '\n    "a"' in text
    assert "ä" in text
    run("--vscode")
    assert settings.read_text("utf-8") == text


@pytest.mark.parametrize("text", ["{\n  // mine\n}\n", "[]", '{"yaml.schemas": 1}', '{"a": 1, "a": 2}', "{", "\udcff"])
def test_settings_that_are_not_plain_json_are_left_alone_and_the_lines_to_add_are_shown(project, text):
    settings = project / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_bytes(text.encode(errors="surrogateescape"))
    done = run("--vscode")
    assert done.exit_code == 2
    assert "is not plain JSON" in done.output
    assert '"yaml.schemas": {' in done.output
    assert settings.read_bytes() == text.encode(errors="surrogateescape")
    assert not (project / "graph" / ".schemas").exists()


def test_modelines_are_put_on_top_once_and_the_rest_of_each_file_stays_byte_for_byte(project):
    bom = project / "graph" / "ships" / "aurora.yml"
    bom.write_bytes(b"\xef\xbb\xbfname: Aurora\r\n")
    assert run("--modeline").output.endswith("wrote the first line of 3 files\n")
    run("--modeline")
    line = b"# yaml-language-server: $schema=../.schemas/ship.json\r\n"
    assert bom.read_bytes() == b"\xef\xbb\xbf" + line + b"name: Aurora\r\n"
    assert (
        (project / "graph/ships/coast/more.yml")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=../../.schemas/ship.json\n- {")
    )
    assert (
        (project / "graph/schema.yml")
        .read_text("utf-8")
        .startswith("# yaml-language-server: $schema=.schemas/schema.yml.json\ntypes:")
    )
    assert CliRunner().invoke(cli, ["check"], prog_name="stemma").exit_code == 0


def test_another_folder_is_named_in_the_settings_and_modelines(project):
    run("--output", "editor", "--vscode", "--modeline")
    held = json.loads((project / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert "./editor/ship.json" in held
    assert "$schema=../../editor/ship.json" in (project / "graph/ships/aurora.yml").read_text("utf-8")


def test_of_a_vocabulary_with_errors_nothing_is_written(project):
    (project / "graph/schema.yml").write_text("types: {ship: {fields: {hull: txt}}}\n", "utf-8")
    done = run()
    assert done.exit_code == 2
    assert "run `stemma check`" in done.output
    assert not (project / "graph" / ".schemas").exists()


def test_a_new_entity_names_its_schema_once_there_are_schemas(project):
    run()
    CliRunner().invoke(cli, ["new", "ship", "Heron"], prog_name="stemma", catch_exceptions=False)
    text = (project / "graph/ships/heron.yml").read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../.schemas/ship.json\nname: Heron\n")
