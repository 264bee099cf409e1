"""Parameters beside weights and biases, for which the article has no slots."""

from __future__ import annotations

import pickle
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import load_params, match_params, save_params
from engine.layers import (
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    LeakyReLU,
    Sigmoid,
    Softmax,
    Tanh,
)
from engine.network import Network

COST = [2.302585, 1.5, 0.25]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "params.pkl"


@pytest.fixture
def normalized() -> Network:
    """A network with parameters for which the article has no slots."""
    layers = [
        Conv2D("conv1", (1, 6, 6), filters=3, size=3),
        BatchNorm("norm1", (3, 4, 4)),
        LeakyReLU("leaky1", (3, 4, 4)),
        Dropout("drop1", (3, 4, 4)),
        Flatten("flatten", (3, 4, 4)),
        Dense("dense1", (48,), units=2),
        Softmax("softmax", (2,)),
    ]
    network = Network("normalized", layers)
    network.parameters.flat[...] = np.random.default_rng(1).random(network.parameter_count)
    return network


def test_parameters_without_a_slot_are_written_by_their_names(
    path: Path, normalized: Network
) -> None:
    save_params(path, normalized, COST)
    with path.open("rb") as file:
        content = pickle.load(file)
    assert list(content) == [*normalized.parameters, "cost"]
    assert content["norm1.variance"].shape == (3,)
    assert content["cost"] == COST


def test_running_statistics_come_back(path: Path, normalized: Network) -> None:
    save_params(path, normalized, COST)
    match = match_params(load_params(path), normalized)
    assert match.fits, match.reasons
    assert match.reading.history.tolist() == COST
    other = normalized.replica(freeze=False)
    other.initialize(0)
    other.load(match.assignment)
    assert other.parameters.sha256() == normalized.parameters.sha256()


def test_file_of_the_article_is_no_file_for_a_network_with_statistics(
    path: Path, network: Network, normalized: Network
) -> None:
    save_params(path, network, COST)
    match = match_params(load_params(path), normalized)
    assert match.reasons == (
        "normalized has parameters beside weights and biases, which are found by their names "
        "alone: conv1.w is missing in the file.",
    )


def test_file_with_statistics_is_no_file_for_the_same_network_without(
    path: Path, normalized: Network
) -> None:
    save_params(path, normalized, COST)
    layers = [layer for layer in normalized.layers if layer.kind != "batch-norm"]
    match = match_params(load_params(path), Network("plain", layers))
    assert match.reasons == (
        "norm1.gamma belongs to a batch normalisation that plain does not have.",
    )
    assert not match.assignment


def test_layers_that_the_article_does_not_count_take_no_slot(path: Path) -> None:
    layers = [
        Flatten("flatten", (1, 2, 2)),
        Dense("dense1", (4,), units=3),
        *(Sigmoid("sigmoid1", (3,)), Tanh("tanh1", (3,)), Dropout("drop1", (3,))),
        Dense("dense2", (3,), units=2),
        Softmax("softmax", (2,)),
    ]
    network = Network("small", layers)
    save_params(path, network, COST)
    with path.open("rb") as file:
        slots = pickle.load(file)[0]
    shapes = [None if slot is None else slot.shape for slot in slots]
    assert shapes == [None, (3, 4), (2, 3), None, (3, 1), (2, 1)]
    assert match_params(load_params(path), network).fits
