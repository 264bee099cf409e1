"""Whether what is shown adds up to what is stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A value computed anew in float64, beside the one that the engine has stored.

    Attributes
    ----------
    computed : float
        From the terms that are shown, in float64.
    stored : float
        What the engine computed, mostly in float32.
    """

    computed: float
    stored: float

    @property
    def difference(self) -> float:
        """Return stored − computed."""
        return self.stored - self.computed

    @property
    def ulps(self) -> float:
        """The size of the difference in units in the last place of the stored float32.

        One unit is the distance from the stored value to the next larger float32.
        """
        return abs(self.difference) / float(np.spacing(np.abs(np.float32(self.stored))))
