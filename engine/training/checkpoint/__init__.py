"""A training in a file: everything that is needed to go on with it bit by bit.

The file is a safetensors file that others read as plain weights::

    conv1.w, conv1.b, ...                parameters, float32, by their own names
    optimizer.m.conv1.w, ...             what the optimizer remembers, by its paper's letters
    history.losses, history.accuracies   of every batch, float64
    history.evaluations                  rows: epoch, batch, batches, step, epochs wanted,
                                         loss, accuracy
    history.epochs                       rows: the same, seconds, samples per second

with the preset in its metadata (see `engine.checkpoints.described`) and, under
"convviz.training", the rest as JSON. There is no state of a random generator in it, for
there is none: the order of images, drawn batches and what dropout leaves out are functions
of the seed, the epoch and the step alone.
"""

from engine.training.checkpoint.changes import RunSettings, SettingsChange
from engine.training.checkpoint.checkpoint import Checkpoint
from engine.training.checkpoint.reading import is_checkpoint, load_checkpoint
from engine.training.checkpoint.writing import save_checkpoint

__all__ = [
    "Checkpoint",
    "RunSettings",
    "SettingsChange",
    "is_checkpoint",
    "load_checkpoint",
    "save_checkpoint",
]
