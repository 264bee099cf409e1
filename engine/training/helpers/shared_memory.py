"""Memory that two processes share, and that nobody can leave behind.

It has no name in any folder: where the system lends files that have none, the helper
inherits one; Windows finds memory by a tag, which is gone with the last process that uses
it. So neither a crash nor a kill leaves anything, and there is nothing to clean up.
(`multiprocessing.shared_memory` has names, and a third process that watches over them.)
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
import uuid
import weakref

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]


class SharedMemory:
    """Bytes that a helper may have in its own memory, too.

    Parameters
    ----------
    key : str, optional
        Of the memory that the process was started with; new memory if not given.

    Attributes
    ----------
    key : str
        How a helper that has inherited `inherited` comes by it.
    inherited : tuple of int
        Files that a helper must be started with.
    """

    def __init__(self, key: str | None = None) -> None:
        self.key = _new_key() if key is None else key
        self.inherited: tuple[int, ...] = ()
        if sys.platform != "win32":
            self.inherited = (int(self.key),)
            weakref.finalize(self, os.close, int(self.key))

    def first(self, size: int, *, grow: bool = False) -> Bytes:
        """Return the first `size` bytes, which stay in memory as long as their array.

        Parameters
        ----------
        size : int
            At least 1.
        grow : bool, default=False
            Whether there may be fewer so far. One process alone may let memory grow.
        """
        if sys.platform == "win32":
            block = mmap.mmap(-1, size, tagname=f"{self.key}-{size}")
        else:
            file = int(self.key)
            if grow and os.fstat(file).st_size < size:
                os.truncate(file, size)
            block = mmap.mmap(file, size)
        return np.frombuffer(block, np.uint8)


def _new_key() -> str:
    if sys.platform == "win32":
        return f"shards-{uuid.uuid4()}"
    elif hasattr(os, "memfd_create"):  # noqa: RET505 - mypy knows each system's branch
        return str(os.memfd_create("shards"))
    else:
        with tempfile.TemporaryFile() as file:
            return str(os.dup(file.fileno()))
