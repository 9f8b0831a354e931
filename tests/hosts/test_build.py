# Real builds: what `plugins: [stemma]` gives, what stops a build, and that its bytes depend on the input alone.
from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from demo import copy_demo
from links import dead_references, read_html
from run import files_of

SHIPS = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
""",
    "graph/ships/argo.yml": "name: Argo\nsummary: Sailed for the fleece.\n",
    "graph/ships/argo-ii.yml": "name: Argo II\nrebuilt_from: argo\n",
}
MADE = (
    "assets/stemma/stemma.css",
    "assets/stemma/stemma.js",
    "data/graph.json",
    "explore/index.html",
    "ships/argo-ii/index.html",
    "ships/argo/index.html",
    "ships/index.html",
)


@pytest.fixture(params=["mkdocs", "properdocs"])
def host(request):
    return request.param


def test_the_plugins_name_is_all_that_a_project_must_say(write_project, mkdocs_build, host):
    site = mkdocs_build(write_project(SHIPS), "--strict", host=host).ok().site
    assert [name for name in MADE if not (site / name).is_file()] == []
    assert "Argo II" in (site / "ships/argo-ii/index.html").read_text("utf-8")


def test_a_plain_theme_is_enough_too(write_project, mkdocs_build):
    project = write_project({**SHIPS, "mkdocs.yml": "site_name: Test\nplugins: [stemma]\n"})
    site = mkdocs_build(project).ok().site
    assert "Argo II" in (site / "ships/argo-ii/index.html").read_text("utf-8")


def test_both_hosts_write_the_same_entity_pages(write_project, mkdocs_build, tmp_path):
    project = write_project(SHIPS)
    one = files_of(mkdocs_build(project, site=tmp_path / "one").ok().site)
    two = files_of(mkdocs_build(project, site=tmp_path / "two", host="properdocs").ok().site)
    article = [site["data/graph.json"] for site in (one, two)]
    assert article[0] == article[1]
    assert sorted(one) == sorted(two)


def test_pages_of_entities_stay_out_of_a_nav_that_is_not_given(write_project, mkdocs_build):
    site = mkdocs_build(write_project(SHIPS)).ok().site
    references, _ = read_html(site / "index.html")
    assert not [reference for reference in references if "ships/argo" in reference]


def test_a_nav_with_the_home_page_alone_builds_strictly_and_without_remarks(write_project, mkdocs_build):
    config = "site_name: T\ntheme: {name: material, font: false}\nplugins: [stemma]\nnav: [index.md]\n"
    run = mkdocs_build(write_project({**SHIPS, "mkdocs.yml": config}), "--strict").ok()
    assert "ships/" not in run.err
    assert (run.site / "ships/argo/index.html").is_file()


# What stops a build --------------------------------------------------------------------------------------------------

BROKEN = {**SHIPS, "graph/ships/argo-ii.yml": "name: Argo II\nrebuilt_from: argos\n"}
DOUBTFUL = {**SHIPS, "graph/ships/argo-ii.yml": "name: Argo II\nsummary: ranked #3\n"}


@pytest.mark.parametrize("options", [(), ("-q",), ("--strict",), ("-q", "--strict")], ids=" ".join)
def test_an_error_stops_the_build_whatever_the_options(write_project, mkdocs_build, host, options):
    run = mkdocs_build(write_project(BROKEN), *options, host=host)
    assert run.code == 1, run
    assert "ref-unknown" in run.err, run
    assert "graph/ships/argo-ii.yml:2:15" in run.err, run
    assert "did you mean `argo`?" in run.err, run
    assert "Traceback" not in run.err, run


def test_a_warning_is_shown_and_does_not_stop_the_build(write_project, mkdocs_build):
    run = mkdocs_build(write_project(DOUBTFUL)).ok()
    assert "yaml-comment-in-value" in run.err, run


@pytest.mark.parametrize("options", [("--strict",), ("-q", "--strict")], ids=" ".join)
def test_a_warning_stops_a_strict_build(write_project, mkdocs_build, host, options):
    run = mkdocs_build(write_project(DOUBTFUL), *options, host=host)
    assert run.code == 1, run
    assert "Traceback" not in run.err, run


def test_an_unknown_id_in_a_page_stops_the_build_at_the_pages_own_line(write_project, mkdocs_build):
    page = "---\ntitle: Home\n---\n\n# Home\n\nSee [[argos]].\n"
    run = mkdocs_build(write_project({**SHIPS, "docs/index.md": page}))
    assert run.code == 1, run
    assert "docs/index.md:7:" in run.err, run
    assert "did you mean `argo`?" in run.err, run


def test_without_pyvis_the_explorer_alone_fails_and_says_so(write_project, mkdocs_build, tmp_path):
    (tmp_path / "blocked").mkdir()
    (tmp_path / "blocked" / "pyvis.py").write_text("raise ModuleNotFoundError('pyvis', name='pyvis')\n", "utf-8")
    run = mkdocs_build(write_project(SHIPS), env={"PYTHONPATH": str(tmp_path / "blocked")}).ok()
    assert "pyvis" in run.err, run
    assert "Traceback" not in run.err, run
    assert "Argo II" in (run.site / "ships/argo-ii/index.html").read_text("utf-8")
    assert json.loads((run.site / "data/graph.json").read_text("utf-8"))["entities"]


# Where the bytes come from -------------------------------------------------------------------------------------------


def test_the_same_input_gives_the_same_bytes_in_any_folder_zone_and_hash_seed(mkdocs_build, tmp_path):
    sites = []
    for name, zone, seed in (("one", "Pacific/Kiritimati", "1"), ("a longer/name", "America/Los_Angeles", "4242")):
        project = copy_demo(tmp_path / name)
        sites.append(files_of(mkdocs_build(project, env={"TZ": zone, "PYTHONHASHSEED": seed}).ok().site))
    one, two = sites
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_a_second_build_with_a_warm_cache_gives_the_same_bytes(demo_site, demo_project, mkdocs_build):
    mkdocs_build(demo_project).ok()
    again = files_of(mkdocs_build(demo_project).ok().site)
    first = files_of(demo_site)
    assert sorted(again) == sorted(first)
    assert [name for name in first if first[name] != again[name]] == []


def test_no_page_and_no_list_of_pages_tells_when_it_was_built(demo_site):
    days = [(datetime.now(UTC) + timedelta(days=shift)).date().isoformat().encode() for shift in (-1, 0, 1)]
    telling = [name for name, content in files_of(demo_site).items() if any(day in content for day in days)]
    assert telling == []


def test_a_build_writes_into_its_site_and_its_cache_alone(write_project, mkdocs_build):
    project = write_project(SHIPS)
    before = files_of(project)
    mkdocs_build(project).ok()
    after = {name: content for name, content in files_of(project).items() if not name.startswith(("site/", ".cache/"))}
    assert after == before


def test_nothing_in_the_site_names_the_folder_it_was_built_in(write_project, mkdocs_build):
    project = write_project(SHIPS, name="a-telling-name")
    site = files_of(mkdocs_build(project).ok().site)
    assert [name for name, content in site.items() if b"a-telling-name" in content] == []


# Links ---------------------------------------------------------------------------------------------------------------


def test_every_link_of_the_demonstration_leads_somewhere(demo_site):
    assert dead_references(demo_site) == []


def test_every_link_of_the_demonstration_leads_somewhere_without_directory_urls(flat_demo_site):
    assert dead_references(flat_demo_site) == []
