from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.operation.loss_words import gradient_equation, loss_block
from convviz.panels.operation.numbers import signed
from engine.inspection import explain, trace
from engine.losses import CrossEntropy, MeanSquaredError
from engine.presets import load_preset


@pytest.fixture
def terms_of(rng):
    network = load_preset("conv-net").build(3)
    x = rng.random(network.input_shape, np.float32)

    def make(criterion, k=4):
        seen = trace(network, x, 4, loss=criterion)
        return explain(network, seen, "softmax", (k,))

    return make


def test_cross_entropy_is_a_logarithm_of_the_sum_less_the_score(terms_of):
    terms = terms_of(CrossEntropy())
    title, ((_, logarithm), (_, score)) = loss_block(terms, "Coat")
    assert title == "Loss, −ln p of Coat"
    assert logarithm == signed(float(np.log(terms.total)))
    assert score == signed(-float(terms.shifted[4]))


def test_mean_squared_error_is_a_sum_divided_by_the_classes(terms_of):
    terms = terms_of(MeanSquaredError())
    title, ((_, total), (_, classes)) = loss_block(terms, "Coat")
    assert title == "Loss, mean of (p − y)²"
    assert total == signed(10 * terms.loss.computed)
    assert classes == signed(10)
    assert terms.loss.agrees


@pytest.mark.parametrize(
    ("criterion", "k", "equation"),
    [
        (CrossEntropy(), 4, "dL/d dense2[4] = softmax[4] − 1"),
        (CrossEntropy(), 6, "dL/d dense2[6] = softmax[6]"),
        (
            MeanSquaredError(),
            4,
            "dL/d dense2[4] = 2/10 · softmax[4] · (softmax[4] − 1 − Σ (p − y) · p)",
        ),
        (
            MeanSquaredError(),
            6,
            "dL/d dense2[6] = 2/10 · softmax[6] · (softmax[6] − Σ (p − y) · p)",
        ),
    ],
)
def test_gradient_of_a_score_is_written_as_the_loss_has_it(terms_of, criterion, k, equation):
    assert gradient_equation(terms_of(criterion, k)) == equation
