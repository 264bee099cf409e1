"""Batches are a function of the seed and the epoch, or of the seed and the step."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import batch_order, drawn_batch


@pytest.mark.parametrize("n", [0, 1, 17, 1000])
def test_order_is_a_permutation(n):
    order = batch_order(3, 1, n)
    assert order.dtype == np.int64
    np.testing.assert_array_equal(np.sort(order), np.arange(n))


def test_same_seed_and_epoch_give_the_same_order():
    np.testing.assert_array_equal(batch_order(5, 2, 100), batch_order(5, 2, 100))


def test_seeds_and_epochs_are_not_mixed_up():
    orders = {(s, e): batch_order(s, e, 100).tobytes() for s in range(5) for e in range(5)}
    assert len(set(orders.values())) == 25


def test_drawn_batch_has_images_of_all_and_some_of_them_twice():
    drawn = drawn_batch(seed=3, step=7, n=1000, size=1000)
    assert drawn.dtype == np.int64
    assert (drawn.min() >= 0) & (drawn.max() < 1000)
    # Of n draws from n, a share 1 - (1 - 1/n)^n, about 0.632, is not drawn before.
    assert 0.58 < len(np.unique(drawn)) / 1000 < 0.68


def test_every_image_is_drawn_as_often_as_any_other():
    counts = np.bincount(
        np.concatenate([drawn_batch(0, step, 10, 100) for step in range(100)]), minlength=10
    )
    assert len(counts) == 10
    assert ((counts - 1000) ** 2 / 1000).sum() < 27.9  # chi squared, 9 degrees, p = 0.001


def test_drawn_batch_is_a_function_of_seed_and_step():
    np.testing.assert_array_equal(drawn_batch(5, 2, 100, 30), drawn_batch(5, 2, 100, 30))
    drawn = [drawn_batch(s, t, 100, 30).tobytes() for s in range(5) for t in range(5)]
    assert len(set(drawn)) == 25
