"""After a step of one operation, what has run is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.session.selection import Selection
from convviz.session.selection_moves import in_other_layer, strongest
from convviz.session.state import Granularity, RunState

if TYPE_CHECKING:
    from convviz.session.frame import Frame
    from convviz.session.session import Session
    from engine.training import Operation


class Following:
    """Lets the selection go with the operations that are stepped through.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._is_stepping = False
        session.state_changed.connect(self._on_state_changed)

    def begin(self, granularity: Granularity) -> None:
        """Take note of a step that begins."""
        self._is_stepping = granularity is Granularity.OPERATION

    def _on_state_changed(self, state: RunState) -> None:
        if state.is_moving or not self._is_stepping:
            return
        self._is_stepping = False
        frame = self._session.frame
        if state is RunState.HELD and frame is not None and frame.operation is not None:
            self._session.select(place_of(frame.operation, frame, self._session.selection))
            self._session.stepped.emit(frame.operation)


def place_of(operation: Operation, frame: Frame, selection: Selection) -> Selection:
    """Return what to select after an operation.

    Parameters
    ----------
    operation : Operation
    frame : Frame
        Of the moment after it.
    selection : Selection
        The one before. Its place is kept if the operation is that of the same layer or of
        the next one on the way; else it is the cell with the largest number in size.
    """
    if operation.phase == "update" or selection.layer == operation.layer:
        return selection
    if operation.phase == "loss":
        return Selection(operation.layer)
    if selection.index:
        forward = operation.phase == "forward"
        moved = in_other_layer(selection, frame.network, forward=forward, trace=frame.trace)
        if moved.layer == operation.layer:
            return moved
    return strongest(Selection(operation.layer), frame.trace.activations)
