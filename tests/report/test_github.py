# `stemma check --format github`: what GitHub would drop without a word is kept in the log.
from __future__ import annotations

from checking import check_files
from stemma.report.machine import ANNOTATIONS, as_github
from stemma.text.catalogue import rule
from stemma.text.diagnostics import diagnose
from stemma.text.source import Source, Span

SCHEMA = "types:\n  ship:\n    fields: {sister: {type: ref, to: ship}}\nproject: {rules: {lint: ignore, yaml-comment: warning}}\n"


def lines(files):
    return as_github(check_files({"graph/schema.yml": SCHEMA, **files}).diagnostics).splitlines()


def test_of_each_kind_as_many_are_annotations_as_github_shows_and_the_rest_are_plain_lines():
    wrong = {f"graph/ships/s{n:02}.yml": f"name: Ship {n}\nsister: nobody-{n}\nsummary: ranked #3\n" for n in range(12)}
    found = lines(wrong)
    for kind in ("error", "warning"):
        assert sum(line.startswith(f"::{kind} ") for line in found) == ANNOTATIONS
    start = found.index("::group::4 more, of which GitHub shows no annotation")
    assert found[start + 1].startswith("- graph/ships/s10.yml:2:9: error[ref-unknown] ")
    assert found[-1] == "::endgroup::"
    assert len(found) == start + 6


def test_as_many_as_github_shows_make_no_group():
    wrong = {f"graph/ships/s{n:02}.yml": f"name: Ship {n}\nsister: nobody-{n}\n" for n in range(ANNOTATIONS)}
    assert all(line.startswith("::error ") for line in lines(wrong))


def test_no_plain_line_can_be_a_command():
    wrong = {f"graph/ships/s{n:02}.yml": f"name: Ship {n}\nsister: '::error ::x'\n" for n in range(ANNOTATIONS + 2)}
    plain = [line for line in lines(wrong) if not line.startswith("::")]
    assert len(plain) == 2
    assert all(line.startswith("- graph/") for line in plain)


def test_a_place_over_several_lines_has_no_columns_which_github_would_refuse():
    source = Source("a.md", "one [[\ntwo]] three\n")
    assert as_github([diagnose(rule("link-unknown"), "torn", Span(source, 4, 12))]) == (
        "::error file=a.md,line=1,endLine=2,title=link-unknown::torn\n"
    )
