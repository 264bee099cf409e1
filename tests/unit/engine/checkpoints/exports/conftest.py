"""Networks to be exported: those of the presets, and random ones of every kind of layer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from engine.checkpoints.exports import Exported, classes_of
from engine.errors import EngineError
from engine.network import Network
from engine.presets import Preset, load_preset, preset_from_mapping

COST = (2.302585, 1.5, 0.25)
SHAPELESS = ("relu", "leaky-relu", "sigmoid", "tanh", "dropout", "batch-norm")
MOST_LAYERS = 6


@pytest.fixture(scope="session")
def exported() -> Callable[..., Exported]:
    """Return a function that makes what is exported of a preset, with random parameters."""

    def make(preset: str | Preset, seed: int = 5) -> Exported:
        if isinstance(preset, str):
            preset = load_preset(preset)
        network = preset.build(seed)
        fill(network, np.random.default_rng(seed))
        return Exported(network, preset, "convviz 0.1.0", COST, classes_of(preset))

    return make


@pytest.fixture(scope="session")
def random_export(exported: Callable[..., Exported]) -> Callable[[int], Exported]:
    """Return a function that makes a network of random layers, a function of the seed."""

    def make(seed: int) -> Exported:
        rng = np.random.default_rng(seed)
        while True:
            try:
                return exported(random_preset(rng), seed)
            except EngineError:  # a window that does not fit
                continue

    return make


@pytest.fixture(scope="session")
def images() -> Callable[[Network, int], np.ndarray]:
    """Return a function that makes a batch for a network."""

    def make(network: Network, n: int) -> np.ndarray:
        rng = np.random.default_rng(n)
        return rng.random((n, *network.input_shape), np.float32)

    return make


def fill(network: Network, rng: np.random.Generator) -> None:
    """Give every parameter a value of its own, also those that begin as 0 or 1."""
    for name, array in network.parameters.items():
        if name.endswith((".variance", ".gamma")):
            array[...] = rng.uniform(0.5, 1.5, array.shape)
        elif name.endswith(".w"):
            array[...] = rng.normal(0, np.sqrt(2 / array[0].size), array.shape)
        else:
            array[...] = rng.normal(0, 0.1, array.shape)


def random_preset(rng: np.random.Generator) -> Preset:
    """Draw layers until there are enough; PresetError if they do not fit."""
    shape = [int(n) for n in (rng.integers(1, 4), *rng.integers(5, 14, 2))]
    layers: list[dict[str, Any]] = []
    for _ in range(rng.integers(1, MOST_LAYERS)):
        layers.append(rng.choice([convolution, pooling, pooling, shapeless])(rng))
    layers.append({"kind": "flatten"})
    for _ in range(rng.integers(0, 3)):
        layers.append({"kind": "dense", "units": int(rng.integers(1, 20))})
        layers.append(shapeless(rng))
    layers += [{"kind": "dense", "units": 4}, {"kind": "softmax"}]
    training = {
        "loss": "cross-entropy",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "schedule": "constant",
        "batch_size": 8,
        "epochs": 1,
    }
    named = [{"name": f"layer{i}", **layer} for i, layer in enumerate(layers)]
    facts = {"title": "Random", "article": "None", "dataset": "digits", "classes": 4}
    mapping = {**facts, "input_shape": shape, "training": training, "layers": named}
    return preset_from_mapping("random", mapping)


def convolution(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "kind": "conv2d",
        "filters": int(rng.integers(1, 5)),
        "size": pair(rng, 1, 4),
        "stride": pair(rng, 1, 3),
        "dilation": pair(rng, 1, 3),
        "padding": rng.choice([0, "same"]) if rng.random() < 0.3 else sides(rng, 3),
    }


def pooling(rng: np.random.Generator) -> dict[str, Any]:
    return {
        "kind": "pool2d",
        "pooling": str(rng.choice(["max", "mean", "min"])),
        "size": pair(rng, 1, 4),
        "stride": pair(rng, 1, 5),
        "padding": 0 if rng.random() < 0.3 else sides(rng, 3),
        "ceil_mode": bool(rng.random() < 0.5),
    }


def shapeless(rng: np.random.Generator) -> dict[str, Any]:
    kind = str(rng.choice(SHAPELESS))
    options = {"leaky-relu": {"slope": 0.2}, "batch-norm": {"eps": 1e-3, "momentum": 0.8}}
    return {"kind": kind, **options.get(kind, {})}


def pair(rng: np.random.Generator, least: int, end: int) -> list[int]:
    return [int(n) for n in rng.integers(least, end, 2)]


def sides(rng: np.random.Generator, end: int) -> list[list[int]]:
    return [pair(rng, 0, end), pair(rng, 0, end)]
