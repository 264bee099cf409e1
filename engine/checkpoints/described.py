"""The network that a file itself describes, in the metadata of a safetensors file.

::

    convviz.format    "1"
    convviz.program   what wrote it: "convviz 0.1.0"
    convviz.name      of the preset
    convviz.preset    JSON: the preset as a mapping, see `engine.presets.mapping`
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from engine.checkpoints.errors import NewerFormat
from engine.checkpoints.metadata import json_object, metadata_of
from engine.checkpoints.wording import quoted
from engine.errors import PresetError
from engine.presets import preset_as_mapping, preset_from_mapping
from engine.presets.bounds import FILE_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.checkpoints.params import Params
    from engine.presets import Preset

FORMAT: Final = "1"
"""Of everything under names that begin with "convviz."; a newer one is not read."""

_FORMAT, _PROGRAM = "convviz.format", "convviz.program"
_NAME, _PRESET = "convviz.name", "convviz.preset"
_LONGEST_REASON, _LONGEST_NAME = 500, 40


def description_of(preset: Preset, program: str) -> dict[str, str]:
    """Return the metadata that describe a network and its training.

    Parameters
    ----------
    preset : Preset
    program : str
        What writes it, with its version.
    """
    return {
        _FORMAT: FORMAT,
        _PROGRAM: program,
        _NAME: preset.name,
        _PRESET: json.dumps(preset_as_mapping(preset)),
    }


def described_preset(params: Params) -> Preset | None:
    """Return the preset that a file describes in its metadata; None if it describes none.

    Raises
    ------
    PresetError
        If the description breaks a rule of presets; the sentence is fit to be shown.
    Corrupt
        If it is not JSON, or, as `NewerFormat`, of a newer one than this program knows.
    """
    metadata = metadata_of(params)
    if _PRESET not in metadata:
        return None
    require_known_format(metadata)
    mapping = json_object(metadata, _PRESET, FILE_BYTES)
    name = _file_name(metadata.get(_NAME, "") or params.path.stem)
    try:
        return preset_from_mapping(name, mapping)
    except PresetError as error:
        raise PresetError(quoted(str(error), _LONGEST_REASON)) from error


def program_of(params: Params) -> str:
    """Return what says to have written the file, fit to be shown; "" if nothing does."""
    return quoted(metadata_of(params).get(_PROGRAM, ""))


def _file_name(name: str) -> str:
    """Return a name that can be shown, and be that of a file in any folder."""
    return quoted(name.replace("/", "_").replace("\\", "_"), _LONGEST_NAME)


def require_known_format(metadata: Mapping[str, str]) -> None:
    """Check that what this program added to a file is of the format that it reads.

    Raises
    ------
    NewerFormat
        If not.
    """
    found = metadata.get(_FORMAT, "")
    if found != FORMAT:
        got = quoted(found, 20) or "none"
        raise NewerFormat(f"The file's description must be of format {FORMAT}, got {got}.")
