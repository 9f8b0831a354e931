# A check that builds on the last one finds what a whole check finds, and looks only at what an edit touches.
from __future__ import annotations

import os
import random
import shutil

import pytest

from editing import SHIPS, Editor, change, write_fleet
from run import write_files
from stemma.exchange.graph_json import graph_json
from stemma.project import load_project
from stemma.recheck.examine import examine
from stemma.recheck.follow import Follower
from stemma.recheck.opened import open_project
from stemma.text.files import Location

LATER = 10**19  # nanoseconds since 1970: long after any file was written


@pytest.fixture
def fleet(tmp_path):
    """`fleet.check()` as the command does it, on top of the last check; `fleet.whole()` from scratch."""
    write_fleet(tmp_path)
    return Fleet(tmp_path)


class Fleet:
    def __init__(self, folder):
        self.folder = folder
        self.location = Location(folder, folder / "graph", folder / "docs", folder)
        self.cache = folder / ".cache" / "stemma"

    def check(self):
        return examine(self.location, LATER)

    def whole(self):
        return load_project(self.location)

    def change(self, path, old, new):
        change(self.folder / path, old, new)


def told(check):
    """Everything that is said of a project, apart from objects."""
    return dict(check.read), [
        (
            problem.rule.id, problem.level, problem.message, problem.help, _place(problem.at),
            [_place(label) for label in problem.related], [(_place_of(f.span), f.replacement) for f in problem.fixes],
        )
        for problem in check.diagnostics
    ]  # fmt: skip


def _place(label):
    return (*_place_of(label.span), label.message)


def _place_of(span):
    return span.source.path, span.start, span.end, span.text


def test_a_second_check_reads_no_file_anew(fleet):
    first = fleet.check()
    second = fleet.check()
    assert first.rechecked == len(list((fleet.folder / "graph").rglob("*.yml"))) + 3
    assert second.rechecked == 0
    assert told(second) == told(first) == told(fleet.whole())
    assert second.read["figures"] == 3 * SHIPS


@pytest.mark.parametrize(
    ("path", "old", "new", "rechecked"),
    [
        ("ships/ship-14.yml", "24 sailor", "25 sailor", {"ship-14", "docs"}),
        ("ships/ship-14.yml", "After [[ship-13]]", "Before [[ship-13]]", {"ship-14"}),
        ("ports/port-1.yml", "summary: Deep", "summary: Deeper", {"port-1"}),
        # What descends from a ship rests on how long that is. The page with a block may ask for anything.
        ("ships/ship-12.yml", "32 m", "52 m", {"ship-12", "docs"}),
        ("ships/ship-6.yml", "26 m", "52 m", {"ship-6", "ship-9", "ship-12", "ship-13", "docs"}),
        # A saying is about the figure of a ship whose rival lengths a chronicle decides.
        ("sayings/saying-0.yml", "> 10 m", "> 9 km", {"saying-0", "docs"}),
    ],
)
def test_an_edit_costs_what_rests_on_it(fleet, path, old, new, rechecked):
    fleet.check()
    fleet.change(f"graph/{path}", old, new)
    again = fleet.check()
    assert again.rechecked == len(rechecked)
    assert told(again) == told(fleet.whole())


def test_an_edit_is_told_of_in_another_file(fleet):
    assert fleet.check().count("error") == 0
    (fleet.folder / "graph/ports/port-2.yml").unlink()
    lost = fleet.check()
    assert {p.rule.id for p in lost.diagnostics if p.level == "error"} == {"ref-unknown"}
    assert {p.at.span.source.path for p in lost.diagnostics if p.level == "error"} == {
        f"graph/ships/ship-{n}.yml" for n in range(2, SHIPS + 1, 3)
    }
    assert lost.rechecked < len(list((fleet.folder / "graph").rglob("*.yml")))
    assert told(lost) == told(fleet.whole())


@pytest.mark.parametrize("seed", range(3))
def test_after_any_edits_it_finds_what_a_whole_check_finds(fleet, seed):
    editor = Editor(fleet.folder, seed)
    fleet.check()
    partly = []
    for _ in range(30):
        made = [editor.edit() for _ in range(editor.random.choice((1, 1, 1, 3)))]
        again = fleet.check()
        assert told(again) == told(fleet.whole()), made
        partly.append(again.rechecked < len(editor.files()))
    assert sum(partly) >= 10  # else it would be right because it checked everything


def test_what_rests_on_two_edited_files_is_looked_at_though_one_edit_alone_would_change_nothing_for_it(fleet):
    follower = Follower()
    follower.check(fleet.location, LATER)
    fleet.change("graph/ships/ship-1.yml", "22 m", "1386 m")  # which saying-3 rests on by way of ship-4
    fleet.change("graph/ships/ship-4.yml", "After [[ship-3]]", "Before [[ship-3]]")
    followed = follower.check(fleet.location, LATER)
    assert everything(followed) == everything(fleet.whole())
    assert [claim.check.computed for claim in followed.claims] == [c.check.computed for c in fleet.whole().claims]


