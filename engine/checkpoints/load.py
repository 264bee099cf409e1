"""Opening a parameters file from anyone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.compression import compression_of, unpack
from engine.checkpoints.errors import (
    Corrupt,
    ForeignClass,
    NotAPickle,
    ParamsFileError,
    too_many,
)
from engine.checkpoints.limits import DEFAULT
from engine.checkpoints.node import Node
from engine.checkpoints.npy import MAGIC, read_npy
from engine.checkpoints.npz import read_npz
from engine.checkpoints.params import Params, arrays_in
from engine.checkpoints.pickles import is_instruction, read_pickle
from engine.checkpoints.safetensors_file import is_safetensors, read_safetensors
from engine.checkpoints.signatures import is_text, refuse_by_signature, refused
from engine.checkpoints.source import read_once
from engine.checkpoints.wording import counted, quoted

if TYPE_CHECKING:
    import os
    from collections.abc import Callable

    from engine.checkpoints.limits import Limits
    from engine.checkpoints.node import AnyArray

_PICKLE_START, _PICKLE_END = b"\x80", b"."


@dataclass(frozen=True, slots=True)
class _Content:
    format: str
    tree: Node
    protocol: int | None = None
    is_python2: bool = False
    opcodes: int = 0
    names: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def load_params(
    path: str | os.PathLike[str],
    limits: Limits = DEFAULT,
    progress: Callable[[int, int], bool] | None = None,
) -> Params:
    """Read a parameters file of any kind, without executing anything of it.

    What the file is is told by its content: a pickle of protocol 0 to 5 (from Python 2 or
    3, NumPy 1 or 2), ``.npy``, ``.npz`` or safetensors, each as it is or in one layer of
    gzip, bz2 or xz. The file is opened and read once; arrays are read-only views of its
    bytes.

    Parameters
    ----------
    path : path-like
    limits : Limits, optional
        How much it may ask for.
    progress : callable, optional
        Told the bytes done and those there are; answers False to cancel.

    Returns
    -------
    Params

    Raises
    ------
    ParamsFileError
        If it is refused; the text says why and what helps.
    OSError
        If it cannot be opened or read.
    LoadCancelled
        If `progress` said so.
    """
    path = Path(path)
    data = read_once(path, limits)
    name = quoted(path.name)
    content, compression = data, compression_of(data)
    if compression:
        content = unpack(data, compression, limits, progress)
        if again := compression_of(content):
            raise NotAPickle(f"{name} is packed twice, in {compression} and {again}.")
    found = _read(content, limits, name, progress)
    arrays = _arrays(found.tree, limits)
    return Params(
        path=path,
        format=found.format,
        compression=compression,
        protocol=found.protocol,
        is_python2=found.is_python2,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        tree=found.tree,
        arrays=MappingProxyType(arrays),
        warnings=(*found.warnings, *_warnings(arrays)),
        opcodes=found.opcodes,
        names=found.names,
    )


def _read(
    data: bytes, limits: Limits, name: str, progress: Callable[[int, int], bool] | None
) -> _Content:
    """Tell by its content what a file is, and read it."""
    if data.startswith(b"PK"):
        return _Content("npz", read_npz(data, limits, name))
    if data.startswith(MAGIC):
        return _Content("npy", Node("array", array=read_npy(memoryview(data), limits)))
    if is_safetensors(data):
        return _Content("safetensors", read_safetensors(data, limits))
    refuse_by_signature(name, data)
    return _read_pickle(data, limits, name, progress)


def _read_pickle(
    data: bytes, limits: Limits, name: str, progress: Callable[[int, int], bool] | None
) -> _Content:
    try:
        content = read_pickle(data, limits, progress)
    except (Corrupt, ForeignClass) as error:
        raise _told_apart(data, name, error) from error
    return _Content(
        "pickle",
        content.tree,
        content.protocol,
        content.is_python2,
        content.opcodes,
        content.names,
        content.warnings,
    )


def _told_apart(data: bytes, name: str, error: Corrupt | ForeignClass) -> ParamsFileError:
    """Return what a file is that did not read as a pickle: a damaged one, or none at all."""
    names = error.details.get("names", ())
    if data.startswith(_PICKLE_START) or error.details.get("cut_short"):
        return error
    if names and all(" " not in foreign for foreign in names):
        return error
    if is_text(data) and not data.endswith(_PICKLE_END):
        return refused(name, "a text file", "Choose the file that holds the arrays.")
    if not is_instruction(data[0]):
        return NotAPickle(f"{name} is of no kind that convviz knows.")
    return error


def _arrays(tree: Node, limits: Limits) -> dict[str, AnyArray]:
    arrays: dict[str, AnyArray] = {}
    for count, (place, array) in enumerate(arrays_in(tree), start=1):
        if count > limits.arrays:
            raise too_many("arrays", "arrays", limits.arrays, count)
        arrays[place] = array
    return arrays


def _warnings(arrays: dict[str, AnyArray]) -> list[str]:
    empty = sum(array.size == 0 for array in arrays.values())
    shared = len(arrays) - len({id(array) for array in arrays.values()})
    texts = sum(not np.issubdtype(array.dtype, np.number) for array in arrays.values())
    told = (
        (empty, "without any number"),
        (shared, "known under several names"),
        (texts, "of text or truth values"),
    )
    return [f"The file has {counted(count, 'array')} {what}." for count, what in told if count]
