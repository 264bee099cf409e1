"""What has no entries: numbers, texts, arrays; and the keys of dictionaries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from engine.checkpoints.errors import BadArray, Corrupt, ParamsFileError, too_many
from engine.checkpoints.node import Node, Plain
from engine.checkpoints.pickles.text import decode
from engine.checkpoints.pickles.values import (
    Array,
    ArrayType,
    LongText,
    Name,
    OldText,
    Pairs,
    Value,
)
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from engine.checkpoints.limits import Limits
    from engine.checkpoints.pickles.tally import Tally

PLAIN = frozenset({type(None), bool, int, float, complex, memoryview})
"""Classes of values that are in the tree what they are in the machine."""

_LARGEST_KEY = 2**53
_LONGEST_TUPLE = 16


class Leaves:
    """Turns leaves and keys into what the tree holds, and counts what they cost.

    Parameters
    ----------
    limits : Limits
    tally : Tally
        Of all trees of the file.
    """

    def __init__(self, limits: Limits, tally: Tally) -> None:
        self._limits = limits
        self._tally = tally

    def leaf(self, value: Value) -> Node | Plain:
        """Return a plain value as it is, an array as a node."""
        if type(value) in PLAIN or isinstance(value, np.generic):
            plain: Plain = value
            return plain
        match value:
            case str():
                return self._text(value, len(value))
            case LongText():
                return self._long_text(value)
            case OldText(raw):
                return raw
            case Array(numbers=np.ndarray() as numbers):
                return self._array(numbers, value.note)
        raise BadArray(f"The file holds {_described(value)} where parameters belong.")

    def keys(self, value: Pairs) -> tuple[tuple[str, ...], list[Value]]:
        """Return labels and values of a dictionary; of equal keys the last one counts."""
        self._tally.add("other_keys", sum(not _is_text(key) for key, _ in value.pairs))
        entries: dict[str, tuple[str, Value]] = {}
        for key, entry in value.pairs:
            label = self._label(key)
            # Text "1" and number 1 are two keys with one label.
            entries[label if _is_text(key) else f"\0{label}"] = label, entry
        labels = tuple(label for label, _ in entries.values())
        return labels, [entry for _, entry in entries.values()]

    def _label(self, key: Value) -> str:
        match key:
            case str():
                return self._text(key, len(key))
            case LongText():
                return self._long_text(key)
            case OldText(raw):
                return self._text(key.decoded(), len(raw))
        if type(key) is tuple and len(key) <= _LONGEST_TUPLE:
            return f"({', '.join(self._plain_label(part) for part in key)})"
        return self._plain_label(key)

    def _plain_label(self, key: Value) -> str:
        match key:
            case str() | LongText() | OldText() if _is_text(key):
                return self._label(key)
            case memoryview():
                return self._text(repr(bytes(key[: self._limits.text_bytes])), len(key))
            case bool() | None | float():
                return str(key)
            case int() if abs(key) < _LARGEST_KEY:
                return str(key)
            case np.bool_() | np.integer() | np.floating():
                return str(key.item())
        depth = _depth(key)
        if depth > self._limits.depth:
            raise self._too_many("levels in a key", "depth", depth)
        raise Corrupt(f"A dictionary has {_described(key)} as a key.")

    def _text(self, text: str, length: int) -> str:
        if length > self._limits.text_bytes:
            raise self._too_many("bytes in a text", "text_bytes", length)
        self._tally.add("all_text_bytes", length)
        return text

    def _long_text(self, text: LongText) -> str:
        self._text("", len(text.raw))
        try:
            return decode(text.raw, text.encoding)
        except UnicodeDecodeError:
            raise Corrupt("A text has bytes that are no characters.") from None

    def _array(self, numbers: np.ndarray[Any, np.dtype[Any]], note: str) -> Node:
        self._tally.add("arrays")
        return Node("array", array=numbers, note=note)

    def _too_many(self, what: str, limit: str, found: int) -> ParamsFileError:
        return too_many(what, limit, getattr(self._limits, limit), found)


def _is_text(key: Value) -> bool:
    return isinstance(key, str | LongText | OldText)


def _depth(key: Value) -> int:
    """Return how deep a key is along its first entries."""
    depth = 1
    while type(key) is tuple and key:
        key, depth = key[0], depth + 1
    return depth


def _described(value: Value) -> str:
    match value:
        case Name():
            return f"the bare name {quoted(str(value))}"
        case Array():
            return "an array that was never filled"
        case ArrayType():
            return "a dtype"
        case int():
            return "a very large number"
    return "a structure" if type(value) in {tuple, list} else "something"
