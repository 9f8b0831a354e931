# Whatever stands in a file and wherever the cursor is, every question has an answer.
from __future__ import annotations

import random
import tempfile
from pathlib import Path

import pytest

from run import write_files
from stemma.editor.completion import complete
from stemma.editor.fixes import quick_fixes
from stemma.editor.hover import hover
from stemma.editor.mention import mention_at
from stemma.editor.places import definition, references, symbols_of
from stemma.editor.view import edited, view_of
from stemma.project import load_project
from stemma.text.files import Location

FILES = {
    "graph/schema.yml": """\
types:
  ship:
    facts: [home_port]
    fields:
      home_port: {type: ref, to: port, inverse: ships}
      cargo: {type: quantity, unit: tonne}
      half: {type: quantity, unit: tonne, formula: cargo / 2}
      state: {type: enum, values: [sailing, laid-up]}
    rules:
      - {check: cargo > '1 t', message: too little}
  port: {}
""",
    "graph/ports/ports.yml": "- id: northport\n  name: Northport\n- id: eastmole\n  aliases: [The mole]\n",
    "graph/ships/aurora.yml": """\
name: Aurora
summary: Of [[northport]].
home_port: northport
cargo:
  - {value: 4 t, source: register#page-1}
  - formula: a * 2
    inputs: {a: self.half}
state: sailing # a note
""",
    "graph/sources/register.yml": "name: Register\n",
    "graph/claims/big.yml": """\
name: She is big
asserts: {figure: aurora.cargo, is: '>1 t'}
evidence:
  - {source: register, stance: supports}
verdict: supported
""",
    "docs/index.md": "See [[aurora|her]].\n\n```entities\nselect: type:ship +aurora\nsort: -cargo\n```\n",
}
SCRAPS = ("{", "}", "[", "]", '"', "'", ": ", "- ", "\n", "[[", "#", "😀", "\t", "|", ".", "&a", "*b", "self.", "\r")


@pytest.fixture(scope="module")
def view():
    with tempfile.TemporaryDirectory() as folder:
        root = write_files(Path(folder), FILES)
        yield view_of(load_project(Location(root, root / "graph", root / "docs", root)))


def torn(text: str, dice: random.Random) -> str:
    for _ in range(dice.randrange(5)):
        at = dice.randrange(len(text) + 1)
        text = dice.choice(
            [text[:at] + dice.choice(SCRAPS) + text[at:], text[:at] + text[at + dice.randrange(9) :], text[:at]]
        )
    return text


@pytest.mark.parametrize("path", FILES)
def test_any_torn_file_can_be_asked_anything_at_any_place(path, view):
    dice = random.Random(path)
    file = view.location.root / path
    for _ in range(12):
        text = torn(FILES[path], dice)
        after, found = edited(view, file, text)
        symbols_of(after, file)
        quick_fixes(found, 0, len(text))
        for offset in dice.sample(range(len(text) + 1), min(25, len(text) + 1)):
            complete(after, file, text, offset)
            mention = mention_at(after, file, text, offset)
            if mention is not None:
                assert 0 <= mention.start <= mention.end <= len(text)
                hover(after, mention)
                definition(after, mention)
                references(after, mention)
