"""Any network in any layout reads back as the same layers."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.checkpoints import DEFAULT, read_layers
from engine.checkpoints.pickles import read_pickle

Arrays = list[np.ndarray]


def in_turn(weights: Arrays, biases: Arrays) -> Arrays:
    return [x for pair in zip(weights, biases, strict=True) for x in pair]


def by_name(pattern: str) -> Callable[[Arrays, Arrays], dict[str, np.ndarray]]:
    def named(weights: Arrays, biases: Arrays) -> dict[str, np.ndarray]:
        pairs = enumerate(zip(weights, biases, strict=True))
        found = [(i, role, x) for i, pair in pairs for role, x in zip("wb", pair, strict=True)]
        return {pattern.format(i=i, role=role): x for i, role, x in reversed(found)}

    return named


LAYOUTS: dict[str, Callable[[Arrays, Arrays], object]] = {
    "grouped": lambda w, b: [*w, *b],
    "in turn": in_turn,
    "two lists": lambda w, b: (w, b),
    "two lists, biases first": lambda w, b: (b, w),
    "W1": by_name("{role}{i}"),
    "layer1.w": by_name("layer{i}.{role}"),
    "layer1_w": by_name("layer{i}_{role}"),
    "a list per layer": lambda w, b: [list(pair) for pair in zip(w, b, strict=True)],
    "beside a cost": lambda w, b: [[*w, *b], [2.0, 1.0]],
}
BIASES = {"(n,)": lambda b: b, "(n, 1)": lambda b: b[:, None], "(1, n)": lambda b: b[None]}

layouts = st.sampled_from(sorted(LAYOUTS))
bends = st.sampled_from(sorted(BIASES))
# Different from each other: equal ones are what a shape cannot tell.
sizes = st.lists(st.integers(12, 60), min_size=3, max_size=6, unique=True)


def assert_reads_back(
    weights: Arrays, stored: Arrays, biases: Arrays, layout: str, bend: str
) -> None:
    value = LAYOUTS[layout](stored, [BIASES[bend](b) for b in biases])
    found = read_layers(read_pickle(pickle.dumps(value), DEFAULT).tree)
    assert len(found.layers) == len(weights)
    for layer, w, b in zip(found.layers, weights, biases, strict=True):
        np.testing.assert_array_equal(layer.weight, w)
        np.testing.assert_array_equal(layer.bias, b)


@settings(max_examples=60, deadline=None)
@given(sizes, layouts, bends, st.booleans(), st.integers(0, 2**32 - 1))
def test_any_dense_network_reads_back(
    widths: list[int], layout: str, bend: str, turned: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    weights = [rng.standard_normal(pair[::-1]) for pair in pairwise(widths)]
    biases = [rng.standard_normal(len(w)) for w in weights]
    stored = [w.T for w in weights] if turned else weights
    assert_reads_back(weights, stored, biases, layout, bend)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(12, 40), min_size=1, max_size=3, unique=True),
    st.sampled_from([3, 5, 7]),
    st.integers(2, 6),
    layouts,
    bends,
    st.booleans(),
    st.integers(0, 2**32 - 1),
)
def test_any_convolutional_network_reads_back(
    filters: list[int], size: int, side: int, layout: str, bend: str, turned: bool, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    channels = [1, *filters]
    weights = [
        rng.standard_normal((f, c, size, size)) for c, f in zip(channels, filters, strict=False)
    ]
    weights.append(rng.standard_normal((10, filters[-1] * side * side)))
    biases = [rng.standard_normal(len(w)) for w in weights]
    stored = [w.transpose(2, 3, 1, 0) if w.ndim == 4 else w.T for w in weights]
    assert_reads_back(weights, stored if turned else weights, biases, layout, bend)
