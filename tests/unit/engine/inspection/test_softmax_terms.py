from __future__ import annotations

import numpy as np
import pytest

from engine.inspection import explain, trace
from engine.losses import LOSSES


@pytest.mark.parametrize("name", LOSSES)
def test_loss_and_gradient_are_those_of_the_loss_of_the_trace(network, sample, name):
    criterion = LOSSES[name]()
    seen = trace(network, sample, 2, loss=criterion)
    terms = explain(network, seen, "softmax", (1,))
    exact = trace(network.astype(np.float64), sample.astype(np.float64), 2, loss=criterion)
    assert terms.criterion is criterion
    assert terms.loss.agrees
    assert terms.loss.stored == seen.loss
    assert terms.loss.computed == pytest.approx(exact.loss, rel=1e-4)
    assert terms.gradient == pytest.approx(seen.gradients["dense2"], rel=1e-4, abs=1e-7)


def test_mean_squared_error_is_written_out_by_its_definition(network, sample):
    seen = trace(network, sample, 2, loss=LOSSES["mean-squared-error"]())
    terms = explain(network, seen, "softmax", (2,))
    off = terms.probabilities - np.eye(4)[2]
    assert terms.loss.computed == pytest.approx((off**2).mean(), rel=1e-12)
    p = terms.probabilities
    assert terms.gradient == pytest.approx(2 / 4 * p * (off - (off * p).sum()), rel=1e-9)
