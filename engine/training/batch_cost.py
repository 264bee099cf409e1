"""Whether a batch has room in the memory of this machine, counted before it is made."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from engine.errors import SettingError
from engine.layers.cost import cost_of_keeping
from engine.layers.text import grouped
from engine.training.shard import shard_samples

if TYPE_CHECKING:
    from engine.network import Network

_IF_UNKNOWN: Final = 8 * 2**30
_BYTES: Final = 4


def memory_of_batch(network: Network, samples: int, threads: int) -> int:
    """Return about how many bytes a batch needs at once.

    Each thread has a shard, of which it keeps all activations for the way back, and there
    are the gradients of every shard until they are added.

    Parameters
    ----------
    network : Network
    samples : int
        Of the batch.
    threads : int
        That compute side by side.
    """
    length = shard_samples(samples)
    shards = -(-samples // length)
    kept = cost_of_keeping(network.layers).bytes * min(samples, length * threads)
    return kept + _BYTES * network.trained_count * shards


def require_memory(network: Network, samples: int, threads: int) -> None:
    """Check that this machine has the memory for a batch.

    Raises
    ------
    SettingError
        One sentence with what there is and what would be needed.
    """
    most, needed = machine_memory() // 2, memory_of_batch(network, samples, threads)
    if needed > most:
        rule = f"a batch must need at most {_megabytes(most)}, half of this machine's memory"
        raise SettingError(
            network.name, rule, f"{_megabytes(needed)} for {grouped(samples)} images"
        )


def machine_memory() -> int:
    """Return how many bytes of memory the machine has, 8 GiB where it does not tell."""
    if not hasattr(os, "sysconf"):
        return _IF_UNKNOWN
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _megabytes(n: int) -> str:
    return f"{grouped(n // 10**6)} MB"
