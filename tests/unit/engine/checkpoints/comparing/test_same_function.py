"""Whatever alignment puts into another order computes the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.checkpoints import load_params, match_params
from engine.checkpoints.comparing import Side, align, compare
from engine.checkpoints.exports import FORMATS, Exported
from engine.checkpoints.pytorch_names import state_names
from engine.checkpoints.safetensors_writer import write_safetensors
from engine.network import Network
from engine.presets import Preset, preset_from_mapping

MakeSide = Callable[..., Side]

CONV = {"kind": "conv2d", "filters": 6, "size": 3}
MAX, MEAN = ({"kind": "pool2d", "pooling": kind, "size": 2} for kind in ("max", "mean"))
NORM, RELU, FLATTEN = ({"kind": kind} for kind in ("batch-norm", "relu", "flatten"))
DENSE = {"kind": "dense", "units": 9}
END = [DENSE, RELU, {"kind": "dense", "units": 4}, {"kind": "softmax"}]
STRUCTURES = {
    "batch norm": [CONV, NORM, RELU, CONV, NORM, RELU, FLATTEN, *END],
    "some batch norm": [CONV, RELU, CONV, NORM, RELU, FLATTEN, *END],
    "batch norm of units": [CONV, NORM, RELU, FLATTEN, DENSE, NORM, RELU, *END[2:]],
    "batch norm of flattened maps": [CONV, RELU, FLATTEN, NORM, *END],
    "batch norm first": [NORM, CONV, RELU, CONV, NORM, RELU, FLATTEN, *END],
    "max pooling": [CONV, RELU, MAX, CONV, RELU, FLATTEN, *END],
    "mean pooling": [CONV, RELU, MEAN, FLATTEN, *END],
}


def preset_of(structure: str) -> Preset:
    met: Counter[str] = Counter()
    layers: list[dict[str, Any]] = []
    for layer in STRUCTURES[structure]:
        kind = {"conv2d": "conv", "batch-norm": "norm"}.get(layer["kind"], layer["kind"])
        met[kind] += 1
        layers.append({"name": f"{kind}{met[kind]}", **layer})
    training = {
        "loss": "cross-entropy",
        "optimizer": "adam",
        "learning_rate": 0.001,
        "schedule": "constant",
        "batch_size": 8,
        "epochs": 1,
    }
    facts = {"title": "Any", "article": "None", "dataset": "digits", "classes": 4}
    mapping = {**facts, "input_shape": [2, 9, 9], "training": training, "layers": layers}
    return preset_from_mapping("any", mapping)


def random_network(preset: Preset, seed: int) -> Network:
    network, rng = preset.build(seed), np.random.default_rng(seed)
    for name, array in network.parameters.items():
        array[...] = rng.normal(0, 0.5, array.shape)
        if name.endswith((".variance", ".gamma")):
            array[...] = rng.uniform(0.3, 2, array.shape)
    return network


@pytest.mark.parametrize("key", [f.key for f in FORMATS if f.key != "onnx"])
@pytest.mark.parametrize("structure", STRUCTURES)
def test_a_reordered_export_predicts_the_same(
    key: str, structure: str, tmp_path: Path, rng: np.random.Generator
) -> None:
    preset = preset_of(structure)
    chosen = next(f for f in FORMATS if f.key == key)
    networks = [random_network(preset, seed) for seed in (1, 2)]
    files = []
    for name, network in zip("ab", networks, strict=True):
        path = tmp_path / f"{name}{chosen.suffixes[0]}"
        chosen.write(path, Exported(network, preset, "convviz 0", [2.0, 1.0, 0.5]))
        files.append(load_params(path))
    a, b = map(Side.of_params, files)
    found = align(a, b)
    if key in {"pickle", "npz"} and structure == "batch norm of flattened maps":
        assert "norm1.gamma of b" in found.reason or "norm1.gamma of a" in found.reason
        return
    assert not found.reason
    assert found.moved
    turned = preset.assemble()
    arrays = {item.place: item.array for item in found.applied(b).items}
    places = match_params(files[1], networks[1]).places
    turned.load(
        {
            name: np.float32(arrays[places[name]]).reshape(old.shape)
            for name, old in turned.parameters.items()
        }
    )
    assert not np.array_equal(turned.parameters.flat, networks[1].parameters.flat)
    x = rng.random((4, *preset.input_shape), np.float32)
    assert turned.forward(x) == pytest.approx(networks[1].forward(x), abs=1e-5)


# -- files that describe nothing

PYTORCH = {
    "w": "weight",
    "b": "bias",
    "gamma": "weight",
    "beta": "bias",
    "mean": "running_mean",
    "variance": "running_var",
}
KERAS = {
    **PYTORCH,
    "w": "kernel",
    "gamma": "gamma",
    "beta": "beta",
    "mean": "moving_mean",
    "variance": "moving_variance",
}
NAMES: dict[str, Callable[[str, int], str]] = {
    "modules by kind": lambda name, _: name.replace("norm", "bn").replace("dense", "fc"),
    "a row of modules": lambda _, i: f"features.{i}",
    "modules that say nothing": lambda _, i: f"{chr(122 - i)}x",
}


def pytorch(network: Network, name_of: Callable[[str, int], str]) -> dict[str, np.ndarray]:
    return {
        f"{name_of(layer.name, i)}.{PYTORCH[letter]}": array.copy()
        for i, layer in enumerate(network.layers)
        for letter, array in layer.parameters.items()
    }


def keras(network: Network, *, channels_last: bool) -> dict[str, np.ndarray]:
    """Return what Keras has of a network: channels last, and inputs before outputs."""
    arrays, maps = {}, (0, 0, 0)
    for layer in network.layers:
        name = layer.name.replace("norm", "batch_normalization_")
        maps = layer.input_shape if layer.kind == "flatten" else maps
        for letter, array in layer.parameters.items():
            turned = array.copy()
            if array.ndim == 4:
                turned = array.transpose(2, 3, 1, 0)
            elif array.ndim == 2 and np.prod(maps) == array.shape[1] and channels_last:
                by_map = array.reshape(len(array), *maps)
                turned = by_map.transpose(2, 3, 1, 0).reshape(array.T.shape)
            elif array.ndim == 2:
                turned = array.T
            arrays[f"{name}/{KERAS[letter]}:0"] = np.ascontiguousarray(turned)
    return arrays


def load_keras(network: Network, arrays: dict[str, np.ndarray]) -> None:
    maps = (0, 0, 0)
    for layer in network.layers:
        name = layer.name.replace("norm", "batch_normalization_")
        maps = layer.input_shape if layer.kind == "flatten" else maps
        for letter, into in layer.parameters.items():
            array = arrays[f"{name}/{KERAS[letter]}:0"]
            if into.ndim == 2 and np.prod(maps) == into.shape[1] and array.shape == into.shape:
                c, h, w = maps
                array = array.reshape(-1, h, w, c).transpose(0, 3, 1, 2).reshape(into.shape)
            into[...] = array


@pytest.mark.parametrize("keeps_order", [True, False])
@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("structure", ["batch norm", "batch norm of units"])
def test_files_by_the_names_of_pytorch(
    side_of: MakeSide, names: str, keeps_order: bool, structure: str, rng: np.random.Generator
) -> None:
    networks = [random_network(preset_of(structure), seed) for seed in (1, 2)]
    a, b = (
        replace(side_of(**pytorch(network, NAMES[names])), keeps_order=keeps_order)
        for network in networks
    )
    found = align(a, b)
    if names == "modules that say nothing" and not keeps_order:
        assert found.reason.endswith("to, neither its name nor its place tells.")
        return
    if (names, keeps_order, structure) == ("modules by kind", False, "batch norm of units"):
        assert found.reason.endswith("to, neither its name nor its place tells.")
        return
    assert found.moved
    turned = networks[1].replica(freeze=False)
    by_place = {item.place: item.array for item in found.applied(b).items}
    own = [f"{x.name}.{letter}" for x in turned.layers for letter in x.parameters]
    theirs = list(pytorch(turned, NAMES[names]))
    turned.load({name: by_place[place] for name, place in zip(own, theirs, strict=True)})
    x = rng.random((4, 2, 9, 9), np.float32)
    assert not np.array_equal(turned.parameters.flat, networks[1].parameters.flat)
    assert turned.forward(x) == pytest.approx(networks[1].forward(x), abs=1e-5)


@pytest.mark.parametrize("structure", STRUCTURES)
def test_maps_flattened_with_their_channels_last(
    side_of: MakeSide, structure: str, rng: np.random.Generator
) -> None:
    networks = [random_network(preset_of(structure), seed) for seed in (1, 2)]
    a, b = (side_of(**keras(network, channels_last=True)) for network in networks)
    found = align(a, b)
    if structure == "batch norm of flattened maps":
        assert "batch_normalization_1/gamma:0 of a.npz" in found.reason
        return
    if structure == "some batch norm":
        assert found.reason.endswith("to, neither its name nor its place tells.")
        return
    assert found.moved
    turned = networks[1].replica(freeze=False)
    load_keras(turned, {item.place: item.array for item in found.applied(b).items})
    x = rng.random((4, 2, 9, 9), np.float32)
    assert not np.array_equal(turned.parameters.flat, networks[1].parameters.flat)
    assert turned.forward(x) == pytest.approx(networks[1].forward(x), abs=1e-5)


def test_channels_last_is_found_again_in_any_order(
    side_of: MakeSide, rng: np.random.Generator
) -> None:
    network = random_network(preset_of("max pooling"), 1)
    order = rng.permutation(6)
    arrays = keras(network, channels_last=True)
    other = {name: array.copy() for name, array in arrays.items()}
    other["conv2/kernel:0"] = arrays["conv2/kernel:0"][..., order]
    other["conv2/bias:0"] = arrays["conv2/bias:0"][order]
    dense = arrays["dense1/kernel:0"].reshape(-1, 6, 9)
    other["dense1/kernel:0"] = dense[:, order].reshape(-1, 9)
    assert compare(side_of(**arrays), side_of(**other), align=True).is_equal


LAYERS = {
    "conv1.weight": np.ones((6, 1, 3, 3)),
    "conv1.bias": np.ones(6),
    "conv2.weight": np.ones((6, 6, 3, 3)),
    "conv2.bias": np.ones(6),
    "fc1.weight": np.ones((4, 54)),
    "fc1.bias": np.ones(4),
}
STATISTICS = {"running_mean": np.ones(6), "running_var": np.ones(6)}


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        (
            {f"bn1.{name}": x for name, x in STATISTICS.items()},
            "whose filters bn1.running_mean of a.npz belongs to, neither its name nor its "
            "place tells.",
        ),
        (
            {f"bn1.{name}": x for name, x in STATISTICS.items()}
            | {f"bn3.{name}": x for name, x in STATISTICS.items()},
            "whose filters bn1.running_mean of a.npz belongs to, neither its name nor its "
            "place tells.",
        ),
        (
            {"gn1.weight": np.ones(6), "gn1.bias": np.ones(6)},
            "gn1.weight of a.npz may have an entry per filter, and is of no layer or batch "
            "normalisation that was recognised.",
        ),
        (
            {"prelu.slope": np.ones((6, 1, 1))},
            "prelu.slope of a.npz may have an entry per filter, and is of no layer or batch "
            "normalisation that was recognised.",
        ),
    ],
)
def test_what_may_be_of_any_layer_is_refused(
    side_of: MakeSide, more: dict[str, np.ndarray], reason: str
) -> None:
    found = side_of(**{**LAYERS, **more})
    assert align(found, found).reason == f"The filters were not matched: {reason}"


def test_convolutions_that_disagree_on_their_axes_are_refused(side_of: MakeSide) -> None:
    w = LAYERS["conv2.weight"].transpose(2, 3, 1, 0)
    found = side_of(**{**LAYERS, "conv2.weight": w})
    assert "have their axes in different orders" in align(found, found).reason


@pytest.mark.parametrize("keeps_order", [True, False])
def test_a_normalisation_before_its_namesake_is_not_taken_for_one_after_it(
    side_of: MakeSide, keeps_order: bool
) -> None:
    norms = {f"bn{i}.{name}": x for i in (1, 2) for name, x in STATISTICS.items()}
    arrays = {**norms, **LAYERS, "conv1.weight": np.ones((6, 6, 3, 3))}
    found = replace(side_of(**arrays), keeps_order=keeps_order)
    assert "neither its name nor its place tells" in align(found, found).reason


# -- networks that are known


def test_a_network_is_its_own_description(rng: np.random.Generator) -> None:
    networks = [random_network(preset_of("batch norm of flattened maps"), n) for n in (1, 2)]
    a, b = (Side.of_network("x", network) for network in networks)
    found = align(a, b)
    assert found.moved
    turned = networks[1].replica(freeze=False)
    turned.load({item.place: item.array for item in found.applied(b).items})
    x = rng.random((4, 2, 9, 9), np.float32)
    assert turned.forward(x) == pytest.approx(networks[1].forward(x), abs=1e-5)


@pytest.mark.parametrize("is_more", [True, False])
def test_layers_that_are_not_those_of_the_network_are_refused(
    side_of: MakeSide, is_more: bool
) -> None:
    network = random_network(preset_of("max pooling"), 1)
    more = {"dense3.w": np.ones((5, 4)), "dense3.b": np.ones(5)}
    found = replace(side_of(**{**network.parameters, **more}), network=network)
    if not is_more:
        layers = found.reading.layers[:-2]
        found = replace(found, reading=replace(found.reading, layers=layers))
    assert align(found, found).reason == (
        "The filters were not matched: the layers of a.npz were not recognised as those of "
        "the network that its parameters belong to."
    )


@pytest.mark.parametrize("names", [("z", "y", "x", "w1"), ("stem", "body", "neck", "head")])
@pytest.mark.parametrize("key", ["safetensors", "pytorch", "npz"])
def test_layers_by_any_names_are_reordered_truly_or_not_at_all(
    names: tuple[str, ...], key: str, tmp_path: Path, rng: np.random.Generator
) -> None:
    preset = preset_of("max pooling")
    new = dict(zip(("conv1", "conv2", "dense1", "dense2"), names, strict=True))
    layers = tuple(replace(x, name=new.get(x.name, x.name)) for x in preset.layers)
    preset = replace(preset, layers=layers)
    network = random_network(preset, 2)
    chosen = next(f for f in FORMATS if f.key == key)
    path = tmp_path / f"b{chosen.suffixes[0]}"
    chosen.write(path, Exported(network, preset, "convviz 0"))
    b = Side.of_params(load_params(path))
    found = align(Side.of_network("a", random_network(preset, 1)), b)
    if found.reason:
        assert "were not recognised as those of the network" in found.reason
        return
    assert found.moved
    turned = network.replica(freeze=False)
    arrays = {item.place: item.array for item in found.applied(b).items}
    state = dict(zip(network.parameters, network.parameters, strict=True))
    state = state_names(network) if key == "pytorch" else state
    turned.load({own: np.float32(arrays[there]) for own, there in state.items()})
    x = rng.random((4, 2, 9, 9), np.float32)
    assert turned.forward(x) == pytest.approx(network.forward(x), abs=1e-5)


def test_a_description_that_is_none_says_nothing(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    write_safetensors(path, {"w": np.ones((3, 2))}, {"convviz.preset": "no JSON"})
    assert Side.of_params(load_params(path)).network is None


def test_a_bias_without_an_entry_per_filter_is_refused(side_of: MakeSide) -> None:
    found = side_of(W1=np.ones((4, 3)), b1=np.ones(4), W2=np.ones((2, 4)), b2=np.ones(2))
    first = replace(found.reading.layers[0], bias=np.ones(1))
    layers = (first, *found.reading.layers[1:])
    found = replace(found, reading=replace(found.reading, layers=layers))
    assert align(found, found).reason.endswith(
        "the bias of dense1 of a.npz has no entry per filter."
    )
