"""Parameters for PyTorch, and the script that makes a module of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from engine.checkpoints.atomic import write_together
from engine.checkpoints.exports.errors import ExportError
from engine.checkpoints.exports.pytorch_script import FIRST_WORDS, pytorch_script
from engine.checkpoints.pytorch_names import module_names, state_names
from engine.checkpoints.safetensors_writer import safetensors_parts
from engine.checkpoints.wording import quoted
from engine.layers import BatchNorm

if TYPE_CHECKING:
    from pathlib import Path

    from engine.checkpoints.exports.exported import Exported
    from engine.network import Network


def write_pytorch(path: Path, exported: Exported) -> None:
    """Write a safetensors file by PyTorch's names and, beside it, a script; both or none.

    Parameters
    ----------
    path : Path
        Of the parameters; the script has the same name with the suffix ".py".
    exported : Exported

    Raises
    ------
    ExportError
        If PyTorch has no module for a layer, or another script than an exported one has
        the name that is needed.
    SaveError
        If one of them cannot be written; older files stay as they were.
    """
    script = path.with_suffix(".py")
    _require_ours(script)
    text = pytorch_script(exported, path.name).encode()
    parts = safetensors_parts(state(exported.network), exported.metadata())
    write_together(
        (path, lambda file: file.writelines(parts)),
        (script, lambda file: file.write(text)),
    )


def state(network: Network) -> dict[str, np.ndarray]:
    """Return what ``module.state_dict()`` has of the network, by its names."""
    arrays: dict[str, np.ndarray] = {
        new: network.parameters[own] for own, new in state_names(network).items()
    }
    modules = module_names(network)
    for layer in network.layers:
        if isinstance(layer, BatchNorm):
            # PyTorch counts batches; with a momentum, as here, it never looks.
            arrays[f"{modules[layer.name]}.num_batches_tracked"] = np.array(0, np.int64)
    return arrays


def _require_ours(script: Path) -> None:
    """Refuse to replace what a person may have written."""
    if not script.is_file():
        return
    try:
        with script.open("rb") as file:
            is_ours = file.read(len(FIRST_WORDS)) == FIRST_WORDS.encode()
    except OSError:
        is_ours = False
    if not is_ours:
        name = quoted(script.name)
        raise ExportError(
            f"{name} is there and was not exported by convviz: choose another name, or move it."
        )
