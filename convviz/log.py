"""The program's log: a file that rotates, and a buffer that the window shows."""

from __future__ import annotations

import logging
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

if TYPE_CHECKING:
    from collections.abc import Callable

FORMAT = "%(asctime)s %(levelname)-7s %(name)s: %(message)s"
KEPT_RECORDS = 5_000
MAX_FILE_BYTES = 1_000_000


class LogBuffer(logging.Handler):
    """Keep the newest records for the window.

    Attributes
    ----------
    records : deque of logging.LogRecord
        Oldest first.
    on_record : callable or None
        Told every record, on the thread that logs.
    """

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.records: deque[logging.LogRecord] = deque(maxlen=KEPT_RECORDS)
        self.on_record: Callable[[logging.LogRecord], None] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep `record`."""
        self.records.append(record)
        if self.on_record is not None:
            self.on_record(record)


def log_dir() -> Path:
    """Return the folder of the log and of crash reports."""
    return Path(platformdirs.user_log_dir("convviz", appauthor=False))


def start_logging(folder: Path | None = None) -> LogBuffer:
    """Send the records of convviz and the engine to a file and to a buffer.

    A folder that cannot be written to costs the file, not the program.
    """
    buffer = LogBuffer()
    logging.captureWarnings(True)
    handlers: list[logging.Handler] = [buffer]
    folder = folder or log_dir()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handlers.append(
            RotatingFileHandler(
                folder / "convviz.log",
                maxBytes=MAX_FILE_BYTES,
                backupCount=2,
                delay=True,
                encoding="utf-8",
                errors="backslashreplace",
            )
        )
    except OSError as error:
        logging.getLogger(__name__).warning("no log file: %s", error)
    for name in ("convviz", "engine", "qt", "py.warnings"):
        logger = logging.getLogger(name)
        logger.setLevel(logging.INFO)
        for handler in handlers:
            handler.setFormatter(logging.Formatter(FORMAT))
            logger.addHandler(handler)
    return buffer


def stop_logging() -> None:
    """Take every handler off again and close the file."""
    logging.captureWarnings(False)
    for name in ("convviz", "engine", "qt", "py.warnings"):
        logger = logging.getLogger(name)
        for handler in list(logger.handlers):
            logger.removeHandler(handler)
            handler.close()
