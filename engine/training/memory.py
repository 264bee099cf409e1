"""Freed memory stays with the process, for the next batch.

Every batch needs the same arrays as the one before, of some hundred kilobytes each. The
GNU C library hands blocks of that size back to the system as soon as they are free, and
the system clears every page of them before it lends them again: a third of the time of a
batch. But the library learns: when a block that came from the system is freed, blocks up
to its size, at most 32 MiB, are kept from then on (see M_MMAP_THRESHOLD in mallopt(3)).
So a block of that size, borrowed and returned untouched, is all it takes. Other C
libraries, and users who have set its limits themselves, see no difference.
"""

from __future__ import annotations

import numpy as np

_LARGEST_KEPT_BYTES = 32 * 2**20 - 2 * 4096
"""With the library's own bookkeeping, just below 32 MiB."""


def keep_freed_memory() -> None:
    """Let the C library keep freed arrays for reuse; costs some microseconds."""
    np.empty(_LARGEST_KEPT_BYTES, np.uint8)
