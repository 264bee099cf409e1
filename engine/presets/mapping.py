"""Presets as plain mappings: what TOML and JSON can carry, and nothing else.

A mapping has the entries that a preset file has; the name is not among them, as that of a
preset file is the file's.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from engine.errors import PresetError
from engine.presets.bounds import (
    LAYERS,
    require_activation,
    require_at_most,
    require_plain,
    shown,
)
from engine.presets.preset import LayerSpec, Preset
from engine.presets.table import Table
from engine.presets.training import read_training, require_training, training_as_mapping

if TYPE_CHECKING:
    from engine.arrays import Shape


def preset_as_mapping(preset: Preset) -> dict[str, Any]:
    """Return what `preset_from_mapping` makes an equal preset of.

    Returns
    -------
    dict
        Texts, numbers, truth values, lists and dicts; with copies of all that can change.
    """
    mapping = {
        "title": preset.title,
        "article": preset.article,
        "dataset": preset.dataset,
        "input_shape": preset.input_shape,
        "classes": preset.classes,
        "training": training_as_mapping(preset),
        "layers": [
            {"kind": spec.kind, "name": spec.name, **spec.options} for spec in preset.layers
        ],
    }
    plain: dict[str, Any] = json.loads(json.dumps(mapping, default=_plain))
    return plain


def preset_from_mapping(name: str, mapping: dict[str, Any]) -> Preset:
    """Return the preset that a mapping describes, after all checks of a preset file.

    Parameters
    ----------
    name : str
        What the preset is to be called.
    mapping : dict
        As parsed from TOML or JSON.

    Raises
    ------
    PresetError
        One sentence that names the layer, the rule and the value.
    """
    require_plain(name, mapping)
    reader = Table(name, mapping)
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


def _plain(value: object) -> object:
    """Return what JSON has in place of what it does not have."""
    if isinstance(value, Mapping):
        return dict(value)
    assert isinstance(value, np.generic), f"{value!r} is nothing that a preset can hold"
    return value.item()


def _image_shape(owner: str, value: list[Any]) -> Shape:
    if len(value) != 3 or not all(type(n) is int and n > 0 for n in value):
        rule = "input_shape must be [channels, height, width]"
        raise PresetError(f"{owner}: {rule}, got {shown(value)}")
    require_at_most(owner, "input_shape", value)
    require_activation(f"{owner}: input_shape", math.prod(value))
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
