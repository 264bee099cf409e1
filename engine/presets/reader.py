"""Presets out of TOML."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

from engine.errors import PresetError
from engine.presets.bounds import require_short_keys
from engine.presets.mapping import preset_from_mapping

if TYPE_CHECKING:
    from engine.presets.preset import Preset


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
    return preset_from_mapping(name, table)
