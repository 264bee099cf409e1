"""The arithmetic of the layers as plain functions on arrays.

Images are (N, C, H, W). float32 and float64 both work, float64 being for checking, and
all arrays of a call have one of them. What goes in is never written to. A batch of no
samples gives results of no samples, a loss of 0 and gradients of zeros. Numbers should be
finite: one that is not may spread to its neighbours. Bad input raises a `SettingError` or
`ShapeError`, one sentence that begins with the name of the function.
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
from engine.functional.convolution import conv2d, conv2d_backward
from engine.functional.fully_connected import dense, dense_backward
from engine.functional.pooling import max_pool2d_with_indices, pool2d, pool2d_backward
from engine.functional.scores import (
    cross_entropy,
    cross_entropy_backward,
    softmax,
    softmax_backward,
)

__all__ = [
    "conv2d",
    "conv2d_backward",
    "cross_entropy",
    "cross_entropy_backward",
    "dense",
    "dense_backward",
    "leaky_relu",
    "leaky_relu_backward",
    "max_pool2d_with_indices",
    "pool2d",
    "pool2d_backward",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "softmax",
    "softmax_backward",
    "tanh",
    "tanh_backward",
]
