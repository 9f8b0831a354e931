# A site's own templates: one for a type, one for all, and what is said of a mistake in one.
from __future__ import annotations

from run import REPOSITORY, build, write_files

SITE = {
    "mkdocs.yml": "site_name: Ships\nsite_url: https://ships.example/\ntheme: {name: material, font: false}\nplugins: [search, stemma]\n",
    "docs/index.md": "# Ships\n\n```claims\nabout: aurora\n```\n",
    "graph/schema.yml": "types:\n  ship:\n    icon: material/ferry\n    fields:\n      length: {type: quantity, unit: meter}\n  port:\n    icon: nowhere/such\n    fields: {}\n",
    "graph/ships/aurora.yml": "name: Aurora\nsummary: A ship.\nlength: 90\n",
    "graph/ports/bergen.yml": "name: Bergen\nsummary: A port.\n",
    "graph/claims/longest.yml": "name: It is the longest\nabout: aurora\nverdict: unproven\nsummary: Nobody measured.\n",
}


def page(built, path):
    return (built.site / path / "index.html").read_text(encoding="utf-8")


def test_a_template_for_a_type_is_taken_for_that_type_alone_and_builds_on_ours(tmp_path):
    own = '{% extends "stemma/entity.html" %}{% block notes %}<p id="own">{{ entity.name }} in {{ type.label }}</p>{{ super() }}{% endblock %}'
    built = build(write_files(tmp_path, {**SITE, "templates/entity-ship.html": own}), "--strict").ok()

    assert '<p id="own">Aurora in Ship</p>' in page(built, "ships/aurora")
    assert "90 meters" in page(built, "ships/aurora") or "90 m" in page(built, "ships/aurora")
    assert 'id="own"' not in page(built, "ports/bergen")


def test_a_template_of_ours_can_be_replaced_for_all_types_from_a_folder_with_another_name(tmp_path):
    changed = SITE["mkdocs.yml"].replace("stemma]", "{stemma: {templates: look}}]")
    own = '<h1 id="x">{{ entity.name }}</h1><p>{{ summary }}</p>'
    built = build(write_files(tmp_path, {**SITE, "mkdocs.yml": changed, "look/entity.html": own}), "--strict").ok()

    assert '<h1 id="x">Bergen</h1><p>A port.</p>' in page(built, "ports/bergen")


def test_what_a_template_shows_is_escaped(tmp_path):
    hostile = {"graph/ships/aurora.yml": "name: <img src=x onerror=alert(1)>\nsummary: A ship.\n"}
    own = '<h1 id="x">{{ entity.name }}</h1>'
    built = build(write_files(tmp_path, {**SITE, **hostile, "templates/entity-ship.html": own}), "--strict").ok()

    assert '<h1 id="x">&lt;img src=x onerror=alert(1)&gt;</h1>' in page(built, "ships/aurora")


def test_a_mistake_in_a_template_ends_a_build_with_its_file_and_line_and_without_a_traceback(tmp_path):
    for number, (name, text, said) in enumerate([
        ("entity-ship.html", "<p>\n{% if %}</p>", "templates/entity-ship.html:2: Expected an expression"),
        ("entity.html", "<p>\n\n{{ nonsense }}</p>", "templates/entity.html:3: 'nonsense' is undefined"),
        ("table.html", "{{ 1 // 0 }}", "templates/table.html:1: integer division or modulo by zero"),
        ("claim-list.html", "<ul>\n{{ nobody.here }}</ul>", "templates/claim-list.html:2: 'nobody' is undefined"),
    ]):  # fmt: skip
        built = build(write_files(tmp_path / str(number), {**SITE, f"templates/{name}": text}))

        assert built.code == 1
        assert said in built.err
        assert "Traceback" not in built.err


def test_the_icon_of_a_type_stands_on_its_pages_and_one_that_the_theme_lacks_is_left_out(tmp_path):
    built = build(write_files(tmp_path, SITE), "--strict").ok()

    kind = page(built, "ships/aurora").partition('class="st-kind"')[2].partition("</p>")[0]
    assert "<svg" in kind
    assert "</span>Ship" in kind
    assert "<svg" not in page(built, "ports/bergen").partition('class="st-kind"')[2].partition("</p>")[0]


def test_a_table_whose_rows_are_all_of_one_type_has_that_types_template(tmp_path):
    own = {"templates/table-ship.html": '<p id="own-table">{{ label }}</p>'}
    built = build(write_files(tmp_path, {**SITE, **own}), "--strict").ok()

    assert '<p id="own-table">Ships</p>' in page(built, "ships")
    assert 'id="own-table"' not in page(built, "ports")


def test_the_guide_names_every_template():
    guide = (REPOSITORY / "docs" / "guide" / "templates.md").read_text(encoding="utf-8")
    folder = REPOSITORY / "plugins" / "stemma" / "pages" / "templates"

    assert [path.name for path in sorted(folder.iterdir()) if f"`{path.name}`" not in guide] == []
