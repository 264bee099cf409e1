"""How the gradient of one parameter came about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, Shape, frozen
from engine.inspection.batch_trace import BatchTrace, of_one_sample
from engine.inspection.learning import measured
from engine.inspection.names import name_before
from engine.inspection.parameter_sum import ParameterSum
from engine.inspection.reconciliation import UNIT_ROUNDOFF
from engine.inspection.shards import slices
from engine.inspection.windows import places_under
from engine.layers import BatchNorm, Conv2D, Dense

if TYPE_CHECKING:
    from engine.inspection.trace import Trace
    from engine.network import Network


@np.errstate(invalid="ignore", over="ignore")
def explain_parameter(
    network: Network, seen: BatchTrace | Trace, parameter: str, index: Shape
) -> ParameterSum:
    """Write out how the gradient of one parameter came about.

    Parameters
    ----------
    network : Network
        With the parameters of the moment in which the trace was made.
    seen : BatchTrace or Trace
        With gradients. A sample of a batch stands for the whole batch, any other trace for
        a batch of one.
    parameter : str
        Full name: "conv2.w".
    index : tuple of int
        In the parameter's own array: (f, c, u, v), (m, k), (f,), ...

    Returns
    -------
    ParameterSum

    Raises
    ------
    ValueError
        If there is no such parameter, it has no gradient, or its layer has not run backward.
    IndexError
        If the parameter has no such index.
    TypeError
        If nobody has taught this function that kind of layer.
    """
    batch = seen if isinstance(seen, BatchTrace) else of_one_sample(network, seen)
    require_parameter(network, parameter, index)
    if parameter not in batch.parameter_gradients:
        known = ", ".join(batch.parameter_gradients) or "none"
        rule = f"must be one whose gradient is there, {known}"
        raise ValueError(f"explain_parameter: parameter {rule}, got {parameter}")
    name, _, letter = parameter.rpartition(".")
    layer, source = network.layer(name), name_before(network, name)
    x, dy = batch.activations[source], batch.gradients[name][:, index[0]]
    given = ParameterSum(
        parameter=parameter,
        letter=letter,
        index=index,
        layer=name,
        source=source,
        factors=None,
        dy=frozen(dy),
        products=frozen(dy.astype(np.float64)),
        stored=float(batch.parameter_gradients[parameter][index]),
    )
    match layer, letter:
        case (Conv2D() | Dense(), "b") | (BatchNorm(), "beta"):
            return given
        case Conv2D(), "w":
            return _of_kernel(layer, x, given)
        case Dense(), "w":
            return _with_factors(given, x[:, index[1]])
        case BatchNorm(), "gamma":
            return _of_scale(layer, batch, given)
    raise TypeError(f"explain_parameter: {name} must be of a known kind, got {layer.kind}")


def require_parameter(network: Network, parameter: str, index: Shape) -> None:
    """Check that there is a trained parameter with such an index."""
    if parameter not in network.trained_names:
        known = ", ".join(network.trained_names)
        raise ValueError(f"{network.name}: parameter must be one of {known}, got {parameter}")
    require_index(parameter, network.parameters.shapes[parameter], index)


def require_index(parameter: str, shape: Shape, index: Shape) -> None:
    """Check that an array of parameters has an index; IndexError if it has not."""
    fits = len(index) == len(shape) and all(
        0 <= place < length for place, length in zip(index, shape, strict=True)
    )
    if not fits:
        raise IndexError(f"{parameter}: index must lie within {shape}, got {index}")


def _of_kernel(layer: Conv2D, x: Array, given: ParameterSum) -> ParameterSum:
    """Return the terms of one weight of a kernel: the tap (u, v) at every position."""
    _, c, u, v = given.index
    rows, columns = places_under(layer.rows)[:, u], places_under(layer.columns)[:, v]
    height, width = x.shape[2:]
    outside = ((rows < 0) | (rows >= height))[:, None] | (columns < 0) | (columns >= width)
    under = x[:, c, rows.clip(0, height - 1)[:, None], columns.clip(0, width - 1)]
    under[:, outside] = 0
    return _with_factors(
        given,
        under,
        rows=tuple(rows.tolist()),
        columns=tuple(columns.tolist()),
        padding=outside,
    )


def _of_scale(layer: BatchNorm, batch: BatchTrace, given: ParameterSum) -> ParameterSum:
    """Return the terms of gamma: x_hat by the shard's statistics, or by running ones."""
    c = given.index[0]
    if batch.shards:
        shards = [measured(layer, given.source, batch, s, c) for s in slices(batch.shards)]
        x_hat = np.concatenate([shard.x_hat for shard in shards])
        m, r = shards[0].m, max(shard.r for shard in shards)
    else:
        x = batch.activations[given.source][:, c].astype(np.float64)
        variance = float(layer.parameters["variance"][c])
        m, r = 0, float(1 / np.sqrt(variance + layer.eps))
        x_hat = (x - float(layer.parameters["mean"][c])) * r
    size = float(np.abs(batch.activations[given.source][:, c]).max()) + abs(
        float(layer.parameters["mean"][c])
    )
    off = (m + 8) * UNIT_ROUNDOFF * (r * size + np.abs(x_hat))
    slack = float((np.abs(given.dy) * off).sum())
    return _with_factors(given, x_hat, slack=slack)


def _with_factors(given: ParameterSum, factors: Array, **more: Any) -> ParameterSum:
    products = factors.astype(np.float64) * given.dy
    return replace(given, factors=frozen(factors), products=frozen(products), **more)
