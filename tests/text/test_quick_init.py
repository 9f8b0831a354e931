# Constructors that are made faster must not be made different.
from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field, replace

import pytest

from stemma.text.quick_init import quick_init, still_open


@quick_init
@dataclass(frozen=True, slots=True)
class Point:
    x: int
    y: int = 2
    note: str = field(default="", compare=False)


def test_arguments_and_defaults_stay_the_same():
    assert repr(Point(1)) == repr(Point(x=1)) == "Point(x=1, y=2, note='')".replace("Point", Point.__qualname__)
    assert Point(1, 2, "a") == Point(1, note="b")
    assert replace(Point(1), y=5) == Point(1, 5)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'x'"):
        Point()


def test_instances_stay_frozen():
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 3


def test_a_subclass_keeps_its_own_fields():
    @dataclass(frozen=True, slots=True)
    class Named(Point):
        name: str = "p"

    assert (Named(1).name, Named(1, 3, name="q").y) == ("p", 3)


def test_what_is_filled_while_open_is_like_any_other_afterwards():
    made = still_open(Point)()
    made.x, made.y, made.note = 1, 2, ""
    made.__class__ = Point
    assert made == Point(1)
    assert hash(made) == hash(Point(1))
    with pytest.raises(FrozenInstanceError):
        made.x = 3


def test_a_class_that_needs_its_constructor_is_refused():
    with pytest.raises(TypeError, match="needs the constructor that it has"):

        @quick_init
        @dataclass(frozen=True, slots=True)
        class Held:
            items: list[int] = field(default_factory=list)
