"""Collecting alternatives of different structure, in the order in which they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from engine.checkpoints.architectures.alternative import described
from engine.checkpoints.architectures.built_in import fitting_presets, own_presets
from engine.checkpoints.architectures.structure import structure_of
from engine.errors import PresetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.checkpoints.architectures.alternative import Alternative
    from engine.checkpoints.architectures.candidates import Candidate, Candidates
    from engine.checkpoints.architectures.presets import Activation
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.network import Network
    from engine.presets import Preset

MOST: Final = 12
"""Alternatives that are listed."""

_OTHER_ACTIVATIONS: Final[tuple[Activation, ...]] = ("sigmoid", "tanh")


@dataclass(slots=True)
class Listing:
    """Alternatives for the arrays of a file, none of them twice.

    Attributes
    ----------
    found : mapping of str to ndarray
        Weights and biases in their order.
    notes : tuple of str
        Of these.
    is_channels_last : bool
        Whether the file's kernels have their channels last.
    alternatives : list of Alternative
    combinations : int
        How many of the candidates are among them, in whichever order of flattening.
    refusal : str
        Why the first candidate that makes no network makes none.
    """

    found: Mapping[str, AnyArray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    is_channels_last: bool = False
    alternatives: list[Alternative] = field(default_factory=list)
    combinations: int = 0
    refusal: str = ""
    _orders: dict[tuple[object, ...], set[str]] = field(default_factory=dict)

    def add_presets(self, presets: Sequence[Preset], params: Params | None) -> None:
        """Add the program's own presets, and others, if the arrays fit them."""
        several = (*own_presets(), *presets)
        for alternative, network in fitting_presets(self.found, self.notes, several, params):
            if self.is_channels_last and alternative.has_order:
                self._add(alternative.changed(flatten="channels last"), network)
            self._add(alternative, network)

    def add_candidates(self, candidates: Candidates) -> None:
        """Add those that make a network, as long as there is room."""
        met = set()
        for candidate in candidates.listed:
            try:
                network = candidate.preset.assemble()
            except PresetError as error:
                self.refusal = self.refusal or str(error)
                continue
            if len(self.alternatives) < MOST:
                self._add(self._described(candidate, network), network)
            met.add(structure_of(network))
        self.combinations = len(met & self._orders.keys())

    def add_activations(self) -> None:
        """Add the likeliest network with what dense networks often have instead of ReLU."""
        for first in self.alternatives[:1]:
            for activation in _OTHER_ACTIVATIONS:
                other = first.changed(activation=activation)
                if other is not first:
                    self._add(other, other.preset.assemble())

    def _described(self, candidate: Candidate, network: Network) -> Alternative:
        return described(
            candidate.preset,
            self.found,
            self.notes,
            flatten=candidate.flatten,
            network=network,
        )

    def _add(self, alternative: Alternative, network: Network) -> None:
        orders = self._orders.setdefault(structure_of(network), set())
        if alternative.flatten not in orders:
            orders.add(alternative.flatten)
            self.alternatives.append(alternative)
