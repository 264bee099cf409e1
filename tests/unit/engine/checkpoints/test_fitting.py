from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints.fitting import fit_bias, fit_weight


@pytest.mark.parametrize(
    ("has", "needs", "remedy"),
    [
        ((3, 10), (10, 3), "transposed it would fit"),
        ((10, 4), (10, 3), "with its first or last column taken out as the bias it would fit"),
        ((4, 10), (10, 3), "transposed and with one column taken out as the bias it would fit"),
        ((5, 5, 1, 8), (8, 1, 5, 5), "with its axes in the order filter, channel, row, column"),
        ((8, 5, 5), (8, 1, 5, 5), "with an axis for its one channel it would fit"),
        ((4, 1, 5, 5), (8, 1, 5, 5), "it has 4 filters, not 8"),
        ((8, 25), (8, 1, 5, 5), "with its numbers in another shape it would fit"),
        ((30,), (10, 3), "with its numbers in another shape it would fit"),
        ((7, 7), (10, 3), "it is (7, 7) and must be (10, 3)"),
    ],
)
def test_what_would_make_a_weight_fit_is_told(has, needs, remedy: str) -> None:
    fit = fit_weight(np.zeros(has), needs)
    assert fit.array is None
    assert remedy in fit.reason


@pytest.mark.parametrize("shape", [(3,), (3, 1), (1, 3)])
def test_a_bias_of_every_form_fits(shape: tuple[int, ...]) -> None:
    assert fit_bias(np.zeros(shape), (3,)).array.shape == (3,)


def test_text_is_no_parameter() -> None:
    for fit in (fit_weight, fit_bias):
        assert fit(np.array(["a"]), (1,)).reason == "it holds <U1, not real numbers"
