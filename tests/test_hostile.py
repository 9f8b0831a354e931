# What somebody may write to break the check, the build or a reader's browser: it ends in a diagnostic or in harmless
# text, soon and in little memory.
from __future__ import annotations

import json
import os
import random
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest

from checking import check_files, found
from measure import measured
from run import REPOSITORY, files_of
from stemma.exchange.graph_json import graph_json
from stemma.pages.context import Site
from stemma.pages.explorer_of import explorer
from stemma.pages.site import pages
from stemma.report import machine, text, trace
from stemma.vocabulary.quantity import plain

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      built: {type: date}
      cost: {type: quantity, unit: USD}
      n: {type: number}
      sister: {type: ref, to: ship, many: true}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, inverse: rebuilt_as}
units:
  - USD = [currency], symbol $
project: {rules: {lint: ignore}}
"""
SHIP = "graph/ships/a.yml"


def check(files):
    return check_files({"graph/schema.yml": SCHEMA, **files})


def rules(project):
    return [diagnostic.rule.id for diagnostic in project.diagnostics]


def ships(made):
    """A file with a list of ships, each `(id, the rest)`."""
    return {"graph/ships/all.yml": "".join(f"- id: {name}\n  {rest}\n" for name, rest in made)}


LAUGHS = "a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nname: *c\n"
NESTED = {
    f"{what} {depth} deep": content
    for depth in (2_000, 100_000)
    for what, content in {
        "brackets": "name: " + "[" * depth,
        "closed brackets": "name: " + "[" * depth + "]" * depth,
        "braces": "name: " + "{a: " * depth + "}" * depth,
        "lists": "- " * depth + "a",
        "questions": "? " * depth,
    }.items()
} | {"blocks 1900 deep": "\n".join(" " * depth + "a:" for depth in range(1_900))}
LONG = {
    "one word": ("name: " + "x" * 1_900_000, []),
    "a sum of 100,000 terms": ("n: {formula: 1" + " + 1" * 100_000 + "}", ["formula-value"]),
    "a bracket in a formula 5,000 deep": ("n: {formula: " + "(" * 5_000 + "1" + ")" * 5_000 + "}", ["formula-value"]),
    "a number of a million digits": ("cost: " + "9" * 1_000_000 + " USD", ["quantity-syntax"]),
    "a unit of 100,000 parts": ("cost: 1 " + "USD*" * 100_000 + "USD", ["quantity-syntax"]),
    "a date without end": ("built: " + "2025-" * 100_000, ["value-date"]),
    "an id without end": ("sister: " + "a-" * 200_000 + "a", ["ref-unknown"]),
    "a path without end": ("n: {formula: x, inputs: {x: " + "a." * 100_000 + "n}}", ["formula-input"]),
    "a path that goes round": ("sister: a\nn: {formula: x, inputs: {x: self" + ".sister" * 900 + ".n}}", ["formula-input"]),
    "links that never end": ("notes: a " + "[[x " * 400_000, []),
    "commas in braces": ("name: {" + "a," * 300_000 + "}", ["value-type", "yaml-comma-in-value"]),
    "numbers in brackets": ("name: [1" + ",000" * 300_000 + "]", ["value-type", "yaml-comma-in-value"]),
    "unknown keys": ("\n".join(f"k{number}: 1" for number in range(20_000)), ["field-unknown"] * 20_000),
}  # fmt: skip
EXPLOSIVE = [
    "9**9**9", "10**100000", "2**-9**9", "0**-1", "1/0", "sqrt(-1)", "log10(0)", "1e400*1e400", "(1e300)**9", "1e999999",
    "[1]*10**9", "'a'*1000000000", "round(1, 10**9)", "sum(1)", "max()", "self", "self.n", "lambda: 1", "().__class__",
    "__import__('os')", "[x for x in y]", "a := 1", "f'{1}'", "1j", "True", "...", "1 if 1", "not " * 900 + "1",
    "'1 " + "USD*" * 5_000 + "USD'",
]  # fmt: skip
PAGES = {
    "fences": "```lineage\n" * 20_000,
    "blocks": "```lineage\nselect: a\n```\n" * 2_000,
    "openings of elements": "<pre " * 100_000,
    "openings of comments": "<!-- " * 100_000,
    "runs of backticks": "`".join("`" * length for length in range(1, 1_200)),
    "backticks": "` ``" * 100_000,
    "brackets": "[[" * 300_000,
    "pipes": "[[a|" * 200_000,
    "spaces": " " * 1_500_000,
    "quotations": "> " * 400_000,
    "empty lines": "\t\n" * 300_000,
    "front matter": "---\n" + "a\n" * 300_000,
}


# What is refused ------------------------------------------------------------------------------------------------------


def test_a_thousand_million_laughs_are_refused_where_the_first_anchor_stands():
    project = check({SHIP: LAUGHS})
    assert "graph/ships/a.yml:1:4 yaml-anchor[&a]" in found(project)


@pytest.mark.parametrize("what", NESTED)
def test_deep_nesting_is_refused_at_the_first_level_that_is_too_deep(what):
    project = check({SHIP: NESTED[what]})
    assert rules(project) == ["yaml-depth"]


@pytest.mark.parametrize("what", LONG)
def test_what_is_too_long_is_refused_or_kept_as_text(what):
    content, expected = LONG[what]
    assert rules(check({SHIP: f"{content}\n"})) == expected


@pytest.mark.parametrize("formula", EXPLOSIVE, ids=lambda formula: formula[:20])
def test_a_formula_that_would_explode_has_one_problem_or_a_small_value(formula):
    project = check({SHIP: f"n:\n  formula: |-\n    {formula}\n"})
    assert len(project.diagnostics) <= 1
    values = [f.value for f in project.derived.figures.values() if f.value]
    assert len(project.diagnostics) + len(values) == 1
    assert all(len(plain(value.interval.best)) < 50 for value in values)


@pytest.mark.parametrize("what", PAGES)
def test_a_page_made_to_be_slow_is_read_all_the_same(what):
    project = check({SHIP: "name: A\n", "docs/index.md": PAGES[what]})
    assert set(rules(project)) <= {"block-option", "yaml-syntax"}
    assert len(project.diagnostics) <= 1


@pytest.mark.parametrize("written", ["../../etc/passwd", "a/../../b", "/etc/passwd", "..", "a/b", "%2e%2e", "a\\b"])
def test_an_id_that_would_leave_the_folder_is_refused(written):
    project = check({"graph/ships/all.yml": f"- id: '{written}'\n  name: A\n"})
    assert rules(project) == ["entity-id"]
    assert list(project.entities) == []


@pytest.mark.parametrize(
    "key", ["folder: ../../x", "folder: /x", "icon: ../../x", "icon: '\"><b>'", "color: 'red;}</style>'"]
)
def test_a_type_may_not_bring_paths_or_markup_where_a_name_is_wanted(key):
    project = check(
        {
            "graph/schema.yml": SCHEMA.replace(
                "folder: ships", f"folder: ships\n    {key}".replace("folder: ships\n    folder", "folder")
            )
        }
    )
    assert "schema-type" in rules(project)


def test_control_characters_are_refused_at_their_place():
    assert found(check({SHIP: "name: A\x00B\n"})) == ["graph/ships/a.yml:1:8 yaml-syntax[\x00]"]
    assert rules(check({SHIP: "name: A\x1bB\n"})) == ["yaml-syntax"]
    assert rules(check({SHIP: b"name: \xed\xa0\x80\n"})) == ["file-encoding"]
    assert rules(check({SHIP: 'name: "\\ud800"\n'})) in (["yaml-syntax"], [])


def test_a_terminal_sees_no_control_character_that_a_file_or_its_name_holds():
    project = check({"graph/ships/a\x1b[31m.yml": "name: A\n", SHIP: 'sister: "b\\u202Ec\\x9b"\nnme: A\n'})
    for written in (text.full(project.diagnostics), text.concise(project.diagnostics)):
        assert {c for c in written if not c.isprintable()} == {"\n"}


# What is long and right -----------------------------------------------------------------------------------------------


def test_a_chain_of_two_thousand_formulas_is_computed_from_either_end():
    for other in (-1, 1):
        last = 0 if other < 0 else 1_999
        files = ships(
            (f"s{i}", "n: 1" if i == last else f"n: {{formula: p + 1, inputs: {{p: s{i + other}.n}}}}")
            for i in range(2_000)
        )
        project = check(files)
        assert project.diagnostics == ()
        assert str(project.derived.value(f"s{1_999 - last}", "n").interval.best) == "2000"
        assert len(trace.explain(project.derived, f"s{1_999 - last}", "n")) < 20_000


def test_a_circle_of_two_thousand_formulas_is_one_problem_that_lists_every_step():
    project = check(ships((f"s{i}", f"n: {{formula: p, inputs: {{p: s{(i + 1) % 2_000}.n}}}}") for i in range(2_000)))
    assert rules(project) == ["formula-cycle"]
    assert project.diagnostics[0].message.count("→") == 2_000


def test_figures_that_share_their_inputs_are_told_once_each():
    files = ships(
        (f"s{i}", f"n: {{formula: p + q, inputs: {{p: s{i - 1}.n, q: s{i - 2}.n}}}}" if i > 1 else "n: 1")
        for i in range(200)
    )
    project = check(files)
    assert trace.explain(project.derived, "s199", "n").count("\n") < 500


def test_a_lineage_of_five_thousand_ships_and_a_circle_of_them_are_walked():
    project = check(ships((f"s{i}", f"rebuilt_from: s{i + 1}" if i < 4_999 else "name: A") for i in range(5_000)))
    assert project.diagnostics == ()
    assert len(project.graph.ancestors("s0")) == 4_999
    circle = check(ships((f"s{i}", f"rebuilt_from: s{(i + 1) % 5_000}") for i in range(5_000)))
    assert rules(circle) == ["lineage-cycle"]


def test_a_knot_of_ships_that_all_descend_from_each_other_is_one_problem():
    everybody = ", ".join(f"s{i}" for i in range(60))
    assert rules(check(ships((f"s{i}", f"rebuilt_from: [{everybody}]") for i in range(60)))) == ["lineage-cycle"]


def test_types_may_extend_each_other_three_thousand_times_but_not_in_a_circle():
    last = "  t3000: {fields: {a: text}}\n"
    chain = "types:\n" + "".join(f"  t{i}: {{extend: t{i + 1}}}\n" for i in range(3_000)) + last
    assert rules(check_files({"graph/schema.yml": chain, "graph/t0s/a.yml": "a: b\n"})) == [
        "lint-orphan",
        "lint-summary",
    ]
    circle = "types:\n" + "".join(f"  t{i}: {{extend: t{(i + 1) % 3_000}}}\n" for i in range(3_000))
    assert rules(check_files({"graph/schema.yml": circle}))[:1] == ["schema-type"]


# The whole, in a process of its own ------------------------------------------------------------------------------------


def test_all_of_it_at_once_ends_within_a_minute_and_400_megabytes(write_project):
    pieces = [LAUGHS, *NESTED.values(), *(content for content, _ in LONG.values()), "x" * 5_000_000]
    pieces += [f"n: {{formula: {json.dumps(formula)}}}" for formula in EXPLOSIVE]
    files = {f"graph/ships/s{number}.yml": f"{piece}\n" for number, piece in enumerate(pieces)}
    files |= {f"docs/page-{number}.md": page for number, page in enumerate(PAGES.values())}
    project = write_project({"graph/schema.yml": SCHEMA, **files})
    done = measured("check", "--format", "concise", cwd=project)
    assert done.run.code == 1
    assert "Traceback" not in done.run.err + done.run.out
    assert done.run.out.splitlines()[-1].startswith(f"read {len(pieces) + 1} files")
    assert done.seconds < 60
    assert done.megabytes < 400  # 200 for each alone, as the next test says


@pytest.mark.parametrize(
    "content", [LAUGHS, NESTED["brackets 100000 deep"], "x" * 5_000_000, f"n: {{formula: {EXPLOSIVE[0]}}}\n"]
)
def test_each_alone_takes_less_than_200_megabytes(write_project, content):
    done = measured("check", "--format", "json", cwd=write_project({"graph/schema.yml": SCHEMA, SHIP: content}))
    assert (done.run.code, done.run.json["version"]) == (1, 1)
    assert done.seconds < 20
    assert done.megabytes < 200


# Files that are no files ------------------------------------------------------------------------------------------------


def test_folders_loops_and_dead_links_among_the_files_are_met_with_a_diagnostic(write_project, stemma):
    project = write_project({"graph/schema.yml": SCHEMA, SHIP: "name: A\n"})
    (project / "graph/ships/folder.yml").mkdir()
    (project / "graph/ships/dead.yml").symlink_to("nowhere.yml")
    (project / "graph/ships/self.yml").symlink_to("self.yml")
    (project / "graph/ships/loop").symlink_to(project / "graph")
    run = stemma("check", "--format", "json", cwd=project)
    assert run.code == 1
    assert [(d["path"], d["rule"]) for d in run.json["diagnostics"]] == [
        ("graph/ships/dead.yml", "file-encoding"), ("graph/ships/self.yml", "file-encoding"),
    ]  # fmt: skip


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read every file")
def test_a_file_that_may_not_be_read_is_a_diagnostic(write_project, stemma):
    project = write_project({"graph/schema.yml": SCHEMA, SHIP: "name: A\n"})
    (project / SHIP).chmod(0)
    assert [d["rule"] for d in stemma("check", "--format", "json", cwd=project).json["diagnostics"]] == [
        "file-encoding"
    ]


def test_a_graph_that_is_a_file_and_one_that_is_empty_are_no_graphs(write_project, stemma):
    file = stemma("check", cwd=write_project({"graph": "name: A\n"}, name="file"))
    assert (file.code, "there is no folder" in file.err) == (2, True)
    empty = write_project({}, name="empty")
    (empty / "graph").mkdir()
    run = stemma("check", "--format", "json", cwd=empty)
    assert (run.code, [d["rule"] for d in run.json["diagnostics"]]) == (2, ["read-nothing"])


def test_a_named_pipe_among_the_files_does_not_stop_the_check(write_project, stemma):
    project = write_project({"graph/schema.yml": SCHEMA, SHIP: "name: A\n"})
    os.mkfifo(project / "graph/ships/pipe.yml")
    os.mkfifo(project / "docs/pipe.md")
    run = stemma("check", "--format", "json", cwd=project, timeout=60)
    assert [(d["path"], d["rule"]) for d in run.json["diagnostics"]] == [
        ("docs/pipe.md", "file-encoding"), ("graph/ships/pipe.yml", "file-encoding"),
    ]  # fmt: skip


# What readers see -------------------------------------------------------------------------------------------------------

PAYLOAD = "</script><script>pwned()</script><pwned-x onclick=pwned()>\"'><img src=x onerror=pwned()>{{ pwned }}--></title></style>"
MARKDOWN = (
    f"{PAYLOAD} [a](javascript:pwned()) [b](JaVaScRiPt:pwned()) [c](data:text/html,pwned) [d](vbscript:pwned()) "
    "[e](&#106;avascript:pwned()) [f](java\tscript:pwned()) <javascript:pwned()> ![g](javascript:pwned()) "
    "![h](https://pwned.example/x.png) [i]: javascript:pwned() [i] <a href=javascript:pwned()>j</a> "
    '[k](https://e.example "\\" onclick=pwned() x=\\"") `</code><pwned-x>` [[a|<pwned-x>]] [[b|\\"><pwned-x>]]'
)
BIDI = "\N{RIGHT-TO-LEFT OVERRIDE}\N{ZERO WIDTH SPACE}\N{RIGHT-TO-LEFT ISOLATE}"


def _hostile_site():
    said = json.dumps(PAYLOAD)
    long = json.dumps(f"{BIDI}{'w' * 10_000}{PAYLOAD}")
    markdown = json.dumps(MARKDOWN)
    statement = f"source: log, at: {said}, note: {said}"
    schema = f"""\
