"""`convviz [FILE]`: the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convviz.cli.display import missing_display
from convviz.cli.exit_codes import Exit
from convviz.cli.interrupt import interrupts_to
from convviz.cli.numbers import natural_int
from convviz.ending import end_at_once
from engine.errors import DataError

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the window's arguments."""
    parser.add_argument(
        "file", nargs="?", type=Path, metavar="FILE", help="a params.pkl to open"
    )
    parser.add_argument("--preset", metavar="NAME", help="the network to begin with")
    parser.add_argument("--dataset", metavar="NAME", help="the data set to begin with")
    parser.add_argument(
        "--data-dir", type=Path, metavar="DIR", help="where data sets are looked for"
    )
    parser.add_argument("--seed", type=natural_int, metavar="N", help="of the first network")
    parser.add_argument(
        "--theme",
        choices=("system", "light", "dark"),
        metavar="NAME",
        help="of the window: system, light or dark",
    )
    parser.add_argument(
        "--reset-settings", action="store_true", help="forget layout, theme and recent files"
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Open the window; return when it was closed."""
    problem = missing_display()
    if problem:
        console.complain(f"{problem}; convviz tour --out tour trains and draws without one")
        return Exit.REFUSED
    if options.file is not None and not options.file.is_file():
        console.complain(f"{options.file}: there is no such file")
        return Exit.REFUSED
    _require_known(options.preset, options.dataset)
    # The window hears of Ctrl-C itself, as soon as it is there.
    with interrupts_to(end_at_once):
        from convviz.app import run_app  # noqa: PLC0415 - --help and refusals answer without Qt

        return run_app(
            options.file,
            data_dir=options.data_dir,
            preset=options.preset,
            dataset=options.dataset,
            seed=options.seed,
            reset_settings=options.reset_settings,
            theme=options.theme,
        )


def _require_known(preset: str | None, dataset: str | None) -> None:
    """Refuse names that the window could not begin with.

    Raises
    ------
    EngineError
        If there is no such preset or data set.
    """
    # Not at the top: --help answers without NumPy.
    from engine.data import dataset_names  # noqa: PLC0415
    from engine.presets import load_preset  # noqa: PLC0415

    if preset is not None:
        load_preset(preset)
    if dataset is not None and dataset not in dataset_names():
        known = ", ".join(dataset_names())
        raise DataError(f"data set must be one of {known}, got {dataset!r}")
