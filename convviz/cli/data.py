"""`convviz data list`, `convviz data fetch NAME` and `convviz data show NAME`."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from convviz.cli.arguments import add_data_dir
from convviz.cli.data_samples import add_sample_arguments, show_samples
from convviz.cli.exit_codes import Exit
from engine.data import (
    dataset_info,
    dataset_names,
    fetch_dataset,
    find_data_dir,
    is_available,
)

if TYPE_CHECKING:
    from pathlib import Path

    from convviz.cli.console import Console

WITH_PACKAGE = "pip install scikit-learn"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the three actions and the data directory."""
    fetchable = [name for name in dataset_names() if dataset_info(name).download_bytes]
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    actions.add_parser("list", help="tell which data sets are here")
    fetch = actions.add_parser("fetch", help="download and verify one")
    fetch.add_argument("name", choices=fetchable, metavar="NAME", help=", ".join(fetchable))
    show = actions.add_parser("show", help="look at samples before and after reshaping")
    names = dataset_names()
    show.add_argument("name", choices=names, metavar="NAME", help=", ".join(names))
    add_sample_arguments(show)
    for action in actions.choices.values():
        add_data_dir(action)
        # Suppressed, or its False would take back the True of "convviz data --json list".
        action.add_argument(
            "--json",
            action="store_true",
            default=argparse.SUPPRESS,
            help="print exactly one JSON object on standard output",
        )


def run(options: argparse.Namespace, console: Console) -> int:
    """List, fetch or show."""
    if options.action == "list":
        _list(options.data_dir, console)
    elif options.action == "fetch":
        _fetch(options.name, options.data_dir, console)
    else:
        show_samples(options, console)
    return Exit.DONE


def _list(data_dir: Path | None, console: Console) -> None:
    rows = [_row(name, data_dir) for name in dataset_names()]
    for row in rows:
        fetch = f"convviz data fetch {row['name']}" if row["download_bytes"] else WITH_PACKAGE
        state, size = ("here", "") if row["available"] else (fetch, row["download_size"])
        console.say(f"{row['name']:14} {state:32} {size:>8}  {row['description']}")
    place = find_data_dir(data_dir)
    console.say()
    console.say(f"data directory: {place}")
    console.result({"data_dir": str(place), "datasets": rows})


def _row(name: str, data_dir: Path | None) -> dict[str, Any]:
    info = dataset_info(name)
    return {
        "name": name,
        "title": info.title,
        "available": is_available(name, data_dir),
        "classes": info.classes,
        "input_shape": info.input_shape,
        "description": info.description,
        "license": info.license,
        "download_bytes": info.download_bytes,
        "download_size": info.download_size,
    }


def _fetch(name: str, data_dir: Path | None, console: Console) -> None:
    info = dataset_info(name)
    with console.progress(info.title, info.download_bytes, "B") as bar:

        def show(done: int, total: int) -> None:
            bar.update(done - bar.n)

        folder = fetch_dataset(name, data_dir, progress=show)
    console.say(f"{info.title} is complete and verified in {folder}")
    console.result({"name": name, "folder": folder, "bytes": info.download_bytes})
