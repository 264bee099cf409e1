"""What a hostile file could find around it: a fresh interpreter, a thread, little memory."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import ParamsFileError, load_params

FRESH = """
import sys
from engine.checkpoints import ParamsFileError, load_params

events = []
sys.addaudithook(lambda event, args: events.append(event))
for path in sys.argv[1:]:
    try:
        str(load_params(path).describe())
    except ParamsFileError as error:
        str(error)
print(*sorted(set(events) - {"builtins.id", "object.__getattr__"}))
"""


@pytest.fixture
def files(tmp_path: Path, asm) -> list[Path]:
    """One file for every reader, and some that are refused."""
    np.save(tmp_path / "a.npy", np.ones(3))
    np.savez_compressed(tmp_path / "a.npz", w=np.ones(3))
    contents = {
        "good": pickle.dumps({"w": np.ones(3), 1: np.longdouble(1), "t": np.str_("ü")}, 2),
        "text": b"V\\u20ac\np0\n0S'\\xff'\np1\n0c\xff\n\x01\n.",
        "odd": asm.text("\ud800\udcff") + asm.text("\u202e") + b"\x93.",
        "safetensors": b"\x08" + bytes(7) + b"{nojson}",
        "xz": b"\xfd7zXZ\0" + bytes(30),
        "bz2": b"BZh9" + bytes(30),
        "gz": b"\x1f\x8b\x08" + bytes(30),
        "nothing": b"",
    }
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    return sorted(tmp_path.iterdir())


def test_a_fresh_interpreter_imports_nothing_while_it_reads(files: list[Path]) -> None:
    """No codec is asked for by its name either: the first time, that imports it."""
    command = [sys.executable, "-c", FRESH, *map(str, files)]
    child = subprocess.run(command, capture_output=True, text=True, check=True)
    assert child.stdout.split() == ["open"]


def test_a_thread_with_a_small_stack_is_enough(tmp_path: Path, asm) -> None:
    deep = [b")" + b"\x85" * 500_000 + b".", b"]" * 200_000 + b"a" * 199_999 + b"."]
    codes: list[str] = []

    def read() -> None:
        for content in deep:
            path = tmp_path / "params.pkl"
            path.write_bytes(content)
            try:
                load_params(path)
            except ParamsFileError as error:
                codes.append(error.code)

    before = threading.stack_size(512 << 10)
    try:
        thread = threading.Thread(target=read)
        thread.start()
        thread.join()
    finally:
        threading.stack_size(before)
    assert codes == ["limit", "limit"]


def test_little_memory_is_an_error_like_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Callable[..., ParamsFileError]
) -> None:
    def exhausted(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("engine.checkpoints.load.read_pickle", exhausted)
    error = refusal(b"N.")
    assert (error.code, error.details["limit"]) == ("limit", "memory")
    assert str(error) == "There is not enough memory to open the file."
