"""The script that goes with an export makes PyTorch compute what the engine computes."""

from __future__ import annotations

import ast
import errno
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from engine.checkpoints import SaveError
from engine.checkpoints.exports import Exported, ExportError
from engine.checkpoints.exports.pytorch_file import write_pytorch
from engine.checkpoints.exports.pytorch_script import literal, pytorch_script
from engine.checkpoints.pytorch_names import TAKEN, module_names, state_names
from engine.layers import AnyLayer, Flatten, ReLU, Softmax
from engine.network import Network
from engine.presets import preset_from_mapping, preset_names

TOLERANCE = 1e-5
Make = Callable[..., Exported]
Images = Callable[[Network, int], np.ndarray]

needs_torch = pytest.mark.skipif(
    importlib.util.find_spec("torch") is None, reason="needs PyTorch, which is not installed"
)

RUN_ALL = """
import json, runpy, sys
import numpy as np, torch
torch.set_num_threads(1)
for name in json.loads(sys.argv[1]):
    script = runpy.run_path(name + ".py")
    module = script["load"]()
    with torch.no_grad():
        y = module(torch.from_numpy(np.load(name + "-x.npy", allow_pickle=False)))
    np.save(name + "-y.npy", y.numpy(), allow_pickle=False)
    with open(name + ".json", "w") as file:
        json.dump({key: list(t.shape) for key, t in module.state_dict().items()}, file)
"""


