# `stemma new`: a file to fill in, which fails the check until it is.
from __future__ import annotations

import re
import shlex

import pytest

from pages_of_docs import Console
from run import write_files

SCHEMA = """\
types:
  ship:
    fields:
      yard: {type: ref, to: yard, required: true, description: Who built her.}
      cargo: {type: quantity, unit: tonne, min: 5, cite: required, required: true}
      state: {type: enum, values: [sailing, laid-up]}
      crew: {type: integer, min: 3, max: 9}
      calls_at: {type: ref, to: yard, many: true, with: {since: {type: date, required: true}}}
      burnt: {type: quantity, unit: tonne, formula: cargo}
      insured: boolean
      launched: date
      plan: url
      story: markdown
  yard: {}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/yards/ark.yml": "name: Ark\nsummary: A yard.\naliases: [old-ark]\n",
    "graph/sources/log.yml": "name: Log\nsummary: A log.\n",
}


@pytest.fixture
def console(write_project, monkeypatch):
    project = write_project(FILES)
    monkeypatch.chdir(project)
    return Console(project)


def problems(console) -> list[tuple[str, str]]:
    """What the check reports, but for notes."""
    return re.findall(
        r"^(\S+): (?:error|warning)\[([\w-]+)\]", console.run("stemma check --format concise"), re.MULTILINE
    )


def test_required_fields_are_marked_and_optional_ones_are_comments_with_all_that_they_take(console):
    assert console.run('stemma new ship "Ever Given (2018)"') == (
        "wrote graph/ships/ever-given-2018.yml: fill in what is marked `<fill in>`, then run `stemma check`\n"
    )
    assert (
        (console.project / "graph/ships/ever-given-2018.yml").read_text("utf-8")
        == """\
name: Ever Given (2018)
summary: <fill in>  # one sentence on what it is
yard: <fill in>  # Who built her (id of yard)
cargo: {value: <fill in>, source: <fill in>}  # Cargo (quantity in tonne, at least 5 tonnes, with its source)

