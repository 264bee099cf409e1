from __future__ import annotations

import itertools

import numpy as np
import pytest

from engine.errors import SettingError
from engine.layers import BatchNorm, Training

HERE = Training(seed=0, step=0, shard=0)
SHAPES = [(3, 4, 5), (6,)]


@pytest.fixture
def make(rng, in_float64):
    """Return a function that makes a layer in float64 with random parameters."""

    def make(shape=(3, 4, 5), **options):
        layer = in_float64(BatchNorm("norm1", shape, **options))
        for name, array in layer.parameters.items():
            array[...] = rng.uniform(0.5, 2, array.shape) if name != "beta" else rng.normal()
        return layer

    return make


def cells_of(x, c):
    """Yield the place of every number that channel or unit `c` has."""
    yield from itertools.product([*range(len(x))], [c], *map(range, x.shape[2:]))


@pytest.mark.parametrize("shape", SHAPES)
def test_in_training_it_is_the_formula_number_by_number(rng, make, shape):
    layer = make(shape)
    x = rng.standard_normal((7, *shape))
    y, _ = layer.forward_in_training(x, HERE)
    p = layer.parameters
    for c in range(shape[0]):
        numbers = [x[i] for i in cells_of(x, c)]
        mean = sum(numbers) / len(numbers)
        variance = sum((n - mean) ** 2 for n in numbers) / len(numbers)
        for i in cells_of(x, c):
            n = (x[i] - mean) / np.sqrt(variance + 1e-5)
            assert y[i] == pytest.approx(p["gamma"][c] * n + p["beta"][c], rel=1e-10)


@pytest.mark.parametrize("shape", SHAPES)
def test_otherwise_it_is_the_formula_with_the_running_values(rng, make, shape):
    layer = make(shape, eps=0.01)
    x = rng.standard_normal((7, *shape))
    y, _ = layer.forward(x)
    p = layer.parameters
    for c in range(shape[0]):
        for i in cells_of(x, c):
            n = (x[i] - p["mean"][c]) / np.sqrt(p["variance"][c] + 0.01)
            assert y[i] == pytest.approx(p["gamma"][c] * n + p["beta"][c], rel=1e-10)


def test_with_its_first_values_it_changes_next_to_nothing(rng):
    layer = BatchNorm("norm1", (6,))
    layer.initialize(rng)
    x = rng.standard_normal((7, 6))
    assert layer.apply(x) == pytest.approx(x, rel=1e-5)


def test_in_training_every_channel_gets_mean_beta_and_spread_gamma(rng, make):
    layer = make()
    y, _ = layer.forward_in_training(1e4 + rng.standard_normal((16, 3, 4, 5)), HERE)
    assert y.mean((0, 2, 3)) == pytest.approx(layer.parameters["beta"], abs=1e-9)
    assert y.std((0, 2, 3)) == pytest.approx(layer.parameters["gamma"], rel=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-10), (np.float32, 1e-5)])
@pytest.mark.parametrize("learning", [True, False])
def test_outputs_gradients_and_running_values_are_those_of_pytorch(
    rng, make, shape, dtype, tolerance, learning
):
    torch = pytest.importorskip("torch")
    layer = make(shape, momentum=0.8)
    layer = layer.bound_to({name: a.astype(dtype) for name, a in layer.parameters.items()})
    p = layer.parameters
    running = [torch.tensor(p[name]) for name in ("mean", "variance")]
    x, dy = rng.standard_normal((2, 16, *shape)).astype(dtype)
    inputs = [torch.tensor(a, requires_grad=True) for a in (x, p["gamma"], p["beta"])]
    out = torch.nn.functional.batch_norm(
        inputs[0], *running, *inputs[1:], training=learning, momentum=0.2, eps=1e-5
    )
    out.backward(torch.tensor(dy))

    y, saved = layer.forward_in_training(x, HERE) if learning else layer.forward(x)
    given = layer.backward(dy, saved)
    if learning:
        layer.take_in([layer.observation(saved)])
    ours = [y, given.x, given.parameters["gamma"], given.parameters["beta"]]
    theirs = [out.detach(), *(a.grad for a in inputs)]
    ours += [p["mean"], p["variance"]]
    for mine, their in zip(ours, [*theirs, *running], strict=True):
        scale = float(their.abs().max())
        assert mine.dtype == dtype
        assert mine == pytest.approx(their.numpy(), rel=tolerance, abs=tolerance * scale)