def test_a_place_that_moves_moves_in_the_problems_that_point_to_it_from_another_file(fleet):
    fleet.change("graph/ships/ship-2.yml", "built: 1802", "built: 2067")
    older = [p for p in fleet.check().diagnostics if p.rule.id == "lint-lineage-date"]
    assert {p.at.span.source.path for p in older} == {"graph/ships/ship-4.yml", "graph/ships/ship-5.yml"}
    fleet.change("graph/ships/ship-2.yml", "summary: After [[ship-1]].\n", "")
    again = fleet.check()
    assert again.rechecked < SHIPS
    assert told(again) == told(fleet.whole())


def test_what_an_edit_undoes_is_as_before(fleet):
    before = told(fleet.check())
    fleet.change("graph/ships/ship-3.yml", "23 m", "1 m")
    fleet.change("graph/ships/ship-3.yml", "24 m", "1.5 m")
    changed = fleet.check()
    assert told(changed) != before
    fleet.change("graph/ships/ship-3.yml", "1 m", "23 m")
    fleet.change("graph/ships/ship-3.yml", "1.5 m", "24 m")
    assert told(fleet.check()) == before


def test_the_same_size_and_time_do_not_hide_an_edit(fleet):
    fleet.check()
    file = fleet.folder / "graph/ships/ship-3.yml"
    about = file.stat()
    fleet.change("graph/ships/ship-3.yml", "home: port-0", "home: port-9")
    os.utime(file, ns=(about.st_atime_ns, about.st_mtime_ns))
    assert file.stat().st_size == about.st_size
    assert [p.rule.id for p in fleet.check().diagnostics if p.level == "error"] == ["ref-unknown"]


def test_a_file_that_could_not_be_read_and_is_empty_now_is_read_again(fleet):
    file = fleet.folder / "graph/ships/ship-3.yml"
    file.write_bytes(b"name: \xff\n")
    assert "file-encoding" in {p.rule.id for p in fleet.check().diagnostics}
    file.write_bytes(b"")
    assert told(fleet.check()) == told(fleet.whole())


def test_times_alone_are_no_edit(fleet):
    fleet.check()
    for file in (fleet.folder / "graph").rglob("*.yml"):
        os.utime(file)
    assert fleet.check().rechecked == 0


@pytest.mark.parametrize("new", ["metre / sailor, min: 3", "metre / sailor, label: Space"])
def test_a_schema_that_changed_asks_for_a_whole_check(fleet, new):
    fleet.check()
    fleet.change("graph/schema.yml", "metre / sailor", new)
    again = fleet.check()
    assert again.rechecked == len(list((fleet.folder / "graph").rglob("*.yml"))) + 3
    assert told(again) == told(fleet.whole())


def test_rules_of_the_project_are_run_each_time(fleet):
    fleet.change("graph/schema.yml", "stale_after: 40000", "stale_after: 40000, rule_files: [rules/short.py]")
    rule = fleet.folder / "graph/rules/short.py"
    rule.parent.mkdir()
    rule.write_text(
        "from stemma.rules import Problem\n\ndef check(graph):\n    yield Problem('seen', graph.entities['ship-5'])\n"
    )
    first = told(fleet.check())
    assert first == told(fleet.whole())
    assert told(fleet.check()) == first
    rule.write_text(rule.read_text().replace("'ship-5'", "'ship-6'"))
    assert told(fleet.check()) == told(fleet.whole()) != first


@pytest.mark.parametrize("part", ["check", "check-edits"])
def test_a_torn_ledger_counts_as_none(fleet, part):
    fleet.check()
    fleet.change("graph/ships/ship-14.yml", "home: port-2", "home: port-9")
    expected = told(fleet.check())
    ledger = fleet.cache / f"{part}.msgpack"
    whole = ledger.read_bytes()
    draw = random.Random(1)
    for _ in range(30):
        data = bytearray(whole)
        if draw.random() < 0.5:
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        else:
            del data[draw.randrange(len(data)) :]
        ledger.write_bytes(data)
        again = fleet.check()
        assert told(again) == expected
        assert again.rechecked > (SHIPS if part == "check" else 0)


def test_the_cache_may_be_deleted_at_any_time(fleet):
    expected = told(fleet.check())
    shutil.rmtree(fleet.cache)
    assert told(fleet.check()) == expected
    assert fleet.cache.is_dir()


def test_the_ledger_serves_from_any_working_directory(fleet):
    fleet.check()
    inside = Location(fleet.folder, fleet.folder / "graph", fleet.folder / "docs", fleet.folder / "graph")
    fleet.change("graph/ships/ship-14.yml", "home: port-2", "home: port-9")
    again = examine(inside, LATER)
    assert again.rechecked == 2  # and the page with a block
    assert "ships/ship-14.yml" in {problem.at.span.source.path for problem in again.diagnostics}
    assert told(again) == told(load_project(inside))


# A project that is followed ------------------------------------------------------------------------------------------


