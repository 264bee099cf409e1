"""One thread for BLAS while our own threads work.

With threads of its own, BLAS would split a product differently on machines with more
cores, and so change the last bits of the result; and it would fight ours for the cores.
The number of its threads belongs to the whole process. So does this count of those who
need it to be one: the last one to leave puts back what the first one found.
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from threadpoolctl import ThreadpoolController, threadpool_info

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Hold:
    """How many need BLAS to have one thread, and how to put back what was before."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._holders = 0
        self._restore = ExitStack()
        self._controller = ThreadpoolController()

    def take(self) -> None:
        with self._lock:
            if self._holders == 0:
                limit = self._controller.limit(limits=1, user_api="blas")
                self._restore.enter_context(limit)
            self._holders += 1

    def release(self) -> None:
        with self._lock:
            self._holders -= 1
            if self._holders == 0:
                self._restore.close()


@cache
def _hold() -> _Hold:
    return _Hold()


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Hold BLAS to one thread; may be entered by several threads at once."""
    hold = _hold()
    hold.take()
    try:
        yield
    finally:
        hold.release()


def blas_kernels() -> list[list[str]]:
    """Return what the last bits of a product depend on: each BLAS, its version, its kernels."""
    return [
        [str(library.get(key)) for key in ("internal_api", "version", "architecture")]
        for library in threadpool_info()
        if library["user_api"] == "blas"
    ]
