from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine.checkpoints import load_params, read_layers
from engine.checkpoints.architectures import Proposal, propose
from engine.checkpoints.described import description_of
from engine.presets import LayerSpec, Preset, load_preset, preset_names

NORMALISED = (
    LayerSpec("conv2d", "conv1", {"filters": 4, "size": 3}),
    LayerSpec("batch-norm", "norm1"),
    LayerSpec("tanh", "tanh1"),
    LayerSpec("flatten", "flatten"),
    LayerSpec("dropout", "dropout1", {"rate": 0.5}),
    LayerSpec("dense", "dense1", {"units": 10}),
    LayerSpec("softmax", "softmax"),
)


def proposed(path: Path, preset: Preset, **changes: str) -> Proposal:
    network = preset.build(5)
    metadata = {**description_of(preset, "convviz test"), **changes}
    save_file(dict(network.parameters), path, metadata)
    params = load_params(path)
    return propose(read_layers(params.tree), params=params)


@pytest.mark.parametrize("name", preset_names())
def test_file_that_describes_its_network_has_that_alternative_alone(name, tmp_path):
    preset = load_preset(name)
    proposal = proposed(tmp_path / "p.safetensors", preset)
    (only,) = proposal.alternatives
    assert only.preset == preset
    assert only.same_as == name
    assert proposal.unsaid == ""
    network = preset.build(5)
    x = np.random.default_rng(0).random((3, *network.input_shape), np.float32)
    np.testing.assert_array_equal(only.network().predict(x), network.predict(x))


def test_network_that_no_preset_is_comes_back_with_its_training(tmp_path):
    preset = load_preset("conv-net").changed(layers=NORMALISED, name="mine", epochs=77)
    (only,) = proposed(tmp_path / "p.safetensors", preset).alternatives
    assert only.preset == preset
    assert only.same_as is None
    assert only.title == "28 → 26"
    assert only.reason == "no padding, no pooling, tanh, batch normalisation, dropout"
    assert only.network().parameters.sha256() == preset.build(5).parameters.sha256()


@pytest.mark.parametrize(
    "changes",
    [{"convviz.format": "99"}, {"convviz.preset": "{}"}, {"convviz.preset": "no JSON"}],
)
def test_description_that_cannot_be_read_leaves_the_arrays_to_be_understood(tmp_path, changes):
    proposal = proposed(tmp_path / "p.safetensors", load_preset("conv-net"), **changes)
    assert proposal.alternatives[0].same_as == "conv-net"
    assert len(proposal.alternatives) > 1
    assert proposal.unsaid


def test_description_of_another_network_does_not_deceive(tmp_path):
    others = description_of(load_preset("numpy-cnn"), "convviz test")
    proposal = proposed(tmp_path / "p.safetensors", load_preset("conv-net"), **others)
    assert proposal.alternatives[0].same_as == "conv-net"


def test_preset_that_is_trained_otherwise_is_not_the_own_one(tmp_path):
    preset = load_preset("conv-net").changed(learning_rate=0.5)
    (only,) = proposed(tmp_path / "p.safetensors", preset).alternatives
    assert only.preset == preset
    assert only.same_as is None


def test_no_array_is_copied_before_a_network_is_made(tmp_path):
    preset = load_preset("conv-net")
    save_file(
        dict(preset.build(5).parameters), tmp_path / "p.safetensors", description_of(preset, "")
    )
    params = load_params(tmp_path / "p.safetensors")
    (only,) = propose(read_layers(params.tree), params=params).alternatives
    assert all(np.shares_memory(only.found[k], a) for k, a in params.arrays.items())
