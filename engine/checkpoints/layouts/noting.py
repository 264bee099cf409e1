"""What is to be said of a reading, in sentences."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from engine.checkpoints.layouts import sorting
from engine.checkpoints.layouts.recognising import MOST_LAYERS
from engine.checkpoints.layouts.words_in_names import words_of
from engine.checkpoints.wording import counted, grouped, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from engine.checkpoints.layouts.chain import Chain
    from engine.checkpoints.layouts.leaf import Gathered, Leaf
    from engine.checkpoints.layouts.placed import LayerArrays, Placed

_SAYING = {
    sorting.OPTIMIZER: ("belongs to an optimizer", "belong to an optimizer or to gradients"),
    sorting.COST: ("is a history", "are histories"),
    sorting.SCORE: ("is a history of accuracy", "are histories of accuracy"),
    sorting.RECORD: ("records a training", "record a training"),
    sorting.DATA: ("is data", "are data"),
    sorting.NORMALISATION: ("belongs to a normalisation", "belong to normalisations"),
    sorting.SECOND: (
        "is another set of the same shapes",
        "are another set of the same shapes",
    ),
    sorting.SINGLE: ("holds one number", "hold one number each"),
    sorting.OTHER: ("has no place among the layers", "have no place among the layers"),
}
_RECURRENT = frozenset({"hh", "whh"})
_MOST_PLACES = 4
_MOST_NOTES = 30
_LONGEST_PLACE = 40


def notes_on(
    layers: Sequence[LayerArrays],
    chain: Chain,
    gathered: Gathered,
    passed: Mapping[str, Sequence[Leaf]],
) -> tuple[str, ...]:
    """Say what was passed over, and what is odd."""
    used = {layer.b.place for layer in layers if layer.b is not None}
    notes = [
        *_of_plain(gathered, used),
        *_of_passed(passed),
        *order_notes(layers),
        *_of_folded(chain),
        *_of_breaks(layers, chain),
    ]
    if len(layers) == MOST_LAYERS:
        notes.insert(0, f"Only the first {grouped(MOST_LAYERS)} weights are read as layers.")
    notes += [note for layer in layers for note in _of_layer(layer, alone=len(layers) == 1)]
    return tuple(notes[:_MOST_NOTES])


def order_notes(layers: Sequence[LayerArrays]) -> Iterator[str]:
    """Say where the inputs of a dense layer are in an order that no shape tells."""
    for before, after in pairwise(layers):
        if before.is_channels_last and not after.is_conv:
            yield (
                f"{after.name} comes after kernels with the channels last: its inputs are "
                "mostly flattened as row, column, channel; convviz has channel, row, column. "
                "The shape does not tell."
            )


def places_of(leaves: Sequence[Placed]) -> str:
    """Name some places: "v.W1, v.W2, …"."""
    names = [quoted(leaf.place, _LONGEST_PLACE) for leaf in leaves[:_MOST_PLACES]]
    return ", ".join([*names, *(["…"] if len(leaves) > _MOST_PLACES else [])])


def _of_plain(gathered: Gathered, used: set[str]) -> Iterator[str]:
    if gathered.is_cut:
        yield "The file holds more than is looked at: only its beginning was read."
    singles = [number for number in gathered.numbers if number.place not in used]
    if singles:
        verb = "is" if len(singles) == 1 else "are"
        yield (
            f"{counted(len(singles), 'single number')} {verb} read as settings, not as "
            f"parameters: {places_of(singles)}."
        )


def _of_passed(passed: Mapping[str, Sequence[Leaf]]) -> Iterator[str]:
    for what, leaves in passed.items():
        one, several = _SAYING[what]
        says = f"{one} and is" if len(leaves) == 1 else f"{several} and are"
        yield f"{counted(len(leaves), 'array')} {says} passed over: {places_of(leaves)}."


def _of_folded(chain: Chain) -> Iterator[str]:
    if any(form.folded for form in chain.forms):
        yield (
            "A bias is folded into the weights as one more column of inputs. The shape does "
            "not tell whether it is the first or the last."
        )


def _of_breaks(layers: Sequence[LayerArrays], chain: Chain) -> Iterator[str]:
    for i in chain.breaks:
        before, after = layers[i - 1], layers[i]
        yield (
            f"{after.name} takes {grouped(after.weight.shape[1])}, which is not what "
            f"{before.name} with its {grouped(before.weight.shape[0])} gives."
        )


def _of_layer(layer: LayerArrays, *, alone: bool) -> Iterator[str]:
    w, b = layer.w.array, layer.b
    if w.ndim == 2 and w.shape[0] == w.shape[1] and not layer.is_certain and w.size > 1:
        told = "transposed, as the others are" if layer.changes else "as it is"
        yield f"{layer.name} is square and does not tell the order of its axes: read {told}."
    if layer.bias is None and alone:
        yield "The file has no bias. If a column of the matrix is one, no shape shows it."
    if b is not None and b.array.size != layer.weight.shape[0]:
        outputs = counted(layer.weight.shape[0], "output")
        yield f"The bias of {layer.name} has {counted(b.array.size, 'number')} for {outputs}."
    if _RECURRENT.intersection(words_of(layer.w.place)):
        yield f"{quoted(layer.w.place)} is a name of recurrent networks, which are no chain."
