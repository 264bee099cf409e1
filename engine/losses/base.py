"""What every loss is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from engine.arrays import Array, Labels


class Loss(ABC):
    """How wrong the scores of the classes are, as one number per sample.

    Attributes
    ----------
    name : str
        As presets call it.
    title : str
        As shown.
    formula, note : str
        The loss of a sample by its probabilities p, as a person reads it, and of what: t
        is its true class, y its one-hot truth.
    unit : str
        "nats", or "" for a plain number.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    formula: ClassVar[str]
    note: ClassVar[str]
    unit: ClassVar[str]

    @abstractmethod
    def value_and_gradient(
        self, z: Array, labels: Labels, over: int | None = None
    ) -> tuple[Array, Array]:
        """Return the loss of every sample, and the gradient of their mean.

        Parameters
        ----------
        z : ndarray, shape (N, K)
            Scores: the input of the softmax.
        labels : ndarray of int, shape (N,)
            True classes, in [0, K).
        over : int, optional
            Over how many samples the mean is taken; N if not given. A shard of a batch
            gives the size of the batch.

        Returns
        -------
        losses : ndarray, shape (N,)
            In the loss's unit.
        dz : ndarray, shape (N, K)
            d(sum of losses / over)/dz.

        Raises
        ------
        ShapeError
            If there is not one label per sample.
        SettingError
            If the labels are no whole numbers, or one is outside [0, K).
        """

    @abstractmethod
    def gradient_of_probabilities(self, p: Array, labels: Labels) -> Array:
        """Return dl/dp of every sample: what `value_and_gradient` passes over.

        Training never needs it; whoever looks into a network may want to see it.

        Parameters
        ----------
        p : ndarray, shape (N, K)
            Probabilities: the output of the softmax.
        labels : ndarray of int, shape (N,)
            True classes, in [0, K).

        Returns
        -------
        ndarray, shape (N, K)
            Infinite where it is, never NaN.
        """

    def per_sample(self, z: Array, labels: Labels) -> Array:
        """Return the loss of every sample, shape (N,), in the loss's unit."""
        return self.value_and_gradient(z, labels)[0]
