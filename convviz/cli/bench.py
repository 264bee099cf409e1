"""`convviz bench`: how fast training is, alone and with the window open."""

from __future__ import annotations

import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.bench_engine import Case, Measurement, measure, sgemm_flops_per_second
from convviz.cli.datasets import load_for
from convviz.cli.exit_codes import Exit
from convviz.cli.numbers import positive_float, positive_int
from engine.presets import DEFAULT_PRESET, load_preset
from engine.training.workers import available_cores

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console

BATCH_SIZES = (32, 128)
THREADS = (1, 2)
SECONDS = 3.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is measured, and for how long."""
    parser.add_argument(
        "--gui",
        action="store_true",
        help="train in the open window: how late its events are, how much speed it costs",
    )
    add_preset(parser, default=DEFAULT_PRESET, says=f"the network (default: {DEFAULT_PRESET})")
    add_dataset(parser)
    parser.add_argument(
        "--batch-size", type=positive_int, metavar="N", help="(default: 32 and 128)"
    )
    parser.add_argument("--threads", type=positive_int, metavar="N", help="(default: 1 and 2)")
    parser.add_argument(
        "--seconds",
        type=positive_float,
        default=SECONDS,
        metavar="X",
        help=f"for each measurement (default: {SECONDS:g})",
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Measure and report."""
    machine = {
        "processor": _processor(),
        "cores": available_cores(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "numpy": np.__version__,
    }
    console.say(
        f"{machine['processor']}, {machine['cores']} cores, Python {machine['python']}, "
        f"NumPy {machine['numpy']}"
    )
    figures = _window(options, console) if options.gui else _engine(options, console)
    console.result({"machine": machine, **figures})
    return Exit.DONE


def _engine(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    preset = load_preset(options.preset)
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    all_threads = (options.threads,) if options.threads else THREADS
    batch_sizes = (options.batch_size,) if options.batch_size else BATCH_SIZES
    peaks = {threads: sgemm_flops_per_second(threads) for threads in all_threads}
    for threads, peak in peaks.items():
        on = f"{threads} thread" if threads == 1 else f"{threads} threads"
        console.say(f"matrix product of float32 on {on}: {peak / 1e9:.1f} GFLOP/s")
    console.say(f"\ntraining {preset.name} on {dataset.title}")
    console.say("batch  threads  µs/sample  samples/s  GFLOP/s  of the matrix product")
    rows = []
    for batch_size in batch_sizes:
        for threads in all_threads:
            case = Case(preset, dataset, batch_size, threads)
            measured = measure(case, options.seconds)
            rows.append(_row(case, measured, peaks[threads]))
            console.say(_line(rows[-1]))
    return {
        "preset": preset.name,
        "dataset": dataset.name,
        "matrix_product_gflops": {str(n): peak / 1e9 for n, peak in peaks.items()},
        "training": rows,
    }


def _row(case: Case, measured: Measurement, peak: float) -> dict[str, Any]:
    return {
        "batch_size": case.batch_size,
        "threads": case.threads,
        "microseconds_per_sample": measured.microseconds_per_sample,
        "samples_per_second": 1e6 / measured.microseconds_per_sample,
        "gflops": measured.flops_per_second / 1e9,
        "share_of_matrix_product": measured.flops_per_second / peak,
    }


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['batch_size']:5}  {row['threads']:7}  {row['microseconds_per_sample']:9.1f}  "
        f"{row['samples_per_second']:9,.0f}  {row['gflops']:7.1f}  "
        f"{row['share_of_matrix_product']:.0%}"
    )


def _window(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    # The engine is measured where there is no Qt, too.
    from convviz.cli.bench_window import measure_window  # noqa: PLC0415

    figures = measure_window(
        options.preset, options.dataset, options.data_dir, options.seconds, console
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


def _processor() -> str:
    """Return the processor's name as people know it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        lines = []
    names = [line.partition(":")[2] for line in lines if line.startswith("model name")]
    return names[0].strip() if names else platform.processor() or platform.machine()
