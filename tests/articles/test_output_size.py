"""How many windows fit: articles 000, 001 and 004 round towards zero, 002 is one off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.errors import SettingError
from engine.layers import Conv2D

Count = Callable[[int, int, int], int]
"""From the length of an axis, the size of the window and the stride to the windows."""


def check_count(count: Count) -> None:
    """Count the windows that lie inside, one by one."""
    for length in range(1, 9):
        for size in range(1, 7):
            for stride in range(1, 5):
                inside = [i for i in range(length) if i * stride + size <= length]
                assert count(length, size, stride) == len(inside), (length, size, stride)


def engines(length: int, size: int, stride: int) -> int:
    """Take a refusal for no window."""
    try:
        conv = Conv2D("conv", (1, length, length), filters=1, size=size, stride=stride)
    except SettingError:
        return 0
    return conv.output_shape[1]


def rounded_towards_zero(length: int, size: int, stride: int) -> int:
    return max(0, int((length - size) / stride) + 1)


def one_more(length: int, size: int, stride: int) -> int:
    return max(0, (length - size + 1) // stride + 1)


def test_window_larger_than_the_image_gives_no_output():
    """Articles 000, 001, 004, ``int((H - K) / stride) + 1``: int(-0.5) + 1 is 1."""
    check_count(engines)
    with pytest.raises(AssertionError, match=r"\(1, 2, 2\)"):
        check_count(rounded_towards_zero)


def test_output_size_counts_the_windows():
    """Article 002, ``(N+2P-k+1)//S+1``: one window too many wherever the stride is 1."""
    check_count(engines)
    with pytest.raises(AssertionError, match=r"\(1, 1, 1\)"):
        check_count(one_more)
