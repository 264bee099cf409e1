from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels import definition
from engine.kernels.axis import Axis
from engine.kernels.convolution import convolve, gradient_of_input, gradient_of_kernel


@st.composite
def axes(draw):
    """An axis whose windows fit, with any stride, padding and dilation."""
    size, dilation = draw(st.integers(1, 4)), draw(st.integers(1, 3))
    before, after = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    reach = (size - 1) * dilation + 1
    length = draw(st.integers(max(1, reach - before - after), 11))
    stride = draw(st.integers(1, 4))
    count = (before + length + after - reach) // stride + 1
    return Axis(length, size, count, stride, before, dilation)


GEOMETRY = {"rows": axes(), "columns": axes()}
COUNTS = {"n": st.integers(1, 3), "channels": st.integers(1, 3), "filters": st.integers(1, 5)}
SEED = st.integers(0, 2**16)


def arrays(rows, columns, n, channels, filters, seed):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, channels, rows.length, columns.length))
    w = rng.standard_normal((filters, channels, rows.size, columns.size))
    return x, w, rng.standard_normal(filters), rng


@given(**GEOMETRY, **COUNTS, seed=SEED)
def test_forward_is_the_definition(rows, columns, n, channels, filters, seed):
    x, w, b, _ = arrays(rows, columns, n, channels, filters, seed)
    y, _ = convolve(x, w, b, rows, columns)
    assert np.allclose(y, definition.convolve(x, w, b, rows, columns), rtol=1e-10)


@given(**GEOMETRY, **COUNTS, seed=SEED)
def test_gradients_are_those_of_a_linear_function(rows, columns, n, channels, filters, seed):
    x, w, b, rng = arrays(rows, columns, n, channels, filters, seed)
    y, taps = convolve(x, w, b, rows, columns)
    dy, none = rng.standard_normal(y.shape), np.zeros(filters)
    dw, db = gradient_of_kernel(dy, taps, w, rows, columns)
    dx = gradient_of_input(dy, w, rows, columns)
    other_x, other_w = rng.standard_normal(x.shape), rng.standard_normal(w.shape)

    def output(x, w):
        return (definition.convolve(x, w, none, rows, columns) * dy).sum()

    assert (dx * other_x).sum() == pytest.approx(output(other_x, w), abs=1e-9)
    assert (dw * other_w).sum() == pytest.approx(output(x, other_w), abs=1e-9)
    assert np.allclose(db, dy.sum(axis=(0, 2, 3)))


@pytest.mark.parametrize(
    "axis",
    [
        pytest.param(Axis(7, 3, 5), id="plain"),
        pytest.param(Axis(9, 3, 5, dilation=2), id="dilated"),
        pytest.param(Axis(11, 3, 5, stride=2), id="strided"),
    ],
)
def test_products_too_large_for_one_call_are_the_definition(rng, axis):
    """Runs of several parts, and a gradient of the kernel tap by tap."""
    n, channels, filters = 200, 24, 50
    x, other_x = rng.standard_normal((2, n, channels, axis.length, axis.length))
    w, b = rng.standard_normal((filters, channels, 3, 3)), rng.standard_normal(filters)
    places = np.arange(5)[:, None] * axis.stride + np.arange(3) * axis.dilation

    def under_taps(x):
        return x[:, :, places[:, :, None, None], places]

    y, taps = convolve(x, w, b, axis, axis)
    expected = np.einsum("fcuv,nciujv->nfij", w, under_taps(x), optimize=True)
    assert np.allclose(y, expected + b[:, None, None], rtol=1e-10)

    dy = rng.standard_normal(y.shape)
    dw, db = gradient_of_kernel(dy, taps, w, axis, axis)
    expected_dw = np.einsum("nfij,nciujv->fcuv", dy, under_taps(x), optimize=True)
    assert np.allclose(dw, expected_dw, rtol=1e-10)
    assert np.allclose(db, dy.sum(axis=(0, 2, 3)))

    dx = gradient_of_input(dy, w, axis, axis)
    slope = np.einsum("fcuv,nciujv,nfij->", w, under_taps(other_x), dy, optimize=True)
    assert (dx * other_x).sum() == pytest.approx(slope, rel=1e-9)


@pytest.mark.parametrize(("channels", "filters"), [(1, 8), (8, 8), (3, 50)])
def test_float32_stays_float32_and_close(rng, channels, filters):
    axis = Axis(28, 5, 24)
    x = rng.standard_normal((3, channels, 28, 28))
    w, b = rng.standard_normal((filters, channels, 5, 5)), rng.standard_normal(filters)
    exact, _ = convolve(x, w, b, axis, axis)
    single = [array.astype(np.float32) for array in (x, w, b)]
    y, _ = convolve(*single, axis, axis)
    assert y.dtype == np.float32
    assert np.abs(y - exact).max() < 1e-5 * np.abs(exact).max()


@pytest.mark.parametrize("order", ["C", "F"])
def test_memory_order_of_the_input_does_not_matter(rng, order):
    axis = Axis(6, 3, 4)
    x, w, b = rng.random((2, 3, 6, 6)), rng.random((2, 3, 3, 3)), rng.random(2)
    y, _ = convolve(np.array(x, order=order), w, b, axis, axis)
    assert np.array_equal(y, convolve(x, w, b, axis, axis)[0])


def test_batch_is_the_same_as_its_images_one_by_one(rng):
    axis = Axis(9, 3, 4, stride=2, before=1)
    x, w, b = rng.random((4, 2, 9, 9)), rng.random((3, 2, 3, 3)), rng.random(3)
    alone = [convolve(image[None], w, b, axis, axis)[0] for image in x]
    assert np.allclose(convolve(x, w, b, axis, axis)[0], np.concatenate(alone), rtol=1e-13)


def test_input_and_kernel_stay_as_they_are(rng):
    axis = Axis(6, 3, 6, before=1)
    x, w, b = rng.random((2, 1, 6, 6)), rng.random((2, 1, 3, 3)), rng.random(2)
    copies = x.copy(), w.copy(), b.copy()
    y, taps = convolve(x, w, b, axis, axis)
    gradient_of_kernel(y, taps, w, axis, axis)
    gradient_of_input(y, w, axis, axis)
    assert all(np.array_equal(a, c) for a, c in zip((x, w, b), copies, strict=True))
