from __future__ import annotations

import os

import pytest

from convviz.cli.bench.others import Others, busy_seconds


def write(path, *, user: int = 0, idle: int = 0, guest: int = 0) -> None:
    """Write what Linux would, in ticks."""
    path.write_text(
        f"cpu  {user} 0 0 {idle} 7 0 0 0 {guest} 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n",
        encoding="ascii",
    )


def test_idle_time_and_waiting_for_disks_are_not_work(tmp_path):
    path, ticks = tmp_path / "stat", os.sysconf("SC_CLK_TCK")
    write(path, user=3 * ticks, idle=50 * ticks)
    assert busy_seconds(path) == 3


def test_guests_are_not_counted_twice(tmp_path):
    path, ticks = tmp_path / "stat", os.sysconf("SC_CLK_TCK")
    write(path, user=3 * ticks, guest=2 * ticks)
    assert busy_seconds(path) == 3


def test_machine_that_did_nothing_else_has_no_others(tmp_path):
    path = tmp_path / "stat"
    write(path, user=1000)
    assert Others(path).share() == 0


def test_work_of_others_is_all_work_but_our_own(tmp_path):
    path, ticks = tmp_path / "stat", os.sysconf("SC_CLK_TCK")
    write(path)
    others = Others(path)
    write(path, user=3600 * ticks)
    share = others.share()
    assert share is not None
    assert share > 1  # an hour of work in no time


def test_nobody_knows_where_there_is_no_such_file(tmp_path):
    path = tmp_path / "stat"
    assert busy_seconds(path) is None
    assert Others(path).share() is None


def test_this_machine_has_worked_already():
    busy = busy_seconds()
    if busy is None:
        pytest.skip("this system does not count the time of its cores where Linux does")
    assert busy > 0
