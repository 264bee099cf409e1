"""Writing a network for programs that run ONNX."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING, Final

from engine.checkpoints.atomic import write_atomically
from engine.checkpoints.exports.errors import MissingExtraError

if TYPE_CHECKING:
    from pathlib import Path

    from engine.checkpoints.exports.exported import Exported

EXTRA: Final = "onnx"


def has_onnx() -> bool:
    """Whether the package onnx is installed; it is not imported."""
    return importlib.util.find_spec("onnx") is not None


def write_onnx(path: Path, exported: Exported) -> None:
    """Write the graph of the network with its parameters, after onnx has checked it.

    Raises
    ------
    MissingExtraError
        If the package onnx is not installed.
    ExportError
        If a layer has no counterpart.
    SaveError
        If it cannot be written; an older file stays as it was.
    """
    try:
        graph = importlib.import_module("engine.checkpoints.exports.onnx_graph")
    except ImportError as error:
        raise MissingExtraError("An export to ONNX", EXTRA) from error
    content: bytes = graph.onnx_model(exported).SerializeToString(deterministic=True)

    write_atomically(path, lambda file: file.write(content))