# What else may stand here; delete what you do not need.
# state: sailing  # State (sailing | laid-up)
# crew: 3  # Crew (integer, 3 to 9)
# calls_at: {to: ark, since: <fill in>}  # Calls at (id of yard, one or more)
# insured: true  # Insured (boolean)
# launched: 2025-01-20  # Launched (date)
# plan: https://example.org/  # Plan (url)
# story: Some sentences.  # Story (markdown)
"""
    )


def test_each_place_that_is_to_be_filled_in_is_reported_once_until_it_is(console):
    console.run("stemma new ship Ida")
    path = console.project / "graph/ships/ida.yml"
    at = "graph/ships/ida.yml:"
    assert problems(console) == [
        (f"{at}{place}", "value-placeholder") for place in ("2:10", "3:7", "4:16", "4:35")
    ]  # fmt: skip
    text = path.read_text("utf-8").replace("value: <fill in>, source: <fill in>", "value: 7 t, source: log")
    path.write_text(text.replace("yard: <fill in>", "yard: ark").replace("summary: <fill in>", "summary: A ship."))
    assert problems(console) == []


def test_every_example_passes_the_check_once_its_comment_sign_is_gone(console):
    console.run("stemma new ship Ida")
    path = console.project / "graph/ships/ida.yml"
    text = re.sub(r"^# (?=\w+: )", "", path.read_text("utf-8"), flags=re.MULTILINE)
    text = text.replace("yard: <fill in>", "yard: ark").replace("value: <fill in>", "value: 7 t")
    text = text.replace("source: <fill in>", "source: log").replace("since: <fill in>", "since: 2001")
    path.write_text(text.replace("<fill in>", "A ship."), "utf-8")
    assert problems(console) == []


def test_a_claim_can_be_started_too(console):
    console.run('stemma new claim "The Ida is fast"')
    path = console.project / "graph/claims/the-ida-is-fast.yml"
    assert "# verdict: supported  # Verdict (supported | contradicted |" in path.read_text("utf-8")
    assert problems(console) == [("graph/claims/the-ida-is-fast.yml:2:10", "value-placeholder")]


@pytest.mark.parametrize("name", ['Märta: the "second"', "# 5", "null", "yes", "12", ": x", "it's"])
def test_the_name_is_read_back_as_it_was_given(console, name):
    console.run(f"stemma new yard {shlex.quote(name)}")
    assert console.code == 0
    made = next(path for path in (console.project / "graph/yards").iterdir() if path.name != "ark.yml")
    assert f"\n{name}  (yard, {made.stem})\n" in f"\n{console.run(f'stemma show {made.stem}')}"


@pytest.mark.parametrize(
    ("command", "said", "hint"),
    [
        ("stemma new shp Ida", "there is no type `shp`", "did you mean `ship`?"),
        ("stemma new yard Ark", "`ark` exists already: graph/yards/ark.yml", ""),
        ("stemma new ship Ark", "`ark` exists already", ""),
        ("stemma new yard 'Old Ark'", "`old-ark` exists already: it is an alias of `ark`", ""),
        ("stemma new ship ???", "no id can be made", "Latin letters or digits, or give one with `--id ID`"),
        ("stemma new ship 漢 --id 漢", "`漢` cannot be an id", "lower-case words"),
        ("stemma new ship", "a new entity needs a type and a name", "stemma new TYPE"),
        ("stemma new", "a new entity needs a type and a name", "stemma new TYPE"),
        ("stemma new --from nothing.bib", "there is no file `nothing.bib`", ""),
        ("stemma new --from mkdocs.yml", "its ending says no format that is read", "(.bib)"),
    ],
)
def test_a_call_that_cannot_be_followed_ends_with_2_and_writes_nothing(console, command, said, hint):
    printed = console.run(command)
    assert console.code == 2
    assert said in printed
    assert hint in printed
    assert not (console.project / "graph/ships").exists()


def test_a_file_that_is_there_is_never_written_over(console):
    write_files(console.project, {"graph/ships/ida.yml": "yard: [\n"})
    console.run("stemma new ship Ida")
    assert console.code == 2
    assert (console.project / "graph/ships/ida.yml").read_text() == "yard: [\n"


def test_where_the_schema_has_errors_nothing_is_guessed(console):
    write_files(console.project, {"graph/schema.yml": "types: [\n"})
    assert "the schema has errors" in console.run("stemma new ship Ida")
    assert console.code == 2


def test_an_id_can_be_given_where_none_can_be_made_of_the_name(console):
    assert "wrote graph/yards/han.yml" in console.run("stemma new yard 漢 --id han")
    assert (console.project / "graph/yards/han.yml").read_text("utf-8").startswith("name: 漢\n")


def test_of_many_optional_fields_those_in_use_are_listed_and_the_rest_is_counted(console):
    fields = "".join(f"      f{number}: text\n" for number in range(20))
    write_files(
        console.project,
        {
            "graph/schema.yml": f"types:\n  boat:\n    fields:\n{fields}",
            "graph/boats/a.yml": "name: A\nsummary: A boat.\nf7: x\nf9: x\n",
            "graph/boats/b.yml": "name: B\nsummary: A boat.\nf9: y\n",
        },
    )
    (console.project / "graph/yards/ark.yml").unlink()
    console.run("stemma new boat C")
    made = (console.project / "graph/boats/c.yml").read_text("utf-8")
    assert re.findall(r"^# (f\d+):", made, re.MULTILINE) == ["f9"]
    assert made.endswith("# 19 more that are rare: `stemma new` with `--all` lists them.\n")
    console.run("stemma new boat D --all")
    made = (console.project / "graph/boats/d.yml").read_text("utf-8")
    assert len(re.findall(r"^# f\d+:", made, re.MULTILINE)) == 20
