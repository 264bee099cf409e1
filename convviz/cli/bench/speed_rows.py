"""What was measured of a training step, as a row of a table and of JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.bench.operations import training_flops
from convviz.cli.bench.others import in_words
from convviz.cli.bench.turns import Spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from convviz.cli.bench.case import Case
    from convviz.cli.bench.loop_training import LoopCost

HEADER = (
    "batch  threads  µs/sample     (quartiles)  samples/s  of sgemm  "
    "others  PyTorch     (quartiles)  ratio   (quartiles)"
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
    others : float or None
        What other processes took of all cores meanwhile, in [0, 1]; None if not known.
    loops : LoopCost or None
        The articles' way; None where the preset has a layer that they do not know.
    """

    ours: Spread
    pytorch: Spread | None
    why_not: str = ""
    others: float | None = None
    loops: LoopCost | None = None

    @property
    def ratio(self) -> Spread | None:
        """PyTorch's time over ours, turn by turn."""
        if self.pytorch is None:
            return None
        pairs = zip(self.pytorch.values, self.ours.values, strict=True)
        return Spread.of([theirs / ours for theirs, ours in pairs])


def row_of(case: Case, measured: Measured, peak: float) -> dict[str, Any]:
    """Return the figures of a case; `peak` is the matrix product's, in operations/s."""
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
        "others": measured.others,
        "loops": _loops(measured.loops, case.batch_size, cost),
    }


def _loops(loops: LoopCost | None, batch_size: int, ours: float) -> dict[str, Any] | None:
    if loops is None:
        return None
    cost = loops.per_sample(batch_size)
    return {"microseconds_per_sample": cost * 1e6, "times": cost / ours}


def _figures(spread: Spread) -> dict[str, Any]:
    return {
        "microseconds_per_sample": spread.median,
        "quartiles": [spread.lower, spread.upper],
        "turns": list(spread.values),
        "last_over_first_turn": spread.values[-1] / spread.values[0],
    }


def line_of(row: dict[str, Any]) -> str:
    """Return a line under `HEADER`."""
    return (
        f"{row['batch_size']:5}  {row['threads']:7}  {_cost(row['ours'])}  "
        f"{row['samples_per_second']:9,.0f}  {row['share_of_matrix_product']:8.0%}  "
        f"{in_words(row['others']):>6}  "
        f"{_comparison(row)}"
    )


def words_on_loops(rows: Sequence[dict[str, Any]]) -> str:
    """Return how many times as long the articles' loops take, in one sentence."""
    best = max(rows, key=lambda row: row["loops"]["times"])
    cost, times = best["loops"]["microseconds_per_sample"], best["loops"]["times"]
    return (
        f"the articles' loops: {cost:,.0f} µs/sample, {times:,.0f} times as long "
        f"as batch {best['batch_size']} on {threads_in_words(best['threads'])}"
    )


def threads_in_words(threads: int) -> str:
    """Return "1 thread" or "2 threads"."""
    return "1 thread" if threads == 1 else f"{threads} threads"


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
