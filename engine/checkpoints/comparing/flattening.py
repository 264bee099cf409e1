"""In which order the maps of the last convolution become the inputs of a dense layer.

No shape tells. A file whose kernels have their channels as one of the last axes, as those
of Keras, comes from a program whose maps have so, too; every other one is taken to flatten
channel by channel, as PyTorch and this program do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from engine.checkpoints.comparing.side import Side
    from engine.checkpoints.layouts import LayerArrays

_CHANNELS_LAST = ((3, 2, 0, 1), (0, 3, 1, 2), (3, 0, 1, 2), (2, 0, 1))
"""Orders in which axes of a file are taken, of those where rows come before channels."""


def is_channels_last(side: Side) -> bool:
    """Whether the first dense layer takes maps with the channels as the last axis.

    Raises
    ------
    NoChainError
        If it makes a difference and the convolutions say different things.
    """
    layers = side.reading.layers
    convs = [layer for layer in layers if layer.is_conv]
    denses = [layer for layer in layers if not layer.is_conv]
    if side.network is not None or not convs or not denses:
        return False
    filters, columns = convs[-1].weight.shape[0], denses[0].weight.shape[1]
    if not 1 < filters < columns:
        return False
    said = {_has_channels_last(layer) for layer in convs}
    if len(said) > 1:
        raise NoChainError(
            f"the convolutions of {quoted(side.name)} have their axes in different orders, so "
            f"that nothing tells in which one {denses[0].name} takes their maps."
        )
    return said.pop()


def _has_channels_last(layer: LayerArrays) -> bool:
    """Whether the weight is a view of the file's array with its axes turned so."""
    found, read = layer.w.array, layer.weight
    for axes in _CHANNELS_LAST:
        if len(axes) != found.ndim:
            continue
        view = found.transpose(axes)
        view = view if view.ndim == 4 else view[:, None]
        if view.shape == read.shape and view.strides == read.strides:
            return True
    return False
