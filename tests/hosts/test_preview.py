# A preview after an edit: the same bytes as a whole build gives, pages rendered only where they show something of the edit,
# and everything else with its bytes and its time.
from __future__ import annotations

import shutil

import pytest

from editing import Editor, change, write_fleet
from previewing import Serving, built_anew
from run import files_of, write_files

CONFIG = """\
site_name: Fleet
repo_url: https://git.example/fleet
edit_uri: edit/main/docs/
theme: {name: material, font: false}
plugins: [search, stemma: {git_dates: false}]
markdown_extensions: [admonition, tables, toc: {permalink: true}]
"""
PAGES = 35  # about as many as the fleet has


@pytest.fixture
def fleet(tmp_path):
    write_fleet(tmp_path / "fleet")
    (tmp_path / "fleet/mkdocs.yml").write_text(CONFIG, "utf-8")
    return Fleet(tmp_path / "fleet", tmp_path / "site")


class Fleet:
    def __init__(self, folder, site):
        self.folder = folder
        self.site = site
        self.serving = Serving(folder, site)

    def change(self, path, old, new):
        change(self.folder / path, old, new)

    def rebuild(self):
        """The pages that were rendered, None for all; checked against a whole build."""
        before, times = files_of(self.site), self.times()
        rendered = self.serving.rebuild()
        after = files_of(self.site)
        anew = self.site.with_name("anew")
        built_anew(self.folder, anew)
        whole = files_of(anew)
        shutil.rmtree(anew)
        assert [path for path in after.keys() | whole.keys() if after.get(path) != whole.get(path)] == []
        if rendered is not None:
            now = self.times()
            touched = {path for path in after if before.get(path) == after[path] and times[path] != now[path]}
            assert touched == set()
        return rendered

    def times(self):
        return {path.relative_to(self.site).as_posix(): path.stat().st_mtime_ns for path in self.site.rglob("*")}


