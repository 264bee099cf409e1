"""Commands as a person types them: another process, another folder, the real window."""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from engine.checkpoints import load_params, match_params
from engine.presets import load_preset

TIMEOUT_S = 240
PANELS = (
    "network operation-conv operation-dense operation-pool filters histograms samples "
    "predictions curves parameters comparing log"
)
WINDOWS = "window-before window-stepping window window-parameters"


def convviz(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, where there are no data sets and no display."""
    env = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    return subprocess.run(
        [sys.executable, "-m", "convviz", *map(str, arguments)],
        cwd=folder,
        env=env | {"CONVVIZ_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )


def size_of_png(path: Path) -> tuple[int, int]:
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", head[16:24])
    return width, height


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    """A short tour: its folder, and what it printed."""
    folder = tmp_path_factory.mktemp("tour")
    arguments = ("--out", "pictures", "--steps", 40, "--size", "1280x800", "--json")
    done = convviz(folder, "tour", *arguments)
    assert done.returncode == 0, done.stderr
    assert done.stderr == "convviz: loading\n"
    return folder / "pictures", json.loads(done.stdout)


def test_tour_leaves_a_picture_of_every_panel_in_both_themes(tour):
    folder, told = tour
    names = {
        f"{name}-{theme}.png"
        for name in (PANELS + " " + WINDOWS).split()
        for theme in ("dark", "light")
    }
    assert set(told["files"]) == names
    assert {path.name for path in folder.glob("*.png")} == names


def test_tour_takes_the_window_in_the_size_asked_for(tour):
    folder, told = tour
    assert told["window"] == [1280, 800]
    assert size_of_png(folder / "window-dark.png") == (1280, 800)


@pytest.mark.parametrize("name", (PANELS + " " + WINDOWS).split())
def test_themes_look_different(tour, name):
    folder, _ = tour
    dark, light = (folder / f"{name}-{theme}.png" for theme in ("dark", "light"))
    assert size_of_png(dark) == size_of_png(light)
    assert dark.read_bytes() != light.read_bytes()


def test_tour_trains_for_real(tour):
    _, told = tour
    assert told["dataset"] == "garments"
    assert told["steps"] >= 40
    assert len(told["losses"]) == told["steps"]
    assert told["last_loss"] < 0.7 * told["first_loss"]
    assert told["validation_accuracy"] > 0.5


def test_tour_leaves_parameters_that_fit(tour):
    folder, _ = tour
    params = load_params(folder / "params.pkl")
    assert match_params(params, load_preset("conv-net").assemble()).fits


def test_tour_leaves_what_it_tells(tour):
    folder, told = tour
    assert json.loads((folder / "tour.json").read_text("utf-8")) == told


def test_tour_into_a_place_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    done = convviz(tmp_path, "tour", "--out", "taken")
    assert done.returncode == 3
    assert done.stderr == "convviz: taken cannot be made a folder: File exists\n"


def test_tour_of_an_unknown_preset_is_refused_in_a_sentence(tmp_path):
    done = convviz(tmp_path, "tour", "--preset", "resnet")
    assert done.returncode == 3
    assert "preset: the name must be one of conv-net" in done.stderr
    assert "Traceback" not in done.stderr


def test_bench_of_the_window_measures_lateness_and_speed(tmp_path):
    done = convviz(tmp_path, "bench", "--gui", "--seconds", 0.4, "--json")
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    lateness, speed = figures["lateness_ms"], figures["samples_per_second"]
    assert 0 <= lateness["median"] <= lateness["p99"] <= lateness["max"]
    assert speed["share"] == pytest.approx(speed["window"] / speed["headless"])
    assert min(speed.values()) > 0
    assert "NetworkPanel" in figures["panels"]
