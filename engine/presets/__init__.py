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

What a layer may be told is what the layer's class takes: `engine.layers` says it. The table
[training] may also say, each with the default that is as if it were not there::

    optimizer_options = { beta1 = 0.95, beta2 = 0.99 }   # what the optimizer's class takes
    schedule_options = { warm_up = 0.1 }                 # what `make_schedule` takes
    l2 = 0.05                                            # or { strength = 0.05, layers = [] }
    clip_norm = 1.0
    sampling = "with-replacement"                        # else "epochs"
    early_stopping = { patience = 3, min_delta = 0.0 }   # in epochs
"""

from engine.presets.load import DEFAULT_PRESET, load_preset, own_name, preset_names
from engine.presets.mapping import preset_as_mapping, preset_from_mapping
from engine.presets.preset import LayerSpec, Preset

__all__ = [
    "DEFAULT_PRESET",
    "LayerSpec",
    "Preset",
    "load_preset",
    "own_name",
    "preset_as_mapping",
    "preset_from_mapping",
    "preset_names",
]
