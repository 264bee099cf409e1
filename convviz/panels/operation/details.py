"""What can be looked at on the way back through a convolution or a dense layer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.panels.operation.subject import Detail
from convviz.session import Selection
from engine.layers import Conv2D

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.panels.operation.subject import Subject
    from engine.arrays import Shape


def detail_of(subject: Subject) -> Detail:
    """Return what is looked at: what was chosen, moved to the filter or unit selected now.

    At first it is the weight of the filter or unit with the largest gradient.
    """
    asked = subject.detail
    if asked is None or asked.letter != "x":
        return parameter_of(subject)
    fits = _within(asked.index, subject.shape(subject.source))
    return asked if fits else parameter_of(subject)


def parameter_of(subject: Subject) -> Detail:
    """Return the parameter that is looked at, also where an input is."""
    asked, first = subject.detail, subject.index[0] if subject.index else 0
    shapes = subject.network.parameters.shapes
    if asked is not None and asked.letter in subject.letters:
        index = (first, *asked.index[1:])
        if _within(index, shapes[f"{subject.layer}.{asked.letter}"]):
            return Detail(asked.letter, index)
    return Detail(subject.letters[0], (first, *_strongest(subject, first)))


def _within(index: Shape, shape: Shape) -> bool:
    return len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))


def _strongest(subject: Subject, first: int) -> Shape:
    gradients = subject.seen.parameter_gradients or {}
    name = f"{subject.layer}.{subject.letters[0]}"
    gradient = gradients.get(name)
    shape = subject.network.parameters.shapes[name][1:]
    if not shape:
        return ()
    if gradient is None:
        return tuple(n // 2 for n in shape)
    place = int(np.abs(gradient[first]).argmax())
    return tuple(int(i) for i in np.unravel_index(place, shape))


def parameter_details(subject: Subject, detail: Detail) -> tuple[tuple[str, Detail], ...]:
    """Return a weight and the bias, or a scale and the shift, each with its name."""
    first = detail.index[0]
    if "gamma" in subject.letters:
        return _scale_and_shift(first)
    weight = (
        detail if detail.letter == "w" else Detail("w", (first, *_strongest(subject, first)))
    )
    return (
        (f"Weight w[{_written(weight.index)}]", weight),
        (f"Bias b[{first}]", Detail("b", (first,))),
    )


def norm_details(subject: Subject) -> tuple[tuple[str, Detail], ...]:
    """Return what can be looked at on the way back through a batch normalisation."""
    cell = Selection(subject.layer, subject.index)
    return (*_scale_and_shift(subject.index[0]), (f"Cell {cell}", Detail("x", subject.index)))


def _scale_and_shift(c: int) -> tuple[tuple[str, Detail], ...]:
    return ((f"Scale γ[{c}]", Detail("gamma", (c,))), (f"Shift β[{c}]", Detail("beta", (c,))))


def details_of(subject: Subject, detail: Detail) -> tuple[tuple[str, Detail], ...]:
    """Return what can be looked at on the way back through a convolution."""
    weights = Detail("w", (subject.index[0], *_strongest(subject, subject.index[0])))
    parameters = parameter_details(subject, weights if detail.letter == "x" else detail)
    cell = detail if detail.letter == "x" else Detail("x", input_under(subject))
    return (*parameters, (f"Input {Selection(subject.source, cell.index)}", cell))


def input_under(subject: Subject) -> tuple[int, int, int]:
    """Return the input cell under the middle of the window of the selected cell."""
    layer = subject.network.layer(subject.layer)
    assert isinstance(layer, Conv2D), layer
    _, height, width = layer.input_shape
    _, i, j = subject.index
    row, column = layer.rows, layer.columns
    return (
        0,
        min(max(i * row.stride + row.size // 2 * row.dilation - row.before, 0), height - 1),
        min(
            max(j * column.stride + column.size // 2 * column.dilation - column.before, 0),
            width - 1,
        ),
    )


def _written(index: Sequence[int]) -> str:
    return ", ".join(map(str, index))
