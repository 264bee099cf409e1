from __future__ import annotations

import bz2
import fractions
import gzip
import io
import json
import pickle
import re
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import ForeignClass, NotAPickle, ParamsFileError

Refusal = Callable[..., ParamsFileError]


def zipped(*names: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return content.getvalue()


def tarred() -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("sys_info"))
    return content.getvalue()


LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:%064d\nsize 941893\n" % 7
KINDS = {
    "empty": (b"", "params.pkl is empty."),
    "Git LFS pointer": (LFS, "the real file of 941 893 bytes was not downloaded. Run `git lfs"),
    "web page": (b"\n<!DOCTYPE html>\n<html>", "is a web page. On GitHub use 'Download raw"),
    "web page with a comment": (b"<!-- saved -->\n<HTML lang=en>", "is a web page."),
    "PyTorch": (zipped("archive/data.pkl", "archive/data/0"), "a PyTorch file (torch.save)."),
    "PyTorch, legacy": (pickle.dumps(0x1950A86A20F9469CFC6C, 2) + b"rest", "a PyTorch file"),
    "PyTorch, oldest": (tarred(), "a tar archive (the oldest PyTorch files are)."),
    "skops": (zipped("schema.json", "1.npy"), "a skops file."),
    "Keras": (zipped("config.json", "model.weights.h5"), "a Keras model."),
    "zip": (zipped("readme.txt"), "a zip archive that does not hold NumPy arrays alone."),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(8), "an HDF5 file (Keras .h5, for example)."),
    "7z": (b"7z\xbc\xaf\x27\x1c" + bytes(8), "a 7-Zip archive."),
    "lz4": (b"\x04\x22\x4d\x18" + bytes(8), "an LZ4 file"),
    "zstd": (b"\x28\xb5\x2f\xfd" + bytes(8), "a Zstandard file."),
    "zlib": (b"\x78\x9c" + bytes(8), "a zlib file (joblib writes such ones)."),
    "lzma": (b"\x5d\x00\x00\x80" + bytes(8), "an LZMA file"),
    "old joblib": (b"ZF0x12  ", "a joblib file of an old version."),
    "ELF": (b"\x7fELF\x02\x01", "a program."),
    "PE": (b"MZ\x90\x00\x03", "a Windows program."),
    "PNG": (b"\x89PNG\r\n\x1a\n", "a PNG picture."),
    "JPEG": (b"\xff\xd8\xff\xe0", "a JPEG picture."),
    "PDF": (b"%PDF-1.7", "a PDF document."),
    "idx": (
        struct.pack(">4B3I", 0, 0, 8, 3, 1, 28, 28),
        "a data set in the MNIST file format.",
    ),
    "ONNX": (b"\x08\x07\x12\x07pytorch", "an ONNX model."),
    "JSON": (json.dumps({"W1": [[1, 2]]}).encode(), "a JSON file."),
    "CSV": (b"0.1,0.2,0.3\n0.4,0.5,0.6\n", "a table of numbers as text."),
    "text": ("weights of the network, ü\n".encode(), "a text file."),
    "unknown": (bytes(range(1, 40)), "is of no kind that convviz knows."),
    "packed twice": (gzip.compress(bz2.compress(b"x")), "is packed twice, in gzip and bz2."),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_no_arrays_is_named(refusal: Refusal, kind: str) -> None:
    content, sentence = KINDS[kind]
    error = refusal(content)
    assert type(error) is NotAPickle
    assert error.code == "format"
    assert sentence in str(error).replace("\u202f", " ")


def test_a_joblib_file_is_named_though_it_cannot_be_parsed(refusal: Refusal) -> None:
    content = b"\x80\x03cjoblib.numpy_pickle\nNumpyArrayWrapper\n)\x81}b" + b"\xff\xfe" * 9
    error = refusal(content)
    assert error.code == "format"
    assert "joblib.load" in error.remedy


@pytest.mark.parametrize("more", [b"cos\nsystem\n", b"0cevil\nNumpyArrayWrapper\n"])
def test_a_name_of_joblib_hides_nothing(refusal: Refusal, more: bytes) -> None:
    name = (
        b"cevil\nNumpyArrayWrapper\n" if b"evil" in more else b"cjoblib.x\nNumpyArrayWrapper\n"
    )
    assert refusal(b"\x80\x03" + name + more + b".").code == "foreign"


