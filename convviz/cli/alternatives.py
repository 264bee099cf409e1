"""The networks that a parameters file may be of, on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from convviz.cli.fitting import NoFitError
from engine.checkpoints.architectures import ACTIVATIONS, propose_for
from engine.checkpoints.wording import counted

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from convviz.cli.console import Console
    from engine.checkpoints import Params, Reading
    from engine.checkpoints.architectures import Alternative, Proposal

_INDENT = "  "


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add what no parameters file says and a person may know."""
    *several, last = ACTIVATIONS
    parser.add_argument(
        "--activation",
        choices=ACTIVATIONS,
        metavar="NAME",
        help=f"{', '.join(several)} or {last} after every layer but the last",
    )
    parser.add_argument(
        "--pooling", choices=("max", "mean"), metavar="NAME", help="max or mean"
    )


def proposal_lines(proposal: Proposal) -> Iterator[str]:
    """Yield the networks that a file may be of, and how they were found, as text."""
    if not proposal.alternatives:
        yield f"No network is proposed: {proposal.reason}"
        return
    if proposal.doubt:
        yield proposal.doubt
    yield proposal.sentence
    yield "If it is a network, it may be" if proposal.doubt else "It may be"
    for alternative in proposal.alternatives:
        same = f", the preset {alternative.same_as}" if alternative.same_as else ""
        yield f"{_INDENT}{alternative.title}: {alternative.reason}{same}"
    if proposal.more:
        yield f"{_INDENT}and {counted(proposal.more, 'rarer combination')}"
    yield from proposal.alternatives[0].notes
    if proposal.unsaid:
        yield proposal.unsaid


def proposal_values(proposal: Proposal) -> dict[str, Any]:
    """Return the same as plain values, for JSON."""
    return {
        "sentence": proposal.sentence,
        "reason": proposal.reason,
        "doubt": proposal.doubt,
        "tried": proposal.tried,
        "more": proposal.more,
        "unsaid": proposal.unsaid,
        "alternatives": [alternative_values(each) for each in proposal.alternatives],
    }


def alternative_values(alternative: Alternative) -> dict[str, Any]:
    """Return a network as plain values, for JSON."""
    return {
        "title": alternative.title,
        "reason": alternative.reason,
        "input_shape": alternative.input_shape,
        "classes": alternative.classes,
        "preset": alternative.same_as,
        "flatten": alternative.flatten,
        "notes": alternative.notes,
        "layers": [
            {"kind": spec.kind, "name": spec.name, **spec.options}
            for spec in alternative.preset.layers
        ],
    }


def likeliest_alternative(
    params: Params, reading: Reading, options: argparse.Namespace, console: Console
) -> Alternative:
    """Return the first of the networks that a file may be of, with what was chosen for it.

    Raises
    ------
    NoFitError
        If there is none.
    """
    likeliest, *others = chosen_alternatives(params, reading, options)
    among = f", the likeliest of {len(others) + 1} networks" if others else ""
    console.note(
        f"taken as {likeliest.in_words}{among}; "
        "--preset, which may be a .toml file of yours, says which it is"
    )
    return likeliest


def chosen_alternatives(
    params: Params, reading: Reading, options: argparse.Namespace
) -> list[Alternative]:
    """Return the networks that a file may be of, with the activation and pooling asked for.

    Raises
    ------
    NoFitError
        If there is none.
    """
    proposal = propose_for(params, reading)
    if not proposal.alternatives:
        raise NoFitError(f"{params.path} fits no preset. {proposal.reason}")
    if proposal.doubt:
        raise NoFitError(
            f"{params.path} fits no preset. {proposal.doubt} If they are, say of which network "
            "by --preset, which may be a .toml file of yours."
        )
    return [
        each.changed(activation=options.activation, pooling=options.pooling)
        for each in proposal.alternatives
    ]
