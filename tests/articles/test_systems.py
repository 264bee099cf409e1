"""The five articles' systems: their shapes, their parameters, and that they learn."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import pytest

from engine.data import Dataset, Split, load_dataset
from engine.errors import DataMissingError
from engine.presets import load_preset
from engine.training import Trainer, evaluate


@dataclass(frozen=True)
class System:
    """What an article builds, and what it has to reach with a few real images."""

    preset: str
    outputs: dict[str, tuple[int, ...]]
    counts: dict[str, int]
    images: int
    epochs: int | None
    accuracy: float


SYSTEMS = [
    System(
        "conv-net",
        {
            "conv1": (8, 24, 24),
            "conv2": (8, 20, 20),
            "pool1": (8, 10, 10),
            "flatten": (800,),
            "dense1": (128,),
            "dense2": (10,),
        },
        {"conv1": 208, "conv2": 1608, "dense1": 102_528, "dense2": 1290},
        images=512,
        epochs=2,
        accuracy=0.5,
    ),
    System(
        "cnn-from-scratch",
        {
            "conv1": (8, 28, 28),
            "pool1": (8, 14, 14),
            "conv2": (16, 7, 7),
            "pool2": (16, 4, 4),
            "flatten": (256,),
            "dense2": (10,),
        },
        {"conv1": 80, "conv2": 3216, "dense1": 16_448, "dense2": 650},
        images=512,
        epochs=4,
        accuracy=0.4,
    ),
    System(
        "digits",
        {"conv1": (1, 6, 6), "flatten": (36,), "dense1": (10,), "dense2": (10,)},
        {"conv1": 10, "dense1": 370, "dense2": 110},
        images=1257,
        epochs=None,
        accuracy=0.6,
    ),
    System(
        "two-layer",
        {
            "conv1": (16, 28, 28),
            "conv2": (32, 28, 28),
            "flatten": (25_088,),
            "dense1": (100,),
            "dense2": (10,),
        },
        {"conv1": 416, "conv2": 12_832, "dense1": 2_508_900, "dense2": 1010},
        images=320,
        epochs=2,
        accuracy=0.5,
    ),
    System(
        "numpy-cnn",
        {"conv1": (10, 26, 26), "pool1": (10, 13, 13), "flatten": (1690,), "dense1": (10,)},
        {"conv1": 100, "dense1": 16_910},
        images=512,
        epochs=2,
        accuracy=0.5,
    ),
]
"""Accuracy on images never seen; a guess has 0.1. `epochs` None is the preset's own."""

each_system = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.preset)


@pytest.fixture(scope="module")
def real(data_dir) -> Callable[[str], Dataset]:
    """Return a function that loads the digits, or Fashion-MNIST for all others."""
    clothes = load_dataset("fashion-mnist", data_dir)

    def load(preset: str) -> Dataset:
        if preset != "digits":
            return clothes
        try:
            return load_dataset("digits")
        except DataMissingError as e:
            pytest.skip(str(e))

    return load


def first(split: Split, n: int) -> Split:
    return Split(split.images[:n], split.labels[:n], split.divisor)


@each_system
def test_layers_have_the_shapes_and_parameters_of_the_article(system):
    network = load_preset(system.preset).assemble()
    outputs = {name: network.layer(name).output_shape for name in system.outputs}
    assert outputs == system.outputs
    counts = {layer.name: layer.parameter_count for layer in network.layers}
    assert {name: n for name, n in counts.items() if n} == system.counts
    assert network.parameter_count == sum(system.counts.values())


def test_numpy_cnn_has_17_010_parameters_as_its_summary_says():
    network = load_preset("numpy-cnn").assemble()
    assert network.parameter_count == 17_010
    *rows, total = network.summary().replace("\u202f", " ").splitlines()
    assert total == "17 010 parameters"
    for name, *words in (
        ("conv1", "10×26×26", "= 100"),
        ("pool1", "10×13×13"),
        ("flatten", "1690"),
        ("dense1", "10", "= 16 910"),
    ):
        (row,) = (row for row in rows if row.startswith(name))
        assert all(word in row for word in words)


@each_system
def test_system_learns_from_a_few_real_images(system, real):
    whole = real(system.preset)
    dataset = replace(
        whole, train=first(whole.train, system.images), validation=first(whole.validation, 64)
    )
    preset = load_preset(system.preset)
    settings = {} if system.epochs is None else {"epochs": system.epochs}
    with closing(Trainer.from_preset(preset, dataset, seed=0, **settings)) as trainer:
        for _ in trainer.events():
            pass
    test = first(whole.test, 360)
    assert np.mean(trainer.losses[-4:]) < 0.7 * np.mean(trainer.losses[:4])
    assert evaluate(trainer.network, test).accuracy > system.accuracy
    p = trainer.network.predict(test.x(slice(7)))
    assert p.shape == (7, 10)
    assert p.sum(axis=1) == pytest.approx(1, rel=1e-5)


def test_numpy_cnn_keeps_the_last_row_and_column_of_odd_maps():
    """29×29 pixels give maps of 27×27: the last of 14 windows is one row, one column wide."""
    network = replace(load_preset("numpy-cnn"), input_shape=(1, 29, 29)).assemble()
    pool = network.layer("pool1")
    assert pool.output_shape == (10, 14, 14)
    x = np.zeros((1, 10, 27, 27), np.float32)
    x[..., 26, 26] = 5
    y, saved = pool.forward(x)
    assert (y[..., 13, 13] == 5).all()
    dx = pool.backward(np.ones_like(y), saved).x
    assert (dx[..., 26, 26] == 1).all()
    assert dx.sum() == y.size
