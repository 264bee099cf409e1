"""A network as a graph of ONNX; the only place that imports the package onnx."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.checkpoints.exports.onnx_nodes import operators_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints.exports.exported import Exported
    from engine.layers import AnyLayer
    from engine.network import Network

OPSET: Final = 17
IR_VERSION: Final = 8
"""Both of 2022: programs since then read them; a network needs nothing newer."""

INPUT: Final = "image"
OUTPUT: Final = "probabilities"


def onnx_model(exported: Exported) -> Any:
    """Return the network as it is used, with its parameters and its description.

    It takes "image", float32 of shape (N, C, H, W) in [0, 1], and gives "probabilities",
    float32 of shape (N, K); N is free. The output of every other layer is called after it:
    "conv1.y". Parameters have the engine's names, shapes and bits.

    Returns
    -------
    onnx.ModelProto
        Checked by onnx itself.

    Raises
    ------
    ExportError
        If a layer has no counterpart.
    """
    network = exported.network
    graph = helper.make_graph(
        list(_nodes(network)),
        exported.preset.name,
        [_value(INPUT, network.input_shape)],
        [_value(OUTPUT, (network.classes,))],
        [_tensor(name, array) for name, array in network.parameters.items()],
        doc_string=_summary(exported),
    )
    name, _, version = exported.program.partition(" ")
    model = helper.make_model(
        graph,
        ir_version=IR_VERSION,
        opset_imports=[helper.make_opsetid("", OPSET)],
        producer_name=name,
        producer_version=version,
        doc_string=_summary(exported),
    )
    helper.set_model_props(model, exported.metadata())
    onnx.checker.check_model(model, full_check=True)
    return model


def _nodes(network: Network) -> Iterator[Any]:
    x = INPUT
    for layer in network.layers:
        y = OUTPUT if layer is network.layers[-1] else f"{layer.name}.y"
        yield from _nodes_of(layer, x, y)
        x = y


def _nodes_of(layer: AnyLayer, x: str, y: str) -> Iterator[Any]:
    operators = operators_of(layer)
    last = len(operators) - 1
    for i, operator in enumerate(operators):
        result = y if i == last else f"{layer.name}.y{i + 1}"
        yield helper.make_node(
            operator.kind,
            [x, *(f"{layer.name}.{letter}" for letter in operator.parameters)],
            [result],
            name=layer.name if last == 0 else f"{layer.name}.{i + 1}",
            doc_string=f"{layer.arithmetic()}; {layer.note()}",
            **operator.attributes,
        )
        x = result


def _value(name: str, shape: tuple[int, ...]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", *shape])


def _tensor(name: str, array: np.ndarray) -> Any:
    return numpy_helper.from_array(np.ascontiguousarray(array, "<f4"), name)


def _summary(exported: Exported) -> str:
    classes = f"Classes: {', '.join(exported.classes)}.\n" if exported.classes else ""
    return f"{exported.preset.title}\n{classes}{exported.network.summary()}"
