"""The drawn data set: what it must be like to be learned from."""

from __future__ import annotations

import time

import numpy as np
import pytest

from engine.data import dataset_info, load_dataset
from engine.data.garments import canvas as canvas_module
from engine.data.garments import draw_garments

CLASSES = dataset_info("garments").classes


@pytest.fixture(scope="module")
def dataset():
    """The whole data set."""
    return load_dataset("garments")


@pytest.mark.parametrize(
    ("split", "each"), [("train", 1100), ("validation", 100), ("test", 200)]
)
def test_every_class_is_drawn_equally_often(dataset, split, each):
    assert np.bincount(dataset.split(split).labels).tolist() == [each] * 10


def test_images_are_bytes_of_28_by_28_pixels(dataset):
    assert dataset.train.images.dtype == np.uint8
    assert dataset.train.images.shape == (11_000, 1, 28, 28)


def test_no_garment_is_drawn_twice(dataset):
    images = np.concatenate([dataset.split(n).images for n in ("train", "validation", "test")])
    assert len(np.unique(images.reshape(len(images), -1), axis=0)) == len(images)


def test_neighbours_are_of_different_classes(dataset):
    labels = dataset.train.labels
    assert np.mean(labels[1:] == labels[:-1]) < 0.15


@pytest.mark.parametrize("name", CLASSES)
def test_same_seed_draws_the_same_garments(name):
    first, again, other = (draw_garments(name, 30, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("name", CLASSES)
def test_garment_is_bright_on_black_and_within_its_frame(name):
    pictures = draw_garments(name, 300, 5)
    covered = (pictures > 20).mean(axis=(1, 2))
    assert covered.min() > 0.05
    assert covered.max() < 0.9
    assert (pictures.max(axis=(1, 2)) > 60).all()


@pytest.mark.parametrize("name", CLASSES)
def test_everything_is_drawn_in_float32(name, monkeypatch):
    dtypes = set()
    coverage = canvas_module._coverage

    def watch(depth, where):
        dtypes.add(depth.dtype)
        return coverage(depth, where)

    monkeypatch.setattr(canvas_module, "_coverage", watch)
    draw_garments(name, 20, 0)
    assert dtypes == {np.dtype(np.float32)}  # float64 would take twice the time


def test_drawing_takes_less_than_three_seconds():
    start = time.process_time()
    load_dataset("garments")
    assert time.process_time() - start < 3


def test_silhouettes_are_like_the_photographed_ones(dataset, data_dir):
    real = load_dataset("fashion-mnist", data_dir).test
    for k, name in enumerate(CLASSES):
        drawn_mean, real_mean = (
            (split.images[split.labels == k, 0] > 25).mean(axis=0).ravel()
            for split in (dataset.train, real)
        )
        assert np.corrcoef(drawn_mean, real_mean)[0, 1] > 0.85, name
