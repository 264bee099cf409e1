"""Which networks the arrays of a file may belong to, all of them with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from engine.checkpoints.architectures.alternative import Alternative, described
from engine.checkpoints.architectures.candidates import candidates_of
from engine.checkpoints.architectures.listing import Listing
from engine.checkpoints.architectures.stack import NoNetwork, stack_of
from engine.checkpoints.described import described_preset
from engine.checkpoints.errors import ParamsFileError
from engine.checkpoints.layouts import read_layers
from engine.checkpoints.match import match_params
from engine.checkpoints.wording import quoted
from engine.errors import PresetError
from engine.presets import own_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from engine.checkpoints.layouts import Reading
    from engine.checkpoints.params import Params
    from engine.presets import Preset

OTHER_IMAGES: Final = (
    "Maybe other images: the file may be of other images, of pixels on another scale, or of "
    "another activation."
)
"""What is said where no network is right about the images."""

DOUBT: Final = (
    "The file has one matrix, which may or may not be weights: no name, no bias and no other "
    "layer says so."
)
"""Said of what may just as well be a table."""

UNSAID: Final = (
    "No such file says the activation, the stride, the padding, the names of the classes or "
    "the scale of the pixels. Assumed are ReLU after every layer but the last, unless another "
    "one is named, and pixels from 0 to 1."
)
SAID: Final = "The file itself describes its network; nothing is assumed."
_LONGEST_NAME = 40


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
        Combinations that fit beyond those that are listed.
    sentence : str
        How they were found.
    unsaid : str
        What is assumed, because no such file says it.
    reason : str
        Why there is no alternative; "" if there is one.
    doubt : str
        Why none of the alternatives is to be taken unasked; "" if the first one may be.
    """

    alternatives: tuple[Alternative, ...] = ()
    tried: int = 0
    more: int = 0
    sentence: str = ""
    unsaid: str = ""
    reason: str = ""
    doubt: str = ""


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
    are among them. The alternatives hold views of the file's arrays, which are not copied
    before a network is made of one.

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
    told = _as_told(params, reading) if params is not None else None
    if told is not None:
        return told
    try:
        stack = stack_of(reading)
    except NoNetwork as no:
        known = Listing()
        known.add_presets(presets, params)
        several = tuple(known.alternatives)
        return Proposal(several, unsaid=UNSAID) if several else Proposal(reason=str(no))
    listing = Listing(stack.parameters(), stack.notes(), stack.is_channels_last)
    listing.add_presets(presets, params)
    candidates = candidates_of(stack, name)
    listing.add_candidates(candidates)
    if not stack.convs:
        listing.add_activations()
    if not listing.alternatives:
        return Proposal(tried=candidates.tried, reason=listing.refusal or candidates.sentence)
    more = candidates.count - listing.combinations
    several = tuple(listing.alternatives)
    doubt = DOUBT if reading.is_doubtful else ""
    return Proposal(several, candidates.tried, more, candidates.sentence, UNSAID, doubt=doubt)


def propose_for(
    params: Params, reading: Reading | None = None, *, presets: Sequence[Preset] = ()
) -> Proposal:
    """List the networks that a file may be of, called like the file.

    Parameters
    ----------
    params : Params
    reading : Reading, optional
        What its arrays mean, if that is known already.
    presets : sequence of Preset, optional
        As in `propose`.
    """
    name = quoted(params.path.stem, _LONGEST_NAME)
    return propose(reading or read_layers(params.tree), name, params=params, presets=presets)


def _as_told(params: Params, reading: Reading) -> Proposal | None:
    """Return the one network that a file describes itself, if it does and has its arrays."""
    try:
        preset = described_preset(params)
    except (ParamsFileError, PresetError):
        return None  # what it holds can still be understood
    if preset is None:
        return None
    network = preset.assemble()
    match = match_params(params, network, reading)
    if not match.fits:
        return None
    alternative = described(
        preset, match.found, match.notes, network=network, same_as=own_name(preset)
    )
    return Proposal((alternative,), 1, 0, SAID)
