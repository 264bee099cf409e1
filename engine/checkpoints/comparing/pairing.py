"""Which array of one side belongs to which of the other."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.checkpoints.comparing.side import Item

    Items: TypeAlias = tuple[Item, ...]


def paired(
    a: Iterable[Item], b: Iterable[Item]
) -> tuple[tuple[tuple[Item, Item], ...], Items, Items]:
    """Match arrays by the names that the files give them, then by meaning, then by place.

    Places in lists are no names: the same array may stand anywhere in them.

    Parameters
    ----------
    a, b : iterable of Item

    Returns
    -------
    tuple of (tuple of pairs, tuple of Item, tuple of Item)
        In the order of a, and those that only a and only b has.
    """
    a, b = tuple(a), tuple(b)
    partner: dict[int, Item] = {}
    free = set(map(id, b))
    for key in (_given_name, attrgetter("meaning"), attrgetter("place"), attrgetter("name")):
        by_key = {key(y): y for y in reversed(b) if id(y) in free}
        by_key.pop("", None)
        for x in a:
            found = by_key.get(key(x)) if id(x) not in partner else None
            if found is not None and id(found) in free:
                partner[id(x)] = found
                free.discard(id(found))
    pairs = tuple((x, partner[id(x)]) for x in a if id(x) in partner)
    only_a = tuple(x for x in a if id(x) not in partner)
    return pairs, only_a, tuple(y for y in b if id(y) in free)


def _given_name(item: Item) -> str:
    """Return the name in the file, with the part it plays: a column may be a bias."""
    is_bias = item.meaning.endswith(".b")
    return "" if item.place.startswith("[") else f"{item.place} {is_bias}"
