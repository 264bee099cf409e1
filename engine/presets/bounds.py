"""How much a preset may ask for: far more than any network here needs.

A file of a few bytes can ask for more memory than there is, so what it asks for is counted
before anything of it is made.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, Final

from engine.errors import PresetError
from engine.layers.cost import cost_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.arrays import Shape
    from engine.layers import AnyLayer
    from engine.presets.preset import LayerSpec

FILE_BYTES = 1_000_000
LEVELS = 10
"""Of tables and lists within each other."""

DOTS = 200
"""In a line: each may be one more level, and the parser needs memory by their square."""

TEXT = 1_000
"""Characters of a title, of a sentence, of a name."""

LAYERS = 200
LENGTH = 4_096
"""Of the axes of an image and of a window, and of a step of it."""

CHANNELS = 65_536
"""Filters, units, classes, and samples of a batch."""

EPOCHS = 100_000
PARAMETERS = 100_000_000
ACTIVATION = 60_000_000
"""Numbers that one sample is while it passes a layer: its input, its output, its padding."""

ACTIVATIONS = 100_000_000
"""Numbers in the outputs of all layers for one sample, which whoever looks at it keeps."""

PRODUCTS = 100_000_000_000
"""Multiplications for one sample: some seconds."""

_MOST: Final = {
    "filters": CHANNELS,
    "units": CHANNELS,
    "classes": CHANNELS,
    "batch_size": CHANNELS,
    "epochs": EPOCHS,
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_RESERVED = ("input", "loss")
_SHOWN = 80


def shown(value: object) -> str:
    """Return a value as it is told in an error: not too long."""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def require_short_keys(owner: str, text: str) -> None:
    """Check that no line of a file has a key of very many levels, before it is parsed."""
    dots = max(line.count(".") for line in text.split("\n"))
    if dots > DOTS:
        raise PresetError(f"{owner}: a line must have at most {DOTS} dots, got {dots}")


def require_plain(owner: str, table: Mapping[str, Any]) -> None:
    """Check the values of a file: few levels, whole numbers of 64 bits, others finite.

    JSON has two values that TOML does not have and no preset needs: null, and text that no
    encoding can write.
    """
    waiting: list[tuple[int, Any]] = [(0, table)]
    while waiting:
        level, value = waiting.pop()
        if isinstance(value, dict | list):
            if level > LEVELS:
                raise PresetError(f"{owner}: there must be at most {LEVELS} levels, got more")
            waiting.extend((level + 1, item) for item in _within(value))
        elif isinstance(value, str):
            _require_text(owner, value)
        elif value is None:
            raise PresetError(f"{owner}: every entry must have a value, got null")
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            raise PresetError(f"{owner}: whole numbers must fit 64 bits, got a longer one")
        elif isinstance(value, float) and not math.isfinite(value):
            raise PresetError(f"{owner}: numbers must be finite, got {value}")


def _within(value: Mapping[str, Any] | list[Any]) -> Iterator[Any]:
    if isinstance(value, list):
        yield from value
    else:
        for key, item in value.items():
            yield key
            yield item


def _require_text(owner: str, text: str) -> None:
    if len(text) > TEXT:
        rule = f"texts must have at most {TEXT} characters"
        raise PresetError(f"{owner}: {rule}, got {len(text)}")
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise PresetError(f"{owner}: texts must be Unicode, got {shown(text)}")


def require_name(owner: str, name: str) -> None:
    """Check that a layer can be called so: files, events and pictures carry its name."""
    if not _NAME.fullmatch(name) or name in _RESERVED:
        rule = (
            "name must be a letter, then up to 31 letters, digits, _ or -, "
            f"and none of {', '.join(_RESERVED)}"
        )
        raise PresetError(f"{owner}: {rule}, got {shown(name)}")


def require_at_most(owner: str, key: str, value: object) -> None:
    """Check all whole numbers of a setting, which may be a pair, or a pair of pairs."""
    most = _MOST.get(key, LENGTH)
    for number in _numbers(value):
        if number > most:
            raise PresetError(f"{owner}: {key} must be at most {most}, got {number}")


def require_activation(owner: str, numbers: int) -> None:
    """Check how many numbers one sample is, as an image or while it passes a layer."""
    if numbers > ACTIVATION:
        rule = f"one sample must have at most {ACTIVATION} numbers"
        raise PresetError(f"{owner}: {rule}, got {numbers}")


def require_cost(owner: str, layers: Sequence[AnyLayer]) -> None:
    """Check what the last of some layers asks of the machine for one sample, and all do."""
    require_activation(f"{owner}: {layers[-1].name}", cost_of(layers[-1]).numbers)
    outputs = sum(math.prod(layer.output_shape) for layer in layers)
    products = sum(cost_of(layer).products for layer in layers)
    for count, most, things in (
        (outputs, ACTIVATIONS, "outputs"),
        (products, PRODUCTS, "multiplications"),
    ):
        if count > most:
            rule = f"the layers up to {layers[-1].name} must have at most {most} {things}"
            raise PresetError(f"{owner}: {rule} for one sample, got {count}")


def parameters_of(spec: LayerSpec, input_shape: Shape) -> int:
    """Return how many parameters a layer will have, without making it.

    A setting that the layer will refuse counts as 1.
    """
    options = spec.options
    if spec.kind == "dense":
        return _product(options.get("units")) * (math.prod(input_shape) + 1)
    if spec.kind == "conv2d":
        size = options.get("size")
        window = _product(size) ** (1 if isinstance(size, list) else 2)
        return _product(options.get("filters")) * (input_shape[0] * window + 1)
    if spec.kind == "batch-norm":
        return 4 * input_shape[0]
    return 0


def _product(value: object) -> int:
    return math.prod(max(1, n) for n in _numbers(value))


def _numbers(value: object) -> Iterator[int]:
    if isinstance(value, list):
        for item in value:
            yield from _numbers(item)
    elif isinstance(value, int):
        yield value
