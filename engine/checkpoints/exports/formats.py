"""The formats that a network can be exported in, and which one a file name asks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from engine.checkpoints.exports.errors import ExportError
from engine.checkpoints.exports.npz_file import named_arrays, write_npz
from engine.checkpoints.exports.onnx_file import write_onnx
from engine.checkpoints.exports.pytorch_file import write_pytorch
from engine.checkpoints.safetensors_writer import write_safetensors
from engine.checkpoints.save import save_params
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from engine.checkpoints.exports.exported import Exported

Names = Literal["convviz", "pytorch"]
"""How arrays of a safetensors file are called: "conv1.w", or "conv1.weight"."""


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file.

    Attributes
    ----------
    key : str
        Its name here: pickle, safetensors, npz, onnx or pytorch.
    title : str
        What people call it.
    says : str
        What is in the file and who reads it, in a sentence.
    suffixes : tuple of str
        Of its files, in small letters; the first is the usual one.
    write : callable
        Given a path and what to export. ExportError and SaveError say why not; then no file
        has changed.
    beside : str
        Suffix of a second file of the same name; "" if there is none.
    describes : bool
        Whether the network and the names of its classes are in the file.
    """

    key: str
    title: str
    says: str
    suffixes: tuple[str, ...]
    write: Callable[[Path, Exported], None]
    beside: str = ""
    describes: bool = False

    def files(self, path: Path) -> tuple[Path, ...]:
        """Return all files that are written for an export to `path`."""
        return (path, path.with_suffix(self.beside)) if self.beside else (path,)

    def require_suffix(self, path: Path) -> None:
        """Check that a file is called as those of this format are.

        Raises
        ------
        ExportError
            If not.
        """
        if path.suffix.lower() not in self.suffixes:
            rule = f"the name of an export to {self.title} must end in {self.suffixes[0]}"
            raise ExportError(f"{quoted(path.name)}: {rule}, got {_suffix(path.suffix)}.")


def _pickle(path: Path, exported: Exported) -> None:
    save_params(path, exported.network, exported.cost)


def _safetensors(path: Path, exported: Exported) -> None:
    write_safetensors(path, named_arrays(exported), exported.metadata())


FORMATS: Final = (
    Format(
        "pickle",
        "Pickle of the article",
        "Weights, biases and the losses so far, in the layout of the article.",
        (".pkl", ".pickle"),
        _pickle,
    ),
    Format(
        "safetensors",
        "safetensors",
        "Parameters by name, the losses, and which network they belong to.",
        (".safetensors",),
        _safetensors,
        describes=True,
    ),
    Format(
        "npz",
        "NumPy archive",
        "Parameters by name and the losses; np.load reads it without any pickle.",
        (".npz",),
        write_npz,
    ),
    Format(
        "onnx",
        "ONNX",
        "The network with its parameters, for onnxruntime and other programs.",
        (".onnx",),
        write_onnx,
        describes=True,
    ),
    Format(
        "pytorch",
        "PyTorch",
        "Parameters as PyTorch calls them, and a script that builds the module.",
        (".safetensors",),
        write_pytorch,
        beside=".py",
        describes=True,
    ),
)


def format_for(suffix: str, names: Names = "convviz") -> Format:
    """Return the format that the suffix of a file stands for.

    Parameters
    ----------
    suffix : str
        With its dot; capitals do not matter.
    names : {"convviz", "pytorch"}, default="convviz"
        "pytorch" is there for ".safetensors" alone.

    Raises
    ------
    ExportError
        If there is none.
    """
    known = [f for f in FORMATS if suffix.lower() in f.suffixes]
    if not known:
        suffixes = ", ".join(dict.fromkeys(s for f in FORMATS for s in f.suffixes))
        got = _suffix(suffix)
        raise ExportError(f"The suffix of an export must be one of {suffixes}, got {got}.")
    if names == "convviz":
        return known[0]
    if known[-1].key != "pytorch":
        raise ExportError(
            f"The names of PyTorch go with .safetensors, got {quoted(suffix, 40)}."
        )
    return known[-1]


def _suffix(suffix: str) -> str:
    return quoted(suffix, 40) or "none"
