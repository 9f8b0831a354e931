# What a built site holds beside its pages: dates from git, heads for other sites, the feed, `llms.txt`, JSON, the sitemap,
# and pictures.
from __future__ import annotations

import io
import json
import re
import subprocess
import xml.etree.ElementTree as ET
from html.parser import HTMLParser

import pytest
from PIL import Image

from demo import once
from run import build, environment, files_of, found_first, write_files

FLEET = {
    "graph/schema.yml": """\
types:
  ship:
    folder: ships
    color: "#0a6b49"
    facts: [crew]
    fields:
      crew: {type: quantity, unit: sailor}
units: ["sailor = [sailor], count"]
project: {rules: {lint: ignore, claim: ignore}}
""",
    "graph/ships/argo.yml": "name: Argo\\nsummary: Sailed for the fleece.\\ncrew: 50 sailor\\n".replace("\\n", "\n"),
    "graph/ships/phoenix.yml": "name: Phoenix\n",
    "graph/sources/log.yml": "name: Log\ndate: 2024-03\n",
    "graph/claims/c.yml": "name: C\nverdict: supported\nrationale: So.\nevidence: {source: log, stance: supports}\n",
    "docs/index.md": "---\ndescription: Ships & more.\n---\n\n# Home\n\nWelcome.\n",
    "docs/about.md": "# About\n\nFor *all* who sail.\n",
}
URL = "https://stemma.example.org/"


def config(options="", plugins="", site=f"site_url: {URL}\n", theme="name: material, font: false"):
    return f"site_name: Fleet <1>\n{site}theme: {{{theme}}}\nplugins: [search, {plugins}stemma: {{{options}}}]\n"


def git(folder, *arguments, day="2026-03-02", hour="23:30:00 -0500"):
    when = f"{day} {hour}"
    env = {
        "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
    }  # fmt: skip
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, env=environment(env), check=True, capture_output=True)


def commit(folder, day="2026-03-02", **about):
    git(folder, "add", "-A", day=day, **about)
    git(folder, "commit", "-m", "x", day=day, **about)


@pytest.fixture
def fleet(write_project):
    return lambda files=None, **options: write_project({**FLEET, "mkdocs.yml": config(**options), **(files or {})})


@pytest.fixture(scope="module")
def plain_site(shared_folder):
    """The fleet as it is, built strictly and without options, for all who only look at it."""

    def make(folder):
        return build(write_files(folder, {**FLEET, "mkdocs.yml": config()}), "--strict").ok().site

    return once(shared_folder / "fleet", make)


def page(site, name="ships/argo/"):
    return (site / name / "index.html").read_text("utf-8")


def changed(site, name="ships/argo/"):
    found = re.search(r'<time datetime="([\d-]+)">([^<]+)</time>', page(site, name))
    return found and found.groups()


