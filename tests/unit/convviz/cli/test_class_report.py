from __future__ import annotations

import numpy as np

from convviz.cli.class_report import class_lines, confusion_lines, values_per_class

CONFUSION = np.array([[1200, 0, 0], [3, 0, 0], [0, 0, 0]])
"""Everything is taken for the first class; there is nothing of the last."""

CLASSES = ("shoe", "coat", "bag")


def test_line_of_a_class_shows_a_dash_for_what_is_not_known():
    assert list(class_lines(CONFUSION, CLASSES)) == [
        "  class  precision  recall     f1  samples",
        "  shoe       0.998   1.000  0.999    1,200",
        "  coat           –   0.000  0.000        3",
        "  bag            –       –      –        0",
    ]


def test_confusion_has_the_truth_in_rows_under_numbered_columns():
    assert list(confusion_lines(CONFUSION, CLASSES)) == [
        "  truth   taken for",
        "              0      1      2",
        "  0 shoe  1,200      0      0",
        "  1 coat      3      0      0",
        "  2 bag       0      0      0",
    ]


def test_confusion_that_no_terminal_has_room_for_is_left_to_programs():
    classes = tuple(f"class {k}" for k in range(21))
    (line,) = confusion_lines(np.zeros((21, 21), np.int64), classes)
    assert line == "  The confusion matrix of 21 classes is in the output of --json."


def test_values_carry_the_names_of_the_classes():
    values = values_per_class(CONFUSION, CLASSES)
    assert list(values) == list(CLASSES)
    assert values["coat"]["recall"] == 0
    assert values["shoe"]["samples"] == 1200
