"""Presets: networks and their training, described in TOML.

The program's own lie in `resources/presets`; a user's file works the same way::

    title = "..."
    article = "..."
    dataset = "fashion-mnist"
    input_shape = [1, 28, 28]
    classes = 10

    [training]
    loss = "cross-entropy"
    optimizer = "adam"
    learning_rate = 0.001
    schedule = "linear"
    batch_size = 32
    epochs = 5

    [[layers]]
    kind = "conv2d"
    name = "conv1"
    filters = 8
    size = 5

What a layer may be told is what the layer's class takes: `engine.layers` says it.
"""

from __future__ import annotations

import inspect
import tomllib
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engine.errors import EngineError, PresetError
from engine.layers import LAYER_KINDS
from engine.losses import LOSSES
from engine.network import Network
from engine.optimizers import make_optimizer
from engine.schedules import SCHEDULES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.arrays import Shape
    from engine.layers import AnyLayer

DEFAULT_PRESET = "conv-net"


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A layer as a preset describes it: its kind, its name, and what it is told."""

    kind: str
    name: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preset:
    """A network and how it is trained.

    Attributes
    ----------
    name : str
        Name of the file, without its ending.
    title : str
        As shown.
    article : str
        What it comes from, in a sentence.
    input_shape : tuple of int
        Of one sample, (C, H, W).
    classes : int
    dataset : str
        The data set it was made for.
    layers : tuple of LayerSpec
    loss, optimizer, schedule : str
        Names, as in `engine.losses`, `engine.optimizers` and `engine.schedules`.
    learning_rate : float
    batch_size, epochs : int
    """

    name: str
    title: str
    article: str
    input_shape: Shape
    classes: int
    dataset: str
    layers: tuple[LayerSpec, ...]
    loss: str
    optimizer: str
    learning_rate: float
    batch_size: int
    epochs: int
    schedule: str = "constant"

    def build(self, seed: int) -> Network:
        """Return the network with the first values of its parameters.

        Parameters
        ----------
        seed : int
            At least 0; the same seed gives the same numbers.

        Raises
        ------
        PresetError
            If the layers do not make a network.
        """
        network = self.assemble()
        network.initialize(seed)
        return network

    def assemble(self) -> Network:
        """Return the network with all parameters 0.

        Raises
        ------
        PresetError
            If the layers do not make a network.
        """
        shape, layers = self.input_shape, []
        for spec in self.layers:
            layer = _make_layer(self.name, spec, shape)
            layers.append(layer)
            shape = layer.output_shape
        try:
            network = Network(self.name, layers)
        except EngineError as e:
            raise PresetError(str(e)) from e
        if network.classes != self.classes:
            last = layers[-1].name
            raise PresetError(
                f"{self.name}: {last} must have {self.classes} outputs, one for each class, "
                f"got {network.classes}"
            )
        return network


def preset_names() -> tuple[str, ...]:
    """Return the names of the program's own presets, the default one first."""
    files = resources.files("resources").joinpath("presets").iterdir()
    names = {Path(f.name).stem for f in files if f.name.endswith(".toml")}
    return (DEFAULT_PRESET, *sorted(names - {DEFAULT_PRESET}))


def load_preset(name_or_path: str | Path) -> Preset:
    """Return one of the program's own presets, or the one in a file.

    Parameters
    ----------
    name_or_path : str or Path
        A name as in `preset_names`, or the path of a file that ends in ".toml".

    Raises
    ------
    PresetError
        If there is none, or it does not describe a network: one sentence that names the
        layer, the rule and the value.
    """
    name = str(name_or_path)
    if name.endswith(".toml"):
        return _parse(Path(name).stem, _read(Path(name)))
    if name not in preset_names():
        known = ", ".join(preset_names())
        raise PresetError(f"preset must be a .toml file or one of {known}, got {name!r}")
    source = resources.files("resources").joinpath("presets", f"{name}.toml")
    return _parse(name, source.read_text("utf-8"))


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise PresetError(f"{path}: the preset cannot be read ({e})") from e


