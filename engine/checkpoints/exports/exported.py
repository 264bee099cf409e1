"""What an export takes along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.checkpoints.described import described_preset, description_of
from engine.checkpoints.metadata import metadata_of
from engine.data import dataset_info, dataset_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.params import Params
    from engine.network import Network
    from engine.presets import Preset

CLASSES: Final = "convviz.classes"
_LONGEST: Final = 100_000
"""Characters of the names of all classes, as JSON."""


@dataclass(frozen=True, slots=True, eq=False)
class Exported:
    """A network, and what there is to say about it.

    Attributes
    ----------
    network : Network
        With the parameters to be written.
    preset : Preset
        That the network was built from.
    program : str
        What writes it, with its version: "convviz 0.1.0".
    cost : sequence of float
        Loss of each batch so far, in nats; formats without a place for it leave it out.
    classes : tuple of str
        Names of the classes in their order; empty if nobody knows them.
    """

    network: Network
    preset: Preset
    program: str
    cost: Sequence[float] = ()
    classes: tuple[str, ...] = ()

    def metadata(self) -> dict[str, str]:
        """Return the description of the network as texts by name, JSON where they are lists."""
        texts = description_of(self.preset, self.program)
        if self.classes:
            texts[CLASSES] = json.dumps(self.classes)
        return texts


def classes_of(preset: Preset) -> tuple[str, ...]:
    """Return the names of the classes that a preset is trained on; () if nobody knows them."""
    if preset.dataset not in dataset_names():
        return ()
    names = dataset_info(preset.dataset).classes
    return names if len(names) == preset.classes else ()


def classes_in(params: Params, preset: Preset) -> tuple[str, ...]:
    """Return the names of the classes by what a file itself says; () if it does not.

    A file that describes its network says of which data set it is, mostly, and an export
    says the names; one that only happens to fit a preset says nothing.

    Parameters
    ----------
    params : Params
    preset : Preset
        That its parameters belong to.
    """
    if described_preset(params) != preset:
        return ()
    text = metadata_of(params).get(CLASSES, "")
    try:
        names = json.loads(text) if len(text) <= _LONGEST else None
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or len(names) != preset.classes:
        return classes_of(preset)
    if not all(isinstance(name, str) and name.isprintable() for name in names):
        return classes_of(preset)
    return tuple(names)
