"""Telling a damaged pickle from a file that never was one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from engine.checkpoints.errors import ForeignClass, NotAPickle
from engine.checkpoints.pickles import is_instruction
from engine.checkpoints.signatures import is_text, refused

if TYPE_CHECKING:
    from engine.checkpoints.errors import ParamsFileError

_BINARY_START = b"\x80"
# How pickles of protocol 0 begin, which are text like many other files. A list begins
# "(lp0", and no sentence does; a class is a line without spaces, and so is its module.
_TEXT_START = re.compile(
    rb"(?:\((?![a-zA-Z]{2})|\((?=i[^ \n]+\n)|\((?=c[^ \n]+\n)|[\])}]|N(?![a-z]{2}))*"
    rb"(?:\(?[dlt](?![a-zA-Z]{2})|[ci][^ \n]+(?:\n|\Z)|P[^ \n]*(?:\n|\Z)"
    rb"|[FI](?:[-+.0-9][^ \n]*|nan|inf)?(?:\n|\Z)|L-?[0-9]+L?(?:\n|\Z)"
    rb"|S(?:['\"]|\Z)|V[^\n]*(?:\n[p.asR]|\Z)|[.\])}]|N(?![a-z]{2})|\Z)"
)


_WORDS = re.compile(rb"[a-zA-Z]{2}[,;:]? [a-zA-Z]")
_PICKLE_END = b"."
_SAMPLE = 200


def told_apart(data: bytes, name: str, error: ParamsFileError) -> ParamsFileError:
    """Return what a file is that did not read as a pickle: a damaged one, or none at all.

    Parameters
    ----------
    data : bytes
        All of it.
    name : str
        The file's name, fit to be shown.
    error : ParamsFileError
        Why it did not read as a pickle.
    """
    if data.startswith(_BINARY_START):
        return error
    if isinstance(error, ForeignClass) and data.endswith(_PICKLE_END):
        return error
    if is_text(data) and not _may_be_pickle(data):
        return refused(name, "a text file", "Choose the file that holds the arrays.")
    if not is_instruction(data[0]):
        return NotAPickle(f"{name} is of no kind that convviz knows.")
    return error


def _may_be_pickle(text: bytes) -> bool:
    """Whether a text begins like a pickle, or ends like one and has no words in it."""
    if _TEXT_START.match(text):
        return True
    return text.endswith(_PICKLE_END) and not _WORDS.search(text[:_SAMPLE])
