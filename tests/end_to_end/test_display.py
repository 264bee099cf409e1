"""The program on a real X server, with a real mouse and keyboard."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine.checkpoints import load_params, match_params
from engine.presets import load_preset

pytestmark = [
    pytest.mark.display,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs an X server"),
]
TIMEOUT_S = 120
LOOK_INTERVAL_S = 0.2
RUN_BUTTON = ("40", "47")


@pytest.fixture
def screen() -> Iterator[str]:
    """A display of its own; skips where it cannot be had."""
    for program in ("Xvfb", "xdotool"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, which is not installed")
    try:
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError as e:
        pytest.skip(f"Qt cannot use an X server here: {e}")
    number, told = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(told),
        "-screen",
        "0",
        "1440x900x24",
        "-nolisten",
        "tcp",
    ]
    with subprocess.Popen(command, pass_fds=[told], stderr=subprocess.DEVNULL) as server:
        os.close(told)
        with os.fdopen(number) as lines:
            yield f":{lines.readline().strip()}"
        server.terminate()


@pytest.fixture
def home(tmp_path: Path, screen: str) -> dict[str, str]:
    """The environment of somebody at that display who starts convviz for the first time."""
    folders = ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")
    left_out = {"WAYLAND_DISPLAY", "QT_QPA_PLATFORM", *folders}
    env = {name: value for name, value in os.environ.items() if name not in left_out}
    mine = {"HOME": str(tmp_path), "DISPLAY": screen, "CONVVIZ_DATA_DIR": str(tmp_path)}
    return env | mine | {name: str(tmp_path / name) for name in folders}


@pytest.fixture
def xdotool(home: dict[str, str]) -> Callable[..., str]:
    """`xdotool("key", "F5")`; returns what it prints."""

    def run(*arguments: str) -> str:
        command = ["xdotool", *arguments]
        return subprocess.run(
            command, env=home, check=True, capture_output=True, text=True, timeout=TIMEOUT_S
        ).stdout.strip()

    return run


def test_a_click_trains_and_a_key_quits(home: dict[str, str], xdotool: Callable[..., str]):
    saved = Path(home["XDG_DATA_HOME"]) / "convviz" / "params.pkl"
    command = [sys.executable, "-m", "convviz", "--seed", "0"]
    with subprocess.Popen(command, env=home, stderr=subprocess.PIPE, text=True) as app:
        try:
            title = "conv-net on garments"
            window = xdotool("search", "--sync", "--onlyvisible", "--name", title)
            xdotool("mousemove", "--window", window, *RUN_BUTTON, "click", "1")
            end = time.monotonic() + TIMEOUT_S
            while not saved.exists():  # written after the first epoch
                assert time.monotonic() < end, "the click did not start the training"
                with pytest.raises(subprocess.TimeoutExpired):
                    app.wait(LOOK_INTERVAL_S)
            xdotool("windowfocus", "--sync", window, "key", "ctrl+q")
            _, err = app.communicate(timeout=TIMEOUT_S)
        finally:
            app.kill()
    assert (app.returncode, err) == (0, "")
    assert match_params(load_params(saved), load_preset("conv-net").assemble()).fits
