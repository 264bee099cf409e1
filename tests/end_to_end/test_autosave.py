"""The real window, killed while it trains; the next one offers to go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TIMEOUT_S = 240
WINDOW = """
import sys
from pathlib import Path

from PyQt6.QtCore import QTimer

from convviz import app
from convviz.main_window import MainWindow

word, folder = sys.argv[1], Path(sys.argv[2])


class Watched(MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self._looking = QTimer(self)
        self._looking.timeout.connect(self._look)
        self._looking.start(50)
        self._fails = word == "fail"

    def _look(self):
        session, notice = self.session, self.message_bar.notice
        if word == "offer" and notice and "Continue" in dict(notice.actions):
            print(notice.text, notice.detail, flush=True)
            self.close()
        if word == "offer" or session.run_info is None:
            return
        if not session.state.is_moving:
            session.run()
        if self._fails and len(session.history) > 3:
            self._fails = False
            raise ValueError("on purpose")
        if any(folder.glob("run-*")):
            print("kept", flush=True)


app.MainWindow = Watched
sys.exit(app.run_app(preset="conv-net", dataset="garments"))
"""

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the folders of a person are set by XDG variables"
)


@pytest.fixture
def start(tmp_path: Path):
    """Return a function that opens a window of a person who has only these folders."""

    def open_window(word: str, minutes: float) -> subprocess.Popen[str]:
        config = tmp_path / "config" / "convviz"
        config.mkdir(parents=True, exist_ok=True)
        (config / "convviz.conf").write_text(f"[General]\nautosave_minutes={minutes}\n")
        env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
        env |= {"QT_QPA_PLATFORM": "offscreen", "CONVVIZ_DATA_DIR": str(tmp_path)}
        for kind in ("data", "config", "state", "cache"):
            env[f"XDG_{kind.upper()}_HOME"] = str(tmp_path / kind)
        folder = tmp_path / "data" / "convviz" / "autosave"
        return subprocess.Popen(
            [sys.executable, "-c", WINDOW, word, str(folder)],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    return open_window


@pytest.mark.slow
@pytest.mark.parametrize(
    ("word", "minutes"),
    [("train", 0.005), ("fail", 600)],
    ids=["by itself", "at an exception"],
)
def test_a_killed_window_is_offered_by_the_next(start, word, minutes):
    with start(word, minutes) as first:
        assert first.stdout.readline() == "kept\n"
        first.kill()
    assert offer_of(start("offer", minutes)).startswith(
        "conv-net on Garments ended unexpectedly. Go on with it? It was last kept at epoch 1, "
    )


@pytest.mark.slow
def test_a_window_that_the_system_ends_leaves_its_training(start):
    with start("train", 0.005) as first:
        assert first.stdout.readline() == "kept\n"
        first.terminate()
        first.communicate(timeout=TIMEOUT_S)
    assert first.returncode == 0
    assert offer_of(start("offer", 600)).startswith("Go on with conv-net on Garments?")


def offer_of(window: subprocess.Popen[str]) -> str:
    """Return what a window offers, when it has ended well."""
    with window:
        said, _ = window.communicate(timeout=TIMEOUT_S)
    assert window.returncode == 0
    assert said.endswith(" just now.\n")
    return said
