from __future__ import annotations

import threading

import pytest
from threadpoolctl import threadpool_info

from engine.errors import SettingError
from engine.training.blas import one_blas_thread
from engine.training.workers import Workers, available_cores


@pytest.fixture(params=[1, 2, 4])
def workers(request):
    made = Workers(request.param)
    yield made
    made.close()


def test_every_item_is_worked_on_once(workers):
    done = []
    workers.each(done.append, range(100))
    assert sorted(done) == list(range(100))


def test_no_items_are_no_work(workers):
    workers.each(pytest.fail, [])


def test_what_work_raises_reaches_the_caller(workers):
    def work(item: int) -> None:
        if item == 3:
            raise LookupError(item)

    with pytest.raises(LookupError):
        workers.each(work, range(10))
    done = []
    workers.each(done.append, range(5))
    assert sorted(done) == list(range(5))


def test_work_is_shared_between_threads():
    workers, together = Workers(3), threading.Barrier(3)
    workers.each(lambda _: together.wait(timeout=30), range(3))
    workers.close()


def test_one_thread_means_the_caller_alone():
    workers, names = Workers(1), set()
    workers.each(lambda _: names.add(threading.current_thread()), range(5))
    assert names == {threading.current_thread()}


def test_workers_come_back_after_closing():
    workers, done = Workers(2), []
    workers.each(done.append, range(3))
    workers.close()
    workers.each(done.append, range(3))
    workers.close()
    assert len(done) == 6


def test_threads_are_the_cores_if_not_given():
    assert Workers().threads == available_cores() >= 1


def test_no_threads_are_refused():
    with pytest.raises(SettingError, match=r"workers: threads must be .* at least 1, got 0"):
        Workers(0)


def blas_threads():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]


def test_blas_has_one_thread_until_the_last_one_leaves():
    before = blas_threads()
    outer, inner = one_blas_thread(), one_blas_thread()
    outer.__enter__()
    inner.__enter__()
    outer.__exit__(None, None, None)
    assert set(blas_threads()) == {1}
    inner.__exit__(None, None, None)
    assert blas_threads() == before


def test_cores_are_counted_where_the_system_knows_no_affinity(monkeypatch):
    monkeypatch.delattr("os.sched_getaffinity", raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: 6)
    assert available_cores() == 6
    monkeypatch.setattr("os.cpu_count", lambda: None)
    assert available_cores() == 1
