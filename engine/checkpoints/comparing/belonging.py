"""Whose filters the arrays of a normalisation scale and shift.

A file that describes its network tells it. In any other, one of these must: the numbers of a
row of modules ("features.0", "features.1"), the name ("bn1" beside "conv1"), or standing after
the layer in a file that keeps its order. A name or a place alone counts if every convolution,
or every hidden layer, has a normalisation; and where two of them contradict, nothing counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from engine.checkpoints.comparing.described_parts import described_followers
from engine.checkpoints.comparing.modules import Module, modules_among
from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.layouts.names import parse_name
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.checkpoints.comparing.side import Item, Side
    from engine.checkpoints.layouts import LayerArrays

    Layers: TypeAlias = Sequence[LayerArrays]
    Owners: TypeAlias = "dict[Module, LayerArrays]"

_OWN = frozenset({"gamma", "beta", "mean", "variance"})
_OF_LAYERS = frozenset({"conv", "convolution", "fc", "dense", "linear", "lin", "layer"})
_OF_NORMS = frozenset(
    {"bn", "norm", "batch", "batchnorm", "normalization", "normalisation", "layer"}
)


def followers_of(side: Side) -> Mapping[str, Mapping[str, Item]]:
    """Return the arrays of normalisations, by layer and then by the part each plays.

    Raises
    ------
    NoChainError
        If something has an entry per filter of a hidden layer, and whose it is, is not
        known.
    """
    if side.network is not None:
        return described_followers(side, side.network)
    loose = list(_loose(side))
    if not loose:
        return {}
    modules = modules_among(loose, side.name)
    owners = _owners(side, modules)
    if owners is None:
        raise NoChainError(
            f"whose filters {quoted(modules[0].items[0].place)} of {quoted(side.name)} belongs "
            "to, neither its name nor its place tells."
        )
    return {layer.name: module.parts for module, layer in owners.items()}


def _loose(side: Side) -> Iterator[Item]:
    """Yield the arrays of no layer with an axis as long as the filters of one are many."""
    layers = side.reading.layers
    lengths = {layer.weight.shape[0] for layer in layers[:-1]}
    lengths |= {layer.weight.shape[1] for layer in layers[1:]}
    lengths.discard(1)
    for item in side.items:
        is_known = item.meaning or item.place == side.reading.history_place
        if not is_known and not lengths.isdisjoint(item.array.shape):
            yield item


def _owners(side: Side, modules: Sequence[Module]) -> Owners | None:
    layers = side.reading.layers
    by_row = _by_row(modules, layers)
    if by_row is not None:
        return by_row
    by_place = _by_place(modules, side)
    if by_place is not None and all(module.roles == _OWN for module in modules):
        return by_place
    by_name = _by_name(modules, side)
    if by_place is not None and by_place == by_name:
        return by_place
    complete = [
        found for found in (by_name, by_place) if found is not None and _is_all(found, layers)
    ]
    return complete[0] if len(complete) == 1 and None in (by_name, by_place) else None


def _by_row(modules: Sequence[Module], layers: Layers) -> Owners | None:
    """Take the layer before, where both are called by a number in one row of modules."""
    found: Owners = {}
    for module in modules:
        parent, number = _in_row(module.path)
        before: dict[int, LayerArrays] = {}
        for layer in layers:
            its_parent, its_number = _in_row(layer.w.place.rpartition(".")[0])
            if its_parent == parent and -1 < its_number < number:
                before[its_number] = layer
        if not before:
            return None
        found[module] = before[max(before)]
    return _one_each(found)


def _in_row(path: str) -> tuple[str, int]:
    """Return the parent of a module, and its number there; −1 if it is called otherwise."""
    parent, _, number = path.rpartition(".")
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    return parent, int(number) if is_number else -1


def _by_name(modules: Sequence[Module], side: Side) -> Owners | None:
    """Take the one layer with the same name but for the word that says what it is.

    "bn1" may also stand before "conv1", if that has as many channels as filters.
    """
    first, order = side.reading.layers[0], _order_in(side)
    found: Owners = {}
    for module in modules:
        wanted = _without(module.words, _OF_NORMS)
        alike = [
            layer
            for layer in side.reading.layers
            if module.size == len(layer.weight)
            and _without(parse_name((layer.w.place,)).words, _OF_LAYERS) == wanted
        ]
        if len(alike) != 1:
            return None
        (found[module],) = alike
        if order:
            is_before = _begin(module, order) < order.get(alike[0].w.place, 0)
        else:
            is_before = alike[0] is first and module.size == first.weight.shape[1]
        if is_before:
            return None
    return _one_each(found)


def _without(words: Sequence[str], some: frozenset[str]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in some)


def _by_place(modules: Sequence[Module], side: Side) -> Owners | None:
    """Take the layer whose weight is the last before it in the file."""
    order = _order_in(side)
    found: Owners = {}
    for module in modules:
        begin = _begin(module, order) if order else 0
        layers = [
            layer for layer in side.reading.layers if order.get(layer.w.place, begin) < begin
        ]
        if not layers:
            return None
        found[module] = max(layers, key=lambda layer: order[layer.w.place])
    return _one_each(found)


def _order_in(side: Side) -> dict[str, int]:
    """Return at which place of the file arrays are; nothing if that says nothing."""
    return {place: i for i, place in enumerate(side.places)} if side.keeps_order else {}


def _begin(module: Module, order: Mapping[str, int]) -> int:
    return min(order[item.place] for item in module.items)


def _one_each(found: Owners) -> Owners | None:
    """Return it if no layer has two normalisations, and each is as long as its layer."""
    fits = all(module.size == len(layer.weight) for module, layer in found.items())
    return (
        found if fits and len({layer.name for layer in found.values()}) == len(found) else None
    )


def _is_all(found: Owners, layers: Layers) -> bool:
    """Whether every convolution, or every hidden layer, has a normalisation."""
    named = {layer.name for layer in found.values()}
    convs = {layer.name for layer in layers if layer.is_conv}
    return named in ({layer.name for layer in layers[:-1]}, convs - {layers[-1].name})
