from __future__ import annotations

import socket
import sys

import pytest

from convviz.cli.display import missing_display

pytestmark = pytest.mark.skipif(
    sys.platform in {"win32", "darwin"}, reason="a display is never missing here"
)


@pytest.fixture(autouse=True)
def _no_display(monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_set_is_no_display():
    assert missing_display() == "No display (neither DISPLAY nor WAYLAND_DISPLAY is set)"


def test_x_server_that_does_not_answer_is_no_display(monkeypatch):
    pytest.importorskip("ctypes").CDLL("libxcb.so.1")
    monkeypatch.setenv("DISPLAY", ":4711")
    assert missing_display() == "No display (DISPLAY=:4711 does not answer)"


@pytest.mark.parametrize("platform", ["offscreen", "minimal:fontdir=x"])
def test_invisible_platform_is_no_display(monkeypatch, platform):
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    assert missing_display().startswith("No display (QT_QPA_PLATFORM is ")


def test_another_platform_of_qt_is_believed(monkeypatch):
    monkeypatch.setenv("QT_QPA_PLATFORM", "vnc")
    assert missing_display() == ""


def test_wayland_socket_is_a_display(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert missing_display() == "No display (WAYLAND_DISPLAY=wayland-0 does not answer)"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        assert missing_display() == ""
