from __future__ import annotations

import re

import numpy as np
import pytest

from engine.errors import SettingError
from engine.initializers import INITIALIZERS, fans, he_normal, make_initializer
from engine.layers import Conv2D, Dense

SPREADS = {
    "he-normal": np.sqrt(2 / (20 * 3 * 5)),
    "he-uniform": np.sqrt(2 / (20 * 3 * 5)),
    "kaiming-normal": np.sqrt(2 / (20 * 3 * 5)),
    "kaiming-uniform": np.sqrt(2 / (20 * 3 * 5)),
    "glorot-normal": np.sqrt(2 / ((20 + 40) * 3 * 5)),
    "glorot-uniform": np.sqrt(2 / ((20 + 40) * 3 * 5)),
    "size-normal": 1 / np.sqrt(40 * 20 * 3 * 5),
    "normal": 0.01,
    "uniform": 0.05 / np.sqrt(3),
    "zeros": 0.0,
}
"""Standard deviations of 40 filters of 20×3×5."""


def filled(setting, shape=(40, 20, 3, 5), seed=0):
    w = np.full(shape, np.nan)
    make_initializer("conv1", setting)(w, np.random.default_rng(seed))
    return w


def test_every_way_has_its_spread_written_here():
    assert set(SPREADS) == set(INITIALIZERS)


@pytest.mark.parametrize(("kind", "spread"), SPREADS.items())
def test_weights_have_mean_0_and_the_spread_of_the_paper(kind, spread):
    w = filled(kind)
    assert w.mean() == pytest.approx(0, abs=4 * spread / np.sqrt(w.size))
    assert w.std() == pytest.approx(spread, rel=0.03)


@pytest.mark.parametrize("kind", [kind for kind in SPREADS if kind.endswith("uniform")])
def test_uniform_weights_fill_their_range_and_never_leave_it(kind):
    limit = SPREADS[kind] * np.sqrt(3)
    assert 0.99 * limit < np.abs(filled(kind)).max() <= limit


def test_fans_count_the_products_of_an_output_and_of_an_input():
    assert fans((40, 20, 3, 5)) == (20 * 3 * 5, 40 * 3 * 5)
    assert fans((128, 800)) == (800, 128)


@pytest.mark.parametrize("name", ["normal", "uniform"])
def test_kaiming_is_another_name_for_he(name):
    assert np.array_equal(filled(f"kaiming-{name}"), filled(f"he-{name}"))


def test_filters_of_the_conv_net_article_are_spread_by_the_size_of_the_whole_bank():
    size = (8, 8, 5, 5)
    std = 1.0 / np.sqrt(np.prod(size))
    of_the_article = np.random.default_rng(3).normal(loc=0, scale=std, size=size)
    assert np.array_equal(filled("size-normal", size, seed=3), of_the_article)
    scaled = filled({"kind": "size-normal", "scale": 2}, size, seed=3)
    assert scaled == pytest.approx(2 * of_the_article)


def test_spread_and_bounds_can_be_told():
    assert filled({"kind": "normal", "std": 3}).std() == pytest.approx(3, rel=0.03)
    w = filled({"kind": "uniform", "low": 0, "high": 1})
    assert 0 <= w.min() < 0.01
    assert 0.99 < w.max() <= 1
    assert not filled({"kind": "normal", "std": 0}).any()


def test_rectified_activations_keep_their_size_through_ten_layers(rng):
    x = rng.standard_normal((500, 300))
    for _ in range(10):
        w = np.empty((300, 300))
        he_normal(w, rng)
        x = np.maximum(0, x @ w.T)
    assert (x**2).mean() == pytest.approx(1, rel=0.5)


@pytest.mark.parametrize(
    "make",
    [
        lambda init: Conv2D("layer", (2, 6, 5), filters=3, size=3, init=init),
        lambda init: Dense("layer", (60,), units=3, init=init),
    ],
)
def test_layers_fill_their_weights_as_they_are_told_and_their_biases_with_0(make):
    layer = make({"kind": "uniform", "low": 1, "high": 2})
    layer.parameters["b"].fill(1)
    layer.initialize(np.random.default_rng(0))
    assert 1 <= layer.parameters["w"].min() < layer.parameters["w"].max() <= 2
    assert not layer.parameters["b"].any()


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("lecun", "conv1: init must be one of he-normal, "),
        (3, "or a table with that as kind, got 3"),
        (["he-normal"], "or a table with that as kind, got ['he-normal']"),
        ({"std": 0.1}, "or a table with that as kind, got {'std': 0.1}"),
        ({"kind": ["normal"]}, "conv1: init must be one of"),
        ({"kind": "normal", "low": 0}, "init normal must be told std alone, got 'low'"),
        ({"kind": "uniform", "std": 0}, "init uniform must be told low and high alone, got"),
        ({"kind": "he-normal", "std": 0}, "init he-normal must be told nothing alone, got"),
        ({"kind": "normal", "std": -1}, "std must be a number from 0 to 1e+06, got -1"),
        ({"kind": "normal", "std": 1e7}, "std must be a number from 0 to 1e+06, got 1000000"),
        ({"kind": "normal", "std": np.nan}, "std must be a number from 0 to 1e+06, got nan"),
        ({"kind": "normal", "std": "1"}, "std must be a number from 0 to 1e+06, got '1'"),
        ({"kind": "normal", "std": True}, "std must be a number from 0 to 1e+06, got True"),
        ({"kind": "uniform", "low": -1e7}, "low must be a number from -1e+06 to 1e+06, got"),
        ({"kind": "uniform", "low": 1}, "low must be less than high, got (1.0, 0.05)"),
    ],
)
def test_setting_that_cannot_be_followed_is_refused_in_a_sentence(setting, message):
    with pytest.raises(SettingError, match=re.escape(message)):
        make_initializer("conv1", setting)
