"""`convviz inspect FILE`: what is inside a parameters file, without running any of it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convviz.cli import compare
from convviz.cli.alternatives import proposal_lines, proposal_values
from convviz.cli.exit_codes import Exit
from convviz.cli.parameter_rows import rows_of
from convviz.cli.plain_numbers import short
from convviz.cli.reading_lines import reading_lines, reading_values
from engine.checkpoints import (
    Statistics,
    load_params,
    match_params,
    read_layers,
    statistics_of,
)
from engine.checkpoints.architectures import propose_for
from engine.presets import load_preset, preset_names

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from engine.checkpoints import Match, Params
    from engine.checkpoints.architectures import Proposal

INDENT = "  "
LEFT_OUT = frozenset({"counts", "edges"})  # the histogram is for pictures


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, and another one to compare it with."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="params.pkl, .npz, .npy or .safetensors"
    )
    parser.add_argument(
        "other", type=Path, nargs="?", metavar="OTHER", help="another one to compare with"
    )
    compare.add_arguments(parser)


def run(options: argparse.Namespace, console: Console) -> int:
    """Show structure, shapes and statistics, and which presets it fits; or compare two."""
    if complaint := compare.complaint(options):
        console.complain(complaint)
        return Exit.USAGE
    if options.other is not None:
        return compare.run(options, console)
    params = load_params(options.file)
    reading = read_layers(params.tree)  # once: some files have tens of thousands of arrays
    matches = {
        name: match_params(params, load_preset(name).assemble(), reading)
        for name in preset_names()
    }
    proposal = propose_for(params, reading)
    _say(params, matches, proposal, console)
    if console.as_json:  # the statistics of all arrays take their time
        values = _as_json(params, matches)
        values |= {"reading": reading_values(reading), "proposal": proposal_values(proposal)}
        console.result(values)
    return Exit.DONE


def _say(
    params: Params, matches: dict[str, Match], proposal: Proposal, console: Console
) -> None:
    console.say(f"{params.path}: {params.describe()}, {params.size:,} bytes")
    console.say(f"sha256 {params.sha256}")
    console.say()
    for row in rows_of(params.tree):
        statistics = statistics_of(row.array) if row.array is not None else None
        told = _in_words(statistics) if statistics is not None else ""
        line = f"{INDENT * row.depth}{row.label} {row.description}".strip()
        console.say(f"{INDENT * row.depth}{line:{56 - 2 * row.depth}} {told}".rstrip())
    console.say()
    for sentence in params.warnings:
        console.say(sentence)
    reading = next(iter(matches.values())).reading
    for line in reading_lines(reading):
        console.say(line)
    console.say()
    _say_fit(matches, console)
    console.say()
    for line in proposal_lines(proposal):
        console.say(line)


def _say_fit(matches: dict[str, Match], console: Console) -> None:
    for name, match in matches.items():
        if match.fits:
            console.say(" ".join([f"It fits {name}.", *match.notes]))
    if any(match.fits for match in matches.values()):
        return
    reasons = {match.reasons[0] for match in matches.values()}
    if len(reasons) == 1:
        console.say("It fits no preset.")
    else:
        console.say("It fits no preset:")
        for name, match in matches.items():
            console.say(f"{INDENT}{name}: {match.reasons[0]}")


def _in_words(statistics: Statistics) -> str:
    if not statistics.finite:
        return ", ".join(["no finite number", *_odd_numbers(statistics)])
    figures = (
        f"{name} {short(value)}"
        for name, value in (
            ("min", statistics.minimum),
            ("mean", statistics.mean),
            ("max", statistics.maximum),
            ("std", statistics.std),
        )
    )
    return ", ".join([*figures, *_odd_numbers(statistics)])


def _odd_numbers(statistics: Statistics) -> list[str]:
    """Count zeros and what is not finite, where there is any."""
    return [
        f"{count:,} {name}"
        for name, count in (
            ("zero" if statistics.zeros == 1 else "zeros", statistics.zeros),
            ("NaN", statistics.nans),
            ("+∞", statistics.positive_infinities),
            ("−∞", statistics.negative_infinities),
        )
        if count
    ]


def _as_json(params: Params, matches: dict[str, Match]) -> dict[str, Any]:
    return {
        "file": params.path,
        "format": params.format,
        "protocol": params.protocol,
        "compression": params.compression,
        "size": params.size,
        "sha256": params.sha256,
        "warnings": params.warnings,
        "structure": [
            {"depth": row.depth, "label": row.label, "what": row.description}
            for row in rows_of(params.tree)
        ],
        "arrays": [
            {
                "place": place,
                "shape": array.shape,
                "dtype": str(array.dtype),
                "statistics": _figures(statistics_of(array)),
            }
            for place, array in params.arrays.items()
        ],
        "matches": {
            name: {
                "fits": match.fits,
                "reasons": match.reasons,
                "notes": match.notes,
                "places": dict(match.places),
            }
            for name, match in matches.items()
        },
    }


def _figures(statistics: Statistics | None) -> dict[str, Any] | None:
    if statistics is None:
        return None
    names = (f.name for f in dataclasses.fields(statistics) if f.name not in LEFT_OUT)
    return {name: getattr(statistics, name) for name in names}
