"""`convviz bench`: what is measured, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset
from convviz.cli.bench.speed import BATCH_SIZES, THREADS, measure_speed
from convviz.cli.exit_codes import Exit
from convviz.cli.machine import machine
from convviz.cli.numbers import positive_float, positive_int
from engine.presets import preset_names

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console

PRESETS = ("conv-net", "numpy-cnn", "two-layer")
SECONDS = 4.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is measured, and for how long."""
    parser.add_argument(
        "--gui",
        action="store_true",
        help="train in the open window: how late its events are, how much speed it costs",
    )
    names = ", ".join(preset_names())
    parser.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help=f"{names}, or a .toml file; may be given more than once "
        f"(default: {', '.join(PRESETS)})",
    )
    add_dataset(parser)
    _add_count(parser, "--batch-size", BATCH_SIZES)
    _add_count(parser, "--threads", THREADS)
    parser.add_argument(
        "--seconds",
        type=positive_float,
        default=SECONDS,
        metavar="X",
        help=f"for each measurement (default: {SECONDS:g})",
    )
    parser.add_argument(
        "--torch-adam",
        choices=("default", "foreach", "fused", "none"),
        default="default",
        metavar="KIND",
        help="which Adam of PyTorch to compare with: default, foreach or fused; "
        "none leaves PyTorch out (default: default)",
    )


def _add_count(parser: argparse.ArgumentParser, option: str, default: tuple[int, ...]) -> None:
    says = " and ".join(map(str, default))
    parser.add_argument(option, type=positive_int, metavar="N", help=f"(default: {says})")


def run(options: argparse.Namespace, console: Console) -> int:
    """Measure and report."""
    about = machine()
    console.say(
        f"{about['processor']}, {about['cores']} cores, Python {about['python']}, "
        f"NumPy {about['numpy']}, PyTorch {about['pytorch'] or 'not installed'}"
    )
    if about["core_type"]:
        console.say(
            f"{about['blas']}, kernels for {about['core_type']}, "
            f"chosen by {about['core_type_chosen_by']}"
        )
    options.preset = options.preset or PRESETS
    figures = _window(options, console) if options.gui else measure_speed(options, console)
    console.result({"machine": about, **figures})
    return Exit.DONE


def _window(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    # The engine is measured where there is no Qt, too.
    from convviz.cli.bench.window import measure_window  # noqa: PLC0415

    figures = measure_window(
        options.preset[0], options.dataset, options.data_dir, options.seconds, console
    )
    lateness, speed = figures["lateness_ms"], figures["samples_per_second"]
    console.say(
        f"{figures['preset']} on {figures['dataset']} in a window of {figures['size']} "
        f"({figures['platform']}), {figures['seconds']:.0f} s"
    )
    console.say(
        f"event loop lateness: median {lateness['median']:.1f} ms, "
        f"p99 {lateness['p99']:.1f} ms, max {lateness['max']:.1f} ms"
    )
    console.say(
        f"training: {speed['window']:,.0f} samples/s with the window, "
        f"{speed['headless']:,.0f} without: {speed['share']:.0%}"
    )
    return figures
