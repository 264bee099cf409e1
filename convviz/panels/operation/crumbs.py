"""The selection as a path, each step of it selectable."""

from __future__ import annotations

from dataclasses import dataclass

from convviz.session import Selection

_UNITS = {"flatten": "position", "softmax": "class"}


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path: its words and what it selects."""

    text: str
    place: Selection


def crumbs_of(
    place: Selection, kind: str, classes: tuple[str, ...] = (), *, is_map: bool = False
) -> tuple[Crumb, ...]:
    """Return the path to a selection: "conv2", "channel 4", "row 12, column 8".

    Parameters
    ----------
    place : Selection
    kind : str
        Of its layer.
    classes : tuple of str, default=()
        Names of the units of a softmax.
    is_map : bool, default=False
        Whether the layer has maps, which have channels, and no units.
    """
    if not place.layer:
        return ()
    path = [Crumb(place.layer, Selection(place.layer))]
    if place.index:
        channel = Selection(place.layer, place.index[:1])
        path.append(Crumb(_unit_text(place, kind, classes, is_map), channel))
    if place.is_cell_of_map:
        _, row, column = place.index
        path.append(Crumb(f"row {row}, column {column}", place))
    return tuple(path)


def _unit_text(place: Selection, kind: str, classes: tuple[str, ...], is_map: bool) -> str:
    unit = place.index[0]
    if is_map:
        return f"channel {unit}"
    text = f"{_UNITS.get(kind, 'unit')} {unit}"
    return f"{text}, {classes[unit]}" if kind == "softmax" and unit < len(classes) else text
