"""What is said about data sets without loading them."""

from __future__ import annotations

import pytest

from engine.data import dataset_info, dataset_names
from engine.errors import EngineError


def test_names_are_those_of_commands_and_presets():
    assert dataset_names() == ("fashion-mnist", "mnist", "digits", "garments")


def test_size_of_the_download_is_in_words():
    assert dataset_info("fashion-mnist").download_size == "30.9 MB"
    assert dataset_info("mnist").download_size == "11.6 MB"
    assert dataset_info("garments").download_size == ""


def test_garments_have_the_classes_of_fashion_mnist():
    assert dataset_info("garments").classes == dataset_info("fashion-mnist").classes
    assert dataset_info("garments").classes[6] == "Shirt"


@pytest.mark.parametrize("name", dataset_names())
def test_everything_is_said_of_every_data_set(name):
    info = dataset_info(name)
    assert info.name == name
    assert len(info.classes) == 10
    assert info.title
    assert info.license
    assert info.description.endswith(".")


def test_unknown_name_lists_those_there_are():
    wanted = "data set: the name must be one of fashion-mnist, mnist, digits, garments, got 'x'"
    with pytest.raises(EngineError, match=wanted):
        dataset_info("x")
