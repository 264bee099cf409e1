"""What an optimizer writes out is what its step does."""

from __future__ import annotations

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.optimizers import AdamW, StepLine, make_optimizer, optimizer_names


def numbers_of(optimizer, parameters):
    """Yield (name, index, parameter, its moments) of every number."""
    for name, array in parameters.items():
        for index in np.ndindex(array.shape):
            moments = [float(moment[name][index]) for moment in optimizer.moments]
            yield name, index, float(array[index]), moments


@pytest.mark.parametrize("name", optimizer_names())
def test_the_lines_lead_to_the_parameters_and_moments_of_the_next_step(name, theta, rng):
    optimizer = make_optimizer(name, 0.05)
    for factor in (1.0, 0.5, 0.25):
        g = Parameters(theta.shapes, rng.standard_normal(theta.flat.size))
        alpha = 0.05 * factor
        written = {
            (array, index): optimizer.explain(
                number, float(g[array][index]), alpha, moments, is_weight=array.endswith(".w")
            )
            for array, index, number, moments in numbers_of(optimizer, theta)
        }
        optimizer.step(theta, g, factor)
        for array, index, number, moments in numbers_of(optimizer, theta):
            lines = written[array, index]
            after = [line.value for line in lines if line.letter in optimizer.moment_names]
            assert lines[-1].letter == "θ"
            assert lines[-1].value == pytest.approx(number, rel=1e-12, abs=1e-15)
            assert after == pytest.approx(moments, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("name", optimizer_names())
def test_writing_a_step_out_takes_none(name):
    optimizer = make_optimizer(name, 0.05)
    assert optimizer.explain(0.5, -2.0, 0.05) == optimizer.explain(0.5, -2.0, 0.05)
    assert (optimizer.t, optimizer.moments) == (0, ())


def test_a_weight_decays_before_the_step_and_a_bias_does_not():
    optimizer = AdamW(0.1, weight_decay=0.5)
    decay, *step = optimizer.explain(2.0, 0.3, 0.1)
    assert decay == StepLine("θ", "θ − α λ θ", 2.0 - 0.1 * 0.5 * 2.0)
    assert [line.letter for line in step] == ["m", "v", "m̂", "v̂", "θ"]
    lines = optimizer.explain(2.0, 0.3, 0.1, is_weight=False)
    assert [line.letter for line in lines] == ["m", "v", "m̂", "v̂", "θ"]
