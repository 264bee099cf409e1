"""What is done to a batch, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.training.events import BackwardDone, ForwardDone, LossDone, Operation, OperationDone

if TYPE_CHECKING:
    from engine.network import Network
    from engine.training.events import Position


def operations_of(network: Network) -> tuple[Operation, ...]:
    """Return the forwards, the loss, the backwards and the update."""
    names = [layer.name for layer in network.layers]
    return (
        *(Operation("forward", name) for name in names),
        Operation("loss", "loss"),
        *(Operation("backward", name) for name in reversed(names)),
        Operation("update", ""),
    )


def event_of(operation: Operation, position: Position) -> OperationDone:
    """Return the event that tells of an operation before the update."""
    match operation.phase:
        case "forward":
            return ForwardDone(position, operation)
        case "backward":
            return BackwardDone(position, operation)
        case _:
            return LossDone(position, operation)
