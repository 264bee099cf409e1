from __future__ import annotations

from pathlib import Path

import pytest
from PyQt6.QtCore import QByteArray, QSettings

from convviz.settings import MAX_RECENT_FILES, WindowSettings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "convviz.ini"


def make(path: Path) -> WindowSettings:
    return WindowSettings(QSettings(str(path), QSettings.Format.IniFormat))


def test_a_theme_is_remembered(path: Path) -> None:
    make(path).theme = "light"
    assert make(path).theme == "light"


@pytest.mark.parametrize(
    "text", ["[General]\ntheme=pink", "\0\0garbage", "window/layout=@Bad("]
)
def test_a_damaged_file_gives_the_defaults(path: Path, text: str) -> None:
    path.write_text(text)
    settings = make(path)
    assert settings.theme == "system"
    assert settings.layout is None
    assert settings.recent_files == []


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("5", 5.0), ("0", 0.0), ("0.5", 0.5), ("-1", 2.0), ("often", 2.0), ("nan", 2.0)],
)
def test_how_often_a_training_is_kept_may_be_set(path: Path, text: str, minutes: float) -> None:
    assert make(path).autosave_minutes == 2.0
    path.write_text(f"[General]\nautosave_minutes={text}\n")
    assert make(path).autosave_minutes == minutes


def test_a_layout_of_another_version_is_not_used(path: Path) -> None:
    settings = make(path)
    settings.layout = QByteArray(b"docks")
    assert settings.layout == QByteArray(b"docks")
    QSettings(str(path), QSettings.Format.IniFormat).setValue("window/layout_version", 99)
    assert make(path).layout is None


def test_recent_files_are_newest_first_and_only_those_that_exist(
    path: Path, tmp_path: Path
) -> None:
    settings = make(path)
    files = [tmp_path / f"{i}.pkl" for i in range(MAX_RECENT_FILES + 3)]
    for file in files:
        file.touch()
        settings.add_recent_file(file)
    settings.add_recent_file(files[5])
    files[-1].unlink()
    recent = settings.recent_files
    assert recent[0] == files[5]
    assert files[-1] not in recent
    assert len(recent) <= MAX_RECENT_FILES
