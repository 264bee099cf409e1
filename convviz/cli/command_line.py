"""Which command, with which options, and what becomes of its errors."""

from __future__ import annotations

import argparse
import difflib
import importlib
import os
import signal
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from convviz.cli.console import Console
from convviz.cli.exit_codes import Exit
from convviz.cli.interrupt import interrupts_to
from engine.errors import EngineError

if TYPE_CHECKING:
    from collections.abc import Sequence

COMMANDS = {
    "train": "train without a window and write params.pkl",
    "evaluate": "measure what the parameters in a file are worth",
    "explain": "write out the arithmetic behind one number of a network",
    "inspect": "show what is inside a parameters file without running any of it",
    "export": "write the parameters in a file in a format that other programs read",
    "data": "list the data sets, download one, look at samples",
    "bench": "measure the speed of training",
    "tour": "train offscreen and make pictures of every panel",
}
WINDOW = "open the window, and a parameters file in it"


class Command(Protocol):
    """What the module of a command offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own arguments."""

    def run(self, options: argparse.Namespace, console: Console) -> int:
        """Do it; return the exit code."""


def run(arguments: Sequence[str]) -> int:
    """Run the command that `arguments` name and return its exit code.

    What a person can mend ends in one sentence on standard error and exit code 3.
    """
    try:
        command, options = _parse(arguments)
    except SystemExit as e:  # argparse has said its sentence, or its help
        Console().close()
        return e.code if isinstance(e.code, int) else Exit.USAGE
    console = Console(as_json=options.json)
    code = _guarded(command, options, console)
    console.close()
    if console.reader_left and code == Exit.DONE:
        return Exit.READER_LEFT
    if console.fault and code == Exit.DONE:
        console.complain(f"standard output cannot be written: {console.fault}")
        return Exit.REFUSED
    return code


def _parse(arguments: Sequence[str]) -> tuple[Command, argparse.Namespace]:
    name = arguments[0] if arguments and arguments[0] in COMMANDS else "window"
    command = cast("Command", importlib.import_module(f"convviz.cli.{name}"))
    parser = _parser_of_window() if name == "window" else _parser_of(name)
    command.add_arguments(parser)
    if name == "window" and arguments and not arguments[0].startswith("-"):
        _refuse_misspelt_command(parser, Path(arguments[0]))
    options = parser.parse_args(arguments if name == "window" else arguments[1:])
    if name == "window":
        if options.version:
            return cast("Command", importlib.import_module("convviz.cli.version")), options
        if options.verbose:
            parser.error("--verbose goes with --version")
        _refuse_misspelt_command(parser, options.file)
    return command, options


def _parser_of(name: str) -> argparse.ArgumentParser:
    summary = COMMANDS[name]
    description = f"{summary[0].upper()}{summary[1:]}."
    parser = argparse.ArgumentParser(
        f"convviz {name}", description=description, allow_abbrev=False
    )
    parser.add_argument(
        "--json", action="store_true", help="print exactly one JSON object on standard output"
    )
    return parser


def _parser_of_window() -> argparse.ArgumentParser:
    width = max(map(len, COMMANDS))
    commands = "\n".join(f"  {name:{width}}  {says}" for name, says in COMMANDS.items())
    parser = argparse.ArgumentParser(
        "convviz",
        description="A debugger for convolutional networks: a CNN learns in front of you.",
        epilog=f"commands (convviz COMMAND --help says more):\n{commands}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="store_true", help="say which convviz this is")
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="with --version: also of what it is made, and how it computes",
    )
    parser.set_defaults(json=False)
    return parser


def _refuse_misspelt_command(parser: argparse.ArgumentParser, file: Path | None) -> None:
    """End with a hint if `file` is no file but looks like a command."""
    if file is None or file.exists() or file.suffix or file.name != str(file):
        return
    close = difflib.get_close_matches(file.name.casefold(), COMMANDS, n=1)
    hint = f"; did you mean '{close[0]}'?" if close else ""
    parser.error(f"'{file}' is neither a file nor a command{hint}")


def _guarded(command: Command, options: argparse.Namespace, console: Console) -> int:
    """Run `command`; tell in one sentence what stopped it."""
    try:
        # NumPy's warnings name lines of source; what they mean is told in the results.
        with warnings.catch_warnings(), interrupts_to(signal.default_int_handler):
            warnings.simplefilter("ignore", RuntimeWarning)
            return command.run(options, console)
    except KeyboardInterrupt:
        console.complain("interrupted")
        return Exit.INTERRUPTED
    except EngineError as e:
        console.complain(str(e))
    except OSError as e:
        console.complain(_sentence(e))
    except MemoryError:
        console.complain("there is not enough memory for this")
    return Exit.REFUSED


def _sentence(error: OSError) -> str:
    reason = error.strerror or str(error) or type(error).__name__
    return f"{os.fspath(error.filename)}: {reason}" if error.filename is not None else reason
