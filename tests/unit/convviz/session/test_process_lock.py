from __future__ import annotations

import subprocess
import sys

from convviz.session.process_lock import ProcessLock

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
