"""What a command says, and where: results on standard output, the rest on standard error."""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import sys
import unicodedata
from typing import TYPE_CHECKING, Any, TextIO

from tqdm import tqdm

if TYPE_CHECKING:
    from collections.abc import Mapping

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Categories of Unicode: control, format, surrogate, line and paragraph separator."""


class Console:
    """Say things to a person, or one JSON object to a program.

    What would move the cursor, change colours or turn the direction of a line is written as
    an escape: names of files may be anyone's.

    Parameters
    ----------
    as_json : bool
        Standard output carries the one object of `result` and nothing else.

    Attributes
    ----------
    fault : str
        Why standard output could not be written, empty while it can. Work goes on then:
        a reader that went away is no reason to lose a training.
    reader_left : bool
        Whether that is because who read it has seen enough, as ``| head`` has.
    """

    def __init__(self, *, as_json: bool = False) -> None:
        self.as_json = as_json
        self.fault = ""
        self.reader_left = False
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):  # None under a GUI script of Windows
                stream.reconfigure(errors="replace")

    def say(self, text: str = "") -> None:
        """Print a line for a person, unless a program listens."""
        if not self.as_json:
            self._print(_visible(text))

    def draw(self, line: str) -> None:
        """Print a line of a picture of our own, whose colours steer the terminal."""
        if not self.as_json:
            self._print(line)

    def result(self, values: Mapping[str, Any]) -> None:
        """Print the one JSON object, if that is what was asked for.

        NaN and infinities, which JSON does not know, become null.
        """
        if self.as_json:
            self._print(json.dumps(_jsonable(values), indent=2, allow_nan=False))

    def note(self, text: str) -> None:
        """Print a line on standard error: it is no result."""
        with contextlib.suppress(OSError):
            print(_visible(text), file=sys.stderr, flush=True)

    def complain(self, sentence: str) -> None:
        """Say on standard error what went wrong."""
        self.note(f"convviz: {sentence}")

    def progress(self, label: str, total: int, unit: str) -> tqdm:
        """Return a progress bar on standard error, invisible unless that is a terminal."""
        closed = sys.stderr is None  # which tqdm does not expect
        tqdm.monitor_interval = 0  # no thread that watches over bars
        return tqdm(
            total=total,
            desc=label,
            unit=unit,
            unit_scale=unit == "B",
            leave=False,
            disable=closed or None,
            file=sys.stderr,
            dynamic_ncols=True,
        )

    def close(self) -> None:
        """Send what is still on its way."""
        if sys.stdout is not None and not self.fault:
            try:
                sys.stdout.flush()
            except OSError as e:
                self._lose(sys.stdout, e)

    def _print(self, text: str) -> None:
        if self.fault:
            return
        try:
            print(text, flush=True)
        except OSError as e:
            self._lose(sys.stdout, e)

    def _lose(self, stream: TextIO, error: OSError) -> None:
        """Remember why, and let the interpreter's last flush go nowhere."""
        self.fault = error.strerror or type(error).__name__
        self.reader_left = isinstance(error, BrokenPipeError)
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _visible(line: str) -> str:
    """Write as escapes what is no character to be seen, also what turns a line around."""
    if line.isprintable():
        return line
    return "".join(
        c.encode("unicode_escape").decode("ascii") if unicodedata.category(c) in _UNSEEN else c
        for c in line
    )


def _jsonable(value: Any) -> Any:
    """Return `value` made of what JSON knows."""
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if hasattr(value, "tolist"):  # an array or a number of NumPy's
        return _jsonable(value.tolist())
    return str(value)
