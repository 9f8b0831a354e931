# What projects copy or name to be checked by: the hooks for pre-commit, the workflows for GitHub, the pages that say how.
from __future__ import annotations

import re
import shlex
import subprocess
import sys

import pytest
import yaml

from run import REPOSITORY, python

HOOKS = {hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text("utf-8"))}
FOLDER = REPOSITORY / "plugins/stemma/change/templates/workflows"
WORKFLOWS = {path.name: path.read_text("utf-8") for path in sorted(FOLDER.glob("*.yml"))}
GUIDE = (REPOSITORY / "docs/guide/checking-in-ci.md").read_text("utf-8")
SHIPS = {
    "graph/schema.yml": "types:\n  ship:\n    fields: {sister: {type: ref, to: ship}}\n",
    "graph/ships/argo.yml": "name: Argo\nsummary: A ship.\n",
    "graph/ships/pinta.yml": "name: Pinta\nsummary: A ship.\nsister: argo\n",
}


# pre-commit ----------------------------------------------------------------------------------------------------------


def run_hook(hook_id, project):
    """What pre-commit does: runs the entry in the project, here with this Python's `stemma`."""
    program, *arguments = shlex.split(HOOKS[hook_id]["entry"])
    assert program == "stemma"
    return python("-m", "stemma", *arguments, cwd=project)


@pytest.mark.parametrize("hook_id", HOOKS)
def test_a_hook_has_what_pre_commit_asks_for_and_looks_at_the_whole_project(hook_id):
    hook = HOOKS[hook_id]
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert hook["language"] == "python"
    assert (hook["pass_filenames"], hook["require_serial"]) == (False, True)
    assert f"- id: {hook_id}\n" in GUIDE


def test_the_check_fails_a_commit_that_breaks_the_graph_and_no_other(write_project):
    project = write_project(SHIPS)
    assert run_hook("stemma-check", project).code == 0
    (project / "graph/ships/argo.yml").unlink()
    broken = run_hook("stemma-check", project)
    assert broken.code == 1
    assert "error[ref-unknown]" in broken.out


def test_the_formatter_brings_files_into_their_form(write_project):
    project = write_project({**SHIPS, "graph/ships/argo.yml": "summary: A ship.\nname: 'Argo'\n"})
    run_hook("stemma-fmt", project).ok()
    assert (project / "graph/ships/argo.yml").read_text("utf-8") == "name: Argo\nsummary: A ship.\n"


# GitHub --------------------------------------------------------------------------------------------------------------


def test_the_workflows_are_valid_by_githubs_schema():
    files = [*FOLDER.glob("*.yml"), *(REPOSITORY / "plugins/stemma/change/starter").glob("dot-github/workflows/*.yml")]
    files += (REPOSITORY / ".github/workflows").glob("*.yml")
    program = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"]
    done = subprocess.run([*program, *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", WORKFLOWS)
def test_an_action_is_pinned_to_a_major_version(name):
    used = re.findall(r"uses: (\S+)", WORKFLOWS[name])
    assert used != []
    assert [action for action in used if not re.fullmatch(r"(?:actions|github)/[\w/-]+@v\d+", action)] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_job_that_may_write_runs_nothing_of_the_pull_request_and_no_secret_is_named(name):
    text = WORKFLOWS[name]
    assert "secrets." not in text
    assert "pull_request_target" not in text
    assert "workflow_run" not in text
    workflow = yaml.load(text, yaml.BaseLoader)
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        writes = "write" in job.get("permissions", {}).values()
        steps = job["steps"]
        runs = any("run" in step or step.get("uses", "").startswith("actions/checkout") for step in steps)
        assert not (writes and runs)
        assert "timeout-minutes" in job
        for step in steps:
            if step.get("uses", "").startswith("actions/checkout"):
                assert step["with"]["persist-credentials"] == "false"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_text_of_a_pull_request_reaches_a_shell(name):
    workflow = yaml.load(WORKFLOWS[name], yaml.BaseLoader)
    scripts = [
        step[key] for job in workflow["jobs"].values() for step in job["steps"] for key in ("run",) if key in step
    ]
    scripts += [
        step["with"]["script"]
        for job in workflow["jobs"].values()
        for step in job["steps"]
        if "script" in step.get("with", {})
    ]
    assert [script for script in scripts if "${{" in script] == []


def test_every_command_that_a_workflow_runs_exists_with_its_options():
    commands = sorted({line for text in WORKFLOWS.values() for line in re.findall(r"run: stemma (\w+[^>|#\n]*)", text)})
    assert len(commands) >= 4
    for line in commands:
        name, *arguments = shlex.split(line)
        told = python("-m", "stemma", name, "--help", cwd=REPOSITORY).ok().out
        assert [option for option in arguments if option.startswith("--") and option not in told] == []


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_guide_shows_the_workflows_that_ship(name):
    assert f'```yaml title=".github/workflows/{name}"\n{WORKFLOWS[name]}```' in GUIDE
