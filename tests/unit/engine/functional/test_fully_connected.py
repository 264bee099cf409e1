from __future__ import annotations

import doctest
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import SettingError, ShapeError
from engine.functional import dense, dense_backward

SIZES = {"n": st.integers(0, 5), "inputs": st.integers(1, 9), "outputs": st.integers(1, 7)}
SEED = st.integers(0, 2**16)
LAYOUT = st.sampled_from(["C", "F", "backwards", "every-other"])


def arrays(n, inputs, outputs, seed):
    """Return x, w, b and dy, and the generator that made them."""
    rng = np.random.default_rng(seed)
    shapes = (n, inputs), (outputs, inputs), (outputs,), (n, outputs)
    return *(rng.standard_normal(shape) for shape in shapes), rng


def test_examples_of_the_docstrings_hold():
    module = sys.modules[dense.__module__]
    assert doctest.testmod(module, extraglobs={"np": np}) == (0, 1)


@given(**SIZES, layout=LAYOUT, seed=SEED)
def test_results_are_the_definition(n, inputs, outputs, layout, seed, laid_out, assert_close):
    x, w, b, dy, _ = arrays(n, inputs, outputs, seed)
    y, dx, dw, db = (
        np.zeros((n, outputs)),
        np.zeros(x.shape),
        np.zeros(w.shape),
        np.zeros(outputs),
    )
    y += b
    for i, m, k in np.ndindex(n, outputs, inputs):
        y[i, m] += x[i, k] * w[m, k]
        dx[i, k] += dy[i, m] * w[m, k]
        dw[m, k] += dy[i, m] * x[i, k]
    for i in range(n):
        db += dy[i]
    x, w, dy = (laid_out(a, layout) for a in (x, w, dy))
    results = dense(x, w, b), *dense_backward(dy, x, w)
    assert all(a.flags.c_contiguous for a in results)
    assert_close(results, [y, dx, dw, db], 1e-10)


@given(**SIZES | {"n": st.integers(1, 5)}, seed=SEED)
def test_backward_is_the_derivative_of_forward(n, inputs, outputs, seed, assert_derivative):
    x, w, b, dy, rng = arrays(n, inputs, outputs, seed)
    dx, dw, db = dense_backward(dy, x, w)
    assert_derivative(lambda x: dense(x, w, b), x, dy, dx, rng)
    assert_derivative(lambda w: dense(x, w, b), w, dy, dw, rng)
    assert_derivative(lambda b: dense(x, w, b), b, dy, db, rng)


@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-10), ("float32", 1e-5)])
@pytest.mark.parametrize("sizes", [(1, 1, 1), (0, 3, 2), (32, 1690, 10), (64, 300, 100)])
def test_results_are_those_of_torch(sizes, dtype, tolerance, assert_close):
    torch = pytest.importorskip("torch")
    x, w, b, dy = (a.astype(dtype) for a in arrays(*sizes, seed=0)[:4])
    there = [torch.tensor(a.astype(np.float64), requires_grad=True) for a in (x, w, b)]
    y = torch.nn.functional.linear(*there)
    y.backward(torch.tensor(dy.astype(np.float64)))
    results = dense(x, w, b), *dense_backward(dy, x, w)
    assert {a.dtype.name for a in results} == {dtype}
    exact = [y.detach().numpy(), *(a.grad.numpy() for a in there)]
    assert_close(results, exact, tolerance)


def test_no_bias_is_a_bias_of_0(rng):
    x, w = rng.random((2, 3)), rng.random((4, 3))
    assert np.array_equal(dense(x, w), dense(x, w, np.zeros(4)))


@pytest.mark.parametrize(
    ("x", "w", "b", "error", "sentence"),
    [
        ((2, 3, 1), (4, 3), 4, ShapeError, r"x must have shape \(N, in\), got \(2, 3, 1\)"),
        ((2, 3), (3, 4), 4, ShapeError, r"w must have shape \(out, 3\), got \(3, 4\)"),
        ((2, 3), (4, 3), 3, ShapeError, r"b must have shape \(4,\), got \(3,\)"),
        ((2, 0), (4, 0), 4, SettingError, r"x must have at least one input, got \(0,\)"),
        ((2, 3), (0, 3), 0, SettingError, r"w must have at least one output, got \(0, 3\)"),
    ],
)
def test_shapes_that_do_not_match_are_refused_in_a_sentence(x, w, b, error, sentence):
    with pytest.raises(error, match=f"^dense: {sentence}"):
        dense(np.ones(x), np.ones(w), np.ones(b))


def test_gradient_that_does_not_fit_is_refused_in_a_sentence():
    x, w = np.ones((2, 3)), np.ones((4, 3))
    rule = r"dense_backward: dy must have shape \(2, 4\), got \(2, 3\)"
    with pytest.raises(ShapeError, match=rule):
        dense_backward(x, x, w)


def test_other_dtypes_are_refused_in_a_sentence():
    x, w = np.ones((2, 3)), np.ones((4, 3))
    with pytest.raises(SettingError, match="dense: x must be an array of float32 or float64"):
        dense(x.astype(np.int32), w)
    rule = "x and b must be both float32 or both float64, got 'float64 and float32'"
    with pytest.raises(SettingError, match=f"dense: {rule}"):
        dense(x, w, np.ones(4, np.float32))
    rule = "dy and x must be both float32 or both float64, got 'float32 and float64'"
    with pytest.raises(SettingError, match=f"dense_backward: {rule}"):
        dense_backward(np.ones((2, 4), np.float32), x, w)
