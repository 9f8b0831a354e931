# Every key that may be written is explained, and nothing else is.
from __future__ import annotations

import pytest

from stemma.knowledge import load_claim
from stemma.knowledge.blocks import OPTIONS
from stemma.vocabulary import schema, schema_read, schema_types, words


@pytest.mark.parametrize(
    ("table", "keys"),
    [
        (words.COMMON, schema.COMMON_KEYS),
        (words.LONG, schema.LONG_KEYS),
        (words.ASSERTION, load_claim._KEYS),
        (words.SCHEMA, schema_read.TOP_KEYS),
        (words.PROJECT, schema_read.PROJECT_KEYS),
        (words.TYPE, schema_types.TYPE_KEYS),
        (words.FIELD, schema_types.FIELD_KEYS),
        (words.BLOCK, {key for keys in OPTIONS.values() for key in keys}),
    ],
    ids=["common", "long", "assertion", "schema", "project", "type", "field", "block"],
)
def test_each_key_has_its_words(table, keys):
    assert sorted(table) == sorted(keys)
    assert all(about for about in table.values())
