from __future__ import annotations

import gzip
import io
import os
import pickle
import shutil
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import (
    DEFAULT,
    Corrupt,
    LimitExceeded,
    Limits,
    LoadCancelled,
    NotAPickle,
    ParamsFileError,
    load_params,
)
from engine.checkpoints.source import read_once


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(NotAPickle, match=r"is a folder, not a file\."):
        load_params(tmp_path)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    if not hasattr(os, "mkfifo"):
        pytest.skip("there are no named pipes")
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAPickle, match=r"pipe is a named pipe, not a file\."):
        load_params(tmp_path / "pipe")


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/null"])
def test_a_device_is_refused(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"there is no {device}")
    with pytest.raises(NotAPickle, match=r"is a device, not a file\."):
        load_params(device)


def test_a_socket_cannot_be_opened(tmp_path: Path) -> None:
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("there are no sockets with a name")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        with pytest.raises(OSError, match="No such device"):
            load_params(tmp_path / "s")


def test_links_that_lead_nowhere_are_errors_of_the_system(tmp_path: Path) -> None:
    loop, dangling = tmp_path / "loop", tmp_path / "dangling"
    loop.symlink_to(loop)
    dangling.symlink_to(tmp_path / "nothing")
    for path in (loop, dangling, tmp_path / "nothing", tmp_path / ("n" * 300)):
        with pytest.raises(OSError, match=r"symbolic links|No such file|too long"):
            load_params(path)


def test_a_link_to_a_file_is_followed(tmp_path: Path, write: Callable[..., Path]) -> None:
    link = tmp_path / "link"
    link.symlink_to(write(pickle.dumps([np.ones(2)])))
    assert list(load_params(link).arrays) == ["[0]"]


def test_a_file_of_100_gigabytes_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "sparse.pkl"
    with path.open("wb") as file:
        file.truncate(100 << 30)
    with pytest.raises(LimitExceeded, match="The file has 107") as caught:
        load_params(path)
    assert caught.value.details["limit"] == "file_bytes"
    assert caught.value.details["found"] == 100 << 30


def test_an_unreadable_file_is_an_error_of_the_system(write: Callable[..., Path]) -> None:
    path = write(b"x")
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("whoever runs this may read everything")
    with pytest.raises(PermissionError):
        load_params(path)


def test_a_read_only_folder_is_enough(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "params.pkl"
    path.write_bytes(pickle.dumps([np.ones(2)]))
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert load_params(path).arrays
        assert list(folder.iterdir()) == [path]
    finally:
        folder.chmod(stat.S_IRWXU)


@pytest.mark.parametrize("change", [-3, 3], ids=["shorter", "longer"])
def test_a_file_that_changes_while_it_is_read_is_refused(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, change: int
) -> None:
    path = write(bytes(10))
    honest = os.fstat

    def lying(descriptor: int) -> os.stat_result:
        status = list(honest(descriptor))
        status[stat.ST_SIZE] += change
        return os.stat_result(status)

    monkeypatch.setattr(os, "fstat", lying)
    with pytest.raises(Corrupt, match="changed its size"):
        read_once(path, DEFAULT)


def test_the_file_stays_as_it_was(write: Callable[..., Path]) -> None:
    path = write(pickle.dumps([np.ones(2)]))
    before = path.stat()
    load_params(path)
    after = path.stat()
    assert (before.st_mtime_ns, before.st_ctime_ns) == (after.st_mtime_ns, after.st_ctime_ns)


def test_the_arrays_outlive_the_file(write: Callable[..., Path]) -> None:
    path = write(pickle.dumps([np.ones(2)]))
    arrays = load_params(path).arrays
    shutil.rmtree(path.parent)
    np.testing.assert_array_equal(arrays["[0]"], np.ones(2))


@pytest.mark.parametrize("kind", ["pickle", "npz", "gz"])
def test_every_stage_can_be_cancelled_and_never_goes_back(
    write: Callable[..., Path], kind: str
) -> None:
    noise = np.random.default_rng(0).integers(0, 256, 20 << 20, np.uint8)
    packed = io.BytesIO()
    np.savez_compressed(packed, w=noise)
    path = write(packed.getvalue() if kind == "npz" else pickle.dumps([noise, [0] * 40_000]))
    if kind == "gz":
        path = write(gzip.compress(path.read_bytes(), 1))
    seen: list[int] = []

    def watch(done: int, _: int) -> bool:
        seen.append(done)
        return True

    load_params(path, progress=watch)
    assert seen == sorted(seen)
    parts = {min(9, done * 10 // path.stat().st_size) for done in seen}
    assert parts >= {1, 2, 3, 4, 9, *({5, 6, 7} if kind == "gz" else ())}
    for chosen in range(0, len(seen), max(1, len(seen) // 20)):
        asked = iter(range(chosen))
        with pytest.raises(LoadCancelled):
            load_params(path, progress=lambda *_, asked=asked: next(asked, None) is not None)


@pytest.mark.parametrize("name", ["a\0b", "\ud800"])
def test_names_that_no_file_can_have_are_errors_of_the_system(name: str) -> None:
    with pytest.raises(OSError, match="No file can have this name"):
        load_params(name)


@pytest.mark.parametrize(
    "name",
    ["a\nb.pkl", "\u202egnp.lkp", "😀.pkl", os.fsdecode(b"\xff\xfe.pkl"), "-rf", "n" * 250],
    ids=["line", "right to left", "emoji", "no UTF-8", "option", "long"],
)
def test_odd_names_are_opened(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(pickle.dumps([np.ones(2)]))
    params = load_params(path)
    assert list(params.arrays) == ["[0]"]
    assert params.path == path


def test_files_of_the_kernel_are_no_trap() -> None:
    for name in ("/proc/self/maps", "/proc/self/mem", "/proc/kcore", "/proc/self/pagemap"):
        if Path(name).exists():
            with pytest.raises((ParamsFileError, OSError)):
                load_params(name)


def test_reading_can_be_watched_and_cancelled(write: Callable[..., Path]) -> None:
    path = write(pickle.dumps([float(n) for n in range(200_000)]))
    seen: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        seen.append((done, total))
        return True

    load_params(path, progress=watch)
    assert seen == sorted(seen)
    assert all(done <= total == path.stat().st_size for done, total in seen)
    with pytest.raises(LoadCancelled):
        load_params(path, progress=lambda done, total: False)


def test_the_limit_of_the_file_can_be_raised(write: Callable[..., Path]) -> None:
    path = write(pickle.dumps([1.0] * 50))
    with pytest.raises(LimitExceeded, match=r"files of up to 100 are opened\."):
        load_params(path, Limits(file_bytes=100))
    assert len(load_params(path, Limits(file_bytes=1000)).tree) == 50
