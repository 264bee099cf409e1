"""A whole training step by loops: sample by sample, then Adam for the batch.

As in article 000 all numbers are float64, every layer hands dL/dx back (the first one
too), and the gradients of the samples are added up. Unlike there, Adam remembers its
moments from batch to batch, and every bias is updated; that costs no more.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from convviz.cli.bench import loops
from convviz.cli.bench.case import SEED
from convviz.cli.bench.errors import NoLoopsError
from engine.data import batch_order
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax

if TYPE_CHECKING:
    from convviz.cli.bench.case import Case
    from engine.arrays import Array, Parameters
    from engine.layers import AnyLayer
    from engine.network import Network


@dataclass(frozen=True, slots=True)
class LoopCost:
    """What loops cost, in seconds.

    Attributes
    ----------
    sample : float
        Forward, loss and backward of one sample; the median over some.
    update : float
        Adam, once in a batch.
    """

    sample: float
    update: float

    def per_sample(self, batch_size: int) -> float:
        """Return the seconds of a sample with its share of the update."""
        return self.sample + self.update / batch_size


def measure_loops(case: Case, seconds: float) -> LoopCost:
    """Take samples for `seconds`, at least one, and update once.

    Raises
    ------
    NoLoopsError
        If the articles' loops have no such layer as the preset.
    """
    network = case.preset.build(SEED).astype(np.float64)
    require_loops(network)
    train = case.dataset.train
    gradients = network.parameters.zeros_like()
    costs: list[float] = []
    for n in batch_order(SEED, 1, len(train)):
        started = perf_counter()
        x = train.x(slice(n, n + 1))[0]
        add_gradients(network, x, int(train.labels[n]), gradients)
        costs.append(perf_counter() - started)
        if sum(costs) > seconds:
            break
    m, v = network.parameters.zeros_like(), network.parameters.zeros_like()
    started = perf_counter()
    for name, theta in network.parameters.items():
        loops.adam(theta, gradients[name] / len(costs), m[name], v[name], t=1)
    return LoopCost(statistics.median(costs), perf_counter() - started)


def require_loops(network: Network) -> None:
    """Check that there are loops for every layer.

    Raises
    ------
    NoLoopsError
        If there are none: the sentence names the layer.
    """
    for layer in network.layers:
        if not isinstance(layer, Conv2D | ReLU | Pool2D | Flatten | Dense | Softmax):
            raise NoLoopsError(layer.name, f"a {layer.kind}")
        if isinstance(layer, Conv2D | Pool2D) and layer.padding != ((0, 0), (0, 0)):
            raise NoLoopsError(layer.name, "padding")
        if isinstance(layer, Conv2D) and layer.dilation != (1, 1):
            raise NoLoopsError(layer.name, "dilation")
        if isinstance(layer, Pool2D) and (layer.pooling != "max" or layer.ceil_mode):
            raise NoLoopsError(layer.name, "windows over the edge or other than the largest")


def add_gradients(network: Network, x: Array, label: int, into: Parameters) -> float:
    """Add dl/dθ of one sample (C, H, W) to `into`, and return its loss l in nats."""
    inputs = []
    for layer in network.layers[:-1]:
        inputs.append(x)
        x = _forward(layer, x)
    loss, dy = loops.softmax_cross_entropy(x, label)
    for layer, x in zip(reversed(network.layers[:-1]), reversed(inputs), strict=True):
        dy = _backward(layer, dy, x, into)
    return loss


def _forward(layer: AnyLayer, x: Array) -> Array:
    match layer:
        case Conv2D():
            return loops.convolve(x, layer.parameters["w"], layer.parameters["b"], layer.stride)
        case Pool2D():
            return loops.pool(x, layer.size, layer.stride)
        case Dense():
            y: Array = layer.parameters["w"] @ x + layer.parameters["b"]
            return y
        case ReLU():
            return np.where(x > 0, x, 0)
        case _:
            return x.reshape(-1)


def _backward(layer: AnyLayer, dy: Array, x: Array, into: Parameters) -> Array:
    """Return dL/dx, and add the gradients of the layer's parameters."""
    match layer:
        case Conv2D():
            dx, dw, db = loops.convolve_back(dy, x, layer.parameters["w"], layer.stride)
        case Dense():
            dx, dw, db = layer.parameters["w"].T @ dy, np.outer(dy, x), dy
        case Pool2D():
            return loops.pool_back(dy, x, layer.size, layer.stride)
        case ReLU():
            return np.where(x > 0, dy, 0)
        case _:
            return dy.reshape(x.shape)
    for letter, gradient in (("w", dw), ("b", db)):
        total = into[f"{layer.name}.{letter}"]
        total += gradient
    return dx
