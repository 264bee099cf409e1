"""How much a parameters file may ask for."""

from __future__ import annotations

from dataclasses import dataclass

_MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds while reading; real files need a small part of each.

    A file of a few bytes can ask for a billion items, so these are part of safety. Real
    files were seen to need at most 3.5 MB, 50 125 instructions, 20 000 items in 4 levels
    and 5 418 arrays.

    Attributes
    ----------
    file_bytes, unpacked_bytes : int
        Size of the file, and of what it unpacks to.
    instructions, stack, marks, memo : int
        Of the pickle machine; a place in the memo counts as all the places before it.
    digits, number_bytes : int
        One whole number, written as text or in binary.
    calls : int
        Names, calls and states of a pickle: they cost more time than other instructions.
    containers : int
        Lists, tuples, dictionaries and sets.
    items, expanded_items, depth : int
        Entries of all containers; the same with everything that is shared counted each
        time it is met; levels of nesting.
    arrays, array_bytes : int
        Number and size of arrays, shared ones counted each time.
    text_bytes, all_text_bytes, name_bytes : int
        One text, all texts, the name of a class.
    other_keys : int
        Keys of dictionaries that are not text.
    streams : int
        Pickles one after the other in one file.
    parts : int
        Pieces one after the other in a file packed by gzip, bz2 or xz.
    members : int
        Arrays in an ``.npz`` file.
    npy_header_bytes, safetensors_header_bytes : int
        Descriptions at the start of those files.
    """

    file_bytes: int = 512 * _MIB
    unpacked_bytes: int = 512 * _MIB
    instructions: int = 5_000_000
    stack: int = 1_000_000
    marks: int = 10_000
    memo: int = 2_000_000
    digits: int = 400
    number_bytes: int = 64
    calls: int = 500_000
    containers: int = 300_000
    items: int = 2_000_000
    expanded_items: int = 5_000_000
    depth: int = 64
    arrays: int = 100_000
    array_bytes: int = 1024 * _MIB
    text_bytes: int = _MIB
    all_text_bytes: int = 64 * _MIB
    name_bytes: int = _MIB
    other_keys: int = 10_000
    streams: int = 16
    parts: int = 1_000
    members: int = 2_000
    npy_header_bytes: int = 10_000
    safetensors_header_bytes: int = _MIB


DEFAULT = Limits()
