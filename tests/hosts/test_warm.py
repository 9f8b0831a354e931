# A build that finds what it made before: the same bytes with nothing made anew, and never what is no longer true, not whole
# or not ours.
from __future__ import annotations

import hashlib
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import msgpack
import pytest

from previewing import build_here
from run import build, files_of, write_files
from stemma.adapters import made_cache
from stemma.adapters.made import make
from stemma.adapters.made_cache import MadeCache
from stemma.exchange.json_ld import Home
from stemma.pages.context import Site
from stemma.project import load_project
from stemma.text.files import Location

SITE = {
    "mkdocs.yml": "site_name: T\ntheme: mkdocs\nplugins: [search, stemma: {git_dates: false}]\n",
    "docs/index.md": "# Ships\n\nSee [[argo-ii]].\n",
    "graph/schema.yml": "types:\n  ship:\n    folder: ships\n    fields:\n      length: {type: quantity, unit: meter}\n"
    "      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent}\n",
    "graph/ships/argo.yml": "name: Argo & Sons\naliases: [argo-i]\nsummary: Sailed.\nlength: 30 m\n",
    "graph/ships/argo-ii.yml": "name: Argo II\nrebuilt_from: argo\nnotes: Of *her* wood.\n",
    "graph/ships/argo-iii.yml": "name: Argo III\nrebuilt_from: argo-ii\n",
    "templates/foot.html": "<footer>{{ entity.name }}</footer>",
}
CACHE = ".cache/stemma/site"


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """`makings() -> int`: how often everything was made since it was asked last."""
    calls: list[object] = []
    whole = made_cache.make

    def counted(*args, **kwargs):
        calls.append(args)
        return whole(*args, **kwargs)

    monkeypatch.setattr(made_cache, "make", counted)

    def since() -> int:
        count = len(calls)
        calls.clear()
        return count

    return since


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")  # MkDocs' own theme tells on its home page when it was built
    return write_files(tmp_path / "project", SITE)


def site_of(project: Path) -> dict[str, bytes]:
    built = build_here(project)
    assert built.well, built.log
    return files_of(built.site)


def cold(project: Path) -> dict[str, bytes]:
    """The site of the same files without a cache, built where they lie."""
    shutil.rmtree(project / ".cache", ignore_errors=True)
    return site_of(project)


def entries(project: Path) -> list[Path]:
    return sorted((project / CACHE).iterdir())


@pytest.mark.parametrize("theme", ["mkdocs", "{name: material, font: false}"])
def test_an_unchanged_project_is_not_made_again_and_its_site_is_the_same(project, makings, theme):
    write_files(project, {"mkdocs.yml": SITE["mkdocs.yml"].replace("theme: mkdocs", f"theme: {theme}")})
    first = site_of(project)
    assert makings() == 1
    assert site_of(project) == first
    assert makings() == 0


def test_the_cache_can_be_deleted_at_any_time(project, makings):
    first = site_of(project)
    shutil.rmtree(project / ".cache")
    assert site_of(project) == first
    assert makings() == 2


def test_a_hand_written_page_is_converted_each_time_and_costs_nothing_else(project, makings):
    site_of(project)
    (project / "docs/index.md").write_text("# Ships\n\nOther words.\n", "utf-8")
    assert b"Other words." in site_of(project)["index.html"]
    assert makings() == 1


