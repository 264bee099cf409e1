from __future__ import annotations

import doctest
import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingError, ShapeError
from engine.functional import (
    cross_entropy,
    cross_entropy_backward,
    softmax,
    softmax_backward,
)

SIZES = {"n": st.integers(1, 6), "classes": st.integers(1, 8), "seed": st.integers(0, 2**16)}
LAYOUT = st.sampled_from(["C", "F", "backwards", "every-other"])


def arrays(n, classes, seed):
    """Return scores, labels and dp, and the generator that made them."""
    rng = np.random.default_rng(seed)
    z, dp = 3 * rng.standard_normal((n, classes)), rng.standard_normal((n, classes))
    return z, rng.integers(0, classes, n), dp, rng


def softmax_by_loops(z):
    p = np.zeros_like(z)
    for n, k in np.ndindex(*z.shape):
        p[n, k] = math.exp(z[n, k]) / math.fsum(math.exp(score) for score in z[n])
    return p


def test_examples_of_the_docstrings_hold():
    module = sys.modules[softmax.__module__]
    assert doctest.testmod(module, extraglobs={"np": np}) == (0, 2)


@given(**SIZES, layout=LAYOUT)
def test_results_are_the_definition(n, classes, seed, layout, laid_out, assert_close):
    z, labels, dp, _ = arrays(n, classes, seed)
    p = softmax_by_loops(z)
    through_p = np.zeros_like(z)
    for i, k, j in np.ndindex(n, classes, classes):
        through_p[i, k] += dp[i, j] * p[i, j] * ((j == k) - p[i, k])
    dz = p.copy()
    for i in range(n):
        dz[i, labels[i]] -= 1
    z, dp = laid_out(z, layout), laid_out(dp, layout)
    labels.flags.writeable = False
    assert_close([softmax(z)], [p], 1e-14)
    assert np.allclose(softmax_backward(dp, softmax(z)), through_p, rtol=0, atol=1e-14)
    assert np.allclose(cross_entropy_backward(z, labels), dz / n, rtol=0, atol=1e-15)
    loss = math.fsum(-math.log(p[i, labels[i]]) for i in range(n)) / n
    assert cross_entropy(z, labels) == pytest.approx(loss, rel=1e-12, abs=1e-14)


@given(**SIZES)
def test_backward_is_the_derivative_of_forward(n, classes, seed, assert_derivative):
    z, labels, dp, rng = arrays(n, classes, seed)
    assert_derivative(softmax, z, dp, softmax_backward(dp, softmax(z)), rng)
    dz = cross_entropy_backward(z, labels)
    assert_derivative(lambda z: cross_entropy(z, labels), z, np.ones(1), dz, rng)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("sizes", [(1, 2), (7, 3), (128, 10)])
def test_results_are_those_of_torch(sizes, dtype, tolerance, assert_close):
    torch = pytest.importorskip("torch")
    z, labels, dp, _ = arrays(*sizes, seed=0)
    z, dp = z.astype(dtype), dp.astype(dtype)
    one, other = (torch.tensor(z.astype(np.float64), requires_grad=True) for _ in range(2))
    p = torch.softmax(one, dim=1)
    p.backward(torch.tensor(dp.astype(np.float64)))
    loss = torch.nn.functional.cross_entropy(other, torch.tensor(labels))
    loss.backward()
    here = softmax(z), softmax_backward(dp, softmax(z)), cross_entropy_backward(z, labels)
    assert {a.dtype.name for a in here} == {dtype}
    there = [p.detach().numpy(), one.grad.numpy(), other.grad.numpy()]
    assert_close(here, there, tolerance)
    assert cross_entropy(z, labels) == pytest.approx(loss.item(), rel=tolerance)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_large_scores_overflow_nowhere(dtype):
    z = np.array([[1e4, 0, -1e4], [-1e30, -1e30, -1e30]], dtype)
    labels = np.array([2, 1])
    assert softmax(z).tolist() == [[1, 0, 0], [pytest.approx(1 / 3)] * 3]
    assert cross_entropy(z, labels) == pytest.approx((2e4 + math.log(3)) / 2)
    expected = [[0.5, 0, -0.5], [1 / 6, -1 / 3, 1 / 6]]
    assert np.allclose(cross_entropy_backward(z, labels), expected)


def test_no_samples_have_no_loss_and_an_empty_gradient():
    z, labels = np.zeros((0, 3)), np.zeros(0, np.int64)
    assert cross_entropy(z, labels) == 0
    assert cross_entropy_backward(z, labels).shape == (0, 3)
    assert softmax_backward(z, softmax(z)).shape == (0, 3)


@pytest.mark.parametrize("dtype", ["uint8", "int32", "uint64"])
def test_labels_may_be_integers_of_any_kind(rng, dtype):
    z, labels = rng.random((4, 3)), np.array([0, 2, 1, 1])
    assert cross_entropy(z, labels.astype(dtype)) == cross_entropy(z, labels)
    dz = cross_entropy_backward(z, labels.astype(dtype))
    assert np.array_equal(dz, cross_entropy_backward(z, labels))


@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_backward])
@pytest.mark.parametrize(
    ("labels", "error", "sentence"),
    [
        (np.array([0, 3]), SettingError, r"labels must be in \[0, 3\), got 3"),
        (np.array([-1, 0]), SettingError, r"labels must be in \[0, 3\), got -1"),
        (
            np.array([0.0, 1.0]),
            SettingError,
            "labels must be an array of whole numbers, got 'fl",
        ),
        (
            np.array([True, False]),
            SettingError,
            "labels must be an array of whole .* got 'bool'",
        ),
        ([0, 1], SettingError, "labels must be an array of whole numbers, got 'list'"),
        (np.array([0, 1, 2]), ShapeError, r"labels must have shape \(2,\), got \(3,\)"),
        (np.array([[0, 1]]), ShapeError, r"labels must have shape \(2,\), got \(1, 2\)"),
    ],
)
def test_wrong_labels_are_refused_in_a_sentence(function, labels, error, sentence):
    with pytest.raises(error, match=f"^{function.__name__}: {sentence}"):
        function(np.ones((2, 3)), labels)


@pytest.mark.parametrize(
    ("z", "error", "sentence"),
    [
        (np.ones(3), ShapeError, r"must have shape \(N, K\), got \(3,\)"),
        (np.ones((2, 0)), SettingError, r"must have at least one class, got \(0,\)"),
        (
            np.ones((2, 3), int),
            SettingError,
            "must be an array of float32 or float64, got 'int",
        ),
    ],
)
def test_wrong_scores_are_refused_in_a_sentence(z, error, sentence):
    labels = np.zeros(2, np.int64)
    with pytest.raises(error, match=f"^softmax: z {sentence}"):
        softmax(z)
    with pytest.raises(error, match=f"^cross_entropy: z {sentence}"):
        cross_entropy(z, labels)
    with pytest.raises(error, match=f"^cross_entropy_backward: z {sentence}"):
        cross_entropy_backward(z, labels)
    with pytest.raises(error, match=r"^softmax_backward: .* must "):
        softmax_backward(z, z)


def test_gradient_that_does_not_fit_is_refused_in_a_sentence():
    rule = r"softmax_backward: dp must have shape \(2, 3\), got \(3, 2\)"
    with pytest.raises(ShapeError, match=rule):
        softmax_backward(np.ones((3, 2)), np.ones((2, 3)))
