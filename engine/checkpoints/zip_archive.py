"""Zip archives, as far as ``.npz`` files need them.

The directory at the end of an archive and the headers before its members say the same
things twice. Here both are read and must agree, members may not overlap, and nothing is
unpacked beyond the size that was stated.
"""

from __future__ import annotations

import io
import struct
import zlib
from bisect import bisect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.checkpoints.errors import Corrupt, LimitExceeded, too_many
from engine.checkpoints.progress import tell
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from engine.checkpoints.limits import Limits
    from engine.checkpoints.progress import Progress

_END: Final = struct.Struct("<4s4H2LH")
_END64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR64: Final = struct.Struct("<4sLQL")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LONGEST_COMMENT = 0xFFFF
_ELSEWHERE = 0xFFFFFFFF
_ENCRYPTED = 0x1
_UTF8 = 0x800
_STORED, _DEFLATED = 0, 8
_BLOCK = 1 << 22
_PACKED_BLOCK = 1 << 16
"""Packed bytes can be a thousand times as many unpacked."""

ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
"""How an archive begins: with a member, with its end if it is empty, or as part of several."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in the archive, as the directory describes it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    header: int


class ZipArchive:
    """The members of an archive that is in memory.

    Parameters
    ----------
    data : bytes
        All of the file.
    limits : Limits

    Attributes
    ----------
    members : list of Member
        In the order of the directory, and no more of them than are allowed.

    Raises
    ------
    Corrupt
        If the directory is damaged, or names a member twice.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._data = memoryview(data)
        self._limits = limits
        start, size, self._count = self._directory(data)
        self.members = list(self._entries(start, start + size))
        self._used: list[tuple[int, int]] = []
        self._done = 0

    def check(self) -> None:
        """Check what all members ask for, before any is read.

        Raises
        ------
        Corrupt
            If two have one name.
        LimitExceeded
            If there are too many members, or they unpack to too much.
        """
        allowed = self._limits.members
        if self._count > allowed:
            raise too_many("members of an archive", "members", allowed, self._count)
        if len({member.name for member in self.members}) != self._count:
            raise Corrupt("The archive has two members of one name.")
        self._check_sizes()

    def read(self, member: Member, progress: Progress | None = None) -> memoryview:
        """Return the bytes of a member: a view where it is stored as it is."""
        start = self._content_start(member)
        packed = self._slice(start, member.packed)
        self._use(member.header, start + member.packed)
        tell_here = _told_from(self._done, len(self._data), progress)
        stored = member.method == _STORED
        content = packed if stored else _inflated(packed, member, tell_here)
        self._done += member.packed
        tell_here = _told_from(self._done, len(self._data), progress)
        if len(content) != member.size or _sum_of(content, tell_here) != member.crc:
            raise Corrupt(f"The member {quoted(member.name)} of the archive is damaged.")
        return content

    def _directory(self, data: bytes) -> tuple[int, int, int]:
        """Return where the directory begins, its size and its number of entries."""
        at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - _LONGEST_COMMENT))
        if at < 0 or at + _END.size > len(data):
            raise Corrupt("The archive is cut short: its directory is missing.")
        *_, count, size, start, _ = _END.unpack(self._slice(at, _END.size))
        if _ELSEWHERE in {size, start} or count == 0xFFFF:
            return self._directory64(at)
        return start, size, count

    def _directory64(self, end: int) -> tuple[int, int, int]:
        where = end - _LOCATOR64.size
        if where < 0:
            raise Corrupt("The directory of the archive is missing.")
        signature, _, at, _ = _LOCATOR64.unpack(self._slice(where, _LOCATOR64.size))
        signature64, *_, count, size, start = _END64.unpack(self._slice(at, _END64.size))
        if (signature, signature64) != (b"PK\x06\x07", b"PK\x06\x06"):
            raise Corrupt("The directory of the archive is damaged.")
        return start, size, count

    def _entries(self, at: int, stop: int) -> Iterator[Member]:
        for _ in range(min(self._count, self._limits.members)):
            fields = _ENTRY.unpack(self._slice(at, _ENTRY.size))
            signature, flags, method = fields[0], fields[3], fields[4]
            crc, packed, size, name_length, extra_length, comment_length = fields[7:13]
            if signature != b"PK\x01\x02":
                raise Corrupt("The directory of the archive is damaged.")
            at += _ENTRY.size
            raw_name = bytes(self._slice(at, name_length))
            extra = self._slice(at + name_length, extra_length)
            size, packed, header = _sizes64(extra, (size, packed, fields[-1]))
            at += name_length + extra_length + comment_length
            name = _name(raw_name, flags)
            yield Member(name, raw_name, flags, method, crc, packed, size, header)
        if at != stop and self._count <= self._limits.members:
            raise Corrupt("The directory of the archive does not hold what it states.")

    def _check_sizes(self) -> None:
        total = sum(member.size for member in self.members)
        allowed = self._limits.unpacked_bytes
        if total > allowed:
            raise LimitExceeded(
                f"The archive unpacks to {grouped(total)} bytes, "
                f"of which up to {grouped(allowed)} are read.",
                limit="unpacked_bytes",
                allowed=allowed,
                found=total,
            )

    def _content_start(self, member: Member) -> int:
        """Return where a member's bytes begin, after comparing its header."""
        fields = _LOCAL.unpack(self._slice(member.header, _LOCAL.size))
        signature, flags, method = fields[0], fields[2], fields[3]
        name_length, extra_length = fields[-2:]
        name = bytes(self._slice(member.header + _LOCAL.size, name_length))
        if (signature, method, name) != (b"PK\x03\x04", member.method, member.raw_name):
            raise Corrupt("The directory of the archive and its members do not agree.")
        if (flags | member.flags) & _ENCRYPTED or method not in {_STORED, _DEFLATED}:
            raise Corrupt(f"The member {quoted(member.name)} is packed in an unknown way.")
        start: int = member.header + _LOCAL.size + name_length + extra_length
        return start

    def _use(self, start: int, stop: int) -> None:
        place = bisect(self._used, (start, stop))
        before = self._used[place - 1][1] if place else 0
        after = self._used[place][0] if place < len(self._used) else stop
        if before > start or after < stop:
            raise Corrupt("Two members of the archive share their bytes.")
        self._used.insert(place, (start, stop))

    def _slice(self, start: int, length: int) -> memoryview:
        if start + length > len(self._data):
            raise Corrupt("The archive is cut short.", offset=len(self._data))
        return self._data[start : start + length]


