"""Presets out of TOML."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from engine.errors import PresetError
from engine.presets.bounds import (
    LAYERS,
    require_activation,
    require_at_most,
    require_plain,
    require_short_keys,
    shown,
)
from engine.presets.preset import LayerSpec, Preset
from engine.presets.table import Table
from engine.presets.training import read_training, require_training

if TYPE_CHECKING:
    from engine.arrays import Shape


def parse_preset(name: str, text: str) -> Preset:
    """Return the preset that `text` describes.

    Parameters
    ----------
    name : str
        What the preset is to be called.
    text : str
        TOML, as the package describes it.

    Raises
    ------
    PresetError
        One sentence that names the layer, the rule and the value.
    """
    require_short_keys(name, text)
    try:
        table = tomllib.loads(text)
    except RecursionError as e:
        raise PresetError(f"{name}: the file must be TOML of few levels, got more") from e
    except (ValueError, OverflowError) as e:  # not all of its own kind: a date, a long number
        raise PresetError(f"{name}: the file must be TOML ({e})") from e
    require_plain(name, table)
    reader = Table(name, table)
    training = Table(f"{name}, training", reader.take("training", dict))
    preset = Preset(
        name=name,
        title=reader.take("title", str),
        article=reader.take("article", str),
        input_shape=_image_shape(name, reader.take("input_shape", list)),
        classes=reader.count("classes"),
        dataset=reader.take("dataset", str),
        layers=_layer_specs(name, reader.take("layers", list)),
        **read_training(training),
    )
    reader.require_empty()
    require_training(preset)
    preset.assemble()
    return preset


def _image_shape(owner: str, value: list[Any]) -> Shape:
    if len(value) != 3 or not all(type(n) is int and n > 0 for n in value):
        rule = "input_shape must be [channels, height, width]"
        raise PresetError(f"{owner}: {rule}, got {shown(value)}")
    require_at_most(owner, "input_shape", value)
    require_activation(f"{owner}: input_shape", tuple(value))
    return tuple(value)


def _layer_specs(owner: str, tables: list[Any]) -> tuple[LayerSpec, ...]:
    if len(tables) > LAYERS:
        raise PresetError(f"{owner}: there must be at most {LAYERS} layers, got {len(tables)}")
    specs = []
    for i, entries in enumerate(tables, start=1):
        if not isinstance(entries, dict):
            raise PresetError(f"{owner}: layer {i} must be a table, got {shown(entries)}")
        table = Table(f"{owner}, layer {i}", entries)
        kind, name = table.take("kind", str), table.take("name", str)
        specs.append(LayerSpec(kind, name, table.rest()))
    return tuple(specs)
