from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.checkpoints.comparing import (
    Alignment,
    Side,
    alignment_sentence,
    compare,
    flips,
    flips_sentence,
    verdict,
)

MakeSide = Callable[..., Side]
ONES, ZEROS = np.ones(2), np.zeros(2)


def write(x: float) -> str:
    return f"{x:.2f}"


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ({"x": ONES}, {"x": ONES}, "1 array is the same, bit for bit."),
        ({"x": ONES}, {"x": ONES.astype("f4")}, "1 array is the same, number by number."),
        (
            {"x": ONES, "y": ONES},
            {"x": ONES, "y": ONES + 1},
            "1 of 2 arrays differs; the change is 0.71 of the norm of A.",
        ),
        (
            {"x": ONES},
            {"x": ONES, "y": ONES},
            "1 array of both is the same, bit for bit; 1 array is only in B.",
        ),
        (
            {"x": ONES, "y": ONES, "z": ONES},
            {"x": np.full(3, 2)},
            "1 of 1 array differs; 2 arrays are only in A.",
        ),
        (
            {"x": ONES},
            {"y": ONES},
            "The two have no array in common; 1 array is only in A; 1 array is only in B.",
        ),
        ({"x": ONES}, {"x": np.ones(3)}, "1 of 1 array differs."),
        ({"x": ZEROS}, {"x": ONES}, "1 of 1 array differs; the norm of A is 0."),
    ],
)
def test_the_verdict_counts_what_differs_and_what_one_has_alone(
    side_of: MakeSide, a: dict[str, np.ndarray], b: dict[str, np.ndarray], expected: str
) -> None:
    assert verdict(compare(side_of(**a), side_of(**b)), write) == expected


def test_an_alignment_says_what_moved_or_why_not() -> None:
    found = Alignment({"conv1": np.array([1, 0, 2])}, before=0.5, after=1.0)
    said = (
        "2 of 3 filters of B moved to where they are most like those of A: cosine 0.50 → 1.00."
    )
    assert alignment_sentence(found, write) == said
    assert alignment_sentence(Alignment(reason="Because."), write) == "Because."


def test_flips_say_what_they_do_to_the_accuracy() -> None:
    found = flips(np.array([0, 1, 1, 0]), np.array([0, 1, 0, 0]), np.array([0, 1, 0, 1]))
    assert flips_sentence(found, write) == "1 of 4 predictions differs, 0.50 → 0.75 right"
