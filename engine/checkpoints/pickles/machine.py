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
    from engine.checkpoints.pickles.tally import Tally
    from engine.checkpoints.pickles.values import Known, Value
NAMES_KEPT = 200


class Machine:
    """State of one pickle being read; the opcodes are functions on it.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : Limits
    tally : Tally
        Of all pickles of the file.
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

    def __init__(self, data: bytes, limits: Limits, tally: Tally, start: int = 0) -> None:
        self.cursor = Cursor(data, start)
        self.limits = limits
        self.tally = tally
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

    def count(self, limit: str, amount: int = 1) -> None:
        """Add to what the pickles of the file ask for together."""
        self.tally.add(limit, amount, self.cursor.instruction)

    def count_array(self, length: int) -> None:
        """Add to the arrays and their bytes, shared ones counted each time."""
        self.count("arrays")
        self.count("array_bytes", length)

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
