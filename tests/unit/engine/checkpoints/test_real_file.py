from __future__ import annotations

import pickle
import statistics
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import load_params, match_params
from engine.network import Network


@pytest.fixture
def real_file(data_dir: Path) -> Path:
    path = data_dir / "params" / "numpy-cnn.params.pkl"
    if not path.is_file():
        pytest.skip(f"needs the real params.pkl of Numpy-CNN, which is not at {path}")
    return path


@pytest.fixture
def numpys_own(real_file: Path) -> tuple[list[np.ndarray], list[np.float64]]:
    with real_file.open("rb") as file:
        return pickle.load(file)


def test_every_array_is_as_numpy_reads_it(real_file: Path, numpys_own) -> None:
    arrays = load_params(real_file).arrays
    assert list(arrays) == [f"[0][{i}]" for i in range(8)]
    for ours, theirs in zip(arrays.values(), numpys_own[0], strict=True):
        assert ours.dtype == theirs.dtype
        np.testing.assert_array_equal(ours, theirs)


def test_the_cost_is_as_numpy_reads_it(real_file: Path, numpys_own, network: Network) -> None:
    history = match_params(load_params(real_file), network).reading.history
    np.testing.assert_array_equal(history, numpys_own[1])


def test_it_is_described(real_file: Path) -> None:
    params = load_params(real_file)
    assert params.describe() == "pickle, protocol 3"
    assert params.size == 941_893
    assert params.opcodes == 25_244
    assert params.names == (
        "numpy.core.multiarray._reconstruct",
        "numpy.core.multiarray.scalar",
        "numpy.dtype",
        "numpy.ndarray",
    )
    assert params.warnings == ()


def test_it_fits_the_network_of_the_article(real_file: Path, network: Network) -> None:
    match = match_params(load_params(real_file), network)
    assert match.fits
    assert match.places["dense1.b"] == "[0][6]"
    assert set(match.assignment) == set(network.parameters)


@pytest.mark.skipif(sys.gettrace() is not None, reason="a tracer takes most of the time")
def test_it_opens_in_a_moment(real_file: Path) -> None:
    def seconds() -> float:
        start = time.process_time()
        load_params(real_file)
        return time.process_time() - start

    # Measured 0.05 s; a slower machine may take ten times that.
    assert statistics.median(seconds() for _ in range(3)) < 0.5
