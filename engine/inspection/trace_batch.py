"""Sends a batch through a network and back, and keeps everything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import Array, Labels, frozen
from engine.inspection.batch_trace import BatchTrace
from engine.inspection.names import layer_names
from engine.inspection.shards import Shards, backward, forward, require_batch
from engine.losses import CrossEntropy

if TYPE_CHECKING:
    from engine.losses import Loss
    from engine.network import Network


@np.errstate(over="ignore", invalid="ignore")
def trace_batch(
    network: Network,
    x: Array,
    labels: Labels,
    loss: Loss | None = None,
    *,
    indices: Labels | None = None,
    shards: Shards = (),
) -> BatchTrace:
    """Send a batch through a network and back, and keep everything.

    Parameters
    ----------
    network : Network
        Of any precision, which `x` should have too.
    x : ndarray, shape (N, C, H, W)
    labels : ndarray of int, shape (N,)
        True classes, in [0, K).
    loss : Loss, optional
        Cross-entropy if not given.
    indices : ndarray of int, shape (N,), optional
        Which samples of a split they are; 0, 1, 2, ... if not given.
    shards : Shards, default=()
        How the network learns from the batch. Without them it goes through the network as
        it is used: dropout leaves nothing out, and normalisation goes by running values.

    Returns
    -------
    BatchTrace
        Its gradients are those of the mean loss.

    Raises
    ------
    SettingError, ShapeError
        If the samples are not finite, do not have the network's input shape, there are
        none, a label is no class, or the shards have not as many samples.
    """
    require_batch(network, x, shards)
    replica, criterion = network.replica(), loss or CrossEntropy()
    names = layer_names(replica)
    outputs, saved = [x], []
    for layer in replica.layers:
        y, kept = forward(layer, outputs[-1], shards)
        outputs.append(y)
        saved.append(kept)
    losses, dz = criterion.value_and_gradient(outputs[-2], labels)
    gradients, of_parameters = _back(replica, dz, saved, shards)
    gradients[names[-1]] = criterion.gradient_of_probabilities(outputs[-1], labels) / len(x)
    places = np.arange(len(x)) if indices is None else np.array(indices)
    return BatchTrace(
        network=replica,
        criterion=criterion,
        indices=places,
        labels=np.array(labels),
        activations={name: frozen(y) for name, y in zip(names, outputs, strict=True)},
        gradients={name: frozen(gradients[name]) for name in names},
        parameter_gradients={name: frozen(given) for name, given in of_parameters.items()},
        losses=frozen(losses),
        shards=shards,
    )


def _back(
    network: Network, dz: Array, saved: list[list[Any]], shards: Shards
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return dL/d activation but that of the probabilities, and dL/d parameter."""
    names = layer_names(network)
    gradients, of_parameters = {names[-2]: dz}, {}
    for i in reversed(range(len(network.layers) - 1)):
        layer = network.layers[i]
        given = backward(layer, gradients[layer.name], saved[i], shards)
        gradients[names[i]] = given.x
        for letter, gradient in given.parameters.items():
            of_parameters[f"{layer.name}.{letter}"] = gradient
    return gradients, of_parameters