class _Head(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.told, self.links = [], []
        self.feed(text.partition("</head>")[0])

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        key = about.get("property") or about.get("name") or ""
        if tag == "meta" and key.startswith(("og:", "twitter:", "article:")):
            self.told.append((key, about["content"]))
        elif tag == "link" and "alternate" in (about.get("rel") or "").split():
            self.links.append((about.get("type"), about["href"]))


def head(site, name="ships/argo/"):
    found = _Head(page(site, name))
    keys = [key for key, _ in found.told]
    assert len(keys) == len(set(keys)), keys
    return dict(found.told), found.links


# Dates ---------------------------------------------------------------------------------------------------------------


def test_a_page_says_on_which_day_of_utc_git_last_saw_its_file_change(fleet, mkdocs_build):
    project = fleet()
    git(project, "init")
    commit(project)
    write_files(project, {"graph/ships/phoenix.yml": "name: Phoenix II\n"})
    commit(project, day="2026-05-06", hour="12:00:00 +0000")
    site = mkdocs_build(project, "--strict").ok().site
    assert changed(site) == ("2026-03-03", "3 Mar 2026")
    assert changed(site, "ships/phoenix/") == ("2026-05-06", "6 May 2026")
    dates = re.findall(
        r"<loc>([^<]+)</loc>\s*(?:<lastmod>([^<]+)</lastmod>)?", (site / "sitemap.xml").read_text("utf-8")
    )
    assert {(f"{URL}ships/argo/", "2026-03-03"), (f"{URL}about/", "2026-03-03"), (f"{URL}ships/", "")} <= set(dates)
    feed = ET.fromstring((site / "feed.xml").read_bytes())
    assert feed.findtext("{http://www.w3.org/2005/Atom}updated") == "2026-03-03T04:30:00Z"


def test_a_clone_gives_the_same_bytes_and_a_shallow_one_no_dates(fleet, mkdocs_build, tmp_path):
    project = fleet()
    write_files(project, {".gitignore": "site/\n.cache/\n"})
    git(project, "init")
    commit(project)
    write_files(project, {"docs/about.md": "# About us\n"})
    commit(project, day="2026-05-06")
    first = files_of(mkdocs_build(project).ok().site)
    git(tmp_path, "clone", str(project), "clone")
    git(tmp_path, "clone", "--depth=1", f"file://{project}", "shallow")
    assert files_of(mkdocs_build(tmp_path / "clone").ok().site) == first
    shallow = mkdocs_build(tmp_path / "shallow", "--strict").ok().site
    assert changed(shallow) is None
    assert "<lastmod>" not in (shallow / "sitemap.xml").read_text("utf-8")


def test_without_history_or_git_or_by_option_nothing_is_said_and_nothing_fails(fleet, mkdocs_build, tmp_path):
    project = fleet()
    plain = files_of(mkdocs_build(project, "--strict", site=tmp_path / "plain").ok().site)
    git(project, "init")
    unborn = files_of(mkdocs_build(project, "--strict", site=tmp_path / "unborn").ok().site)
    commit(project)
    broken = write_files(tmp_path / "bin", {"git": "#!/bin/sh\nexit 1\n"})
    (broken / "git").chmod(0o755)
    path = {"PATH": f"{broken}:{environment()['PATH']}"}
    without = files_of(mkdocs_build(project, "--strict", site=tmp_path / "without", env=path).ok().site)
    (project / "mkdocs.yml").write_text(config("git_dates: false"), encoding="utf-8")
    off = files_of(mkdocs_build(project, "--strict", site=tmp_path / "off").ok().site)
    assert plain == unborn == without == off
    assert b"<time" not in plain["ships/argo/index.html"]


def test_the_edit_link_at_the_end_opens_the_file_of_the_entity(fleet, mkdocs_build):
    repository = f"site_url: {URL}\nrepo_url: https://git.example.org/fleet\nedit_uri: edit/main/docs/\n"
    site = mkdocs_build(fleet(site=repository), "--strict").ok().site
    end = page(site).partition('<footer class="st-foot"')[2]
    assert 'href="https://git.example.org/fleet/edit/main/graph/ships/argo.yml"' in end


# Heads ---------------------------------------------------------------------------------------------------------------


def test_an_entitys_head_says_what_it_is_and_where_its_data_are(plain_site):
    told, links = head(plain_site)
    assert told == {
        "og:type": "article", "og:site_name": "Fleet <1>", "og:title": "Argo", "og:description": "Sailed for the fleece.",
        "og:url": f"{URL}ships/argo/", "twitter:card": "summary",
    }  # fmt: skip
    assert links == [("application/json", "../../data/entities/argo.json"), ("application/atom+xml", "../../feed.xml")]
    assert json.loads((plain_site / "data/entities/argo.json").read_text("utf-8"))["entities"][0]["name"] == "Argo"
    assert page(plain_site).count('rel="canonical"') == 1


def test_tables_and_hand_written_pages_have_heads_too(plain_site):
    assert head(plain_site, "ships/")[0]["og:title"] == "Ships"
    home = head(plain_site, ".")[0]
    assert (home["og:type"], home["og:title"], home["og:description"]) == ("website", "Fleet <1>", "Ships & more.")
    assert head(plain_site, "about/")[0]["og:title"] == "About"


def test_without_an_address_of_the_site_nothing_absolute_is_said(fleet, mkdocs_build):
    site = mkdocs_build(fleet(site=""), "--strict").ok().site
    told, links = head(site)
    assert "og:url" not in told
    assert links == [("application/json", "../../data/entities/argo.json")]
    assert not (site / "feed.xml").exists()
    assert "](data/graph.json)" in (site / "llms.txt").read_text("utf-8")


def test_what_a_theme_says_itself_is_not_said_twice(fleet, mkdocs_build):
    override = (
        '{% extends "base.html" %}{% block extrahead %}<meta property="og:title" content="Mine">'
        '<meta content="https://stemma.example.org/mine.png" property="og:image">{% endblock %}'
    )
    project = fleet(
        {"overrides/main.html": override},
        options="social_cards: true",
        theme="name: material, font: false, custom_dir: overrides",
    )
    told, _ = head(mkdocs_build(project).ok().site)
    assert (told["og:title"], told["og:image"]) == ("Mine", f"{URL}mine.png")
    assert "og:image:width" not in told
    assert told["og:description"] == "Sailed for the fleece."


def test_no_name_breaks_the_head(fleet, mkdocs_build):
    name = """</head><script>alert("1")</script>' & more"""
    site = mkdocs_build(fleet({"graph/ships/argo.yml": f"name: {json.dumps(name)}\n"})).ok().site
    assert head(site)[0]["og:title"] == name
    assert "<script>alert" not in page(site)


# Feed, llms.txt, sitemap ---------------------------------------------------------------------------------------------


def test_the_sitemap_names_every_page_and_nothing_else(plain_site):
    named = set(re.findall(r"<loc>([^<]+)</loc>", (plain_site / "sitemap.xml").read_text("utf-8")))
    there = {
        f"{URL}{path.parent.relative_to(plain_site).as_posix()}/".replace("/./", "/")
        for path in plain_site.rglob("index.html")
    }
    assert named == there
    assert (plain_site / "404.html").is_file()


def test_llms_txt_leads_to_pages_and_data_that_are_there(plain_site):
    text = (plain_site / "llms.txt").read_text("utf-8")
    assert text.startswith("# Fleet <1>\n")
    assert f"- [About]({URL}about/): For all who sail.\n" in text
    assert f"- [Ships]({URL}ships/): 2.\n" in text
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert f"{URL}claims/c/" in links
    for link in links:
        target = plain_site / link.removeprefix(URL)
        assert (target / "index.html" if link.endswith("/") else target).is_file(), link


def test_files_of_the_sites_own_are_left_alone(fleet, mkdocs_build):
    own = {"docs/llms.txt": "mine", "docs/feed.xml": "mine too"}
    site = mkdocs_build(fleet(own), "--strict").ok().site
    assert [(site / name.removeprefix("docs/")).read_text("utf-8") for name in own] == list(own.values())


# Pictures ------------------------------------------------------------------------------------------------------------

CARDS = "assets/stemma/cards/"


def cards_of(site):
    return {name: data for name, data in files_of(site).items() if name.startswith(CARDS)}


def test_there_are_no_pictures_unless_asked_for(plain_site):
    assert cards_of(plain_site) == {}


def test_each_entity_has_a_picture_that_its_head_names(fleet, mkdocs_build, tmp_path):
    project = fleet(options="social_cards: true")
    site = mkdocs_build(project, "--strict").ok().site
    told, _ = head(site)
    assert told["og:image"] == f"{URL}{CARDS}argo.png"
    assert told["twitter:card"] == "summary_large_image"
    found = cards_of(site)
    assert sorted(found) == [f"{CARDS}{name}.png" for name in ("_site", "argo", "c", "log", "phoenix")]
    assert head(site, ".")[0]["og:image"] == f"{URL}{CARDS}_site.png"
    for data in found.values():
        picture = Image.open(io.BytesIO(data))
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
    type_colour = (0x0A, 0x6B, 0x49)
    assert Image.open(io.BytesIO(found[f"{CARDS}argo.png"])).convert("RGB").getpixel((4, 300)) == type_colour
    assert len(set(found.values())) == len(found)


def test_pictures_are_the_same_from_a_cold_and_a_warm_and_a_broken_cache(fleet, mkdocs_build, tmp_path):
    project = fleet(options="social_cards: true")
    cold = cards_of(mkdocs_build(project).ok().site)
    kept = sorted((project / ".cache/stemma/cards").iterdir())
    assert len(kept) == len(cold)
    warm = cards_of(mkdocs_build(project).ok().site)
    kept[0].write_bytes(b"torn")
    kept[1].unlink()
    assert cold == warm == cards_of(mkdocs_build(project).ok().site)
    write_files(project, {"graph/ships/phoenix.yml": "name: Ash\n"})
    after = cards_of(mkdocs_build(project).ok().site)
    assert [name for name in cold if cold[name] != after[name]] == [f"{CARDS}phoenix.png"]
    assert len(list((project / ".cache/stemma/cards").iterdir())) == len(cold)


@pytest.mark.parametrize(("package", "error"), [("PIL", "ImportError"), ("fontpkg_inter", "ModuleNotFoundError")])
def test_without_a_pillow_that_works_or_a_font_there_is_one_warning_and_a_site(
    fleet, mkdocs_build, tmp_path, package, error
):
    shim = write_files(tmp_path / "blocked", {f"{package}.py": f"raise {error}('no')\n"})
    run = mkdocs_build(fleet(options="social_cards: true"), env=found_first(shim)).ok()
    assert run.err.count("pip install 'mkdocs-stemma[cards]'") == 1, run
    assert cards_of(run.site) == {}
    assert "og:image" not in head(run.site)[0]


def test_a_font_of_the_sites_own_may_be_named_and_a_missing_one_is_told(fleet, mkdocs_build):
    run = mkdocs_build(fleet(options="social_cards: true, social_cards_font: fonts/none.ttf")).ok()
    assert "fonts/none.ttf" in run.err.replace("\\", "/"), run
    assert cards_of(run.site) == {}


def test_pictures_without_an_address_of_the_site_are_told_to_be_useless(fleet, mkdocs_build):
    run = mkdocs_build(fleet(options="social_cards: true", site="")).ok()
    assert run.err.count("Social cards need `site_url`") == 1, run
    assert cards_of(run.site) == {}
