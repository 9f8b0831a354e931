# What is looked at while something is made, so that after an edit only that is made anew which looked at what was edited. In:
# tables, and functions that read them. Out: what these made, kept until one of the entries that were read is another.
from __future__ import annotations

from collections.abc import Callable, Hashable, ItemsView, Iterator, Mapping, Sequence, ValuesView
from operator import eq
from typing import Any, Generic, Protocol, TypeVar, cast

from stemma.knowledge.entity import Entity, Statement
from stemma.knowledge.sameness import same
from stemma.text.source import Span

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
T = TypeVar("T")

ENTITIES = "entities"  # the table of these
_KEYS = object()  # stands for which keys a table has, and in which order
_ABSENT = object()


class Keeper(Protocol):
    """Makes something, or has it still from the last time; the key must say all that it depends on besides the graph."""

    def __call__(self, key: Hashable, make: Callable[[], T], /) -> T: ...


def anew(_key: Hashable, make: Callable[[], T], /) -> T:
    """Make it."""
    return make()


class Watch:
    """Keeps what was made, with the tokens of all table entries that were read for it."""

    def __init__(self) -> None:
        self.reads: set[int] | None = None
        """Where tokens are noted just now; None while nobody wants to know."""
        self._tables: dict[str, Table[Any, Any]] = {}
        self._kept: dict[Hashable, tuple[Any, set[int]]] = {}
        self._readers: dict[int, list[Hashable]] = {}
        self._given: dict[Hashable, tuple[Any, Any]] = {}
        self._last = 0

    def tables(self, held: Mapping[str, Mapping[Any, Any]]) -> dict[str, Table[Any, Any]]:
        """The tables by their names, which hold this from now on. What was made from entries that are others now is
        forgotten."""
        for name, entries in held.items():
            table = self._tables.get(name)
            if table is None:
                self._tables[name] = Entities(self, entries) if name == ENTITIES else Table(self, entries)
            else:
                for token in table.turn(entries):
                    for key in self._readers.pop(token, ()):
                        self._kept.pop(key, None)
        return self._tables

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What `make` gives, made again only where something that it read is another now. `key` must say all else that it
        depends on."""
        found = self._kept.get(key)
        if found is None:
            outer, self.reads = self.reads, set()
            try:
                found = self._keep(key, make(), self.reads)
            finally:
                self.reads = outer
        if self.reads is not None:
            self.reads |= found[1]
        return cast("T", found[0])

    def _keep(self, key: Hashable, made: Any, reads: set[int]) -> tuple[Any, set[int]]:
        self._kept[key] = found = (made, reads)
        for token in reads:
            self._readers.setdefault(token, []).append(key)
        return found

    def begin(self) -> None:
        """Note what is read from here to `end`."""
        self.reads = set()

    def end(self, key: Hashable) -> None:
        """What was read since `begin` was read for this."""
        reads, self.reads = self.reads, None
        if reads is not None:
            self._keep(key, None, reads)

    def has(self, key: Hashable) -> bool:
        """Whether what was read for this is what it was."""
        return key in self._kept

    def for_same(self, key: Hashable, given: Any, make: Callable[[], T]) -> T:
        """What `make` makes of nothing but what is `given`: made again only where something else is given than before."""
        found = self._given.get(key)
        if found is None or found[0] != given:
            found = self._given[key] = (given, make())
        return cast("T", found[1])

    def token(self) -> int:
        """A new one."""
        self._last += 1
        return self._last


class Table(Mapping[K, V], Generic[K, V]):
    """A mapping that notes what is read of it."""

    __slots__ = ("_held", "_tokens", "_watch")

    def __init__(self, watch: Watch, held: Mapping[K, V]) -> None:
        self._watch = watch
        self._held = held
        self._tokens: dict[Any, int] = {}

    def turn(self, held: Mapping[K, V]) -> Iterator[int]:
        """Hold something else; the tokens of what is another now."""
        before, tokens = self._held, self._tokens
        yield from self._keys_turned(held)
        self._held = held
        others = [key for key, value in held.items() if before.get(key, _ABSENT) is not value and key in tokens]
        others += [key for key in before if key not in held and key in tokens]
        for key in others:
            if not same(before.get(key, _ABSENT), held.get(key, _ABSENT)):
                yield tokens[key]

    def _keys_turned(self, held: Mapping[K, V]) -> Iterator[int]:
        before = self._held
        if _KEYS in self._tokens and (len(before) != len(held) or not all(map(eq, before, held))):
            yield self._tokens[_KEYS]

    def _note(self, key: Any) -> None:
        token = self._tokens.get(key)
        if token is None:
            token = self._tokens[key] = self._watch.token()
        if self._watch.reads is not None:
            self._watch.reads.add(token)

    def __getitem__(self, key: K) -> V:
        if self._watch.reads is not None:
            self._note(key)
        return self._held[key]

    def get(self, key: K, default: Any = None) -> Any:
        """The entry, or the default."""
        if self._watch.reads is not None:
            self._note(key)
        return self._held.get(key, default)

    def __contains__(self, key: object) -> bool:
        if self._watch.reads is not None:
            self._note(key)
        return key in self._held

    def __iter__(self) -> Iterator[K]:
        if self._watch.reads is not None:
            self._note(_KEYS)
        return iter(self._held)

    def __len__(self) -> int:
        if self._watch.reads is not None:
            self._note(_KEYS)
        return len(self._held)

    def values(self) -> ValuesView[V]:
        """The entries, each of which is read as it comes up."""
        return super().values() if self._watch.reads is not None else self._held.values()

    def items(self) -> ItemsView[K, V]:
        """Keys and entries, each of which is read as it comes up."""
        return super().items() if self._watch.reads is not None else self._held.items()


class Entities(Table[str, Entity]):
    """The table of entities, of which each field is an entry of its own: who reads a name need not be made anew where a
    summary is another."""

    __slots__ = ("_parts",)

    def __init__(self, watch: Watch, held: Mapping[str, Entity]) -> None:
        super().__init__(watch, held)
        self._parts: dict[str, dict[str, int]] = {}

    def turn(self, held: Mapping[str, Entity]) -> Iterator[int]:
        """Hold others; the tokens of what is another now."""
        before = self._held
        yield from self._keys_turned(held)
        self._held = held
        changed = [key for key, value in held.items() if before.get(key) is not value and key in self._parts]
        changed += [key for key in before if key not in held and key in self._parts]
        for key in changed:
            old, new = before.get(key), held.get(key)
            for part, token in self._parts[key].items():
                if old is None or new is None or not same(_part(old, part), _part(new, part)):
                    yield token

    def note(self, entity_id: str, part: str) -> None:
        """Somebody reads a part of an entity: an attribute, the statements of a field, or whether it is there."""
        if self._watch.reads is not None:
            parts = self._parts.setdefault(entity_id, {})
            token = parts.get(part)
            if token is None:
                token = parts[part] = self._watch.token()
            self._watch.reads.add(token)

    def now(self, entity_id: str) -> Entity:
        """The entity itself."""
        return self._held[entity_id]

    def _note(self, key: Any) -> None:
        if key is _KEYS:
            super()._note(key)
        else:
            self.note(key, "")

    def __getitem__(self, key: str) -> Entity:
        found = super().__getitem__(key)
        return found if self._watch.reads is None else cast("Entity", _Read(self, key))

    def get(self, key: str, default: Any = None) -> Any:
        """The entry, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - this is what it would call


