"""What the panel says about files and networks, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from convviz.plotting import format_count, format_limit

if TYPE_CHECKING:
    import numpy.typing as npt

    from convviz.panels.parameters.shown import Shown
    from engine.checkpoints import Params, Reading


def size_text(size: int) -> str:
    """Write a number of bytes as files have them: 460 kB."""
    for unit, factor in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= factor:
            amount = size / factor
            return f"{amount:.0f} {unit}" if amount >= 100 else f"{amount:.1f} {unit}"
    return f"{size} bytes"


def file_line(params: Params) -> str:
    """Say size, kind and hash of a file."""
    kind = params.describe()
    return f"{size_text(params.size)} · {kind} · sha256 {params.sha256[:12]}…"


def read_as_data(params: Params) -> str:
    """Say how a file was read, and that nothing of it ran."""
    if params.format != "pickle":
        arrays = _count(len(params.arrays), "array")
        return f"Read as data: {arrays}; nothing imported, nothing called."
    numpy_names = sum(name.startswith("numpy") for name in params.names)
    return (
        f"Read as data: {_count(params.opcodes, 'opcode')}, "
        f"{_count(numpy_names, 'NumPy name')} recognised, nothing imported, nothing called."
    )


def network_lines(shown: Shown) -> tuple[str, str]:
    """Say that these are the running network's parameters, and how to open a file."""
    return (
        f"The running network · {_count(shown.reading.parameter_count, 'parameter')}",
        "Open a parameters file, or drop one onto the window, to see what is in it.",
    )


def meaning_title(reading: Reading) -> str:
    """Say in a sentence what kind of network the arrays make."""
    if not reading.layers:
        return "No weights of a network were recognised."
    if reading.is_doubtful:
        shape = "×".join(map(format_count, reading.layers[0].w.array.shape))
        return f"One matrix, {shape}, which may or may not be weights."
    last = reading.layers[-1]
    kind = (
        "A convolutional network" if reading.layers[0].w.array.ndim > 2 else "A dense network"
    )
    outputs = f" for {last.b.array.size} classes" if last.b else ""
    return f"{kind}{outputs}, {_count(reading.parameter_count, 'parameter')}."


def history_text(history: npt.NDArray[np.float64]) -> str:
    """Say what a list of numbers is taken for: "falls from 2.3 to 0.3: ..."."""
    finite = history[np.isfinite(history)]
    if not len(finite):
        return "holds no finite number"
    tail = max(1, len(finite) // 50)
    first, last = float(finite[0]), float(finite[-tail:].mean())
    ends = f"from {format_limit(first)} to {format_limit(last)}"
    if last < first:
        return f"falls {ends}: read as the loss of every batch"
    return f"does not fall, {ends}: read as a history all the same"


def _count(number: int, thing: str) -> str:
    return f"{format_count(number)} {thing}{'' if number == 1 else 's'}"
