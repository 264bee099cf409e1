"""Nothing that is kept knows the machine it was written on."""

from __future__ import annotations

import re

import pytest

HOMES = "|".join(("home", "Users", "root", "work"))
PATHS = re.compile(rf"(?<![\w.~/-])/(?:{HOMES})/[\w.-]+|\b[A-Za-z]:\\+Users\\")


def test_no_file_names_a_path_of_a_machine(repository, tracked_files):
    found = []
    for path in tracked_files:
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture or a font
        name = path.relative_to(repository).as_posix()
        found += [f"{name}: {match.group()}" for match in PATHS.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("open('" + "/" + "home/ada/x')", True),
        ("C:" + "\\Users\\ada", True),
        ("docs/" + "home/page", False),
        ("https://example.org/" + "work/x", False),
    ],
)
def test_the_check_tells_paths_from_other_text(text, is_path):
    assert bool(PATHS.search(text)) is is_path
