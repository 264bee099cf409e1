"""Reads the files of `resources`, from a wheel, an editable install or a checkout alike."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


def resource(name: str) -> Traversable:
    """Return the resource `name`, a path with forward slashes such as ``"help/keys.html"``.

    Raises
    ------
    FileNotFoundError
        If there is no such resource.
    """
    found = resources.files("resources").joinpath(*name.split("/"))
    if not (found.is_file() or found.is_dir()):
        raise FileNotFoundError(f"resources: {name} must be a file that ships with convviz")
    return found


def resource_text(name: str) -> str:
    """Return the text of the resource `name`, decoded as UTF-8.

    Raises
    ------
    FileNotFoundError
        If there is no such resource.
    """
    return resource(name).read_text(encoding="utf-8")
