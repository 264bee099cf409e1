"""What an export takes along."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.checkpoints.described import description_of
from engine.data import dataset_info, dataset_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.network import Network
    from engine.presets import Preset

CLASSES: Final = "convviz.classes"


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