types:
  ship:
    folder: ships
    label: {said}
    plural: {said}
    description: {said}
    facts: [text, cost, flag, sister, built]
    columns: [text, cost, flag, sister]
    fields:
      text: {{type: text, label: {said}, description: {said}}}
      prose: {{type: markdown, label: {said}}}
      built: {{type: date, label: {said}}}
      cost: {{type: quantity, unit: USD, label: {said}}}
      total: {{type: quantity, unit: USD, label: {said}}}
      flag: {{type: enum, values: [{said}, b], label: {said}}}
      site: {{type: url, label: {said}}}
      sister: {{type: ref, to: ship, many: true, label: {said}, inverse_label: {said}, inverse: {said}, with: {{role: {{type: text, label: {said}}}}}}}
      rebuilt_from: {{type: ref, to: ship, lineage: parent, label: {said}, inverse_label: {said}, line: dashed}}
units: ["USD = [currency], symbol $"]
"""
    ship = f"""\
name: {long}
aliases: [{said}, {long}]
tags: [{said}]
summary: {markdown}
notes: {markdown}
links: [{{url: "https://e.example/?a=</script>&b=%22onclick=pwned()".replace, title: {said}}}]
text: {{value: {said}, {statement}}}
prose: {{value: {markdown}, {statement}}}
built: {{value: 2025, {statement}}}
cost:
  - {{value: 5 USD, {statement}}}
  - {{value: 7 USD, {statement}, rank: rejected}}
