"""How the gradient of the loss by the number in one cell came about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.inspection.activation_value import Elementwise
from engine.inspection.conv_input_sum import ConvInputSum, conv_input_sum
from engine.inspection.dense_input_sum import DenseInputSum, dense_input_sum
from engine.inspection.explain import as_cell, as_unit, require_cell, require_reached
from engine.inspection.flatten_gradient import FlattenGradient, flatten_gradient
from engine.inspection.learning import kept_by_dropout, measured_at
from engine.inspection.loss_gradient import (
    LossGradient,
    ProbabilityGradient,
    loss_gradient,
    probability_gradient,
)
from engine.inspection.names import layer_names
from engine.inspection.norm_gradient import NormGradient, norm_gradient
from engine.inspection.norm_value import norm_value
from engine.inspection.pool_input_sum import PoolInputSum, pool_input_sum
from engine.inspection.slope_product import SlopeProduct, slope_product
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, Pool2D, Softmax

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.inspection.trace import Trace
    from engine.network import Network

GradientExplanation = (
    ConvInputSum
    | SlopeProduct
    | NormGradient
    | PoolInputSum
    | FlattenGradient
    | DenseInputSum
    | LossGradient
    | ProbabilityGradient
)
"""Frozen; each is an `ActivationGradient`."""


def explain_gradient(
    network: Network, trace: Trace, layer: str, index: Shape
) -> GradientExplanation:
    """Write out how dL/d layer[index] came about: through the layer that reads it.

    Parameters
    ----------
    network : Network
        With the parameters of the moment in which the trace was made.
    trace : Trace
        With gradients; of a batch under way, at least up to the layer that reads the cell.
    layer : str
        Name of a layer, or "input".
    index : tuple of int
        (c, row, column) in a layer of maps, (k,) in a layer of vectors.

    Returns
    -------
    GradientExplanation
        By the kind of the next layer: `ConvInputSum`, `SlopeProduct`, `NormGradient`,
        `PoolInputSum`, `FlattenGradient`, `DenseInputSum` or `LossGradient`; for the
        probabilities, which no layer reads, `ProbabilityGradient`.

    Raises
    ------
    ValueError
        If there is no such layer, or the gradient has not come back so far.
    IndexError
        If it has no such cell.
    TypeError
        If nobody has taught this function the kind of the next layer.
    """
    require_cell(network, layer, index)
    names = layer_names(network)
    i = names.index(layer)
    require_reached(trace, names[-1])
    if i == len(network.layers):
        last = network.layers[-1]
        assert isinstance(last, Softmax), last
        return probability_gradient(last, trace, as_unit(index))
    step = network.layers[i]
    if isinstance(step, Softmax):
        return loss_gradient(step, layer, trace, as_unit(index), _stored(trace, layer, index))
    if step.name not in trace.gradients:
        known = ", ".join(trace.gradients) or "none"
        rule = f"must have got its gradient, as {known} has"
        raise ValueError(f"explain_gradient: {step.name} {rule}, got nothing yet")
    if isinstance(step, Elementwise | BatchNorm):
        return _number_by_number(network, trace, step, layer, index)
    return _through_others(network, trace, step.name, layer, index)


def _number_by_number(
    network: Network, trace: Trace, step: Elementwise | BatchNorm, source: str, index: Shape
) -> SlopeProduct | NormGradient:
    x, y = trace.activations[source], trace.activations[step.name]
    dy = trace.gradients[step.name]
    if isinstance(step, BatchNorm):
        measured = measured_at(step, source, trace, index[0])
        dx = trace.gradients.get(source)
        value = norm_value(step, source, x, y, index, dy=dy, dx=dx, measured=measured)
        if measured is None or trace.batch is None:
            return norm_gradient(value, float(dy[index]), None)
        of_batch = trace.batch.gradients[step.name][measured.samples, index[0]]
        scale = len(trace.batch) / trace.over
        return norm_gradient(value, float(dy[index]), (measured, of_batch * scale))
    kept = kept_by_dropout(step, trace) if isinstance(step, Dropout) else None
    stored = _stored(trace, source, index)
    return slope_product(step, source, x, y, dy, index, stored=stored, kept=kept)


def _through_others(
    network: Network, trace: Trace, name: str, source: str, index: Shape
) -> ConvInputSum | PoolInputSum | FlattenGradient | DenseInputSum:
    step, dy = network.layer(name), trace.gradients[name]
    stored = _stored(trace, source, index)
    match step:
        case Conv2D():
            return conv_input_sum(step, source, dy, as_cell(index), stored)
        case Pool2D():
            x = trace.activations[source]
            return pool_input_sum(step, source, x, dy, as_cell(index), stored)
        case Flatten():
            return flatten_gradient(step, source, dy, as_cell(index), stored)
        case Dense():
            return dense_input_sum(step, source, dy, as_unit(index), stored)
    raise TypeError(f"explain_gradient: {name} must be of a known kind, got {step.kind}")


def _stored(trace: Trace, layer: str, index: Shape) -> float | None:
    """Return the gradient as the engine has it; None where nobody has asked for it."""
    gradient = trace.gradients.get(layer)
    return None if gradient is None else float(gradient[index])
