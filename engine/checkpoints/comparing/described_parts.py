"""Whose filters a normalisation has, by the network that a file describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.checkpoints.comparing.reasons import NoChainError
from engine.checkpoints.pytorch_names import state_names
from engine.checkpoints.wording import quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from engine.checkpoints.comparing.side import Item, Side
    from engine.network import Network


def described_followers(side: Side, network: Network) -> Mapping[str, Mapping[str, Item]]:
    """Return the arrays of normalisations, by layer and then by the part each plays.

    A normalisation of flattened maps has as many entries per filter as a map has cells.

    Raises
    ------
    NoChainError
        If the file's layers were recognised otherwise than the network has them.
    """
    places = _places_in(side, network)
    by_place = {item.place: item for item in side.items}
    found: dict[str, dict[str, Item]] = {}
    layers = iter(side.reading.layers)
    owner = ""
    for layer in network.layers:
        names = {letter: places[f"{layer.name}.{letter}"] for letter in layer.parameters}
        if "w" in names:
            read = next(layers, None)
            if read is None or read.w.place != names["w"] or read.changes:
                raise _other_order(side)
            owner = read.name
        elif owner:
            parts = found.setdefault(owner, {})
            again = "'" * sum(part.startswith("mean") for part in parts)
            parts.update({f"{letter}{again}": by_place[at] for letter, at in names.items()})
    if next(layers, None) is not None:
        raise _other_order(side)
    return found


def knows_all(places: tuple[str, ...], network: Network) -> bool:
    """Whether a file has all parameters of a network by the names of one of the exports."""
    there = set(places)
    names = state_names(network)
    return there.issuperset(names) or there.issuperset(names.values())


def _places_in(side: Side, network: Network) -> Mapping[str, str]:
    names = state_names(network)
    return {own: own for own in names} if names.keys() <= set(side.places) else names


def _other_order(side: Side) -> NoChainError:
    return NoChainError(
        f"the layers of {quoted(side.name)} were not recognised as those of the network "
        "that its parameters belong to."
    )
