"""Whole or not at all: also when the process is killed."""

from __future__ import annotations

import errno
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import SaveError, write_atomically
from engine.checkpoints.leftovers import open_temporary, remove_leftovers

KILLS = 12
MEGABYTES = 8

SAVE_FOR_EVER = """
import itertools, sys
from engine.checkpoints import write_atomically
path, megabytes = sys.argv[1], int(sys.argv[2])
for generation in itertools.count(1):
    content = bytes([generation % 251]) * (megabytes << 20)
    write_atomically(path, lambda file: file.write(content))
    print(generation, flush=True)
"""

STOP_HALF_WAY = """
import sys
from engine.checkpoints import write_atomically

def write(file):
    file.write(b"new" * 1000)
    file.flush()
    print("half", flush=True)
    sys.stdin.read()  # until the end of the world

write_atomically(sys.argv[1], write)
"""

needs_locks = pytest.mark.skipif(
    sys.platform == "win32", reason="files are not locked by their process there"
)


@contextmanager
def child(code: str, *arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run code in a process; in the end it is killed, if it is not yet."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def temporaries(folder: Path) -> list[Path]:
    return sorted(folder.glob(".convviz-*"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "params.pkl"


# -- killed


@pytest.mark.slow
@needs_locks
def test_whenever_a_process_is_killed_the_file_is_whole(path: Path) -> None:
    path.write_bytes(b"\0" * (MEGABYTES << 20))
    for kill in range(KILLS):
        with child(SAVE_FOR_EVER, path, MEGABYTES) as process:
            assert process.stdout is not None
            for _ in range(1 + kill % 3):
                process.stdout.readline()
            process.send_signal(signal.SIGKILL)
        content = np.frombuffer(path.read_bytes(), np.uint8)
        assert content.size == MEGABYTES << 20
        assert (content == content[0]).all()
        # The one before was tidied away by this one's first save.
        assert len(temporaries(path.parent)) <= 1
    write_atomically(path, lambda file: file.write(b"after"))
    assert list(path.parent.iterdir()) == [path]


@needs_locks
def test_what_a_killed_process_left_is_removed_by_the_next_save(path: Path) -> None:
    path.write_bytes(b"old")
    with child(STOP_HALF_WAY, path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        (half,) = temporaries(path.parent)
        # While it lives, its file is its own.
        write_atomically(path.with_name("other"), lambda file: file.write(b"other"))
        assert half.exists()
        process.send_signal(signal.SIGKILL)
    assert path.read_bytes() == b"old"
    assert half.read_bytes() == b"new" * 1000
    write_atomically(path.with_name("other"), lambda file: file.write(b"another"))
    assert temporaries(path.parent) == []
    assert path.read_bytes() == b"old"


# -- what is tidied away, and what is not


@needs_locks
def test_files_of_others_stay(tmp_path: Path) -> None:
    names = [
        ".convviz-0123456789abcdef.tmp.bak",
        ".convviz-0123456789abcde.tmp",
        ".convviz-0123456789ABCDEF.tmp",
        "x.convviz-0123456789abcdef.tmp",
        "convviz.tmp",
    ]
    for name in names:
        (tmp_path / name).write_bytes(b"mine")
    (tmp_path / ".convviz-00000000000000f0.tmp").mkdir()
    (tmp_path / ".convviz-00000000000000f1.tmp").symlink_to(tmp_path / names[-1])
    os.mkfifo(tmp_path / ".convviz-00000000000000f2.tmp")
    left = tmp_path / ".convviz-00000000000000f3.tmp"
    left.write_bytes(b"left")
    before = set(tmp_path.iterdir())
    remove_leftovers(tmp_path)
    assert before - set(tmp_path.iterdir()) == {left}


@needs_locks
def test_a_temporary_file_is_in_use_until_it_is_closed(tmp_path: Path) -> None:
    temporary = open_temporary(tmp_path)
    remove_leftovers(tmp_path)
    assert temporary.path.exists()
    temporary.file.close()
    remove_leftovers(tmp_path)
    assert list(tmp_path.iterdir()) == []


@needs_locks
def test_one_that_was_tidied_away_before_it_was_locked_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening, opened = os.open, []

    def open_and_lose(path: Path, *how: int) -> int:
        descriptor = opening(path, *how)
        if not opened:
            Path(path).unlink()
        opened.append(path)
        return descriptor

    monkeypatch.setattr(os, "open", open_and_lose)
    temporary = open_temporary(tmp_path)
    assert len(opened) == 2
    assert temporary.path == opened[1]
    temporary.discard()
    assert list(tmp_path.iterdir()) == []


@needs_locks
def test_where_files_cannot_be_locked_nothing_is_removed_and_all_is_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import fcntl  # noqa: PLC0415  # not on Windows

    def cannot(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", cannot)
    left = path.with_name(".convviz-00000000000000f3.tmp")
    left.write_bytes(b"left")
    write_atomically(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"
    assert left.exists()


def test_where_the_system_knows_no_locks_all_is_saved(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.checkpoints.leftovers._locks", None)
    write_atomically(path, lambda file: file.write(b"new"))
    write_atomically(path, lambda file: file.write(b"newer"))
    assert path.read_bytes() == b"newer"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_cannot_be_listed_is_no_hindrance(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "scandir", cannot)
    write_atomically(path, lambda file: file.write(b"new"))
    assert path.read_bytes() == b"new"


# -- a full disk, a folder to be read only, odd targets


def test_a_disk_that_is_full_half_way_leaves_the_old_file(path: Path) -> None:
    resource = pytest.importorskip("resource", reason="the size of files is limited by rlimits")
    path.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        with pytest.raises(SaveError, match="the disk takes no file of this size"):
            write_atomically(path, lambda file: file.write(b"x" * 1_000_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert path.read_bytes() == b"old"
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_may_only_be_read_is_told(path: Path) -> None:
    path.write_bytes(b"old")
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        if os.access(path.parent, os.W_OK):
            pytest.skip("this person may write everywhere")
        with pytest.raises(SaveError, match="the folder may not be written to"):
            write_atomically(path, lambda file: file.write(b"new"))
    finally:
        path.parent.chmod(stat.S_IRWXU)
    assert path.read_bytes() == b"old"


def test_a_link_to_itself_is_told(path: Path) -> None:
    path.symlink_to(path)
    with pytest.raises(SaveError, match="it is a link to itself"):
        write_atomically(path, lambda file: file.write(b"new"))
    assert path.is_symlink()


def test_a_link_to_nowhere_gets_its_file(path: Path) -> None:
    path.symlink_to(path.with_name("target"))
    write_atomically(path, lambda file: file.write(b"new"))
    assert path.is_symlink()
    assert path.with_name("target").read_bytes() == b"new"


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full"])
def test_a_device_stays_a_device(device: str) -> None:
    if not Path(device).exists():
        pytest.skip(f"there is no {device}")
    with pytest.raises(SaveError, match="it is not a regular file"):
        write_atomically(device, lambda file: file.write(b"new"))
