# `stemma rename`: an id changes everywhere that it is named, and nothing else changes.
from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from run import build, files_of, write_files
from stemma.adapters.cli.main import cli
from stemma.project import load_project
from stemma.text.files import Location

SCHEMA = """\
types:
  ship:
    fields:
      home_port: {type: ref, to: port, inverse: ships}
      calls_at: {type: ref, to: port, many: true, with: {since: date, pilot: {type: ref, to: port}}}
      replaces: {type: ref, to: ship, lineage: parent}
      state: {type: enum, values: [sailing, tern]}
      built: {type: quantity, unit: tonne}
      cost: {type: quantity, unit: tonne}
      near: {type: boolean}
      log: markdown
    rules:
      - {check: "home_port != 'heron'", message: a ship is no port}
  port:
    fields:
      fee: {type: quantity, unit: tonne}
      # of the entity whose id the formula holds
      twice: {type: quantity, unit: tonne, formula: "2 * fee", inputs: {fee: tern-port.fee}}
"""
PORT = "name: Port\nsummary: A port.\nfee: 5 tonne\n"


def run(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["rename", *arguments, "--project", str(root)])


def renamed(
    tmp_path: Path, files: dict[str, str | bytes], old: str = "tern", new: str = "arctic-tern"
) -> dict[str, bytes]:
    """All files after `stemma rename`, which must end well; the pages' folder and the config are there."""
    base: dict[str, str | bytes] = {
        "mkdocs.yml": "site_name: Test\nplugins: [stemma]\n", "docs/index.md": "# Home\n", "graph/schema.yml": SCHEMA,
        "graph/ports/tern-port.yml": PORT,
    }  # fmt: skip
    write_files(tmp_path, base | files)
    done = run(tmp_path, old, new)
    assert done.exit_code == 0, done.output
    return {name: data for name, data in files_of(tmp_path).items() if not name.startswith(".cache")}


def problems(root: Path) -> list[str]:
    project = load_project(Location(root, root / "graph", root / "docs", root))
    return [f"{d.at.span.source.path} {d.rule.id}: {d.message}" for d in project.diagnostics if d.level == "error"]


def test_the_file_moves_and_the_old_id_becomes_an_alias(tmp_path: Path) -> None:
    after = renamed(tmp_path, {"graph/ships/tern.yml": "# A comment.\nname:   Tern # here\nstate: tern\n"})
    assert "graph/ships/tern.yml" not in after
    assert after["graph/ships/arctic-tern.yml"] == b"# A comment.\nname:   Tern # here\naliases: [tern]\nstate: tern\n"


def test_every_reference_in_yaml_changes(tmp_path: Path) -> None:
    written = """\
name: Heron  # not the tern
aliases: [the tern]
tags: [tern]
summary: >-
  It follows the [[tern]], whose cost is
    [[tern.cost]]; see `[[tern]]` and [[ tern | its page]].
notes: 'The ship''s ''forerunner'' was [[tern|the tern]], not [[tern-port]].'
replaced_by: 'tern'
replaces:
- {to: tern, rank: rejected, note: tern}   # kept: tern
- tern
- "tern"
home_port: tern-port
calls_at: [{to: tern-port, since: 2019, pilot: tern-port}]
state: {value: tern}
built: {formula: "price * 2", inputs: {price: tern.cost}}
cost: {formula: "sum(lineage('tern').built) + only_known('tern'.cost)"}
log: |
  ```
  [[tern]]
  ```
  On [[tern.built]].
"""
    after = renamed(tmp_path, {"graph/ships/tern.yml": "name: Tern\n", "graph/ships/heron.yml": written})
    for line in (
        "replaced_by: 'tern'",
        "{to: tern,",
        "- tern\n",
        '- "tern"',
        "price: tern.cost",
        "'tern')",
        "'tern'.",
        "[[tern.built",
    ):
        assert line in written
        written = written.replace(line, line.replace("tern", "arctic-tern"))
    written = written.replace("follows the [[tern]]", "follows the [[arctic-tern]]").replace(
        "[[tern.cost]]", "[[arctic-tern.cost]]"
    )
    written = written.replace("[[ tern |", "[[ arctic-tern |").replace("[[tern|the", "[[arctic-tern|the")
    assert after["graph/ships/heron.yml"].decode() == written


