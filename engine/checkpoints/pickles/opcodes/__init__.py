"""What each instruction of a pickle does to the machine, protocols 0 to 5."""

from __future__ import annotations

from engine.checkpoints.pickles.opcodes import calls, containers, numbers, stack, texts

__all__ = ["HANDLERS", "is_instruction"]

_TABLES = (
    numbers.HANDLERS,
    texts.HANDLERS,
    containers.HANDLERS,
    stack.HANDLERS,
    calls.HANDLERS,
)

HANDLERS = tuple(
    next((table[code] for table in _TABLES if code in table), stack.unknown)
    for code in range(256)
)
"""A function for every byte; those that are no instruction raise `Corrupt`."""


def is_instruction(byte: int) -> bool:
    """Whether a byte is an instruction of any protocol."""
    return HANDLERS[byte] is not stack.unknown