def test_running_values_move_towards_the_mean_and_the_pooled_variance_of_all_shards(rng, make):
    layer = make((6,), momentum=0.7)
    before = {name: layer.parameters[name].copy() for name in ("mean", "variance")}
    shards = [rng.standard_normal((n, 6)) for n in (16, 16, 5, 1)]
    seen = [layer.observation(layer.forward_in_training(x, HERE)[1]) for x in shards]
    layer.take_in(seen)

    mean = np.concatenate(shards).mean(axis=0)
    around = [((x - x.mean(axis=0)) ** 2).sum(axis=0) for x in shards]
    variance = sum(around) / (15 + 15 + 4 + 0)
    for name, of_batch in (("mean", mean), ("variance", variance)):
        moved = 0.7 * before[name] + 0.3 * of_batch
        assert layer.parameters[name] == pytest.approx(moved, rel=1e-10), name


def test_outside_of_training_there_is_nothing_to_take_in(rng, make):
    layer = make()
    assert layer.observation(layer.forward(rng.random((2, 3, 4, 5)))[1]) is None


def test_training_alone_moves_no_running_value(rng, make):
    layer = make()
    before = {name: a.copy() for name, a in layer.parameters.items()}
    _, saved = layer.forward_in_training(rng.random((4, 3, 4, 5)), HERE)
    layer.backward(rng.random((4, 3, 4, 5)), saved)
    assert all(np.array_equal(a, before[name]) for name, a in layer.parameters.items())


def test_single_sample_of_a_vector_becomes_beta_and_teaches_the_layer_before_nothing(make):
    layer = make((6,))
    variance = layer.parameters["variance"].copy()
    y, saved = layer.forward_in_training(np.full((1, 6), 3.0), HERE)
    assert np.array_equal(y[0], layer.parameters["beta"])
    given = layer.backward(np.ones((1, 6)), saved)
    assert not given.x.any()
    assert not given.parameters["gamma"].any()
    assert given.parameters["beta"].tolist() == [1] * 6
    layer.take_in([layer.observation(saved)])
    assert np.array_equal(layer.parameters["variance"], variance)


def test_channel_that_never_varies_becomes_beta(make):
    layer = make()
    y, saved = layer.forward_in_training(np.full((4, 3, 4, 5), 2.0, np.float32), HERE)
    assert np.isfinite(layer.backward(np.ones_like(y), saved).x).all()
    assert y[0, :, 0, 0] == pytest.approx(layer.parameters["beta"])


def test_no_sample_gives_no_output(make):
    assert make().apply(np.zeros((0, 3, 4, 5))).shape == (0, 3, 4, 5)


@pytest.mark.parametrize("shape", [(8, 4, 4), (8,)])
def test_parameters_are_counted_and_told_in_words(shape):
    layer = BatchNorm("norm1", shape)
    assert layer.parameter_count == 32
    assert layer.arithmetic() == "8 × (2 + 2) = 32"
    assert layer.note() == "γ, β; mean, var"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"momentum": 1}, r"norm1: momentum must be a number in \[0, 1\), got 1"),
        ({"eps": 0}, "norm1: eps must be a number from 1e-30 to 1, got 0"),
    ],
)
def test_setting_that_breaks_its_rule_is_refused(options, message):
    with pytest.raises(SettingError, match=message):
        BatchNorm("norm1", (8,), **options)
