"""The line of Python that makes the module of each kind of layer.

PyTorch pads evenly, pools to the minimum nowhere, and has an idea of its own of the mean at
an edge. Where that differs from the engine, a class of a few lines stands in for its module.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.checkpoints.exports.errors import ExportError
from engine.checkpoints.exports.margins import reached_margins
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, LeakyReLU, Pool2D

if TYPE_CHECKING:
    from engine.geometry import Pair, Sides
    from engine.layers import AnyLayer

CLASSES: Final = {
    "PaddedConv2d": '''\
class PaddedConv2d(nn.Conv2d):
    """A convolution with zeros around the image: left, right, top, bottom."""

    def __init__(self, *sizes, around, **settings):
        super().__init__(*sizes, **settings)
        self.around = around

    def forward(self, x):
        return super().forward(nn.functional.pad(x, self.around))
''',
    "PaddedMaxPool2d": '''\
class PaddedMaxPool2d(nn.MaxPool2d):
    """The largest cell of each window; around the image are left, right, top, bottom."""

    def __init__(self, *sizes, around, **settings):
        super().__init__(*sizes, **settings)
        self.around = around

    def forward(self, x):
        return super().forward(nn.functional.pad(x, self.around, value=-torch.inf))
''',
    "MinPool2d": '''\
class MinPool2d(nn.MaxPool2d):
    """The smallest cell of each window; around the image are left, right, top, bottom."""

    def __init__(self, *sizes, around, **settings):
        super().__init__(*sizes, **settings)
        self.around = around

    def forward(self, x):
        return -super().forward(nn.functional.pad(-x, self.around, value=-torch.inf))
''',
    "PaddedMeanPool2d": '''\
class PaddedMeanPool2d(nn.AvgPool2d):
    """The mean of the cells that a window has; around the image: left, right, top, bottom."""

    def __init__(self, *sizes, around, **settings):
        super().__init__(*sizes, **settings)
        self.around = around

    def forward(self, x):
        inside = nn.functional.pad(torch.ones_like(x[:1]), self.around)
        share = super().forward(inside)
        return super().forward(nn.functional.pad(x, self.around)) / share
''',
}
"""By name, the classes that a script may need beside PyTorch's own."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a class, as source text: its name and each of its arguments."""

    name: str
    arguments: tuple[str, ...] = ()


_SIMPLE: Final = {
    "relu": Call("nn.ReLU"),
    "sigmoid": Call("nn.Sigmoid"),
    "tanh": Call("nn.Tanh"),
    "flatten": Call("nn.Flatten"),
    "softmax": Call("nn.Softmax", ("dim=1",)),
}
"""Kinds without settings."""


def module_call(layer: AnyLayer) -> Call:
    """Return what makes the module of a layer.

    Raises
    ------
    ExportError
        If it is a layer of somebody's own.
    """
    match layer:
        case Conv2D():
            call = _convolution(layer)
        case Pool2D():
            call = _pooling(layer)
        case BatchNorm():
            call = _normalisation(layer)
        case Dense():
            call = Call("nn.Linear", (str(layer.input_shape[0]), str(layer.units)))
        case LeakyReLU():
            call = Call("nn.LeakyReLU", (repr(layer.slope),))
        case Dropout():
            call = Call("nn.Dropout", (repr(layer.rate),))
        case _:
            call = _simple(layer)
    return call


def _simple(layer: AnyLayer) -> Call:
    if layer.kind in _SIMPLE:
        return _SIMPLE[layer.kind]
    raise ExportError(f"{layer.name}: PyTorch has no module for a layer of kind {layer.kind}.")


def _convolution(layer: Conv2D) -> Call:
    arguments = [str(layer.input_shape[0]), str(layer.filters), _pair(layer.size)]
    if layer.stride != (1, 1):
        arguments.append(f"stride={_pair(layer.stride)}")
    if layer.dilation != (1, 1):
        arguments.append(f"dilation={_pair(layer.dilation)}")
    if not _is_even(layer.padding):
        return Call("PaddedConv2d", (*arguments, _around(layer.padding)))
    return Call("nn.Conv2d", (*arguments, *_even_padding(layer.padding)))


def _pooling(layer: Pool2D) -> Call:
    arguments = [_pair(layer.size)]
    if layer.stride != layer.size:
        arguments.append(f"stride={_pair(layer.stride)}")
    if layer.pooling == "min":
        return Call("MinPool2d", (*arguments, _around(reached_margins(layer))))
    is_max = layer.pooling == "max"
    if not (_is_even(layer.padding) and _is_within_half(layer)):
        name = "PaddedMaxPool2d" if is_max else "PaddedMeanPool2d"
        return Call(name, (*arguments, _around(reached_margins(layer))))
    arguments += _even_padding(layer.padding)
    if layer.ceil_mode:
        arguments.append("ceil_mode=True")
    if is_max:
        return Call("nn.MaxPool2d", tuple(arguments))
    if layer.padding != ((0, 0), (0, 0)):
        arguments.append("count_include_pad=False")
    return Call("nn.AvgPool2d", tuple(arguments))


def _normalisation(layer: BatchNorm) -> Call:
    name = "nn.BatchNorm2d" if len(layer.input_shape) == 3 else "nn.BatchNorm1d"
    # What the engine keeps of the old value PyTorch counts from the other end.
    momentum = f"momentum={round(1 - layer.momentum, 12)!r}"
    return Call(name, (str(layer.input_shape[0]), f"eps={layer.eps!r}", momentum))


def _is_even(sides: Sides) -> bool:
    return all(before == after for before, after in sides)


def _is_within_half(layer: Pool2D) -> bool:
    """Whether the padding is at most half the window, which is all that PyTorch takes."""
    return all(2 * n <= size for (n, _), size in zip(layer.padding, layer.size, strict=True))


def _even_padding(sides: Sides) -> list[str]:
    (top, _), (left, _) = sides
    return [f"padding={_pair((top, left))}"] if top or left else []


def _around(sides: Sides) -> str:
    (top, bottom), (left, right) = sides
    return f"around=({left}, {right}, {top}, {bottom})"


def _pair(numbers: Pair) -> str:
    return str(numbers[0]) if numbers[0] == numbers[1] else str(numbers)
