# One entity as a JSON document (`data/entities/<id>.json`). In: the parts of the whole graph's document. Out: the same
# shape with what concerns that entity, and the names of all others that are mentioned. docs/guide/publishing.md shows it.
from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]


def entity_documents(document: Node) -> Iterator[tuple[str, str]]:
    """`(id, text)` for every entity of the document that `graph_json.document` gives, in its order."""
    relations = _grouped((end, r) for r in document["relations"] for end in dict.fromkeys((r["from"], r["to"])))
    figures = _grouped((f["id"].rpartition(".")[0], f) for f in document["figures"])
    claims = _grouped((id_, c) for c in document["claims"] for id_ in dict.fromkeys((c["id"], *c["about"])))
    known = {e["id"]: {key: e[key] for key in ("id", "type", "name", "url")} for e in document["entities"]}
    for entity in document["entities"]:
        id_ = entity["id"]
        parts = {
            "relations": relations.get(id_, []), "figures": figures.get(id_, []), "claims": claims.get(id_, []),
        }  # fmt: skip
        others = sorted(set(_mentioned(entity, parts)) - {id_})
        made = {
            "version": document["version"], "entities": [entity], **parts,
            "mentions": [known[other] for other in others if other in known],
        }  # fmt: skip
        yield id_, json.dumps(made, ensure_ascii=False, separators=(",", ":")) + "\n"


def _grouped(pairs: Iterable[tuple[str, Node]]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for key, item in pairs:
        found.setdefault(key, []).append(item)
    return found


def _mentioned(entity: Node, parts: Mapping[str, list[Node]]) -> Iterator[str]:
    """The ids of all entities that the document speaks of."""
    yield from entity.get("sources", ())
    yield entity.get("replaced_by", "")
    for statements in entity["fields"].values():
        for statement in statements:
            yield from statement["source"]
    for relation in parts["relations"]:
        yield from (relation["from"], relation["to"], *relation["source"])
    for figure in parts["figures"]:
        for item in (*figure["inputs"], *figure["stated"]):
            yield from (item.get("entity", ""), *item.get("source", ()))
    for claim in parts["claims"]:
        yield from (claim["id"], *claim["about"], *claim["made_by"], *(e["source"] for e in claim["evidence"]))
