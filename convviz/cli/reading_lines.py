"""What the arrays of a parameters file mean, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.plain_numbers import short
from engine.checkpoints.not_finite import not_finite
from engine.checkpoints.wording import counted, dimensions, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.checkpoints import LayerArrays, Reading

MOST_LAYERS = 50
_INDENT = "  "


def reading_lines(reading: Reading) -> Iterator[str]:
    """Yield the layers, how they were found, the history, and what is odd, as text."""
    if broken := not_finite(reading):
        yield broken
    if reading.layers:
        layers, parameters = len(reading.layers), reading.parameter_count
        yield f"{counted(layers, 'layer')}, {counted(parameters, 'parameter')}. {reading.how}"
        yield from map(_layer_line, reading.layers[:MOST_LAYERS])
        if layers > MOST_LAYERS:
            yield f"{_INDENT}… and {counted(layers - MOST_LAYERS, 'more layer')}"
    else:
        yield f"No weights of a network were recognised. {reading.instead}"
    if reading.history is not None and reading.layers:
        yield _history_line(reading)
    yield from reading.notes


def reading_values(reading: Reading) -> dict[str, Any]:
    """Return the same as plain values, for JSON."""
    history = reading.history
    return {
        "how": reading.how,
        "instead": reading.instead,
        "not_finite": not_finite(reading),
        "notes": reading.notes,
        "parameters": reading.parameter_count,
        "layers": [
            {
                "name": layer.name,
                "weight": {"place": layer.w.place, "shape": layer.weight.shape},
                "bias": layer.b.place if layer.b is not None else None,
                "changes": layer.changes,
                "certain": layer.is_certain,
            }
            for layer in reading.layers
        ],
        "history": None
        if history is None
        else {
            "place": reading.history_place,
            "length": len(history),
            "first": history[0] if len(history) else None,
            "last": history[-1] if len(history) else None,
        },
    }


def _layer_line(layer: LayerArrays) -> str:
    places = quoted(layer.w.place) + (f" and {quoted(layer.b.place)}" if layer.b else "")
    told = f"{layer.name}: {layer.describe()}, {dimensions(layer.weight.shape)}, from {places}"
    return f"{_INDENT}{told}{''.join(f'; {change}' for change in layer.changes)}"


def _history_line(reading: Reading) -> str:
    history = reading.history
    assert history is not None
    place = quoted(reading.history_place)
    if not len(history):
        return f"{place} is an empty history of the cost."
    first, last = short(history[0]), short(history[-1])
    return f"{place} is the history of the cost: {len(history):,} numbers, {first} … {last}"
