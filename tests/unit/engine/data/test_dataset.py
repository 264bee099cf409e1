"""Splits, data sets and references to samples."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import SPLIT_NAMES, Dataset, SampleRef, Split


@pytest.fixture
def split(rng):
    """Twelve images of two channels."""
    images = rng.integers(0, 256, (12, 2, 5, 4), dtype=np.uint8)
    return Split(images, np.arange(12))


@pytest.fixture
def dataset(split):
    """A data set whose splits are all the same."""
    return Dataset("noise", "Noise", tuple("abcdefghijkl"), split, split, split)


def test_x_scales_to_the_unit_interval(split):
    x = split.x(np.array([3, 0, 3]))
    assert (x.shape, x.dtype) == ((3, 2, 5, 4), np.float32)
    np.testing.assert_array_equal(x[1], split.images[0] / np.float32(255))
    np.testing.assert_array_equal(x[0], x[2])


@pytest.mark.parametrize("divisor", [16, 255])
def test_divisor_is_what_means_one(divisor):
    images = np.array([0, divisor], np.uint8).reshape(2, 1, 1, 1)
    assert Split(images, np.array([0, 1]), divisor).x(slice(None)).ravel().tolist() == [0, 1]


def test_x_is_own_memory(split):
    x = split.x(slice(0, 2))
    x[...] = -1
    assert split.x(slice(0, 2)).min() >= 0


def test_stored_arrays_cannot_be_changed(split):
    for array in (split.images, split.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


@pytest.mark.parametrize(
    ("images", "labels", "sentence"),
    [
        ((3, 5, 5), 3, r"images must have shape \(N, C, H, W\), got \(3, 5, 5\)"),
        ((3, 1, 5, 5), 2, r"3 images need as many labels, got \(2,\)"),
    ],
)
def test_split_refuses_what_does_not_fit(images, labels, sentence):
    with pytest.raises(ValueError, match=sentence):
        Split(np.zeros(images, np.uint8), np.zeros(labels, np.int64))


def test_splits_are_found_by_name(dataset):
    for name in SPLIT_NAMES:
        assert dataset.split(name) is getattr(dataset, name)


def test_unknown_split_names_those_there_are(dataset):
    with pytest.raises(ValueError, match=r"'train', 'validation', 'test'.*got 'holdout'"):
        dataset.split("holdout")


@pytest.mark.parametrize(("n", "left"), [(1, 1), (5, 5), (12, 12), (99, 12)])
def test_limited_keeps_the_first_training_images_only(dataset, n, left):
    limited = dataset.limited(n)
    np.testing.assert_array_equal(limited.train.labels, np.arange(left))
    assert limited.validation is dataset.validation
    assert limited.test is dataset.test
    assert len(dataset.train) == 12


def test_limit_of_nothing_is_refused(dataset):
    with pytest.raises(ValueError, match="noise: the limit must be at least 1 image, got 0"):
        dataset.limited(0)


def test_references_are_ordered_hashable_and_readable():
    a, b = SampleRef("test", 2), SampleRef("test", 10)
    assert sorted([b, a]) == [a, b]
    assert {a, SampleRef("test", 2)} == {a}
    assert str(a) == "test #2"
