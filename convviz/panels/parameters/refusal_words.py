"""What is said about a file that was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints import ParamsFileError
from engine.checkpoints.wording import grouped, quoted, shortened

if TYPE_CHECKING:
    from convviz.session import OpenedParams

EXPORT_SCRIPT = """\
import numpy as np

def collect(thing, name, arrays):
    if isinstance(thing, np.ndarray):
        arrays[name] = thing
    elif isinstance(thing, dict):
        for key, item in thing.items():
            collect(item, f"{name}.{key}", arrays)
    elif isinstance(thing, (list, tuple)):
        for i, item in enumerate(thing):
            collect(item, f"{name}.{i}", arrays)
    elif hasattr(thing, "__dict__"):
        collect(vars(thing), name, arrays)
    return arrays

# `model` is the object that was pickled: run this where it was made
np.savez("params.npz", **collect(model, "model", {}))
"""
"""What the author of a refused file can run where its classes are."""

_HELPED_BY_EXPORT = frozenset({"foreign", "opcode"})
_SAID_ONCE = " Nothing was executed."


def verdict_of(opened: OpenedParams) -> str:
    """Say in a line that a file was refused, or could not be read."""
    name = quoted(opened.path.name or str(opened.path))
    if isinstance(opened.error, ParamsFileError):
        return f"{name} was refused. Nothing in it was run."
    return f"{name} could not be read."


def cause_of(error: Exception) -> str:
    """Say why; of an operating system's error, without the path in it."""
    if isinstance(error, ParamsFileError):
        return shortened(error.cause.removesuffix(_SAID_ONCE))
    words = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return f"{quoted(words, 200)}."


def remedy_of(error: Exception) -> str:
    """Say what helps; "" if nothing is known to."""
    remedy = error.remedy if isinstance(error, ParamsFileError) else ""
    return f"What helps: {remedy}" if remedy else ""


def is_helped_by_export(error: Exception) -> bool:
    """Whether its author can save the same as plain arrays."""
    return isinstance(error, ParamsFileError) and error.code in _HELPED_BY_EXPORT


def names_of(error: Exception) -> str:
    """List the foreign names of a pickle, a line each, with the byte and if it is called."""
    details = error.details if isinstance(error, ParamsFileError) else {}
    names, offsets = details.get("names", ()), details.get("offsets", ())
    called = details.get("called", ())
    lines = [
        f"{name}, {'called, ' if name in called else ''}byte {grouped(offset)}"
        for name, offset in zip(names, offsets, strict=False)
    ]
    return "\n".join(lines)


def report_of_refusal(opened: OpenedParams) -> str:
    """Return all that is known of a refusal, as text for a mail or an issue."""
    error = opened.error
    assert error is not None
    lines = [verdict_of(opened), cause_of(error), remedy_of(error)]
    if isinstance(error, ParamsFileError):
        place = "" if error.offset is None else f", byte {grouped(error.offset)}"
        lines.append(f"code: {error.code}{place}")
    names = names_of(error)
    if names:
        lines += ["names:", names]
    return "\n".join(line for line in lines if line) + "\n"
