"""`convviz --version`: which convviz this is, and with --verbose what it is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from convviz import PROGRAM
from convviz.cli.exit_codes import Exit

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add nothing: the options are the window's."""


def run(options: argparse.Namespace, console: Console) -> int:
    """Say it."""
    console.say(PROGRAM)
    if options.verbose:
        # Not at the top: the short answer comes without NumPy and Qt.
        from convviz.cli.machine import machine, qt_versions  # noqa: PLC0415

        facts = machine() | qt_versions()
        del facts["convviz"]  # said already
        width = max(map(len, facts))
        for name, value in facts.items():
            label = name.replace("_", " ")
            console.say(f"{label:{width}}  {'not installed' if value is None else value}")
    return Exit.DONE
