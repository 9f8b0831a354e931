# "Did you mean": right for nearly all slips of the pen in the names that people type, silent for words that are something
# else. The names are those of the demonstration, the slips are drawn from a fixed seed.
from __future__ import annotations

import random
from collections import Counter

import pytest

from golden import demonstration
from stemma.text.diagnostics import listed, suggest
from stemma.vocabulary.schema import COMMON_KEYS, LONG_KEYS

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
KINDS = ("swap", "drop", "double", "neighbour key")
_GARDEN_AND_KITCHEN = """
    anchovy apron asparagus bakery balcony bamboo basil beaver bicycle biscuit blanket blossom bonfire broccoli bucket butter cabbage candle
    caramel carpet cauliflower cellar cherry chimney cinnamon cobbler compost cottage cucumber curtain cushion daffodil dandelion dumpling
    eggplant elbow envelope fennel fiddle firewood flannel flamingo garlic gherkin giraffe gooseberry gravel hamster hazelnut hedgehog
    honey icicle jasmine jigsaw kettle kitten lavender lemonade lettuce lobster magpie mandolin marmalade mattress meadow mushroom
    mustard napkin nutmeg octopus omelette orchard oyster pancake parsley peacock pebble pigeon pillow poppy porridge potato pudding
    pumpkin puppet quilt rabbit radish raspberry rhubarb rosemary saddle saffron salmon sandal sausage scarf seagull shovel skillet snowdrop
    sofa sparrow spinach squirrel strawberry sunflower sweater teapot thimble thistle tomato trousers trumpet tulip turnip umbrella vanilla
    velvet violin waffle walnut wardrobe whistle willow windmill woodpecker yoghurt zucchini
"""
UNRELATED = _GARDEN_AND_KITCHEN.split()


def neighbours(letter):
    """The letters beside one on a keyboard."""
    for row, letters in enumerate(ROWS):
        at = letters.find(letter)
        if at >= 0:
            near = [other[max(0, at - 1) : at + 2] for other in ROWS[max(0, row - 1) : row + 2]]
            return sorted(set("".join(near)) - {letter})
    return []


def misspelt(rng, word, kind):
    """The word with one slip of this kind in its letters, or None where it has no place for one."""
    places = [at for at, letter in enumerate(word) if letter.isalpha() and neighbours(letter)]
    if kind == "swap":
        places = [at for at in places if word[at + 1 : at + 2].isalpha() and word[at] != word[at + 1]]
    if not places:
        return None
    at = rng.choice(places)
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    middle = (
        {"drop": "", "double": word[at] * 2}.get(kind) if kind != "neighbour key" else rng.choice(neighbours(word[at]))
    )
    return word[:at] + str(middle) + word[at + 1 :]


@pytest.fixture(scope="module")
def names():
    """For ids, keys and words of enumerations: each list of names that there are to choose from at one place."""
    project = demonstration()
    types = project.schema.types.values()
    return {
        "ids": [list(project.entities)],
        "keys": [LONG_KEYS, *([*t.fields, *COMMON_KEYS[2:]] for t in types)],
        "words": [list(f.values) for t in types for f in t.fields.values() if f.values],
    }


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["ids", "keys", "words"])
def test_nine_of_ten_slips_of_the_pen_get_the_right_hint_and_hardly_any_a_wrong_one(names, what, kind):
    rng = random.Random(6)
    said = Counter()
    for known in names[what]:
        for word in known:
            written = misspelt(rng, word, kind)
            if written is not None and written not in known:
                hint = suggest(written, known)
                said["right" if hint == word else "wrong" if hint else "none"] += 1
    assert said["right"] >= 0.9 * said.total(), said
    assert said["wrong"] <= 0.01 * said.total(), said


@pytest.mark.parametrize("what", ["ids", "keys", "words"])
def test_a_word_that_is_something_else_gets_no_hint(names, what):
    everything = sorted({name for known in names[what] for name in known})
    said = [(word, hint) for word in UNRELATED if (hint := suggest(word, everything))]
    assert len(said) <= 0.01 * len(UNRELATED), said  # a thistle may be a title


def test_of_many_names_the_closest_are_shown_and_where_the_others_stand():
    many = [f"cost_of_{word}" for word in UNRELATED]
    shown = listed("cost_of_umbrelas", many)
    assert shown.startswith("cost_of_umbrella, ")
    assert shown.endswith(f" and {len(many) - 5} more: see the site's vocabulary page")
    assert listed("anything", ["b", "a"]) == "a, b"
