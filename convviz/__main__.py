"""The entry of `convviz`, `convviz-gui` and ``python -m convviz``."""

from __future__ import annotations

import os
import signal
import sys

from convviz.ending import end_at_once

BLAS_THREAD_VARIABLES = (
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


def main(arguments: list[str] | None = None) -> int:
    """Run one command.

    Parameters
    ----------
    arguments : list of str, optional
        Default: those of the process.

    Returns
    -------
    int
        The exit code: 0 done, 2 usage, 3 the input was refused, 130 interrupted.
    """
    # Before anything that takes time to import.
    previous = signal.signal(signal.SIGINT, end_at_once)
    try:
        return _run(sys.argv[1:] if arguments is None else arguments)
    finally:
        signal.signal(signal.SIGINT, previous)


def _run(arguments: list[str]) -> int:
    from convviz.blas_core import choose_core_type  # noqa: PLC0415 - Ctrl-C is heard by now
    from convviz.cli.command_line import run  # noqa: PLC0415

    # Before NumPy is imported: BLAS threads beside ours cost up to twenty times, and
    # stalls of seconds on a busy machine.
    for name in BLAS_THREAD_VARIABLES:
        os.environ.setdefault(name, "1")
    if "numpy" not in sys.modules:  # else it is too late
        choose_core_type(os.environ)
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
