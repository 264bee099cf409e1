"""What an architecture is called, and what is to be said of it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from engine.checkpoints.architectures.presets import ACTIVATIONS
from engine.layers import BatchNorm, Conv2D, Dense, Dropout, Flatten, Pool2D
from engine.layers.text import grouped
from engine.layers.windows import times

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.arrays import Shape
    from engine.layers import AnyLayer
    from engine.network import Network

_MOST_NAMES = 2
_MOST_PARTS = 8
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def title_of(network: Network) -> str:
    """Return the sizes of the maps, "28 → 24 → 20 → pool 10"; without maps, of the layers."""
    parts: list[str] = []
    for layer in network.layers:
        if isinstance(layer, Conv2D):
            parts.append(_size(layer.output_shape))
        elif isinstance(layer, Pool2D):
            parts.append(f"pool {_size(layer.output_shape)}")
    channels, height, width = network.input_shape
    if parts:
        return " → ".join([_size(network.input_shape), *_shortened(parts)])
    image = f"{height}×{width}" + (f"×{channels}" if channels > 1 else "")
    units = [grouped(layer.units) for layer in network.layers if isinstance(layer, Dense)]
    return " → ".join([image, *units])


def reason_of(network: Network) -> str:
    """Say what the convolutions and poolings are: "no padding, pooling 2×2 after conv2"."""
    convs = [layer for layer in network.layers if isinstance(layer, Conv2D)]
    parts = [images_in_words(network.input_shape)] if not convs else []
    parts += _paddings(convs) if convs else []
    parts += [
        f"{layer.name} in steps of {max(layer.stride)}"
        for layer in convs
        if max(layer.stride) > 1
    ]
    parts += list(_poolings(network)) or (["no pooling"] if convs else [])
    parts += list(_others(network))
    return ", ".join(parts)


def images_in_words(shape: Shape) -> str:
    """Say what images a network takes: "images of 28×28 in grey"."""
    channels, height, width = shape
    if height == 1 and width > 1:
        return f"{grouped(width)} numbers, of no known shape of images"
    kind = {1: "grey", 3: "three colours"}.get(channels, f"{grouped(channels)} channels")
    return f"images of {height}×{width} in {kind}"


def number_in_words(number: int) -> str:
    """Write a small number as a word."""
    return _NUMBERS[number] if number < len(_NUMBERS) else grouped(number)


def many(number: int) -> str:
    """Write how many combinations there are, roughly where it is no use to know."""
    return grouped(number) if number < 1_000_000 else "more than a million"


def _shortened(parts: list[str]) -> list[str]:
    """Write equal sizes in a row as one, where there are very many: "28 (3 times)"."""
    if len(parts) <= _MOST_PARTS:
        return parts
    runs = [(part, len(list(same))) for part, same in itertools.groupby(parts)]
    return [part if n == 1 else f"{part} ({n} times)" for part, n in runs]


def _size(shape: Shape) -> str:
    height, width = shape[-2:]
    return str(height) if height == width else f"{height}×{width}"


def _paddings(convs: list[Conv2D]) -> list[str]:
    padded = [conv for conv in convs if any(map(any, conv.padding))]
    if not padded:
        return ["no padding"]
    if len(padded) == len(convs) > 1:
        return ["all convolutions padded"]
    if len(padded) > _MOST_NAMES:
        return [f"{len(padded)} of {len(convs)} convolutions padded"]
    return [f"{conv.name} padded {_padding(conv)}".rstrip() for conv in padded]


def _padding(conv: Conv2D) -> str:
    numbers = {n for side in conv.padding for n in side}
    return f"by {numbers.pop()}" if len(numbers) == 1 else ""


def _poolings(network: Network) -> Iterator[str]:
    """Say after which convolutions there is which pooling."""
    places: dict[str, list[str]] = {}
    after = ""
    for layer in network.layers:
        after = layer.name if isinstance(layer, Conv2D) else after
        if isinstance(layer, Pool2D):
            places.setdefault(_pooling(layer), []).append(after or "the input")
    convs = sum(isinstance(layer, Conv2D) for layer in network.layers)
    for what, names in places.items():
        where = "every convolution" if len(names) == convs > 1 else _listed(names)
        yield f"{what} after {where}"


def _pooling(layer: Pool2D) -> str:
    if layer.size == layer.input_shape[1:] and layer.pooling == "mean":
        return "mean of the whole map"
    kind = {"max": "", "mean": "mean ", "min": "least "}[layer.pooling]
    what = f"{kind}pooling {times(layer.size)}"
    if layer.stride != layer.size:
        what += f" in steps of {max(layer.stride)}"
    if any(map(any, layer.padding)):
        what += ", padded"
    return f"{what} with the odd edge" if _has_odd_edge(layer) else what


def _has_odd_edge(layer: Pool2D) -> bool:
    room = layer.input_shape[1] + sum(layer.padding[0]) - layer.size[0]
    return layer.output_shape[1] > room // layer.stride[0] + 1


def _others(network: Network) -> Iterator[str]:
    """Say where there is no activation, which one it is if not ReLU, and what else there is."""
    kinds = [layer.kind for layer in network.layers if layer.kind in ACTIVATIONS]
    for kind in dict.fromkeys(k for k in kinds if k != "relu"):
        yield "leaky ReLU" if kind == "leaky-relu" else kind
    bare = [layer.name for layer in _without_activation(network)]
    if bare:
        yield f"no activation after {_listed(bare)}"
    if any(isinstance(layer, BatchNorm) for layer in network.layers):
        yield "batch normalisation"
    if any(isinstance(layer, Dropout) for layer in network.layers):
        yield "dropout"


def _without_activation(network: Network) -> Iterator[AnyLayer]:
    weighted = [layer for layer in network.layers if isinstance(layer, (Conv2D, Dense))]
    waiting: AnyLayer | None = None
    for layer in network.layers:
        if layer.kind in ACTIVATIONS:
            waiting = None
        elif isinstance(layer, (Conv2D, Dense, Flatten)):
            if waiting is not None:
                yield waiting
            waiting = layer if layer in weighted[:-1] else None


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
