"""From the command line into every format, and what is refused in a sentence."""

from __future__ import annotations

import json
import pickle
from importlib import resources
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from safetensors import safe_open

from engine.checkpoints import load_params, match_params, save_params
from engine.layers import BatchNorm, Conv2D, Dense, Flatten, Softmax
from engine.network import Network
from engine.presets import load_preset, preset_names

COST = [2.25, 1.5]
TARGETS = ["out.pkl", "out.npz", "out.safetensors"]


@pytest.fixture
def network(tmp_path):
    """The preset conv-net; its parameters are in params.pkl."""
    made = load_preset("conv-net").build(4)
    save_params(tmp_path / "params.pkl", made, COST)
    return made


def assert_holds(path: Path, network: Network) -> None:
    match = match_params(load_params(path), network)
    assert match.fits, match.reasons
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(match.assignment[name], array)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("preset", preset_names())
def test_every_preset_comes_back_from_every_format(convviz, tmp_path, preset, target):
    network = load_preset(preset).build(7)
    save_params(tmp_path / "params.pkl", network, COST)
    outcome = convviz("export", "params.pkl", "--to", target, "--json")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json["preset"] == preset
    assert_holds(tmp_path / target, network)
    # From there it goes on to any other format, and back to the same bytes.
    convviz("export", target, "--to", "again.pkl")
    assert (tmp_path / "again.pkl").read_bytes() == (tmp_path / "params.pkl").read_bytes()


def test_onnxruntime_runs_what_was_exported(convviz, tmp_path, network):
    assert convviz("export", "params.pkl", "--to", "net.onnx").code == 0
    x = np.random.default_rng(0).random((3, 1, 28, 28), np.float32)
    (y,) = onnxruntime.InferenceSession(tmp_path / "net.onnx").run(None, {"image": x})
    np.testing.assert_allclose(y, network.forward(x), atol=1e-5)


def test_names_of_pytorch_come_with_a_script(convviz, tmp_path, network):
    outcome = convviz("export", "params.pkl", "--to", ".safetensors", "--names", "pytorch")
    assert outcome.code == 0
    assert "params.safetensors: " in outcome.out
    assert "params.py: " in outcome.out
    with safe_open(tmp_path / "params.safetensors", "numpy") as file:
        assert "conv1.weight" in file.keys()  # noqa: SIM118  # it is no mapping
    assert "nn.Conv2d(1, 8, 5)" in (tmp_path / "params.py").read_text()
    assert_holds(tmp_path / "params.safetensors", network)


def test_a_program_is_told_what_was_written(convviz, tmp_path, network):
    (tmp_path / "out.npz").write_bytes(b"old")
    told = convviz("export", "params.pkl", "--to", "out.npz", "--json").json
    assert told == {
        "file": "params.pkl",
        "file_sha256": load_params(tmp_path / "params.pkl").sha256,
        "preset": "conv-net",
        "format": "npz",
        "files": ["out.npz"],
        "bytes": (tmp_path / "out.npz").stat().st_size,
        "replaced": ["out.npz"],
        "parameters": 105634,
        "parameters_sha256": network.parameters.sha256(),
        "rounded_from": [],
        "losses": 2,
        "classes": [],
    }


def test_a_person_is_told_what_was_written_and_replaced(convviz, tmp_path, network):
    first = convviz("export", "params.pkl", "--to", "out.npz").out.splitlines()
    size = (tmp_path / "out.npz").stat().st_size
    assert first == [f"out.npz: {size:,} bytes", "NumPy archive: conv-net, 105,634 parameters"]
    second = convviz("export", "params.pkl", "--to", "out.npz").out.splitlines()
    assert second[0] == f"out.npz: {size:,} bytes, replaced"


# -- which network


def test_the_network_may_be_named(convviz, tmp_path, network):
    assert convviz("export", "params.pkl", "--to", "x.npz", "--preset", "conv-net").code == 0
    outcome = convviz("export", "params.pkl", "--to", "y.npz", "--preset", "digits")
    assert outcome.code == 3
    assert outcome.err.startswith("convviz: params.pkl does not fit the preset digits. ")
    assert not (tmp_path / "y.npz").exists()