def test_sources_change_in_all_their_forms(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "graph/sources/log.yml": "name: Log\ndate: 2024\n",
        "graph/ships/heron.yml": (
            "name: Heron\nsources: [log, 'log#2']\ncost: {value: 1 tonne, source: log#p-1}\n"
            'built:\n  - {value: 1 tonne, source: [ "log#a" , log ]}\n'
        ),
        "graph/claims/one.yml": (
            "name: One\nabout: heron\nverdict: supported\n"
            "asserts: {figure: heron.cost, is: <2 tonne}\nevidence:\n  - {source: log, stance: supports}\n"
        ),
    }
    after = renamed(tmp_path, files, "log", "ship-log")
    heron, claim = str(files["graph/ships/heron.yml"]), str(files["graph/claims/one.yml"])
    assert after["graph/ships/heron.yml"].decode() == re.sub(r"\blog\b", "ship-log", heron)
    assert after["graph/claims/one.yml"].decode() == claim.replace("source: log", "source: ship-log")
    assert "graph/sources/ship-log.yml" in after


def test_what_claims_assert_changes(tmp_path: Path) -> None:
    head = "name: A\nabout: [tern]\nverdict: supported\n"
    files: dict[str, str | bytes] = {
        "graph/ships/tern.yml": "name: Tern\ncost: 1 tonne\nhome_port: tern-port\n",
        "graph/ports/heron.yml": PORT,
        "graph/claims/a.yml": f"{head}asserts: {{figure: tern.cost, is: <2 tonne}}\n",
        "graph/claims/b.yml": f"{head}asserts: {{relation: home_port, from: tern, to: tern-port}}\n",
        "graph/claims/c.yml": f"{head}asserts: {{expression: \"a < quantity('2 tonne')\", inputs: {{a: tern.cost}}}}\n",
    }
    after = renamed(tmp_path, files)
    for name in "abc":
        assert b"[arctic-tern]" in after[f"graph/claims/{name}.yml"]
        assert not re.search(rb"(?<!arctic-)\btern\b(?!-port)", after[f"graph/claims/{name}.yml"])
    assert problems(tmp_path) == []


def test_links_and_blocks_of_pages_change(tmp_path: Path) -> None:
    page = """\
# About the tern

The [[tern]], [[tern.cost]] and [[tern|tern]]; not `[[tern]]`, [[tern-port]] or \\[[tern]]. See [tern](../ships/tern.md#cost).

```lineage
focus: tern  # the tern
```

> ```entities
> select: 2+tern+1,type:ship tag:tern id:tern
> where: "replaces == 'tern' or state == 'tern'"
> title: tern
> ```

~~~compare
ids:
  - tern
  - heron
~~~

```chart
values: [tern.cost, heron.cost]
```

```trace
figure: heron.cost
```

```yaml
focus: tern
```
"""
    config = "site_name: tern\nplugins: [stemma]\nnav:\n  - tern: ships/tern.md\n  - x/ships/tern.md\n"
    after = renamed(
        tmp_path,
        {
            "graph/ships/tern.yml": "name: Tern\ncost: 1 tonne\n",
            "graph/ships/heron.yml": "name: Heron\ncost: 1 tonne\n",
            "docs/about/tern.md": page,
            "mkdocs.yml": config,
        },
    )
    for old, new in (
        ("The [[tern]], [[tern.cost]] and [[tern|tern]]", "The [[arctic-tern]], [[arctic-tern.cost]] and [[arctic-tern|tern]]"),
        ("](../ships/tern.md", "](../ships/arctic-tern.md"),
        ("focus: tern  #", "focus: arctic-tern  #"),
        ("2+tern+1,type:ship tag:tern id:tern", "2+arctic-tern+1,type:ship tag:tern id:arctic-tern"),
        ("replaces == 'tern'", "replaces == 'arctic-tern'"),
        ("- tern\n", "- arctic-tern\n"),
        ("[tern.cost, heron", "[arctic-tern.cost, heron"),
    ):  # fmt: skip
        assert old in page
        page = page.replace(old, new)
    assert after["docs/about/tern.md"].decode() == page
    assert after["mkdocs.yml"].decode() == config.replace("- tern: ships/tern", "- tern: ships/arctic-tern")


def test_formulas_and_rules_of_the_schema_change(tmp_path: Path) -> None:
    after = renamed(tmp_path, {"graph/ships/heron.yml": "name: Heron\n"}, "heron", "grey-heron")
    assert after["graph/schema.yml"].decode() == SCHEMA.replace("'heron'", "'grey-heron'")
    (tmp_path / "b").mkdir()
    after = renamed(tmp_path / "b", {}, "tern-port", "old-port")
    assert after["graph/schema.yml"].decode() == SCHEMA.replace("tern-port.fee", "old-port.fee")


