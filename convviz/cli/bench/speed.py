"""Training steps, by turns with PyTorch's where that is installed."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from convviz.cli.bench.case import Case
from convviz.cli.bench.errors import NoLoopsError, NoTwinError
from convviz.cli.bench.loop_training import measure_loops
from convviz.cli.bench.operations import sgemm_flops_per_second
from convviz.cli.bench.others import Others, others_in_words
from convviz.cli.bench.ours import OurTraining
from convviz.cli.bench.speed_rows import (
    HEADER,
    Measured,
    line_of,
    row_of,
    threads_in_words,
    words_on_loops,
)
from convviz.cli.bench.turns import TURNS, Side, Spread, alternate
from convviz.cli.datasets import load_for
from convviz.cli.machine import version_of
from engine.presets import load_preset

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from convviz.cli.bench.loop_training import LoopCost
    from convviz.cli.console import Console

BATCH_SIZES = (32, 128)
THREADS = (1, 2)


def measure(
    case: Case, seconds: float, tell: Callable[[], object], adam: str = "default"
) -> Measured:
    """Train `case` for `seconds`, and its twin as long, by turns.

    Parameters
    ----------
    case : Case
    seconds : float
        For each side.
    tell : callable
        Called 2 × `TURNS` times.
    adam : {"default", "foreach", "fused", "none"}
        Which of PyTorch's; "none" leaves PyTorch out.
    """
    with ExitStack() as stack:
        sides: list[Side] = [stack.enter_context(closing(OurTraining(case)))]
        why_not = ""
        try:
            sides.append(stack.enter_context(closing(_torch_side(case, adam))))
        except NoTwinError as e:
            why_not = str(e)
        others = Others()
        costs = [Spread.of(values) for values in alternate(sides, seconds, TURNS, tell)]
        share = others.share()
    return Measured(costs[0], costs[1] if len(costs) > 1 else None, why_not, share)


def measure_speed(
    presets: Sequence[str], options: argparse.Namespace, console: Console
) -> dict[str, Any]:
    """Measure every preset with every batch size on every number of threads."""
    all_threads = (options.threads,) if options.threads else THREADS
    peaks = measured_peaks(all_threads, console)
    rows: list[dict[str, Any]] = []
    for name in presets:
        rows += _preset_rows(name, peaks, options, console)
    return {
        "matrix_product_gflops": {str(n): peak / 1e9 for n, peak in peaks.items()},
        "turns": TURNS,
        "seconds": options.seconds,
        "torch_adam": options.torch_adam,
        "training": rows,
    }


def measured_peaks(all_threads: Sequence[int], console: Console) -> dict[int, float]:
    """Return, and say, how many operations per second a matrix product does."""
    peaks = {}
    for threads in all_threads:
        others = Others()
        peaks[threads] = sgemm_flops_per_second(threads)
        console.say(
            f"matrix product of float32 on {threads_in_words(threads)}: "
            f"{peaks[threads] / 1e9:.1f} GFLOP/s{others_in_words(others.share())}"
        )
    return peaks


def _preset_rows(
    name: str, peaks: dict[int, float], options: argparse.Namespace, console: Console
) -> list[dict[str, Any]]:
    preset = load_preset(name)
    dataset = load_for(preset, options.dataset, options.data_dir, console)
    batch_sizes = (options.batch_size,) if options.batch_size else BATCH_SIZES
    cases = [Case(preset, dataset, n, t) for n in batch_sizes for t in peaks]
    console.say()
    console.say(f"{preset.name} on {dataset.title}, Adam")
    console.say(HEADER)
    rows = []
    with console.progress(preset.name, 2 * TURNS * len(cases), " turns") as bar:
        loops = _loops(cases[0], options.seconds / TURNS)
        for case in cases:
            measured = measure(case, options.seconds, bar.update, options.torch_adam)
            rows.append(row_of(case, replace(measured, loops=loops), peaks[case.threads]))
            with bar.external_write_mode():
                console.say(line_of(rows[-1]))
    if loops:
        console.say(words_on_loops(rows))
    return rows


def _loops(case: Case, seconds: float) -> LoopCost | None:
    """Return what the articles' loops cost; None if they cannot do the preset."""
    try:
        return measure_loops(case, seconds)
    except NoLoopsError:
        return None


def _torch_side(case: Case, adam: str) -> Side:
    """Return PyTorch on the same case.

    Raises
    ------
    NoTwinError
        If it is not wanted, not installed or broken, or cannot do the same.
    """
    if adam == "none":
        raise NoTwinError(case.preset.name, "it was left out")
    if version_of("torch") is None:
        raise NoTwinError(case.preset.name, "PyTorch is not installed")
    try:
        # Not at the top: only who compares with PyTorch has to have it, and wait for it.
        from convviz.cli.bench.torch_training import TorchTraining  # noqa: PLC0415
    except (ImportError, OSError) as e:
        raise NoTwinError(case.preset.name, f"PyTorch cannot be loaded ({e})") from e
    return TorchTraining(case, adam)
