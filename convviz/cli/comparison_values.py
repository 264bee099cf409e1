"""What a comparison of two parameters files says, as values for JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.checkpoints.comparing import FLIP_KINDS, class_name
from engine.training import TRIAL_SPLIT

if TYPE_CHECKING:
    from engine.checkpoints import Params
    from engine.checkpoints.comparing import Comparison, Flips, Pair
    from engine.data import Dataset

MOST_FILTERS = 1 << 14
"""Whose changes are written one by one."""


def comparison_values(both: tuple[Params, Params], found: Comparison) -> dict[str, Any]:
    """Return what is known of two files, array by array."""
    alignment = found.alignment
    return {
        "a": {"file": both[0].path, "sha256": both[0].sha256},
        "b": {"file": both[1].path, "sha256": both[1].sha256},
        "equal": found.is_equal,
        "relative": found.relative,
        "arrays": [_pair_as_json(pair) for pair in found.pairs],
        "only_a": [item.place for item in found.only_a],
        "only_b": [item.place for item in found.only_b],
        "matched_filters": None
        if alignment is None
        else {
            "reason": alignment.reason,
            "moved": alignment.moved,
            "cosine_before": alignment.before,
            "cosine_after": alignment.after,
            "places": {name: places.tolist() for name, places in alignment.places.items()},
        },
    }


def _pair_as_json(pair: Pair) -> dict[str, Any]:
    known = pair.difference
    figures = (
        {}
        if known is None
        else {
            "bit_equal": known.is_bit_equal,
            "count": known.count,
            "changed": known.changed,
            "largest": known.largest,
            "where": known.where,
            "mean": known.mean,
            "rms": known.rms,
            "relative": known.relative,
            "cosine": known.cosine,
            "not_finite": known.unusable,
            "by_filter": known.by_filter if len(known.by_filter) <= MOST_FILTERS else None,
        }
    )
    return {
        "name": pair.name,
        "place_a": pair.a.place,
        "place_b": pair.b.place,
        "shape_a": pair.a.array.shape,
        "shape_b": pair.b.array.shape,
        "equal": pair.is_equal,
        "note": pair.words,
        **figures,
    }


def flip_values(found: Flips, dataset: Dataset) -> dict[str, Any]:
    """Return the predictions that differ, on a data set's validation images."""
    names = dataset.classes
    a, b = found.accuracies
    return {
        "dataset": dataset.name,
        "split": TRIAL_SPLIT,
        "samples": len(found.labels),
        "accuracy_a": a,
        "accuracy_b": b,
        "flipped": len(found.samples),
        **{kind: len(found.of_kind(kind)) for kind in FLIP_KINDS},
        "moves": [
            {"a": class_name(names, i), "b": class_name(names, j), "samples": count}
            for i, j, count in found.moves()
        ],
        "flips": [
            {
                "sample": sample,
                "truth": class_name(names, found.labels[sample]),
                "a": class_name(names, found.a[sample]),
                "b": class_name(names, found.b[sample]),
            }
            for sample in found.samples.tolist()
        ],
    }
