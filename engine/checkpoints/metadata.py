"""Texts beside the arrays of a safetensors file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from engine.checkpoints.errors import Corrupt
from engine.checkpoints.wording import grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.checkpoints.params import Params

METADATA: Final = "__metadata__"
"""The key in the tree, as in the file's header."""


def metadata_of(params: Params) -> dict[str, str]:
    """Return the metadata of a safetensors file; of another one, nothing."""
    if params.format != "safetensors":
        return {}
    node = params.tree.get(METADATA)
    if node is None or node.kind != "dict":
        return {}
    pairs = zip(node.keys, node.items, strict=True)
    return {key: text for key, text in pairs if isinstance(text, str)}


def json_object(metadata: Mapping[str, str], key: str, most: int) -> dict[str, Any]:
    """Parse an entry that must be an object of JSON; nothing of it is executed.

    Parameters
    ----------
    metadata : mapping of str to str
    key : str
        Of an entry that is there.
    most : int
        Characters it may have.

    Raises
    ------
    Corrupt
        If it is longer, no JSON, or of another kind.
    """
    text = metadata[key]
    if len(text) > most:
        rule = f"{key} must have at most {grouped(most)} characters"
        raise Corrupt(f"The file's {rule}, got {grouped(len(text))}.")
    try:
        value = json.loads(text)
    except RecursionError as error:
        raise Corrupt(f"The file's {key} must be JSON of few levels, got more.") from error
    except ValueError as error:
        raise Corrupt(f"The file's {key} must be JSON ({quoted(str(error))}).") from error
    if not isinstance(value, dict):
        raise Corrupt(f"The file's {key} must be an object of JSON, got {quoted(repr(value))}.")
    return value
