# A preview shows what is wrong: on a page of all problems, at the fields of the entities, and where a page would be
# missing. A built site has none of it.
from __future__ import annotations

import re
from functools import cache

import pytest

from previewing import CONFIG, build_here
from run import write_files

SHIPS = {
    "mkdocs.yml": CONFIG,
    "graph/schema.yml": """\
types:
  ship:
    fields:
      sister: {type: ref, to: ship}
      length: {type: quantity, unit: metre}
      speed: {type: number, max: 40}
""",
    "graph/ships/argo.yml": "name: Argo\nsummary: Sailed for the fleece.\nlength: [{value: 30 m}, {value: 31 mm}]\nspeed: 50\n",
    "graph/ships/pinta.yml": "name: Pinta\nsummary: ranked #3\nsister: argos\n",
    "docs/index.md": "# Home\n\nSee [[argos]].\n",
}


@pytest.fixture(scope="module")
def preview(tmp_path_factory):
    """`preview(files) -> Built`: the ships with these files besides, as `mkdocs serve` shows them. One is made once."""

    @cache
    def make(files=()):
        return build_here(write_files(tmp_path_factory.mktemp("ships"), {**SHIPS, **dict(files)}), serve=True)

    return lambda files=None: make(tuple((files or {}).items()))


def test_one_page_lists_all_problems_with_their_files_pages_and_entities(preview):
    page = preview().page("problems")
    assert "ref-unknown" in page
    assert "did you mean <code>argo</code>?" in page
    assert '<a href="../ships/pinta/#field-sister">Pinta</a>' in page  # the entity, at the field
    assert re.search(r'<code>docs/index.md</code> <a href="\.\./">page</a>', page)
    assert "yaml-comment-in-value" in page  # warnings and notes too


def test_every_page_leads_to_the_page_of_all_problems(preview):
    made = preview()
    assert 'role="alert"' in made.page("")
    assert '<a href="problems/">All problems</a>' in made.page("")
    assert '<a href="../../problems/">All problems</a>' in made.page("ships/argo")


def test_a_problem_of_a_field_stands_at_its_row_and_one_without_a_row_at_the_top(preview):
    made = preview({"graph/ships/argo.yml": "name: Argo\nsummary: A ship.\nspeed: 30 # stemma: ignore[value-url]\n"})
    row = re.search(r'<dt id="field-speed">(.*?)</dt>', made.page("ships/argo"), re.DOTALL)
    assert row is not None
    assert "nothing on this line is reported as <code>value-url</code>" in row[1]
    above = re.search(r'</h1>\s*<div class="st-own">(.*?)</div>', made.page("ships/pinta"), re.DOTALL)
    assert above is not None
    assert "no entity has the id <code>argos</code>" in above[1]


@pytest.mark.parametrize(
    "broken", ["name: [Pinta\n", b"\xff\xfe\x00", "", "3\n"], ids=["yaml", "bytes", "empty", "shape"]
)
def test_an_entity_whose_file_cannot_be_read_has_a_page_that_says_so(preview, broken):
    made = preview({"graph/ships/pinta.yml": broken})
    page = made.page("ships/pinta")
    assert '<h1 id="pinta">' in page
    assert "graph/ships/pinta.yml:1" in page


def test_the_entities_of_a_list_have_their_own_problems_each(preview):
    listed = "- id: nina\n  name: Niña\n  summary: One.\n- id: maria\n  name: Maria\n  summary: Two.\n  sister: niina\n"
    made = preview({"graph/ships/more.yml": listed})
    assert "no entity has the id <code>niina</code>" in re.sub(
        r"(?s)<div class=\"st-problems\" role.*?</div>", "", made.page("ships/maria")
    )
    assert "no entity has the id <code>niina</code>" not in re.sub(
        r"(?s)<div class=\"st-problems\" role.*?</div>", "", made.page("ships/nina")
    )


def test_no_text_of_a_file_becomes_markup(preview):
    made = preview({"graph/ships/pinta.yml": "name: Pinta\nsummary: A ship.\nsister: <script>alert(1)</script>\n"})
    assert "<script>alert" not in made.page("problems") + made.page("ships/pinta")


def test_a_page_of_the_sites_own_keeps_the_address(preview):
    assert "My own" in preview({"docs/problems.md": "# My own\n"}).page("problems")


def test_a_built_site_has_nothing_of_it(write_project):
    files = {**SHIPS, "docs/index.md": "# Home\n", "graph/ships/pinta.yml": "name: Pinta\nsummary: ranked #3\n"}
    files["graph/ships/argo.yml"] = "name: Argo\nsummary: Sailed.\n"
    made = build_here(write_project(files))
    assert made.well
    assert not (made.site / "problems").exists()
    assert "st-problem" not in made.page("ships/pinta")
