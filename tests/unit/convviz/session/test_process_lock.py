from __future__ import annotations

import errno
import os
import subprocess
import sys

import pytest

from convviz.session import process_lock
from convviz.session.process_lock import ProcessLock

POSIX = pytest.mark.skipif(os.name == "nt", reason="there an open file cannot be removed")

HOLD = (
    "import sys; from pathlib import Path; from convviz.session.process_lock import "
    "ProcessLock; lock = ProcessLock.take(Path(sys.argv[1])); print(bool(lock), flush=True); "
    "sys.stdin.read()"
)


def test_one_at_a_time_holds_it(tmp_path):
    first = ProcessLock.take(tmp_path / "a.lock")
    assert first is not None
    assert ProcessLock.take(tmp_path / "a.lock") is None
    other = ProcessLock.take(tmp_path / "b.lock")
    first.release()
    second = ProcessLock.take(tmp_path / "a.lock")
    assert None not in (second, other)
    second.release()
    other.release()
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_holds_nothing(tmp_path):
    path = tmp_path / "a.lock"
    command = [sys.executable, "-c", HOLD, str(path)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        assert process.stdout.readline() == "True\n"
        assert ProcessLock.take(path) is None
        process.kill()
        process.wait()
    lock = ProcessLock.take(path)
    assert lock is not None
    lock.release()


@pytest.fixture
def before_locking(monkeypatch):
    """Have a function called once, between the opening and the locking of a file."""
    real = process_lock._lock

    def put(call):
        def late(descriptor):
            monkeypatch.setattr(process_lock, "_lock", real)
            call()
            real(descriptor)

        monkeypatch.setattr(process_lock, "_lock", late)

    return put


@POSIX
def test_a_file_that_was_removed_meanwhile_is_not_what_is_held(tmp_path, before_locking):
    path = tmp_path / "a.lock"
    first = ProcessLock.take(path)
    before_locking(first.release)
    second = ProcessLock.take(path)
    assert second is not None
    assert ProcessLock.take(path) is None
    second.release()
    assert list(tmp_path.iterdir()) == []


@POSIX
def test_of_two_that_wait_for_one_file_one_gets_it(tmp_path, before_locking):
    path, others = tmp_path / "a.lock", []
    first = ProcessLock.take(path)

    def overtake():
        first.release()
        others.append(ProcessLock.take(path))

    before_locking(overtake)
    assert ProcessLock.take(path) is None
    others[0].release()


@POSIX
def test_a_file_system_without_locks_is_an_error_and_not_a_lock_of_another(
    tmp_path, monkeypatch
):
    opened = []

    def refuse(descriptor):
        opened.append(descriptor)
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(process_lock, "_lock", refuse)
    with pytest.raises(OSError, match="No locks available"):
        ProcessLock.take(tmp_path / "a.lock")
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(opened[0])


@POSIX
def test_a_file_that_cannot_be_removed_is_let_go_of_all_the_same(tmp_path):
    path, same = tmp_path / "a.lock", tmp_path / "b.lock"
    lock = ProcessLock.take(path)
    path.rename(same)
    path.mkdir()
    with pytest.raises(OSError, match=r"a\.lock"):
        lock.release()
    again = ProcessLock.take(same)
    assert again is not None
    again.release()