def _sizes64(extra: memoryview, sizes: tuple[int, int, int]) -> tuple[int, int, int]:
    """Replace what does not fit into 32 bits by the numbers of the zip64 field."""
    if _ELSEWHERE not in sizes:
        return sizes
    while len(extra) >= 4:
        kind, length = struct.unpack("<HH", extra[:4])
        if kind == 1:
            field = extra[4 : 4 + length]
            wide = [int.from_bytes(field[i : i + 8], "little") for i in range(0, len(field), 8)]
            size, packed, header = (
                wide.pop(0) if n == _ELSEWHERE and wide else n for n in sizes
            )
            return size, packed, header
        extra = extra[4 + length :]
    raise Corrupt("The directory of the archive is damaged.")


def _told_from(start: int, size: int, progress: Progress | None) -> Callable[[int], None]:
    """Return what tells how far reading came, from the packed bytes of a member."""
    return lambda done: tell(progress, min(start + done, size), size)


def _inflated(
    packed: memoryview, member: Member, tell_here: Callable[[int], None]
) -> memoryview:
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    content = io.BytesIO()
    at = 0
    try:
        while at < len(packed) and content.tell() <= member.size:
            block = packed[at : at + _PACKED_BLOCK]
            content.write(unpacker.decompress(block, member.size + 1 - content.tell()))
            at += len(block)
            tell_here(at)
    except zlib.error as error:
        raise Corrupt(f"The member {quoted(member.name)} of the archive is damaged.") from error
    return memoryview(content.getvalue())


def _sum_of(content: memoryview, tell_here: Callable[[int], None]) -> int:
    total = 0
    for start in range(0, len(content), _BLOCK):
        total = zlib.crc32(content[start : start + _BLOCK], total)
        tell_here(0)
    return total


def _name(raw: bytes, flags: int) -> str:
    try:
        return raw.decode("utf-8" if flags & _UTF8 else "ascii")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