@pytest.mark.parametrize(("file", "old", "new"), [
    ("graph/ships/argo.yml", "Sailed.", "Sank."), ("graph/schema.yml", "unit: meter}", "unit: meter, label: Size}"),
    ("templates/foot.html", "footer", "div"), ("mkdocs.yml", "site_name: T", "site_name: U"),
    ("mkdocs.yml", "site_name: T", "site_name: T\nuse_directory_urls: false"),
    ("mkdocs.yml", "plugins", "site_url: https://ships.example/\nplugins"),
    ("mkdocs.yml", "plugins", "repo_url: https://git.example/x\nedit_uri: edit/\nplugins"),
    ("mkdocs.yml", "theme: mkdocs", "theme: {name: material, font: false}"), ("graph/schema.yml", "  ship:\n", "  ship:\n    icon: material/ferry\n"),
])  # fmt: skip
def test_whatever_of_the_input_changes_the_site_is_that_of_a_cold_build_and_the_old_one_is_forgotten(
    project, makings, file, old, new
):
    site_of(project)
    before = entries(project)
    text = (project / file).read_text("utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new, 1), "utf-8")
    changed = site_of(project)
    assert makings() == 2
    assert not set(before) & set(entries(project))
    assert changed == cold(project)


def test_files_that_come_go_and_change_their_name_are_noticed(project, makings):
    site_of(project)
    write_files(
        project, {"graph/LICENSE.txt": "All rights.", "templates/entity-ship.html": "<h1 id='x'>{{ entity.name }}</h1>"}
    )
    (project / "graph/ships/argo-iii.yml").rename(project / "graph/ships/argo-iv.yml")
    changed = site_of(project)
    assert makings() == 2
    assert changed["data/LICENSE.txt"] == b"All rights."
    assert b"<h1 id='x'>" in changed["ships/argo-iv/index.html"]
    assert "ships/argo-iii/index.html" not in changed


def test_another_version_of_ourselves_or_of_what_we_use_makes_anew(project, makings, monkeypatch):
    site_of(project)
    monkeypatch.setattr(made_cache, "_ourselves", lambda: [("pages/entity.py", 1, 1)])
    site_of(project)
    monkeypatch.setattr(made_cache.metadata, "version", lambda _: "0")
    site_of(project)
    assert makings() == 3


def test_bytes_that_were_changed_or_cut_off_anywhere_count_as_absent(project, makings, monkeypatch):
    monkeypatch.setattr(made_cache, "PART", 4000)
    first = site_of(project)
    assert len(entries(project)) > 3
    chance = random.Random(7)
    for number in range(6):
        path = chance.choice(entries(project))
        data = bytearray(path.read_bytes())
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
        path.write_bytes(data if number % 2 else data[:at])
        assert site_of(project) == first
        assert makings() == (2 if number == 0 else 1)
    entries(project)[-1].unlink()
    assert site_of(project) == first
    assert makings() == 1


def signed(path: Path, change: Callable[[list], object]) -> None:
    """An entry as somebody would forge it: changed, with the right checksum."""
    version, value = msgpack.unpackb(path.read_bytes()[32:])
    change(value)
    body = msgpack.packb([version, value])
    path.write_bytes(hashlib.sha256(body).digest() + body)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = write_files(tmp_path_factory.mktemp("warm"), SITE)
    return Site(load_project(Location(folder, folder / "graph", folder / "docs", folder)))


@pytest.fixture
def stored(site: Site) -> MadeCache:
    """A cache that holds the site."""
    cache = MadeCache(site, Home("T"), searchable=True)
    made = make(site, Home("T"), searchable=True)
    cache.store(made)
    assert cache.load() == made
    return cache


@pytest.mark.parametrize("record", [
    ["file", "../outside.txt", b"x"], ["file", "/tmp/outside.txt", b"x"], ["file", "a/../../outside.txt", b"x"],
    ["file", "a\\..\\outside.txt", b"x"], ["file", "C:/outside.txt", b"x"], ["file", "a.txt", "text"], ["moved", "a", "../b.html", b"x"],
    ["page", "../outside", "T", "<h1>T</h1>", [], "", "", 1, [], None, ""], ["page", "a", "T", "<h1>T</h1>", [[2, "a"]], "", "", 1, [], None, ""],
    ["page", "a", "T", "<h1>T</h1>", [], "", "", 1, [], [[1, "", ""]], ""], ["unheard of"], 7, None, {"page": 1}, ["problem", "a second one"],
])  # fmt: skip
def test_a_forged_entry_that_would_write_elsewhere_or_is_no_page_counts_as_absent(site, stored, record):
    signed(entries(site.project.location.root)[0], lambda value: value[2].append(record))
    assert stored.load() is None


@pytest.mark.parametrize("change", [
    lambda value: value.clear(), lambda value: value.__setitem__(0, "another key"), lambda value: value.__setitem__(1, 9),
    lambda value: value.__setitem__(1, 0), lambda value: value.__setitem__(1, "1"), lambda value: value.__setitem__(2, "x"),
])  # fmt: skip
def test_an_entry_of_another_site_or_shape_counts_as_absent(site, stored, change):
    signed(entries(site.project.location.root)[0], change)
    assert stored.load() is None


def test_what_a_killed_build_left_behind_is_forgotten_and_what_is_too_large_is_not_kept(project, makings, monkeypatch):
    site_of(project)
    write_files(project / CACHE, {".0123abcd-0-x7_q": "torn", "0123abcd-0.msgpack": "foreign"})
    (project / "graph/ships/argo.yml").write_text("name: Argo\n", "utf-8")
    first = site_of(project)
    assert {path.name.partition("-")[0] for path in entries(project)} == {entries(project)[0].name.partition("-")[0]}
    monkeypatch.setattr(made_cache, "MOST", 100)
    shutil.rmtree(project / ".cache")
    assert site_of(project) == first
    assert not (project / CACHE).exists()
    assert makings() == 3


def test_what_was_made_while_a_template_changed_is_not_kept(project, monkeypatch):
    whole = made_cache.make

    def slow(*args, **kwargs):
        made = whole(*args, **kwargs)
        write_files(project, {"templates/foot.html": "<p>new</p>"})
        return made

    monkeypatch.setattr(made_cache, "make", slow)
    site_of(project)
    assert not (project / CACHE).exists()


def test_two_builds_at_once_both_give_the_whole_site(project):
    write_files(project, {"mkdocs.yml": SITE["mkdocs.yml"].replace("mkdocs\n", "{name: material, font: false}\n", 1)})
    runs: list[object] = []
    sites = [project.parent / "one", project.parent / "two"]
    builds = [Thread(target=lambda site=site: runs.append(build(project, site=site).ok())) for site in sites]
    for one in builds:
        one.start()
    for one in builds:
        one.join()
    assert len(runs) == 2
    assert files_of(sites[0]) == files_of(sites[1]) == site_of(project)


def test_a_folder_that_cannot_be_written_to_is_no_reason_to_fail(project, makings):
    write_files(project, {".cache": "a file where the folder should be"})
    first = site_of(project)
    assert site_of(project) == first
    assert makings() == 2
