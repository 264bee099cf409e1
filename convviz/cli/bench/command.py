"""`convviz bench`: what is measured, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset
from convviz.cli.bench.accuracy import measure_accuracy, share
from convviz.cli.bench.evaluation import measure_evaluation
from convviz.cli.bench.memory import measure_memory
from convviz.cli.bench.scaling import measure_scaling
from convviz.cli.bench.speed import BATCH_SIZES, THREADS, measure_speed
from convviz.cli.exit_codes import Exit
from convviz.cli.machine import machine
from convviz.cli.numbers import natural_int, positive_float, positive_int
from engine.presets import DEFAULT_PRESET, preset_names
from engine.training.workers import available_cores

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console

PRESETS = ("conv-net", "numpy-cnn", "two-layer")
"""Whose training is measured where nobody names one."""

SECONDS = 4.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is measured, and for how long."""
    _add_kinds(parser)
    names = ", ".join(preset_names())
    parser.add_argument(
        "--preset",
        action="append",
        metavar="NAME",
        help=f"{names}, or a .toml file; may be given more than once "
        f"(default: {', '.join(PRESETS)}; {DEFAULT_PRESET} for what is not speed)",
    )
    add_dataset(parser)
    parser.add_argument(
        "--batch-size",
        type=positive_int,
        metavar="N",
        help=f"(default: {' and '.join(map(str, BATCH_SIZES))})",
    )
    parser.add_argument(
        "--threads",
        type=positive_int,
        metavar="N",
        help=f"(default: {' and '.join(map(str, THREADS))}, or one per core)",
    )
    parser.add_argument(
        "--seconds",
        type=positive_float,
        default=SECONDS,
        metavar="X",
        help=f"for each measurement (default: {SECONDS:g})",
    )
    parser.add_argument(
        "--seed",
        type=natural_int,
        default=0,
        metavar="N",
        help="of the training of --to-accuracy (default: 0)",
    )
    parser.add_argument(
        "--torch-adam",
        choices=("default", "foreach", "fused", "none"),
        default="default",
        metavar="KIND",
        help="which Adam of PyTorch to compare with: default, foreach or fused; "
        "none leaves PyTorch out (default: default)",
    )
    parser.add_argument(
        "--markdown", action="store_true", help="the table of --scaling in Markdown"
    )


def _add_kinds(parser: argparse.ArgumentParser) -> None:
    """Add what may be measured in the place of the speed of training."""
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument(
        "--gui",
        action="store_true",
        help="train in the open window: how late its events are, how much speed it costs",
    )
    kinds.add_argument(
        "--evaluation", action="store_true", help="how long 10 000 images take to evaluate"
    )
    kinds.add_argument(
        "--memory", action="store_true", help="how much memory an epoch of training needs"
    )
    kinds.add_argument(
        "--to-accuracy",
        type=share,
        metavar="A",
        help="how long the preset, as it is, takes to that test accuracy",
    )
    kinds.add_argument(
        "--scaling",
        action="store_true",
        help="how the cost grows with channels, filter size, image side and batch",
    )


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
    console.result({"machine": about, **_figures(options, console)})
    return Exit.DONE


def _figures(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Measure what was asked for."""
    if options.scaling:
        return measure_scaling(options, options.threads or available_cores(), console)
    one_preset = options.preset or (DEFAULT_PRESET,)
    if options.gui:
        return _window(one_preset[0], options, console)
    if options.evaluation:
        all_threads = (options.threads,) if options.threads else THREADS
        return measure_evaluation(one_preset, all_threads, options, console)
    if options.memory:
        return measure_memory(one_preset, options, console)
    if options.to_accuracy:
        return measure_accuracy(one_preset, options, console)
    return measure_speed(options.preset or PRESETS, options, console)


def _window(preset: str, options: argparse.Namespace, console: Console) -> dict[str, Any]:
    # The engine is measured where there is no Qt, too.
    from convviz.cli.bench.window import measure_window  # noqa: PLC0415

    figures = measure_window(
        preset, options.dataset, options.data_dir, options.seconds, console
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
