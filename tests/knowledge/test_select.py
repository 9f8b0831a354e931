# Selections and paths: which entities a text names.
from __future__ import annotations

import pytest

from checking import check_files, found
from stemma.knowledge.paths import Path, read_path
from stemma.knowledge.select import select
from stemma.vocabulary.problem import Problem

FILES = {
    "graph/schema.yml": """\
types:
  vessel:
    folder: vessels
    fields:
      n: {type: number}
      b: {type: ref, to: vessel}
      rebuilt_from: {type: ref, to: vessel, many: true, lineage: parent}
  ship: {extend: vessel, folder: ships, fields: {masts: {type: number}}}
  port: {folder: ports}
project: {rules: {lint: ignore}}
""",
    "graph/ships/a.yml": "name: A\ntags: [steam, old]\naliases: [The A]\n",
    "graph/ships/b.yml": "rebuilt_from: a\ntags: [steam]\n",
    "graph/ships/c.yml": "rebuilt_from: b\n",
    "graph/vessels/d.yml": "rebuilt_from: [c, a]\n",
    "graph/vessels/a.b.yml": "n: 1\n",
    "graph/vessels/v-2.5.yml": "n: 5\n",
    "graph/ports/p.yml": "name: P\n",
}


@pytest.fixture(scope="module")
def graph():
    project = check_files(FILES)
    assert found(project) == []
    return project.graph


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("a", "a"), ("a+", "a b c d"), ("+c", "a b c"), ("1+c", "b c"), ("0+c", "c"), ("a+1", "a b d"), ("1+b+1", "a b c"),
        ("2+d", "a b c d"), ("999999999999999999+d", "a b c d"), ("a p", "a p"), ("  a   p ", "a p"), ("a+,+c", "a b c"),
        ("tag:steam", "a b"), ("tag:steam,tag:old", "a"), ("tag:", ""), ("type:ship", "a b c"),
        ("type:vessel", "a a.b b c d v-2.5"), ("type:port a", "a p"), ("a+ exclude:c", "a b d"), ("a+ exclude:c+", "a b"),
        ("exclude:type:vessel", "p"), ("exclude:a+ a", ""), ("tag:steam+", "a b c d"), ("id:a", "a"), ("v-2.5", "v-2.5"),
        ("a.b", "a.b"),
    ],
)  # fmt: skip
def test_a_selection_names(graph, text, ids):
    assert select(text, graph) == tuple(ids.split())


@pytest.mark.parametrize(
    ("text", "rule", "marked"),
    [
        ("", "block-option", ""), ("   ", "block-option", "   "), ("a +e", "ref-unknown", "e"), ("type:shp", "block-option", "shp"),
        ("tpe:ship", "block-option", "tpe:"), ("a,,b", "block-option", ","), ("a,", "block-option", ""), ("exclude:", "block-option", "exclude:"),
        ("++a", "block-option", "++a"), ("a++", "block-option", "a++"), ("id:e", "block-option", "id:"), ("A", "ref-unknown", "A"),
        ("a+x", "block-option", "a+x"), ("a" * 3_000, "block-option", "a"),
    ],
)  # fmt: skip
def test_a_wrong_selection_is_marked_where_it_is_wrong(graph, text, rule, marked):
    problem = select(text, graph)
    assert isinstance(problem, Problem)
    assert (problem.rule, text[problem.start : problem.end]) == (rule, marked)


@pytest.mark.parametrize(
    ("text", "entity", "fields"),
    [
        ("a.n", "a", ("n",)), ("a.b.n", "a.b", ("n",)), ("v-2.5.n", "v-2.5", ("n",)), ("self.rebuilt_from.n", "c", ("rebuilt_from", "n")),
        ("a.rebuilt_from.name", "a", ("rebuilt_from", "name")), ("self.id", "c", ("id",)),
    ],
)  # fmt: skip
def test_the_longest_prefix_that_is_an_id_is_the_entity(graph, text, entity, fields):
    read = read_path(text, graph, "c")
    assert read == Path(entity, fields) or read.rule == "ref-ambiguous"
    assert (read.rule == "ref-ambiguous") == (text == "a.b.n") if isinstance(read, Problem) else True


def test_a_path_that_can_be_read_in_two_ways_is_refused(graph):
    problem = read_path("a.b.n", graph, None)
    assert problem.rule == "ref-ambiguous"
    assert "`a.b` and its `n` or `a` and its `b.n`" in problem.message


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("a.m", "m"), ("a", "a"), ("a.", "a."), ("e.n", "e"), (".n", ".n"), ("a.b.x", "x"), ("a.rebuilt_from.m", "m"), ("a.n.n", "n"),
        ("self", "self"), ("self.masts.x", "x"),
    ],
)  # fmt: skip
def test_a_path_that_leads_nowhere_is_marked_where_it_leaves_the_graph(graph, text, marked):
    problem = read_path(text, graph, "a")
    assert isinstance(problem, Problem)
    assert problem.rule == "formula-input"
    assert text[problem.start : problem.end] == marked


def test_self_is_nobody_where_no_entity_is_at_hand(graph):
    assert "no `self` here" in read_path("self.n", graph, None).message
