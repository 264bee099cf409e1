"""Undoing one layer of gzip, bz2 or xz, with a limit on what comes out."""

from __future__ import annotations

import bz2
import lzma
import zlib
from typing import TYPE_CHECKING

from engine.checkpoints.errors import Corrupt, LimitExceeded
from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from engine.checkpoints.limits import Limits

_CHUNK = 2**20
_GZIP = 31
_XZ_MEMORY = 2**28
_STARTS = {"gzip": b"\x1f\x8b", "bz2": b"BZh", "xz": b"\xfd7zXZ\x00"}


def compression_of(data: bytes) -> str | None:
    """Return "gzip", "bz2" or "xz" by the first bytes, or None."""
    return next((name for name, start in _STARTS.items() if data.startswith(start)), None)


def unpack(data: bytes, compression: str, limits: Limits) -> bytes:
    """Undo one layer of compression; several parts one after the other count as one.

    Parameters
    ----------
    data : bytes
    compression : {"gzip", "bz2", "xz"}
    limits : Limits

    Raises
    ------
    Corrupt
        If it is damaged or cut short.
    LimitExceeded
        If more would come out than allowed; unpacking stops there.
    """
    chunks: list[bytes] = []
    size = 0
    for chunk in _chunks(data, compression):
        chunks.append(chunk)
        size += len(chunk)
        if size > limits.unpacked_bytes:
            raise LimitExceeded(
                f"The file unpacks to more than {grouped(limits.unpacked_bytes)} bytes.",
                limit="unpacked_bytes",
                allowed=limits.unpacked_bytes,
                found=size,
            )
    return b"".join(chunks)


def _chunks(data: bytes, compression: str) -> Iterator[bytes]:
    """Yield what each part unpacks to; what follows the last part means nothing."""
    part = _gzip_part if compression == "gzip" else _part
    try:
        while data.startswith(_STARTS[compression]):
            data = yield from part(data, compression)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError) as error:
        raise Corrupt(f"The {compression} compression of the file is damaged.") from error


def _gzip_part(data: bytes, compression: str) -> Generator[bytes, None, bytes]:
    unpacker = zlib.decompressobj(_GZIP)
    while not unpacker.eof:
        chunk = unpacker.decompress(data, _CHUNK)
        data = unpacker.unconsumed_tail
        if not chunk and not unpacker.eof:
            raise _cut_short(compression)
        yield chunk
    return unpacker.unused_data


def _part(data: bytes, compression: str) -> Generator[bytes, None, bytes]:
    unpacker = (
        bz2.BZ2Decompressor()
        if compression == "bz2"
        else lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)
    )
    while not unpacker.eof:
        chunk = unpacker.decompress(data, _CHUNK)
        data = b""
        if not chunk and not unpacker.eof:
            raise _cut_short(compression)
        yield chunk
    return unpacker.unused_data


def _cut_short(compression: str) -> Corrupt:
    return Corrupt(f"The {compression} compression of the file is cut short.")
