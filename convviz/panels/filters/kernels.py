"""Weights as kernels: every filter or unit a row of small maps, one per input channel.

A dense layer behind a flatten gives each input pixel one weight, so the row of a unit
folds back into maps of that shape. Behind a vector it folds into one small rectangle.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.arrays import Array, Shape
    from engine.network import Network

# Layers that change no channel: what is selected behind them belongs to the layer before.
_KEEPS_BOTH = frozenset({"relu", "leaky-relu", "sigmoid", "tanh", "dropout", "batch-norm"})
_KEEPS_CHANNELS = _KEEPS_BOTH | {"pool2d"}
_KEEPS_UNITS = _KEEPS_BOTH | {"softmax"}


@dataclass(frozen=True, slots=True)
class KernelForm:
    """How the weights of one layer are shown.

    Attributes
    ----------
    layer : str
    filters : int
        Filters or units.
    shape : tuple of int
        (C, KH, KW) of one of them.
    is_convolution : bool
    source : str
        Layer whose values the weights of a dense layer multiply, "" for a convolution.
    """

    layer: str
    filters: int
    shape: Shape
    is_convolution: bool
    source: str = ""

    @property
    def unit_word(self) -> str:
        """What one row of kernels belongs to."""
        return "filter" if self.is_convolution else "unit"

    def kernels(self, w: Array) -> Array:
        """Return weights, or something of their shape, as (F, C, KH, KW)."""
        return w.reshape(self.filters, *self.shape)

    def name_of(self, filter_: int, channel: int, row: int, column: int) -> str:
        """Return how a single weight is written in code."""
        if self.is_convolution:
            return f"{self.layer}.w[{filter_}, {channel}, {row}, {column}]"
        _, height, width = self.shape
        flat = (channel * height + row) * width + column
        name = f"{self.layer}.w[{filter_}, {flat}]"
        return f"{name} × {self.source}[{channel}, {row}, {column}]" if self.source else name

    def name_of_kernel(self, filter_: int, channel: int) -> str:
        """Return how a kernel is written in code."""
        if self.is_convolution:
            return f"{self.layer}.w[{filter_}, {channel}]"
        if self.shape[0] == 1:
            return f"{self.layer}.w[{filter_}]"
        return f"{self.layer}.w[{filter_}] × {self.source}[{channel}]"


def kernel_forms(network: Network) -> dict[str, KernelForm]:
    """Return how each layer with weights is shown, by its name, in their order."""
    forms: dict[str, KernelForm] = {}
    source = "input"
    folded: Shape | None = None  # shape of the maps that were flattened, while in sight
    for layer in network.layers:
        if layer.kind == "conv2d":
            filters, *shape = layer.parameter_shapes["w"]
            forms[layer.name] = KernelForm(layer.name, filters, tuple(shape), True)
        elif layer.kind == "flatten":
            folded = layer.input_shape
        elif layer.kind == "dense":
            units, inputs = layer.parameter_shapes["w"]
            shape_of_unit = folded if folded is not None else (1, *_rectangle(inputs))
            named = source if folded is not None else ""
            forms[layer.name] = KernelForm(layer.name, units, shape_of_unit, False, named)
            folded = None
        if layer.kind != "flatten":
            source = layer.name
    return forms


def owner_of(network: Network, layer: str) -> str | None:
    """Return the layer with weights that makes the channels of `layer`, or None."""
    if layer in {"", "input", "loss"}:
        return None
    for candidate in reversed(network.layers[: network.index(layer) + 1]):
        if "w" in candidate.parameter_shapes:
            return candidate.name
        if candidate.kind not in _KEEPS_CHANNELS | _KEEPS_UNITS:
            return None
    return None


def _rectangle(n: int) -> tuple[int, int]:
    """Return rows and columns of the squarest rectangle of `n` cells, not wider than high."""
    columns = max(d for d in range(1, int(n**0.5) + 1) if n % d == 0)
    return n // columns, columns
