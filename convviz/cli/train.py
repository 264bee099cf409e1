"""`convviz train`: a network learns without a window."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.exit_codes import Exit
from convviz.cli.interrupt import Interrupt
from convviz.cli.numbers import natural_int, positive_float, positive_int
from convviz.cli.outputs import require_writable
from convviz.cli.report import TrainingReport
from convviz.cli.train_end import End
from convviz.cli.training_file import (
    TrainingFileError,
    require_training_file,
    save_training,
)
from convviz.cli.training_start import start
from engine.checkpoints import SaveError
from engine.optimizers import OPTIMIZERS
from engine.presets import DEFAULT_PRESET
from engine.training import DivergenceError, EpochDone, Evaluation, Trainer, evaluate
from engine.training.workers import available_cores

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from convviz.cli.training_start import Started

DEFAULT_OUTPUT = Path("params.pkl")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what is trained, how, and where the result goes."""
    add_preset(parser, default=None, says=f"the network (default: {DEFAULT_PRESET})")
    add_dataset(parser)
    _add_count(parser, "--epochs", "(default: the preset's)")
    _add_count(parser, "--limit", "learn from the first N training images only")
    _add_count(parser, "--batch-size", "(default: the preset's)")
    parser.add_argument(
        "--learning-rate", type=positive_float, metavar="X", help="(default: the preset's)"
    )
    parser.add_argument(
        "--optimizer",
        choices=tuple(OPTIMIZERS),
        metavar="NAME",
        help=f"{', '.join(OPTIMIZERS)} (default: the preset's)",
    )
    parser.add_argument(
        "--seed",
        type=natural_int,
        metavar="N",
        help="of the first parameters and of the order of batches (default: 0)",
    )
    _add_count(parser, "--threads", "never changes the result (default: one per core)")
    parser.add_argument(
        "--output",
        "--save",
        type=Path,
        metavar="FILE",
        help="a .pkl (or .pickle) of the parameters and the cost of every batch, or a "
        f".safetensors to go on from (default: {DEFAULT_OUTPUT}; with --resume its file)",
    )
    parser.add_argument(
        "--resume",
        type=Path,
        metavar="FILE",
        help="go on with the training in a checkpoint, bit by bit as it would have gone on",
    )
    says = "write it after every N-th epoch, and always at the end (default: 1)"
    _add_count(parser, "--save-every", says, default=1)


def _add_count(
    parser: argparse.ArgumentParser, option: str, says: str, default: int | None = None
) -> None:
    parser.add_argument(option, type=positive_int, metavar="N", help=says, default=default)


def run(options: argparse.Namespace, console: Console) -> int:
    """Train, evaluate on the test set, report."""
    options.output = options.output or options.resume or DEFAULT_OUTPUT
    require_writable(options.output)
    try:
        require_training_file(options.output)
    except TrainingFileError as error:
        console.complain(str(error))
        return Exit.USAGE
    started = start(options, console)
    trainer = started.trainer
    report = TrainingReport(console)
    end, since = End(), time.perf_counter()
    with closing(trainer), closing(report), Interrupt() as interrupt:
        try:
            _learn(started, report, options, console, interrupt)
            end.test = _test(trainer, options.threads, interrupt)
        except DivergenceError as error:
            end.divergence = error
    figures: dict[str, Any] = {
        "preset": trainer.network.name,
        "dataset": trainer.dataset.name,
        "seed": trainer.seed,
        "threads": options.threads or available_cores(),
        "batch_size": trainer.batch_size,
        "learning_rate": trainer.learning_rate,
        **report.figures(),
        "seconds": time.perf_counter() - since,
        **end.figures(trainer),
        "parameter_count": trainer.network.parameters.flat.size,
        "parameters_sha256": trainer.network.parameters.sha256(),
        "output": options.output,
        "interrupted": interrupt.asked,
        "stopped_early": trainer.stopped_early,
    }
    code = end.tell(trainer, report.batches, options.output, console)
    console.result(figures)
    return code


def _learn(
    started: Started,
    report: TrainingReport,
    options: argparse.Namespace,
    console: Console,
    interrupt: Interrupt,
) -> None:
    """Train to the end, to Ctrl-C or to a divergence; in any case the parameters are saved."""
    output: Path = options.output
    try:
        with closing(started.trainer.events()) as events:
            for event in events:
                report.take(event)
                if isinstance(event, EpochDone) and _is_save_due(event, options.save_every):
                    _save_meanwhile(started, output, console)
                if interrupt.asked:
                    break
    finally:
        report.close()
        save_training(output, started)


def _is_save_due(event: EpochDone, every: int) -> bool:
    """Whether to save after this epoch; after the last one everything is saved anyway."""
    return event.epoch % every == 0 and event.epoch < event.position.epochs


def _save_meanwhile(started: Started, output: Path, console: Console) -> None:
    """Save after an epoch that is not the last: a full disk is no reason to stop yet."""
    try:
        save_training(output, started)
    except SaveError as e:
        console.complain(str(e))


def _test(trainer: Trainer, threads: int | None, interrupt: Interrupt) -> Evaluation | None:
    """Evaluate on the test set; None if interrupted before or meanwhile."""

    def stop_if_asked(done: int = 0, total: int = 0) -> None:
        if interrupt.asked:
            raise KeyboardInterrupt

    try:
        stop_if_asked()
        return evaluate(
            trainer.network,
            trainer.dataset.test,
            loss=trainer.loss,
            threads=threads,
            progress=stop_if_asked,
        )
    except KeyboardInterrupt:
        return None