total: {{formula: "c * 2", inputs: {{c: self.cost}}, note: {said}}}
flag: {{value: {said}, {statement}}}
sister: [{{to: b, role: {said}, {statement}, disputed: true}}]
rebuilt_from: {{to: b, {statement}}}
""".replace(
        '"https://e.example/?a=</script>&b=%22onclick=pwned()".replace', '"https://e.example/?b=%22onclick=pwned()"'
    )
    claim = f"""\
name: {said}
about: a
made_by: b
asserts: {{figure: a.total, is: <50 USD}}
evidence: [{{source: log, stance: supports, note: {said}, at: {said}}}]
verdict: misleading
rationale: {markdown}
"""
    blocks = "\n\n".join(
        f"```{name}\n{option}\ntitle: {said}\n```"
        for name, option in (
            ("lineage", "focus: a"), ("entities", "type: ship"), ("claims", "about: a"), ("trace", "figure: a.total"),
        )
    )  # fmt: skip
    return {
        "mkdocs.yml": (
            "site_name: Test\nsite_url: https://site.example.org/\ntheme: {name: material, font: false}\n"
            "plugins: [search, stemma]\n"
        ),
        "docs/index.md": f"# Home\n\n[[a]] [[a|<b>x</b>]] [[a.text]] [[a.total]]\n\n{blocks}\n",
        "graph/schema.yml": schema,
        "graph/ships/a.yml": ship,
        "graph/ships/b.yml": f"name: {said}\nsummary: {markdown}\n",
        "graph/sources/log.yml": f"name: {said}\nauthor: a\npublisher: b\ndate: 2025\nsummary: {markdown}\n",
        "graph/claims/c.yml": claim,
    }


class Page(HTMLParser):
    """Whatever in a page is not what its makers wrote."""

    def __init__(self):
        super().__init__()
        self.wrong = []
        self.script = None

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.script = attributes.get("type", "code") if tag in {"script", "style"} else None
        if tag == "pwned-x" or (tag == "img" and attributes.get("src") == "x"):
            self.wrong.append(self.get_starttag_text())
        for name, value in attrs:
            scheme = urlsplit("".join((value or "").split())).scheme.lower() if name in URLS else ""
            remote = name == "src" and "pwned.example" in (value or "")
            if name.startswith("on") or remote or scheme in {"javascript", "vbscript", "data"}:
                self.wrong.append(f"{name}={value}")

    def handle_data(self, data):
        if self.script is not None and "json" not in self.script and "pwned" in data:
            self.wrong.append(data)

    def handle_endtag(self, tag):
        self.script = None


URLS = {"href", "src", "action", "formaction", "data", "poster", "xlink:href", "srcset"}


def _wrong(html):
    page = Page()
    page.feed(html)
    page.close()
    return page.wrong


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory):
    from run import build, write_files

    return build(write_files(tmp_path_factory.mktemp("hostile"), _hostile_site())).ok().site


def test_what_looks_for_markup_would_find_it():
    assert len(_wrong(f"<p>{PAYLOAD}{MARKDOWN}")) > 5


def test_markup_in_any_field_reaches_no_page_as_markup(hostile_site):
    wrong = {name: _wrong(data.decode()) for name, data in files_of(hostile_site).items() if name.endswith(".html")}
    assert {"ships/a/index.html", "claims/c/index.html", "explore/index.html", "ships/index.html"} <= set(wrong)
    assert {name: found_there[:3] for name, found_there in wrong.items() if found_there} == {}


def test_markup_in_any_field_reaches_the_search_as_text(hostile_site):
    index = json.loads((hostile_site / "search/search_index.json").read_text("utf-8"))
    assert {e["location"] for e in index["docs"]} >= {"ships/a/", "claims/c/"}
    assert [e for e in index["docs"] if _wrong(e["title"]) or _wrong(e["text"])] == []


def test_data_files_keep_the_text_as_it_was_written(hostile_site):
    document = json.loads((hostile_site / "data/graph.json").read_text("utf-8"))
    ship = next(e for e in document["entities"] if e["id"] == "a")
    assert ship["tags"] == [PAYLOAD]
    assert [entity["url"] for entity in document["entities"]] == ["ships/a/", "ships/b/", "claims/c/", "sources/log/"]


def test_no_file_of_the_site_lies_where_it_should_not(hostile_site):
    assert [name for name in files_of(hostile_site) if ".." in name or "pwned" in name] == []


# At random --------------------------------------------------------------------------------------------------------------

PIECES = [
    "{", "}", "[", "[[", "]]", ":", ": ", "- ", "|", ">", "&a", "*a", "!!x", "#", ' "', "'", "\t", "\n", "  ", "~", "none",
    "formula: ", "self.", "{value: 1}", "<", "%", "@", "`", "\x00", "\N{RIGHT-TO-LEFT OVERRIDE}", "1e999999", "9**9**9", "---\n", "? ",
    "<<: ", "1,5", "many: true", "type: ref", "extend: model", "{}", "[]",
]  # fmt: skip


def _mutated(chance, content):
    at, length = chance.randrange(len(content) + 1), chance.choice([0, 1, 1, 5, 30])
    lines = content.split("\n")
    line = chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        return content[:at] + chance.choice(PIECES) + content[at + length :]
    if kind == 1:
        return content[:at] + content[at + length :]
    if kind == 2:
        return "\n".join([*lines[:line], lines[chance.randrange(len(lines))], *lines[line:]])
    if kind == 3:
        return "\n".join([*lines[:line], *lines[line + 1 :]])
    return "\n".join([*lines[:line], lines[line].partition(":")[0] + ": " + chance.choice(PIECES), *lines[line + 1 :]])


@pytest.mark.parametrize("seed", range(40))
def test_the_demonstration_with_random_mistakes_is_checked_and_told_without_an_exception(seed):
    chance = random.Random(seed)
    files = {
        path.relative_to(REPOSITORY).as_posix(): path.read_text("utf-8")
        for path in sorted((REPOSITORY / "graph").rglob("*.yml"))
    }
    if seed >= 12:  # a part of it takes a tenth of the time, and much that it names is not there
        files = {name: files[name] for name in {"graph/schema.yml", *chance.sample(sorted(files), 60)}}
    for name in [*chance.sample(sorted(files), 6), "graph/schema.yml"]:
        files[name] = _mutated(chance, files[name])
    project = check_files(files)
    text.full(project.diagnostics)
    for told in (machine.as_json(project.diagnostics, project.read), graph_json(project, directory_urls=True)):
        json.loads(told)
    for diagnostic in project.diagnostics:
        span = diagnostic.at.span
        assert 0 <= span.start <= span.end <= len(span.source.text) + 1
        assert span.source.path in files or span.source.path.startswith("stemma/")
    for key in project.derived.figures:
        trace.explain(project.derived, key[0], key[1])
    if seed % 4 == 0:  # a preview makes its pages from a graph with errors too
        site = Site(project, directory_urls=True)
        assert sum(len(page.html) for page in pages(site)) > 0
        assert explorer(site)
