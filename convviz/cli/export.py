"""`convviz export FILE --to TARGET`: a network's parameters in a format that others read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from convviz import PROGRAM
from convviz.cli.alternatives import add_choices, likeliest_alternative
from convviz.cli.arguments import add_preset
from convviz.cli.exit_codes import Exit
from convviz.cli.fitting import NoFitError, fitting
from convviz.cli.outputs import OutputError, require_writable
from convviz.cli.rounding import rounded_from
from convviz.cli.unusable import warn_of_unusable
from engine.checkpoints import load_params, read_layers
from engine.checkpoints.exports import (
    FORMATS,
    Exported,
    ExportError,
    classes_in,
    classes_of,
    format_for,
)

if TYPE_CHECKING:
    import argparse

    from convviz.cli.console import Console
    from engine.checkpoints import Params, Reading
    from engine.network import Network
    from engine.presets import Preset

_PACKED = (".gz", ".bz2", ".xz")

LAYOUT = (
    "A .pkl holds [params, cost]. params has a place per layer for its weights, then a place "
    "per layer for its biases, as columns (n, 1): None for a pooling or a flatten, and no "
    "place for an activation. `weights_then_biases = [p for p in params if p is not None]` "
    "leaves out what is empty: of conv-net 8 arrays in 12 places."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the file, the format, and which network it is."""
    parser.epilog = LAYOUT
    suffixes = ", ".join(dict.fromkeys(suffix for f in FORMATS for suffix in f.suffixes))
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="params.pkl, .npz, .npy or .safetensors"
    )
    parser.add_argument(
        "--to",
        type=Path,
        required=True,
        metavar="TARGET",
        help=f"the file to write, its suffix one of {suffixes}; a suffix alone means beside "
        "FILE and named like it. A file that is there is replaced, whole or not at all; FILE "
        "itself never is",
    )
    add_preset(
        parser,
        default=None,
        says="the network (default: what the file says of itself, else the first that it fits, "
        "else the likeliest that it may be of)",
    )
    add_choices(parser)
    parser.add_argument(
        "--names",
        choices=("convviz", "pytorch"),
        default="convviz",
        help="what a .safetensors calls its arrays: conv1.w, or as PyTorch conv1.weight, and "
        "then a script is written beside it that builds the module (default: convviz)",
    )


def run(options: argparse.Namespace, console: Console) -> int:
    """Read, find the network, write."""
    target = _target(options.file, options.to)
    try:
        form = format_for(target.suffix, options.names)
    except ExportError as error:
        console.complain(str(error))
        return Exit.USAGE
    files = form.files(target)
    for path in files:
        _require_another(options.file, path)
        require_writable(path)
    params = load_params(options.file)
    reading = read_layers(params.tree)
    exported = _exported(params, reading, options, console)
    warn_of_unusable(exported.network, console)
    rounded = rounded_from(params, reading, exported.network)
    replaced = [path for path in files if path.exists()]
    form.write(target, exported)
    for path in files:
        told = ", replaced" if path in replaced else ""
        console.say(f"{path}: {path.stat().st_size:,} bytes{told}")
    count = exported.network.parameter_count
    wider = f"; {', '.join(rounded)} in FILE, rounded to float32" if rounded else ""
    console.say(f"{form.title}: {exported.preset.name}, {count:,} parameters{wider}")
    if form.describes and not exported.classes:
        console.say("It has no names of classes, for FILE says none; --preset brings them.")
    console.result(
        {
            "file": options.file,
            "file_sha256": params.sha256,
            "preset": exported.preset.name,
            "format": form.key,
            "files": files,
            "bytes": sum(path.stat().st_size for path in files),
            "replaced": replaced,
            "parameters": exported.network.parameter_count,
            "parameters_sha256": exported.network.parameters.sha256(),
            "rounded_from": rounded,
            "losses": len(exported.cost),
            "classes": exported.classes,
        }
    )
    return Exit.DONE


def _target(file: Path, to: Path) -> Path:
    """Return where to write: a suffix alone is that of a file beside `file`."""
    if to.suffix or not to.name.startswith("."):
        return to
    stem = file.with_suffix("") if file.suffix in _PACKED else file
    folder = file.parent if to.parent == Path() else to.parent
    return folder / f"{stem.stem}{to.name}"


def _require_another(file: Path, target: Path) -> None:
    """Refuse to replace what is to be read.

    Raises
    ------
    OutputError
        If both are one file, by whatever names.
    """
    if target.exists() and file.exists() and target.samefile(file):
        raise OutputError(f"{target} is FILE itself, which is never replaced: name another one")


def _exported(
    params: Params, reading: Reading, options: argparse.Namespace, console: Console
) -> Exported:
    preset, network = _network(params, reading, options, console)
    cost = () if reading.history is None else reading.history.tolist()
    classes = classes_of(preset) if options.preset else classes_in(params, preset)
    return Exported(network, preset, PROGRAM, cost, classes)


def _network(
    params: Params, reading: Reading, options: argparse.Namespace, console: Console
) -> tuple[Preset, Network]:
    if options.preset or not (options.activation or options.pooling):
        try:
            return fitting(params, options.preset, reading)
        except NoFitError:
            if options.preset:
                raise
    likeliest = likeliest_alternative(params, reading, options, console)
    return likeliest.preset, likeliest.network()
