# What the card of an entity says: in the preview of a link, and in the explorer.
from __future__ import annotations

from typing import Any

from checking import check_files
from stemma.pages.cards import SUMMARY, card
from stemma.pages.context import Site

FILES = {
    "graph/schema.yml": """
types:
  ship:
    fields:
      crew: {type: quantity, unit: person, label: Crew}
    facts: [crew]
project: {rules: {lint: ignore, claim-evidence: ignore}}
units: ["person = [person], count"]
""",
    "graph/ships/aurora.yml": "name: Aurora\nsummary: Sails with [[brig]].\ncrew: 30 person\n",
    "graph/ships/brig.yml": f"name: Brig\nsummary: {'long ' * 100}\n",
    "graph/claims/fast.yml": """
name: Aurora is fast
about: aurora
evidence: []
verdict: unproven
rationale: Nobody timed [[aurora]].
""",
}


def of(entity_id: str) -> dict[str, Any]:
    project = check_files(FILES)
    return card(Site(project), project.graph.entities[entity_id])


def test_a_card_holds_the_summary_as_text_and_the_facts() -> None:
    made = of("aurora")
    assert made["summary"] == "Sails with Brig."
    assert made["facts"] == [["Crew", "30 persons"]]


def test_a_long_summary_is_cut() -> None:
    text = str(of("brig")["summary"])
    assert len(text) == SUMMARY
    assert text.endswith("…")


def test_a_claim_without_a_summary_shows_its_verdict_and_the_reason_for_it() -> None:
    made = of("fast")
    assert made["summary"] == "Nobody timed Aurora."
    assert ["Verdict", "unproven"] in made["facts"]
