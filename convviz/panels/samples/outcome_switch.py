"""All, right or wrong, with how many there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz.panels.samples.choice import Outcome
from convviz.plotting import format_count
from convviz.theming import Switch

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QWidget


class OutcomeSwitch(Switch):
    """All, those that are recognised, those that are not, with their numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__({"all": "All", "right": "✓", "wrong": "✗"}, "Right or wrong", parent)
        self.setStyleSheet("QToolButton { padding: 0 6px; }")
        self.setObjectName("OutcomeSwitch")
        self.set_tip("all", "Show every sample")

    @property
    def outcome(self) -> Outcome:
        """What is chosen."""
        return Outcome(self.choice)

    def show_counts(
        self, counts: tuple[int, int] | None, samples: int, step: int | None = None
    ) -> None:
        """Show how many are right and wrong as of `step`, or offer to find out."""
        right, wrong = ("", "") if counts is None else map(format_count, counts)
        self.set_text("right", f"✓ {right}".strip())
        self.set_text("wrong", f"✗ {wrong}".strip())
        ask = "" if counts else f": asks the network about {format_count(samples)} samples"
        if counts and step is not None:
            ask = f", as of the evaluation at step {format_count(step)}"
        self.set_tip("right", f"Show the samples that are recognised{ask}")
        self.set_tip("wrong", f"Show the samples that are taken for something else{ask}")
