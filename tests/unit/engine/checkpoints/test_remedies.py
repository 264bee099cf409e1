"""The lines that a refusal gives, run as they are where the library is."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import ParamsFileError, load_params, remedies
from engine.checkpoints.exports import Exported
from engine.checkpoints.exports.onnx_file import write_onnx
from engine.presets import load_preset

ARRAYS = {"w": np.ones((3, 2), np.float32), "b": np.arange(3, dtype=np.float32)}


def write_torch(path: Path) -> None:
    torch = pytest.importorskip("torch", reason="needs PyTorch, which writes the file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.save({k: torch.nn.Parameter(torch.tensor(v)) for k, v in ARRAYS.items()}, path)


def write_joblib(path: Path) -> None:
    joblib = pytest.importorskip("joblib", reason="needs joblib, which writes the file")
    joblib.dump(ARRAYS, path)


def write_packed_joblib(path: Path) -> None:
    joblib = pytest.importorskip("joblib", reason="needs joblib, which writes the file")
    joblib.dump(ARRAYS, path, compress=("zlib", 3))


def write_matlab(path: Path) -> None:
    io = pytest.importorskip("scipy.io", reason="needs SciPy, which writes the file")
    io.savemat(path, {"w": ARRAYS["w"]}, appendmat=False)


def write_hdf5(path: Path) -> None:
    h5py = pytest.importorskip("h5py", reason="needs h5py, which writes the file")
    with h5py.File(path, "w") as file:
        for name, array in ARRAYS.items():
            file[f"dense/{name}"] = array


def write_graph(path: Path) -> None:
    onnx = pytest.importorskip("onnx", reason="needs onnx, which writes the file")
    tensors = [onnx.numpy_helper.from_array(array, name) for name, array in ARRAYS.items()]
    graph = onnx.helper.make_graph([], "graph", [], [], tensors)
    onnx.save(onnx.helper.make_model(graph, ir_version=8), path)


def run_the_line(folder: Path) -> dict[str, np.ndarray]:
    """Return what the line of the refusal of FILE makes of it."""
    with pytest.raises(ParamsFileError) as caught:
        load_params(folder / "FILE")
    line = re.findall("`(.+?)`", caught.value.remedy)[0]
    subprocess.run([sys.executable, "-c", line], cwd=folder, check=True)
    (made,) = folder.glob("w.np?")
    return dict(load_params(made).arrays)


@pytest.mark.parametrize(
    "write",
    [
        write_torch,
        write_joblib,
        write_packed_joblib,
        write_matlab,
        write_hdf5,
        write_graph,
    ],
)
def test_the_line_of_a_refusal_makes_a_file_that_is_read(
    tmp_path: Path, write: Callable[[Path], None]
) -> None:
    write(tmp_path / "FILE")
    found = run_the_line(tmp_path)
    assert found
    for place, array in found.items():
        np.testing.assert_array_equal(array, ARRAYS[re.findall("[wb]", place)[-1]])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_with_what_stands_between_its_numbers(
    tmp_path: Path, delimiter: str
) -> None:
    (tmp_path / "FILE").write_text(f"1{delimiter}2\n3{delimiter}4\n", encoding="utf-8")
    (found,) = run_the_line(tmp_path).values()
    np.testing.assert_array_equal(found, [[1, 2], [3, 4]])


@pytest.mark.parametrize("preset", ["conv-net", "digits"])
def test_an_onnx_file_of_convviz_leads_back_to_what_it_was_made_from(
    tmp_path: Path, preset: str
) -> None:
    pytest.importorskip("onnx", reason="needs onnx, which writes the file")
    loaded = load_preset(preset)
    write_onnx(tmp_path / "net.onnx", Exported(loaded.build(0), loaded, "convviz 0.1.0"))
    with pytest.raises(ParamsFileError, match="is an ONNX model that convviz has written") as e:
        load_params(tmp_path / "net.onnx")
    assert e.value.remedy.startswith(
        "Open the parameters that it was exported from, which are the same numbers, or convert"
    )


@pytest.mark.parametrize("name", [name for name in vars(remedies) if name.isupper()])
def test_every_name_in_a_line_is_imported_or_said_to_be_there(name: str) -> None:
    remedy: str = getattr(remedies, name)
    lines = [line for line in re.findall("`([^`]+)`", remedy) if "; " in line]
    assert lines or name == "RESAVE"
    for line in lines:
        compile(line, name, "exec")
        assert line.startswith("import ")
        assert "numpy as np" in line
