"""What was exported comes back bit by bit, from every format and for every network."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from engine.checkpoints import described_preset, load_params, match_params
from engine.checkpoints.exports import (
    FORMATS,
    Exported,
    ExportError,
    Format,
    classes_in,
    classes_of,
    format_for,
    install,
)
from engine.checkpoints.safetensors_writer import write_safetensors
from engine.network import Network
from engine.presets import load_preset, preset_names

Make = Callable[..., Exported]
OF_PARAMETERS = [f for f in FORMATS if f.key != "onnx"]  # that of onnx is in test_onnx.py
DESCRIBING = ("safetensors", "pytorch")


def key(case: Format) -> str:
    return case.key


def written(folder: Path, export: Exported, form: Format) -> Path:
    path = folder / f"network{form.suffixes[0]}"
    form.write(path, export)
    assert form.files(path)[0] == path
    assert sorted(form.files(path)) == sorted(folder.iterdir())
    return path


def assert_comes_back(path: Path, export: Exported) -> None:
    match = match_params(load_params(path), export.network)
    assert match.fits, match.reasons
    assert match.assignment.keys() == export.network.parameters.keys()
    for name, array in export.network.parameters.items():
        assert match.assignment[name].dtype == np.float32
        assert match.assignment[name].tobytes() == array.tobytes(), name


@pytest.mark.parametrize("preset", preset_names())
@pytest.mark.parametrize("form", OF_PARAMETERS, ids=key)
def test_every_preset_comes_back(
    tmp_path: Path, exported: Make, form: Format, preset: str
) -> None:
    export = exported(preset)
    path = written(tmp_path, export, form)
    assert_comes_back(path, export)
    found = described_preset(load_params(path))
    assert found == (export.preset if form.key in DESCRIBING else None)


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("form", OF_PARAMETERS, ids=key)
def test_so_does_whatever_network_there_is(
    tmp_path: Path, random_export: Make, form: Format, seed: int
) -> None:
    export = random_export(seed)
    assert_comes_back(written(tmp_path, export, form), export)


@pytest.mark.parametrize("form", OF_PARAMETERS, ids=key)
def test_losses_come_back_where_the_format_has_a_place_for_them(
    tmp_path: Path, exported: Make, form: Format
) -> None:
    export = exported("digits")
    path = written(tmp_path, export, form)
    history = match_params(load_params(path), export.network).reading.history
    if form.key == "pytorch":
        assert history is None
    else:
        assert history.tolist() == list(export.cost)


@pytest.mark.parametrize("values", [(), (float("nan"),), (float("inf"), -0.0, 5e-324)])
def test_whatever_the_losses_are_the_parameters_come_back(
    tmp_path: Path, exported: Make, values: tuple[float, ...]
) -> None:
    export = exported("digits")
    odd = Exported(export.network, export.preset, export.program, values)
    for form in OF_PARAMETERS:
        folder = tmp_path / form.key
        folder.mkdir()
        assert_comes_back(written(folder, odd, form), odd)


def test_numbers_that_are_none_come_back_too(tmp_path: Path, exported: Make) -> None:
    export = exported("digits")
    export.network.parameters.flat[:4] = np.nan, np.inf, -np.inf, -0.0
    for form in OF_PARAMETERS:
        folder = tmp_path / form.key
        folder.mkdir()
        assert_comes_back(written(folder, export, form), export)


def test_numpy_reads_npz_without_a_pickle(tmp_path: Path, exported: Make) -> None:
    export = exported("conv-net")
    path = written(tmp_path, export, format_for(".npz"))
    with np.load(path, allow_pickle=False) as arrays:
        assert arrays.files == [*export.network.parameters, "cost"]
        assert arrays["cost"].dtype == np.float64
        np.testing.assert_array_equal(arrays["conv1.w"], export.network.parameters["conv1.w"])


def test_the_same_network_gives_the_same_bytes(tmp_path: Path, exported: Make) -> None:
    for form in OF_PARAMETERS:
        folder = tmp_path / form.key
        folder.mkdir()
        once = written(folder, exported("digits"), form).read_bytes()
        assert written(folder, exported("digits"), form).read_bytes() == once


# -- which format


@pytest.mark.parametrize(
    ("suffix", "names", "expected"),
    [
        (".pkl", "convviz", "pickle"),
        (".PICKLE", "convviz", "pickle"),
        (".npz", "convviz", "npz"),
        (".Onnx", "convviz", "onnx"),
        (".safetensors", "convviz", "safetensors"),
        (".safetensors", "pytorch", "pytorch"),
    ],
)
def test_the_suffix_decides(suffix: str, names: str, expected: str) -> None:
    assert format_for(suffix, names).key == expected


@pytest.mark.parametrize(("suffix", "got"), [("", "none"), (".h5", ".h5"), (".\n", ".\\n")])
def test_another_suffix_is_told_those_there_are(suffix: str, got: str) -> None:
    with pytest.raises(ExportError) as caught:
        format_for(suffix)
    assert str(caught.value) == (
        "The suffix of an export must be one of .pkl, .pickle, .safetensors, .npz, .onnx, "
        f"got {got}."
    )


def test_names_of_pytorch_are_for_safetensors_alone() -> None:
    with pytest.raises(ExportError, match=r"names of PyTorch go with \.safetensors, got \.npz"):
        format_for(".npz", "pytorch")


def test_names_of_classes_are_those_of_the_data_set_that_a_preset_names() -> None:
    preset = load_preset("conv-net")
    assert classes_of(preset)[0] == "T-shirt/top"
    assert classes_of(preset.changed(dataset="mine")) == ()
    assert classes_of(dataclasses.replace(preset, classes=4)) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('["a", "b", "c", "d", "e", "f", "g", "h", "i", "<b>"]', "a"),
        ('["a"]', "0"),
        ("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "0"),
        ('["\\ud800", "b", "c", "d", "e", "f", "g", "h", "i", "j"]', "0"),
        ('["a\\n", "b", "c", "d", "e", "f", "g", "h", "i", "j"]', "0"),
        ("[" * 99_999, "0"),
        ("[" * 100_001, "0"),
        ("no JSON", "0"),
        ("{}", "0"),
    ],
)
def test_names_of_classes_that_a_file_says_are_taken_if_they_are_names(
    tmp_path: Path, exported: Make, text: str, expected: str
) -> None:
    export = exported("digits")
    path = tmp_path / "n.safetensors"
    write_safetensors(
        path, export.network.parameters, {**export.metadata(), "convviz.classes": text}
    )
    assert classes_in(load_params(path), export.preset)[0] == expected


def test_a_file_that_only_fits_says_no_names_of_classes(tmp_path: Path, exported: Make) -> None:
    export = exported("digits")
    path = written(tmp_path, export, format_for(".npz"))
    assert classes_in(load_params(path), export.preset) == ()


def test_an_extra_is_installed_by_one_command() -> None:
    assert install("onnx") == "pip install 'convviz[onnx]'"


def test_formats_are_known_without_importing_what_writes_them() -> None:
    code = (
        "import sys, engine.checkpoints.exports;"
        "print(sorted({'onnx', 'torch', 'google.protobuf'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_normalisations_that_the_network_does_not_have_are_told(
    tmp_path: Path, random_export: Make
) -> None:
    export = next(
        e for e in map(random_export, range(80)) if e.network.layers[1].kind == "batch-norm"
    )
    layers = list(export.network.layers)
    assert layers[1].input_shape == layers[0].output_shape
    without = Network("without", [layers[0], *layers[2:]])
    for form in OF_PARAMETERS:
        folder = tmp_path / form.key
        folder.mkdir()
        match = match_params(load_params(written(folder, export, form)), without)
        assert "belongs to a batch normalisation that without does not have" in match.reasons[0]
