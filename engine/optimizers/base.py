"""What every optimizer is."""

from __future__ import annotations

import copy
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Self

from engine.arrays import chunks
from engine.optimizers.settings import require_learning_rate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Array, Parameters
    from engine.optimizers.line import StepLine

ShareOut = Callable[[Callable[[slice], object], Sequence[slice]], object]
"""Calls a function for each piece of a buffer, in any order, and waits for all of them."""


def in_turn(work: Callable[[slice], object], pieces: Sequence[slice]) -> None:
    """Work on one piece after the other."""
    for piece in pieces:
        work(piece)


class Optimizer(ABC):
    """Move parameters against their gradients.

    Parameters
    ----------
    learning_rate : float
        Length of a step; more than 0. May be assigned between steps.

    Attributes
    ----------
    name, title : str
        As presets call it, and as shown.
    t : int
        Steps taken.
    moments : tuple of Parameters
        What is remembered between steps, in the order of `moment_names`; empty before the
        first step. With `t`, all there is to keep.
    moment_names : tuple of str
        Their letters in the equations.

    Raises
    ------
    SettingError
        If the learning rate is not a number above 0.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    moment_names: ClassVar[tuple[str, ...]] = ()

    def __init__(self, learning_rate: float) -> None:
        self.learning_rate = learning_rate
        self.t = 0
        self.moments: tuple[Parameters, ...] = ()

    @property
    def learning_rate(self) -> float:
        """Length of a step."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = require_learning_rate(self.name, value)

    @property
    def options(self) -> dict[str, float]:
        """All settings but the learning rate: what `make_optimizer` makes an equal one of."""
        _, *names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names}

    def step(
        self,
        parameters: Parameters,
        gradients: Parameters,
        factor: float = 1.0,
        each: ShareOut = in_turn,
    ) -> None:
        """Take one step, in place.

        Parameters
        ----------
        parameters, gradients : Parameters
            Of the same shapes, from step to step.
        factor : float, default=1.0
            Of the learning rate, for this step: what a schedule says.
        each : callable, default=in_turn
            Who works on the pieces of the buffer; numbers are the same whoever does.
        """
        if not self.moments:
            self.moments = tuple(parameters.zeros_like() for _ in self.moment_names)
        self.t += 1
        alpha = self.learning_rate * factor

        def move(chunk: slice) -> None:
            moments = (moment.flat[chunk] for moment in self.moments)
            self._move(parameters.flat[chunk], gradients.flat[chunk], alpha, *moments)

        each(move, chunks(parameters.flat.size))

    def explain(
        self,
        theta: float,
        g: float,
        alpha: float,
        moments: Sequence[float] = (),
        *,
        is_weight: bool = True,
    ) -> tuple[StepLine, ...]:
        """Write out the next step for one parameter, in float64; nothing is changed.

        Parameters
        ----------
        theta, g : float
            The parameter and its gradient.
        alpha : float
            The learning rate of this step.
        moments : sequence of float, default=()
            What is remembered of the parameter, in the order of `moment_names`; zeros if not
            given.
        is_weight : bool, default=True
            Whether it is a weight, and no bias: some decay weights alone.

        Returns
        -------
        tuple of StepLine
            One for every line of the equations; the last one is the new parameter.
        """
        before = moments or (0.0,) * len(self.moment_names)
        return tuple(self._lines(theta, g, alpha, *before))

    def reset(self) -> None:
        """Forget all steps."""
        self.t = 0
        self.moments = ()

    def copy(self) -> Self:
        """Return an optimizer that would go on as this one, with memory of its own."""
        twin = copy.copy(self)
        twin.moments = tuple(moment.copy() for moment in self.moments)
        return twin

    @abstractmethod
    def _move(self, theta: Array, g: Array, alpha: float, *moments: Array) -> None:
        """Update a piece of the parameters and of the moments, in place."""

    @abstractmethod
    def _lines(
        self, theta: float, g: float, alpha: float, *moments: float
    ) -> Iterator[StepLine]:
        """Yield the lines of `_move` for one number: what step t + 1 comes to."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} learning rate {self.learning_rate:g}, t = {self.t}>"
