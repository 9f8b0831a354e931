# What starting costs: a command loads what it needs, and the collector of garbage is as it was behind it.
from __future__ import annotations

import gc

import pytest
from click.testing import CliRunner

from run import python
from stemma.adapters.cli.main import cli
from stemma.adapters.collector import paused

HEAVY = ("IPython", "mkdocs", "networkx", "numpy", "pint", "pyvis", "vl_convert", "PIL", "pygls")
GRAPH = {
    "graph/schema.yml": "types: {lamp: {folder: lamps, fields: {power: {type: quantity, unit: watt}}}}\nproject: {rules: {lint: ignore}}\n",
    "graph/lamps/a.yml": "name: A\npower: 60 W\n",
}


@pytest.mark.parametrize(
    "done", ["", "cli(['check'], standalone_mode=False)", "cli(['show', 'a'], standalone_mode=False)"]
)
def test_nothing_heavy_is_loaded_by_the_package_or_by_a_command_that_needs_none_of_it(done, write_project):
    load = f"from stemma.adapters.cli.main import cli\n{done}\n" if done else ""
    code = f"import sys, stemma\n{load}print(sorted({set(HEAVY)!r} & set(sys.modules)))"
    assert python("-c", code, cwd=write_project(GRAPH)).ok().out.endswith("[]\n")


@pytest.mark.parametrize("before", [True, False])
def test_the_collector_is_paused_while_a_graph_is_made_and_then_as_it_was(before, write_project):
    (gc.enable if before else gc.disable)()
    try:
        with paused():
            assert not gc.isenabled()
        assert gc.isenabled() is before
        CliRunner().invoke(cli, ["check", str(write_project(GRAPH))], catch_exceptions=False)
        assert gc.isenabled() is before
    finally:
        gc.unfreeze()
        gc.enable()


def test_a_call_ends_with_its_exit_code_and_all_that_it_says(write_project):
    project = write_project({**GRAPH, "graph/lamps/b.yml": "name: B\npower: 5 kg\n"})
    ended = python("-m", "stemma", "check", "--format", "concise", cwd=project)
    assert ended.code == 1
    assert "unit-mismatch" in ended.out
    assert ended.out.endswith("1 error\n")
    assert python("-m", "stemma", "nothing", cwd=project).code == 2
