"""Sorting the arrays of a file: what can be a parameter, and what is something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.checkpoints.layouts.data_sets import data_among
from engine.checkpoints.layouts.history import is_long_row
from engine.checkpoints.layouts.pairing import outputs_of
from engine.checkpoints.layouts.words_in_names import NORMALISATION as WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from engine.checkpoints.layouts.leaf import Gathered, Leaf, Slot

OPTIMIZER = "optimizer"
COST = "cost"
SCORE = "score"
RECORD = "record"
DATA = "data"
NORMALISATION = "normalisation"
SECOND = "second set"
SINGLE = "single number"
OTHER = "other"

_BY_KIND = (OPTIMIZER, COST, SCORE, RECORD, DATA, NORMALISATION)


@dataclass(slots=True)
class Sorted:
    """What is in a file, by what it can be.

    Attributes
    ----------
    slots : list of Leaf or None
        What can be weights and biases, in the order of the file.
    single_biases : list of Leaf
        Numbers that are called biases.
    passed : dict of str to list of Leaf
        Everything else, by what it is.
    """

    slots: list[Slot] = field(default_factory=list)
    single_biases: list[Leaf] = field(default_factory=list)
    passed: dict[str, list[Leaf]] = field(default_factory=dict)

    @property
    def leaves(self) -> list[Leaf]:
        """What can be weights and biases, without gaps."""
        return [slot for slot in self.slots if slot is not None]

    @property
    def left(self) -> list[Leaf]:
        """What has no place among the layers."""
        return self.passed.get(OTHER, [])

    @left.setter
    def left(self, leaves: list[Leaf]) -> None:
        self.passed.pop(OTHER, None)
        if leaves:
            self.passed[OTHER] = leaves

    def pass_over(self, leaves: Iterable[Leaf], what: str) -> None:
        """Put arrays aside."""
        gone = {id(leaf) for leaf in leaves}
        leaves = [leaf for leaf in self.leaves if id(leaf) in gone]
        if leaves:
            self.passed.setdefault(what, []).extend(leaves)
            self.slots = [slot for slot in self.slots if id(slot) not in gone]


def sort_out(gathered: Gathered, history: str | None) -> Sorted:
    """Put aside what is no parameter by its name, its numbers or its length.

    Parameters
    ----------
    gathered : Gathered
    history : str or None
        Place of the history of the cost, which is put aside without a word.
    """
    found = Sorted([slot for slot in gathered.slots if slot is None or slot.place != history])
    for kind in _BY_KIND:
        found.pass_over((x for x in found.leaves if _is_of(x, kind)), kind)
    found.pass_over(_of_normalisations(found), NORMALISATION)
    found.pass_over(data_among(found.leaves), DATA)
    found.pass_over((x for x in found.leaves if not _is_candidate(x)), OTHER)
    outputs = {n for x in found.leaves if x.may_be_weight for n in outputs_of(x)}
    vectors = [x for x in found.leaves if not x.may_be_weight]
    misfits = [x for x in vectors if x.array.size not in outputs] if outputs else []
    found.pass_over((x for x in misfits if x.array.size == 1), SINGLE)
    found.pass_over((x for x in misfits if is_long_row(x)), COST)
    found.pass_over((x for x in misfits if x.array.size > 1 and not x.name.role), OTHER)
    found.single_biases = [x for x in gathered.numbers if x.name.role == "b"]
    return found


def _is_of(leaf: Leaf, kind: str) -> bool:
    """Whether a name says what an array is; weights may be called after normalisations."""
    return leaf.name.kind == kind and not (kind == "normalisation" and leaf.is_weight)


def _of_normalisations(found: Sorted) -> list[Leaf]:
    """Return scales and shifts beside a running mean, which are called weight and bias."""
    stems = {
        tuple(word for word in leaf.name.words if word not in WORDS)
        for leaf in found.passed.get(NORMALISATION, [])
    }
    return [x for x in found.leaves if not x.may_be_weight and x.name.words in stems]


def _is_candidate(leaf: Leaf) -> bool:
    return leaf.may_be_weight or leaf.is_vector
