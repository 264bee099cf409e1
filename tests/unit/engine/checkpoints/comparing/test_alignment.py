from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.checkpoints import LoadCancelled
from engine.checkpoints.comparing import Side, align, alignment, compare
from engine.network import Network
from engine.presets import load_preset, preset_names

MakeSide = Callable[..., Side]


def shuffled(network: Network, rng: np.random.Generator) -> Network:
    """Return the same function with its hidden filters in another order."""
    copy = network.replica(freeze=False)
    owners = [layer for layer in copy.layers if "w" in layer.parameters]
    for layer, reader in pairwise(owners):
        order = rng.permutation(len(layer.parameters["b"]))
        inside = copy.layers[copy.index(layer.name) : copy.index(reader.name)]
        for own in inside:
            for array in own.parameters.values():
                array[...] = array[order].copy()
        w = reader.parameters["w"]
        blocks = w.reshape(len(w), len(order), -1)
        w[...] = blocks[:, order].reshape(w.shape)
    return copy


def side(name: str, network: Network) -> Side:
    return Side.of_parameters(name, network.parameters)


def load_side(network: Network, found: Side) -> Network:
    copy = network.replica(freeze=False)
    copy.load({item.place: item.array for item in found.items})
    return copy


@pytest.mark.parametrize("preset", preset_names())
def test_a_shuffled_network_is_put_back_into_order(
    preset: str, rng: np.random.Generator
) -> None:
    network = load_preset(preset).build(seed=1)
    other = shuffled(network, rng)
    found = compare(side("a", network), side("b", other), align=True)
    assert found.is_equal
    assert found.alignment is not None
    assert found.alignment.after == pytest.approx(1)
    assert found.alignment.before < 0.9
    assert found.alignment.moved


def test_normalisations_move_with_their_filters(rng: np.random.Generator) -> None:
    network = load_preset("conv-net").build(seed=1)
    arrays = dict(network.parameters)
    places = list(arrays)
    norm = {f"norm1.{name}": rng.random(8) for name in ("gamma", "beta", "mean", "variance")}
    at = places.index("conv1.b") + 1
    arrays = {
        **{p: arrays[p] for p in places[:at]},
        **norm,
        **{p: arrays[p] for p in places[at:]},
    }
    order = rng.permutation(8)
    other = dict(arrays)
    for name in ("conv1.w", "conv1.b", *norm):
        other[name] = arrays[name][order]
    other["conv2.w"] = arrays["conv2.w"][:, order]
    a, b = (Side.of_parameters("x", each) for each in (arrays, other))
    assert compare(a, b, align=True).is_equal


def test_a_normalisation_that_belongs_to_no_layer_is_named(side_of: MakeSide) -> None:
    arrays = {"W1": np.ones((4, 3)), "b1": np.ones(4), "W2": np.ones((2, 4)), "b2": np.ones(2)}
    found = side_of(**{"bn.gamma": np.ones(4), **arrays})
    assert "bn.gamma of a.npz may have an entry per filter" in align(found, found).reason


def test_the_reordered_network_computes_the_same(
    conv_net: Network, rng: np.random.Generator
) -> None:
    trained = load_preset("conv-net").build(seed=8)
    for array in trained.parameters.values():
        array += rng.standard_normal(array.shape).astype(np.float32) * np.float32(0.05)
    found = align(side("a", conv_net), side("b", trained))
    assert found.moved
    assert found.after > found.before
    reordered = load_side(trained, found.applied(side("b", trained)))
    assert not np.array_equal(reordered.parameters.flat, trained.parameters.flat)
    x = rng.random((7, 1, 28, 28), np.float32)
    assert reordered.forward(x) == pytest.approx(trained.forward(x), abs=1e-6)


@given(
    seed=st.integers(0, 2**32 - 1),
    sizes=st.lists(st.integers(2, 9), min_size=3, max_size=5, unique=True),
)
def test_any_chain_is_found_again_in_any_order(seed: int, sizes: list[int]) -> None:
    rng = np.random.default_rng(seed)
    arrays, other, read = {}, {}, np.arange(sizes[0])
    for i, (m, n) in enumerate(pairwise(sizes), 1):
        w, b = rng.standard_normal((n, m)), rng.standard_normal(n)
        is_last = i == len(sizes) - 1
        order = np.arange(n) if is_last else rng.permutation(n)
        arrays |= {f"W{i}": w, f"b{i}": b}
        other |= {f"W{i}": w[order][:, read], f"b{i}": b[order]}
        read = order
    a, b = (Side.of_parameters("x", each) for each in (arrays, other))
    assert compare(a, b, align=True).is_equal


