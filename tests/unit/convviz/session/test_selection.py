from __future__ import annotations

import pytest

from convviz.session.selection import Selection

LEVELS = [
    (Selection("conv2", (4, 12, 8)), Selection("conv2", (4,))),
    (Selection("conv2", (4,)), Selection("conv2")),
    (Selection("dense1", (17,)), Selection("dense1")),
    (Selection("conv2"), Selection()),
    (Selection(), Selection()),
]


@pytest.mark.parametrize(("here", "above"), LEVELS)
def test_up_goes_exactly_one_level(here: Selection, above: Selection) -> None:
    assert here.up() == above


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection("conv2", (4, 12, 8)), "conv2[4, 12, 8]"),
        (Selection("dense1", (17,)), "dense1[17]"),
        (Selection("pool1"), "pool1"),
    ],
)
def test_a_selection_is_written_as_code(selection: Selection, words: str) -> None:
    assert str(selection) == words
