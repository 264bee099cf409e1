"""What layers that move a window over an image have in common: their input and their words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.errors import SettingError

if TYPE_CHECKING:
    from engine.arrays import Shape
    from engine.geometry import Pair, Sides


def require_image(owner: str, input_shape: Shape) -> None:
    """Check that the input is (C, H, W)."""
    if len(input_shape) != 3:
        raise SettingError(owner, "the layer before must give images (C, H, W)", input_shape)


def times(numbers: Pair) -> str:
    """Return "5×5"."""
    return f"{numbers[0]}×{numbers[1]}"


def stride_in_words(stride: Pair) -> str:
    """Return "stride 2", or "stride 2×1" where the axes differ."""
    return f"stride {stride[0] if stride[0] == stride[1] else times(stride)}"


def padding_in_words(sides: Sides) -> str:
    """Return "no padding", "padding 2" or "padding 1 0 2 2" (top, bottom, left, right)."""
    numbers = (*sides[0], *sides[1])
    if not any(numbers):
        return "no padding"
    if len(set(numbers)) == 1:
        return f"padding {numbers[0]}"
    return "padding " + " ".join(map(str, numbers))