def _parse(name: str, text: str) -> Preset:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise PresetError(f"{name}: the file must be TOML ({e})") from e
    reader = _Table(name, table)
    training = _Table(f"{name}, training", reader.take("training", dict))
    preset = Preset(
        name=name,
        title=reader.take("title", str),
        article=reader.take("article", str),
        input_shape=_image_shape(name, reader.take("input_shape", list)),
        classes=reader.count("classes"),
        dataset=reader.take("dataset", str),
        layers=_layer_specs(name, reader.take("layers", list)),
        loss=training.take("loss", str),
        optimizer=training.take("optimizer", str),
        learning_rate=training.take("learning_rate", float),
        batch_size=training.count("batch_size"),
        epochs=training.count("epochs"),
        schedule=training.take("schedule", str),
    )
    reader.require_empty()
    training.require_empty()
    _require_training(preset)
    preset.assemble()
    return preset


class _Table:
    """A table of the file, emptied as it is read, so that what is left is unknown."""

    def __init__(self, owner: str, entries: Mapping[str, Any]) -> None:
        self.owner = owner
        self._entries = dict(entries)

    def take(self, key: str, kind: type[Any]) -> Any:
        words = {str: "text", float: "a number", int: "a whole number", list: "a list"}
        if key not in self._entries:
            raise PresetError(f"{self.owner}: {key} is missing")
        value = self._entries.pop(key)
        if kind is float and type(value) is int:
            value = float(value)
        if type(value) is not kind:
            what = words.get(kind, "a table")
            raise PresetError(f"{self.owner}: {key} must be {what}, got {value!r}")
        return value

    def count(self, key: str) -> int:
        value: int = self.take(key, int)
        if value < 1:
            raise PresetError(f"{self.owner}: {key} must be at least 1, got {value}")
        return value

    def rest(self) -> Mapping[str, Any]:
        return MappingProxyType(self._entries)

    def require_empty(self) -> None:
        if self._entries:
            raise PresetError(f"{self.owner}: no setting is called {next(iter(self._entries))}")


def _image_shape(owner: str, value: list[Any]) -> Shape:
    if len(value) != 3 or not all(type(n) is int and n > 0 for n in value):
        rule = "input_shape must be [channels, height, width]"
        raise PresetError(f"{owner}: {rule}, got {value!r}")
    return tuple(value)


def _layer_specs(owner: str, tables: list[Any]) -> tuple[LayerSpec, ...]:
    specs = []
    for i, entries in enumerate(tables, start=1):
        if not isinstance(entries, dict):
            raise PresetError(f"{owner}: layer {i} must be a table, got {entries!r}")
        table = _Table(f"{owner}, layer {i}", entries)
        kind, name = table.take("kind", str), table.take("name", str)
        specs.append(LayerSpec(kind, name, table.rest()))
    return tuple(specs)


def _make_layer(owner: str, spec: LayerSpec, input_shape: Shape) -> AnyLayer:
    if spec.kind not in LAYER_KINDS:
        known = ", ".join(LAYER_KINDS)
        got = repr(spec.kind)
        raise PresetError(f"{owner}: {spec.name}: kind must be one of {known}, got {got}")
    make: Any = LAYER_KINDS[spec.kind]
    known_options = list(inspect.signature(make).parameters)[2:]
    for option in spec.options:
        if option not in known_options:
            rule = f"a {spec.kind} takes {', '.join(known_options) or 'no settings'}"
            raise PresetError(f"{owner}: {spec.name}: {rule}, got {option}")
    try:
        layer: AnyLayer = make(spec.name, input_shape, **spec.options)
    except EngineError as e:
        raise PresetError(f"{owner}: {e}") from e
    except TypeError as e:
        raise PresetError(f"{owner}: {spec.name}: {spec.kind} needs more settings ({e})") from e
    return layer


def _require_training(preset: Preset) -> None:
    for name, known in (("loss", LOSSES), ("schedule", SCHEDULES)):
        if getattr(preset, name) not in known:
            rule = f"{name} must be one of {', '.join(known)}"
            raise PresetError(f"{preset.name}: {rule}, got {getattr(preset, name)!r}")
    try:
        make_optimizer(preset.optimizer, preset.learning_rate)
    except EngineError as e:
        raise PresetError(f"{preset.name}: {e}") from e