def test_an_edit_that_one_page_shows_renders_that_page(fleet):
    fleet.change("graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() == ["ports/port-1.md"]
    assert "Deeper." in (fleet.site / "ports/port-1/index.html").read_text("utf-8")


def test_an_edit_renders_those_that_show_it(fleet):
    fleet.change("graph/ships/ship-14.yml", "name: Ship 14", "name: The Fourteenth")
    rendered = fleet.rebuild()
    assert rendered is not None
    # It is after nothing, built on ships 7 and 11, which say what became of them, and at home in port 2.
    assert {"ships/ship-14.md", "ships/ship-7.md", "ships/ship-11.md", "ports/port-2.md", "ships/index.md"} <= set(
        rendered
    )
    assert not {"ships/ship-1.md", "ships/ship-10.md", "ports/port-0.md", "plain.md", "ports/index.md"} & set(rendered)


def test_a_figure_is_followed_to_the_pages_that_show_what_rests_on_it(fleet):
    fleet.change("graph/ships/ship-6.yml", "value: 27 m", "value: 47 m")
    rendered = fleet.rebuild()
    assert rendered is not None
    assert {f"ships/ship-{n}.md" for n in (6, 9, 12)} | {"figures.md", "longest.md"} <= set(rendered)
    assert "plain.md" not in rendered
    assert "ships/ship-2.md" not in rendered


def test_pages_come_and_go_without_the_others(fleet):
    text = (fleet.folder / "graph/ships/ship-14.yml").read_text("utf-8")
    (fleet.folder / "graph/ships/ship-15.yml").write_text(text.replace("Ship 14", "Ship 15"), "utf-8")
    came = fleet.rebuild()
    assert came is not None
    assert "ships/ship-15.md" in came
    assert not {"plain.md", "ports/port-0.md", "sayings/saying-1.md", "ports/index.md"} & set(came)
    (fleet.folder / "graph/ships/ship-15.yml").unlink()
    gone = fleet.rebuild()
    assert gone is not None
    assert set(gone) == set(came) - {"ships/ship-15.md"}
    assert not (fleet.site / "ships/ship-15/index.html").exists()


def test_a_former_id_leads_on_where_the_page_was(fleet):
    ship = fleet.folder / "graph/ships/ship-14.yml"
    ship.rename(ship.with_name("ship-fourteen.yml"))
    with ship.with_name("ship-fourteen.yml").open("a", encoding="utf-8") as file:
        file.write("aliases: [ship-14]\n")
    assert fleet.rebuild() is not None
    assert "ship-fourteen" in (fleet.site / "ships/ship-14/index.html").read_text("utf-8")


def test_an_edited_page_alone_is_converted(fleet):
    fleet.change("docs/plain.md", "Nothing here.", "Nothing but [[ship-3]] here.")
    assert fleet.rebuild() == ["plain.md"]
    fleet.change("graph/ships/ship-3.yml", "summary: After", "summary: Long after")
    assert "plain.md" not in (fleet.rebuild() or ["plain.md"])
    fleet.change("graph/ships/ship-3.yml", "name: Ship 3", "name: Ship Three")
    assert "plain.md" in (fleet.rebuild() or [])


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("graph/schema.yml", "types:\n", "# a comment alone\ntypes:\n"),
        ("graph/schema.yml", "inverse: became", "inverse: turned_into"),
        ("docs/plain.md", "# Plain", "# Another title"),
        ("mkdocs.yml", "site_name: Fleet", "site_name: Navy"),
    ],
)  # fmt: skip
def test_what_every_page_may_show_asks_for_a_whole_build(fleet, path, old, new):
    fleet.change(path, old, new)
    assert fleet.rebuild() is None
    fleet.change("graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() == ["ports/port-1.md"]


def test_the_sites_own_templates_are_followed(tmp_path):
    write_fleet(tmp_path / "fleet")
    (tmp_path / "fleet/mkdocs.yml").write_text(CONFIG, "utf-8")
    template = tmp_path / "fleet/templates/foot.html"
    template.parent.mkdir()
    template.write_text("<footer>{{ entity.name }}</footer>", "utf-8")
    fleet = Fleet(tmp_path / "fleet", tmp_path / "site")
    for text in (
        "<footer>The end of {{ entity.name }}</footer>",
        "{% broken",
        "<footer>Mended {{ entity.name }}</footer>",
    ):
        template.write_text(text, "utf-8")
        assert fleet.rebuild() is None
    assert "Mended Port 1" in (fleet.site / "ports/port-1/index.html").read_text("utf-8")
    fleet.change("graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() == ["ports/port-1.md"]


def test_a_page_that_is_gone_is_forgotten(fleet):
    (fleet.folder / "docs/longest.md").unlink()
    assert fleet.rebuild() is None
    fleet.change("graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() == ["ports/port-1.md"]


def test_another_plugin_has_every_page_built(fleet):
    fleet.change("mkdocs.yml", "plugins: [", "plugins: [offline, ")
    assert fleet.rebuild() is None
    fleet.change("graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() is None


@pytest.mark.parametrize("seed", range(2))
def test_after_any_edits_it_is_what_a_whole_build_gives(fleet, seed):
    editor = Editor(fleet.folder, seed)
    few = parts = 0
    for _ in range(10):
        for _ in range(editor.random.choice((1, 1, 1, 3))):
            editor.edit()
        rendered = fleet.rebuild()
        parts += rendered is not None
        few += rendered is not None and len(rendered) < PAGES / 2
    assert parts >= 8  # a page's title may change; all else is made in part
    assert few >= 2  # an error that comes or goes is told on every page


def test_links_of_pages_follow_what_comes_and_goes(fleet):
    page = fleet.folder / "docs/plain.md"
    page.write_text("# Plain\n\n[the new one](ships/ship-15.md), [the last](ships/ship-14.md)\n", "utf-8")
    assert fleet.rebuild() == ["plain.md"]
    ships = fleet.folder / "graph/ships"
    (ships / "ship-15.yml").write_text("name: Ship 15\nsummary: New.\n", "utf-8")
    assert "plain.md" in fleet.rebuild()
    assert "../ships/ship-15/" in (fleet.site / "plain/index.html").read_text("utf-8")
    (ships / "ship-15.yml").unlink()
    assert "plain.md" in fleet.rebuild()


def test_what_pages_include_is_followed(tmp_path):
    fleet = fleet_with(
        tmp_path, CONFIG.replace("toc:", f"pymdownx.snippets: {{base_path: ['{tmp_path}/fleet/docs']}}, toc:")
    )
    (fleet.folder / "docs/whole.md").write_text('# Whole\n\n--8<-- "plain.md"\n', "utf-8")
    assert fleet.rebuild() is None
    fleet.change("docs/plain.md", "Nothing here.", "Nothing at all.")
    assert sorted(fleet.rebuild()) == ["plain.md", "whole.md"]


def test_templates_of_the_site_that_show_other_pages_are_followed(tmp_path):
    write_files(tmp_path / "fleet", {
        "docs/all.html": "{% for f in pages %}{{ f.page.title }}\n{% endfor %}",
        "over/main.html": '{% extends "base.html" %}{% block footer %}<p>{{ config.site_name }}</p>{% endblock %}',
    })  # fmt: skip
    config = CONFIG.replace("font: false", "font: false, custom_dir: over") + "extra_templates: [all.html]\n"
    fleet = fleet_with(tmp_path, config)
    fleet.change("graph/ships/ship-14.yml", "name: Ship 14", "name: The Fourteenth")
    assert fleet.rebuild() is not None
    assert "The Fourteenth" in (fleet.site / "all.html").read_text("utf-8")
    (fleet.folder / "over/main.html").write_text(
        '{% extends "base.html" %}{% block footer %}{{ pages | length }}{% endblock %}'
    )
    fleet.change("graph/ships/ship-14.yml", "name: The Fourteenth", "name: Ship 14")
    assert fleet.rebuild() is None


def test_a_graph_among_the_pages_has_the_whole_site_built(tmp_path):
    fleet = fleet_with(tmp_path, CONFIG.replace("git_dates: false", "git_dates: false, graph: docs/graph"), move=True)
    fleet.change("docs/graph/ports/port-1.yml", "summary: Deep.", "summary: Deeper.")
    assert fleet.rebuild() is None
    assert "Deeper." in (fleet.site / "graph/ports/port-1.yml").read_text("utf-8")


def test_a_file_of_the_sites_own_comes_back_where_a_page_was(tmp_path):
    write_files(tmp_path / "fleet", {"docs/ships/ship-15/index.html": "<p>mine</p>"})
    fleet = fleet_with(tmp_path, CONFIG)
    new = fleet.folder / "graph/ships/ship-15.yml"
    new.write_text("name: Ship 15\nsummary: New.\n", "utf-8")
    fleet.rebuild()
    new.unlink()
    assert fleet.rebuild() is None
    assert (fleet.site / "ships/ship-15/index.html").read_text("utf-8") == "<p>mine</p>"


def fleet_with(folder, config, *, move=False):
    write_fleet(folder / "fleet")
    if move:
        shutil.move(folder / "fleet/graph", folder / "fleet/docs/graph")
    (folder / "fleet/mkdocs.yml").write_text(config, "utf-8")
    return Fleet(folder / "fleet", folder / "site")
