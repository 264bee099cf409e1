from __future__ import annotations

import numpy as np
import pytest

from engine.kernels.products import PRODUCTS_AT_ONCE, multiply

LARGE = PRODUCTS_AT_ONCE // (100 * 100)


@pytest.mark.parametrize(
    "m",
    [0, 1, LARGE, LARGE + 1, 3 * LARGE, 3 * LARGE + 7],
    ids=["none", "one", "a block", "a row more", "blocks", "blocks and a rest"],
)
@pytest.mark.parametrize("transposed", [False, True])
def test_blocks_give_the_matrix_product(rng, m, transposed):
    a = rng.standard_normal((100, m)).T if transposed else rng.standard_normal((m, 100))
    b = rng.standard_normal((100, 100))
    assert multiply(a, b).shape == (m, 100)
    assert np.allclose(multiply(a, b), np.einsum("mk,kn->mn", a, b), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("shape", [(0, 5), (5, 0)])
def test_products_of_nothing_are_zeros(shape):
    k, n = shape
    assert np.array_equal(multiply(np.ones((40, k)), np.ones((k, n))), np.zeros((40, n)))
