"""From a way through the layers to a preset that the engine builds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Literal, get_args

from engine.data import dataset_info, dataset_names
from engine.presets import LayerSpec, Preset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from engine.arrays import Shape
    from engine.checkpoints.architectures.plan import Plan, Pooling, Step
    from engine.checkpoints.architectures.stack import Stack
    from engine.checkpoints.layouts import LayerArrays
    from engine.geometry import Pair

Activation = Literal["relu", "sigmoid", "tanh", "leaky-relu"]
ACTIVATIONS: Final[tuple[Activation, ...]] = get_args(Activation)
"""What can be between layers, the likeliest first."""

_ACTIVATION: Final = ACTIVATIONS[0]
TRAINING: Final[dict[str, Any]] = {
    "loss": "cross-entropy",
    "optimizer": "adam",
    "learning_rate": 0.001,
    "batch_size": 32,
    "epochs": 5,
}
"""What no file says and any network can be trained with."""


def preset_of(stack: Stack, plan: Plan, name: str) -> Preset:
    """Return the preset of convolutions over images as planned, then of dense layers."""
    maps: list[LayerSpec] = []
    size: Pair = (plan.size, plan.size)
    for layer, step in zip(stack.convs, plan.steps, strict=True):
        conv = replace(step, pooling=None)
        taps = layer.weight.shape[2:]
        size = conv.length_after(size[0], taps[0]), conv.length_after(size[1], taps[1])
        is_last = not stack.denses and layer is stack.convs[-1]
        maps.append(_conv(layer, step, is_last=is_last))
        if not is_last:
            maps.append(LayerSpec(_ACTIVATION, _ACTIVATION))
        if step.pooling is not None:
            maps.append(_pool(step.pooling, size))
            size = step.pooling.length_after(size[0]), step.pooling.length_after(size[1])
    return _preset(stack, (stack.channels, plan.size, plan.size), maps, name)


def dense_preset(stack: Stack, shape: Shape, name: str) -> Preset:
    """Return the preset of dense layers over images of a shape (C, H, W)."""
    return _preset(stack, shape, [], name)


def _preset(stack: Stack, shape: Shape, maps: list[LayerSpec], name: str) -> Preset:
    layers = [*maps, LayerSpec("flatten", "flatten"), *_denses(stack.denses)]
    return Preset(
        name=name,
        title=name,
        article="As read from a parameters file",
        input_shape=shape,
        classes=stack.classes,
        dataset=_dataset_like(shape, stack.classes),
        layers=(*numbered(layers), LayerSpec("softmax", "softmax")),
        **TRAINING,
    )


def _dataset_like(shape: Shape, classes: int) -> str:
    """Return the data set with images of a shape and just so many classes; "" for none.

    It lends its names to the classes, so that fewer do not do.
    """
    infos = map(dataset_info, dataset_names())
    fitting = (i.name for i in infos if i.input_shape == shape and len(i.classes) == classes)
    return next(fitting, "")


def numbered(layers: Iterable[LayerSpec]) -> Iterator[LayerSpec]:
    """Yield layers with names of their own: relu1, relu2 after what they are."""
    met: Counter[str] = Counter()
    for spec in layers:
        if spec.kind in {*ACTIVATIONS, "pool2d"}:
            word = "pool" if spec.kind == "pool2d" else spec.kind
            met[word] += 1
            yield replace(spec, name=f"{word}{met[word]}")
        else:
            yield spec


def _conv(layer: LayerArrays, step: Step, *, is_last: bool) -> LayerSpec:
    filters, _, *size = map(int, layer.weight.shape)
    options: dict[str, Any] = {"filters": max(2, filters) if is_last else filters, "size": size}
    if step.stride > 1:
        options["stride"] = step.stride
    if step.is_padded:
        options["padding"] = "same"
    return LayerSpec("conv2d", layer.name, options)


def _pool(pooling: Pooling, size: Pair) -> LayerSpec:
    if not pooling.size:
        return LayerSpec("pool2d", "pool", {"size": list(size), "pooling": "mean"})
    options: dict[str, Any] = {"size": pooling.size}
    if pooling.stride != pooling.size:
        options["stride"] = pooling.stride
    if pooling.keeps_edge:
        options["ceil_mode"] = True
    return LayerSpec("pool2d", "pool", options)


def _denses(layers: tuple[LayerArrays, ...]) -> Iterator[LayerSpec]:
    for place, layer in enumerate(layers):
        is_last = place == len(layers) - 1
        units = int(layer.weight.shape[0])
        yield LayerSpec("dense", layer.name, {"units": max(2, units) if is_last else units})
        if not is_last:
            yield LayerSpec(_ACTIVATION, _ACTIVATION)
