"""Reading the pickles of a file: one, or several that were written one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.checkpoints.errors import ParamsFileError
from engine.checkpoints.node import Node
from engine.checkpoints.pickles.finish import finish
from engine.checkpoints.pickles.machine import Machine
from engine.checkpoints.pickles.opcodes import HANDLERS
from engine.checkpoints.pickles.refusal import foreign_error, refuse_torch
from engine.checkpoints.pickles.tally import Tally
from engine.checkpoints.progress import Progress, tell
from engine.checkpoints.wording import counted, grouped

if TYPE_CHECKING:
    from engine.checkpoints.limits import Limits

_PROGRESS_EVERY = 1 << 15


@dataclass(frozen=True, slots=True)
class PickleContent:
    """What was in the pickles of a file.

    Attributes
    ----------
    tree : Node
        The value; a list of the values if there are several pickles.
    protocol : int
        The highest that is stated; 1 if none is, as in protocols 0 and 1.
    is_python2 : bool
        Whether Python 2 wrote it.
    opcodes : int
        Instructions read.
    names : tuple of str
        Names that were understood, sorted.
    warnings : tuple of str
        What was odd and did no harm, in sentences.
    """

    tree: Node
    protocol: int
    is_python2: bool
    opcodes: int
    names: tuple[str, ...]
    warnings: tuple[str, ...]


def read_pickle(data: bytes, limits: Limits, progress: Progress | None = None) -> PickleContent:
    """Read what a pickle says, without doing it.

    Parameters
    ----------
    data : bytes
        The whole file.
    limits : Limits
    progress : callable, optional
        Called now and then with the bytes done and those there are; False cancels.

    Raises
    ------
    ParamsFileError
        `ForeignClass` above all others: it lists all the names that are not understood.
    LoadCancelled
        If `progress` said so.
    """
    return _Reader(data, limits, progress).read()


class _Reader:
    def __init__(self, data: bytes, limits: Limits, progress: Progress | None) -> None:
        self._data, self._limits, self._progress = data, limits, progress
        self._opcodes = 0
        self._asked, self._kept = Tally(limits), Tally(limits)
        self._machines: list[Machine] = []
        self._warnings: list[str] = []

    def read(self) -> PickleContent:
        trees = [self._one(0)]
        while self._at < len(self._data) and len(trees) < self._limits.streams:
            try:
                trees.append(self._one(self._at))
            except ParamsFileError as error:
                self._machines.pop()
                self._warnings.append(self._left_over(error))
                break
        machines = self._machines
        return PickleContent(
            tree=trees[0] if len(trees) == 1 else Node("list", items=tuple(trees)),
            protocol=max(machine.protocol or 0 for machine in machines),
            is_python2=any(machine.is_python2 for machine in machines),
            opcodes=self._opcodes,
            names=tuple(sorted(set().union(*(machine.recognised for machine in machines)))),
            warnings=tuple(self._warnings),
        )

    @property
    def _at(self) -> int:
        return self._machines[-1].cursor.at

    def _one(self, start: int) -> Node:
        machine = Machine(self._data, self._limits, self._asked, start)
        self._machines.append(machine)
        try:
            self._run(machine)
            if machine.foreign_count:
                raise foreign_error(machine)
            value = machine.result()
            refuse_torch(value)
            return finish(value, self._limits, self._kept)
        except ParamsFileError as error:
            # A later fault does not hide what the file wanted to run.
            if machine.foreign_count and error.code != "foreign":
                raise foreign_error(machine) from error
            raise

    def _run(self, machine: Machine) -> None:
        cursor, stack, done = machine.cursor, machine.stack, self._opcodes
        highest, longest = self._limits.stack, self._limits.instructions
        while not machine.stopped:
            HANDLERS[cursor.opcode()](machine)
            done += 1
            if not done % _PROGRESS_EVERY:
                tell(self._progress, cursor.at, cursor.size)
            if len(stack) > highest or done > longest:
                raise machine.exhausted(done)
        self._opcodes = done

    def _left_over(self, error: ParamsFileError) -> str:
        left = counted(len(self._data) - self._at, "byte")
        return f"After byte {grouped(self._at)} follow {left} that were not read: {error.cause}"
