# What the demonstration graph promises beyond a clean check: how much it holds at least, and that whoever doubts a
# statement is told where in which document to look.
from __future__ import annotations

from collections import defaultdict

import pytest

from golden import demonstration
from stemma.vocabulary.quantity import Quantity

# What the graph itself says, of a claim or of how far a source can be trusted, has no source.
OWN = {"verdict", "rationale", "places", "standing"}


@pytest.fixture(scope="module")
def project():
    return demonstration()


@pytest.fixture(scope="module")
def statements(project):
    """Every statement with the id of its entity."""
    return [
        (entity.id, statement)
        for entity in project.entities.values()
        for stated in (entity.statements or {}).values()
        for statement in stated
    ]


@pytest.fixture(scope="module")
def listed(project):
    """The places that each source says it has, with where to look for them."""
    lines = {e.id: [s.text for s in e.of("places")] for e in project.entities.values() if e.of("places")}
    return {source: dict(line.partition(": ")[::2] for line in written) for source, written in lines.items()}


def cited(project, statements):
    """Every reference to a source: who makes it, and to what."""
    yield from ((f"{id_}.{s.field}", c) for id_, s in statements for c in s.citations)
    yield from ((e.id, c) for e in project.entities.values() for c in e.sources)
    yield from ((c.id, e.citation) for c in project.claims for e in c.entity.evidence)


def test_there_is_as_much_as_was_promised(project, statements):
    claims = {claim.id for claim in project.claims}
    numbers = [s for _, s in statements if isinstance(s.value, Quantity) and s.formula is None]
    relations = [r for r in project.graph.relations if r.source not in claims]
    assert len(project.entities) >= 230
    assert len(relations) >= 320
    assert len(numbers) >= 95
    assert len(project.derived.figures) >= 80
    assert len(claims) >= 60


def test_every_claim_has_a_verdict_with_a_reason_and_evidence_and_many_are_decided_by_the_graph(project):
    for claim in project.claims:
        assert claim.verdict, claim.id
        assert claim.rationale, claim.id
        assert claim.entity.evidence, claim.id
    decided = [claim for claim in project.claims if claim.check and claim.check.result in {"holds", "fails"}]
    assert len(decided) >= 20


def test_every_statement_names_a_source_and_the_place_in_it(project, statements):
    stated = [(id_, s) for id_, s in statements if s.formula is None and s.field not in OWN]
    assert [f"{id_}.{s.field}: {s.text}" for id_, s in stated if not s.citations] == []
    assert [f"{who}: {c.id}" for who, c in cited(project, statements) if not c.at] == []


def test_the_places_that_are_cited_are_those_that_the_sources_list(project, statements, listed):
    used = defaultdict(set)
    for who, citation in cited(project, statements):
        # A list of places is about the source itself: it cites nothing.
        if not who.endswith(".places"):
            used[citation.id].add(citation.at)
    assert dict(used) == {source: set(places) for source, places in listed.items()}


def test_every_place_says_where_to_look(listed):
    places = [(source, name, where) for source, found in listed.items() for name, where in found.items()]
    assert [(source, name) for source, name, where in places if len(where.split()) < 2] == []
