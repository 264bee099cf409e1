"""What the header, the captions and the tooltips say."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.network.scaling import LOCKED
from convviz.panels.network.stations import shape_text
from convviz.plotting import format_count, format_exponent, format_percent, format_value
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from convviz.panels.network.layout import FoldedGrid
    from convviz.plotting import Scale
    from convviz.session import Selection
    from engine.arrays import Array
    from engine.layers import AnyLayer
    from engine.losses import Loss
    from engine.network import Network
    from engine.training import Operation

MORE_DECIMALS = 7


def title(network: Network) -> str:
    """Return "conv-net · 105 634 parameters"."""
    return f"{network.name} · {format_count(network.parameter_count)} parameters"


def result_text(operation: Operation, network: Network, samples: int) -> str:
    """Return what an operation gave: "dL/dw 8×8×5×5, dL/db 8, dL/dx 32×8×24×24".

    Parameters
    ----------
    operation : Operation
    network : Network
    samples : int
        In the batch.
    """
    match operation.phase:
        case "loss":
            return f"the mean of {samples} losses"
        case "update":
            return f"{format_count(network.parameter_count)} parameters have moved"
        case "forward":
            layer = network.layer(operation.layer)
            return f"y {shape_text((samples, *layer.output_shape))}"
    return _gradients_text(network, network.layer(operation.layer), samples)


def _gradients_text(network: Network, layer: AnyLayer, samples: int) -> str:
    words = [
        f"dL/d{name} {shape_text(shape)}"
        for name, shape in layer.parameter_shapes.items()
        if name not in layer.untrained
    ]
    if layer is not network.layers[0]:
        words.append(f"dL/dx {shape_text((samples, *layer.input_shape))}")
    return ", ".join(words)


def captions(layer: AnyLayer) -> tuple[str, str]:
    """Return the two lines below a layer; the first is its arithmetic."""
    if layer.kind == "flatten":
        left, right = layer.arithmetic().split(" = ")
        return left, f"= {right}"
    return layer.arithmetic(), layer.note()


def zeros_text(values: Array) -> str:
    """Return "40 % are 0"."""
    zeros = 1 - np.count_nonzero(values) / max(values.size, 1)
    return f"{format_percent(zeros, 0) if zeros else '0 %'} are 0"


def unusual_text(values: Array, scale: Scale) -> tuple[str, str] | None:
    """Return what no colour can tell: ("290 of 3 200 clipped", "290 clipped")."""
    if not np.isfinite(values).all():
        broken = format_count(int(np.count_nonzero(~np.isfinite(values))))
        return f"{broken} of {format_count(values.size)} not finite", f"{broken} not finite"
    # Only a scale of another moment can be too small.
    clipped = scale.clipped(values) if scale.scope == LOCKED else 0
    if not clipped:
        return None
    count = format_count(clipped)
    return f"{count} of {format_count(values.size)} clipped", f"{count} clipped"


def place_text(place: Selection, *, is_vector: bool, classes: tuple[str, ...] = ()) -> str:
    """Return a place in words, for those who do not see it.

    Parameters
    ----------
    place : Selection
    is_vector : bool
        Whether the layer has units instead of channels.
    classes : tuple of str, optional
        What the units are called, if they are classes.
    """
    if not place.layer:
        return "the whole network"
    if not place.index:
        return "the loss" if place.layer == "loss" else f"layer {place.layer}"
    first = place.index[0]
    words = f"{place.layer}, {'unit' if is_vector else 'channel'} {first}"
    if len(place.index) == 3:
        return f"{words}, row {place.index[1]}, column {place.index[2]}"
    return f"{words}, {classes[first]}" if first < len(classes) else words


def layer_text(network: Network, name: str, criterion: Loss) -> str:
    """Return what a layer is: its name, its shape, its arithmetic and its note."""
    if name == "input":
        return f"input {shape_text(network.input_shape)}, the image of the pinned sample"
    if name == "loss":
        words = f"{criterion.formula} {criterion.note}"
        return f"{criterion.title} of the pinned sample: {words}"
    layer = network.layer(name)
    return f"{name} {shape_text(layer.output_shape)}\n{layer.arithmetic()}\n{layer.note()}"


def value_text(place: Selection, value: float) -> str:
    """Return "conv2[4, 12, 8] = +2.1398866"."""
    return f"{place} = {format_value(value, MORE_DECIMALS, sign=True)}"


def probability_text(p: float, criterion: Loss) -> str:
    """Return what the loss is the logarithm of: "−ln 0.438"; small ones as powers of ten.

    Of a loss that is no logarithm, it is the probability of the truth: "pₜ 0.438".
    """
    if p == 0:
        return "p rounds to 0"
    number = format_value(p, 3) if p >= 0.0005 else format_exponent(p, sign=False)
    return f"{'−ln' if isinstance(criterion, CrossEntropy) else 'pₜ'} {number}"


def band_text(grid: FoldedGrid, channel: int) -> str:
    """Return which units a band holds: "400–499"."""
    first = channel * grid.units
    return f"{first}–{first + grid.units - 1}"
