# The explorer's page and data files, without a browser.
from __future__ import annotations

import json
import random
import re
import sys

import pytest

from stemma.pages.explorer import ExplorerEdge, ExplorerNode, explorer_files
from stemma.pages.explorer_near import WHOLE, Near, nearby, search_files

HOSTILE = "</script><script>alert(1)</script>"


def node(id: str, name: str = "", **more: str) -> ExplorerNode:
    values = {"type": "model", "type_label": "Model", "color": "#3f51b5", "href": f"../{id}/"} | more
    return ExplorerNode(id, name or id.title(), **values)


def graph() -> tuple[list[ExplorerNode], list[ExplorerEdge]]:
    nodes = [node("v3"), node("r1", "DeepSeek-R1", summary="A reasoning model."), node("qwen"), node("lab", type="org")]
    edges = [
        ExplorerEdge("r1", "v3", "based_on", "based on", lineage=True),
        ExplorerEdge("qwen", "r1", "distilled_from", "distilled from", "dashed", lineage=True),
        ExplorerEdge("r1", "lab", "developer", "developed by"),
    ]
    return nodes, edges


def read(script: bytes) -> tuple[str, dict[str, object]]:
    """The name and the data of a data file, which is a call of one global function."""
    found = re.fullmatch(rb"stemmaExplorer\((.*)\);\n", script)
    assert found
    name, data = json.loads(b"[" + found[1] + b"]")
    return name, data


def near(name: str) -> dict[str, tuple[int, int]]:
    return {n["id"]: (n["x"], n["y"]) for n in nearby(Near.build(*graph()), name)[0]["nodes"]}


def test_the_site_has_a_page_a_start_an_index_the_library_and_a_file_for_each_entity() -> None:
    site = explorer_files(*graph(), focus="r1")
    assert site.problem is None
    assert set(site.files) == {
        "vis-network.min.js", "explorer/start.js", "explorer/index.js",
        "explorer/e-v3.js", "explorer/e-r1.js", "explorer/e-qwen.js", "explorer/e-lab.js",
    }  # fmt: skip
    assert 'data-focus="r1"' in site.page_html


def test_the_starting_view_is_what_pyvis_holds_with_positions_and_without_physics() -> None:
    name, data = read(explorer_files(*graph(), focus="r1").files["explorer/start.js"])
    assert name == "r1"
    nodes = data["nodes"]
    assert isinstance(nodes, list)
    assert {n["id"] for n in nodes} == {"r1", "v3", "qwen", "lab"}
    assert all(n["physics"] is False and isinstance(n["x"], int) for n in nodes)


def test_lineage_runs_from_left_to_right_and_other_relations_up_and_down() -> None:
    spots = near("r1")
    assert spots["r1"] == (0, 0)
    assert spots["v3"][0] < 0 < spots["qwen"][0]
    assert spots["lab"][1] < 0
    assert near("lab")["r1"][1] > 0


def test_a_lineage_line_runs_from_parent_to_child() -> None:
    lines = nearby(Near.build(*graph()), "r1")[0]["edges"]
    assert {(line["from"], line["to"]) for line in lines} == {("v3", "r1"), ("r1", "qwen"), ("r1", "lab")}


def test_a_relation_has_the_same_id_in_every_file() -> None:
    built = Near.build(*graph())
    of_r1 = {line["id"] for line in nearby(built, "r1")[0]["edges"]}
    of_v3 = {line["id"] for line in nearby(built, "v3")[0]["edges"]}
    assert of_v3 < of_r1


def test_a_hub_is_cut_into_files_that_hold_everyone_once() -> None:
    many = [node(f"c{i}") for i in range(130)]
    built = Near.build([node("hub"), *many], [ExplorerEdge(n.id, "hub", "of", "of", lineage=True) for n in many])
    parts = nearby(built, "hub")
    assert len(parts) == parts[0]["pages"] == 6
    ids = [n["id"] for part in parts for n in part["nodes"] if n["id"] != "hub"]
    assert len(ids) == len(set(ids)) == 130


def test_no_two_boxes_of_a_file_stand_on_one_another() -> None:
    many = [node(f"c{i}") for i in range(38)]
    sides = [("hub", True), ("hub", False)]
    edges = [
        ExplorerEdge(*((n.id, sides[i % 2][0]) if i % 4 < 2 else ("hub", n.id)), "of", "of", lineage=sides[i % 2][1])
        for i, n in enumerate(many)
    ]
    spots = [(n["x"], n["y"]) for n in nearby(Near.build([node("hub"), *many], edges), "hub")[0]["nodes"]]
    assert len(set(spots)) == len(spots)
    for i, (x, y) in enumerate(spots):
        assert all(abs(x - a) >= 200 or abs(y - b) >= 44 for a, b in spots[i + 1 :])


def test_the_order_of_the_input_does_not_matter() -> None:
    nodes, edges = graph()
    first = explorer_files(nodes, edges, focus="r1")
    random.Random(3).shuffle(nodes)
    assert explorer_files(nodes, edges[::-1], focus="r1") == first


def test_an_unknown_focus_gives_way_to_the_entity_with_the_most_relations() -> None:
    assert 'data-focus="r1"' in explorer_files(*graph(), focus="nobody").page_html


def test_without_scripts_the_start_is_a_list_of_links() -> None:
    html = explorer_files(*graph(), focus="r1").page_html
    for id in ("r1", "v3", "qwen", "lab"):
        assert f'<li><a href="../{id}/">' in html
    assert "<script" not in html


def test_hostile_text_stays_text_and_hostile_ids_make_harmless_file_names() -> None:
    nodes = [
        node("../../x", HOSTILE, type=HOSTILE, type_label=HOSTILE, summary=HOSTILE, href="javascript:x"),
        node("b"),
    ]
    edges = [ExplorerEdge("../../x", "b", HOSTILE, HOSTILE), ExplorerEdge("b", "../../x", '"', "\u2028")]
    site = explorer_files(nodes, edges, focus="../../x")
    assert "<script" not in site.page_html
    assert "javascript:" not in site.page_html
    for name, content in site.files.items():
        assert re.fullmatch(r"(explorer/)?[a-z0-9.-]+\.js", name)
        if name != "vis-network.min.js":
            assert b"<" not in content
            read(content)


def test_a_large_graph_has_its_index_cut_by_the_beginnings_of_words() -> None:
    built = Near.build([node(f"m{i}", f"Qwen {i}") for i in range(WHOLE + 1)], [])
    files = search_files(built)
    assert "explorer/index.js" not in files
    name, data = read(files[f"explorer/index-{b'qw'.hex()}.js"])
    assert name == "?qw"
    assert isinstance(data["rows"], list)
    assert len(data["rows"]) == WHOLE + 1


def test_an_empty_graph_says_so() -> None:
    site = explorer_files([], [], focus="x")
    assert site.files == {}
    assert "no entities" in site.page_html


def test_without_pyvis_the_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "pyvis"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyvis", None)
    site = explorer_files(*graph(), focus="r1")
    assert site.files == {}
    assert site.problem is not None
    assert "pyvis" in site.problem
    assert "pip install pyvis" in site.page_html


def test_importing_the_explorer_does_not_import_pyvis() -> None:
    import subprocess

    code = "import sys, stemma.pages.explorer; sys.exit('pyvis' in sys.modules or 'IPython' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
