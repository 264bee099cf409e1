"""Fills the template of the style sheet with the colours of a theme."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import TYPE_CHECKING

from convviz.resources import resource_text

if TYPE_CHECKING:
    from convviz.theming.tokens import Tokens

# A style sheet can only show pictures that are files, each in a colour of its own.
_PICTURES = {
    "chevron_down": ("chevron-down.svg", "text3"),
    "chevron_up": ("chevron-up.svg", "text3"),
    "chevron_down_disabled": ("chevron-down.svg", "line2"),
    "check": ("check.svg", "on_accent"),
    "radio": ("radio.svg", "on_accent"),
    "tree_closed": ("chevron-right.svg", "text3"),
    "tree_open": ("chevron-down.svg", "text3"),
}


def fill_stylesheet(name: str, tokens: Tokens, folder: str) -> str:
    """Return the style sheet of the theme `name`; its pictures are written to `folder`."""
    pictures = {}
    for key, (source, token) in _PICTURES.items():
        path = Path(folder) / f"{key}-{name}.svg"
        pictures[key] = _write_picture(path, source, getattr(tokens, token).name())
    colors = tokens.as_names() | {"disabled": tokens.disabled_text().name()}
    return Template(resource_text("styles/convviz.qss")).substitute(colors | pictures)


def _write_picture(path: Path, source: str, color: str) -> str:
    svg = resource_text(f"styles/{source}").replace("currentColor", color)
    path.write_text(svg, encoding="utf-8")
    return path.as_posix()
