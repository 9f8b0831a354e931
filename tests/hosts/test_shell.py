# What a theme draws around our pages, rendered once for many: the same bytes as one by one, and one by one wherever
# something else has a say in a page.
from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import jinja2
import pytest

from previewing import build_here
from run import files_of, write_files
from stemma.adapters import mkdocs, mkdocs_shell
from stemma.adapters.mkdocs_shell import Shell, shell_of

MATERIAL = "theme: {name: material, font: false}\nplugins: [search, stemma: {git_dates: false}]\n"
GRAPH = {
    "docs/index.md": "# Ships\n\n[Argo](ships/argo.md)\n",
    "docs/ships/argo-iii/log.md": "# Her log\n",
    "graph/schema.yml": "types:\n  ship:\n    folder: ships\n    fields:\n"
    "      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent}\n      yard: {type: text}\n",
    "graph/ships/argo.yml": "name: Argo & <Sons>  \"of\" the fleece's\nsummary: 'A & B <i>: \"so\" it''s'\nyard: Pagasae\n",
    "graph/ships/argo-ii.yml": "name: Argo II\nsummary: Built anew.\nrebuilt_from: argo\nyard: Iolkos\n",
    "graph/ships/argo-iii.yml": "name: Argo III\nrebuilt_from: argo-ii\n",
    "graph/ships/argo-iv.yml": "name: Argo IV\nrebuilt_from: argo-iii\n",
    "graph/ships/argo-v.yml": "name: Argo V\nrebuilt_from: argo-iv\nnotes: <b>Hers</b> was a long way & hard.\n",
}
ADDRESSES = "site_url: https://ships.example/fleet/\nrepo_url: https://git.example/x\nedit_uri: edit/main/docs/\n"


