"""Files to be opened: written from bytes, opened here or in a prison."""

from __future__ import annotations

import json
import os
import signal
import sys
import warnings
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import Params, ParamsFileError, load_params
from engine.network import Network
from engine.presets import load_preset

MEMORY = 1 << 30
CPU_SECONDS = 5
HARMLESS_EVENTS = ("builtins.id", "object.__getattr__")
"""What a child may do, beside opening its file once."""

CAN_BE_BUILT = ("_reconstruct", "scalar", "_frombuffer", "ndarray", "dtype")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write bytes into a file."""

    def write_file(content: bytes, name: str = "params.pkl") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write_file


@pytest.fixture
def load(write: Callable[..., Path]) -> Callable[..., Params]:
    """Open bytes as a file."""
    return lambda content, name="params.pkl", **options: load_params(
        write(content, name), **options
    )


@pytest.fixture
def refusal(load: Callable[..., Params]) -> Callable[..., ParamsFileError]:
    """Open bytes as a file and return why they are refused."""

    def refuse(content: bytes, name: str = "params.pkl", **options: object) -> ParamsFileError:
        with pytest.raises(ParamsFileError) as caught:
            load(content, name, **options)
        return caught.value

    return refuse


@pytest.fixture
def network() -> Network:
    """The preset conv-net, seed 0."""
    return load_preset("conv-net").build(0)


@dataclass(frozen=True)
class Sentence:
    """What a child that opened a file came to."""

    outcome: str
    message: str
    events: list[str]
    modules: list[str]
    opened: int
    numpy_is_the_same: bool


@pytest.fixture
def imprison() -> Callable[[Path], Sentence]:
    """Open a file in a child with little memory and time, with an eye on what it does."""
    resource = pytest.importorskip("resource", reason="children are limited by rlimits")
    if not hasattr(os, "fork"):
        pytest.skip("children are forked")

    def open_there(path: Path) -> Sentence:
        read_end, write_end = os.pipe()
        with warnings.catch_warnings():
            # The child uses nothing that another thread could hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            child = os.fork()
        if child == 0:
            _serve(path, write_end, resource)
        os.close(write_end)
        with os.fdopen(read_end, "rb") as pipe:
            report = pipe.read()
        _, status = os.waitpid(child, 0)
        assert os.WIFEXITED(status), f"killed by {signal.Signals(os.WTERMSIG(status)).name}"
        return Sentence(**json.loads(report))

    return open_there


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


def _serve(path: Path, write_end: int, resource) -> None:
    """Open `path`, report, and never come back."""
    sys.settrace(None)  # coverage would take most of the time
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
    except BaseException as error:  # noqa: BLE001  # whatever it is, the parent judges it
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
