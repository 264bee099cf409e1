"""Every layer, optimizer and panel has its tests, where one looks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
TESTS = REPOSITORY / "tests"

NO_SUBJECT = {"__init__", "base", "text", "windows", "panel", "saving", "untrained"}
"""Modules beside the subjects, tested through them."""

TOGETHER = {
    "engine/layers/relu.py": ("test_small_layers.py", "ReLU"),
    "engine/layers/flatten.py": ("test_small_layers.py", "Flatten"),
    "engine/layers/dense.py": ("test_small_layers.py", "Dense"),
    "engine/layers/softmax.py": ("test_small_layers.py", "Softmax"),
    "engine/layers/sigmoid.py": ("test_activations.py", "Sigmoid"),
    "engine/layers/tanh.py": ("test_activations.py", "Tanh"),
    "engine/layers/leaky_relu.py": ("test_activations.py", "LeakyReLU"),
    "engine/optimizers/sgd.py": ("test_optimizers.py", "SGD"),
    "engine/optimizers/momentum.py": ("test_optimizers.py", "Momentum"),
    "engine/optimizers/adam.py": ("test_optimizers.py", "Adam"),
}
"""Small subjects that share a file of tests: which, and what it must be about."""


def subjects(room: str) -> list[Path]:
    """Return the modules and packages of a room, but for those beside the subjects."""
    entries = sorted((REPOSITORY / room).iterdir())
    return [
        path
        for path in entries
        if path.stem not in NO_SUBJECT
        and (path.suffix == ".py" or (path / "__init__.py").is_file())
    ]


def mirrored(path: Path, tests: Path) -> bool:
    """Return whether `tests` has a file, or a folder with files, of the subject's name."""
    return (tests / f"test_{path.stem}.py").is_file() or any(
        (tests / path.stem).glob("test_*.py")
    )


def cases(room: str):
    for path in subjects(room):
        yield path.relative_to(REPOSITORY).as_posix()


@pytest.mark.parametrize("name", [*cases("engine/layers"), *cases("engine/optimizers")])
def test_part_of_the_engine_is_tested(name):
    path = REPOSITORY / name
    folder = TESTS / "unit" / path.parent.relative_to(REPOSITORY)
    if name in TOGETHER:
        file, subject = TOGETHER[name]
        assert subject in (folder / file).read_text(encoding="utf-8")
    else:
        assert mirrored(path, folder)


@pytest.mark.parametrize("name", list(cases("convviz/panels")))
def test_panel_is_tested(name):
    assert mirrored(REPOSITORY / name, TESTS / "gui" / "panels")


def test_no_shared_file_is_named_for_a_subject_that_is_gone():
    assert [name for name in TOGETHER if not (REPOSITORY / name).is_file()] == []
