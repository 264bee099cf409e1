"""The idx file format, in which MNIST and Fashion-MNIST are published.

A magic number (two zero bytes, the type of the elements, the number of dimensions), each
dimension as a big-endian 32-bit number, then the elements in C order. Images of the
family have type 8 (unsigned byte), three dimensions, labels one. Usually compressed by
gzip; the reader looks at the bytes for that, not at the name.

The format is described at the end of http://yann.lecun.com/exdb/mnist/.
"""

from __future__ import annotations

import gzip
import math
import zlib
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from engine.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

_GZIP_MAGIC = b"\x1f\x8b"
_UNSIGNED_BYTE = 8
_MOST_ELEMENTS = 60_000 * 28 * 28
"""Of the largest file of the family; a small gzip file can hold a thousand times more."""


def read_idx(path: Path, dimensions: int) -> npt.NDArray[np.uint8]:
    """Read an idx file of unsigned bytes, plain or compressed by gzip.

    Parameters
    ----------
    path : Path
        The file.
    dimensions : int
        How many dimensions it must have: 3 for images, 1 for labels.

    Returns
    -------
    ndarray of uint8
        In the shape that the file declares; read-only.

    Raises
    ------
    DataError
        If the file cannot be read, is not an idx file of this kind, or is shorter or
        longer than its header says.
    """
    start = 4 + 4 * dimensions
    content = _content(path, start)
    magic = bytes((0, 0, _UNSIGNED_BYTE, dimensions))
    if content[:4] != magic[: len(content)] or not content:
        raise DataError(
            f"{path}: it must begin with the bytes {_hex(magic)} (an idx file of "
            f"{dimensions} {'dimension' if dimensions == 1 else 'dimensions'}), "
            f"got {_hex(content[:4]) or 'none'}; replace it by the official file",
            path=path,
        )
    if len(content) < start:
        raise DataError(
            f"{path}: the file is truncated within its header: {len(content)} of "
            f"{start} bytes; fetch it again",
            path=path,
        )
    shape = tuple(np.frombuffer(content, ">u4", dimensions, offset=4).tolist())
    expected, got = math.prod(shape), len(content) - start
    if got > _MOST_ELEMENTS:
        raise DataError(
            f"{path}: the file must have at most {_MOST_ELEMENTS} bytes of data, got more; "
            f"replace it by the official file",
            path=path,
        )
    if got != expected:
        what, got_in_words = ("truncated", f"{got}") if got < expected else ("too long", "more")
        raise DataError(
            f"{path}: the file is {what}: {_times(shape)} needs {expected} bytes of data, "
            f"got {got_in_words}; fetch it again",
            path=path,
        )
    return np.frombuffer(content, np.uint8, offset=start).reshape(shape)


def write_idx(path: Path, values: npt.NDArray[np.uint8]) -> None:
    """Write an idx file; compressed by gzip where the name ends in ".gz".

    Parameters
    ----------
    path : Path
        The file to write.
    values : ndarray of uint8
        Of at most 255 dimensions.

    Raises
    ------
    TypeError
        If `values` are not unsigned bytes.
    """
    if values.dtype != np.uint8:
        raise TypeError(f"write_idx: values must be uint8, got {values.dtype}")
    magic = bytes((0, 0, _UNSIGNED_BYTE, values.ndim))
    content = magic + np.array(values.shape, ">u4").tobytes() + values.tobytes()
    # Without a time in its header, equal images make equal files.
    path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)


def _content(path: Path, start: int) -> bytes:
    """Return the bytes of the idx file, decompressed; one more than promised if there are.

    Its elements begin at `start`.
    """
    try:
        with path.open("rb") as stored:
            is_packed = stored.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
            stored.seek(0)
            source = gzip.GzipFile(fileobj=stored) if is_packed else stored
            header = source.read(start)
            return header + source.read(min(_promised(header), _MOST_ELEMENTS) + 1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as e:  # before OSError: one is of its kind
        what = "truncated" if isinstance(e, EOFError) else "corrupt"
        raise DataError(
            f"{path}: the gzip file is {what}; delete it and fetch it again", path=path
        ) from e
    except PermissionError as e:
        raise DataError(f"{path}: no permission to read it; allow it", path=path) from e
    except OSError as e:
        raise DataError(f"{path}: it cannot be read ({e.strerror})", path=path) from e


def _promised(header: bytes) -> int:
    """Return how many elements a header announces."""
    whole = len(header) // 4 * 4
    return math.prod(np.frombuffer(header[:whole], ">u4")[1:].tolist())


def _hex(some: bytes) -> str:
    """Return bytes as "00 00 08 03"."""
    return some.hex(" ")


def _times(shape: tuple[int, ...]) -> str:
    """Return a shape as "60000×28×28"."""
    return "×".join(map(str, shape))
