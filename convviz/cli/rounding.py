"""Whether the parameters of a file lose digits as those of a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints import match_params
from engine.checkpoints.fitting import as_float32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.checkpoints import Params, Reading
    from engine.checkpoints.node import AnyArray
    from engine.network import Network


def rounded_from(params: Params, reading: Reading, network: Network) -> tuple[str, ...]:
    """Return the dtypes of those parameters in a file that float32 does not hold exactly.

    Parameters
    ----------
    params : Params
    reading : Reading
        What `params` means.
    network : Network
        That was made from it.
    """
    found = match_params(params, network, reading).found
    arrays = found.values() if found else _arrays(reading)
    return tuple(dict.fromkeys(str(array.dtype) for array in arrays if _is_rounded(array)))


def _arrays(reading: Reading) -> Iterable[AnyArray]:
    """Return all weights and biases: another order of axes does not change their numbers."""
    for layer in reading.layers:
        yield from (placed.array for placed in (layer.w, layer.b) if placed is not None)


def _is_rounded(array: AnyArray) -> bool:
    if array.dtype == np.float32:
        return False
    with np.errstate(invalid="ignore"):
        return not np.array_equal(array, as_float32(array), equal_nan=array.dtype.kind == "f")
