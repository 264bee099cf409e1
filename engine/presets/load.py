"""Presets by name or from a file."""

from __future__ import annotations

import stat
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from engine.errors import PresetError
from engine.presets.bounds import FILE_BYTES
from engine.presets.reader import parse_preset

if TYPE_CHECKING:
    from engine.presets.preset import Preset

DEFAULT_PRESET = "conv-net"


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
        return parse_preset(Path(name).stem, _read(Path(name)))
    if name not in preset_names():
        known = ", ".join(preset_names())
        raise PresetError(
            f"preset: the name must be one of {known}, or end in .toml, got {name!r}"
        )
    source = resources.files("resources").joinpath("presets", f"{name}.toml")
    return parse_preset(name, source.read_text("utf-8"))


def own_name(preset: Preset) -> str | None:
    """Return the name under which the program itself has exactly this preset, if it does.

    Exactly: one that is only named so, or is trained otherwise, is another preset.
    """
    if preset.name not in preset_names():
        return None
    return preset.name if load_preset(preset.name) == preset else None


def _read(path: Path) -> str:
    """Return the text of a regular file: a pipe would wait, a device never end."""
    try:
        status = path.stat()
        if stat.S_ISREG(status.st_mode) and status.st_size <= FILE_BYTES:
            return path.read_text("utf-8-sig")  # some editors put a mark in front
    except OSError as e:
        raise PresetError(f"{path}: the preset cannot be read ({e.strerror})") from e
    except ValueError as e:  # bytes that are no text, or a path that no file can have
        raise PresetError(f"{path}: the preset cannot be read ({e})") from e
    raise PresetError(f"{path}: must be a regular file of at most 1 MB")