@pytest.fixture
def filled(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """`filled() -> int`: how many pages were filled in since it was asked last."""
    calls: list[object] = []
    whole = Shell.filled

    def counted(shell: Shell, texts: mkdocs_shell.Texts) -> str:
        calls.append(texts)
        return whole(shell, texts)

    monkeypatch.setattr(Shell, "filled", counted)

    def since() -> int:
        count = len(calls)
        calls.clear()
        return count

    return since


@pytest.mark.parametrize("options", [
    ADDRESSES + "use_directory_urls: false\n", ADDRESSES + "edit_uri_template: 'e/{path}'\nnav: [index.md, ships/index.md]\n",
    "site_description: 'All & \"sundry\"'\nextra: {alternate: [{name: A, link: /a/, lang: en}]}\nextra_css: [a.css]\n",
])  # fmt: skip
def test_pages_are_the_same_bytes_as_if_each_was_rendered_and_searched_alone(tmp_path, monkeypatch, filled, options):
    project = write_files(tmp_path, {**GRAPH, "mkdocs.yml": f"site_name: T & Co\n{options}{MATERIAL}"})
    quick = files_of(build_here(project).site)
    assert filled() >= 3

    monkeypatch.setattr(mkdocs, "undisturbed", lambda *_: False)
    alone = files_of(build_here(project).site)
    assert filled() == 0
    assert [name for name in alone if alone[name] != quick.get(name)] == []
    assert quick.keys() == alone.keys()


HOOK = """\
def on_page_context(context, page, config, nav):
    context["words"] = f"{len(page.content)} signs of {page.title}"


def on_post_page(output, page, config):
    return output.replace("</body>", f"<!-- seen: {page.url} --></body>")
"""


def test_another_plugin_or_hook_sees_each_page_and_adds_to_it(tmp_path, filled):
    own = '{% extends "base.html" %}{% block footer %}<p class="words">{{ words }}</p>{% endblock %}'
    options = "theme: {name: material, font: false, custom_dir: own}\nplugins: [search, stemma: {git_dates: false}]\nhooks: [hook.py]\n"
    files = {**GRAPH, "mkdocs.yml": f"site_name: T\n{options}", "hook.py": HOOK, "own/main.html": own}
    built = build_here(write_files(tmp_path, files))

    assert filled() == 0
    page = built.page("ships/argo-v")
    assert "<!-- seen: ships/argo-v/ -->" in page
    assert "signs of Argo V</p>" in page
    assert '<p class="words">0 signs' not in page


def test_a_hook_that_only_changes_finished_pages_leaves_them_to_be_filled_in(tmp_path, filled):
    files = {
        **GRAPH,
        "mkdocs.yml": f"site_name: T\n{MATERIAL}hooks: [hook.py]\n",
        "hook.py": HOOK[HOOK.index("def on_post") :],
    }
    built = build_here(write_files(tmp_path, files))

    assert filled() >= 3
    assert "<!-- seen: ships/argo-v/ -->" in built.page("ships/argo-v")


@pytest.mark.parametrize(
    "theme", ["{name: mkdocs}", "{name: readthedocs}", "{name: material, font: false, custom_dir: own}"]
)
def test_another_theme_and_one_with_templates_of_the_sites_own_render_each_page(tmp_path, filled, theme):
    own = (
        '{% extends "base.html" %}{% block content %}{{ page.content | wordcount }} words, {{ super() }}{% endblock %}'
    )
    files = {
        **GRAPH,
        "mkdocs.yml": f"site_name: T\ntheme: {theme}\nplugins: [stemma: {{git_dates: false}}]\n",
        "own/main.html": own,
    }
    built = build_here(write_files(tmp_path, files))

    assert built.well
    assert filled() == 0
    assert "Argo V" in built.page("ships/argo-v")


def test_a_theme_in_which_pages_of_a_kind_differ_renders_each_and_says_so(tmp_path, filled, monkeypatch, caplog):
    project = write_files(tmp_path, {**GRAPH, "mkdocs.yml": f"site_name: T\n{MATERIAL}"})
    at = jinja2.Template.render

    def differing(template: jinja2.Template, *args: object, **kwargs: object) -> str:
        page = dict(*args, **kwargs).get("page")
        return at(template, *args, **kwargs) + (f"<!-- {len(page.content)} -->" if page else "")

    monkeypatch.setattr(jinja2.Template, "render", differing)
    with caplog.at_level(logging.INFO, logger="mkdocs"):
        built = build_here(project)

    assert filled() <= 1  # which was tried, and thrown away
    assert "Pages in `ships/` are rendered one by one" in caplog.text
    for path in sorted(Path(built.site, "ships").glob("argo*/index.html")):
        assert path.read_text("utf-8").rpartition("<!-- ")[2].removesuffix(" -->").isdigit()


@pytest.mark.parametrize(("printed", "expected"), [
    ("{{ title }}", "<b>A &amp; B"), ("{{ title|striptags }}", "A & B"), ("{{ title|e }}", "&lt;b&gt;A &amp;amp; B"),
    ("{{ title|upper }}", None), ("{{ title|urlencode }}", None), ("{{ title|truncate(5) }}", None),
])  # fmt: skip
def test_what_a_theme_does_to_a_title_is_done_to_each_or_the_shell_is_none(printed, expected):
    title = f"\ue000t{mkdocs_shell._TRIED}\ue001"
    made = shell_of(f"<title>{jinja2.Template(printed).render(title=title)}</title>")
    assert (made and made.filled({"t": "<b>A &amp; B"})) == (expected and f"<title>{expected}</title>")


def test_entries_that_are_not_those_of_the_search_itself_are_not_used(tmp_path, monkeypatch):
    files = {**GRAPH, "mkdocs.yml": f"site_name: T\n{MATERIAL}"}
    expected = build_here(write_files(tmp_path / "1", files)).site / "search/search_index.json"
    monkeypatch.setattr("stemma.adapters.made.sections", lambda _: ((None, "wrong", "wrong"),))
    found = build_here(write_files(tmp_path / "2", files)).site / "search/search_index.json"
    assert found.read_bytes() == expected.read_bytes()
