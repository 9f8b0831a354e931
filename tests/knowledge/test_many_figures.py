# Many figures: each costs the same however many there are, and far from too much. The limits are some ten times what is
# expected, so that they catch a mistake in kind and not a slow day; `scripts/bench figures` measures.
from __future__ import annotations

import time
import tracemalloc

import pytest

from checking import check_files
from stemma.knowledge.derive import Deriver
from stemma.knowledge.graph import Graph
from stemma.vocabulary.quantity import plain

FIGURES = 5_000
SCHEMA = """\
types:
  voyage:
    folder: voyages
    fields:
      crew: {type: quantity, unit: sailor}
      days: {type: quantity, unit: day}
      wage: {type: quantity, unit: thaler/sailor/week}
      toll: {type: quantity, unit: thaler}
      cost: {type: quantity, unit: thaler, formula: crew * days * wage + toll}
units: ["sailor = [sailor], count", "thaler = [currency]"]
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    voyages = [
        f"- {{id: voyage-{n}, name: Voyage {n}, crew: {20 + n % 7} sailor, days: {30 + n % 50} ± 2 day, "
        f"wage: {1 + n % 3} thaler/sailor/week, toll: {n % 11} thaler}}\n"
        for n in range(FIGURES)
    ]
    parts = {f"graph/voyages/part-{at}.yml": "".join(voyages[at : at + 500]) for at in range(0, FIGURES, 500)}
    project = check_files({"graph/schema.yml": SCHEMA, **parts})
    assert [d.message for d in project.diagnostics if d.level == "error"] == []
    return project.graph


def test_every_entity_gets_its_figure_with_bounds_in_the_fields_unit(graph):
    derived = Deriver(graph).run().value
    assert len(derived.figures) == FIGURES
    for n in (0, 29, 30, 31, FIGURES - 1):  # by the long way at first, by the short way later
        value = derived.figures[(f"voyage-{n}", "cost", -1)].value
        crew, days, wage, toll = 20 + n % 7, 30 + n % 50, 1 + n % 3, n % 11
        assert value.unit.text == "thaler"
        assert float(value.interval.best) == pytest.approx(crew * days * wage / 7 + toll)
        assert float(value.interval.low) == pytest.approx(crew * (days - 2) * wage / 7 + toll)
        assert float(value.interval.high) == pytest.approx(crew * (days + 2) * wage / 7 + toll)


def test_a_figure_computed_late_equals_the_same_figure_computed_alone(graph):
    derived = Deriver(graph).run().value
    key = (f"voyage-{FIGURES - 1}", "cost", -1)
    alone = Deriver(graph)
    alone.settle(key)
    assert repr(alone.figures[key]) == repr(derived.figures[key])
    assert plain(alone.figures[key].value.interval.low) == plain(derived.figures[key].value.interval.low)


def test_thousands_of_figures_take_no_more_than_a_moment(graph):
    start = time.process_time()
    Deriver(graph).run()
    assert time.process_time() - start < FIGURES * 150e-6


def test_a_figure_takes_some_kilobytes_at_most(graph):
    tracemalloc.start()
    try:
        derived = Deriver(graph).run().value
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(derived.figures) == FIGURES
    assert kept / FIGURES < 12_000
    assert peak < 2 * kept


def test_ten_times_as_many_figures_take_about_ten_times_as_long(graph):
    def seconds(count: int) -> float:
        part = Graph(graph.schema, dict(list(graph.entities.items())[:count]), ())
        times = []
        for _ in range(3):
            start = time.process_time()
            Deriver(part).run()
            times.append(time.process_time() - start)
        return min(times)

    assert seconds(FIGURES) < 40 * seconds(FIGURES // 10) + 0.05
