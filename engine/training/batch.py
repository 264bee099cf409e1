"""A batch: shards that go through the network side by side."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.arrays import chunks
from engine.layers import Training
from engine.training.shard import Shard, shard_samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import numpy.typing as npt

    from engine.arrays import Array, Labels, Parameters
    from engine.data import Split
    from engine.losses import Loss
    from engine.network import Network
    from engine.training.events import Operation
    from engine.training.workers import Workers


class Batch:
    """The samples of one training step, and what is known of them so far.

    A batch is always cut into the same shards, and their gradients are always added in
    the same order. The number of threads, and whether the shards go one operation at a
    time or each all the way, change who computes what and when, but not one bit.

    Parameters
    ----------
    network : Network
    loss : Loss
    split : Split
    indices : ndarray of int, shape (N,)
        Which samples of the split.
    workers : Workers
    seed, step : int
        Of the training, and updates done before: what dropout depends on.

    Attributes
    ----------
    seconds : float
        Spent computing so far.
    """

    def __init__(
        self,
        network: Network,
        loss: Loss,
        split: Split,
        indices: npt.NDArray[np.integer[Any]],
        workers: Workers,
        *,
        seed: int,
        step: int,
    ) -> None:
        self.indices = indices
        self.seconds = 0.0
        self._network, self._workers = network, workers
        length = shard_samples(len(indices))
        cuts = range(length, len(indices), length)
        self._shards = [
            Shard(network, loss, split, part, len(indices), Training(seed, step, place))
            for place, part in enumerate(np.split(indices, cuts))
        ]

    def __len__(self) -> int:
        return len(self.indices)

    def run(self) -> None:
        """Take every shard all the way, several at once."""
        with self.timed():
            self._workers.run(self._shards)

    def load(self) -> None:
        """Fetch the images of all shards."""
        with self.timed():
            self._workers.each_shard(Shard.load, self._shards)

    def do(self, operation: Operation) -> None:
        """Do one operation before the update, on all shards; each in its turn."""
        with self.timed():
            self._workers.each_shard(self._action(operation), self._shards)

    def add_gradients(self, into: Parameters) -> None:
        """Write the gradients of the mean loss: the shards' own, added in their order."""
        for name in self._network.trained_names:
            total = into[name].reshape(-1)
            given = [shard.parameter_gradients.get(name) for shard in self._shards]
            parts = [gradient.reshape(-1) for gradient in given if gradient is not None]
            self._workers.each_piece(partial(_add, parts, total), chunks(total.size))

    def take_in(self) -> None:
        """Tell the layers, at the update, what all shards have shown, in their order."""
        for i in self._shards[0].observations:
            self._network.layers[i].take_in([shard.observations[i] for shard in self._shards])

    @property
    def loss(self) -> float:
        """Mean loss of the samples, in nats."""
        return float(np.concatenate([shard.losses for shard in self._shards]).mean(dtype=float))

    @property
    def right(self) -> int:
        """How many samples were classified rightly."""
        return sum(shard.right for shard in self._shards)

    @property
    def labels(self) -> Labels:
        """True classes, shape (N,)."""
        return np.concatenate([shard.labels for shard in self._shards])

    @property
    def x(self) -> Array:
        """The images, shape (N, C, H, W), float32 in [0, 1]."""
        return self.activations["input"]

    @property
    def activations(self) -> Mapping[str, Array]:
        """What has been computed so far: "input", then each layer; shape (N, ...)."""
        return {
            name: np.concatenate([shard.activations[k] for shard in self._shards])
            for k, name in enumerate(self._names())
            if k in self._shards[0].activations
        }

    @property
    def gradients(self) -> Mapping[str, Array]:
        """dL/d activation, by the same names, for those that have been reached."""
        return {
            name: np.concatenate([shard.gradients[k] for shard in self._shards])
            for k, name in enumerate(self._names())
            if k in self._shards[0].gradients
        }

    @property
    def parameter_gradients(self) -> Mapping[str, Array]:
        """dL/d parameter by its full name, for the layers that have been reached."""
        return {
            name: sum((shard.parameter_gradients[name] for shard in self._shards[1:]), first)
            for name, first in self._shards[0].parameter_gradients.items()
        }

    @property
    def shards(self) -> tuple[tuple[int, Training], ...]:
        """How many samples each shard has, and all that its chance depends on."""
        return tuple((len(shard.indices), shard.training) for shard in self._shards)

    def _action(self, operation: Operation) -> Callable[[Shard], None]:
        """Return what an operation does to one shard."""
        if operation.phase == "loss":
            return Shard.take_loss
        i = self._network.index(operation.layer)
        if operation.phase == "forward":
            return lambda shard: shard.forward(i)
        return lambda shard: shard.backward(i)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Count the time of what is done inside as the batch's own."""
        start = perf_counter()
        yield
        self.seconds += perf_counter() - start

    def _names(self) -> list[str]:
        return ["input", *(layer.name for layer in self._network.layers)]


def _add(parts: Sequence[Array], total: Array, chunk: slice) -> None:
    """Write the sum of the parts, added in their order, into a piece of the total."""
    first, *others = parts
    if not others:
        total[chunk] = first[chunk]
        return
    np.add(first[chunk], others[0][chunk], out=total[chunk])
    for part in others[1:]:
        total[chunk] += part[chunk]
