from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.checkpoints import LoadCancelled, statistics_of
from engine.checkpoints.comparing import blocks, change_of, change_statistics, measure
from engine.errors import ShapeError

SHAPES = arrays.array_shapes(min_dims=0, max_dims=4, max_side=6)


@pytest.fixture(params=[1 << 18, 7], ids=["whole", "in-blocks"])
def _block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", request.param)


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("shape", [(), (5,), (3, 4), (4, 2, 3, 3), (2, 30), (30, 1, 2)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_every_figure_is_its_definition(
    rng: np.random.Generator, shape: tuple[int, ...], order: str
) -> None:
    a = np.asarray(rng.standard_normal(shape), np.float32, order=order)
    b = np.asarray(a + np.float32(0.1) * (rng.random(shape) < 0.5), np.float32)
    change = b.astype(np.float64) - a.astype(np.float64)
    norm = np.linalg.norm
    found = measure(a, b)
    assert found.count == a.size
    assert found.changed == np.count_nonzero(a != b)
    assert found.largest == np.abs(change).max()
    assert abs(change[found.where]) == found.largest
    assert found.mean == pytest.approx(change.mean())
    assert found.rms == pytest.approx(np.sqrt(np.square(change).mean()))
    assert found.relative == pytest.approx(norm(change.ravel()) / norm(a.ravel()), rel=1e-6)
    cosine = np.vdot(a, b.astype(np.float64)) / norm(a.ravel()) / norm(b.ravel())
    assert found.cosine == pytest.approx(cosine, rel=1e-6)
    rows = change.reshape(change.shape[0] if len(shape) > 1 else 1, -1)
    assert found.by_filter == pytest.approx(norm(rows, axis=1))
    assert found.of_filter == pytest.approx(
        norm(np.asarray(a, np.float64).reshape(rows.shape), axis=1)
    )


@pytest.mark.usefixtures("_block")
def test_statistics_are_those_of_the_difference(rng: np.random.Generator) -> None:
    a, b = rng.standard_normal((2, 9, 11))
    found, expected = change_statistics(a, b), statistics_of(b - a)
    assert expected is not None
    assert found.mean == pytest.approx(expected.mean)
    assert found.std == pytest.approx(expected.std)
    assert (found.minimum, found.maximum) == (expected.minimum, expected.maximum)
    assert found.counts.tolist() == expected.counts.tolist()


@given(st.data())
def test_an_array_is_equal_to_itself(data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(["f2", "f4", "f8", "i1", "i8", "u8", "?", "c8"]))
    a = data.draw(arrays.arrays(dtype, SHAPES))
    found = measure(a, a.copy())
    assert found.is_equal
    assert found.is_bit_equal
    assert (found.largest, found.relative, found.unusable) == (0, 0, 0)


@given(data=st.data())
def test_swapping_both_turns_the_sign_and_nothing_else(data: st.DataObject) -> None:
    shape = data.draw(SHAPES)
    elements = st.floats(-1e6, 1e6, width=32)
    a, b = (data.draw(arrays.arrays(np.float32, shape, elements=elements)) for _ in "ab")
    there, back = measure(a, b), measure(b, a)
    assert there.mean == pytest.approx(-back.mean)
    assert (there.changed, there.largest) == (back.changed, back.largest)
    assert there.cosine == pytest.approx(back.cosine, nan_ok=True)


def test_nan_in_both_at_one_place_is_the_same() -> None:
    a = np.array([1.0, math.nan, math.nan, math.inf, math.inf, 2.0])
    b = np.array([1.0, math.nan, 3.0, math.inf, -math.inf, 2.5])
    found = measure(a, b)
    assert (found.changed, found.unusable) == (3, 2)
    assert (found.largest, found.where) == (0.5, (5,))
    assert found.mean == pytest.approx(0.5 / 2)  # of two that are finite in both


def test_a_change_to_nan_alone_has_no_size() -> None:
    found = measure(np.ones(3), np.array([1, math.nan, math.inf]))
    assert (found.changed, found.unusable) == (2, 2)
    assert math.isnan(found.largest)
    assert math.isnan(found.relative)


def test_zero_and_minus_zero_are_equal_but_not_bit_equal() -> None:
    found = measure(np.array([0.0]), np.array([-0.0]))
    assert found.is_equal
    assert not found.is_bit_equal


def test_other_types_of_the_same_numbers_are_equal_but_not_bit_equal() -> None:
    found = measure(np.float32([1, 2]), np.float64([1, 2]))
    assert found.is_equal
    assert not found.is_bit_equal


@pytest.mark.parametrize(
    ("a", "b", "change"),
    [
        (np.int64([2**60]), np.int64([2**60 + 1]), 1.0),
        (np.int64([-(2**63)]), np.int64([2**63 - 1]), 2.0**64),
        (np.uint8([250]), np.uint8([5]), 245.0),
        (np.int8([-100]), np.int8([100]), 200.0),
        (np.uint64([2**64 - 1]), np.uint64([2**64 - 2]), 1.0),
        (np.array([True]), np.array([False]), 1.0),
        (np.uint8([255]), np.int8([-1]), 256.0),
    ],
)
def test_whole_numbers_are_subtracted_exactly(
    a: np.ndarray, b: np.ndarray, change: float
) -> None:
    assert measure(a, b).largest == change
    assert measure(a, b).changed == 1


def test_change_from_zero_is_infinitely_large() -> None:
    found = measure(np.zeros(3), np.ones(3))
    assert found.relative == math.inf
    assert math.isnan(found.cosine)


def test_nothing_is_equal_to_nothing() -> None:
    found = measure(np.zeros((0, 3)), np.zeros((0, 3)))
    assert found.is_equal
    assert math.isnan(found.mean)
    assert found.by_filter.shape == (0,)


def test_asking_is_what_cancels(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocks, "BLOCK", 10)
    answers = iter([True, True, False])
    with pytest.raises(LoadCancelled, match="The comparison was cancelled"):
        measure(np.zeros(100), np.ones(100), lambda: next(answers))


def test_the_whole_change_has_the_shape_of_both(rng: np.random.Generator) -> None:
    a, b = rng.standard_normal((2, 3, 4))
    np.testing.assert_array_equal(change_of(a.T, b.T), (b - a).T)
    assert change_of(np.array(math.nan), np.array(math.nan)) == 0


def test_complex_numbers_differ_by_the_size_of_their_difference() -> None:
    found = measure(np.array([1 + 1j, 2j]), np.array([4 + 5j, 2j]))
    assert (found.largest, found.where, found.changed) == (5.0, (0,), 1)
    assert math.isnan(found.cosine)


def test_int64_and_uint64_are_subtracted_exactly() -> None:
    assert measure(np.int64([-1]), np.uint64([2**63])).largest == 2.0**63
    found = measure(np.int64([2**60, 2**60]), np.uint64([2**60 + 1, 2**60]))
    assert (found.changed, found.largest) == (1, 1.0)


@pytest.mark.parametrize("whole", [np.int64, np.uint64])
@pytest.mark.parametrize("other", [np.float64, np.complex128])
def test_whole_numbers_and_fractions_are_compared_exactly(whole: type, other: type) -> None:
    a = np.array([2**53 + 1, 2**53, 7, 7, 7, 2**63 - 1], whole)
    b = np.array([2**53, 2**53, 7.5, math.inf, math.nan, 2.0**63], other)
    changes = [-1.0, 0.0, 0.5, math.inf, math.nan, 0.0 if whole is np.int64 else 1.0]
    for x, y, sign in ((a, b, 1.0), (b, a, -1.0)):
        found = measure(x, y)
        assert found.changed == 5
        assert (found.largest, found.where) == (1.0, (0,))
        expected = np.array(changes) * sign
        expected = np.abs(expected) if other is np.complex128 else expected
        np.testing.assert_array_equal(change_of(x, y)[:5], expected[:5])
    assert measure(np.array([2**62], whole), np.array([2**62], other)).is_equal


@pytest.mark.parametrize("call", [measure, change_of, change_statistics])
def test_what_has_no_difference_is_refused(call: Callable[..., object]) -> None:
    name = call.__name__
    a = np.zeros((2, 3))
    with pytest.raises(ShapeError, match=rf"{name}: b must have shape \(2, 3\), got \(3, 2\)"):
        call(a, a.T)
    with pytest.raises(TypeError, match=f"{name}: b must hold numbers, got <U1"):
        call(a, np.full((2, 3), "x"))
    with pytest.raises(TypeError, match=f"{name}: a must hold numbers, got <U1"):
        call(np.full((2, 3), "x"), a)


def test_changes_whose_squares_overflow_have_no_relative_size() -> None:
    found = measure(np.array([1e200, 1.0]), np.array([-1e200, 1.0]))
    assert (found.largest, found.rms) == (2e200, math.inf)
    assert math.isnan(found.relative)
    assert math.isnan(measure(np.array([1e-200]), np.array([2e-200])).relative)


def test_a_vector_is_one_row(rng: np.random.Generator) -> None:
    a, b = rng.random((2, 1000))
    found = measure(a, b)
    assert found.by_filter == pytest.approx([np.linalg.norm(b - a)])
    assert found.of_filter == pytest.approx([np.linalg.norm(a)])


def test_shares_are_of_all_entries() -> None:
    assert measure(np.zeros(4), np.array([0, 0, 0, 1.0])).changed_share == 0.25
    assert measure(np.zeros(0), np.zeros(0)).changed_share == 0
