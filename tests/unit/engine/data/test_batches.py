"""The order of batches is a function of seed and epoch."""

from __future__ import annotations

import numpy as np
import pytest

from engine.data import batch_order


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
