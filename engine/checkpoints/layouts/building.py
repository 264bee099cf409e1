"""From the best reading of weights and biases to layers in the engine's order of axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.layouts.placed import LayerArrays

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts.chain import Chain
    from engine.checkpoints.layouts.forms import Form
    from engine.checkpoints.layouts.leaf import Leaf
    from engine.checkpoints.layouts.pairing import Pair, Pairs
    from engine.checkpoints.node import AnyArray

_MOST_ROWS = 256
_NEIGHBOURS = 8
_TINY = 1e-12
_CLEARLY = 0.5


def build_layers(pairs: Pairs, chain: Chain) -> tuple[LayerArrays, ...]:
    """Call the layers conv1, conv2, dense1 and so on, and turn their axes."""
    column = _folded_column(pairs, chain.forms)
    met = {"conv": 0, "dense": 0}
    layers = []
    for pair, form, certain in zip(pairs, chain.forms, chain.certain, strict=True):
        kind = "conv" if form.is_conv else "dense"
        met[kind] += 1
        layers.append(_layer(f"{kind}{met[kind]}", pair, form, column, is_certain=certain))
    return tuple(layers)


def _layer(name: str, pair: Pair, form: Form, column: int, *, is_certain: bool) -> LayerArrays:
    w, b = pair
    weight = form.apply(w.array)
    bias = None if b is None else b.array.reshape(-1)
    changes = [words for words in (_made(w, b), form.words) if words]
    if form.folded:
        bias = weight[:, column]
        weight = weight[:, 1:] if column == 0 else weight[:, :-1]
        place = "first" if column == 0 else "last"
        changes.append(f"the {place} column of inputs taken out as the bias")
    return LayerArrays(
        name, w, b, weight, bias, tuple(changes), is_certain, form.is_channels_last
    )


def _made(w: Leaf, b: Leaf | None) -> str:
    return w.made or (b.made if b is not None else "")


def _folded_column(pairs: Pairs, forms: Sequence[Form]) -> int:
    """Return which column is the bias where it is folded in: 0 or −1.

    A shape does not tell. The column whose numbers differ more in size from those of its
    neighbours is taken, over all layers together, for one program wrote them all. (Not from
    those of all columns: the corners of images are black, and theirs differ too.)
    """
    first = last = 0.0
    for (w, _), form in zip(pairs, forms, strict=True):
        if form.folded:
            sizes = np.log(_column_sizes(form.apply(w.array)) + _TINY)
            first += abs(float(sizes[0] - np.median(sizes[1 : _NEIGHBOURS + 1])))
            last += abs(float(sizes[-1] - np.median(sizes[-_NEIGHBOURS - 1 : -1])))
    return 0 if first > last + _CLEARLY * sum(form.folded for form in forms) else -1


def _column_sizes(weight: AnyArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    rows = weight[:_MOST_ROWS].astype(np.float64)
    rows = np.where(np.isfinite(rows), rows, 0.0)
    with np.errstate(over="ignore"):
        squares: np.ndarray[tuple[int], np.dtype[np.float64]] = np.square(rows).mean(axis=0)
    return np.sqrt(np.minimum(squares, np.finfo(np.float64).max))
