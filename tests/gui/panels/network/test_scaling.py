"""Which layers share a scale."""

from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.network.scaling import Scales, Scope, groups_of
from engine.inspection import trace
from engine.presets import load_preset


@pytest.fixture(scope="module")
def network():
    return load_preset("conv-net").build(9)


@pytest.fixture(scope="module")
def activations(network):
    x = np.random.default_rng(1).random((1, 28, 28), np.float32)
    return trace(network, x, 3).activations


def limits(scales, groups, activations):
    return {
        group.layers: scale.limit for group, scale in scales.of(groups, activations).items()
    }


def test_convolution_relu_and_pooling_of_a_block_share_one_signed_scale(network):
    groups = {group.layers: group.kind for group in groups_of(network, Scope.BLOCK)}
    assert groups == {
        ("input",): "image",
        ("conv1", "relu1"): "signed",
        ("conv2", "relu2", "pool1", "flatten"): "signed",
        ("dense1", "relu3"): "signed",
        ("dense2",): "signed",
        ("softmax",): "positive",
    }


def test_seen_alone_what_cannot_be_negative_has_a_scale_from_zero(network):
    kinds = {group.layers[0]: group.kind for group in groups_of(network, Scope.LAYER)}
    assert kinds["conv1"] == kinds["dense2"] == "signed"
    assert kinds["relu1"] == kinds["pool1"] == kinds["flatten"] == "positive"


def test_normalised_values_have_a_sign_and_those_of_a_sigmoid_have_none(every_layer):
    network = load_preset(every_layer).assemble()
    groups = groups_of(network, Scope.LAYER)[1:]
    kinds = {}
    for layer, group in zip(network.layers, groups, strict=True):
        kinds.setdefault(layer.kind, set()).add(group.kind)
    assert kinds["batch-norm"] == kinds["leaky-relu"] == kinds["tanh"] == {"signed"}
    assert kinds["sigmoid"] == kinds["dropout"] == {"positive"}


def test_one_scale_for_the_network_leaves_image_and_probabilities_alone(network):
    groups = groups_of(network, Scope.NETWORK)
    assert [group.layers[0] for group in groups] == ["input", "conv1", "softmax"]


def test_the_limit_is_the_largest_value_of_all_that_share_it(network, activations):
    groups = groups_of(network, Scope.BLOCK)
    found = limits(Scales(), groups, activations)[("conv1", "relu1")]
    assert found == pytest.approx(np.abs(activations["conv1"]).max())


def test_locked_the_limits_stay_as_they_were(network, activations):
    scales, groups = Scales(), groups_of(network, Scope.BLOCK)
    before = limits(scales, groups, activations)
    scales.lock(groups, activations)
    larger = {name: 3 * values for name, values in activations.items()}
    assert limits(scales, groups, larger) == before
    scales.unlock()
    assert limits(scales, groups, larger) != before
