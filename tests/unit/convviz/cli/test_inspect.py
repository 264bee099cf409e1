from __future__ import annotations

import pickle

import numpy as np
import pytest

from engine.checkpoints import save_params
from engine.presets import load_preset


@pytest.fixture
def saved(tmp_path):
    network = load_preset("conv-net").build(seed=0)
    save_params(tmp_path / "params.pkl", network, [2.3] * 12)
    return network


def test_structure_shapes_and_statistics_are_shown(convviz, saved):
    out = convviz("inspect", "params.pkl").out
    assert "list of 2" in out
    assert "[0] 8×1×5×5 float32" in out
    assert "[1] list of 12 numbers, 2.3 … 2.3" in out
    assert f"min −{-saved.parameters['conv1.w'].min():.4g}" in out


def test_presets_that_fit_are_named(convviz, saved):
    assert "It fits conv-net." in convviz("inspect", "params.pkl").out


def test_reasons_are_given_where_none_fits(convviz, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((2, 3)))
    out = convviz("inspect", "x.npy").out
    assert "It fits no preset:\n  conv-net: " in out


def test_json_has_structure_statistics_and_matches(convviz, saved):
    found = convviz("inspect", "params.pkl", "--json").json
    assert found["format"] == "pickle"
    assert found["structure"][0] == {"depth": 0, "label": "", "what": "list of 2"}
    first = found["arrays"][0]
    assert (first["shape"], first["dtype"]) == ([8, 1, 5, 5], "float32")
    assert first["statistics"]["count"] == 200
    assert first["statistics"]["mean"] == pytest.approx(saved.parameters["conv1.w"].mean())
    assert found["matches"]["conv-net"]["fits"] is True
    assert found["matches"]["two-layer"]["reasons"]


def test_file_that_would_run_code_is_refused(convviz, tmp_path):
    class Evil:
        def __reduce__(self):
            return (print, ("run",))

    (tmp_path / "evil.pkl").write_bytes(pickle.dumps(Evil()))
    outcome = convviz("inspect", "evil.pkl")
    assert (outcome.code, outcome.out) == (3, "")
    assert "print" in outcome.err


def test_names_from_a_file_cannot_move_the_cursor(convviz, tmp_path):
    named = {"\x1b[2Jw": np.ones(3, np.float32)}
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(named))
    assert "\x1b" not in convviz("inspect", "x.pkl").out


def test_small_file_that_shares_its_lists_ends_in_time(convviz, tmp_path):
    shared: list[object] = [np.ones(2, np.float32)]
    for _ in range(20):
        shared = [shared, shared]
    (tmp_path / "x.pkl").write_bytes(pickle.dumps(shared))
    outcome = convviz("inspect", "x.pkl")
    assert len(outcome.out.splitlines()) < 600


def test_what_the_arrays_mean_is_said(convviz, saved):
    out = convviz("inspect", "params.pkl").out
    assert "4 layers, 105\u202f634 parameters. Weights and biases are paired by position" in out
    assert "conv1: 8 filters of 5×5 on 1 channel, (8, 1, 5, 5), from [0][0] and [0][6]" in out
    assert "[1] is the history of the cost: 12 numbers, 2.3 … 2.3" in out


def test_what_was_changed_and_what_is_odd_is_said(convviz, tmp_path):
    rng = np.random.default_rng(0)
    w = [rng.standard_normal(shape) for shape in ((784, 30), (30, 10))]
    np.savez(tmp_path / "x.npz", W1=w[0], W2=w[1], b1=np.ones(30), b2=np.ones(10), t=np.ones(3))
    out = convviz("inspect", "x.npz").out
    assert "dense1: 784 → 30, (30, 784), from W1 and b1; transposed" in out
    assert "1 array belongs to an optimizer and is passed over: t." in out


def test_a_file_without_weights_is_said_to_be_one(convviz, tmp_path):
    np.save(tmp_path / "x.npy", np.zeros((5000, 28, 28), np.uint8))
    out = convviz("inspect", "x.npy").out
    assert (
        "No weights of a network were recognised. "
        "It looks like a data set: array is 5000×28×28, images." in out
    )


def test_numbers_that_are_zero_or_not_finite_are_counted(convviz, tmp_path):
    np.save(tmp_path / "x.npy", np.array([1, 0, 0, np.nan, np.inf, -np.inf, -np.inf]))
    out = convviz("inspect", "x.npy").out
    assert "2 zeros, 1 NaN, 1 +∞, 2 −∞" in out


def test_json_has_the_reading(convviz, saved):
    found = convviz("inspect", "params.pkl", "--json").json["reading"]
    assert found["parameters"] == 105_634
    assert found["layers"][0]["weight"] == {"place": "[0][0]", "shape": [8, 1, 5, 5]}
    assert found["history"] == {"place": "[1]", "length": 12, "first": 2.3, "last": 2.3}
    assert found["instead"] == ""


def test_what_is_not_finite_is_said_before_the_layers(convviz, tmp_path):
    np.savez(tmp_path / "x.npz", W1=np.full((8, 64), np.nan), b1=np.array([np.inf] + 7 * [0.0]))
    out = convviz("inspect", "x.npz").out
    assert "W1 is all NaN, b1 has 1 value that is not finite.\n1 layer, " in out


def test_file_without_convolutions_is_said_to_have_none(convviz, tmp_path):
    np.savez(tmp_path / "x.npz", W1=np.ones((16, 784)), W2=np.ones((10, 16)))
    out = convviz("inspect", "x.npz").out
    assert "numpy-cnn: The file has no convolution; numpy-cnn begins with conv1." in out
    assert "The weights are found by their names; there are no biases." in out


@pytest.mark.parametrize("command", ["evaluate", "export"])
def test_file_without_arrays_is_refused_in_one_sentence(convviz, tmp_path, command):
    (tmp_path / "x.pkl").write_bytes(b"\x80\x03X\x05\x00\x00\x00helloq\x00.")
    to = ("--to", "y.npz") if command == "export" else ()
    assert convviz(command, "x.pkl", *to).err.count("It holds 1 text, no arrays.") == 1
    assert "It fits no preset.\n" in convviz("inspect", "x.pkl").out