@pytest.mark.parametrize(
    ("value", "name", "hint"),
    [
        (fractions.Fraction(1, 2), "fractions.Fraction", "Ask the author for plain arrays"),
        (np.ma.masked_array([1.0]), "numpy.ma._mareconstruct", "Ask the author"),
        (np.random.RandomState(1), "numpy.random._pickle.__randomstate_ctor", "Ask"),
        ([np.float32], "numpy.float32", "Ask the author"),
    ],
)
def test_foreign_classes_are_named(
    refusal: Refusal, value: object, name: str, hint: str
) -> None:
    error = refusal(pickle.dumps(value))
    assert isinstance(error, ForeignClass)
    assert any(name in found.replace(".core", "") for found in error.details["names"])
    assert hint in str(error)
    assert "Nothing was executed." in str(error)


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("torch._utils\n_rebuild_tensor_v2", "It comes from PyTorch"),
        ("cupy._core.core\narray", "save it again with cupy.asnumpy"),
        ("jax._src.array\n_reconstruct_array", "It holds JAX arrays"),
        ("sklearn.linear_model._base\nLinear", "coef_"),
    ],
)
def test_well_known_libraries_get_their_own_remedy(
    refusal: Refusal, name: str, hint: str
) -> None:
    assert hint in refusal(b"c" + name.encode() + b"\n)R.").remedy


def test_a_matrix_is_refused_by_its_name(refusal: Refusal) -> None:
    with pytest.warns(PendingDeprecationWarning):
        content = pickle.dumps(np.matrix([[1.0]]))
    assert "numpy.matrix" in str(refusal(content))


def test_all_foreign_classes_are_listed_and_eight_shown(refusal: Refusal) -> None:
    names = b"".join(b"cmodels\nLayer%d\n)R" % i for i in range(300))
    error = refusal(b"(" + names + b"t.")
    assert len(error.details["names"]) == 200
    assert len(error.details["called"]) == 200
    assert error.details["count"] == 300
    assert str(error).count("models.Layer") == 8
    assert "(300 in all)" in str(error)
    assert error.details["offsets"][:2] == (1, 18)


def test_a_foreign_class_is_told_rather_than_a_later_fault(refusal: Refusal) -> None:
    error = refusal(b"cmodels.cnn\nCNN\n)R\xff")
    assert error.code == "foreign"
    assert error.offset == 0


@pytest.mark.parametrize(
    "more", [b"Na", b"](Ne", b"NNs", b"(NNu", b"\x8f0(N\x90", b")R", b"(NtR", b")\x81", b"}b"]
)
def test_reading_goes_on_over_what_is_foreign(refusal: Refusal, more: bytes) -> None:
    content = b"cmodels\nModel\n)R" + more + b"0cmodels\nLayer\n."
    assert refusal(content).details["names"] == ("models.Model", "models.Layer")


def test_a_call_is_told_with_its_place(refusal: Refusal) -> None:
    error = refusal(b"]cos\nsystem\n(S'true'\ntRa.")
    assert str(error).startswith("This file tries to run os.system (byte 1).")
    assert error.details["called"] == ("os.system",)


def test_the_sentence_of_a_truncated_file_has_the_figures(refusal: Refusal) -> None:
    content = pickle.dumps(np.zeros(50_000), 3)
    error = refusal(content[:-1000])
    needed = error.details["needed"]
    assert re.fullmatch(
        r"The file is cut short: 400 000 bytes needed at byte 1\d\d, 399 00\d left\. "
        r"Fetch or save it again\.",
        str(error).replace("\u202f", " "),
    )
    assert needed == 400_000


def test_the_sentence_of_a_wrong_shape_has_the_figures(refusal: Refusal) -> None:
    content = pickle.dumps(np.zeros((2, 3)), 3).replace(b"K\x02K\x03\x86", b"K\x02K\x02\x86")
    assert str(refusal(content)).startswith(
        "Array data is 48 bytes but its shape (2, 2) needs 32 (byte "
    )


@pytest.mark.parametrize(
    "name",
    ["<img src=file:x>", "\u202egnp.lkp", "line\nbreak", "bell\x07", "\ud800", "x" * 5000],
    ids=["markup", "right to left", "line break", "control", "surrogate", "long"],
)
def test_foreign_text_is_escaped_and_shortened(refusal: Refusal, name: str) -> None:
    raw = name.encode("utf-8", "surrogatepass")[:900]
    content = b"\x80\x04X" + struct.pack("<I", len(raw)) + raw + b"\x8c\x01C\x93."
    sentence = str(refusal(content))
    assert sentence.replace("\u202f", "").isprintable()
    assert len(sentence) < 400


@pytest.mark.parametrize("name", ["a\nb.pkl", "\u202egnp.lkp", "😀.pkl", "n" * 200 + ".pkl"])
def test_odd_file_names_are_quoted(refusal: Refusal, name: str) -> None:
    sentence = str(refusal(b"", name))
    assert sentence.isprintable()
    assert len(sentence) < 200


def test_a_remedy_is_part_of_the_sentence(refusal: Refusal) -> None:
    error = refusal(b"<html>")
    assert str(error) == f"{error.cause} {error.remedy}"


def test_a_python_file_is_text(load: Callable, tmp_path: Path) -> None:
    with pytest.raises(NotAPickle, match="it is a text file"):
        load(b"import numpy as np\nprint(np.pi)\n", "params.py")
