"""docs/articles.md and the tests of the articles name the same."""

from __future__ import annotations

import ast
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
DOCUMENT = HERE.parents[1] / "docs" / "articles.md"
NAME = re.compile(r"`(test_\w+)`")
CONTROLS = {
    "test_adam_without_a_fault_passes",
    "test_backward_pass_of_the_engine_and_ours_without_a_fault_are_right",
}
"""Tests that show no fault of an article."""


def names_of_tests(*patterns: str) -> set[str]:
    return {
        node.name
        for pattern in patterns
        for path in HERE.glob(pattern)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_test_that_the_document_names_exists():
    named = set(NAME.findall(DOCUMENT.read_text(encoding="utf-8")))
    assert named
    assert named - names_of_tests("test_*.py") == set()


def test_every_fault_that_is_tested_stands_in_the_document():
    tested = names_of_tests("test_article_*.py", "test_adam.py", "test_output_size.py")
    named = set(NAME.findall(DOCUMENT.read_text(encoding="utf-8")))
    assert tested - named == CONTROLS
