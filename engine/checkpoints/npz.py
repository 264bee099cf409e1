"""The ``.npz`` format: a zip archive of ``.npy`` files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints import remedies
from engine.checkpoints.errors import too_many
from engine.checkpoints.node import Node
from engine.checkpoints.npy import read_npy
from engine.checkpoints.signatures import refused
from engine.checkpoints.wording import quoted
from engine.checkpoints.zip_archive import ZipArchive

if TYPE_CHECKING:
    from engine.checkpoints.limits import Limits
    from engine.checkpoints.progress import Progress


def read_npz(data: bytes, limits: Limits, name: str, progress: Progress | None = None) -> Node:
    """Read the arrays of an archive, by name.

    Parameters
    ----------
    data : bytes
        All of the file.
    limits : Limits
    name : str
        The file's name, fit to be shown.
    progress : callable, optional
        Told how far it is; answers False to cancel.

    Raises
    ------
    NotAPickle
        If it is another kind of zip archive, of PyTorch for example.
    Corrupt, BadArray, LimitExceeded
    """
    archive = ZipArchive(data, limits)
    _refuse_others(archive, name)
    archive.check()
    keys, nodes, total = [], [], 0
    for member in archive.members:
        key = member.name.removesuffix(".npy")
        content = archive.read(member, progress)
        node = read_npy(content, limits, f"The array {quoted(key)}")
        total += len(content)
        if total > limits.array_bytes:
            raise too_many("bytes of arrays", "array_bytes", limits.array_bytes, total)
        keys.append(key)
        nodes.append(node)
    return Node("dict", keys=tuple(keys), items=tuple(nodes))


def _refuse_others(archive: ZipArchive, name: str) -> None:
    names = [member.name for member in archive.members]
    if any(member == "data.pkl" or member.endswith("/data.pkl") for member in names):
        raise refused(name, "a PyTorch file (torch.save)", remedies.PYTORCH)
    if "schema.json" in names:
        raise refused(name, "a skops file", remedies.RESAVE)
    if "model.weights.h5" in names:
        raise refused(name, "a Keras model", remedies.KERAS)
    if any(member.endswith("saved_model.pb") for member in names):
        raise refused(name, "a TensorFlow SavedModel", remedies.RESAVE)
    if not all(member.endswith(".npy") for member in names):
        raise refused(
            name, "a zip archive that does not hold NumPy arrays alone", remedies.RESAVE
        )
