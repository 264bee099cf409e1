"""Parameters as an `.npz` of NumPy: arrays by name, without any pickle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.checkpoints.atomic import write_atomically

if TYPE_CHECKING:
    from pathlib import Path

    from engine.checkpoints.exports.exported import Exported

COST = "cost"


def write_npz(path: Path, exported: Exported) -> None:
    """Write the parameters under the network's own names, and the cost if there is one.

    ``np.load(path)`` of any NumPy reads it.

    Raises
    ------
    SaveError
        If it cannot be written; an older file stays as it was.
    """
    arrays: dict[str, Any] = named_arrays(exported)
    write_atomically(path, lambda file: np.savez(file, **arrays))


def named_arrays(exported: Exported) -> dict[str, np.ndarray]:
    """Return "conv1.w" and so on, and "cost", float64, of shape (batches,), in nats."""
    arrays: dict[str, np.ndarray] = dict(exported.network.parameters)
    if len(exported.cost):
        arrays[COST] = np.array(exported.cost, np.float64)
    return arrays
