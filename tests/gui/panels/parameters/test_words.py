from __future__ import annotations

import numpy as np
import pytest

from convviz.panels.parameters.describe import format_statistic, shape_text, value_text
from convviz.panels.parameters.tree_rows import Row
from convviz.panels.parameters.words import history_text, meaning_title, size_text
from engine.checkpoints import Node, Reading, read_layers


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1_000, "1.0 kB"),
        (941_893, "942 kB"),
        (12_345_678, "12.3 MB"),
        (2_000_000_000, "2.0 GB"),
    ],
)
def test_sizes_are_written_as_files_have_them(size: int, text: str) -> None:
    assert size_text(size) == text


@pytest.mark.parametrize(
    ("history", "text"),
    [
        ([2.3, 1.0, 0.5], "falls from 2.30 to 0.50: read as the loss of every batch"),
        ([0.1, 0.9], "does not fall, from 0.10 to 0.90: read as a history all the same"),
        (
            [np.nan, 2.0, 1.0, np.inf],
            "falls from 2.00 to 1.00: read as the loss of every batch",
        ),
        ([np.nan, np.nan], "holds no finite number"),
    ],
)
def test_a_history_is_put_into_words(history: list[float], text: str) -> None:
    assert history_text(np.array(history)) == text


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0.0, "0"),
        (-0.12345, "−0.1235"),
        (0.00001, "1.00×10⁻⁵"),
        (-3.2e8, "−3.20×10⁸"),
        (12.0, "12.0000"),
    ],
)
def test_statistics_have_four_decimals_or_a_power_of_ten(x: float, text: str) -> None:
    assert format_statistic(x) == text


def reading(*arrays: np.ndarray) -> Reading:
    nodes = tuple(Node("array", array=array) for array in arrays)
    return read_layers(Node("list", items=nodes))


def test_networks_are_told_by_their_first_and_last_layer() -> None:
    kernel, dense, out = np.ones((2, 1, 3, 3)), np.ones((3, 8)), np.ones(3)
    conv = meaning_title(reading(kernel, dense, np.ones(2), out))
    assert conv == "A convolutional network for 3 classes, 47 parameters."
    assert meaning_title(reading(dense, out)) == "A dense network for 3 classes, 27 parameters."
    assert meaning_title(reading(np.ones((2, 64)))) == "A dense network, 128 parameters."
    one = meaning_title(reading(dense))
    assert one == "One matrix, 3×8, which may or may not be weights."
    assert meaning_title(reading()) == "No weights of a network were recognised."


@pytest.mark.parametrize(
    ("node", "text"),
    [
        (Node("text", value="<b>\n"), "“<b>\\n”"),
        (Node("bytes", value=memoryview(b"a\0")), "b'a\\\\x00'"),
        (Node("number", value=10**150), "1" + "0" * 58 + "…"),
        (Node("boolean", value=True), "True"),
        (Node("none"), "None"),
        (Node("list"), ""),
    ],
)
def test_plain_values_are_shown_as_text(node: Node, text: str) -> None:
    assert value_text(node).replace("\\\\", "\\") == text.replace("\\\\", "\\")


def test_rows_are_made_by_the_page() -> None:
    row = Row(Node("list", items=tuple(range(450))), "top")
    counts = []
    while not row.is_complete:
        row.make_more()
        counts.append(len(row.children))
    assert counts == [200, 400, 450]
    assert (row.children[449].label, row.children[449].place) == ("[449]", "[449]")


def test_shapes_are_written_as_they_are_spoken() -> None:
    assert shape_text((8, 1, 5, 5)) == "8×1×5×5"
    assert shape_text(()) == "single"
