"""How files that hold no plain arrays begin, what they are, and what helps."""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine.checkpoints import remedies
from engine.checkpoints.errors import NotAPickle
from engine.checkpoints.wording import grouped

_UNPACK = "Unpack it first; convviz opens files in gzip, bz2 or xz."


@dataclass(frozen=True, slots=True)
class Signature:
    """Bytes at a place that give a kind of file away."""

    what: str
    remedy: str
    start: bytes
    at: int = 0

    def fits(self, data: bytes) -> bool:
        """Whether `data` has these bytes at this place."""
        return data.startswith(self.start, self.at)


_SIGNATURES = (
    Signature("an HDF5 file (Keras .h5, for example)", remedies.HDF5, b"\x89HDF\r\n\x1a\n"),
    Signature("a 7-Zip archive", _UNPACK, b"7z\xbc\xaf\x27\x1c"),
    Signature("an LZ4 file (joblib writes such ones)", remedies.JOBLIB, b"\x04\x22\x4d\x18"),
    Signature("a Zstandard file", _UNPACK, b"\x28\xb5\x2f\xfd"),
    *(
        Signature("a zlib file (joblib writes such ones)", remedies.JOBLIB, start)
        for start in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
    ),
    Signature("a joblib file of an old version", remedies.JOBLIB, b"ZF0x"),
    Signature("an LZMA file (joblib writes such ones)", remedies.JOBLIB, b"\x5d\x00\x00"),
    Signature("a RAR archive", _UNPACK, b"Rar!\x1a\x07"),
    Signature(
        "a tar archive (the oldest PyTorch files are)", remedies.PYTORCH_TAR, b"ustar", 257
    ),
    Signature("a program", "", b"\x7fELF"),
    Signature("a Windows program", "", b"MZ\x90\x00"),
    Signature("a program for macOS", "", b"\xcf\xfa\xed\xfe"),
    Signature("a PNG picture", "", b"\x89PNG\r\n\x1a\n"),
    Signature("a JPEG picture", "", b"\xff\xd8\xff"),
    Signature("a GIF picture", "", b"GIF8"),
    Signature("a picture or a sound (RIFF)", "", b"RIFF"),
    Signature("a PDF document", "", b"%PDF"),
    Signature(
        "a MATLAB file",
        remedies.MATLAB,
        b"MATLAB 5.0",
    ),
    Signature("a SQLite data base", "", b"SQLite format 3\0"),
    Signature("a Parquet table", remedies.RESAVE, b"PAR1"),
    Signature("a TensorFlow Lite model", remedies.RESAVE, b"TFL3", 4),
    Signature("an LZ4 file", _UNPACK, b"\x02\x21\x4c\x18"),
    Signature("a lzip file", _UNPACK, b"LZIP"),
    Signature("a GGUF model", "Save its arrays as safetensors or .npz.", b"GGUF"),
    Signature("an ONNX or TensorFlow model", remedies.RESAVE, b"\x08\x01\x12"),
    *(
        Signature(
            "an ONNX model that convviz has written",
            remedies.OWN_ONNX,
            bytes([8, version]) + b"\x12\x07convviz",
        )
        for version in range(3, 16)
    ),
    *(
        Signature("an ONNX model", remedies.ONNX, bytes([8, version]))
        for version in range(3, 16)
    ),
    *(
        Signature(
            "a data set in the MNIST file format",
            "Images and labels belong into the data directory.",
            bytes([0, 0, kind, axes]),
        )
        for kind in (8, 9, 11, 12, 13, 14)
        for axes in (1, 2, 3, 4)
    ),
)

_LFS = re.compile(
    rb"version https://(?:git-lfs\.github\.com|hawser\.github\.com)/spec/"
    rb"(?:.{0,300}?\nsize ([0-9]{1,15}))?",
    re.S,
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml.{0,200}?>\s*)?(?:<!--.{0,500}?-->\s*)?"
    rb"<(?:!doctype|html|head|body|script|title|meta)\b",
    re.IGNORECASE | re.S,
)
_WINDOWS_HEADER = 64
_NUMBERS = re.compile(rb"[-+0-9.eE\"]+\s*[,;\t][-+0-9.eE,;\t \"]*\r?\n")
_SAMPLE = 4096
_BYTE_ORDER = b"\xef\xbb\xbf"


def refuse_by_signature(name: str, data: bytes) -> None:
    """Raise for a file that can be named and holds no plain arrays.

    Parameters
    ----------
    name : str
        The file's name, fit to be shown.
    data : bytes
        All of it.

    Raises
    ------
    NotAPickle
    """
    if not data:
        raise NotAPickle(f"{name} is empty.", remedy="Fetch or save it again.")
    _refuse_downloads(name, data)
    for signature in _SIGNATURES:
        if signature.fits(data):
            raise refused(name, signature.what, signature.remedy)
    if data.startswith(b"MZ") and len(data) >= _WINDOWS_HEADER:
        raise refused(name, "a Windows program", "")
    if data[:_SAMPLE].removeprefix(_BYTE_ORDER).lstrip()[:1] in {b"{", b"["} and is_text(data):
        raise refused(name, "a JSON file", remedies.RESAVE)
    table = _NUMBERS.match(data)
    if table and is_text(data):
        delimiter = next(c for c in table[0].decode() if c in ",;\t")
        raise refused(name, "a table of numbers as text", remedies.table(delimiter))


def refused(name: str, what: str, remedy: str) -> NotAPickle:
    """Return the refusal of a kind of file; `what` begins with its article."""
    details = {"kind": what}
    return NotAPickle(
        f"{name} is not a NumPy weight file: it is {what}.", remedy=remedy, details=details
    )


def is_text(data: bytes) -> bool:
    """Whether a file begins like text: printable UTF-8, line breaks and tabs."""
    try:
        sample = data[:_SAMPLE].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < _SAMPLE - 4:
            return False
        sample = data[: error.start].decode("utf-8")
    return all(c.isprintable() or c in "\r\n\t\f\ufeff" for c in sample)


def _refuse_downloads(name: str, data: bytes) -> None:
    """Name the two things that arrive when a download went wrong."""
    pointer = _LFS.match(data)
    if pointer:
        size = f" of {grouped(int(pointer[1]))} bytes" if pointer[1] else ""
        raise NotAPickle(
            f"{name} is a Git LFS pointer: the real file{size} was not downloaded.",
            remedy="Run `git lfs pull` in its folder, or download the file itself.",
            details={"kind": "a Git LFS pointer"},
        )
    if _HTML.match(data[:_SAMPLE]):
        raise NotAPickle(
            f"{name} is a web page.",
            remedy="On GitHub use 'Download raw file'.",
            details={"kind": "a web page"},
        )