def python(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        check=False,
        text=True,
        timeout=200,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def run_by_pytorch(
    folder: Path, exports: Sequence[Exported], images: Images
) -> list[np.ndarray]:
    """Return what PyTorch computes of each export, in one process of its own."""
    names = [str(folder / f"network{i}") for i in range(len(exports))]
    for name, export in zip(names, exports, strict=True):
        write_pytorch(Path(f"{name}.safetensors"), export)
        np.save(f"{name}-x.npy", images(export.network, 7))
    python("-c", RUN_ALL, json.dumps(names))
    return [np.load(f"{name}-y.npy", allow_pickle=False) for name in names]


@needs_torch
def test_pytorch_gives_the_probabilities_of_the_engine_for_every_preset(
    tmp_path: Path, exported: Make, images: Images
) -> None:
    exports = [exported(preset) for preset in preset_names()]
    for export, y in zip(exports, run_by_pytorch(tmp_path, exports, images), strict=True):
        expected = export.network.forward(images(export.network, 7))
        np.testing.assert_allclose(y, expected, atol=TOLERANCE, err_msg=export.preset.name)


@needs_torch
def test_so_it_does_for_whatever_layers_there_are(
    tmp_path: Path, random_export: Make, images: Images
) -> None:
    exports = [random_export(seed) for seed in range(80)]
    for i, y in enumerate(run_by_pytorch(tmp_path, exports, images)):
        network = exports[i].network
        expected = network.forward(images(network, 7))
        np.testing.assert_allclose(y, expected, atol=TOLERANCE, err_msg=network.summary())
        # Strict both ways: the file has what the module has, in the same shapes.
        arrays = load_file(tmp_path / f"network{i}.safetensors")
        told = json.loads((tmp_path / f"network{i}.json").read_text())
        assert {name: list(a.shape) for name, a in arrays.items()} == told


@needs_torch
def test_the_script_runs_by_itself_from_any_folder(tmp_path: Path, exported: Make) -> None:
    path = tmp_path / 'of "mine", größe.safetensors'
    write_pytorch(path, exported("digits"))
    said = python("-W", "error", str(tmp_path / 'of "mine", größe.py'))
    assert "(conv1): Conv2d(1, 1, kernel_size=(3, 3), stride=(1, 1))" in said
    assert "tensor([[" in said


@needs_torch
def test_no_name_that_pytorch_keeps_for_itself_is_given_to_a_module() -> None:
    code = "from torch import nn; print(*[n for n in dir(nn.Sequential()) if n[0] != '_'])"
    assert set(python("-c", code).split()) <= TAKEN


def test_names_are_changed_only_where_pytorch_does_not_take_them() -> None:
    names = ("conv.1", "forward", "forward_", "_modules", "conv_1", "a-b", "type")
    layers = [ReLU(name, (1, 2, 2)) for name in names]
    end = [Flatten("flatten", (1, 2, 2)), Softmax("softmax", (4,))]
    assert list(module_names(Network("odd", [*layers, *end])).values()) == [
        *("conv_1", "forward_", "forward__", "layer_modules", "conv_1_", "a-b", "type_"),
        *("flatten", "softmax"),
    ]


def test_parameters_have_the_names_of_state_dict(tmp_path: Path, random_export: Make) -> None:
    export = next(
        e for e in map(random_export, range(80)) if "gamma" in str(list(e.network.parameters))
    )
    norm = next(layer.name for layer in export.network.layers if layer.kind == "batch-norm")
    write_pytorch(tmp_path / "n.safetensors", export)
    arrays = load_file(tmp_path / "n.safetensors")
    assert {name for name in arrays if name.startswith(f"{norm}.")} == {
        f"{norm}.{word}"
        for word in ("weight", "bias", "running_mean", "running_var", "num_batches_tracked")
    }
    for own, name in state_names(export.network).items():
        np.testing.assert_array_equal(arrays[name], export.network.parameters[own])


def test_the_script_is_formatted(tmp_path: Path, random_export: Make) -> None:
    ruff = pytest.importorskip("ruff", reason="ruff judges the format")
    long = "a-name-of-thirty-two-letters-abc"
    mapping = json.loads(random_export(3).metadata()["convviz.preset"])
    for i, layer in enumerate(mapping["layers"]):
        layer["name"] = long[:-2] + str(10 + i)
    exports = [random_export(seed) for seed in range(80)]
    exports.append(
        Exported(preset_from_mapping("long", mapping).build(0), exports[0].preset, "convviz 1")
    )
    for i, export in enumerate(exports):
        text = pytorch_script(export, f"{i}.safetensors")
        (tmp_path / f"{i}.py").write_text(text, encoding="utf-8")
    for command in (["format", "--check"], ["check"]):
        done = subprocess.run(
            [ruff.find_ruff_bin(), *command, "--isolated", "--no-cache", str(tmp_path)],
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_the_same_network_gives_the_same_text_and_bytes(tmp_path: Path, exported: Make) -> None:
    path = tmp_path / "n.safetensors"
    write_pytorch(path, exported("conv-net"))
    once = path.read_bytes(), path.with_suffix(".py").read_bytes()
    write_pytorch(path, exported("conv-net"))
    assert once == (path.read_bytes(), path.with_suffix(".py").read_bytes())


HOSTILE = [
    'x"""\nimport os\nos.abort()\n"""',
    "x\\",
    '"); import os; os.abort(); ("',
    "x\r\nimport os",
    "\u2028import os\u202e\x0cimport os",
    "{0} {modules} %s",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_of_a_stranger_stay_texts(exported: Make, text: str) -> None:
    export = exported("digits")
    object.__setattr__(export.preset, "name", text)
    odd = Exported(export.network, export.preset, text, (), (text,))
    script = pytorch_script(odd, text)
    plain = pytorch_script(exported("digits"), "x.safetensors")
    comments = [line for line in script.splitlines() if line.startswith("#")]
    assert len(comments) == sum(line.startswith("#") for line in plain.splitlines())
    assert literal(text) in script
    assert [line for line in script.splitlines() if "import" in line and line[0] != "#"] == [
        line for line in plain.splitlines() if "import" in line
    ] + [line for line in script.splitlines() if literal(text) in line and "import" in text]


@pytest.mark.parametrize("text", [*HOSTILE, "größe", "😀", "", "\udcff"])
def test_a_literal_is_its_text_on_one_line_of_ascii(text: str) -> None:
    written = literal(text)
    assert ast.literal_eval(written) == text
    assert written.isascii()
    assert len(written.splitlines()) == 1


# -- both, or none


def test_a_script_that_a_person_wrote_is_never_replaced(tmp_path: Path, exported: Make) -> None:
    own = tmp_path / "mine.py"
    own.write_text("print('mine')\n")
    with pytest.raises(
        ExportError, match=r"^mine\.py is there and was not exported by convviz"
    ):
        write_pytorch(tmp_path / "mine.safetensors", exported("digits"))
    assert list(tmp_path.iterdir()) == [own]
    assert own.read_text() == "print('mine')\n"


def test_a_script_that_cannot_be_read_is_taken_for_a_persons(
    tmp_path: Path, exported: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "mine.py"
    own.write_text("print('mine')\n")

    opening = Path.open

    def open_others(self: Path, *how: str, **options: str) -> object:
        if self == own:
            raise PermissionError(errno.EACCES, "Permission denied")
        return opening(self, *how, **options)

    monkeypatch.setattr(Path, "open", open_others)
    with pytest.raises(ExportError, match="was not exported by convviz"):
        write_pytorch(tmp_path / "mine.safetensors", exported("digits"))


class Swish(ReLU):
    kind = "swish"


def test_a_layer_of_somebodys_own_is_refused_by_name(tmp_path: Path, exported: Make) -> None:
    export = exported("digits")
    layers: list[AnyLayer] = list(export.network.layers)
    layers[1] = Swish("swish1", layers[1].input_shape)
    own = Exported(Network("own", layers), export.preset, export.program)
    with pytest.raises(
        ExportError, match=r"^swish1: PyTorch has no module for a layer of kind swish\.$"
    ):
        write_pytorch(tmp_path / "own.safetensors", own)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way_of_the_script_leaves_the_old_parameters(
    tmp_path: Path, exported: Make
) -> None:
    path = tmp_path / "n.safetensors"
    path.write_bytes(b"old")
    path.with_suffix(".py").mkdir()
    with pytest.raises(SaveError, match=r"^n\.py could not be saved: it is a folder\.$"):
        write_pytorch(path, exported("digits"))
    assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2
