"""Instructions that push text or bytes."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from engine.checkpoints.pickles.text import SHORT_TEXT, decode
from engine.checkpoints.pickles.values import LongText, OldText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from engine.checkpoints.pickles.machine import Machine

_UNKNOWN_ESCAPE = re.compile(
    rb"\\(?!x[0-9a-fA-F]{2}|[0-3][0-7]{2}|[0-7]{1,2}(?![0-7])|['\"abfnrtv\n])"
)


def _text(width: int) -> Callable[[Machine], None]:
    def push_text(machine: Machine) -> None:
        raw = machine.cursor.take(machine.cursor.unsigned(width))
        _push_text(machine, raw, "utf-8")

    return push_text


def _line_of_text(machine: Machine) -> None:
    line = machine.cursor.line(machine.limits.file_bytes, "file_bytes")
    _push_text(machine, line, "raw-unicode-escape")


def _push_text(machine: Machine, raw: memoryview | bytes, encoding: str) -> None:
    if len(raw) > SHORT_TEXT:
        machine.push(LongText(raw, encoding))
        return
    machine.count("all_text_bytes", len(raw))
    try:
        machine.push(decode(raw, encoding))
    except UnicodeDecodeError:
        raise machine.corrupt("A text has bytes that are no characters") from None


def _bytes(width: int) -> Callable[[Machine], None]:
    return lambda machine: machine.push(machine.cursor.take(machine.cursor.unsigned(width)))


def _old_text(width: int) -> Callable[[Machine], None]:
    def push_old_text(machine: Machine) -> None:
        length = machine.cursor.signed(width) if width > 1 else machine.cursor.unsigned(width)
        if length < 0:
            raise machine.corrupt("A text has a negative length")
        _push_old_text(machine, machine.cursor.take(length))

    return push_old_text


def _line_of_old_text(machine: Machine) -> None:
    line = machine.cursor.line(machine.limits.file_bytes, "file_bytes").strip()
    if len(line) < 2 or line[:1] not in {b"'", b'"'} or line[-1:] != line[:1]:
        raise machine.corrupt("A text is not in quotes")
    text = line[1:-1]
    # Python warns of escapes that it does not know, so they are looked for before.
    if _UNKNOWN_ESCAPE.search(text.replace(b"\\\\", b"  ")):
        raise machine.corrupt("A text has a backslash that means nothing")
    _push_old_text(machine, memoryview(codecs.escape_decode(text)[0]))


def _push_old_text(machine: Machine, raw: memoryview) -> None:
    machine.is_python2 = True
    machine.push(OldText(raw))


HANDLERS: Mapping[int, Callable[[Machine], None]] = {
    ord("S"): _line_of_old_text,
    ord("T"): _old_text(4),
    ord("U"): _old_text(1),
    ord("V"): _line_of_text,
    ord("X"): _text(4),
    0x8C: _text(1),
    0x8D: _text(8),
    ord("B"): _bytes(4),
    ord("C"): _bytes(1),
    0x8E: _bytes(8),
    0x96: _bytes(8),
}
