"""Pairing weights and biases by their names, where a file has names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.layouts.pairing import fits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts.leaf import Leaf, Slot
    from engine.checkpoints.layouts.pairing import Pairs

HOW = "Weights and biases are paired by their names."
HOW_ALONE = "The weights are found by their names; there are no biases."


def pair_by_name(leaves: Sequence[Leaf]) -> Pairs:
    """Pair the arrays whose names say layer and role.

    Where some names say it, a matrix whose name says no more than the layer is its weight.

    Parameters
    ----------
    leaves : sequence of Leaf
        Arrays that can be parameters.

    Returns
    -------
    list of (Leaf, Leaf or None)
        In the order of the weights in the file; empty if no name says anything.
    """
    if not any(leaf.name.role for leaf in leaves):
        return []
    weights: dict[str, Leaf] = {}
    biases: dict[str, Leaf] = {}
    vectors: dict[str, Leaf] = {}
    for leaf in leaves:
        taken = _taken_by(leaf, (weights, biases, vectors))
        if taken is not None:
            taken.setdefault(leaf.name.stem, leaf)
    if not weights:  # a network of one output
        weights, vectors = vectors, {}
    found: dict[str, Slot] = {stem: biases.pop(stem, None) for stem in weights}
    for stem in vectors:
        biases.pop(stem, None)
    _give_others(weights, found, biases)
    return [(weights[stem], found[stem]) for stem in weights]


def _taken_by(
    leaf: Leaf, places: tuple[dict[str, Leaf], dict[str, Leaf], dict[str, Leaf]]
) -> dict[str, Leaf] | None:
    """Return where an array belongs by its name and its shape, or None.

    A weight with one axis is one of a normalisation, unless there are no others.
    """
    weights, biases, vectors = places
    name = leaf.name
    if name.role == "b":
        return biases if leaf.is_vector else None
    if name.role == "w" and leaf.array.ndim == 1 and leaf.array.size > 1:
        return vectors
    if name.role == "w" and leaf.may_be_weight:
        return weights
    return weights if name.kind == "parameter" and leaf.is_weight else None


def _give_others(
    weights: dict[str, Leaf], found: dict[str, Slot], biases: dict[str, Leaf]
) -> None:
    """Give biases of other names to weights: of bias_hidden to weights_input_hidden."""
    for stem in list(biases):
        waiting = [s for s in weights if found[s] is None and fits(weights[s], biases[stem])]
        alike = [s for s in waiting if stem and _ends_alike(s, stem)] or waiting
        if alike:
            found[alike[0]] = biases.pop(stem)


def _ends_alike(weight: str, bias: str) -> bool:
    return weight.endswith(bias) or weight[-1:] == bias[-1:]
