"""`convviz tour`: real training through the real window, offscreen, with pictures."""

from __future__ import annotations

import argparse
import json
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from PyQt6.QtCore import QSize

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.exit_codes import Exit
from convviz.cli.numbers import natural_int, positive_int
from convviz.cli.outputs import require_folder
from convviz.cli.photographer import Photographer
from convviz.cli.stage import Stage
from convviz.session import Granularity, Request, RunState, Selection
from engine.layers import Conv2D, Dense, Pool2D
from engine.presets import DEFAULT_PRESET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.console import Console
    from convviz.session import Session
    from convviz.theming.tokens import ThemeName
    from engine.layers import AnyLayer

DEFAULT_SIZE = "1440x900"
DEFAULT_STEPS = 400
PATIENCE_S = 600.0
THEMES: tuple[ThemeName, ...] = ("dark", "light")
OTHER_PANELS = ("Filters", "Histograms", "Samples", "Predictions", "Curves", "Network")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the pictures go and what they show."""
    parser.add_argument(
        "--out", type=Path, default=Path("tour"), metavar="DIR", help="(default: tour)"
    )
    add_preset(parser, default=DEFAULT_PRESET, says=f"the network (default: {DEFAULT_PRESET})")
    add_dataset(parser)
    parser.add_argument("--seed", type=natural_int, default=0, metavar="N", help="(default: 0)")
    parser.add_argument(
        "--steps",
        type=positive_int,
        default=DEFAULT_STEPS,
        metavar="N",
        help=f"batches to learn from, or a few more (default: {DEFAULT_STEPS})",
    )
    parser.add_argument(
        "--size",
        type=window_size,
        default=window_size(DEFAULT_SIZE),
        metavar="WxH",
        help=f"of the window in pixels (default: {DEFAULT_SIZE})",
    )
    parser.add_argument(
        "--theme", choices=THEMES, metavar="NAME", help="dark or light (default: both)"
    )


def window_size(text: str) -> QSize:
    """Return ``"1280x800"`` as a size."""
    match = re.fullmatch(r"(\d{3,4})x(\d{3,4})", text)
    if match is None:
        raise argparse.ArgumentTypeError(f"must be like 1280x800, got {text}")
    return QSize(int(match[1]), int(match[2]))


def run(options: argparse.Namespace, console: Console) -> int:
    """Train, look at everything, leave the pictures and what was done."""
    require_folder(options.out)
    themes = tuple(name for name in THEMES if options.theme in {None, name})
    started = time.perf_counter()
    with Stage(options.size, theme=themes[0], data_dir=options.data_dir) as stage:
        console.note("convviz: loading")
        stage.begin(Request(options.preset, options.dataset, options.seed))
        photographer = Photographer(stage, options.out, themes, console)
        photographer.window("window-before")
        step_to_backward(stage)
        photographer.window("window-stepping")
        learn(stage, options.steps, console)
        take_panels(stage, photographer)
        save_and_open(stage, options.out / "params.pkl")
        photographer.window("window-parameters")
        photographer.panel("ParametersPanel", "parameters")
        compare_with_the_beginning(stage)
        photographer.panel("ParametersPanel", "comparing")
        photographer.panel("LogPanel", "log")
        summary = told(stage, photographer.files, time.perf_counter() - started)
    (options.out / "tour.json").write_text(json.dumps(summary, indent=2) + "\n", "utf-8")
    console.say(
        f"{summary['steps']} steps, loss {summary['first_loss']:.3f} → "
        f"{summary['last_loss']:.3f}, validation accuracy "
        f"{summary['validation_accuracy']:.3f}; {len(summary['files'])} files in {options.out}"
    )
    console.result(summary)
    return Exit.DONE


def step_to_backward(stage: Stage) -> None:
    """Step by operations through the first batch until half of the backward pass is done."""
    session = stage.session
    layers = session.run_info.network.layers if session.run_info else ()
    for count in range(len(layers) + 1 + len(layers) // 2):
        session.step(Granularity.OPERATION)
        stage.until(lambda: session.state is RunState.HELD, f"operation {count + 1}")
    stage.settle()


def learn(stage: Stage, steps: int, console: Console) -> None:
    """Train at full speed for `steps` batches or a few more, then validate."""
    session = stage.session
    with console.progress("training", steps, " batches") as bar:

        def learned() -> bool:
            bar.update(min(len(session.history), steps) - bar.n)
            return len(session.history) >= steps or session.state is RunState.FINISHED

        session.run()
        stage.until(learned, f"{steps} batches", PATIENCE_S)
    session.pause()
    stage.until(lambda: not session.state.is_moving, "a pause")
    done = len(session.history.evaluations)
    session.evaluate("validation")
    stage.until(
        lambda: (
            "validation" in session.predictions
            and session.predictions["validation"].step == session.history.steps[-1]
        ),
        f"evaluation {done + 1}",
    )
    stage.settle()


def save_and_open(stage: Stage, path: Path) -> None:
    """Write params.pkl as a person would, and open it again."""
    saved: list[Path] = []
    stage.session.files.save(path, saved.append)
    stage.until(lambda: bool(saved), "saved parameters")
    stage.session.files.open(path)
    stage.until(lambda: stage.session.files.opened is not None, "opened parameters")
    stage.until(lambda: stage.session.trials.trials.is_over, "networks tried on images")
    stage.settle()


def compare_with_the_beginning(stage: Stage) -> None:
    """Compare the first values of the run with those of the file that was opened."""
    comparing = stage.session.comparing

    def is_new(before: object) -> bool:
        now = comparing.compared
        return now is not None and now is not before and not now.is_predicting

    comparing.with_first_values()
    stage.until(lambda: is_new(None), "a comparison")
    last = comparing.compared
    comparing.swap()  # so that time goes from A to B
    stage.until(lambda: is_new(last), "the same the other way round")
    stage.settle()


def take_panels(stage: Stage, photographer: Photographer) -> None:
    """Take the window and each panel; OPERATION once for every kind of layer."""
    for kind, selection in cells_to_explain(stage.session):
        stage.session.select(selection)
        photographer.panel("OperationPanel", f"operation-{kind}")
        if kind == "pool":
            photographer.window("window")
    for name in OTHER_PANELS:
        photographer.panel(f"{name}Panel", name.lower())


def cells_to_explain(session: Session) -> Iterator[tuple[str, Selection]]:
    """Yield for the last layer of each kind the cell with the highest value."""
    assert session.frame is not None
    kinds: tuple[tuple[str, type[AnyLayer]], ...] = (
        ("conv", Conv2D),
        ("dense", Dense),
        ("pool", Pool2D),
    )
    for kind, wanted in kinds:
        layers = [layer for layer in session.frame.network.layers if isinstance(layer, wanted)]
        if layers:
            name = layers[-1].name
            values = session.frame.trace.activations[name]
            index = np.unravel_index(int(values.argmax()), values.shape)
            yield kind, Selection(name, tuple(int(i) for i in index))


def told(stage: Stage, files: list[str], seconds: float) -> dict[str, Any]:
    """Return what was done, for tour.json."""
    session, size = stage.session, stage.window.size()
    assert session.run_info is not None
    assert session.settings is not None
    history, settings = session.history, session.settings
    losses = history.losses
    return {
        "preset": session.run_info.preset.name,
        "dataset": session.run_info.dataset,
        "seed": session.run_info.seed,
        "batch_size": settings.batch_size,
        "learning_rate": settings.learning_rate,
        "optimizer": settings.optimizer,
        "steps": len(history),
        "first_loss": float(losses[0]),
        "last_loss": float(losses[-20:].mean()),
        "losses": [round(float(loss), 5) for loss in losses],
        "validation_accuracy": session.predictions["validation"].accuracy,
        "parameters": "params.pkl",
        "window": [size.width(), size.height()],
        "seconds": round(seconds, 1),
        "files": files,
    }
