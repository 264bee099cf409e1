"""The speed of a training step, and of the matrix product that bounds it."""

from __future__ import annotations

import math
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from engine.layers import Conv2D, Dense
from engine.training import BatchDone, Trainer
from engine.training.blas import one_blas_thread

if TYPE_CHECKING:
    from engine.data import Dataset
    from engine.network import Network
    from engine.presets import Preset

WARM_UP_BATCHES = 10
ENDLESS = 1_000_000
PRODUCT_SIZE = 768
PRODUCT_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """What is trained, in which portions, by how many threads."""

    preset: Preset
    dataset: Dataset
    batch_size: int
    threads: int


@dataclass(frozen=True, slots=True)
class Measurement:
    """The median over batches.

    Attributes
    ----------
    microseconds_per_sample : float
        Of a whole training step: forward, backward, update.
    flops_per_second : float
        Multiplications and additions of convolutions and dense layers.
    """

    microseconds_per_sample: float
    flops_per_second: float


def measure(case: Case, seconds: float) -> Measurement:
    """Train for `seconds` and tell how long a sample took."""
    trainer = Trainer.from_preset(
        case.preset,
        case.dataset,
        seed=0,
        threads=case.threads,
        batch_size=case.batch_size,
        epochs=ENDLESS,
    )
    costs: list[float] = []
    end = math.inf
    with closing(trainer), closing(trainer.events()) as events:
        for event in events:
            if not isinstance(event, BatchDone):
                continue
            if event.step == WARM_UP_BATCHES:
                end = time.perf_counter() + seconds
            elif event.step > WARM_UP_BATCHES:
                costs.append(event.seconds / event.samples)
            if time.perf_counter() > end and costs:
                break
    cost = statistics.median(costs)
    return Measurement(cost * 1e6, training_flops(trainer.network) / cost)


def training_flops(network: Network) -> int:
    """Return the additions and multiplications of one training step for one sample.

    Forward, gradient of the weights and gradient of the input take as many each; the
    first layer needs no gradient of its input.
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
