"""The same network in PyTorch.

The softmax is left out: PyTorch's cross-entropy contains it, as the engine's does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from convviz.cli.bench.errors import NoTwinError
from engine.layers import Conv2D, Dense, Flatten, Pool2D, ReLU, Softmax

if TYPE_CHECKING:
    from engine.layers import AnyLayer
    from engine.network import Network


def torch_twin(network: Network) -> torch.nn.Sequential:
    """Return PyTorch's network of the same layers, with copies of the parameters.

    Its parameters come in the order of the engine's, under names of its own. It gives
    scores, not probabilities.

    Parameters
    ----------
    network : Network
        Of float32 or float64 parameters.

    Raises
    ------
    NoTwinError
        If PyTorch has no such layer.
    """
    modules: list[Any] = []
    for layer in network.layers:
        modules += _modules(layer)
    return torch.nn.Sequential(*modules)


def _modules(layer: AnyLayer) -> list[Any]:
    """Return the modules of one layer."""
    match layer:
        case Conv2D():
            return _convolution(layer)
        case Pool2D():
            return [_pooling(layer)]
        case Dense():
            n, units = layer.input_shape[0], layer.output_shape[0]
            return [_with_parameters(torch.nn.Linear(n, units), layer)]
        case ReLU():
            return [torch.nn.ReLU()]
        case Flatten():
            return [torch.nn.Flatten()]
        case Softmax():
            return []
        case _:
            raise NoTwinError(layer.name, f"a {layer.kind}")


def _convolution(layer: Conv2D) -> list[Any]:
    (top, bottom), (left, right) = layer.padding
    even = top == bottom and left == right
    conv = torch.nn.Conv2d(
        layer.input_shape[0],
        layer.filters,
        layer.size,
        stride=layer.stride,
        padding=(top, left) if even else 0,
        dilation=layer.dilation,
    )
    before = [] if even else [torch.nn.ZeroPad2d((left, right, top, bottom))]
    return [*before, _with_parameters(conv, layer)]


def _pooling(layer: Pool2D) -> Any:
    (top, bottom), (left, right) = layer.padding
    if (top, left) != (bottom, right):
        raise NoTwinError(layer.name, "a pooling with uneven padding")
    if 2 * top > layer.size[0] or 2 * left > layer.size[1]:
        raise NoTwinError(layer.name, "a pooling with padding of more than half its window")
    settings: dict[str, Any] = {
        "kernel_size": layer.size,
        "stride": layer.stride,
        "padding": (top, left),
        "ceil_mode": layer.ceil_mode,
    }
    if layer.pooling == "max":
        return torch.nn.MaxPool2d(**settings)
    if layer.pooling == "mean":
        return torch.nn.AvgPool2d(**settings, count_include_pad=False)
    raise NoTwinError(layer.name, f"a {layer.pooling} pooling")


def _with_parameters(module: Any, layer: AnyLayer) -> Any:
    """Return `module` with copies of the layer's weights and biases, in their dtype."""
    for own, letter in ((module.weight, "w"), (module.bias, "b")):
        own.data = torch.from_numpy(layer.parameters[letter].copy())
    return module
