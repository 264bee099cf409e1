"""One array of a file as a file of its own: for NumPy, or for a spreadsheet."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias

import numpy as np

from engine.checkpoints.atomic import write_atomically
from engine.checkpoints.errors import LoadCancelled, SaveError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator

    from engine.checkpoints.node import AnyArray

Progress: TypeAlias = "Callable[[int, int], bool]"

ARRAY_SUFFIXES = (".npy", ".csv")
_CHUNK = 1 << 18
_CELLS_AT_ONCE = 1 << 14
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def export_array(
    path: str | os.PathLike[str], array: AnyArray, progress: Progress | None = None
) -> None:
    """Write an array to a file of its own, whole or not at all.

    Parameters
    ----------
    path : path-like
        Its suffix chooses: ``.npy`` keeps shape, dtype, byte order and order of axes;
        ``.csv`` has a line per entry of the first axis, after a comment with shape and
        dtype. Text that a spreadsheet would take for a formula is preceded by ``'``.
    array : ndarray
        Of any dtype without objects. It is never copied as a whole.
    progress : callable, optional
        Told the numbers written and those there are; answers False to cancel.

    Raises
    ------
    SaveError
        If it cannot be written, or the suffix is another one.
    LoadCancelled
        If `progress` said so; the file that was there stays.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in ARRAY_SUFFIXES:
        raise SaveError(path, f"an array is written as .npy or .csv, got {suffix or 'none'}")
    write = _write_npy if suffix == ".npy" else _write_csv
    told = progress or (lambda done, total: True)
    write_atomically(path, lambda file: write(file, array, told))


def csv_text(array: AnyArray, most: int) -> tuple[str, int]:
    """Return the first lines of an array as CSV, and how many of its numbers they hold.

    Parameters
    ----------
    array : ndarray
    most : int
        Numbers at the most; a line that does not fit is cut.
    """
    rows = _as_rows(array)
    columns = max(1, rows.shape[1])
    part = rows[: max(1, most // columns), :most]
    lines = io.StringIO()
    for cells in _lines_of(part):
        lines.write(_joined(cells))
    return lines.getvalue(), int(part.size)


def spreadsheet_safe(text: str) -> str:
    """Return text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text


def _write_npy(file: BinaryIO, array: AnyArray, progress: Progress) -> None:
    header = np.lib.format.header_data_from_array_1_0(array)
    np.lib.format.write_array_header_1_0(file, header)
    by_columns = array.flags.f_contiguous and not array.flags.c_contiguous
    # A view of what lies in a row in memory: flattening it copies nothing.
    flat = (array.T if by_columns else array).reshape(-1)
    for start in range(0, flat.size, _CHUNK):
        file.write(flat[start : start + _CHUNK].tobytes())
        _go_on(progress, min(start + _CHUNK, flat.size), flat.size)


def _write_csv(file: BinaryIO, array: AnyArray, progress: Progress) -> None:
    shape = "×".join(map(str, array.shape)) or "single"
    file.write(f"# shape {shape}, dtype {array.dtype}\n".encode())
    done = 0
    rows = _as_rows(array)
    for row in rows:
        for start in range(0, row.size, _CELLS_AT_ONCE):
            cells = _cells(row[start : start + _CELLS_AT_ONCE])
            is_last = start + _CELLS_AT_ONCE >= row.size
            line = _joined(cells)
            file.write((line if is_last else line.removesuffix("\n") + ",").encode())
            done += len(cells)
            _go_on(progress, done, rows.size)


def _go_on(progress: Progress, done: int, total: int) -> None:
    if not progress(done, total):
        raise LoadCancelled("The export was cancelled.")


def _as_rows(array: AnyArray) -> AnyArray:
    """Return a view with a row per entry of the first axis."""
    if array.ndim == 0:
        return array.reshape(1, 1)
    if not array.size:
        return array.reshape(0, 1)
    return array.reshape(array.shape[0], -1)


def _lines_of(rows: AnyArray) -> Iterator[list[str]]:
    return (_cells(row) for row in rows)


def _cells(row: AnyArray) -> list[str]:
    """Write each number with the digits that tell it from all others of its dtype."""
    match row.dtype.kind:
        case "f":
            return [str(x) for x in (row.astype(str) if row.dtype.itemsize < 8 else row)]
        case "U":
            return [spreadsheet_safe(_plain(text)) for text in row.tolist()]
        case "S":
            return [spreadsheet_safe(_plain(data.decode("latin-1"))) for data in row.tolist()]
        case "c":
            return [str(x).strip("()") for x in row.tolist()]
    return [str(x) for x in row.tolist()]


def _plain(text: str) -> str:
    """Escape what UTF-8 has no bytes for, and what would break a line."""
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")


def _joined(cells: list[Any]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
