"""On which scale each picture of the operation view is drawn.

Values share the scale of their block (a convolution or dense layer and what follows it,
up to the next), so that clipping is seen as clipping. Gradients that are compared share
the larger of their two limits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.plotting import Scale
from engine.inspection import INPUT, layer_names

if TYPE_CHECKING:
    from engine.inspection import Trace
    from engine.network import Network

_OPENS_BLOCK = {"conv2d", "dense"}
_PIXELS = Scale("image", 1.0, "image")
_PROBABILITIES = Scale("positive", 1.0, "layer")


def value_scale(network: Network, trace: Trace, layer: str) -> Scale:
    """Return the scale of the values of `layer`."""
    if layer == INPUT:
        return _PIXELS
    if network.layer(layer).kind == "softmax":
        return _PROBABILITIES
    block, x = block_of(network, layer), trace.activations
    if block[0] == INPUT:
        return _PIXELS
    return Scale.of([x[name] for name in block if name in x], "signed", "block")


def gradient_scale(trace: Trace, *layers: str) -> Scale:
    """Return the scale that the gradients of `layers` share, as far as there are any."""
    x = trace.gradients
    return Scale.of([x[name] for name in layers if name in x], "signed", "layer")


def block_of(network: Network, layer: str) -> tuple[str, ...]:
    """Return the layers that share a scale with `layer`, in order.

    What comes before the first convolution or dense layer belongs to the input.
    """
    blocks: list[list[str]] = [[INPUT]]
    for name in layer_names(network)[1:]:
        kind = network.layer(name).kind
        if kind in _OPENS_BLOCK or kind == "softmax":
            blocks.append([])
        blocks[-1].append(name)
    return tuple(next(block for block in blocks if layer in block))