def _part(entity: Entity, part: str) -> Any:
    """What the token of a part stands for."""
    if not part:
        return None
    return entity.of(part[1:]) if part[0] == "." else getattr(entity, part)


class _Read:
    """An entity whose parts are noted as they are read."""

    __slots__ = ("_id", "_table")

    def __init__(self, table: Entities, entity_id: str) -> None:
        self._table = table
        self._id = entity_id

    def __getattr__(self, name: str) -> Any:
        self._table.note(self._id, name)
        return getattr(self._table.now(self._id), name)

    def of(self, field: str) -> tuple[Statement, ...]:
        """The field's statements in the order of the file."""
        self._table.note(self._id, f".{field}")
        return self._table.now(self._id).of(field)

    def at(self, *route: str | int, key: bool = False) -> Span:
        """The place in the file of one of the entity's keys or values."""
        return self._table.now(self._id).at(*route, key=key)


class Filled(dict[K, V]):
    """A table with what was found besides: what stands in the table is read there."""

    def __init__(self, table: Table[K, V]) -> None:
        super().__init__()
        self._table = table

    def __contains__(self, key: object) -> bool:
        return key in self._table or super().__contains__(key)

    def __getitem__(self, key: K) -> V:
        return self._table[key] if key in self._table else super().__getitem__(key)

    def get(self, key: K, default: Any = None) -> Any:
        """The entry, or the default."""
        return self[key] if key in self else default  # noqa: SIM401 - this is what it would call

    def setdefault(self, key: K, default: Any = None) -> Any:
        """The entry, which is the default where there was none."""
        return self[key] if key in self else super().setdefault(key, default)


class Whole(Sequence[V], Generic[V]):
    """A sequence that is an entry of a table: whoever reads a part of it has read the whole."""

    __slots__ = ("_name", "_table")

    def __init__(self, table: Table[str, Sequence[V]], name: str) -> None:
        self._table = table
        self._name = name

    def __getitem__(self, at: Any) -> Any:
        return self._table[self._name][at]

    def __len__(self) -> int:
        return len(self._table[self._name])

    def __iter__(self) -> Iterator[V]:
        return iter(self._table[self._name])
