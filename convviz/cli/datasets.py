"""The data set that a command works on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.data import dataset_info, dataset_names, is_available, load_dataset
from engine.errors import DataError, PresetError
from engine.training import dataset_for, why_not_applicable

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.console import Console
    from engine.data import Dataset
    from engine.presets import Preset

STAND_IN = "garments"


def load_for(
    preset: Preset, name: str | None, data_dir: Path | None, console: Console
) -> Dataset:
    """Load the data set `name`, or else the preset's own, or else one that suits it.

    Raises
    ------
    DataError
        If it is missing, damaged, or its images are not what the preset takes.
    """
    name = name or _usual(preset, data_dir, console)
    info = dataset_info(name)
    if why_not_applicable(preset, info):
        raise DataError(
            f"{preset.name} takes images of shape {preset.input_shape} in {preset.classes} "
            f"classes, {name} has {info.input_shape} in {len(info.classes)}"
        )
    return load_dataset(name, data_dir)


def _usual(preset: Preset, data_dir: Path | None, console: Console) -> str:
    """Return the name of the preset's data set, or of another that suits, and say so."""
    own = preset.dataset
    if own not in dataset_names():
        known = ", ".join(dataset_names())
        raise PresetError(f"{preset.name}: dataset must be one of {known}, got {own!r}")
    if is_available(own, data_dir):
        return own
    other = dataset_for(preset, data_dir, preferred=(STAND_IN,))
    if not other:
        return own  # which is said to be missing when it is loaded
    console.note(f"{own} is not here (convviz data fetch {own}); using {other}")
    return other
