"""A process that opens files: each in a child with little memory and time, and watched.

It is started once and imports only what reads files, so that a child of it is made in a
few milliseconds, and sees none of what tests have imported. A line of its input names the
file to open, a line of its output tells what came of it, both in JSON.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import OrderedDict
from pathlib import Path

import numpy as np

from engine.checkpoints import ParamsFileError, load_params

MEMORY = 1 << 30
CPU_SECONDS = 5
HARMLESS_EVENTS = ("builtins.id", "object.__getattr__")
"""What a child may do, beside opening its file once."""

CAN_BE_BUILT = ("_reconstruct", "scalar", "_frombuffer", "ndarray", "dtype")


def main() -> None:
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_imprison(Path(json.loads(line)))) + "\n")
        sys.stdout.flush()


def _imprison(path: Path) -> dict[str, object]:
    """Open a file in a child; return its wait status, and what it told."""
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        _serve(path, write_end)
    os.close(write_end)
    with os.fdopen(read_end, "rb") as pipe:
        told = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    return {"status": status, "told": told}


def _serve(path: Path, write_end: int) -> None:
    """Open `path`, report, and never come back."""
    os.chdir(path.parent)  # where a canary would sit
    # Without a limit of its own on what is there already, the child could not even start.
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    limit = pages * os.sysconf("SC_PAGE_SIZE") + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    before, functions = set(sys.modules), _state_of_numpy()
    events: list[str] = []
    opened: list[str] = []

    def watch(event: str, args: tuple[object, ...]) -> None:
        if event == "open" and not isinstance(args[0], int):
            opened.append(str(args[0]))
        elif event not in HARMLESS_EVENTS:
            events.append(event)

    sys.addaudithook(watch)
    try:
        load_params(path)
        outcome, message = "loaded", ""
    except ParamsFileError as error:
        outcome, message = error.code, str(error)
    except BaseException as error:  # noqa: BLE001  # whatever it is, the test judges it
        outcome, message = type(error).__name__, str(error)
    told = {
        "outcome": outcome,
        "message": message,
        "events": list(events),
        "modules": sorted(set(sys.modules) - before),
        "opened": opened.count(str(path)) + 9 * len(set(opened) - {str(path)}),
        "numpy_is_the_same": functions == _state_of_numpy(),
    }
    os.write(write_end, json.dumps(told).encode())
    os._exit(0)


def _state_of_numpy() -> list[object]:
    """Return what BUILD on a function or a class of NumPy would change."""
    made = [getattr(np._core.multiarray, name, None) for name in CAN_BE_BUILT]
    maker = np._core.numeric._frombuffer
    return [
        *map(id, made),
        *(maker.__defaults__, maker.__kwdefaults__, id(maker.__code__), dict(maker.__dict__)),
        *sorted(np.ndarray.__dict__),
        *sorted(OrderedDict.__dict__),
        *(str(np.dtype(code)) for code in ("f4", "O", "U1", "V8")),
    ]


if __name__ == "__main__":
    main()
