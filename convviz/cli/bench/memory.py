"""How much memory training needs: a whole `convviz train` in a process of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from convviz.cli.exit_codes import Exit
from engine.data import is_available
from engine.data.published import PUBLICATIONS
from engine.errors import EngineError
from engine.presets import load_preset

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from convviz.cli.console import Console
    from engine.presets import Preset

TRAIN_IMAGES, TEST_IMAGES = 60_000, 10_000
SIDE = 28
CLASSES = 10


class MemoryUnknownError(EngineError):
    """The training whose memory was to be measured did not come to its end."""


def measure_memory(
    presets: Sequence[str], options: argparse.Namespace, console: Console
) -> dict[str, Any]:
    """Train one epoch of each preset, as `convviz train` does, and report the peak."""
    rows = []
    for name in presets:
        preset = load_preset(name)
        with tempfile.TemporaryDirectory() as folder, console.progress(name, 1, "") as bar:
            data, images = _data_arguments(preset, Path(folder), options)
            output = Path(folder) / "params.pkl"
            arguments = ["--preset", name, "--epochs", "1", "--output", str(output)]
            if options.threads:
                arguments += ["--threads", str(options.threads)]
            if options.batch_size:
                arguments += ["--batch-size", str(options.batch_size)]
            peak = peak_of_training(data + arguments)
            bar.update()
        rows.append({"preset": preset.name, "images": images, "peak_bytes": peak})
        size = f"{peak / 1e6:,.0f} MB" if peak is not None else "unknown on this system"
        console.say(f"{preset.name} on {images}: resident memory at most {size}")
    return {"memory": rows}


def peak_of_training(arguments: list[str]) -> int | None:
    """Return the peak of resident memory in bytes, None if the system does not tell it.

    Parameters
    ----------
    arguments : list of str
        Of ``convviz train``.

    Raises
    ------
    MemoryUnknownError
        If the training did not come to its end; it has said why on standard error.
    """
    done = subprocess.run(
        [sys.executable, "-m", "convviz.cli.peak_memory", "train", *arguments],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != Exit.DONE:
        raise MemoryUnknownError(f"the training ended with code {done.returncode}")
    last = done.stdout.splitlines()[-1]
    return int(last) if last.isdigit() else None


def write_noise(folder: Path, name: str, train: int, test: int) -> None:
    """Write a data set of random images in the four files of a published one.

    Parameters
    ----------
    folder : Path
        Data directory; the files go into its folder `name`.
    name : str
        "fashion-mnist" or "mnist".
    train, test : int
        How many images.
    """
    rng = np.random.default_rng(0)
    publication, home = PUBLICATIONS[name], folder / name
    home.mkdir()
    for images_file, labels_file, n in (
        (publication.train_images, publication.train_labels, train),
        (publication.test_images, publication.test_labels, test),
    ):
        images = rng.integers(0, 256, (n, SIDE, SIDE), dtype=np.uint8)
        labels = (np.arange(n) % CLASSES).astype(np.uint8)
        for file, array in ((images_file, images), (labels_file, labels)):
            sizes = np.array(array.shape, ">u4").tobytes()
            magic = bytes((0, 0, 8, array.ndim))
            path = home / file.name.removesuffix(".gz")
            path.write_bytes(magic + sizes + array.tobytes())


def _data_arguments(
    preset: Preset, folder: Path, options: argparse.Namespace
) -> tuple[list[str], str]:
    """Return what tells `train` its data, and what these are in words.

    Where the preset's own data set is not on this machine, noise in as many images of the
    same size takes its place: memory does not care.
    """
    name = options.dataset or preset.dataset
    if name in PUBLICATIONS and not is_available(name, options.data_dir):
        write_noise(folder, name, TRAIN_IMAGES, TEST_IMAGES)
        words = f"{TRAIN_IMAGES:,} images of noise in the place of {name}"
        return ["--dataset", name, "--data-dir", str(folder)], words
    arguments = ["--dataset", name]
    if options.data_dir:
        arguments += ["--data-dir", str(options.data_dir)]
    return arguments, f"all images of {name}"
