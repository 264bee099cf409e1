"""What is said of a place: in tooltips, and to those who do not see the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.network.words import layer_text, place_text, value_text
from convviz.session import RunState

if TYPE_CHECKING:
    from convviz.session import Selection, Session


class Readout:
    """Words about places, with the values of this moment."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tip(self, place: Selection) -> str:
        """Return the tooltip of a place; without its value while that changes."""
        frame = self._session.frame
        if frame is None or not place.layer:
            return ""
        value = self._value(place)
        if value is None:
            return layer_text(frame.network, place.layer, frame.trace.criterion)
        if self._session.state is RunState.RUNNING:  # a tooltip stays as it was when it came
            return self._words(place)
        return f"{self._words(place)}\n{value_text(place, value)}"

    def selected(self) -> str:
        """Return what is selected, in words and with its value."""
        place = self._session.selection
        value = self._value(place)
        words = f"Selected: {self._words(place)}"
        return words if value is None else f"{words}: {value_text(place, value)}"

    def _value(self, place: Selection) -> float | None:
        """Return the value of a cell; None for what is no cell."""
        frame = self._session.frame
        values = frame.trace.activations.get(place.layer) if frame is not None else None
        if values is None or len(place.index) != values.ndim:
            return None
        return float(values[place.index])

    def _words(self, place: Selection) -> str:
        frame, info = self._session.frame, self._session.run_info
        values = frame.trace.activations.get(place.layer) if frame is not None else None
        is_vector = values is not None and values.ndim == 1
        scores = info is not None and place.layer in {n.name for n in info.network.layers[-2:]}
        classes = info.classes if info is not None and scores and is_vector else ()
        return place_text(place, is_vector=is_vector, classes=classes)
