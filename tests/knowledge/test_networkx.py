# The graph handed to networkx: a copy, with relations from the holder of the field to what it names.
from __future__ import annotations

from checking import check_files

FILES = {
    "graph/schema.yml": "types:\n  ship:\n    fields:\n      sister: {type: ref, to: ship, many: true}\n",
    "graph/ships/argo.yml": "name: Argo\n",
    "graph/ships/pinta.yml": "name: Pinta\nsister: [argo, nina]\n",
    "graph/ships/nina.yml": "name: Niña\n",
}


def test_entities_are_nodes_and_relations_are_edges_with_their_types():
    made = check_files(FILES).graph.to_networkx()
    assert dict(made.nodes(data=True)) == {
        "argo": {"type": "ship", "name": "Argo"},
        "nina": {"type": "ship", "name": "Niña"},
        "pinta": {"type": "ship", "name": "Pinta"},
    }
    assert sorted(made.edges(data="type")) == [("pinta", "argo", "sister"), ("pinta", "nina", "sister")]