def test_an_entity_of_a_list_changes_in_its_file(tmp_path: Path) -> None:
    listed = (
        b"\xef\xbb\xbf- id: tern\r\n  name: Tern\r\n  replaces: heron\r\n- {id: heron, name: Heron, replaces: tern}"
    )
    after = renamed(tmp_path, {"graph/ships/all.yml": listed})
    assert after["graph/ships/all.yml"] == (
        b"\xef\xbb\xbf- id: arctic-tern\r\n  name: Tern\r\n  aliases: [tern]\r\n  replaces: heron\r\n"
        b"- {id: heron, name: Heron, replaces: arctic-tern}"
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("aliases: Old\n", "aliases: [Old, tern]\n"),
        ("aliases: Old, very\n", 'aliases: ["Old, very", tern]\n'),
        ("aliases: 'Old, very' # x\n", "aliases: ['Old, very', tern] # x\n"),
        ("aliases: [Old,  'B']  # x\n", "aliases: [Old,  'B', tern]  # x\n"),
        ("aliases: []\n", "aliases: [tern]\n"),
        ("aliases:\n  - Old # x\n", "aliases:\n  - Old # x\n  - tern\n"),
        ("aliases:\n- Old", "aliases:\n- Old\n- tern"),
        ("aliases:\n", "aliases: [tern]\n"),
        ("aliases: ~\n", "aliases: [tern]\n"),
        ("aliases: [arctic-tern, B]\n", "aliases: [tern, B]\n"),
        ("name: >-\n  Long\n  name\nstate: sailing\n", "name: >-\n  Long\n  name\naliases: [tern]\nstate: sailing\n"),
        ("{name: Tern}\n", "{aliases: [tern], name: Tern}\n"),
        ("aliases: |\n  Old\n  Tern\n", 'aliases: ["Old\\nTern", tern]\n'),
    ],
)
def test_the_alias_joins_those_that_are_there(tmp_path: Path, before: str, after: str) -> None:
    found = renamed(tmp_path, {"graph/ships/tern.yml": before})
    assert found["graph/ships/arctic-tern.yml"].decode() == after


def test_renaming_there_and_back_changes_one_alias_only(tmp_path: Path) -> None:
    renamed(tmp_path, {"graph/ships/tern.yml": "name: Tern\n", "graph/ships/heron.yml": "replaces: tern\n"})
    assert run(tmp_path, "arctic-tern", "tern").exit_code == 0
    assert (tmp_path / "graph/ships/tern.yml").read_text() == "name: Tern\naliases: [arctic-tern]\n"
    assert (tmp_path / "graph/ships/heron.yml").read_text() == "replaces: tern\n"


def test_of_two_ids_that_begin_alike_only_the_one_changes(tmp_path: Path) -> None:
    after = renamed(
        tmp_path,
        {
            "graph/ships/pilot-3.yml": "name: P\ncost: 1 tonne\n",
            "graph/ships/pilot-3.5.yml": "name: Q\ncost: {formula: a + b, inputs: {a: pilot-3.cost, b: pilot-3.5.built}}\nbuilt: 2 tonne\n",
            "docs/index.md": "[[pilot-3]] [[pilot-3.5]] [[pilot-3.cost]] [[pilot-3.5.cost]]\n",
        },
        "pilot-3", "pilot-three",
    )  # fmt: skip
    assert b"a: pilot-three.cost, b: pilot-3.5.built" in after["graph/ships/pilot-3.5.yml"]
    assert after["docs/index.md"] == b"[[pilot-three]] [[pilot-3.5]] [[pilot-three.cost]] [[pilot-3.5.cost]]\n"
    assert problems(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ternn", "x", "error: no entity has the id `ternn`\n  = help: did you mean `tern`?\n"),
        ("T", "x", "error: `T` is an alias of `tern`\n  = help: rename `tern`, or edit its `aliases`\n"),
        ("tern", "heron", "error: `heron` is the id of another entity: graph/ships/heron.yml\n"),
        ("tern", "h", "error: `h` is an alias of another entity: graph/ships/heron.yml\n"),
        ("tern", "Big Tern", "error: `Big Tern` cannot be an id\n  = help: an id is made of lower-case words, digits, dots and hyphens: `big-tern`\n"),
        ("tern", "none", "error: `none` cannot be an id: the word means something else\n"),
        ("tern", "tern", "error: `tern` is called that already\n"),
        ("tern", "heron.cost", "error: `heron.cost` may mean the field `cost` of `heron` too\n"),
        ("tern", "notes", "error: `graph/ships/notes.yml` exists already\n"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_changes_nothing(tmp_path: Path, old: str, new: str, message: str) -> None:
    files = {
        "graph/schema.yml": SCHEMA, "graph/ports/tern-port.yml": PORT, "graph/ships/tern.yml": "name: Tern\naliases: [T]\n",
        "graph/ships/heron.yml": "name: Heron\naliases: [h]\n", "graph/ships/notes.yml": "[]\n",
    }  # fmt: skip
    write_files(tmp_path, files)
    done = CliRunner().invoke(cli, ["rename", old, new, "--project", str(tmp_path / "graph")])
    assert done.exit_code == 2
    assert message.replace("graph/ships", str(tmp_path / "graph/ships")) in _unwound(done.output, tmp_path)
    assert files_of(tmp_path) == {name: text.encode() for name, text in files.items()}


def _unwound(output: str, root: Path) -> str:
    """The output with paths from the working directory made whole."""
    return re.sub(r"(?:\.\./)+[\w./-]*?(?=graph/ships)", f"{root}/", output)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("graph/ships/heron.yml", "name: [tern\n", "heron.yml:1:7 cannot be read: this bracket is never closed"),
        ("graph/schema.yml", SCHEMA.replace("markdown", "markdwon"), "schema.yml:11:12 cannot be read: "),
        ("graph/ships/heron.yml", b"name: tern \xff\n", "heron.yml:1:12 cannot be read: this file is not UTF-8 text"),
        ("graph/ships/heron.yml", "name: x\n".encode("utf-16"), "heron.yml:1:1 cannot be read: this file is UTF-16 text"),
        ("graph/ships/more/tern.yml", "name: Other\n", "two entities have the id `tern`: "),
    ],
)  # fmt: skip
def test_a_graph_that_cannot_be_read_is_left_alone(tmp_path: Path, name: str, text: str | bytes, message: str) -> None:
    files: dict[str, str | bytes] = {
        "graph/schema.yml": SCHEMA,
        "graph/ports/tern-port.yml": PORT,
        "graph/ships/tern.yml": "name: Tern\n",
    }
    write_files(tmp_path, files | {name: text})
    before = files_of(tmp_path)
    done = CliRunner().invoke(cli, ["rename", "tern", "arctic-tern", "--project", str(tmp_path / "graph")])
    assert done.exit_code == 2
    assert message in done.output
    assert files_of(tmp_path) == before


