from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from engine.description import describe, is_describable, network_from
from engine.errors import EngineError, SettingError
from engine.initializers import INITIALIZERS
from engine.layers import LAYER_KINDS, Dense, Flatten, ReLU, Softmax
from engine.network import Network
from engine.presets import load_preset, preset_names

SHAPE = (2, 9, 8)

pairs = st.one_of(st.integers(1, 3), st.tuples(st.integers(1, 3), st.integers(1, 3)))
sides = st.tuples(st.integers(0, 1), st.integers(0, 1))
paddings = st.one_of(st.sampled_from(["same", "valid", 0, 1]), sides, st.tuples(sides, sides))
inits = st.one_of(
    st.sampled_from(sorted(INITIALIZERS)),
    st.just({"kind": "normal", "std": np.float32(0.5)}),
    st.just({"kind": "uniform", "low": -1, "high": 2}),
)
SETTINGS = {
    "conv2d": st.fixed_dictionaries(
        {"filters": st.integers(1, 3), "size": pairs},
        optional={"stride": pairs, "padding": paddings, "dilation": pairs, "init": inits},
    ),
    "pool2d": st.fixed_dictionaries(
        {},
        optional={
            "size": st.integers(2, 3),
            "stride": pairs,
            "pooling": st.sampled_from(["max", "mean", "min"]),
            "padding": paddings,
            "ceil_mode": st.booleans(),
        },
    ),
    "dense": st.fixed_dictionaries({"units": st.integers(1, 5)}, optional={"init": inits}),
    "leaky-relu": st.fixed_dictionaries({}, optional={"slope": st.floats(0, 0.9)}),
    "dropout": st.fixed_dictionaries({}, optional={"rate": st.floats(0, 0.9)}),
    "batch-norm": st.fixed_dictionaries(
        {}, optional={"momentum": st.floats(0, 0.9), "eps": st.floats(1e-6, 1)}
    ),
}


def network_of(kind: str, settings) -> Network:
    """Return a network of images with a layer of the kind in it."""
    layers = []

    def add(kind: str, name: str, **settings) -> None:
        shape = layers[-1].output_shape if layers else SHAPE
        layers.append(LAYER_KINDS[kind](name, shape, **settings))

    if kind in ("dense", "softmax"):
        add("flatten", "flat")
    if kind not in ("flatten", "softmax"):
        add(kind, "subject", **settings)
    if len(layers[-1].output_shape if layers else SHAPE) > 1:
        add("flatten", "flatten")
    add("dense", "scores", units=3)
    add("softmax", "softmax")
    network = Network("tried", layers)
    network.initialize(3)
    return network


def through_json(network: Network) -> Network:
    return network_from(json.loads(json.dumps(describe(network))))


def assert_same(made: Network, network: Network, x) -> None:
    assert describe(made) == describe(network)
    assert made.parameters.shapes == network.parameters.shapes
    assert not made.parameters.flat.any()
    for one, other in zip(made.layers, network.layers, strict=True):
        assert type(one) is type(other)
        assert (one.name, one.input_shape, one.output_shape) == (
            *(other.name, other.input_shape),
            other.output_shape,
        )
    made.initialize(3)
    assert made.parameters.sha256() == network.parameters.sha256()
    np.testing.assert_array_equal(made.forward(x), network.forward(x))


@pytest.mark.parametrize("kind", LAYER_KINDS)
@given(data=st.data())
def test_every_kind_of_layer_comes_back_with_its_settings(kind, data):
    try:
        network = network_of(kind, data.draw(SETTINGS.get(kind, st.just({}))))
    except EngineError:
        reject()  # a window that does not fit
    x = np.random.default_rng(0).random((3, *SHAPE), np.float32)
    assert_same(through_json(network), network, x)


@pytest.mark.parametrize("name", preset_names())
def test_every_preset_comes_back(name, rng):
    network = load_preset(name).build(3)
    x = rng.random((2, *network.input_shape), np.float32)
    assert_same(through_json(network), network, x)


def test_layer_of_a_user_cannot_be_described():
    class Own(ReLU):
        pass

    layers = [Own("own", (1, 2, 2)), Flatten("flatten", (1, 2, 2)), Softmax("softmax", (4,))]
    network = Network("owned", layers)
    assert not is_describable(network)
    with pytest.raises(SettingError, match=r"owned: layers must be among conv2d, .*got 'Own, "):
        describe(network)


@pytest.mark.parametrize(
    ("layer", "sentence"),
    [
        ({"kind": "magic", "name": "m"}, "m: kind must be one of conv2d, .*, got 'magic'"),
        (
            {"kind": "relu", "name": "r", "slope": 1},
            "r: the settings must be those of a relu, got 'slope'",
        ),
        ({"kind": "dense", "name": "d"}, "d: the settings must be those of a dense"),
        ({"kind": "dropout", "name": "d", "rate": 2}, "d: rate must be"),
    ],
)
def test_wrong_layer_is_told_in_a_sentence(layer, sentence):
    with pytest.raises(SettingError, match=sentence):
        network_from({"name": "n", "input_shape": [4], "layers": [layer]})


def test_settings_are_the_keywords_of_the_class():
    assert Dense("dense", (4,), units=3).settings == {"units": 3, "init": "he-normal"}
