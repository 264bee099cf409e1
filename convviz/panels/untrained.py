"""Whether the network is still the one that chance has made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from convviz.session import Frame, Session


def is_untrained(session: Session, frame: Frame) -> bool:
    """Whether the parameters of a frame are the random ones of the start.

    They are not if training has stepped, nor if parameters were loaded before it.
    """
    if frame.position.step or session.run_info is None or session.run_info.origin:
        return False
    first = session.run_info.network.parameters.flat
    return np.array_equal(frame.network.parameters.flat, first)
