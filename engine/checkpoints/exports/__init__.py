"""Networks for other programs: one file, or two, written whole or not at all."""

from engine.checkpoints.exports.errors import ExportError, MissingExtraError, install
from engine.checkpoints.exports.exported import Exported, classes_in, classes_of
from engine.checkpoints.exports.formats import FORMATS, Format, Names, format_for
from engine.checkpoints.exports.onnx_file import has_onnx

__all__ = [
    "FORMATS",
    "ExportError",
    "Exported",
    "Format",
    "MissingExtraError",
    "Names",
    "classes_in",
    "classes_of",
    "format_for",
    "has_onnx",
    "install",
]
