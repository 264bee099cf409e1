from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

from engine.arrays import Parameters, frozen, require_shape, weights_of
from engine.errors import ShapeError

SHAPES = {"conv1.w": (2, 1, 3, 3), "conv1.b": (2,), "dense1.w": (4, 8)}


@pytest.fixture
def parameters(rng):
    made = Parameters(SHAPES)
    made.flat[...] = rng.standard_normal(made.flat.size)
    return made


def test_arrays_have_their_names_and_shapes_in_order(parameters):
    assert {name: array.shape for name, array in parameters.items()} == SHAPES
    assert list(parameters) == list(SHAPES)
    assert len(parameters) == 3
    assert "conv1.w" in repr(parameters)


def test_arrays_are_views_of_one_float32_buffer(parameters):
    assert parameters.flat.dtype == np.float32
    assert parameters.flat.size == 18 + 2 + 32
    assert all(np.shares_memory(array, parameters.flat) for array in parameters.values())
    parameters["conv1.b"][:] = 7
    assert list(parameters.flat[18:20]) == [7, 7]


def test_given_buffer_is_used_and_not_copied():
    flat = np.zeros(52, np.float64)
    made = Parameters(SHAPES, flat)
    flat[0] = 1
    assert made["conv1.w"][0, 0, 0, 0] == 1


def test_buffer_of_another_size_is_refused():
    with pytest.raises(ShapeError, match=r"flat must have shape \(52,\), got \(51,\)"):
        Parameters(SHAPES, np.zeros(51))


@pytest.mark.parametrize("make", [Parameters.copy, Parameters.frozen])
def test_copies_have_the_same_numbers_and_own_memory(parameters, make):
    copy = make(parameters)
    assert np.array_equal(copy.flat, parameters.flat)
    assert not np.shares_memory(copy.flat, parameters.flat)
    assert copy.shapes == parameters.shapes


def test_frozen_copy_cannot_be_written(parameters):
    with pytest.raises(ValueError, match="read-only"):
        parameters.frozen()["conv1.w"][...] = 0


def test_zeros_like_keeps_names_and_dtype(parameters):
    zeros = parameters.astype(np.float64).zeros_like()
    assert not zeros.flat.any()
    assert zeros.flat.dtype == np.float64
    assert list(zeros) == list(parameters)


def test_hash_is_that_of_little_endian_float32(parameters):
    expected = hashlib.sha256(parameters.flat.astype("<f4").tobytes()).hexdigest()
    assert parameters.sha256() == expected
    assert parameters.astype(np.float64).sha256() == expected


def test_hash_changes_with_one_bit(parameters):
    before = parameters.sha256()
    parameters.flat[3] = np.nextafter(parameters.flat[3], np.float32(np.inf))
    assert parameters.sha256() != before


def test_no_shapes_make_no_parameters():
    assert len(Parameters({})) == 0


def test_frozen_array_is_an_own_read_only_copy_in_c_order(rng):
    x = rng.standard_normal((3, 4)).T
    copy = frozen(x)
    x[0, 0] = 9
    assert copy[0, 0] != 9
    assert copy.flags.c_contiguous
    assert not copy.flags.writeable


def test_letters_stand_for_any_length():
    require_shape("conv1", "x", np.zeros((5, 3, 7, 9)), ("N", 3, "H", "W"))


@pytest.mark.parametrize("shape", [(5, 1, 7, 9), (3, 7, 9), (1, 5, 3, 7, 9)])
def test_other_shapes_are_refused_by_name(shape):
    message = re.escape(f"conv1: x must have shape (N, 3, H, W), got {shape}")
    with pytest.raises(ShapeError, match=message):
        require_shape("conv1", "x", np.zeros(shape), ("N", 3, "H", "W"))


def test_weights_are_views_of_what_ends_in_w(parameters):
    weights = list(weights_of(parameters))
    assert [w.shape for w in weights] == [(2, 1, 3, 3), (4, 8)]
    weights[0][...] = 7
    assert (parameters["conv1.w"] == 7).all()


def test_weights_may_be_those_of_some_layers(parameters):
    assert [w.shape for w in weights_of(parameters, ("dense1",))] == [(4, 8)]
