"""`convviz explain [PARAMS] --layer NAME`: its arguments, and what it does with them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_dataset, add_preset
from convviz.cli.exit_codes import Exit
from convviz.cli.explain.choice import LOSS, ChoiceError, choose, row_column
from convviz.cli.explain.figures import Look, derivative, exact
from convviz.cli.explain.formulas import head_lines
from convviz.cli.explain.lines import lines_of
from convviz.cli.explain.loss import loss_lines, loss_values
from convviz.cli.explain.subject import Subject, load_subject
from convviz.cli.explain.values import place_values, values_of
from convviz.cli.numbers import natural_int, positive_int
from engine.data import SPLIT_NAMES
from engine.inspection import INPUT, SoftmaxTerms, explain, layer_names
from engine.presets import DEFAULT_PRESET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from convviz.cli.console import Console
    from engine.arrays import Shape
    from engine.inspection import Trace
    from engine.network import Network

EPILOG = """\
A cell of maps is chosen by --channel and --cell, a unit of a vector by --unit. All are
counted from 0. --json gives for a convolution terms (channel row column input weight
product padding), bias, sum, stored, difference; for a dense layer contributions, bias,
sum, ...; for a pooling window, winner, margin, gradient; for softmax and loss terms.
docs/explain.md tells all of it.

  convviz explain --layer conv2 --channel 4 --cell 12,8
  convviz explain params.pkl --sample 7 --layer dense1 --unit 3 --terms 20
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
    parser.add_argument(
        "--layer", required=True, metavar="NAME", help=f"a layer, {INPUT} or {LOSS}"
    )
    _add_place(parser, "--channel", "of a layer of maps")
    parser.add_argument(
        "--cell", type=row_column, metavar="R,C", help="row and column of a layer of maps"
    )
    _add_place(
        parser, "--unit", "of a layer of vectors; of softmax the true class is the default"
    )
    parser.add_argument(
        "--digits",
        type=positive_int,
        default=4,
        metavar="N",
        help="significant digits in tables (default: 4)",
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
    """Send the sample through the network and explain the cell."""
    try:
        subject = load_subject(options, console)
        layer, index = choose(subject.network, options, subject.label)
    except ChoiceError as error:
        console.complain(str(error))
        return Exit.USAGE
    seen = subject.trace()
    look = Look(options.digits, options.terms, subject.classes, subject.split.divisor)
    if console.as_json:
        console.result(_values(subject, seen, layer, index, look))
        return Exit.DONE
    for line in _lines(subject, seen, layer, index, look):
        console.say(line)
    return Exit.DONE


def _values(
    subject: Subject, seen: Trace, layer: str, index: Shape, look: Look
) -> dict[str, Any]:
    network = subject.network
    told = subject.values() | {"direction": "forward", "layer": layer}
    if not index:
        loss = loss_values(_scores(network, seen), look.classes)
        return told | {"operation": LOSS} | loss
    term = explain(network, seen, layer, index)
    return told | {
        "operation": INPUT if layer == INPUT else network.layer(layer).kind,
        **place_values(index),
        "source": getattr(term, "source", None),
        "equation": getattr(term, "equation", None),
        **values_of(term, look.classes, look.most),
        "gradient": float(seen.gradients[layer][index]),
    }


def _lines(
    subject: Subject, seen: Trace, layer: str, index: Shape, look: Look
) -> Iterator[str]:
    yield from subject.lines()
    yield ""
    if not index:
        yield from loss_lines(_scores(subject.network, seen), look)
        return
    term = explain(subject.network, seen, layer, index)
    if layer != INPUT:
        yield from head_lines(subject.network.layer(layer))
    yield from lines_of(term, look)
    gradient = exact(float(seen.gradients[layer][index]))
    yield f"gradient   {gradient} = {derivative(layer, index)}"


def _scores(network: Network, seen: Trace) -> SoftmaxTerms:
    """Return the terms of the softmax in front of the loss."""
    last = layer_names(network)[-1]
    term = explain(network, seen, last, (seen.label,))
    assert isinstance(term, SoftmaxTerms), term
    return term
