"""In which orders of axes the numbers of a weight can be meant.

A file says the shape alone. Each form is one reading of it, with a cost: the less usual,
the higher. Costs are compared only within one file; a break in the chain of layers
(`chain.BREAK`) outweighs all of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.arrays import Shape
    from engine.checkpoints.node import AnyArray

MISFIT = 8.0
"""Cost of a bias that is not as long as the outputs are many."""
_USUAL_KERNEL = 11
_LARGEST_KERNEL = 15
_LARGEST_OBLONG = 7
_SIDES = (8, 14, 16, 20, 24, 28, 32, 48, 50, 64, 96, 100, 128, 224)
_IMAGES = frozenset(side * side * channels for side in _SIDES for channels in (1, 3))


@dataclass(frozen=True, slots=True)
class Form:
    """One reading of the axes of a weight.

    Attributes
    ----------
    shape : tuple of int
        (F, C, KH, KW) or (out, in), the engine's; without a bias that is folded in.
    axes : tuple of int
        The file's axes in the engine's order.
    expand : int or None
        Where an axis of length 1 is put in.
    folded : bool
        Whether one more column of inputs is the bias.
    words : str
        What was done, in words.
    cost : float
    """

    shape: Shape
    axes: tuple[int, ...]
    expand: int | None = None
    folded: bool = False
    words: str = ""
    cost: float = 0.0

    @property
    def is_conv(self) -> bool:
        """Whether it is a convolution."""
        return len(self.shape) == 4

    @property
    def turned(self) -> bool:
        """Whether the axes are in another order than in the file."""
        return self.axes != tuple(sorted(self.axes))

    @property
    def is_channels_last(self) -> bool:
        """Whether the file has the channels or filters of kernels behind rows and columns."""
        return self.is_conv and len(self.axes) - 1 not in self.axes[-2:]

    def apply(self, array: AnyArray) -> AnyArray:
        """Return a view in the engine's order; a folded bias is still a column of it."""
        turned = array.transpose(self.axes)
        return turned if self.expand is None else turned[(slice(None),) * self.expand + (None,)]


@lru_cache(maxsize=4096)
def forms_of(shape: Shape, bias: int | None) -> tuple[Form, ...]:
    """Return the forms of a weight of a shape.

    Parameters
    ----------
    shape : tuple of int
        With one to four axes; others have no form.
    bias : int or None
        Length of its bias, which must be the number of outputs.
    """
    forms = _OF_AXES[len(shape)](shape, bias)
    if bias is None:
        return forms
    fitting = tuple(form for form in forms if form.shape[0] == bias)
    return fitting or tuple(replace(form, cost=form.cost + MISFIT) for form in forms)


def is_image(numbers: int) -> bool:
    """Whether so many numbers are the pixels of an image of a usual size."""
    return numbers in _IMAGES


def _of_vector(shape: Shape, bias: int | None) -> tuple[Form, ...]:
    return (Form((1, shape[0]), (0,), 0, words="read as the weights of one output"),)


def _of_matrix(shape: Shape, bias: int | None) -> tuple[Form, ...]:
    a, b = shape
    forms = [_dense((a, b), (0, 1), "", 0.0), _dense((b, a), (1, 0), "transposed", 0.05)]
    if bias is None:
        forms += [
            replace(form, shape=(form.shape[0], form.shape[1] - 1), folded=True, cost=cost)
            for form, cost in zip(tuple(forms), (0.3, 0.35), strict=True)
            if form.shape[1] > 2
        ]
    return tuple(forms)


def _dense(shape: Shape, axes: tuple[int, ...], words: str, cost: float) -> Form:
    widens = 0.2 if shape[0] > shape[1] else 0.0
    return Form(shape, axes, words=words, cost=cost + widens + (shape[1] == 1) * 0.5)


def _of_cube(shape: Shape, bias: int | None) -> tuple[Form, ...]:
    """Return filters without an axis for their channel, or one filter of several."""
    a, b, c = shape
    return (
        _conv((a, 1, b, c), (0, 1, 2), 1, "", 0.0),
        _conv((c, 1, a, b), (2, 0, 1), 1, "(row, column, filter)", 0.6),
        _conv((1, a, b, c), (0, 1, 2), 0, "", 1.0),
        _conv((1, c, a, b), (2, 0, 1), 0, "(row, column, channel)", 1.6),
    )


def _of_filters(shape: Shape, bias: int | None) -> tuple[Form, ...]:
    return tuple(
        _conv(tuple(shape[axis] for axis in axes), axes, None, words, cost)
        for axes, words, cost in (
            ((0, 1, 2, 3), "", 0.0),
            ((3, 2, 0, 1), "(row, column, channel, filter)", 0.5),
            ((0, 3, 1, 2), "(filter, row, column, channel)", 1.0),
            ((1, 0, 2, 3), "(channel, filter, row, column)", 2.0),
            ((3, 0, 1, 2), "(channel, row, column, filter)", 2.5),
        )
    )


def _conv(
    shape: Shape, axes: tuple[int, ...], expand: int | None, order: str, cost: float
) -> Form:
    height, width = shape[2:]
    cost += 3.0 * (height != width) + 0.5 * (height % 2 == 0)
    cost += 3.0 * (max(height, width) > _USUAL_KERNEL)
    words = [f"axes turned from {order}"] if order else []
    if expand is not None:
        words.append("an axis for its one channel added" if expand else "read as one filter")
    return Form(shape, axes, expand, words=", ".join(words), cost=cost)


def may_be_kernels(shape: Shape) -> bool:
    """Whether two axes side by side can be the rows and columns of a kernel."""
    return any(
        max(h, w) <= _LARGEST_KERNEL and (h == w or max(h, w) <= _LARGEST_OBLONG)
        for h, w in pairwise(shape)
    )


_OF_AXES: dict[int, Callable[[Shape, int | None], tuple[Form, ...]]] = {
    1: _of_vector,
    2: _of_matrix,
    3: _of_cube,
    4: _of_filters,
}