def everything(project):
    """All that a project says: its export, which has every value and relation, and what a page or an editor may ask."""
    graph = project.graph
    return (
        graph_json(project, directory_urls=True),
        [(r.id, r.rejected) for r in graph.relations],
        {e: [[r.id for r in way(e)] for way in (graph.outgoing, graph.incoming, graph.parents, graph.children)] for e in graph.entities},
        list(graph.aliases.items()), {shown: source.text for shown, source in project.pages.items()},
        {shown: path.name for shown, path in project.files.items()}, list(project.pages), list(project.files),
        {shown: document.source.text for shown, document in project.documents.items()},
        {key: (f.value, f.failed, [leaf.place for leaf in f.leaves]) for key, f in sorted(project.derived.figures.items())},
        [(claim.id, claim.verdict, claim.check) for claim in project.claims if not claim.check or not claim.check.leaves],
    )  # fmt: skip


def test_bounds_are_as_sharp_where_the_inputs_were_computed_by_an_earlier_check(tmp_path):
    formulas = {
        "double": "2 * self.length",
        "twice": "2 * self.double",
        "part": "self.of.twice / (self.of.twice + self.of.length)",
    }
    fields = "".join(f"      {name}: {{type: number, formula: {formula}}}\n" for name, formula in formulas.items())
    write_files(tmp_path, {
        "docs/index.md": "# Home\n",
        "graph/schema.yml": f"types:\n  ship:\n    folder: ships\n    fields:\n      length: number\n      of: {{type: ref, to: ship}}\n{fields}",
        "graph/ships/a.yml": "name: A\nlength: 30 ± 2\n",
        "graph/ships/b.yml": "name: B\nof: a\nlength: 3\n",
    })  # fmt: skip
    fleet, follower = Fleet(tmp_path), Follower()
    follower.check(fleet.location, LATER)
    fleet.change("graph/ships/b.yml", "name: B", "name: Bee")
    followed = follower.check(fleet.location, LATER)
    assert follower.rechecked < 4
    assert followed.derived.figures["b", "part", -1].value.interval.is_exact  # four fifths, whatever the length
    assert everything(followed) == everything(fleet.whole())


@pytest.mark.parametrize("seed", range(10, 13))
def test_a_followed_project_is_the_whole_one_after_any_edit(fleet, seed):
    editor, follower = Editor(fleet.folder, seed), Follower()
    follower.check(fleet.location, LATER)
    partly = 0
    for _ in range(30):
        made = [editor.edit() for _ in range(editor.random.choice((1, 1, 1, 3)))]
        followed, whole = follower.check(fleet.location, LATER), fleet.whole()
        assert told(followed) == told(whole), made
        assert everything(followed) == everything(whole), made
        partly += follower.rechecked < len(editor.files())
    assert partly >= 10


def test_what_an_editor_holds_counts_instead_of_the_disk(fleet):
    follower = Follower()
    assert follower.check(fleet.location, LATER).count("error") == 0
    file = fleet.folder / "graph/ships/ship-14.yml"
    unsaved = {file: file.read_text("utf-8").replace("home: port-2", "home: port-9")}
    assert [p.rule.id for p in follower.check(fleet.location, LATER, unsaved).diagnostics] == ["ref-unknown"]
    assert follower.rechecked == 2
    new = {
        **unsaved,
        file.with_name("port-9.yml"): "name: Ship",
        fleet.folder / "graph/ports/port-9.yml": "name: Port 9",
    }
    followed = follower.check(fleet.location, LATER, new)
    assert told(followed) == told(load_project(fleet.location, new))
    assert follower.check(fleet.location, LATER).count("error") == 0
    assert everything(follower.check(fleet.location, LATER)) == everything(fleet.whole())


# A project of which nothing was edited -------------------------------------------------------------------------------


def test_an_unedited_project_is_the_whole_one_and_reads_only_what_is_asked_for(fleet):
    assert everything(open_project(fleet.location, LATER)) == everything(fleet.whole())  # the first, which reads all
    opened = open_project(fleet.location, LATER)
    for file in (fleet.folder / "graph/ships").glob("*.yml"):
        file.rename(file.with_suffix(".away"))
    assert told(opened)[0] == dict(opened.read)  # what is known needs no file
    assert opened.count("error") == 0
    assert opened.graph.entities["ship-3"].broken  # its file went while the project was being asked
    assert opened.graph.entities["port-1"].of("depth")
    for file in (fleet.folder / "graph/ships").glob("*.away"):
        file.rename(file.with_suffix(".yml"))
    again = open_project(fleet.location, LATER)
    assert told(again) == told(fleet.whole())
    assert everything(again) == everything(fleet.whole())


def test_an_edited_project_is_opened_as_it_is(fleet):
    open_project(fleet.location, LATER)
    fleet.change("graph/ships/ship-14.yml", "home: port-2", "home: port-9")
    assert everything(open_project(fleet.location, LATER)) == everything(fleet.whole())
    (fleet.folder / "graph/ships/ship-14.yml").unlink()
    assert everything(open_project(fleet.location, LATER)) == everything(fleet.whole())
