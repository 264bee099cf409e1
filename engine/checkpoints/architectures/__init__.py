"""Which networks the arrays of a file may belong to: all of them, each with its reason.

::

    stack        the layers of the file, if what one gives is what the next one takes
    plan         an image size, and for each convolution padding, stride and pooling
    search       the plans that end at the map that the first dense layer takes
    images       without convolutions: the images that have as many pixels
    candidates   these as presets; built_in: presets that fit as they are
    alternative  a preset with the arrays of the file
    listing      the alternatives, none of them twice
    proposal     the alternatives, how many were tried, and what no file says
"""

from __future__ import annotations

from engine.checkpoints.architectures.alternative import Alternative
from engine.checkpoints.architectures.presets import ACTIVATIONS
from engine.checkpoints.architectures.proposal import (
    OTHER_IMAGES,
    Proposal,
    propose,
    propose_for,
)
from engine.checkpoints.architectures.words import images_in_words

__all__ = [
    "ACTIVATIONS",
    "OTHER_IMAGES",
    "Alternative",
    "Proposal",
    "images_in_words",
    "propose",
    "propose_for",
]
