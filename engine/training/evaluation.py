"""Trying a network on a whole split."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.layers.cost import samples_within
from engine.losses import CrossEntropy
from engine.metrics import count_right, predicted_classes
from engine.training.blas import one_blas_thread
from engine.training.fit import require_split
from engine.training.workers import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import numpy.typing as npt

    from engine.arrays import Array
    from engine.data import Split
    from engine.losses import Loss
    from engine.network import Network

_CHUNK = 64
"""Samples that one thread takes at a time, at most. The network alone decides how many, so
that threads do not change a bit."""

_CHUNK_BYTES = 32 * 2**20

_ROUND = 512
"""Samples between two reports of progress, at most: some hundredths of a second."""

_ROUND_BYTES = 256 * 2**20
"""All threads together need no more, unless one sample does."""


@dataclass(frozen=True, slots=True, eq=False)
class Evaluation:
    """How a network did on a split.

    Attributes
    ----------
    loss : float
        Mean over the samples, in the unit of the loss.
    accuracy : float
        Share of them that were right, in [0, 1].
    probabilities : ndarray of float32, shape (N, K)
        Read-only, as the others.
    predictions : ndarray of uint8, shape (N,)
        The class of the highest probability.
    confidences : ndarray of float32, shape (N,)
        That probability.
    """

    loss: float
    accuracy: float
    probabilities: Array
    predictions: npt.NDArray[np.unsignedinteger[Any]]
    confidences: Array


def evaluate(
    network: Network,
    split: Split,
    *,
    loss: Loss | None = None,
    threads: int | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Evaluation:
    """Try `network` on all of `split`.

    Parameters
    ----------
    network : Network
        Its parameters must stay as they are meanwhile.
    split : Split
        At least one sample.
    loss : Loss, optional
        Cross-entropy if not given.
    threads : int, optional
        The cores of this process if not given; the result is the same.
    progress : callable, optional
        Called with (samples done, samples in all); what it raises ends the evaluation.

    Returns
    -------
    Evaluation

    Raises
    ------
    SettingError
        If there are no samples, or they do not fit the network.

    Notes
    -----
    Images are float32, and so are scores and probabilities, whatever the precision of the
    network. One in float64 computes in it if `Network.forward` is given float64 images.
    """
    require_split(network, split)
    with one_blas_thread(), closing(Workers(threads)) as workers:
        run = EvaluationRun(network, loss or CrossEntropy(), split, workers)
        for done in run.rounds():
            if progress is not None:
                progress(done, len(split))
    return run.result()


class EvaluationRun:
    """An evaluation that can be watched, and left between two rounds.

    Parameters
    ----------
    network : Network
    loss : Loss
    split : Split
    workers : Workers
    """

    def __init__(self, network: Network, loss: Loss, split: Split, workers: Workers) -> None:
        self._network, self._loss, self._split, self._workers = network, loss, split, workers
        self._chunk = samples_within(_CHUNK_BYTES, network.layers, _CHUNK)
        self._round = samples_within(_ROUND_BYTES, network.layers, _ROUND)
        self._scores = np.empty((len(split), network.classes), np.float32)
        self._probabilities = np.empty_like(self._scores)

    def rounds(self) -> Iterator[int]:
        """Evaluate, and yield after each round how many samples are done."""
        n = len(self._split)
        for start in range(0, n, self._round):
            stop = min(n, start + self._round)
            starts = range(start, stop, self._chunk)
            chunks = [slice(c, min(stop, c + self._chunk)) for c in starts]
            self._workers.each(self._score, chunks)
            yield stop

    def result(self) -> Evaluation:
        """Return what the rounds, once all of them are over, have found."""
        labels, probabilities = self._split.labels, self._probabilities
        losses = self._loss.per_sample(self._scores, labels)
        predictions = predicted_classes(probabilities)
        confidences = probabilities.max(axis=1)
        for array in (probabilities, predictions, confidences):
            array.flags.writeable = False
        return Evaluation(
            loss=float(losses.mean(dtype=float)),
            accuracy=count_right(probabilities, labels) / len(labels),
            probabilities=probabilities,
            predictions=predictions,
            confidences=confidences,
        )

    def _score(self, chunk: slice) -> None:
        *others, softmax = self._network.layers
        scores = reduce(lambda y, layer: layer.apply(y), others, self._split.x(chunk))
        self._scores[chunk], self._probabilities[chunk] = scores, softmax.apply(scores)
