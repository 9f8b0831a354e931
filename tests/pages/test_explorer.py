# The explorer's page and data files, without a browser.
from __future__ import annotations

import json
import random
import re
import sys
import time
from typing import Any

import pytest

from stemma.pages.explorer import ExplorerEdge, ExplorerNode, explorer_files
from stemma.pages.explorer_near import SIDE, Near, nearby
from stemma.pages.explorer_search import FEW, WHOLE, search_files

HOSTILE = "</script><script>alert(1)</script>"


def node(id: str, name: str = "", **more: Any) -> ExplorerNode:
    values = {"type": "model", "type_label": "Model", "color": "#3f51b5", "href": f"../{id}/"} | more
    return ExplorerNode(id, name or id.title(), **values)


def card(summary: str) -> dict[str, object]:
    return {"name": "", "kind": "", "color": "", "facts": [], "summary": summary}


def graph() -> tuple[list[ExplorerNode], list[ExplorerEdge]]:
    nodes = [
        node("v3"),
        node("r1", "DeepSeek-R1", card=card("A reasoning model.")),
        node("qwen"),
        node("lab", type="org"),
    ]
    edges = [
        ExplorerEdge("r1", "v3", "based_on", "based on", lineage=True),
        ExplorerEdge("qwen", "r1", "distilled_from", "distilled from", "dashed", lineage=True),
        ExplorerEdge("r1", "lab", "developer", "developed by", inverse="developer of"),
    ]
    return nodes, edges


def read(script: bytes) -> tuple[str, Any]:
    """The path and the data of a data file, which is a call of one function."""
    found = re.fullmatch(rb"stemma\.put\(\.\.\.(.*)\);\n", script)
    assert found
    path, data = json.loads(found[1])
    return path, data


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
    path, data = read(explorer_files(*graph(), focus="r1").files["explorer/start.js"])
    assert path == "explorer/start.js"
    nodes = data["nodes"]
    assert {line["id"] for line in data["edges"]} == {"r1 based_on v3", "qwen distilled_from r1", "r1 developer lab"}
    assert {n["id"] for n in nodes} == {"r1", "v3", "qwen", "lab"}
    assert all(n["physics"] is False and isinstance(n["x"], int) for n in nodes)


def test_what_an_entity_descends_from_and_refers_to_stands_left_and_the_rest_right() -> None:
    spots = near("r1")
    assert spots["r1"] == (0, 0)
    assert spots["v3"][0] == spots["lab"][0] < 0 < spots["qwen"][0]
    assert near("lab")["r1"][0] > 0


def test_a_relation_is_named_from_both_of_its_ends() -> None:
    lines = {line["id"]: line for line in nearby(Near.build(*graph()), "r1")[0]["edges"]}
    assert (lines["r1 developer lab"]["name"], lines["r1 developer lab"]["inverse"]) == ("developed by", "developer of")
    assert lines["r1 based_on v3"]["inverse"] == "based on of"  # what stands in for a missing name


def test_the_first_file_of_an_entity_holds_its_card_and_no_other_does() -> None:
    many = [node(f"c{i}") for i in range(40)]
    hub = node("hub", card=card("All refer to it."))
    built = Near.build([hub, *many], [ExplorerEdge(n.id, "hub", "of", "of") for n in many])
    first, *others = nearby(built, "hub")
    assert first["card"]["summary"] == "All refer to it."
    assert others
    assert all("card" not in part for part in others)


def test_a_lineage_line_runs_from_parent_to_child() -> None:
    lines = nearby(Near.build(*graph()), "r1")[0]["edges"]
    assert {(line["from"], line["to"]) for line in lines} == {("v3", "r1"), ("r1", "qwen"), ("r1", "lab")}


def test_a_relation_has_the_same_id_in_every_file() -> None:
    built = Near.build(*graph())
    of_r1 = {line["id"] for line in nearby(built, "r1")[0]["edges"]}
    of_v3 = {line["id"] for line in nearby(built, "v3")[0]["edges"]}
    assert of_v3 < of_r1


@pytest.mark.parametrize(("lineage", "files"), [(True, 11), (False, 6)], ids=["children", "referring"])
def test_a_hub_is_cut_into_files_that_hold_everyone_once(lineage: bool, files: int) -> None:
    many = [node(f"c{i}") for i in range(130)]
    built = Near.build([node("hub"), *many], [ExplorerEdge(n.id, "hub", "of", "of", lineage=lineage) for n in many])
    parts = nearby(built, "hub")
    assert len(parts) == parts[0]["pages"] == files  # what is not lineage may stand on both sides
    ids = [n["id"] for part in parts for n in part["nodes"] if n["id"] != "hub"]
    assert len(ids) == len(set(ids)) == 130
    assert sorted(line["from"] if not lineage else line["to"] for part in parts for line in part["edges"]) == sorted(
        ids
    )
    assert max(len(part["nodes"]) for part in parts) <= 1 + 2 * SIDE


def test_a_first_file_shows_some_of_every_relation() -> None:
    many = [node(f"c{i:03}") for i in range(100)]
    edges = [ExplorerEdge(n.id, "hub", "of", "of") for n in many[:-1]] + [ExplorerEdge(many[-1].id, "hub", "to", "to")]
    first = nearby(Near.build([node("hub"), *many], edges), "hub")[0]
    assert {line["type"] for line in first["edges"]} == {"of", "to"}


