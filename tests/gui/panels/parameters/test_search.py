from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.parameters import search
from convviz.panels.parameters.search import Query, find
from engine.checkpoints import LoadCancelled, Node, read_layers


def leaf(*shape: int, dtype: str = "f4", fill: float = 0.5) -> Node:
    return Node("array", array=np.full(shape, fill, dtype))


def of_dict(**items: object) -> Node:
    return Node("dict", keys=tuple(items), items=tuple(items.values()))


TREE = Node(
    "list",
    items=(
        Node("list", items=(leaf(8, 1, 5, 5), leaf(10, 8), leaf(8, 1), leaf(10, 1))),
        of_dict(
            Epochs=3,
            odd=leaf(3, fill=np.nan),
            far=leaf(2, dtype="f8", fill=np.inf),
            conv1_count=leaf(4, dtype="i8"),
        ),
        Node("tuple", items=tuple(range(1000))),
    ),
)
READING = read_layers(TREE)


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("conv1.w", [(0, 0)]),
        ("CONV1", [(0, 0), (0, 2), (1, 3)]),
        ("8x1", [(0, 0), (0, 2)]),
        ("8×1", [(0, 0), (0, 2)]),
        ("1x5x5", [(0, 0)]),
        ("5x5x8", []),
        ("float64", [(1, 2)]),
        ("int", [(1, 3)]),
        ("float32 8x1", [(0, 0), (0, 2)]),
        ("nan", [(1, 1)]),
        ("inf", [(1, 2)]),
        ("-inf", []),
        ("epochs", [(1, 0)]),
        ("[1].far", [(1, 2)]),
        ("dict", [(1,)]),
        ("nothing", []),
    ],
)
def test_words_find_names_meanings_shapes_and_kinds(
    text: str, hits: list[tuple[int, ...]]
) -> None:
    found = find(TREE, READING, Query.of(text))
    assert found.hits == hits
    assert found.count == len(hits)
    assert found.is_whole


COST = Node("list", items=tuple(2.3 * 0.99**i for i in range(300)))


@pytest.mark.parametrize(
    ("tree", "text", "hits"),
    [
        (Node("list", items=(leaf(4, 3), COST)), "a history", [(1,)]),
        (Node("list", items=(leaf(4, 3), COST)), "list history", [(1,)]),
        (of_dict(**{"dense1.w": leaf(4, 3), "dense1.b": leaf(4)}), "weights", [(0,)]),
        (of_dict(**{"dense1.w": leaf(4, 3), "dense1.b": leaf(4)}), "dense1.w", [(0,)]),
    ],
)
def test_what_is_said_of_a_thing_finds_it(
    tree: Node, text: str, hits: list[tuple[int, ...]]
) -> None:
    assert find(tree, read_layers(tree), Query.of(text)).hits == hits


def test_the_tree_of_what_was_found_has_its_ancestors_only() -> None:
    top = find(TREE, READING, Query.of("conv1")).top
    assert top.numbers == [0, 1]
    assert top.below[0].numbers == [0, 2]
    assert top.below[1].numbers == [3]


def test_a_container_that_was_found_is_shown_whole() -> None:
    tree = of_dict(block=of_dict(block_w=leaf(2, 2), b=leaf(2)), other=leaf(1))
    found = find(tree, read_layers(tree), Query.of("block"))
    assert found.hits == [(0,), (0, 0)]
    assert found.top.numbers == [0]
    assert found.top.below == {}


def test_an_array_that_is_all_of_a_file_is_found() -> None:
    tree = leaf(3, 4)
    assert find(tree, read_layers(tree), Query.of("3x4")).hits == [()]


def test_more_than_can_be_shown_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MOST_HITS", 10)
    tree = Node("dict", keys=tuple(f"k{i}" for i in range(30)), items=tuple(range(30)))
    found = find(tree, read_layers(tree), Query.of("k"))
    assert (found.count, len(found.hits)) == (30, 10)


def test_what_is_shared_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_MOST_SEEN", 1000)
    node = of_dict(a=leaf(1), b=leaf(1))
    for _ in range(40):
        node = of_dict(a=node, b=node)
    assert not find(node, read_layers(TREE), Query.of("zzz")).is_whole


def test_long_work_can_be_stopped() -> None:
    tree = Node("dict", keys=tuple(f"k{i}" for i in range(3000)), items=tuple(range(3000)))
    with pytest.raises(LoadCancelled, match="The search was cancelled"):
        find(tree, read_layers(tree), Query.of("k"), go_on=lambda: False)
