"""Beginning runs: which preset on which data, loaded off the GUI thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from convviz.session.state import Notice, RunInfo
from engine.data import (
    Dataset,
    dataset_info,
    dataset_names,
    fetch_dataset,
    is_available,
    load_dataset,
)
from engine.errors import DataMissingError
from engine.presets import Preset, load_preset, preset_names
from engine.training import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session

DEFAULT_SEED = 9
EVALUATIONS_PER_EPOCH = 4
FETCHED = ("fashion-mnist", "mnist")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is to be made of; None means "as it is"."""

    preset: str | Path | None = None
    dataset: str | None = None
    seed: int | None = None


class Runs:
    """Make runs for a session, and remember what they are made of.

    Parameters
    ----------
    session : Session
        Is given each new run by `Session.begin`.
    data_dir : Path, optional
        Where data sets are looked for first.
    threads : int, optional
        Threads that train; default: one per core.
    """

    def __init__(
        self, session: Session, data_dir: Path | None = None, threads: int | None = None
    ) -> None:
        self._session = session
        self.data_dir = data_dir
        self._threads = threads
        self._loaded: dict[str, Dataset] = {}
        self._dataset = ""
        self._preset: str | Path = preset_names()[0]
        self._seed = DEFAULT_SEED

    @property
    def default_dataset(self) -> str:
        """Fashion-MNIST where it is found, else the drawn garments."""
        found = is_available("fashion-mnist", self.data_dir)
        return "fashion-mnist" if found else "garments"

    def keep(self, dataset: Dataset) -> None:
        """Use `dataset` whenever the one of its name is asked for, without loading it."""
        self._loaded = {dataset.name: dataset}

    def begin(self, request: Request) -> None:
        """Load what `request` names, off the GUI thread, then begin the run."""
        wanted = self._complete(request)

        def work(control: JobControl) -> tuple[Request, Preset, Dataset]:
            preset = load_preset(wanted.preset or self._preset)
            name = wanted.dataset or preset.dataset
            dataset = self._load(name)
            return wanted, *self._made_to_fit(preset, dataset, request)

        def failed(error: Exception) -> None:
            actions: tuple[tuple[str, Callable[[], object]], ...] = ()
            if isinstance(error, DataMissingError) and wanted.dataset in FETCHED:
                title = dataset_info(wanted.dataset).title
                actions = ((f"Download {title}", partial(self.fetch, wanted.dataset)),)
            self._session.notified.emit(Notice(str(error), kind="error", actions=actions))

        self._session.start_job("Loading", work, lambda made: self._start(*made), failed)

    def restart(self, seed: int | None = None) -> None:
        """Begin again with the same preset and data; the same seed gives the same network."""
        self.begin(Request(seed=self._seed if seed is None else seed))

    def fetch(self, name: str) -> None:
        """Download a data set, with progress and cancel, then begin a run on it."""

        def work(control: JobControl) -> Path:
            return fetch_dataset(name, self.data_dir, progress=control.progress)

        def done(folder: Path) -> None:
            logger.info("%s downloaded to %s", name, folder)
            self.begin(Request(dataset=name))

        def failed(error: Exception) -> None:
            again = ("Try again", lambda: self.fetch(name))
            self._session.notified.emit(Notice(str(error), kind="error", actions=(again,)))

        self._session.start_job(f"Downloading {name}", work, done, failed)

    def _complete(self, request: Request) -> Request:
        return Request(
            request.preset or self._preset,
            request.dataset or self._dataset or self.default_dataset,
            self._seed if request.seed is None else request.seed,
        )

    def _made_to_fit(
        self, preset: Preset, dataset: Dataset, request: Request
    ) -> tuple[Preset, Dataset]:
        """Return a preset and a data set of one image shape; what was asked for prevails."""
        if preset.input_shape == dataset.train.images.shape[1:]:
            return preset, dataset
        if request.preset is not None or request.dataset is None:
            return preset, self._load(self._dataset_for(preset))
        return self._preset_for(dataset), dataset

    def _load(self, name: str) -> Dataset:
        return self._loaded.get(name) or load_dataset(name, self.data_dir)

    def _dataset_for(self, preset: Preset) -> str:
        if preset.dataset in dataset_names() and is_available(preset.dataset, self.data_dir):
            return preset.dataset
        return "garments" if preset.input_shape == (1, 28, 28) else preset.dataset

    def _preset_for(self, dataset: Dataset) -> Preset:
        presets = [load_preset(name) for name in preset_names()]
        shape = dataset.train.images.shape[1:]
        return next((p for p in presets if p.input_shape == shape), presets[0])

    def _start(self, wanted: Request, preset: Preset, dataset: Dataset) -> None:
        self._loaded = {dataset.name: dataset}
        self._preset = wanted.preset if isinstance(wanted.preset, Path) else preset.name
        assert wanted.seed is not None, "completed before loading"
        self._dataset, self._seed = dataset.name, wanted.seed
        trainer = Trainer.from_preset(
            preset,
            dataset,
            seed=self._seed,
            threads=self._threads,
            evaluations_per_epoch=EVALUATIONS_PER_EPOCH,
            evaluate_first=True,
        )
        info = RunInfo(
            preset, dataset.name, dataset.classes, self._seed, trainer.network.replica()
        )
        logger.info("%s on %s, seed %d", preset.name, dataset.title, self._seed)
        self._session.begin(info, dataset, trainer)
