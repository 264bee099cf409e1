"""What a redraw may show: one moment of the training, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Flag, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convviz.session.held import HeldBatch
    from engine.arrays import Parameters
    from engine.data import SampleRef
    from engine.inspection import Trace
    from engine.network import Network
    from engine.training import Operation, Position


class Part(Flag):
    """What of a frame costs time, and is made only for panels that show it."""

    NONE = 0
    GRADIENTS = auto()
    """`Frame.trace.gradients`: dL/d activation of the sample that is seen."""
    BATCH_GRADIENTS = auto()
    """`Frame.gradients`: dL/d parameters of the last batch."""
    UPDATE = auto()
    """`Frame.update`: what the last update added to the parameters."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The network, seen through one sample, at one moment.

    Every array in here is a read-only copy: training goes on without touching it.

    Attributes
    ----------
    position : Position
        Epoch, batch and step.
    operation, upcoming : Operation or None
        What ran last and what comes next; None before the first batch.
    network : Network
        A frozen replica: structure and parameters of this moment.
    sample : SampleRef
        The one that is seen: the pinned sample, or one of the batch that is held.
    trace : Trace
        Its activations in every layer (and gradients, if `Part.GRADIENTS` was asked for).
    gradients, update : Parameters or None
        Of the last batch; None until there was one or if nobody asked.
    held : HeldBatch or None
        The batch that is stepped through by operations.
    batch_sample : int or None
        Which sample of it is seen; None if it is the pinned one.
    """

    position: Position
    operation: Operation | None
    upcoming: Operation | None
    network: Network
    sample: SampleRef
    trace: Trace
    gradients: Parameters | None = None
    update: Parameters | None = None
    held: HeldBatch | None = None
    batch_sample: int | None = None
