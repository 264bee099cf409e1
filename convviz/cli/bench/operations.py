"""How many operations a training step takes, and how fast the machine can do such."""

from __future__ import annotations

import math
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from engine.layers import Conv2D, Dense
from engine.training.blas import one_blas_thread

if TYPE_CHECKING:
    from engine.network import Network

PRODUCT_SIZE = 768
PRODUCT_ROUNDS = 50


def training_flops(network: Network) -> int:
    """Return the additions and multiplications of one training step for one sample.

    Forward, gradient of the weights and gradient of the input take as many each; the
    first layer needs no gradient of its input. Only convolutions and dense layers count,
    as their definition has it, whatever a kernel really does.
    """
    total, first = 0, True
    for layer in network.layers:
        if isinstance(layer, Conv2D):
            products = layer.parameters["w"].size * math.prod(layer.output_shape[1:])
        elif isinstance(layer, Dense):
            products = layer.parameters["w"].size
        else:
            continue
        total += 2 * products * (2 if first else 3)
        first = False
    return total


def sgemm_flops_per_second(threads: int) -> float:
    """Return how fast `threads` threads multiply float32 matrices, each its own."""
    rng = np.random.default_rng(0)
    shape = (PRODUCT_SIZE, PRODUCT_SIZE)
    matrices = [rng.standard_normal(shape, dtype=np.float32) for _ in range(threads)]
    results = [np.empty(shape, np.float32) for _ in range(threads)]

    def multiply(k: int) -> None:
        np.matmul(matrices[k], matrices[k], out=results[k])

    def seconds() -> float:
        started = time.perf_counter()
        list(pool.map(multiply, range(threads)))
        return time.perf_counter() - started

    with one_blas_thread(), ThreadPoolExecutor(threads) as pool:
        seconds()
        best = min(seconds() for _ in range(PRODUCT_ROUNDS))
    return threads * 2 * PRODUCT_SIZE**3 / best
