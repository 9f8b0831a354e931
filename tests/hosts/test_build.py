# Real builds: what `plugins: [stemma]` gives, what stops a build, and that its bytes depend on the input alone.
from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime, timedelta

import pytest

from demo import copy_demo, once
from links import dead_references, read_html
from run import files_of, found_first, write_files

SHIPS = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    fields:
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
""",
    "graph/ships/argo.yml": "name: Argo\nsummary: Sailed for the fleece.\n",
    "graph/ships/argo-ii.yml": "name: Argo II\nsummary: Built from what was left of her.\nrebuilt_from: argo\n",
}
HOME = "site_name: T\ntheme: {name: material, font: false}\nplugins: [stemma]\n"
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


@pytest.fixture
def ships_site(write_project, mkdocs_build, shared_folder):
    """`ships_site(host) -> Path`: the site of the ships, built once for all who only look at it."""

    def site(host="mkdocs"):
        def make(folder):
            return mkdocs_build(write_project(SHIPS, name="shared"), "--strict", host=host, site=folder).ok().site

        return once(shared_folder / f"ships-{host}", make)

    return site


def test_the_plugins_name_is_all_that_a_project_must_say(ships_site, host):
    site = ships_site(host)
    assert [name for name in MADE if not (site / name).is_file()] == []
    assert "Argo II" in (site / "ships/argo-ii/index.html").read_text("utf-8")


def test_a_plain_theme_is_enough_too(write_project, mkdocs_build):
    project = write_project({**SHIPS, "mkdocs.yml": "site_name: Test\nplugins: [stemma]\n"})
    site = mkdocs_build(project).ok().site
    assert "Argo II" in (site / "ships/argo-ii/index.html").read_text("utf-8")


def article(page):
    return re.search(rb"<article.*</article>", page, re.DOTALL)[0]


def test_both_hosts_write_the_same(ships_site):
    one, two = files_of(ships_site("mkdocs")), files_of(ships_site("properdocs"))
    assert sorted(one) == sorted(two)
    for name in MADE:  # around the article stands the host's own name
        same = article if name.endswith(".html") else bytes
        assert same(one[name]) == same(two[name]), name


def test_a_nav_that_is_not_given_holds_the_indexes_and_the_explorer_and_no_entity(ships_site):
    references, _ = read_html(ships_site() / "index.html")
    assert {"ships/", "explore/"} <= set(references)
    assert not [reference for reference in references if "ships/argo" in reference]


def test_a_nav_with_the_home_page_alone_builds_strictly_and_without_remarks(write_project, mkdocs_build, host):
    project = write_project({**SHIPS, "mkdocs.yml": HOME + "nav: [index.md]\n"})
    run = mkdocs_build(project, "--strict", host=host).ok()
    assert "ships/" not in run.err
    assert '"nav"' not in run.err
    assert (run.site / "ships/argo/index.html").is_file()
    references, _ = read_html(run.site / "index.html")
    assert not [reference for reference in references if "ships/" in reference]


def test_a_nav_may_name_our_pages_and_title_them(write_project, mkdocs_build):
    nav = "nav: [index.md, {Fleet: ships/index.md}, {The first: ships/argo.md}]\n"
    site = mkdocs_build(write_project({**SHIPS, "mkdocs.yml": HOME + nav}), "--strict").ok().site
    home = (site / "index.html").read_text("utf-8")
    assert re.search(r'href="ships/"[^>]*>\s*<span[^>]*>\s*Fleet\s', home)
    assert re.search(r'href="ships/argo/"[^>]*>\s*<span[^>]*>\s*The first\s', home)


def test_a_hand_written_page_may_refer_to_pages_of_ours_and_to_places_in_them(write_project, mkdocs_build):
    page = "# Home\n\n[Argo](ships/argo.md), [her heirs](ships/argo-ii.md#relations), [all](ships/index.md)\n"
    config = HOME + "validation: {anchors: warn, links: {unrecognized_links: warn}}\n"
    run = mkdocs_build(write_project({**SHIPS, "mkdocs.yml": config, "docs/index.md": page}), "--strict").ok()
    references, _ = read_html(run.site / "index.html")
    assert {"ships/argo/", "ships/argo-ii/#relations", "ships/"} <= set(references)


def test_a_graph_may_lie_elsewhere_and_a_missing_one_is_named(write_project, mkdocs_build):
    config = HOME.replace("[stemma]", "[{stemma: {graph: knowledge}}]")
    moved = {name.replace("graph/", "knowledge/"): text for name, text in SHIPS.items()}
    site = mkdocs_build(write_project({**moved, "mkdocs.yml": config}), "--strict").ok().site
    assert (site / "ships/argo/index.html").is_file()
    run = mkdocs_build(write_project({**SHIPS, "mkdocs.yml": config}, name="without"))
    assert run.code == 1, run
    assert "no folder `knowledge`" in run.err, run
    assert "Traceback" not in run.err, run


def test_a_theme_that_fetches_its_fonts_elsewhere_is_warned_of(write_project, mkdocs_build):
    project = write_project({**SHIPS, "mkdocs.yml": HOME.replace(", font: false", "")})
    assert "font: false" in mkdocs_build(project).ok().err
    assert mkdocs_build(project, "--strict").code == 1


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


@pytest.mark.parametrize(
    "broken",
    [
        BROKEN,
        {**SHIPS, "docs/index.md": "[[argos]]\n"},
        {**SHIPS, "docs/ships/argo.md": "# Argo\n"},
        {**SHIPS, "graph/schema.yml": "types: [\n"},
    ],
    ids=["entity", "page", "two-pages-at-one-address", "schema"],
)
def test_a_build_that_is_stopped_leaves_the_old_site_as_it_was(write_project, mkdocs_build, ships_site, broken):
    project = write_project(broken)
    shutil.copytree(ships_site(), project / "site")
    before = files_of(project / "site")
    run = mkdocs_build(project, "-q")
    assert run.code == 1, run
    assert files_of(project / "site") == before


def test_a_hand_written_page_at_the_address_of_ours_stops_the_build(write_project, mkdocs_build, host):
    run = mkdocs_build(write_project({**SHIPS, "docs/ships/argo.md": "# Argo\n"}), "-q", host=host)
    assert run.code == 1, run
    assert "page-conflict" in run.err, run
    assert "docs/ships/argo.md" in run.err, run
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


def test_without_pyvis_the_explorer_alone_fails_and_says_so(write_project, mkdocs_build, ships_site, tmp_path):
    project = write_project(SHIPS)
    whole = files_of(ships_site())
    shim = write_files(tmp_path / "blocked", {"pyvis.py": "raise ModuleNotFoundError('No module named pyvis')\n"})
    run = mkdocs_build(project, env=found_first(shim)).ok()
    assert run.err.count("The explorer needs the Python package pyvis") == 1, run
    assert "Traceback" not in run.err, run
    page = article((run.site / "explore/index.html").read_bytes()).decode()
    assert "The explorer needs the Python package pyvis" in page
    assert "pip install pyvis" in page
    left = files_of(run.site)
    changed = {name for name in whole if left.get(name) != whole[name]}
    own = ("explore/", "search/", "assets/stemma/explorer/", "assets/stemma/vis-network")
    assert not [name for name in changed if not name.startswith(own)]
    assert mkdocs_build(project, "--strict", env=found_first(shim)).code == 1


# Where the bytes come from -------------------------------------------------------------------------------------------


# Folders list their files in whatever order the file system likes: here backwards, and in an order without any sense.
BACKWARDS = """\
import os
scan, names = os.scandir, os.listdir
class Entries:
    def __init__(self, entries): self.entries = entries
    def __iter__(self): return self
    def __next__(self):
        if not self.entries: raise StopIteration
        return self.entries.pop()
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass
os.listdir = lambda path=".": sorted(names(path), key=lambda name: name[::-1])
os.scandir = lambda path=".": Entries(sorted(scan(path), key=lambda entry: entry.name))
"""


def test_the_same_input_gives_the_same_bytes_in_any_folder_zone_hash_seed_and_order_of_files_and_from_a_warm_cache(
    demo_site, mkdocs_build, tmp_path
):
    project = copy_demo(tmp_path / "a longer" / "name")
    shutil.copytree(demo_site.parent / ".cache", project / ".cache")
    shim = write_files(tmp_path / "shim", {"sitecustomize.py": BACKWARDS})
    env = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4242", "LC_ALL": "C", **found_first(shim)}
    two = files_of(mkdocs_build(project, env=env).ok().site)
    one = files_of(demo_site)
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []


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


def test_no_page_holds_a_script_in_its_content(demo_site):
    """Instant navigation runs every one again, whatever its type."""
    pages = {path: article(path.read_bytes()) for path in demo_site.rglob("*.html") if path.name != "404.html"}
    assert len(pages) > 100
    assert not [str(path) for path, content in pages.items() if b"<script" in content]


# Links ---------------------------------------------------------------------------------------------------------------


def test_every_link_of_the_demonstration_leads_somewhere(demo_site):
    assert dead_references(demo_site) == []


def test_every_link_of_the_demonstration_leads_somewhere_without_directory_urls(flat_demo_site):
    assert dead_references(flat_demo_site) == []
