"""A helper process, as seen by the one that has started it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import weakref
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from engine.training.blas import blas_kernels
from engine.training.helpers.patience import wait_awake
from engine.training.helpers.tasks import done, line_of, message_of

if TYPE_CHECKING:
    from engine.training.helpers.shared_memory import SharedMemory
    from engine.training.helpers.tasks import Setup, Task

    _Process = subprocess.Popen[bytes]


class HelperError(Exception):
    """A helper is of no use any more; the text says why."""


class Helper:
    """A process that computes shards.

    It starts while we go on. Nothing of it outlives this object, or this process: it ends
    when it is closed, forgotten, or left alone.

    Parameters
    ----------
    setup : Setup
    memory : SharedMemory
        That of the setup.
    """

    def __init__(self, setup: Setup, memory: SharedMemory) -> None:
        self._process = _start(memory.inherited)
        self.close = weakref.finalize(self, _end, self._process)
        self._greeting: Future[None] = Future()
        threading.Thread(
            target=_greet,
            args=(self._process, line_of(setup), self._greeting),
            name="helper starts",
            daemon=True,
        ).start()

    @property
    def has_greeted(self) -> bool:
        """Whether it can begin, or has failed to start."""
        return self._greeting.done()

    def require_ready(self) -> None:
        """Wait until it can begin.

        Raises
        ------
        HelperError
            If it did not start, or multiplies in another way than we do.
        """
        self._greeting.result()

    def ask(self, task: Task) -> None:
        """Let it begin with a task."""
        with suppress(OSError):  # its answer will be missing
            _tell(self._process, line_of(task))

    def finish(self, task: Task, patience: float) -> None:
        """Wait until the results of a task are there.

        Parameters
        ----------
        task : Task
            The one that it was asked for last.
        patience : float
            Seconds. (Windows waits as long as it takes.)

        Raises
        ------
        HelperError
            If it has ended, says something else, or nothing.
        """
        answers = _pipe(self._process.stdout)
        wait_awake(answers)
        if sys.platform != "win32":
            poll = select.poll()
            poll.register(answers, select.POLLIN)
            if not poll.poll(patience * 1000):
                raise HelperError(f"no answer in {patience:.0f} s")
        said = _heard(answers)
        if said != done(task.number):
            raise HelperError("it has ended" if said is None else f"it says {said!r}")


def _start(inherited: tuple[int, ...]) -> _Process:
    """Start the process, out of reach of the keyboard: Ctrl-C is for us."""
    here = str(Path(__file__).resolve().parents[3])
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(path or here for path in sys.path),
        "OPENBLAS_NUM_THREADS": "1",
    }
    detached: dict[str, Any] = {"start_new_session": True, "pass_fds": inherited}
    if sys.platform == "win32":
        new_group = subprocess.CREATE_NEW_PROCESS_GROUP | subprocess.CREATE_NO_WINDOW
        detached = {"creationflags": new_group}
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __package__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        **detached,
    )


def _greet(process: _Process, setup: bytes, greeting: Future[None]) -> None:
    """Tell it the setup, and hear whether it can begin."""
    said = None
    with suppress(OSError, ValueError):
        _tell(process, setup)
        said = _heard(_pipe(process.stdout))
    match said:
        case {"ready": [*kernels]} if all(k in blas_kernels() for k in kernels):
            greeting.set_result(None)
        case {"ready": kernels}:
            greeting.set_exception(HelperError(f"it has other BLAS kernels: {kernels}"))
        case _:
            greeting.set_exception(HelperError(f"it did not start ({said!r})"))


def _tell(process: _Process, line: bytes) -> None:
    pipe = _pipe(process.stdin)
    pipe.write(line)
    pipe.flush()


def _heard(answers: IO[bytes]) -> Any:
    """Return the next thing it says; None at the end, the line itself if it is no JSON."""
    line = answers.readline()
    try:
        return message_of(line) if line else None
    except ValueError:
        return line


def _end(process: _Process) -> None:
    """End the process at once: there is nothing of its own that it could lose."""
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        with suppress(OSError):
            _pipe(pipe).close()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "the process was started with pipes"
    return pipe
