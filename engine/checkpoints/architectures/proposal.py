"""Which networks the arrays of a file may belong to, all of them with the reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from engine.checkpoints.architectures.alternative import Activation, Alternative, described
from engine.checkpoints.architectures.built_in import fitting_presets, own_presets
from engine.checkpoints.architectures.candidates import Candidates, candidates_of
from engine.checkpoints.architectures.stack import NoNetwork, stack_of
from engine.checkpoints.architectures.structure import structure_of
from engine.checkpoints.described import described_preset
from engine.checkpoints.errors import ParamsFileError
from engine.checkpoints.match import match_params
from engine.errors import PresetError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from engine.checkpoints.layouts import Reading
    from engine.checkpoints.node import AnyArray
    from engine.checkpoints.params import Params
    from engine.presets import Preset

MOST: Final = 12
"""Alternatives that are listed."""

_OTHER_ACTIVATIONS: Final[tuple[Activation, ...]] = ("sigmoid", "tanh")

UNSAID: Final = (
    "No such file says the activation, the stride, the padding, the names of the classes or "
    "the scale of the pixels. Assumed are ReLU after every layer but the last, unless another "
    "one is named, and pixels from 0 to 1."
)
SAID: Final = "The file itself describes its network; nothing is assumed."


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What networks a file may be of.

    Attributes
    ----------
    alternatives : tuple of Alternative
        The likeliest first; empty if there is none.
    tried : int
        How many combinations of image size, padding, stride and pooling were looked at.
    more : int
        Alternatives beyond those that are listed.
    sentence : str
        How they were found.
    unsaid : str
        What is assumed, because no such file says it.
    reason : str
        Why there is no alternative; "" if there is one.
    """

    alternatives: tuple[Alternative, ...] = ()
    tried: int = 0
    more: int = 0
    sentence: str = ""
    unsaid: str = ""
    reason: str = ""


def propose(
    reading: Reading,
    name: str = "file",
    *,
    params: Params | None = None,
    presets: Sequence[Preset] = (),
) -> Proposal:
    """List the networks that the arrays of a file may belong to.

    Image sizes, paddings, strides and poolings are combined, and kept are those whose last
    map has as many cells as the first dense layer takes; the program's own presets that fit
    are among them. Nothing of a network's size is allocated.

    Parameters
    ----------
    reading : Reading
        What the arrays mean.
    name : str, default="file"
        What the networks are to be called; fit to be shown.
    params : Params, optional
        The file, for what it says of its network itself.
    presets : sequence of Preset, optional
        Others that it may be of: the one that runs.
    """
    told = _as_told(params) if params is not None else None
    if told is not None:
        return told
    try:
        stack = stack_of(reading)
    except NoNetwork as no:
        known = _Listing()
        known.add_presets(presets, params)
        return known.proposal() if known.alternatives else Proposal(reason=str(no))
    listing = _Listing(stack.parameters(), stack.notes(), stack.is_channels_last)
    listing.add_presets(presets, params)
    candidates = candidates_of(stack, name)
    listing.add_candidates(candidates)
    if not stack.convs:
        listing.add_activations()
    return listing.proposal(candidates)


def _as_told(params: Params) -> Proposal | None:
    """Return the one network that a file describes itself, if it does and has its arrays."""
    try:
        preset = described_preset(params)
    except (ParamsFileError, PresetError):
        return None  # what it holds can still be understood
    if preset is None:
        return None
    network = preset.assemble()
    match = match_params(params, network)
    if not match.fits:
        return None
    own = {p.name: p for p in own_presets()}
    same = next((n for n, p in own.items() if p.layers == preset.layers), None)
    alternative = described(
        preset, match.assignment, match.notes, network=network, same_as=same
    )
    return Proposal((alternative,), 1, 0, SAID)


@dataclass(slots=True)
class _Listing:
    """Alternatives of different structure, in the order in which they are to be shown."""

    found: Mapping[str, AnyArray] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    is_channels_last: bool = False
    alternatives: list[Alternative] = field(default_factory=list)
    refusal: str = ""
    seen: set[tuple[object, ...]] = field(default_factory=set)

    def add_presets(self, presets: Sequence[Preset], params: Params | None) -> None:
        several = (*own_presets(), *presets)
        fitting = fitting_presets(self.found, self.notes, several, params)
        for alternative, network in fitting:
            if self.is_channels_last and alternative.has_order:
                last = alternative.changed(flatten="channels last")
                self._add(last, (*structure_of(network), last.flatten))
            self._add(alternative, (*structure_of(network), alternative.flatten))

    def add_candidates(self, candidates: Candidates) -> None:
        for candidate in candidates.listed:
            if len(self.alternatives) == MOST:
                break
            try:
                network = candidate.preset.assemble()
            except PresetError as error:
                self.refusal = self.refusal or str(error)
                continue
            alternative = described(
                candidate.preset,
                self.found,
                self.notes,
                flatten=candidate.flatten,
                network=network,
            )
            self._add(alternative, (*structure_of(network), candidate.flatten))

    def add_activations(self) -> None:
        """Add the likeliest network with what dense networks often have instead of ReLU."""
        for first in self.alternatives[:1]:
            for activation in _OTHER_ACTIVATIONS:
                other = first.changed(activation=activation)
                if other is not first:
                    self._add(other, (*structure_of(other.preset.assemble()), other.flatten))

    def _add(self, alternative: Alternative, structure: tuple[object, ...]) -> None:
        if structure not in self.seen:
            self.seen.add(structure)
            self.alternatives.append(alternative)

    def proposal(self, candidates: Candidates | None = None) -> Proposal:
        if not self.alternatives:
            reason = self.refusal or (candidates.sentence if candidates else "")
            return Proposal((), candidates.tried if candidates else 0, reason=reason)
        if candidates is None:
            return Proposal(tuple(self.alternatives), 0, 0, "", UNSAID)
        more = max(0, candidates.count - len(self.alternatives))
        return Proposal(
            tuple(self.alternatives), candidates.tried, more, candidates.sentence, UNSAID
        )
