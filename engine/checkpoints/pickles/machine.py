"""The machine: a stack, marks on it, a memo, and what it noticed on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.errors import LimitExceeded, too_many
from engine.checkpoints.pickles.cursor import Cursor
from engine.checkpoints.pickles.values import Name
from engine.checkpoints.wording import grouped

if TYPE_CHECKING:
    from engine.checkpoints.errors import ParamsFileError
    from engine.checkpoints.limits import Limits
    from engine.checkpoints.pickles.values import Known, Value
NAMES_KEPT = 200


class Machine:
    """State of one pickle being read; the opcodes are functions on it.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : Limits
    start : int, default=0
        Where the pickle begins.

    Attributes
    ----------
    cursor : Cursor
    stack : list
        Inert values, see `values`.
    push : callable
        Puts a value on the stack.
    foreign, called : list of Name
        Names that are not understood, and those of them that were to be called; at most
        200 are kept.
    foreign_count : int
        How many there were.
    recognised : dict of str to Name
        Names that are understood, as met first.
    stopped : bool
        Whether the instruction STOP was met.
    protocol : int or None
        As the pickle states it.
    is_python2 : bool
        Whether it holds a ``str`` of Python 2.
    """

    def __init__(self, data: bytes, limits: Limits, start: int = 0) -> None:
        self.cursor = Cursor(data, start)
        self.limits = limits
        self.stack: list[Value] = []
        self.push = self.stack.append
        self.memo: dict[int, Value] = {}
        self.foreign: list[Name] = []
        self.foreign_count = 0
        self.called: list[Name] = []
        self.recognised: dict[str, Name] = {}
        self.stopped = False
        self.protocol: int | None = None
        self.is_python2 = False
        self._marks: list[int] = []
        self._floor = 0
        self._text_bytes = 0
        self._array_bytes = 0
        self._encoded_bytes = 0
        self._copied_items = 0
        self._arrays = 0
        self._calls = 0
        self._containers = 0

    def pop(self) -> Value:
        """Take the top value, never one below the last mark."""
        if len(self.stack) == self._floor:
            raise self._nothing_left()
        return self.stack.pop()

    def top(self) -> Value:
        """Return the top value and leave it there."""
        if len(self.stack) == self._floor:
            raise self._nothing_left()
        return self.stack[-1]

    def pop_many(self, count: int) -> list[Value]:
        """Take the `count` topmost values, the lowest first."""
        if len(self.stack) - self._floor < count:
            raise self._nothing_left()
        values = self.stack[-count:]
        del self.stack[-count:]
        return values

    def mark(self) -> None:
        """Remember the present height of the stack."""
        if len(self._marks) >= self.limits.marks:
            raise self.too_many("open marks", "marks", self.limits.marks + 1)
        self._floor = len(self.stack)
        self._marks.append(self._floor)

    def pop_to_mark(self) -> list[Value]:
        """Take everything above the last mark, and the mark."""
        if not self._marks:
            raise self.corrupt("An instruction needs a mark and there is none")
        height = self._marks.pop()
        self._floor = self._marks[-1] if self._marks else 0
        values = self.stack[height:]
        del self.stack[height:]
        return values

    def mark_is_on_top(self) -> bool:
        """Whether nothing lies above the last mark."""
        return bool(self._marks) and self._marks[-1] == len(self.stack)

    def remember(self, place: int, value: Value) -> None:
        """Keep a value in the memo."""
        if place >= self.limits.memo:
            raise self.too_many("remembered values", "memo", place + 1)
        self.memo[place] = value

    def recall(self, place: int) -> Value:
        """Return a value from the memo."""
        try:
            return self.memo[place]
        except KeyError:
            raise self.corrupt(f"Value {place} is used and was never kept") from None

    def note_foreign(self, name: Name) -> None:
        """Keep a name that is not understood, for the refusal at the end."""
        self.foreign_count += 1
        if len(self.foreign) < NAMES_KEPT:
            self.foreign.append(name)

    def recognise(self, module: str, name: str, known: Known) -> Name:
        """Return the one value that stands for a name that is understood."""
        whole = f"{module}.{name}"
        found = self.recognised.get(whole)
        if found is None:
            found = Name(module, name, self.cursor.instruction, known)
            self.recognised[whole] = found
        return found

    def note_call(self, name: Name) -> None:
        """Keep that a foreign name was to be called."""
        if len(self.called) < NAMES_KEPT:
            self.called.append(name)

    def count_text(self, length: int) -> None:
        """Add to the text read so far."""
        self._text_bytes += length
        if self._text_bytes > self.limits.all_text_bytes:
            raise self.too_many("bytes of text", "all_text_bytes", self._text_bytes)

    def count_call(self) -> None:
        """Add to the names, calls and states."""
        self._calls += 1
        if self._calls > self.limits.calls:
            raise self.too_many("names and calls", "calls", self._calls)

    def count_container(self) -> None:
        """Add to the lists, dictionaries and sets that were begun."""
        self._containers += 1
        if self._containers > self.limits.containers:
            raise self.too_many("lists and dictionaries", "containers", self._containers)

    def count_array(self, length: int) -> None:
        """Add to the arrays and their bytes, shared ones counted each time."""
        self._arrays += 1
        if self._arrays > self.limits.arrays:
            raise self.too_many("arrays", "arrays", self._arrays)
        self._array_bytes += length
        if self._array_bytes > self.limits.array_bytes:
            raise self.too_many("bytes of arrays", "array_bytes", self._array_bytes)

    def count_encoded(self, length: int) -> None:
        """Add to the bytes that had to be made: those that were written as text, mostly."""
        self._encoded_bytes += length
        if self._encoded_bytes > self.limits.unpacked_bytes:
            raise self.too_many("bytes", "unpacked_bytes", self._encoded_bytes)

    def count_copied(self, items: int) -> None:
        """Add to the items that were copied: one list can be the start of many others."""
        self._copied_items += items
        if self._copied_items > self.limits.items:
            raise self.too_many("items", "items", self._copied_items)

    def result(self) -> Value:
        """Return what the finished pickle stands for."""
        if self._marks:
            raise self.corrupt("The pickle ends with an open mark")
        if len(self.stack) != 1:
            raise self.corrupt(f"The pickle ends with {len(self.stack)} values, not one")
        return self.stack[0]

    def exhausted(self, instructions: int) -> LimitExceeded:
        """Return the error for too many instructions or too high a stack."""
        if len(self.stack) > self.limits.stack:
            return self.too_many("values at once", "stack", len(self.stack))
        return self.too_many("instructions", "instructions", instructions)

    def corrupt(self, cause: str) -> ParamsFileError:
        """Return an error about the present instruction; `cause` has no full stop."""
        return self.cursor.corrupt(cause)

    def too_many(self, what: str, limit: str, found: int) -> LimitExceeded:
        """Return the error for a count above the limit of that name."""
        allowed: int = getattr(self.limits, limit)
        return too_many(what, limit, allowed, found, offset=self.cursor.instruction)

    def place(self) -> str:
        """Return where the present instruction is: "byte 131"."""
        return f"byte {grouped(self.cursor.instruction)}"

    def _nothing_left(self) -> ParamsFileError:
        return self.corrupt("An instruction needs a value and there is none")
