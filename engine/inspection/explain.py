"""How the number in one cell came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inspection.activation_value import ActivationValue, Elementwise, activation_value
from engine.inspection.cells import cells_at, shape_of
from engine.inspection.conv_sum import ConvSum, conv_sum
from engine.inspection.dense_sum import DenseSum, Folded, dense_sum
from engine.inspection.flatten_place import FlattenPlace, flatten_place
from engine.inspection.learning import kept_by_dropout, measured_at
from engine.inspection.names import INPUT, name_before
from engine.inspection.norm_value import NormValue, norm_value
from engine.inspection.pixel_value import PixelValue
from engine.inspection.pool_window import PoolWindow, pool_window
from engine.inspection.softmax_terms import SoftmaxTerms, softmax_terms
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, Pool2D, Softmax

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.inspection.trace import Trace
    from engine.layers import AnyLayer
    from engine.network import Network

Explanation = (
    PixelValue
    | ConvSum
    | ActivationValue
    | NormValue
    | PoolWindow
    | FlattenPlace
    | DenseSum
    | SoftmaxTerms
)
"""Frozen; each has `layer`, `index` and `stored`, and all that led to it."""


def explain(network: Network, trace: Trace, layer: str, index: Shape) -> Explanation:
    """Write out how the value of one cell came about.

    Parameters
    ----------
    network : Network
        With the parameters of the moment in which the trace was made.
    trace : Trace
    layer : str
        Name of a layer, or "input".
    index : tuple of int
        (c, row, column) in a layer of maps, (k,) in a layer of vectors.

    Returns
    -------
    Explanation
        `PixelValue`, `ConvSum`, `ActivationValue`, `NormValue`, `PoolWindow`,
        `FlattenPlace`, `DenseSum` or `SoftmaxTerms`, by the kind of the layer.

    Raises
    ------
    ValueError
        If there is no such layer, or a batch that is under way has not come to it yet.
    IndexError
        If it has no such cell.
    TypeError
        If nobody has taught this function that kind of layer.
    """
    require_cell(network, layer, index)
    require_reached(trace, layer)
    if layer == INPUT:
        return PixelValue(layer, as_cell(index), float(trace.activations[INPUT][index]))
    if isinstance(network.layer(layer), Elementwise | BatchNorm):
        return _number_by_number(network, trace, layer, index)
    if len(index) == 3:
        return _cell_of_map(network, trace, layer, as_cell(index))
    return _unit_of_vector(network, trace, layer, as_unit(index))


def _number_by_number(
    network: Network, trace: Trace, layer: str, index: Shape
) -> ActivationValue | NormValue:
    step, source = network.layer(layer), name_before(network, layer)
    x, y = trace.activations[source], trace.activations[layer]
    dy, dx = trace.gradients.get(layer), trace.gradients.get(source)
    if isinstance(step, BatchNorm):
        measured = measured_at(step, source, trace, index[0])
        return norm_value(step, source, x, y, index, dy=dy, dx=dx, measured=measured)
    assert isinstance(step, Elementwise), step
    kept = kept_by_dropout(step, trace) if isinstance(step, Dropout) else None
    return activation_value(step, source, x, y, index, dy=dy, dx=dx, kept=kept)


def _cell_of_map(
    network: Network, trace: Trace, layer: str, index: tuple[int, int, int]
) -> ConvSum | PoolWindow:
    step, source = network.layer(layer), name_before(network, layer)
    x, y = trace.activations[source], trace.activations[layer]
    match step:
        case Conv2D():
            return conv_sum(step, source, x, y, index)
        case Pool2D():
            return pool_window(step, source, x, y, index, trace.gradients.get(layer))
    raise _unknown(step)


def _unit_of_vector(
    network: Network, trace: Trace, layer: str, index: tuple[int]
) -> FlattenPlace | DenseSum | SoftmaxTerms:
    step, source = network.layer(layer), name_before(network, layer)
    x, y = trace.activations[source], trace.activations[layer]
    match step:
        case Flatten():
            return flatten_place(step, source, y, index)
        case Dense():
            return dense_sum(step, source, x, y, index, folded=_folded(network, source))
        case Softmax():
            return softmax_terms(step, source, x, y, index, trace=trace)
    raise _unknown(step)


def _unknown(layer: AnyLayer) -> TypeError:
    return TypeError(f"explain: {layer.name} must be of a known kind, got {layer.kind}")


def as_cell(index: Shape) -> tuple[int, int, int]:
    """Return the index of a cell of a map as three numbers."""
    c, row, column = index
    return c, row, column


def as_unit(index: Shape) -> tuple[int]:
    """Return the index of a unit of a vector as one number."""
    (k,) = index
    return (k,)


def require_reached(trace: Trace, layer: str) -> None:
    """Check that a batch under way has come to a layer; ValueError if it has not."""
    if layer not in trace.activations:
        known = ", ".join(trace.activations)
        raise ValueError(f"explain: layer must be one that has run, {known}, got {layer}")


def require_cell(network: Network, layer: str, index: Shape) -> None:
    """Check that a layer has a cell; ValueError or IndexError if it has not."""
    shape = shape_of(network, layer)
    cells_at(network, layer, index)
    if len(index) != len(shape):
        raise IndexError(f"{layer}: index must have {len(shape)} numbers, got {index}")


def _folded(network: Network, source: str) -> Folded | None:
    """Return the maps that `source` has flattened, if nothing has mixed them since."""
    while source != INPUT:
        layer, source = network.layer(source), name_before(network, source)
        if isinstance(layer, Flatten):
            return Folded(source, as_cell(layer.input_shape))
        if not isinstance(layer, Elementwise | BatchNorm):
            break
    return None
