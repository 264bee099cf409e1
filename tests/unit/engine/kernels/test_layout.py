from __future__ import annotations

import numpy as np
import pytest

from engine.kernels.layout import as_images, as_rows


@pytest.mark.parametrize("order", ["C", "F"])
def test_rows_are_the_same_numbers_in_another_order(rng, order):
    x = np.array(rng.random((2, 3, 4, 5)), order=order)
    rows = as_rows(x)
    assert rows.flags.c_contiguous
    for n, c, h, k in np.ndindex(*x.shape):
        assert rows[h, c, k, n] == x[n, c, h, k]
    assert np.array_equal(as_images(rows), x)


def test_rows_that_lie_well_are_not_copied(rng):
    rows = rng.random((4, 3, 5, 2))
    assert np.shares_memory(as_rows(as_images(rows)), rows)
