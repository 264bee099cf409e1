"""Where a step ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.session.state import Granularity
from engine.training import BatchDone, EpochDone, OperationDone, UpdateDone

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.training import Event


def _ends_operation(event: Event) -> bool:
    # The update is the batch's last operation: its numbers are wanted at once.
    return isinstance(event, BatchDone) or (
        isinstance(event, OperationDone) and not isinstance(event, UpdateDone)
    )


STEP_ENDS: dict[Granularity, Callable[[Event], bool]] = {
    Granularity.OPERATION: _ends_operation,
    Granularity.BATCH: lambda event: isinstance(event, BatchDone),
    Granularity.EPOCH: lambda event: isinstance(event, EpochDone),
}