def test_a_dry_run_shows_the_changes_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"graph/schema.yml": SCHEMA, "graph/ports/tern-port.yml": PORT, "graph/ships/tern.yml": "name: Tern\n",
             "graph/ships/heron.yml": "replaces: tern\n"}  # fmt: skip
    write_files(tmp_path, files)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["rename", "tern", "arctic-tern", "--dry-run", "--project", "graph"])
    assert done.exit_code == 0
    assert (
        done.output
        == """\
diff --git a/graph/ships/heron.yml b/graph/ships/heron.yml
--- a/graph/ships/heron.yml
+++ b/graph/ships/heron.yml
@@ -1 +1 @@
-replaces: tern
+replaces: arctic-tern
diff --git a/graph/ships/tern.yml b/graph/ships/arctic-tern.yml
rename from graph/ships/tern.yml
rename to graph/ships/arctic-tern.yml
--- a/graph/ships/tern.yml
+++ b/graph/ships/arctic-tern.yml
@@ -1 +1,2 @@
 name: Tern
+aliases: [tern]
"""
    )
    assert files_of(tmp_path) == {name: text.encode() for name, text in files.items()}


def test_the_old_address_leads_on_in_the_built_site(tmp_path: Path) -> None:
    config = "site_name: Test\nsite_url: https://ships.example.org/\nplugins: [search, stemma]\n"
    renamed(
        tmp_path,
        {
            "mkdocs.yml": config,
            "graph/ships/tern.yml": "name: Tern & Co\naliases: [MV Tern, sandpiper]\nsummary: A ship.\n",
            "docs/index.md": "# Home\n\n[[tern]] and [[MV Tern]]\n",
            "docs/more.md": "# More\n",
            "docs/ships/sandpiper.md": "# A page of our own\n",
        },
    )
    (tmp_path / "docs/old.md").write_text("# Old\n\n[[tern]]\n")  # somebody links to the old id still
    site = build(tmp_path, "--strict").ok().site
    old = (site / "ships/tern/index.html").read_text()
    assert '<meta http-equiv="refresh" content="0; url=../arctic-tern/">' in old
    assert '<link rel="canonical" href="https://ships.example.org/ships/arctic-tern/">' in old
    assert '<a href="../arctic-tern/">Tern &amp; Co</a>' in old
    assert "<script" not in old
    assert "A page of our own" in (site / "ships/sandpiper/index.html").read_text()
    assert (site / "ships/arctic-tern/index.html").is_file()
    assert 'href="../ships/arctic-tern/"' in (site / "old/index.html").read_text()
    for name in ("sitemap.xml", "search/search_index.json"):
        assert "ships/tern/" not in (site / name).read_text()
        assert "ships/arctic-tern/" in (site / name).read_text()
    assert not (site / "ships/MV Tern").exists()


def test_the_old_address_leads_on_where_addresses_are_files(tmp_path: Path) -> None:
    renamed(tmp_path, {"graph/ships/tern.yml": "name: Tern\n"})
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\nuse_directory_urls: false\nplugins: [stemma]\n")
    site = build(tmp_path).ok().site
    assert 'content="0; url=arctic-tern.html"' in (site / "ships/tern.html").read_text()
