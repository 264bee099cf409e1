"""The arrays of one normalisation, told by their names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.layouts.words_in_names import words_of
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.checkpoints.comparing.side import Item

_PARTS = {
    "gamma": "gamma",
    "weight": "gamma",
    "scale": "gamma",
    "beta": "beta",
    "bias": "beta",
    "shift": "beta",
    "mean": "mean",
    "var": "variance",
    "variance": "variance",
}
_OF_STATISTICS = frozenset({"running", "moving"})


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """A normalisation of a file, with an entry per channel or unit.

    Attributes
    ----------
    words : tuple of str
        Of its name: ("bn", "1").
    parts : mapping of str to Item
        By the part each plays: "gamma", "beta", "mean", "variance".
    """

    words: tuple[str, ...]
    parts: Mapping[str, Item]

    @property
    def items(self) -> tuple[Item, ...]:
        """Its arrays."""
        return tuple(self.parts.values())

    @property
    def size(self) -> int:
        """Entries of each."""
        return self.items[0].array.size

    @property
    def roles(self) -> frozenset[str]:
        """What its arrays are called, where that is how the engine calls them."""
        last = (item.place.rpartition(".")[2] for item in self.items)
        return frozenset(last)

    @property
    def path(self) -> str:
        """The module's name: "features.1" of "features.1.weight"."""
        return self.items[0].place.rpartition(".")[0]


def modules_among(items: Sequence[Item], name: str) -> tuple[Module, ...]:
    """Put the arrays of normalisations together.

    A normalisation is told by its running mean and variance. One without them may normalise
    groups of channels, which cannot be put into any order.

    Parameters
    ----------
    items : sequence of Item
        Not empty.
    name : str
        Of the side.

    Raises
    ------
    NoChainError
        If one of them belongs to no normalisation.
    """
    found: dict[tuple[str, ...], dict[str, Item]] = {}
    for item in items:
        words, part = _parsed(item)
        if not part or part in found.get(words, {}):
            raise _unknown(item, name)
        found.setdefault(words, {})[part] = item
    for parts in found.values():
        sizes = {item.array.size for item in parts.values()}
        if not {"mean", "variance"} <= set(parts) or len(sizes) != 1:
            raise _unknown(next(iter(parts.values())), name)
    return tuple(Module(words, parts) for words, parts in found.items())


def _parsed(item: Item) -> tuple[tuple[str, ...], str]:
    """Return the words of the module, and the part that an array plays; "" if none."""
    words = words_of(item.place)
    at = next((i for i in reversed(range(len(words))) if words[i] in _PARTS), None)
    is_vector = item.array.size == max(item.array.shape, default=1)
    if at is None or not is_vector or item.array.dtype.kind not in "biuf":
        return words, ""
    rest = words[:at] + words[at + 1 :]
    return tuple(word for word in rest if word not in _OF_STATISTICS), _PARTS[words[at]]


def _unknown(item: Item, name: str) -> NoChainError:
    return NoChainError(
        f"{quoted(item.place)} of {quoted(name)} may have an entry per filter, and is of no "
        "layer or batch normalisation that was recognised."
    )
