from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.errors import SettingError
from engine.optimizers import clip_norm, clip_value

SIZE = 40_000
"""Several of the chunks that the norm is summed in."""


@pytest.fixture
def gradients(rng):
    made = Parameters({"a.w": (SIZE // 10, 9), "a.b": (SIZE // 10,)})
    made.flat[...] = rng.standard_normal(SIZE)
    return made


def test_long_gradients_get_the_length_of_the_limit_and_keep_their_direction(gradients):
    before = gradients.flat.astype(np.float64)
    norm = clip_norm(gradients, 2.5)
    assert norm == pytest.approx(np.linalg.norm(before), rel=1e-12)
    assert gradients.flat == pytest.approx(before * (2.5 / norm), rel=1e-6)
    assert gradients.flat.dtype == np.float32


def test_short_gradients_stay_as_they_are(gradients):
    before = gradients.flat.copy()
    norm = clip_norm(gradients, 1e6)
    assert np.array_equal(gradients.flat, before)
    assert clip_norm(gradients, norm) == norm
    assert np.array_equal(gradients.flat, before)


def test_huge_gradients_do_not_overflow():
    huge = Parameters({"a.w": (4,)}, np.full(4, 3e38, np.float32))
    assert clip_norm(huge, 1.0) == pytest.approx(6e38)
    assert huge.flat == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_gradients_of_which_one_is_no_finite_number_are_left_alone(gradients, value):
    gradients.flat[3] = value
    before = gradients.flat.copy()
    assert not np.isfinite(clip_norm(gradients, 1.0))
    assert np.array_equal(gradients.flat, before, equal_nan=True)


def test_norm_and_gradients_are_those_of_pytorch(rng):
    torch = pytest.importorskip("torch")
    g = rng.standard_normal((2, 50))
    gradients = Parameters({"a.w": (50,), "a.b": (50,)}, g.ravel().copy())
    tensors = [torch.zeros(50, dtype=torch.float64, requires_grad=True) for _ in g]
    for tensor, part in zip(tensors, g, strict=True):
        tensor.grad = torch.tensor(part)
    norm = clip_norm(gradients, 2.0)
    assert norm == pytest.approx(float(torch.nn.utils.clip_grad_norm_(tensors, 2.0)), rel=1e-12)
    theirs = np.concatenate([t.grad.numpy() for t in tensors]) * (1 + 1e-6 / norm)
    assert gradients.flat == pytest.approx(theirs, rel=1e-10)


def test_each_value_is_brought_between_the_limits():
    gradients = Parameters({"a.w": (5,)}, np.array([-3, -0.5, 0, 0.5, np.inf], np.float32))
    clip_value(gradients, 1)
    assert gradients.flat.tolist() == [-1, -0.5, 0, 0.5, 1]


@pytest.mark.parametrize("clip", [clip_norm, clip_value])
@pytest.mark.parametrize("limit", [0, -1, float("nan"), float("inf"), "1"])
def test_limit_must_be_above_0(gradients, clip, limit):
    before = gradients.flat.copy()
    message = f"{clip.__name__}: limit must be a number above 0, got {limit!r}"
    with pytest.raises(SettingError, match=message):
        clip(gradients, limit)
    assert np.array_equal(gradients.flat, before)
