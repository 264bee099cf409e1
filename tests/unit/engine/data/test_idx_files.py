"""Four idx files as one data set."""

from __future__ import annotations

import time

import numpy as np
import pytest

from engine.data import load_dataset, read_idx, write_idx
from engine.data.idx_files import find_idx_files
from engine.data.published import FASHION_MNIST
from engine.errors import DataError, DataMissingError

NAME = "fashion-mnist"
IMAGES = "train-images-idx3-ubyte.gz"
LABELS = "train-labels-idx1-ubyte.gz"


@pytest.fixture
def folder(write_dataset, tmp_path):
    """A small Fashion-MNIST in a data directory of its own."""
    return write_dataset(tmp_path / NAME)


def test_a_twelfth_of_every_class_is_held_out(folder, tmp_path):
    dataset = load_dataset(NAME, tmp_path)
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (110, 10, 30)
    assert np.bincount(dataset.validation.labels).tolist() == [1] * 10


def test_every_image_is_in_one_split_with_its_own_label(folder, tmp_path):
    dataset = load_dataset(NAME, tmp_path)
    stored = {
        image.tobytes(): label
        for image, label in zip(
            read_idx(folder / IMAGES, 3), read_idx(folder / LABELS, 1), strict=True
        )
    }
    both = (dataset.train, dataset.validation)
    images = np.concatenate([split.images for split in both])
    labels = np.concatenate([split.labels for split in both])
    found = {image.tobytes(): label for image, label in zip(images, labels, strict=True)}
    assert found == stored


def test_loading_twice_gives_the_same(folder, tmp_path):
    first, second = load_dataset(NAME, tmp_path), load_dataset(NAME, tmp_path)
    for name in ("train", "validation", "test"):
        np.testing.assert_array_equal(first.split(name).images, second.split(name).images)
        np.testing.assert_array_equal(first.split(name).labels, second.split(name).labels)


def test_files_may_be_unpacked(folder, tmp_path):
    packed = load_dataset(NAME, tmp_path)
    for path in sorted(folder.iterdir()):
        write_idx(path.with_suffix(""), read_idx(path, 3 if "images" in path.name else 1))
        path.unlink()
    np.testing.assert_array_equal(load_dataset(NAME, tmp_path).test.images, packed.test.images)


def test_mnist_is_the_same_with_other_classes(write_dataset, tmp_path):
    write_dataset(tmp_path / "mnist")
    dataset = load_dataset("mnist", tmp_path)
    assert (dataset.name, dataset.title, dataset.classes[9]) == ("mnist", "MNIST", "9")


def test_first_complete_directory_counts(write_dataset, tmp_path):
    incomplete = write_dataset(tmp_path / "a" / NAME)
    (incomplete / IMAGES).unlink()
    complete = write_dataset(tmp_path / "b" / NAME)
    assert find_idx_files(FASHION_MNIST, [tmp_path / "a", tmp_path / "b"]) == complete


def test_absence_says_where_it_was_looked_for_and_how_to_fetch(tmp_path):
    with pytest.raises(DataMissingError) as caught:
        load_dataset(NAME, tmp_path)
    assert str(caught.value) == (
        f"Fashion-MNIST is not on this machine (looked in {tmp_path / NAME}); "
        "fetch it with: convviz data fetch fashion-mnist"
    )
    assert caught.value.path == tmp_path / NAME


def test_missing_partner_is_named(folder, tmp_path):
    (folder / LABELS).unlink()
    with pytest.raises(DataMissingError) as caught:
        load_dataset(NAME, tmp_path)
    assert str(caught.value) == (
        f"Fashion-MNIST: {folder} lacks {LABELS}; "
        "fetch it with: convviz data fetch fashion-mnist"
    )


def no_images(folder):
    write_idx(folder / IMAGES, np.zeros((0, 28, 28), np.uint8))


def other_size(folder):
    write_idx(folder / IMAGES, np.zeros((120, 32, 30), np.uint8))


def one_label_less(folder):
    write_idx(folder / LABELS, np.zeros(119, np.uint8))


def label_out_of_range(folder):
    labels = np.zeros(120, np.uint8)
    labels[7] = 10
    write_idx(folder / LABELS, labels)


def labels_as_images(folder):
    (folder / IMAGES).write_bytes((folder / LABELS).read_bytes())


@pytest.mark.parametrize(
    ("spoil", "file", "sentence"),
    [
        (no_images, IMAGES, "there must be at least one image, got 0; fetch the file again"),
        (
            other_size,
            IMAGES,
            "the images must be 28×28 pixels, got 32×30; replace it by the official file",
        ),
        (
            one_label_less,
            LABELS,
            f"there must be one label for each of the 120 images in {IMAGES}, got 119; "
            "fetch both files again",
        ),
        (
            label_out_of_range,
            LABELS,
            "the labels must be 0 to 9, got 10 at place 7; fetch the file again",
        ),
        (
            labels_as_images,
            IMAGES,
            "it must begin with the bytes 00 00 08 03 (an idx file of 3 dimensions), "
            "got 00 00 08 01; replace it by the official file",
        ),
    ],
)
def test_what_does_not_fit_is_told_with_file_and_cure(folder, tmp_path, spoil, file, sentence):
    spoil(folder)
    with pytest.raises(DataError) as caught:
        load_dataset(NAME, tmp_path)
    assert str(caught.value) == f"{folder / file}: {sentence}"
    assert caught.value.path == folder / file


def test_real_fashion_mnist_is_split_evenly_and_loaded_quickly(data_dir):
    start = time.process_time()
    dataset = load_dataset(NAME, data_dir)
    seconds = time.process_time() - start
    assert np.bincount(dataset.train.labels).tolist() == [5500] * 10
    assert np.bincount(dataset.validation.labels).tolist() == [500] * 10
    assert np.bincount(dataset.test.labels).tolist() == [1000] * 10
    assert seconds < 2
