from __future__ import annotations

import sys

import pytest

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux leaves these libraries to us"
)


@pytest.fixture
def person(packages, monkeypatch):
    """Somebody without the right to install; sudo would ask for a password."""
    monkeypatch.setattr(packages, "_prefix_for_root", lambda: None)


@pytest.fixture
def root(packages, monkeypatch):
    """Root, and the list of commands that root has run."""
    commands: list[list[str]] = []
    monkeypatch.setattr(packages, "_prefix_for_root", list)
    monkeypatch.setattr(packages, "_quiet", lambda command: commands.append(command) or "")
    return commands


def lacking(packages, monkeypatch, *libraries):
    monkeypatch.setattr(packages, "_loads", lambda library: library not in libraries)


def test_nothing_missing_needs_nothing(packages, person, tmp_path, capsys):
    packages.bring(tmp_path / "tried", for_tests=True)
    assert capsys.readouterr() == ("", "")


def test_missing_library_without_the_right_to_install_stops_with_the_command(
    packages, person, monkeypatch, tmp_path
):
    lacking(packages, monkeypatch, "libEGL.so.1")
    with pytest.raises(SystemExit, match=r"sudo apt-get install .* libegl1$"):
        packages.bring(tmp_path / "tried", for_tests=False)


def test_libraries_of_x11_are_required_only_where_there_is_an_x_display(packages, monkeypatch):
    lacking(packages, monkeypatch, "libxcb-cursor.so.0")
    assert packages.required_packages() == []
    monkeypatch.setenv("DISPLAY", ":0")
    assert packages.required_packages() == ["libxcb-cursor0"]


def test_any_font_will_do_but_none_will_not(packages, monkeypatch):
    monkeypatch.setattr(packages, "_font_names", lambda: {"Comic.ttf"})
    assert packages.required_packages() == []
    monkeypatch.setattr(packages, "_font_names", set)
    assert packages.required_packages() == ["fonts-dejavu-core"]


def test_root_gets_the_packages_without_questions(
    packages, root, monkeypatch, tmp_path, capsys
):
    lacking(packages, monkeypatch, "libEGL.so.1", "libxcb-cursor.so.0")
    packages.bring(tmp_path / "tried", for_tests=False)
    install = root[-1]
    assert install[-2:] == ["libegl1", "libxcb-cursor0"]
    assert {"DEBIAN_FRONTEND=noninteractive", "--yes"} <= set(install)
    said = capsys.readouterr().out
    assert said == "Installing system packages: libegl1 libxcb-cursor0\n"


def test_merely_useful_packages_are_tried_once(packages, root, monkeypatch, tmp_path):
    monkeypatch.setattr(packages, "_font_names", lambda: {"DejaVuSans.ttf"})
    packages.bring(tmp_path / "tried", for_tests=False)
    once = len(root)
    assert root[-1][-1] == "fonts-inter"
    packages.bring(tmp_path / "tried", for_tests=False)
    assert len(root) == once


def test_programs_of_the_display_test_are_brought_for_tests_only(packages, monkeypatch):
    monkeypatch.setattr(packages.shutil, "which", lambda program: None)
    assert packages.useful_packages(for_tests=False) == []
    assert packages.useful_packages(for_tests=True) == ["xvfb", "xdotool"]


def test_system_without_apt_is_told_what_is_missing(packages, monkeypatch, tmp_path):
    lacking(packages, monkeypatch, "libEGL.so.1")
    monkeypatch.setattr(packages.shutil, "which", lambda program: None)
    with pytest.raises(SystemExit, match=r"there is no apt-get here .*: libegl1$"):
        packages.bring(tmp_path / "tried", for_tests=False)
