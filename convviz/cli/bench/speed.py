"""Training steps, by turns with PyTorch's where that is installed."""

from __future__ import annotations

from contextlib import ExitStack, closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.bench.case import Case
from convviz.cli.bench.errors import NoTwinError
from convviz.cli.bench.operations import sgemm_flops_per_second, training_flops
from convviz.cli.bench.ours import OurTraining
from convviz.cli.bench.turns import TURNS, Side, Spread, alternate
from convviz.cli.datasets import load_for
from convviz.cli.machine import version_of
from engine.presets import load_preset

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from convviz.cli.console import Console

BATCH_SIZES = (32, 128)
THREADS = (1, 2)

HEADER = (
    "batch  threads  µs/sample     (quartiles)  samples/s  of sgemm  "
    "PyTorch     (quartiles)  ratio   (quartiles)"
)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a case cost.

    Attributes
    ----------
    ours : Spread
        Seconds per sample.
    pytorch : Spread or None
        Likewise; None where it was not measured.
    why_not : str
        Then, the reason.
    """

    ours: Spread
    pytorch: Spread | None
    why_not: str = ""

    @property
    def ratio(self) -> Spread | None:
        """PyTorch's time over ours, turn by turn."""
        if self.pytorch is None:
            return None
        pairs = zip(self.pytorch.values, self.ours.values, strict=True)
        return Spread.of([theirs / ours for theirs, ours in pairs])


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
        costs = [Spread.of(values) for values in alternate(sides, seconds, TURNS, tell)]
    return Measured(costs[0], costs[1] if len(costs) > 1 else None, why_not)


def measure_speed(options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Measure every preset with every batch size on every number of threads."""
    all_threads = (options.threads,) if options.threads else THREADS
    batch_sizes = (options.batch_size,) if options.batch_size else BATCH_SIZES
    peaks = {threads: sgemm_flops_per_second(threads) for threads in all_threads}
    for threads, peak in peaks.items():
        on = f"{threads} thread" if threads == 1 else f"{threads} threads"
        console.say(f"matrix product of float32 on {on}: {peak / 1e9:.1f} GFLOP/s")
    rows = []
    for name in options.preset:
        preset = load_preset(name)
        dataset = load_for(preset, options.dataset, options.data_dir, console)
        console.say(f"\n{preset.name} on {dataset.title}, Adam\n{HEADER}")
        cases = [Case(preset, dataset, n, t) for n in batch_sizes for t in all_threads]
        with console.progress(preset.name, 2 * TURNS * len(cases), " turns") as bar:
            for case in cases:
                measured = measure(case, options.seconds, bar.update, options.torch_adam)
                rows.append(_row(case, measured, peaks[case.threads]))
                with bar.external_write_mode():
                    console.say(_line(rows[-1]))
    return {
        "matrix_product_gflops": {str(n): peak / 1e9 for n, peak in peaks.items()},
        "turns": TURNS,
        "seconds": options.seconds,
        "torch_adam": options.torch_adam,
        "training": rows,
    }


def _torch_side(case: Case, adam: str) -> Side:
    """Return PyTorch on the same case.

    Raises
    ------
    NoTwinError
        If it is not wanted or not installed, or cannot do the same.
    """
    if adam == "none":
        raise NoTwinError(case.preset.name, "it was left out")
    if version_of("torch") is None:
        raise NoTwinError(case.preset.name, "PyTorch is not installed")
    # Not at the top: only who compares with PyTorch has to have it, and to wait for it.
    from convviz.cli.bench.torch_training import TorchTraining  # noqa: PLC0415

    return TorchTraining(case, adam)


def _row(case: Case, measured: Measured, peak: float) -> dict[str, Any]:
    cost, ratio = measured.ours.median, measured.ratio
    flops_per_second = training_flops(case.preset.assemble()) / cost
    return {
        "preset": case.preset.name,
        "dataset": case.dataset.name,
        "batch_size": case.batch_size,
        "threads": case.threads,
        "microseconds_per_sample": cost * 1e6,
        "samples_per_second": 1 / cost,
        "gflops": flops_per_second / 1e9,
        "share_of_matrix_product": flops_per_second / peak,
        "ours": _figures(measured.ours.scaled(1e6)),
        "pytorch": _figures(measured.pytorch.scaled(1e6)) if measured.pytorch else None,
        "ratio": ratio.median if ratio else None,
        "ratio_quartiles": [ratio.lower, ratio.upper] if ratio else None,
        "why_no_ratio": measured.why_not,
    }


def _figures(spread: Spread) -> dict[str, Any]:
    return {
        "microseconds_per_sample": spread.median,
        "quartiles": [spread.lower, spread.upper],
        "turns": list(spread.values),
        "last_over_first_turn": spread.values[-1] / spread.values[0],
    }


def _line(row: dict[str, Any]) -> str:
    return (
        f"{row['batch_size']:5}  {row['threads']:7}  {_cost(row['ours'])}  "
        f"{row['samples_per_second']:9,.0f}  {row['share_of_matrix_product']:8.0%}  "
        f"{_comparison(row)}"
    )


def _comparison(row: dict[str, Any]) -> str:
    if row["pytorch"] is None:
        return str(row["why_no_ratio"])
    low, high = row["ratio_quartiles"]
    cost = _cost(row["pytorch"], width=7)
    return f"{cost}  {row['ratio']:5.2f}  {f'({low:.2f}–{high:.2f})':>12}"


def _cost(figures: dict[str, Any], width: int = 9) -> str:
    low, high = figures["quartiles"]
    median = figures["microseconds_per_sample"]
    return f"{median:{width}.1f}  {f'({low:.1f}–{high:.1f})':>14}"
