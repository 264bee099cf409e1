"""The arithmetic of the layers as plain functions on arrays.

Images are (N, C, H, W); float32 and float64 both work, and float64 is for checking. What
goes in is never written to. A batch of no images gives results of no images and gradients
of zeros. Bad input raises a `SettingError` or `ShapeError`: one sentence that begins with
the name of the function.
"""

from __future__ import annotations

from engine.functional.activations import (
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)

__all__ = [
    "leaky_relu",
    "leaky_relu_backward",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "tanh",
    "tanh_backward",
]
