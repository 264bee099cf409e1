"""One sample on its way through a network, forward and back, with everything kept.

With activations a[0] = input, a[i] = layer i of a[i-1], scores z = input of the softmax,
probabilities p and the one-hot truth y::

    loss    = L(z, label), by default -ln p[label]
    dL/dz   = backward of the loss, by default p - y
    dL/da[i-1] = backward of layer i, given dL/da[i]
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, Parameters, frozen, require_shape
from engine.inspection.names import INPUT, layer_names, name_before
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.inspection.batch_trace import BatchTrace
    from engine.losses import Loss
    from engine.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Trace:
    """What one sample does to a network, as read-only copies.

    Attributes
    ----------
    label : int
        The true class.
    loss : float
        In the unit of `criterion`.
    probabilities : ndarray, shape (K,)
    activations : mapping of str to ndarray
        "input" and the output of every layer, of one sample each: (C, H, W) or (n,).
    gradients : mapping of str to ndarray
        dL/d activation by the same names; empty without a backward pass.
    parameter_gradients : Parameters or None
        dL/d parameters, of this one sample.
    criterion : Loss
        What gave the loss.
    over : int, default=1
        Over how many samples the loss is taken that the gradients are of: 1 for the
        sample's own, N for a sample of a batch.
    batch : BatchTrace or None
        The batch that the sample is from; what it has not come to yet is missing from the
        mappings, `loss` is NaN and `probabilities` is empty before their time.
    place : int, default=0
        Which sample of the batch.
    """

    label: int
    loss: float
    probabilities: Array
    activations: Mapping[str, Array]
    gradients: Mapping[str, Array] = field(default_factory=dict)
    parameter_gradients: Parameters | None = None
    criterion: Loss = field(default_factory=CrossEntropy)
    over: int = 1
    batch: BatchTrace | None = None
    place: int = 0

    @property
    def prediction(self) -> int | None:
        """The class of the highest probability; None if one is NaN, or before their time."""
        if not self.probabilities.size or np.isnan(self.probabilities).any():
            return None
        return int(self.probabilities.argmax())

    def of_own_loss(self) -> Trace:
        """Return the trace with gradients of the sample's own loss: `over` times as large.

        Gradients of parameters are a batch's, and are left out. Where the network learns, a
        normalisation makes samples of a shard depend on each other; the gradients are those
        of the loss of all then, times N.
        """
        if self.over == 1:
            return self
        with np.errstate(over="ignore"):
            gradients = {name: frozen(dy * self.over) for name, dy in self.gradients.items()}
        return replace(self, gradients=gradients, over=1)


@np.errstate(over="ignore", invalid="ignore")
def trace(
    network: Network,
    x: Array,
    label: int,
    *,
    backward: bool = True,
    loss: Loss | None = None,
) -> Trace:
    """Send one sample through a network and keep everything.

    Parameters
    ----------
    network : Network
    x : ndarray, shape (C, H, W)
    label : int
        The true class, in [0, K).
    backward : bool, default=True
        Whether to go back as well.
    loss : Loss, optional
        Cross-entropy if not given.

    Returns
    -------
    Trace

    Raises
    ------
    ShapeError
        If `x` does not have the network's input shape.
    ValueError
        If there is no class `label`.
    """
    require_shape(network.name, "x", x, network.input_shape)
    if not 0 <= label < network.classes:
        raise ValueError(f"trace: label must be in [0, {network.classes}), got {label}")
    y, saved = x[None], []
    outputs = {INPUT: y}
    for layer in network.layers:
        y, kept = layer.forward(y)
        outputs[layer.name] = y
        saved.append(kept)
    scores = outputs[name_before(network, network.layers[-1].name)]
    criterion, labels = loss or CrossEntropy(), np.array([label])
    losses, dz = criterion.value_and_gradient(scores, labels)
    activations = {name: frozen(output[0]) for name, output in outputs.items()}
    p = activations[network.layers[-1].name]
    seen = Trace(label, float(losses[0]), p, activations, criterion=criterion)
    if not backward:
        return seen
    dp = criterion.gradient_of_probabilities(y, labels)
    return _traced_back(network, seen, saved, dz, dp)


def _traced_back(
    network: Network, seen: Trace, saved: list[Any], dz: Array, dp: Array
) -> Trace:
    """Return `seen` with its gradients; the loss has already passed the softmax."""
    names = layer_names(network)
    gradients = {names[-1]: frozen(dp[0]), names[-2]: frozen(dz[0])}
    parameters = network.parameters.zeros_like()
    dy = dz
    for i in reversed(range(len(network.layers) - 1)):
        given = network.layers[i].backward(dy, saved[i])
        for letter, gradient in given.parameters.items():
            parameters[f"{network.layers[i].name}.{letter}"][...] = gradient
        dy = given.x
        gradients[names[i]] = frozen(dy[0])
    in_order = {name: gradients[name] for name in names}
    return replace(seen, gradients=in_order, parameter_gradients=parameters.frozen())
