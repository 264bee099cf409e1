"""Run a command, then say how much memory the process has had at most.

``python -m convviz.cli.peak_memory train --epochs 1`` prints what ``convviz train`` prints,
and on a last line the peak of resident memory in bytes, or "unknown".
"""

from __future__ import annotations

import sys
from pathlib import Path

from convviz.__main__ import main


def peak_bytes() -> int | None:
    """Return the most resident memory that this process has had; None if nobody knows.

    Linux is asked for the peak of this very program: the other number there is, that of
    getrusage, begins with the size of the program that started it.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        fields = dict(line.split(":", 1) for line in status.splitlines())
        return int(fields["VmHWM"].split()[0]) * 1024
    except (OSError, KeyError):
        return _peak_of_usage()


def _peak_of_usage() -> int | None:
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


if __name__ == "__main__":
    code = main(sys.argv[1:])
    print(peak_bytes() or "unknown")
    sys.exit(code)
