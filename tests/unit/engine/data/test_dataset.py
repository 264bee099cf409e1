"""Splits, data sets and references to samples."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import SPLIT_NAMES, Dataset, SampleRef, Split
from engine.errors import EngineError, SettingError


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


IMAGES, LABELS = np.zeros((3, 1, 5, 5), np.uint8), np.array([0, 1, 2])


@pytest.mark.parametrize(
    ("images", "labels", "divisor", "sentence"),
    [
        (IMAGES[:, 0], LABELS, 255, "images must have shape (N, C, H, W), got (3, 5, 5)"),
        (IMAGES, LABELS[:2], 255, "labels must have shape (3,), got (2,)"),
        (IMAGES, LABELS[:, None], 255, "labels must have shape (3,), got (3, 1)"),
        (IMAGES * np.nan, LABELS, 255, "images must be uint8, got 'float64'"),
        (IMAGES.astype(np.int16), LABELS, 255, "images must be uint8, got 'int16'"),
        (IMAGES.tolist(), LABELS, 255, "images must be an array, got 'list'"),
        (IMAGES, LABELS / 1, 255, "labels must be whole numbers, got 'float64'"),
        (IMAGES, LABELS > 0, 255, "labels must be whole numbers, got 'bool'"),
        (IMAGES, LABELS - 1, 255, "labels must be at least 0, got -1"),
        (IMAGES, LABELS, 0, "divisor must be a whole number of at least 1, got 0"),
        (IMAGES, LABELS, 0.5, "divisor must be a whole number of at least 1, got 0.5"),
    ],
)
def test_split_refuses_what_does_not_fit(images, labels, divisor, sentence):
    with pytest.raises(EngineError) as refused:
        Split(images, labels, divisor)
    assert str(refused.value) == f"split: {sentence}"
    assert IMAGES.flags.writeable


@pytest.mark.parametrize("name", SPLIT_NAMES)
def test_label_without_a_class_is_refused(split, name):
    wrong = Split(split.images.copy(), np.full(12, 12))
    splits = dict.fromkeys(SPLIT_NAMES, split) | {name: wrong}
    sentence = f"noise: labels of {name} must be below 12, one per class, got 12"
    with pytest.raises(SettingError, match=sentence):
        Dataset("noise", "Noise", tuple("abcdefghijkl"), **splits)


def test_splits_with_images_of_two_shapes_are_refused(split):
    other = Split(np.zeros((1, 2, 5, 5), np.uint8), np.array([0]))
    rule = r"noise: images of test must have shape \(2, 5, 4\) as in train, got \(2, 5, 5\)"
    with pytest.raises(SettingError, match=rule):
        Dataset("noise", "Noise", tuple("abcdefghijkl"), split, split, other)


def test_data_set_without_classes_is_refused(split):
    with pytest.raises(SettingError, match="noise: there must be classes, got 0"):
        Dataset("noise", "Noise", (), split, split, split)


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
