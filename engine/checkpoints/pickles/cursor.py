"""A place in a pickle's bytes, which never leaves the file or the frame it is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.errors import Corrupt, too_many
from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from engine.checkpoints.errors import ParamsFileError


class Cursor:
    """Reads forward; a length is compared with the bytes that are left before it is used.

    Parameters
    ----------
    data : bytes
        The whole file.
    start : int, default=0
        Where the pickle begins.

    Attributes
    ----------
    at : int
        The next byte.
    instruction : int
        The byte at which the present instruction began.
    """

    __slots__ = ("_data", "_end", "_framed", "_view", "at", "instruction")

    def __init__(self, data: bytes, start: int = 0) -> None:
        self._data = data
        self._view = memoryview(data)
        self._end = len(data)
        self._framed = False
        self.at = start
        self.instruction = start

    @property
    def size(self) -> int:
        """Bytes of the whole file."""
        return len(self._data)

    def opcode(self) -> int:
        """Begin the next instruction and return its first byte."""
        at = self.at
        if at >= self._end:
            self._leave_frame()
        self.instruction = at
        self.at = at + 1
        return self._data[at]

    def take(self, length: int) -> memoryview:
        """Return the next `length` bytes, without copying them."""
        start = self.at
        if length > self._end - start:
            raise self._cut_short(length)
        self.at = start + length
        return self._view[start : self.at]

    def byte(self) -> int:
        """Return the next byte as a number."""
        at = self.at
        if at >= self._end:
            raise self._cut_short(1)
        self.at = at + 1
        return self._data[at]

    def unsigned(self, width: int) -> int:
        """Return the next `width` bytes as a little-endian number."""
        return int.from_bytes(self.take(width), "little")

    def signed(self, width: int) -> int:
        """Return the next `width` bytes as a little-endian number with a sign."""
        return int.from_bytes(self.take(width), "little", signed=True)

    def line(self, longest: int, limit: str, *, beside: int = 0) -> bytes:
        """Return what is left of the line, without its line feed.

        Parameters
        ----------
        longest : int
            Bytes it may have.
        limit : str
            What they are called in `Limits`.
        beside : int, default=0
            Bytes it may have that do not count: a sign, for example.
        """
        start = self.at
        stop = self._data.find(b"\n", start, min(self._end, start + longest + beside + 1))
        if stop < 0 and self._end - start > longest + beside:
            raise too_many("bytes in a line", limit, longest, longest + 1, offset=start)
        if stop < 0:
            raise self._cut_short(self._end - start + 1)
        self.at = stop + 1
        return self._data[start:stop]

    def enter_frame(self, length: int) -> None:
        """Let nothing be read across the end of the next `length` bytes."""
        if self._framed:
            raise self.corrupt("A frame begins inside another one")
        if length > self._end - self.at:
            raise self._cut_short(length)
        self._end, self._framed = self.at + length, length > 0
        if not length:
            self._end = len(self._data)

    def finish(self) -> None:
        """Check at the end of a pickle that its last frame ends there too."""
        if self._framed and self.at != self._end:
            raise self.corrupt("A frame goes on after the end of its pickle")

    def corrupt(self, cause: str) -> ParamsFileError:
        """Return an error about the present instruction; `cause` has no full stop."""
        return Corrupt(f"{cause} (byte {grouped(self.instruction)}).", offset=self.instruction)

    def _leave_frame(self) -> None:
        """Go on behind a frame that ended, if there is anything."""
        if self._framed:
            self._end, self._framed = len(self._data), False
        if self.at >= self._end:
            raise self._cut_short(1)

    def _cut_short(self, needed: int) -> ParamsFileError:
        left = self._end - self.at
        what = "A frame ends too early" if self._framed else "The file is cut short"
        return Corrupt(
            f"{what}: {grouped(needed)} bytes needed at byte {grouped(self.at)}, "
            f"{grouped(left)} left.",
            offset=self.at,
            details={"needed": needed, "left": left, "cut_short": not self._framed},
        )