def test_alignment_never_makes_two_less_alike(rng: np.random.Generator) -> None:
    for seed in range(5):
        a, b = (load_preset("conv-net").build(seed=s) for s in (seed, seed + 100))
        found = align(side("a", a), side("b", b))
        assert found.after >= found.before
        assert found.after == pytest.approx(_cosine(found.applied(side("b", b)), side("a", a)))


def test_equal_networks_stay_as_they_are(conv_net: Network) -> None:
    found = align(side("a", conv_net), side("b", conv_net))
    assert found.moved == 0
    assert found.before == found.after == pytest.approx(1)


@pytest.mark.parametrize(
    ("arrays", "reason"),
    [
        ({"x": np.ones(3)}, "a.npz has 0 layers that were recognised."),
        (
            {"W1": np.ones((4, 3)), "b1": np.ones(4), "W2": np.ones((2, 5)), "b2": np.ones(2)},
            "dense2 of a.npz takes 5 inputs, which are not those of the 4 filters of dense1.",
        ),
        (
            {"W1": np.ones((4, 4)), "b1": np.ones(4), "W2": np.ones((4, 4)), "b2": np.ones(4)},
            "which axis of dense1 of a.npz is of its filters, its shape does not tell.",
        ),
    ],
)
def test_why_filters_were_not_matched_is_said(
    side_of: MakeSide, arrays: dict[str, np.ndarray], reason: str
) -> None:
    found = compare(side_of(**arrays), side_of(**arrays), align=True)
    assert found.alignment is not None
    assert found.alignment.reason == f"The filters were not matched: {reason}"
    assert found.is_equal


def test_other_layers_are_not_matched(side_of: MakeSide) -> None:
    a, b = (
        side_of(name, W1=np.ones((n, 3)), b1=np.ones(n), W2=np.ones((2, n)), b2=np.ones(2))
        for name, n in (("a.npz", 4), ("b.npz", 5))
    )
    assert align(a, b).reason.endswith("a.npz and b.npz have layers of other shapes.")


def test_very_wide_layers_are_not_matched(
    side_of: MakeSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "MOST_FILTERS", 3)
    a = side_of(W1=np.ones((4, 3)), b1=np.ones(4), W2=np.ones((2, 4)), b2=np.ones(2))
    assert align(a, a).reason.endswith("dense1 has 4 filters; up to 3 are matched.")


def test_very_large_layers_are_not_matched(
    side_of: MakeSide, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alignment, "MOST_PRODUCTS", 10)
    a = side_of(W1=np.ones((4, 3)), b1=np.ones(4), W2=np.ones((2, 4)), b2=np.ones(2))
    assert align(a, a).reason.endswith("the layers are too large for it.")


def test_layers_without_biases_are_matched_too(
    side_of: MakeSide, rng: np.random.Generator
) -> None:
    w1, w2, order = rng.normal(size=(5, 3)), rng.normal(size=(2, 5)), rng.permutation(5)
    a, b = side_of(W1=w1, W2=w2), side_of(W1=w1[order], W2=w2[:, order])
    found = compare(a, b, align=True)
    assert found.alignment is not None
    assert not found.alignment.reason
    assert found.alignment.moved
    assert found.is_equal


def test_numbers_whose_products_overflow_do_not_stop_it(
    side_of: MakeSide, rng: np.random.Generator
) -> None:
    w1, w2 = 1e200 * rng.normal(size=(5, 3)), rng.normal(size=(2, 5))
    a = side_of(W1=w1, b1=np.ones(5), W2=w2, b2=np.ones(2))
    b = side_of(W1=w1[::-1], b1=np.ones(5), W2=w2[:, ::-1], b2=np.ones(2))
    found = compare(a, b, align=True)
    assert found.alignment is not None
    assert not found.alignment.reason
    assert np.isnan(found.pairs[0].difference.cosine)


def test_assignment_can_be_cancelled(conv_net: Network) -> None:
    with pytest.raises(LoadCancelled):
        align(side("a", conv_net), side("b", conv_net), lambda: False)


def test_numbers_that_are_none_do_not_stop_it(
    conv_net: Network, rng: np.random.Generator
) -> None:
    other = shuffled(conv_net, rng)
    other.parameters["conv2.w"][0, 0, 0, 0] = np.nan
    assert align(side("a", conv_net), side("b", other)).after > 0.99


def _cosine(a: Side, b: Side) -> float:
    x, y = (
        np.concatenate([item.array.ravel() for item in one.items]).astype(np.float64)
        for one in (a, b)
    )
    return float(x @ y / np.linalg.norm(x) / np.linalg.norm(y))
