from __future__ import annotations

import errno
import io
import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from engine.checkpoints import (
    SaveError,
    load_params,
    match_params,
    save_params,
    write_atomically,
)
from engine.checkpoints.pickle_writer import pickled
from engine.errors import EngineError
from engine.network import Network
from engine.presets import load_preset, preset_names

COST = [2.302585, 1.5, 0.25]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "params.pkl"


# -- the article's layout


def test_it_is_read_in_the_way_of_the_article(path: Path, network: Network) -> None:
    save_params(path, network, COST)
    with path.open("rb") as file:
        params, cost = pickle.load(file)
    assert [None if p is None else p.shape for p in params] == [
        *((8, 1, 5, 5), (8, 8, 5, 5), None, None, (128, 800), (10, 128)),
        *((8, 1), (8, 1), None, None, (128, 1), (10, 1)),
    ]
    slots = {"conv1": 0, "conv2": 1, "dense1": 4, "dense2": 5}
    for layer, slot in slots.items():
        np.testing.assert_array_equal(params[slot], network.parameters[f"{layer}.w"])
        np.testing.assert_array_equal(params[slot + 6][:, 0], network.parameters[f"{layer}.b"])
        assert params[slot].dtype == np.float32
        assert params[slot].flags.writeable
    assert cost == COST
    assert all(type(c) is float for c in cost)


@pytest.mark.parametrize("preset", preset_names())
def test_every_preset_comes_back(path: Path, preset: str) -> None:
    network = load_preset(preset).build(3)
    save_params(path, network, np.float32([1.0, 0.5]))
    params = load_params(path)
    match = match_params(params, network)
    assert match.fits, match.reasons
    for name, array in network.parameters.items():
        np.testing.assert_array_equal(match.assignment[name], array)
    assert match.reading.history.tolist() == [1.0, 0.5]
    assert params.describe() == "pickle, protocol 4"


def test_an_empty_cost_is_an_empty_list(path: Path, network: Network) -> None:
    save_params(path, network, [])
    with path.open("rb") as file:
        assert pickle.load(file)[1] == []


def test_old_numpy_knows_every_name_and_new_numpy_does_not_mind(
    path: Path, network: Network
) -> None:
    save_params(path, network, COST)
    assert b"numpy.core.multiarray" in path.read_bytes()
    assert b"numpy._core" not in path.read_bytes()
    reads = f"import pickle; pickle.load(open({str(path)!r}, 'rb'))"
    command = [sys.executable, "-W", "error", "-W", "ignore::ResourceWarning", "-c", reads]
    assert subprocess.run(command, capture_output=True, check=False).stderr == b""


def test_the_writer_agrees_with_pickle(rng: np.random.Generator) -> None:
    array = np.asfortranarray(rng.standard_normal((3, 4)).astype(">f8"))
    value = [None, 0.1, 3, np.float32(2.5), [], [[array, None]], np.zeros((0, 2), np.float32)]
    found = pickle.loads(pickled([*value, {"a": 1, "b": {"c": []}}]))
    assert found.pop() == {"a": 1, "b": {"c": []}}
    assert found[:5] == [None, 0.1, 3.0, 2.5, []]
    np.testing.assert_array_equal(found[5][0][0], array.astype(np.float32))
    assert found[6].shape == (0, 2)


def test_python_itself_reads_it_from_a_pipe_and_from_a_file(network: Network) -> None:
    content = pickled([network.parameters["dense1.w"], 1.0])
    read = pickle._Unpickler(io.BytesIO(content)).load()  # the reader written in Python
    np.testing.assert_array_equal(read[0], network.parameters["dense1.w"])


# -- whole or not at all


def failing(error: Exception) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        file.write(b"half of it")
        raise error

    return write


def test_a_file_is_replaced_whole_and_keeps_its_permissions(path: Path) -> None:
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, lambda file: file.write(b"new") and None)
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(path.parent.iterdir()) == [path]


def test_a_new_file_gets_the_permissions_of_any_new_file(path: Path) -> None:
    other = path.with_name("other")
    other.write_bytes(b"")
    write_atomically(path, lambda file: None)
    assert path.stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full"),
        (OSError(errno.EROFS, "Read-only file system"), "the disk may only be read"),
        (
            PermissionError(errno.EACCES, "Permission denied"),
            "the folder may not be written to",
        ),
        (OSError(errno.EIO, "Input/output error"), "Input/output error"),
        (OSError("something odd"), "something odd"),
    ],
)
def test_what_fails_is_a_sentence_and_the_old_file_is_there(
    path: Path, error: OSError, words: str
) -> None:
    path.write_bytes(b"old")
    with pytest.raises(SaveError) as caught:
        write_atomically(path, failing(error))
    assert str(caught.value) == f"params.pkl could not be saved: {words}."
    assert caught.value.path == path
    assert isinstance(caught.value, EngineError)
    assert isinstance(caught.value, OSError)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("error", [ZeroDivisionError("bug"), KeyboardInterrupt()])
def test_an_interruption_leaves_nothing_behind(path: Path, error: BaseException) -> None:
    path.write_bytes(b"old")
    with pytest.raises(type(error)):
        write_atomically(path, failing(error))
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_failure_of_the_last_steps_leaves_the_old_file(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", fail) if step == "fsync" else monkeypatch.setattr(
        Path, "replace", fail
    )
    with pytest.raises(SaveError, match="the disk is full"):
        write_atomically(path, lambda file: None)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_missing_folder_is_a_sentence(path: Path) -> None:
    with pytest.raises(SaveError, match=r"could not be saved: its folder does not exist\."):
        write_atomically(path / "no" / "params.pkl", lambda file: None)


def test_a_folder_of_that_name_stays(path: Path) -> None:
    path.mkdir()
    with pytest.raises(SaveError, match=r"params\.pkl could not be saved: it is a folder\."):
        write_atomically(path, lambda file: None)
    assert path.is_dir()


def test_a_device_is_never_replaced(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no named pipes")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SaveError, match="it is not a regular file"):
        write_atomically(tmp_path / "pipe", lambda file: None)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_a_link_stays_a_link(path: Path) -> None:
    target = path.with_name("target")
    target.write_bytes(b"old")
    path.symlink_to(target)
    write_atomically(path, lambda file: file.write(b"new") and None)
    assert path.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_name_that_is_too_long_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="its name is too long"):
        write_atomically(tmp_path / ("n" * 300), lambda file: None)
