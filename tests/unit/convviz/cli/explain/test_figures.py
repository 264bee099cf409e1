from __future__ import annotations

import math

import pytest

from convviz.cli.explain.figures import WIDTH, bar, beside, grid, grids, number, table


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (0.0, 4, "0"),
        (-0.0, 4, "0"),
        (-0.0312512, 4, "−0.03125"),
        (1.234e-7, 3, "1.23e−7"),
        (-2.5e12, 2, "−2.5e12"),
        (1.0, 4, "1"),
        (math.nan, 4, "NaN"),
        (math.inf, 4, "∞"),
        (-math.inf, 4, "−∞"),
    ],
)
def test_number_has_significant_digits_and_a_real_minus(x, digits, text):
    assert number(x, digits) == text


def test_positive_number_may_carry_its_sign():
    assert number(0.5, 3, sign=True) == "+0.5"


def test_decimal_points_of_a_column_meet():
    lines = list(table(("name", "x"), [("a", "−1.25"), ("bb", "10.5"), ("c", "3")]))
    assert lines == ["name      x", "a     −1.25", "bb    10.5", "c      3"]


def test_bars_go_to_the_side_of_their_sign():
    assert bar(1.0, 1.0, 10) == " " * 10 + "|" + "+" * 10
    assert bar(-0.5, 1.0, 10) == " " * 5 + "-" * 5 + "|"
    assert bar(0.0, 0.0, 3) == bar(math.nan, 1.0, 3) == "   |"


def test_matrix_has_numbers_at_its_rows_and_columns():
    assert grid("x", [["1", "−2"], ["30", "4"]], (9, 10), (0, 1)) == [
        "x",
        "      0  1",
        " 9 |  1 −2",
        "10 | 30  4",
    ]


def test_matrix_too_wide_for_the_terminal_is_cut_into_columns():
    cells = [[f"{k:09}" for k in range(12)]]
    left, right = grids("x", cells, (3,), range(12))
    assert (left[0], right[0]) == ("x", "x, on the right")
    assert [line.split() for line in (left[1], right[1])] == [
        [str(k) for k in range(6)],
        [str(k) for k in range(6, 12)],
    ]
    assert (left[2] + right[2]).replace("3 |", "").split() == cells[0]
    assert max(map(len, left + right)) <= WIDTH


def test_blocks_stand_side_by_side_while_there_is_room():
    blocks = [[letter * 30, letter] for letter in "abc"]
    lines = list(beside(blocks))
    assert lines == ["a" * 30 + "   " + "b" * 30, "a" + " " * 32 + "b", "c" * 30, "c"]
    assert max(map(len, lines)) <= WIDTH
