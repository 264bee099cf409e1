"""A piece of a batch, on its way forward and back through the network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.metrics import count_right

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

    from engine.arrays import Array, Labels
    from engine.data import Split
    from engine.layers import Training
    from engine.losses import Loss
    from engine.network import Network

_SMALL_BATCH = 64


def shard_samples(batch: int) -> int:
    """Return how many samples of a batch make up a shard.

    Few enough that its arrays stay near the core, and that a small batch has a shard for
    each of two cores; in a larger one more, because every shard costs as many calls. The
    size of the batch alone decides: whoever computes a shard, and beside how many others,
    its numbers are the same bits.

    Parameters
    ----------
    batch : int
        Samples of the batch, in all shards.
    """
    return 16 if batch < _SMALL_BATCH else 32


class Shard:
    """Some samples of a batch, with all that was computed for them so far.

    Parameters
    ----------
    network : Network
        Its parameters must stay as they are until the shard is done.
    loss : Loss
    split : Split
        Where the samples are from.
    indices : ndarray of int, shape (n,)
        Which ones.
    over : int
        Samples in the whole batch: the loss is the mean over them.
    training : Training
        Which shard of which batch this is.

    Attributes
    ----------
    indices, training
        As given.
    labels : ndarray of int64, shape (n,)
    activations : dict of int to ndarray
        0 is the input, i + 1 the output of layer i, once it has run.
    gradients : dict of int to ndarray
        dL/d activation, by the same numbers.
    parameter_gradients : dict of str to ndarray
        dL/d parameter, the share of these samples, by the parameter's full name; none if
        they have been added to those of an earlier shard.
    observations : dict of int to object
        What layers have seen that no gradient tells, by the layer's place.
    losses : ndarray, shape (n,)
        In nats; empty before the loss has run.
    right : int
        How many samples have their highest probability at the true class; 0 before.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        split: Split,
        indices: npt.NDArray[np.integer[Any]],
        over: int,
        training: Training,
    ) -> None:
        self.network, self.loss, self.split = network, loss, split
        self.indices, self.over, self.training = indices, over, training
        self.labels: Labels = split.labels[indices]
        self.activations: dict[int, Array] = {}
        self.gradients: dict[int, Array] = {}
        self.parameter_gradients: dict[str, Array] = {}
        self.observations: dict[int, Any] = {}
        self.losses: Array = np.zeros(0, np.float32)
        self.right = 0
        self._saved: dict[int, Any] = {}

    def load(self) -> None:
        """Fetch the images."""
        self.activations[0] = self.split.x(self.indices)

    def forward(self, i: int) -> None:
        """Run layer number `i` forward."""
        layer = self.network.layers[i]
        y, saved = layer.forward_in_training(self.activations[i], self.training)
        if (observation := layer.observation(saved)) is not None:
            self.observations[i] = observation
        self.activations[i + 1], self._saved[i] = y, saved

    def take_loss(self) -> None:
        """Compute the loss, and its gradient by the scores that go into the softmax."""
        scores = len(self.network.layers) - 1
        self.losses, self.gradients[scores] = self.loss.value_and_gradient(
            self.activations[scores], self.labels, self.over
        )
        self.right = count_right(self.activations[scores + 1], self.labels)

    def backward(self, i: int) -> None:
        """Run layer number `i` backward; for the softmax the loss has done it already."""
        layer = self.network.layers[i]
        if i == len(self.network.layers) - 1:
            return
        dy, saved = self.gradients[i + 1], self._saved[i]
        if i == 0:
            given = layer.gradients_of_parameters(dy, saved)
        else:
            gradients = layer.backward(dy, saved)
            self.gradients[i], given = gradients.x, gradients.parameters
        for letter, gradient in given.items():
            self.parameter_gradients[f"{layer.name}.{letter}"] = gradient

    def run(self) -> None:
        """Do everything, and keep only what the update needs.

        What nobody will ask for again is given up at once: the next array takes the same
        memory, which is still close to the core.
        """
        last = len(self.network.layers) - 1
        self.load()
        for i in range(last + 1):
            self.forward(i)
            if i < last:
                del self.activations[i]
        self.take_loss()
        self.activations.clear()
        for i in reversed(range(last)):
            self.backward(i)
            del self.gradients[i + 1], self._saved[i]
        self._saved.clear()
        self.gradients.clear()

    def take_results(self, gradients: Mapping[str, Array], losses: Array, right: int) -> None:
        """Have what another process has come to by `run`; used and not copied."""
        self.parameter_gradients = dict(gradients)
        self.losses, self.right = losses, right