def own_network() -> Network:
    layers = [
        Conv2D("first", (1, 8, 8), filters=3, size=3, padding=1),
        BatchNorm("norm", (3, 8, 8)),
        Flatten("flat", (3, 8, 8)),
        Dense("last", (192,), units=5),
        Softmax("softmax", (5,)),
    ]
    network = Network("mine", layers)
    network.parameters.flat[...] = np.random.default_rng(3).random(network.parameter_count)
    return network


OWN = """
title = "Mine"
article = "None"
dataset = "mine"
input_shape = [1, 8, 8]
classes = 5
[training]
loss = "cross-entropy"
optimizer = "adam"
learning_rate = 0.01
schedule = "constant"
batch_size = 8
epochs = 1
[[layers]]
kind = "conv2d"
name = "first"
filters = 3
size = 3
padding = 1
[[layers]]
kind = "batch-norm"
name = "norm"
[[layers]]
kind = "flatten"
name = "flat"
[[layers]]
kind = "dense"
name = "last"
units = 5
[[layers]]
kind = "softmax"
name = "softmax"
"""


@pytest.mark.parametrize("names", ["convviz", "pytorch"])
def test_a_file_that_describes_its_network_needs_no_preset(convviz, tmp_path, names):
    network = own_network()
    save_params(tmp_path / "params.pkl", network, COST)
    assert "taken as " in convviz("export", "params.pkl", "--to", "x.npz").err
    (tmp_path / "mine.toml").write_text(OWN)
    told = convviz(
        *("export", "params.pkl", "--to", "x.safetensors", "--names", names),
        *("--preset", "mine.toml", "--json"),
    ).json
    assert told["preset"] == "mine"
    again = convviz("export", "x.safetensors", "--to", "again.onnx", "--json").json
    assert again["preset"] == "mine"
    x = np.random.default_rng(0).random((2, 1, 8, 8), np.float32)
    (y,) = onnxruntime.InferenceSession(tmp_path / "again.onnx").run(None, {"image": x})
    np.testing.assert_allclose(y, network.forward(x), atol=1e-5)


def test_names_of_classes_are_never_guessed(convviz, tmp_path, network):
    fits = convviz("export", "params.pkl", "--to", "x.onnx")
    assert fits.out.splitlines()[-1] == (
        "It has no names of classes, for FILE says none; --preset brings them."
    )
    named = ("export", "params.pkl", "--to", "x.safetensors", "--preset", "conv-net")
    assert "names of classes" not in convviz(*named).out
    classes = convviz(*named, "--json").json["classes"]
    assert classes[:2] == ["T-shirt/top", "Trouser"]
    again = convviz("export", "x.safetensors", "--to", "y.onnx", "--json").json
    assert again["classes"] == classes


def test_params_pkl_keeps_the_losses(convviz, tmp_path, network):
    convviz("export", "params.pkl", "--to", "x.safetensors")
    convviz("export", "x.safetensors", "--to", "y.pkl")
    params, cost = pickle.loads((tmp_path / "y.pkl").read_bytes())
    assert cost == COST
    assert params[0].shape == (8, 1, 5, 5)


# -- what is refused


def test_a_missing_file_is_a_sentence(convviz):
    outcome = convviz("export", "none.pkl", "--to", ".npz")
    assert outcome.code == 3
    assert "none.pkl" in outcome.err
    assert len(outcome.err.splitlines()) == 1


@pytest.mark.parametrize("content", [b"", b"no pickle", b"\x80\x04."])
def test_a_file_that_is_no_parameters_is_refused(convviz, tmp_path, content):
    (tmp_path / "x.pkl").write_bytes(content)
    outcome = convviz("export", "x.pkl", "--to", ".npz")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err.startswith("convviz: ")
    assert not (tmp_path / "x.npz").exists()


def test_a_full_disk_leaves_the_old_file(convviz, tmp_path, network):
    resource = pytest.importorskip("resource", reason="the size of files is limited by rlimits")
    (tmp_path / "x.npz").write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        outcome = convviz("export", "params.pkl", "--to", "x.npz")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert outcome.code == 3
    assert outcome.err == (
        "convviz: x.npz could not be saved: the disk takes no file of this size.\n"
    )
    assert (tmp_path / "x.npz").read_bytes() == b"old"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["params.pkl", "x.npz"]


