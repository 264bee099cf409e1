from __future__ import annotations

import numpy as np

from engine.metrics import count_right, predicted_classes

P = np.array([[0.1, 0.7, 0.2], [0.5, 0.5, 0.0], [0.2, 0.2, 0.6]])


def test_highest_probability_decides_and_the_first_of_several():
    assert predicted_classes(P).tolist() == [1, 0, 2]


def test_classes_are_bytes_where_they_can_be():
    assert predicted_classes(P).dtype == np.uint8
    assert predicted_classes(np.zeros((1, 256))).dtype == np.uint8
    assert predicted_classes(np.zeros((1, 257))).dtype == np.uint16


def test_right_ones_are_counted():
    assert count_right(P, np.array([1, 1, 2])) == 2
