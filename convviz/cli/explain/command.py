"""`convviz explain [PARAMS] --layer NAME`: its arguments, and what it does with them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.exit_codes import Exit
from convviz.cli.explain.backward import Backward
from convviz.cli.explain.choice import (
    LOSS,
    ChoiceError,
    choose,
    choose_parameter,
    refuse,
    row_column,
)
from convviz.cli.explain.figures import Look
from convviz.cli.explain.forward import Forward
from convviz.cli.explain.subject import Subject, load_subject
from convviz.cli.explain.weight import Weight
from convviz.cli.numbers import digits_of_float, natural_int, positive_int
from engine.data import SPLIT_NAMES
from engine.inspection import INPUT
from engine.presets import DEFAULT_PRESET

if TYPE_CHECKING:
    from convviz.cli.console import Console

EPILOG = """\
A cell of maps is chosen by --channel and --cell, a unit of a vector by --unit,
all counted from 0. --json gives, beside which number it is:
  convolution  terms (channel row column input weight product padding), bias,
               sum, stored, difference
  dense        contributions, bias, sum, stored, difference
  pool         window, winner, tied, margin, gradient
  softmax      terms, maximum, sum of the exponentials
  loss         terms, sum
  --backward, --weight  terms (each with its product), sum, stored, difference
docs/explain.md tells all of it.

  convviz explain --layer conv2 --channel 4 --cell 12,8
  convviz explain params.pkl --sample 7 --layer dense1 --unit 3 --terms 20
  convviz explain --layer relu1 --channel 0 --cell 12,8 --backward
  convviz explain --weight 'conv2.w[4,0,1,2]'
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the network, the sample, the cell, and how much is said of it."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument(
        "file",
        type=Path,
        nargs="?",
        metavar="PARAMS",
        help="params.pkl, .npz, .npy or .safetensors (default: a fresh network)",
    )
    fits = f"(default: the first that PARAMS fits, else {DEFAULT_PRESET})"
    add_preset(parser, default=None, says=f"the network {fits}")
    says = "of the first parameters, without PARAMS (default: 0)"
    _add_place(parser, "--seed", says, default=0)
    add_dataset(parser)
    parser.add_argument(
        "--split",
        choices=SPLIT_NAMES,
        default="test",
        metavar="NAME",
        help=f"{', '.join(SPLIT_NAMES)} (default: test)",
    )
    _add_place(parser, "--sample", "place in the split (default: 0)", default=0)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--layer", metavar="NAME", help=f"a layer, {INPUT} or {LOSS}")
    what.add_argument(
        "--weight",
        metavar="NAME[INDEX]",
        help="the gradient of a parameter instead, as in 'conv2.w[4,0,1,2]'",
    )
    _add_place(parser, "--channel", "of a layer of maps")
    parser.add_argument(
        "--cell", type=row_column, metavar="R,C", help="row and column of a layer of maps"
    )
    _add_place(
        parser, "--unit", "of a layer of vectors; of softmax the true class is the default"
    )
    parser.add_argument(
        "--backward",
        action="store_true",
        help="where the gradient of the number comes from, instead of the number",
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="with --weight: finite differences beside the gradient",
    )
    parser.add_argument(
        "--update",
        action="store_true",
        help="with --weight: what the first step of the preset's optimizer makes of it",
    )
    parser.add_argument(
        "--digits",
        type=digits_of_float,
        default=4,
        metavar="N",
        help="significant digits in tables, at most 17 (default: 4)",
    )
    parser.add_argument(
        "--terms",
        type=positive_int,
        metavar="K",
        help="write out the K largest contributions, or channels, and sum up the rest",
    )


def _add_place(
    parser: argparse.ArgumentParser, option: str, says: str, default: int | None = None
) -> None:
    parser.add_argument(option, type=natural_int, metavar="N", help=says, default=default)


def run(options: argparse.Namespace, console: Console) -> int:
    """Send the sample through the network and explain the number."""
    try:
        subject = load_subject(options, console)
        answer = _answer(subject, options)
    except ChoiceError as error:
        console.complain(str(error))
        return Exit.USAGE
    look = Look(options.digits, options.terms, subject.classes, subject.split.divisor)
    if console.as_json:
        console.result(subject.values() | answer.values(look))
        return Exit.DONE
    for line in (*subject.lines(), "", *answer.lines(look)):
        console.say(line)
    return Exit.DONE


def _answer(subject: Subject, options: argparse.Namespace) -> Forward | Backward | Weight:
    network = subject.network
    if options.weight is not None:
        refuse(options, ("channel", "cell", "unit"), "goes with --layer, not with --weight")
        parameter, index = choose_parameter(network, options.weight)
        return Weight(
            preset=subject.preset,
            network=network,
            trace=subject.trace(),
            parameter=parameter,
            index=index,
            check=options.check,
            update=options.update,
        )
    for name in ("check", "update"):
        if getattr(options, name):
            raise ChoiceError(f"--{name}: goes with --weight, not with --layer")
    layer, index = choose(network, options, subject.label)
    if not options.backward:
        return Forward(network, subject.trace(), layer, index)
    if not index:
        raise ChoiceError(f"--backward: {LOSS} is where gradients begin, choose a layer")
    return Backward(network, subject.trace(), layer, index)