def test_a_description_of_another_format_is_refused_unless_the_network_is_named(
    convviz, tmp_path, network
):
    convviz("export", "params.pkl", "--to", "x.safetensors")
    content = (tmp_path / "x.safetensors").read_bytes()
    changed = content.replace(b'"convviz.format":"1"', b'"convviz.format":"9"')
    assert changed != content
    (tmp_path / "x.safetensors").write_bytes(changed)
    outcome = convviz("export", "x.safetensors", "--to", "y.npz")
    assert outcome.code == 3
    assert "must be of format 1, got 9. A newer convviz may read it." in outcome.err
    named = convviz("export", "x.safetensors", "--to", "y.npz", "--preset", "conv-net")
    assert named.code == 0


def test_the_presets_are_shipped_as_they_are_described(convviz, tmp_path, network):
    convviz("export", "params.pkl", "--to", "x.safetensors")
    with safe_open(tmp_path / "x.safetensors", "numpy") as file:
        described = json.loads(file.metadata()["convviz.preset"])
    text = resources.files("resources").joinpath("presets", "conv-net.toml").read_text("utf-8")
    assert f"learning_rate = {described['training']['learning_rate']}" in text


def test_a_file_that_no_preset_fits_is_exported_as_its_likeliest_network(convviz, tmp_path):
    rng = np.random.default_rng(1)
    w1, w2 = (rng.normal(size=shape).astype("f") for shape in ((784, 30), (30, 10)))
    np.savez(tmp_path / "mlp.npz", W1=w1, b1=np.zeros(30, "f"), W2=w2, b2=np.zeros(10, "f"))
    outcome = convviz("export", "mlp.npz", "--to", "mlp.onnx", "--activation", "tanh")
    assert outcome.code == 0
    assert "taken as 28×28 → 30 → 10" in outcome.err
    x = rng.random((4, 1, 28, 28), np.float32)
    (y,) = onnxruntime.InferenceSession(tmp_path / "mlp.onnx").run(None, {"image": x})
    scores = np.exp(np.tanh(x.reshape(4, -1) @ w1) @ w2)
    np.testing.assert_allclose(y, scores / scores.sum(1, keepdims=True), atol=1e-5)


@pytest.mark.parametrize("is_of_preset", [True, False])
def test_numbers_that_lose_digits_are_said_to(convviz, tmp_path, is_of_preset):
    if is_of_preset:
        arrays = dict(load_preset("conv-net").build(1).parameters.items())
    else:
        rng = np.random.default_rng(1)
        arrays = {"W1": rng.normal(size=(784, 30)), "W2": rng.normal(size=(30, 10))}
    for changed, told in ((1 / 3, ["float64"]), (0.5, [])):
        wide = {name: np.round(a.astype(float) * 64) / 64 for name, a in arrays.items()}
        next(iter(wide.values())).flat[0] = changed
        np.savez(tmp_path / "wide.npz", **wide)
        outcome = convviz("export", "wide.npz", "--to", "out.npz", "--json")
        assert (outcome.code, outcome.json["rounded_from"]) == (0, told)
        line = convviz("export", "wide.npz", "--to", "out.npz").out.splitlines()[1]
        assert line.endswith("; float64 in FILE, rounded to float32") == bool(told)


def test_numbers_that_are_not_finite_are_told_of(convviz, tmp_path, network):
    arrays = dict(network.parameters.items())
    np.savez(tmp_path / "nan.npz", **arrays | {"conv2.b": np.full(8, np.nan, np.float32)})
    outcome = convviz("export", "nan.npz", "--to", "net.onnx")
    assert outcome.code == 0
    assert outcome.err == "not finite: 8 values of conv2.b; the results say little\n"


def test_a_file_without_weights_is_not_exported(convviz, tmp_path):
    np.save(tmp_path / "cost.npy", np.linspace(2.3, 0.1, 40))
    outcome = convviz("export", "cost.npy", "--to", "net.onnx")
    assert outcome.code == 3
    assert "fits no preset" in outcome.err
    assert not (tmp_path / "net.onnx").exists()
