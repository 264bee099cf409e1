"""The digits of scikit-learn."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from engine.data import is_available, load_dataset
from engine.errors import DataMissingError


def test_digits_are_cut_into_three_splits_in_proportion():
    pytest.importorskip("sklearn", reason="needs scikit-learn")
    dataset = load_dataset("digits")
    assert (len(dataset.train), len(dataset.validation), len(dataset.test)) == (1257, 180, 360)
    for name in ("train", "validation", "test"):
        split = dataset.split(name)
        counts = np.bincount(split.labels)
        assert counts.min() > 0.09 * len(split)
        assert split.x(slice(None)).shape == (len(split), 1, 8, 8)
        assert (split.x(slice(None)).min(), split.x(slice(None)).max()) == (0, 1)


def test_no_digit_is_in_two_splits():
    pytest.importorskip("sklearn", reason="needs scikit-learn")
    dataset = load_dataset("digits")
    images = np.concatenate([dataset.split(n).images for n in ("train", "validation", "test")])
    assert len(images) == 1797
    assert len(np.unique(images, axis=0)) == 1797


def test_missing_scikit_learn_is_told_with_the_cure(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(DataMissingError) as caught:
        load_dataset("digits")
    assert str(caught.value) == (
        "Digits 8×8 come with scikit-learn, which is not installed; "
        'install it with: pip install "convviz[digits]"'
    )


def test_availability_is_that_of_scikit_learn(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert not is_available("digits")
