"""How the process ends on Ctrl-C while it is still being put together."""

from __future__ import annotations

import os


def end_at_once(number: int, frame: object) -> None:
    """Say that the program was interrupted and end with exit code 130: a signal handler.

    An exception would do neither: raised in the middle of an import, or of a call from
    Qt, it becomes another one, or ends in a traceback.
    """
    try:
        os.write(2, b"convviz: interrupted\n")
    finally:
        os._exit(128 + number)
