"""Opening a parameters file from anyone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from engine.checkpoints.compression import COMPRESSIONS, compression_of, unpack
from engine.checkpoints.errors import (
    Corrupt,
    ForbiddenOpcode,
    ForeignClass,
    LimitExceeded,
    NotAPickle,
    too_many,
)
from engine.checkpoints.limits import DEFAULT
from engine.checkpoints.npy import MAGIC, read_npy
from engine.checkpoints.npz import read_npz
from engine.checkpoints.oddities import oddities
from engine.checkpoints.params import Params, arrays_in
from engine.checkpoints.pickles import read_pickle
from engine.checkpoints.progress import stage_of, tell
from engine.checkpoints.safetensors_file import is_safetensors, read_safetensors
from engine.checkpoints.signatures import refuse_by_signature
from engine.checkpoints.source import read_once
from engine.checkpoints.telling import told_apart
from engine.checkpoints.wording import quoted
from engine.checkpoints.zip_archive import ZIP_STARTS

if TYPE_CHECKING:
    import os

    from engine.checkpoints.limits import Limits
    from engine.checkpoints.node import AnyArray, Node
    from engine.checkpoints.progress import Progress

_BLOCK = 1 << 23
_STARTS = (MAGIC, *ZIP_STARTS, *COMPRESSIONS.values())


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
    progress: Progress | None = None,
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
    try:
        return _load(Path(path), limits, progress)
    except MemoryError:
        raise _no_room(limits) from None


def _load(path: Path, limits: Limits, progress: Progress | None) -> Params:
    data = read_once(path, limits, progress)
    size = len(data)
    name = quoted(path.name)
    sha256 = _sha256(data, stage_of(progress, "summing", size))
    content, compression = data, compression_of(data)
    if compression:
        content = unpack(data, compression, limits, stage_of(progress, "unpacking", size))
        del data
        if again := compression_of(content):
            raise NotAPickle(f"{name} is packed twice, in {compression} and {again}.")
    found = _read(content, limits, name, stage_of(progress, "understanding", size))
    arrays = _arrays(found.tree, limits)
    return Params(
        path=path,
        format=found.format,
        compression=compression,
        protocol=found.protocol,
        is_python2=found.is_python2,
        sha256=sha256,
        size=size,
        tree=found.tree,
        arrays=MappingProxyType(arrays),
        warnings=(*found.warnings, *oddities(found.tree, arrays)),
        opcodes=found.opcodes,
        names=found.names,
    )


def _sha256(data: bytes, progress: Progress | None) -> str:
    total, view = hashlib.sha256(), memoryview(data)
    for start in range(0, len(data), _BLOCK):
        total.update(view[start : start + _BLOCK])
        tell(progress, start, len(data))
    return total.hexdigest()


def _no_room(limits: Limits) -> LimitExceeded:
    return LimitExceeded(
        "There is not enough memory to open the file.",
        limit="memory",
        allowed=limits.unpacked_bytes,
        found=limits.unpacked_bytes,
    )


def _read(data: bytes, limits: Limits, name: str, progress: Progress | None) -> _Content:
    """Tell by its content what a file is, and read it."""
    if len(data) < len(MAGIC) and any(start.startswith(data) for start in _STARTS if data):
        raise Corrupt("The file is cut short.", offset=len(data))
    if data.startswith(ZIP_STARTS):
        return _Content("npz", read_npz(data, limits, name, progress))
    if data.startswith(MAGIC):
        return _Content("npy", read_npy(memoryview(data), limits))
    if is_safetensors(data):
        return _Content("safetensors", read_safetensors(data, limits))
    refuse_by_signature(name, data)
    return _read_pickle(data, limits, name, progress)


def _read_pickle(data: bytes, limits: Limits, name: str, progress: Progress | None) -> _Content:
    try:
        content = read_pickle(data, limits, progress)
    except (Corrupt, ForeignClass, ForbiddenOpcode) as error:
        raise told_apart(data, name, error) from error
    return _Content(
        "pickle",
        content.tree,
        content.protocol,
        content.is_python2,
        content.opcodes,
        content.names,
        content.warnings,
    )


def _arrays(tree: Node, limits: Limits) -> dict[str, AnyArray]:
    arrays: dict[str, AnyArray] = {}
    for count, (place, array) in enumerate(arrays_in(tree), start=1):
        if count > limits.arrays:
            raise too_many("arrays", "arrays", limits.arrays, count)
        arrays[place] = array
    return arrays
