"""What tests of optimizers may ask for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.arrays import Parameters
from engine.optimizers import Optimizer

SHAPES = {"a.w": (5, 3), "a.b": (5,), "b.scale": (4,)}
"""Of small parameters: weights that a penalty is about, and others."""


@pytest.fixture
def theta(rng: np.random.Generator) -> Parameters:
    """Small parameters in float64."""
    return Parameters(SHAPES, rng.standard_normal(24))


@pytest.fixture
def steps_of(rng: np.random.Generator, theta: Parameters):
    """Return a function that takes steps with random gradients from `theta`.

    It gives the gradients, and the parameters after each step.
    """

    def take(optimizer: Optimizer, steps: int = 3):
        gradients = rng.standard_normal((steps, theta.flat.size))
        moving, path = theta.copy(), []
        for g in gradients:
            optimizer.step(moving, Parameters(SHAPES, g.copy()))
            path.append(moving.flat.copy())
        return gradients, np.array(path)

    return take


@pytest.fixture
def path_of_pytorch(theta: Parameters) -> Callable[..., np.ndarray]:
    """Return a function that takes the same steps with an optimizer of PyTorch, in float64.

    Its second argument makes the optimizer, of tensors by the names of the parameters.
    """
    torch = pytest.importorskip("torch")

    def take(gradients: np.ndarray, make) -> np.ndarray:
        tensors = {name: torch.tensor(a, requires_grad=True) for name, a in theta.items()}
        optimizer, path = make(torch.optim, tensors), []
        for g in gradients:
            for name, part in Parameters(SHAPES, g.copy()).items():
                tensors[name].grad = torch.tensor(part)
            optimizer.step()
            flat = [t.detach().numpy().ravel() for t in tensors.values()]
            path.append(np.concatenate(flat))
        return np.array(path)

    return take
