"""Decoding text that a pickle holds, without asking Python's registry of codecs."""

from __future__ import annotations

import codecs

SHORT_TEXT = 256
"""Bytes up to which text is decoded at once; names and keys are short, arrays are not."""


def decode(raw: memoryview | bytes, encoding: str) -> str:
    """Decode text as pickles write it: lone surrogates are let through.

    Parameters
    ----------
    raw : bytes-like
    encoding : {"utf-8", "raw-unicode-escape"}

    Raises
    ------
    UnicodeDecodeError
    """
    if encoding == "utf-8":
        return codecs.utf_8_decode(raw, "surrogatepass", True)[0]
    return codecs.raw_unicode_escape_decode(raw, "strict", True)[0]
