"""Undoing one layer of gzip, bz2 or xz, with a limit on what comes out."""

from __future__ import annotations

import bz2
import io
import lzma
import zlib
from typing import TYPE_CHECKING

from engine.checkpoints.errors import Corrupt, LimitExceeded, too_many
from engine.checkpoints.progress import tell
from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from engine.checkpoints.limits import Limits
    from engine.checkpoints.progress import Progress

_CHUNK = 2**20
_BLOCK = 2**16
"""Bytes fed at a time: what a part leaves over is copied, so it must be little."""

_GZIP = 31
_XZ_MEMORY = 2**28
COMPRESSIONS = {"gzip": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\x00"}
"""The layers that are undone, and how each begins."""


def compression_of(data: bytes) -> str | None:
    """Return "gzip", "bz2" or "xz" by the first bytes, or None."""
    return next((name for name, start in COMPRESSIONS.items() if data.startswith(start)), None)


def unpack(
    data: bytes,
    compression: str,
    limits: Limits,
    progress: Progress | None = None,
) -> bytes:
    """Undo one layer of compression; several parts one after the other count as one.

    Parameters
    ----------
    data : bytes
    compression : {"gzip", "bz2", "xz"}
    limits : Limits
    progress : callable, optional
        Told the packed bytes done and those there are; answers False to cancel.

    Raises
    ------
    Corrupt
        If it is damaged or cut short.
    LimitExceeded
        If it has more parts, or more would come out, than allowed; unpacking stops there.
    LoadCancelled
        If `progress` said so.
    """
    content = io.BytesIO()
    size = 0
    for at, chunk in _chunks(memoryview(data), compression, limits):
        content.write(chunk)
        size += len(chunk)
        if size > limits.unpacked_bytes:
            raise LimitExceeded(
                f"The file unpacks to more than {grouped(limits.unpacked_bytes)} bytes.",
                limit="unpacked_bytes",
                allowed=limits.unpacked_bytes,
                found=size,
            )
        tell(progress, at, len(data))
    return content.getvalue()


def _chunks(data: memoryview, compression: str, limits: Limits) -> Iterator[tuple[int, bytes]]:
    """Yield where it is and what comes out; what follows the last part means nothing."""
    part = _gzip_part if compression == "gzip" else _part
    start = COMPRESSIONS[compression]
    at = parts = 0
    try:
        while data[at : at + len(start)] == start:
            parts += 1
            if parts > limits.parts:
                what = f"parts of {compression}"
                raise too_many(what, "parts", limits.parts, parts)
            at = yield from part(data, at, compression)
    except (zlib.error, lzma.LZMAError, OSError, EOFError) as error:
        raise Corrupt(f"The {compression} compression of the file is damaged.") from error


def _gzip_part(
    data: memoryview, at: int, compression: str
) -> Generator[tuple[int, bytes], None, int]:
    """Unpack the part that begins at `at`; return where it ends."""
    unpacker = zlib.decompressobj(_GZIP)
    while not unpacker.eof:
        block = data[at : at + _BLOCK]
        chunk = unpacker.decompress(block, _CHUNK)
        left = unpacker.unused_data or unpacker.unconsumed_tail
        at += len(block) - len(left)
        if not (block or chunk or unpacker.eof):
            raise _cut_short(compression)
        yield at, chunk
    return at


def _part(
    data: memoryview, at: int, compression: str
) -> Generator[tuple[int, bytes], None, int]:
    """Unpack the part that begins at `at`; return where it ends."""
    unpacker = (
        bz2.BZ2Decompressor()
        if compression == "bz2"
        else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    )
    while not unpacker.eof:
        hungry = unpacker.needs_input
        block = data[at : at + _BLOCK] if hungry else b""
        chunk = unpacker.decompress(block, _CHUNK)
        at += len(block) - len(unpacker.unused_data)
        if hungry and not (block or chunk or unpacker.eof):
            raise _cut_short(compression)
        yield at, chunk
    return at


def _cut_short(compression: str) -> Corrupt:
    return Corrupt(f"The {compression} compression of the file is cut short.")
