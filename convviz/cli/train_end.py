"""How a training ended: judged on the test set, interrupted, or diverged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from convviz.cli.class_report import class_lines, values_per_class
from convviz.cli.exit_codes import Exit
from engine.metrics import confusion_matrix

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.console import Console
    from engine.metrics import Confusion
    from engine.training import DivergenceError, Evaluation, Trainer


@dataclass
class End:
    """What there is to say in the end; without a test or a divergence it was interrupted.

    Attributes
    ----------
    test : Evaluation or None
        Of the test set.
    divergence : DivergenceError or None
    """

    test: Evaluation | None = None
    divergence: DivergenceError | None = None

    def figures(self, trainer: Trainer) -> dict[str, Any]:
        """Return what a program wants to know; None for what was not measured."""
        test, classes = self.test, trainer.dataset.classes
        return {
            "test_loss": test.loss if test else None,
            "test_accuracy": test.accuracy if test else None,
            "test_per_class": (
                values_per_class(_confusion(test, trainer), classes) if test else None
            ),
            "diverged": str(self.divergence) if self.divergence else None,
        }

    def tell(self, trainer: Trainer, batches: int, output: Path, console: Console) -> Exit:
        """Say how training ended and where its parameters are; return the exit code."""
        if self.divergence:
            console.complain(f"{self.divergence}; parameters of before saved in {output}")
            return Exit.DIVERGED
        if not self.test:
            say = f"interrupted after {batches} batches, parameters saved in {output}"
            console.complain(say)
            return Exit.INTERRUPTED
        if trainer.stopped_early:
            console.say("stopped early: the validation loss fell no more")
        console.say(f"test accuracy {self.test.accuracy:.4f}, parameters in {output}")
        for line in class_lines(_confusion(self.test, trainer), trainer.dataset.classes):
            console.say(line)
        return Exit.DONE


def _confusion(test: Evaluation, trainer: Trainer) -> Confusion:
    labels = trainer.dataset.test.labels
    return confusion_matrix(labels, test.predictions, trainer.network.classes)
