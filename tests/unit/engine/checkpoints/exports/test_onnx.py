"""What other programs compute of an exported graph is what the engine computes."""

from __future__ import annotations

import builtins
import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import numpy_helper

from engine.checkpoints import SaveError
from engine.checkpoints.exports import Exported, ExportError, MissingExtraError, has_onnx
from engine.checkpoints.exports.onnx_file import write_onnx
from engine.layers import AnyLayer, ReLU
from engine.network import Network
from engine.presets import load_preset, preset_from_mapping, preset_names

TOLERANCE = 1e-5
Make = Callable[..., Exported]
Images = Callable[[Network, int], np.ndarray]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "network.onnx"


def run(path: Path, x: np.ndarray) -> np.ndarray:
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (y,) = session.run(["probabilities"], {"image": x})
    return y


@pytest.mark.parametrize("preset", preset_names())
def test_onnxruntime_gives_the_probabilities_of_the_engine(
    path: Path, exported: Make, images: Images, preset: str
) -> None:
    export = exported(preset)
    write_onnx(path, export)
    onnx.checker.check_model(onnx.load(path), full_check=True)
    for n in (1, 7):
        x = images(export.network, n)
        np.testing.assert_allclose(run(path, x), export.network.forward(x), atol=TOLERANCE)


@pytest.mark.parametrize("seed", range(80))
def test_so_it_does_for_whatever_layers_there_are(
    path: Path, random_export: Make, images: Images, seed: int
) -> None:
    export = random_export(seed)
    write_onnx(path, export)
    x = images(export.network, 3)
    np.testing.assert_allclose(
        run(path, x),
        export.network.forward(x),
        atol=TOLERANCE,
        err_msg=export.network.summary(),
    )


def test_the_random_layers_are_of_every_kind_and_setting(random_export: Make) -> None:
    layers = [layer for seed in range(80) for layer in random_export(seed).network.layers]
    assert {layer.kind for layer in layers} == {
        *("conv2d", "pool2d", "batch-norm", "dropout", "relu", "leaky-relu", "sigmoid"),
        *("tanh", "flatten", "dense", "softmax"),
    }
    pools = {(p.pooling, p.ceil_mode) for p in layers if p.kind == "pool2d"}
    assert pools == {(how, c) for how in ("max", "mean", "min") for c in (True, False)}


def test_every_parameter_is_there_bit_by_bit(path: Path, exported: Make) -> None:
    export = exported("cnn-from-scratch")
    write_onnx(path, export)
    stored = {t.name: numpy_helper.to_array(t) for t in onnx.load(path).graph.initializer}
    assert stored.keys() == export.network.parameters.keys()
    for name, array in export.network.parameters.items():
        np.testing.assert_array_equal(stored[name], array)


def test_the_file_says_what_it_is(path: Path, exported: Make) -> None:
    export = exported("conv-net")
    write_onnx(path, export)
    model = onnx.load(path)
    facts = {p.key: p.value for p in model.metadata_props}
    assert json.loads(facts["convviz.classes"])[0] == "T-shirt/top"
    assert preset_from_mapping("conv-net", json.loads(facts["convviz.preset"])) == export.preset
    assert (model.producer_name, model.producer_version) == ("convviz", "0.1.0")
    assert "105 634 parameters" in model.doc_string.replace("\u202f", " ")
    (image,), (scores,) = model.graph.input, model.graph.output
    assert (image.name, scores.name) == ("image", "probabilities")
    sizes = [d.dim_param or d.dim_value for d in image.type.tensor_type.shape.dim]
    assert sizes == ["N", 1, 28, 28]
    nodes = {node.name: node for node in model.graph.node}
    assert list(nodes) == [layer.name for layer in export.network.layers]
    assert nodes["conv1"].doc_string == "8 × (5×5×1) + 8 = 208; stride 1, no padding"
    assert list(nodes["conv2"].output) == ["conv2.y"]


def test_without_names_of_classes_there_are_none(path: Path, exported: Make) -> None:
    export = exported("digits")
    write_onnx(path, Exported(export.network, export.preset, export.program))
    assert "convviz.classes" not in {p.key for p in onnx.load(path).metadata_props}


def test_the_same_network_gives_the_same_bytes(path: Path, exported: Make) -> None:
    write_onnx(path, exported("digits"))
    once = path.read_bytes()
    write_onnx(path, exported("digits"))
    assert path.read_bytes() == once


@pytest.mark.parametrize("names", [("image", "probabilities"), ("a", "a-y")])
def test_layers_may_be_called_as_the_ends_of_the_graph(
    path: Path, exported: Make, images: Images, names: tuple[str, str]
) -> None:
    mapping = json.loads(exported("digits").metadata()["convviz.preset"])
    for layer, name in zip(mapping["layers"], names, strict=False):
        layer["name"] = name
    export = exported(preset_from_mapping("odd", mapping))
    write_onnx(path, export)
    x = images(export.network, 2)
    np.testing.assert_allclose(run(path, x), export.network.forward(x), atol=TOLERANCE)


class Swish(ReLU):
    kind = "swish"


def test_a_layer_of_somebodys_own_is_refused_by_name(path: Path, exported: Make) -> None:
    export = exported("digits")
    layers: list[AnyLayer] = list(export.network.layers)
    layers[1] = Swish("swish1", layers[1].input_shape)
    own = Exported(Network("own", layers), export.preset, export.program)
    with pytest.raises(
        ExportError, match=r"^swish1: ONNX has no operator for a layer of kind swish\.$"
    ):
        write_onnx(path, own)
    assert not path.exists()


def test_where_onnx_is_missing_the_cure_is_said(
    path: Path, exported: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    importing = builtins.__import__

    def without_onnx(name: str, *args: object, **kwargs: object) -> object:
        if name.partition(".")[0] == "onnx":
            raise ModuleNotFoundError(name)
        return importing(name, *args, **kwargs)

    monkeypatch.delitem(sys.modules, "engine.checkpoints.exports.onnx_graph", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_onnx)
    with pytest.raises(MissingExtraError) as caught:
        write_onnx(path, exported("digits"))
    assert str(caught.value) == (
        "An export to ONNX needs a package that is not here: pip install 'convviz[onnx]'"
    )
    assert not path.exists()


def test_that_it_is_there_is_known_without_importing_it() -> None:
    assert has_onnx()


def test_a_place_that_cannot_be_written_to_is_told(tmp_path: Path, exported: Make) -> None:
    with pytest.raises(SaveError, match="its folder does not exist"):
        write_onnx(tmp_path / "none" / "network.onnx", exported("digits"))


def test_the_presets_are_as_they_are_trained(path: Path) -> None:
    preset = load_preset("digits")
    network = preset.build(0)
    write_onnx(path, Exported(network, preset, "convviz 0.1.0"))
    x = np.zeros((1, 1, 8, 8), np.float32)
    np.testing.assert_allclose(run(path, x), network.forward(x), atol=TOLERANCE)
