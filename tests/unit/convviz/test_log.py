from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from convviz.log import KEPT_RECORDS, LogBuffer, start_logging, stop_logging


@pytest.fixture
def buffer(tmp_path: Path) -> Iterator[LogBuffer]:
    yield start_logging(tmp_path)
    stop_logging()


def test_records_go_to_the_buffer_and_to_the_file(buffer: LogBuffer, tmp_path: Path) -> None:
    logging.getLogger("convviz.session").info("conv-net on Garments")
    assert [r.getMessage() for r in buffer.records] == ["conv-net on Garments"]
    assert "conv-net on Garments" in (tmp_path / "convviz.log").read_text("utf-8")


def test_a_listener_hears_every_record(buffer: LogBuffer) -> None:
    heard: list[str] = []
    buffer.on_record = lambda record: heard.append(record.getMessage())
    logging.getLogger("engine").warning("loss is not finite")
    assert heard == ["loss is not finite"]


def test_only_the_newest_records_are_kept(buffer: LogBuffer) -> None:
    for i in range(KEPT_RECORDS + 10):
        logging.getLogger("convviz").info("%d", i)
    assert len(buffer.records) == KEPT_RECORDS
    assert buffer.records[0].getMessage() == "10"


def test_a_folder_that_cannot_be_made_costs_only_the_file(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    buffer = start_logging(blocked / "log")
    logging.getLogger("convviz").info("still here")
    stop_logging()
    assert "still here" in [r.getMessage() for r in buffer.records]


def test_stopping_leaves_no_handler(tmp_path: Path) -> None:
    start_logging(tmp_path)
    stop_logging()
    assert logging.getLogger("convviz").handlers == []
