from __future__ import annotations

import numpy as np
import pytest

from engine.checkpoints import Node
from engine.checkpoints.params import arrays_in
from engine.checkpoints.wording import counted, quoted, shortened

ARRAY = np.ones((2, 3), np.float32)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "number"),
        (1.5, "number"),
        (1j, "number"),
        (np.float32(1), "number"),
        (True, "boolean"),
        (np.True_, "boolean"),
        ("a", "text"),
        (memoryview(b"a"), "bytes"),
        (None, "none"),
    ],
)
def test_plain_values_become_nodes_when_asked_for(value: object, kind: str) -> None:
    node = Node("list", items=(value,)).child(0)
    assert node.kind == kind
    assert node.describe() == kind
    assert not node.is_container


def test_containers_and_arrays_say_what_they_are() -> None:
    array = Node("array", array=ARRAY)
    assert array.describe() == "2×3 float32"
    assert Node("array", array=np.array(1.0)).describe() == "single float64"
    assert Node("tuple", items=(1,) * 1234).describe() == "tuple of 1\u202f234"


def test_entries_have_the_labels_of_the_file() -> None:
    node = Node("dict", keys=("a", "b"), items=(1, Node("list", items=(ARRAY,))))
    assert [node.label(i) for i in range(len(node))] == ["a", "b"]
    assert node.get("a").value == 1
    assert node.get("c") is None
    assert Node("list", items=(1, 2)).label(1) == "[1]"


def test_arrays_are_found_by_their_places() -> None:
    array = Node("array", array=ARRAY)
    inner = Node("dict", keys=("W",), items=(array,))
    tree = Node("list", items=(inner, 1.0, Node("tuple", items=(array, None))))
    assert [place for place, _ in arrays_in(tree)] == ["[0].W", "[2][0]"]
    assert [place for place, _ in arrays_in(inner)] == ["W"]
    assert [place for place, _ in arrays_in(array)] == ["array"]
    assert [place for place, _ in arrays_in(tree, "x")] == ["x[0].W", "x[2][0]"]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("conv1", "conv1"),
        ("é ü 畳", "é ü 畳"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\u202eabc", "\\u202eabc"),
        ("\ud800", "\\ud800"),
        ("x" * 200, "x" * 99 + "…"),
        ("\0" * 50, "\\x00" * 24 + "\\x0…"),
    ],
)
def test_foreign_text_is_made_harmless(text: str, shown: str) -> None:
    assert quoted(text) == shown


def test_messages_are_cut_and_things_are_counted() -> None:
    assert len(shortened("x" * 5000)) == 2000
    assert shortened("short") == "short"
    assert (counted(1, "array"), counted(2, "array")) == ("1 array", "2 arrays")
