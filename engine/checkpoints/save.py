"""Saving a network's parameters: in the layout of the article, if that can hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.atomic import write_atomically
from engine.checkpoints.pickle_writer import pickled

if TYPE_CHECKING:
    import os
    from collections.abc import Sequence

    from engine.arrays import Array
    from engine.network import Network

_NO_SLOTS = frozenset({"relu", "leaky-relu", "sigmoid", "tanh", "dropout", "softmax"})
"""Kinds that are no layers in the article."""


def save_params(path: str | os.PathLike[str], network: Network, cost: Sequence[float]) -> None:
    """Write ``params.pkl``: ``[params, cost]``, or a dictionary.

    `params` has a slot per layer with its weights, then one per layer with its biases as a
    column (n, 1); None where a layer has none. An activation is no layer here: six layers
    of the preset conv-net, Conv, Conv, MaxPool, Flatten, Dense, Dense, make 12 slots.

    That layout has no room for other parameters than weights and biases, as those of a
    batch normalisation, and a weight that is a single row or column would be taken for a
    bias. A network that has such is written as a dictionary by the names of the parameters,
    ``{"conv1.w": ..., "norm1.mean": ..., "cost": ...}``.

    ``pickle.load`` of any Python 3 with any NumPy reads both.

    Parameters
    ----------
    path : path-like
    network : Network
    cost : sequence of float
        Loss of each batch, in nats.

    Raises
    ------
    SaveError
        If it cannot be written; an older file stays as it was.
    """
    costs = [float(c) for c in cost]
    if all(_has_slot(name, array) for name, array in network.parameters.items()):
        content = pickled([_slots(network), costs])
    else:
        content = pickled({**network.parameters, "cost": costs})
    write_atomically(path, lambda file: file.write(content))


def _has_slot(name: str, array: Array) -> bool:
    return name.endswith(".b") or (name.endswith(".w") and sum(n > 1 for n in array.shape) > 1)


def _slots(network: Network) -> list[Array | None]:
    layers = [layer for layer in network.layers if layer.kind not in _NO_SLOTS]
    weights = [layer.parameters.get("w") for layer in layers]
    biases = [layer.parameters.get("b") for layer in layers]
    return [*weights, *(None if b is None else b.reshape(-1, 1) for b in biases)]
