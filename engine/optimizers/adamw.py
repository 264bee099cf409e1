"""Adam with decoupled weight decay.

I. Loshchilov and F. Hutter, "Decoupled Weight Decay Regularization", ICLR 2019,
https://arxiv.org/abs/1711.05101, Algorithm 2. With lambda for `weight_decay`::

    theta = theta - alpha lambda theta        the weights only
    theta = theta - alpha m_hat / (sqrt(v_hat) + eps)        as Adam

The decay does not go through the moments, which an L2 penalty in the loss would. As in
PyTorch, lambda is multiplied by the learning rate; the paper's is not, and is our alpha
lambda. Biases, and the scale, shift and statistics of a batch normalisation, do not decay.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from engine.arrays import weights_of
from engine.numbers import require_strength
from engine.optimizers.adam import Adam
from engine.optimizers.base import in_turn
from engine.optimizers.line import StepLine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.arrays import Parameters
    from engine.optimizers.base import ShareOut


class AdamW(Adam):
    """Adam whose weights shrink by a share of their size in every step.

    Parameters
    ----------
    learning_rate, beta1, beta2, eps : float
        As for `Adam`.
    weight_decay : float, default=0.01
        The share for a learning rate of 1; at least 0.

    Raises
    ------
    SettingError
        As for `Adam`; or if `weight_decay` is not a number of at least 0.
    """

    name: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"

    def __init__(
        self,
        learning_rate: float = 0.001,
        beta1: float = 0.9,
        beta2: float = 0.999,
        eps: float = 1e-8,
        weight_decay: float = 0.01,
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, eps)
        self.weight_decay = require_strength(self.name, "weight_decay", weight_decay)

    def step(
        self,
        parameters: Parameters,
        gradients: Parameters,
        factor: float = 1.0,
        each: ShareOut = in_turn,
    ) -> None:
        """Let the weights decay, then take one step of Adam, in place."""
        kept = 1 - self.learning_rate * factor * self.weight_decay
        for w in weights_of(parameters):
            w *= kept
        super().step(parameters, gradients, factor, each)

    def explain(
        self,
        theta: float,
        g: float,
        alpha: float,
        moments: Sequence[float] = (),
        *,
        is_weight: bool = True,
    ) -> tuple[StepLine, ...]:
        """Write out the decay of a weight, then the step of Adam."""
        if not is_weight:
            return super().explain(theta, g, alpha, moments)
        kept = theta - alpha * self.weight_decay * theta
        decay = StepLine("θ", "θ − α λ θ", kept)
        return (decay, *super().explain(kept, g, alpha, moments))
