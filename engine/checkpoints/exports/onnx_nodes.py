"""Each kind of layer as nodes of ONNX.

The names are those of the operators of https://onnx.ai/onnx/operators. What a node is
called, and what it reads and gives, stands with the graph.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from engine.checkpoints.exports.errors import ExportError
from engine.checkpoints.exports.margins import reached_margins
from engine.layers import BatchNorm, Conv2D, Dense, LeakyReLU, Pool2D

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.geometry import Sides
    from engine.layers import AnyLayer


@dataclass(frozen=True, slots=True)
class Operator:
    """A node without its place in the graph.

    Attributes
    ----------
    kind : str
        Of ONNX: "Conv".
    parameters : tuple of str
        Those of the layer that it reads, in its order: ("w", "b").
    attributes : mapping
    """

    kind: str
    parameters: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)


_SIMPLE = {
    "relu": Operator("Relu"),
    "sigmoid": Operator("Sigmoid"),
    "tanh": Operator("Tanh"),
    "dropout": Operator("Identity"),
    "flatten": Operator("Flatten", attributes={"axis": 1}),
    "softmax": Operator("Softmax", attributes={"axis": 1}),
}
"""Kinds without settings that count; a dropout leaves nothing out once a network is used."""

_STATISTICS = ("gamma", "beta", "mean", "variance")


def operators_of(layer: AnyLayer) -> tuple[Operator, ...]:
    """Return what a layer does once it has learned, one operator after the other.

    Raises
    ------
    ExportError
        If it is a layer of somebody's own.
    """
    match layer:
        case Conv2D():
            return (_convolution(layer),)
        case Pool2D():
            return _pooling(layer)
        case Dense():
            return (Operator("Gemm", ("w", "b"), {"transB": 1}),)
        case BatchNorm():
            return (Operator("BatchNormalization", _STATISTICS, {"epsilon": layer.eps}),)
        case LeakyReLU():
            return (Operator("LeakyRelu", attributes={"alpha": layer.slope}),)
    if layer.kind in _SIMPLE:
        return (_SIMPLE[layer.kind],)
    raise ExportError(f"{layer.name}: ONNX has no operator for a layer of kind {layer.kind}.")


def _convolution(layer: Conv2D) -> Operator:
    attributes = {
        "kernel_shape": layer.size,
        "strides": layer.stride,
        "pads": _pads(layer.padding),
        "dilations": layer.dilation,
    }
    return Operator("Conv", ("w", "b"), attributes)


def _pooling(layer: Pool2D) -> tuple[Operator, ...]:
    attributes: dict[str, Any] = {
        "kernel_shape": layer.size,
        "strides": layer.stride,
        "pads": _pads(reached_margins(layer)),
    }
    if layer.pooling == "mean":
        return (Operator("AveragePool", (), {**attributes, "count_include_pad": 0}),)
    largest = Operator("MaxPool", (), attributes)
    if layer.pooling == "max":
        return (largest,)
    return Operator("Neg"), largest, Operator("Neg")  # min x = -max(-x)


def _pads(sides: Sides) -> list[int]:
    """Return (top, left, bottom, right), the order of ONNX."""
    (top, bottom), (left, right) = sides
    return [top, left, bottom, right]