def test_a_hub_with_5000_neighbours_takes_as_much_room_and_time_as_they_do() -> None:
    def made(count: int) -> tuple[float, int, int]:
        many = [node(f"c{i}") for i in range(count)]
        edges = [ExplorerEdge(n.id, "hub", "of", "of") for n in many]
        started = time.process_time()
        files = explorer_files([node("hub"), *many], edges, focus="hub").files
        data = [len(content) for path, content in files.items() if path.startswith("explorer/")]
        return time.process_time() - started, sum(data), max(data)

    made(10)  # imports pyvis
    seconds, size, largest = made(5000)
    fifth_seconds, fifth_size, fifth_largest = made(1000)
    assert size < 5.5 * fifth_size
    assert largest < 1.1 * fifth_largest < 20_000
    assert seconds < 12 * fifth_seconds + 0.1  # 5 in principle; 25 where a step were quadratic


def test_no_two_boxes_of_a_file_stand_on_one_another() -> None:
    many = [node(f"c{i}") for i in range(38)]
    sides = [("hub", True), ("hub", False)]
    edges = [
        ExplorerEdge(*((n.id, sides[i % 2][0]) if i % 4 < 2 else ("hub", n.id)), "of", "of", lineage=sides[i % 2][1])
        for i, n in enumerate(many)
    ]
    for part in nearby(Near.build([node("hub"), *many], edges), "hub"):
        spots = [(n["x"], n["y"]) for n in part["nodes"]]
        assert len(set(spots)) == len(spots)
        for i, (x, y) in enumerate(spots):
            assert all(abs(x - a) >= 320 or abs(y - b) >= 34 for a, b in spots[i + 1 :])


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
    assert re.search("<noscript><p data-search-exclude>[^<]*needs JavaScript", html)
    assert "<script" not in html


def test_hostile_text_stays_text_and_hostile_ids_make_harmless_file_names() -> None:
    nodes = [
        node(
            "../../x",
            HOSTILE,
            type=HOSTILE,
            type_label=HOSTILE,
            card=card(HOSTILE),
            href="javascript:x",
            aliases=(HOSTILE,),
        ),
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


def index(files: dict[str, bytes], beginning: str) -> Any:
    """The index's part for a beginning, as the page finds its way to it."""
    _, part = read(files["explorer/index.js"])
    for end in range(1, len(beginning) + 1):
        if "next" not in part:
            break
        assert beginning[end - 1] in part["next"]
        _, part = read(files[f"explorer/index-{beginning[:end].encode().hex()}.js"])
    return part


def test_a_small_graph_has_one_index_with_names_ids_files_and_aliases() -> None:
    files = search_files(Near.build([node("r1", "DeepSeek-R1", aliases=("R-1", "Reasoner"))], []))
    assert list(files) == ["explorer/index.js"]
    assert read(files["explorer/index.js"])[1] == {"rows": [["r1", "DeepSeek-R1", "Model", "e-r1", "R-1", "Reasoner"]]}


def test_a_large_graph_has_its_index_cut_until_every_part_is_small() -> None:
    built = Near.build([node(f"m{i}", f"Qwen {i}", aliases=(f"alias{i}",)) for i in range(5 * WHOLE)], [])
    files = search_files(built)
    for content in files.values():
        data = read(content)[1]
        assert len(data["rows"]) <= WHOLE
        assert ("next" in data) == ("many" in data)
    assert index(files, "qwen")["many"] == 5 * WHOLE
    assert len(index(files, "qwen")["rows"]) == FEW
    assert ["m1234", "Qwen 1234", "Model", "e-m1234", "alias1234"] in index(files, "123")["rows"]
    assert "m1234" in {row[0] for row in index(files, "alias123")["rows"]}


def test_an_entity_is_found_whose_words_are_each_those_of_many() -> None:
    names = [f"{a} {b} {c}" for a in "abcdefghijkl" for b in "mnopqrstuvwx" for c in "yzäöüß"]
    files = search_files(Near.build([node(f"n{i}", name) for i, name in enumerate(names)], []))
    assert len(names) > WHOLE
    assert "g s ö" in {row[1] for row in index(files, "gsö")["rows"]}


def test_the_index_takes_room_in_proportion_to_the_entities() -> None:
    def size(count: int) -> int:
        nodes = [node(f"ship-{i}", f"Ship {i * 7919 % count}") for i in range(count)]
        return sum(map(len, search_files(Near.build(nodes, [])).values()))

    assert size(12_000) < 4.5 * size(3_000)


def test_an_empty_graph_says_so() -> None:
    site = explorer_files([], [], focus="x")
    assert site.files == {}
    assert "no entities" in site.page_html


def test_without_pyvis_the_page_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "pyvis"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyvis", None)
    site = explorer_files(*graph(), focus="r1")
    assert set(site.files) == {f"explorer/e-{name}.js" for name in ("lab", "qwen", "r1", "v3")}  # for links' previews
    assert site.problem is not None
    assert "pyvis" in site.problem
    assert "pip install pyvis" in site.page_html


def test_importing_the_explorer_does_not_import_pyvis() -> None:
    import subprocess

    code = "import sys, stemma.pages.explorer; sys.exit('pyvis' in sys.modules or 'IPython' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
