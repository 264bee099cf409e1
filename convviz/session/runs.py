"""Beginning runs: which preset on which data, loaded off the GUI thread."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from convviz.session.moments import put_changes
from convviz.session.state import Notice, RunInfo
from engine.checkpoints.wording import quoted
from engine.data import (
    Dataset,
    dataset_info,
    dataset_names,
    fetch_dataset,
    is_available,
    load_dataset,
)
from engine.errors import DataError, DataMissingError
from engine.presets import Preset, load_preset, own_name, preset_names
from engine.training import Trainer

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from convviz.session.jobs import JobControl
    from convviz.session.session import Session
    from engine.arrays import Array
    from engine.training.checkpoint import Checkpoint

DEFAULT_SEED = 9
EVALUATIONS_PER_EPOCH = 4
FETCHED = ("fashion-mnist", "mnist")
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """What a run is to be made of; None means "as it is".

    Attributes
    ----------
    preset : str, Path, Preset or None
        A name, a file, or the preset itself.
    dataset : str or None
    seed : int or None
    parameters : mapping of str to ndarray or None
        What the network begins with, instead of the first values that the seed gives.
    origin : str
        Where these are from, fit to be shown.
    checkpoint : Checkpoint or None
        What to go on from. It says all the rest: parameters and origin are then those that
        the run had begun with.
    """

    preset: str | Path | Preset | None = None
    dataset: str | None = None
    seed: int | None = None
    parameters: Mapping[str, Array] | None = None
    origin: str = ""
    checkpoint: Checkpoint | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """A run that is ready to begin."""

    info: RunInfo
    dataset: Dataset
    trainer: Trainer
    checkpoint: Checkpoint | None = None
    request: Request = field(default_factory=Request)


def _ignore(_: bool) -> None:
    """Hear whether a run has begun, where nobody waits for it."""


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
        self._preset: str | Path | Preset = preset_names()[0]
        self._seed = DEFAULT_SEED
        self._began = Request()

    @property
    def began(self) -> Request:
        """What the present run began with."""
        return self._began

    @property
    def default_dataset(self) -> str:
        """Fashion-MNIST where it is found, else the drawn garments."""
        found = is_available("fashion-mnist", self.data_dir)
        return "fashion-mnist" if found else "garments"

    def keep(self, dataset: Dataset) -> None:
        """Use `dataset` whenever the one of its name is asked for, without loading it."""
        self._loaded = {dataset.name: dataset}

    def begin(self, request: Request, then: Callable[[bool], None] = _ignore) -> None:
        """Load what `request` names, off the GUI thread, then begin the run.

        `then` is told whether it has begun: not if another one was asked for meanwhile.
        """
        wanted = self._complete(request)
        seed = self._seed if request.seed is None else request.seed

        def work(control: JobControl) -> _Made:
            if request.checkpoint is not None:
                return self._go_on(request.checkpoint, request)
            source = wanted.preset or self._preset
            asked = source if isinstance(source, Preset) else load_preset(source)
            data = self._load(wanted.dataset or asked.dataset)
            preset, dataset = self._made_to_fit(asked, data, request)
            name = source if isinstance(source, Preset) else str(source)
            run = (preset, dataset, name if preset is asked else preset.name, seed)
            return self._make(*run, request)

        def begun(made: _Made) -> None:
            self._start(made)
            then(True)

        def failed(error: Exception) -> None:
            actions: tuple[tuple[str, Callable[[], object]], ...] = ()
            if isinstance(error, DataMissingError) and wanted.dataset in FETCHED:
                title = dataset_info(wanted.dataset).title
                actions = ((f"Download {title}", partial(self.fetch, wanted.dataset)),)
            self._session.notified.emit(Notice(str(error), kind="error", actions=actions))
            then(False)

        control = self._session.start_job("Loading", work, begun, failed)
        control.after_cancel = partial(then, False)

    def restart(self, seed: int | None = None) -> None:
        """Begin again with the same preset and data; the same seed gives the same network.

        A run that did not begin with first values begins with the same ones again, unless
        another seed is asked for.
        """
        if seed is None or seed == self._seed:
            began = self._began
            self.begin(Request(None, None, self._seed, began.parameters, began.origin))
        else:
            self.begin(Request(seed=seed))

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

    def _make(
        self,
        preset: Preset,
        dataset: Dataset,
        source: str | Preset,
        seed: int,
        request: Request,
    ) -> _Made:
        trainer = Trainer.from_preset(
            preset,
            dataset,
            seed=seed,
            threads=self._threads,
            evaluations_per_epoch=EVALUATIONS_PER_EPOCH,
            evaluate_first=True,
        )
        if request.parameters is not None:
            trainer.load_parameters(request.parameters)
        network = trainer.network.replica()
        run = (preset, dataset.name, dataset.classes, seed, network, source, request.origin)
        return _Made(RunInfo(*run), dataset, trainer, request=request)

    def _go_on(self, checkpoint: Checkpoint, request: Request) -> _Made:
        name, preset = checkpoint.data.name, checkpoint.preset
        if name not in dataset_names():
            rule = f"its data set must be one of {', '.join(dataset_names())}"
            raise DataError(f"{preset.name}: {rule}, got {quoted(name, 40)}")
        dataset = self._load(name)
        trainer = checkpoint.trainer(dataset, threads=self._threads)
        source = own_name(preset) or preset
        network = trainer.network.replica()
        run = (preset, name, dataset.classes, checkpoint.seed, network, source, request.origin)
        return _Made(RunInfo(*run), dataset, trainer, checkpoint, request)

    def _start(self, made: _Made) -> None:
        info = made.info
        self._loaded = {info.dataset: made.dataset}
        self._preset, self._dataset, self._seed = info.source, info.dataset, info.seed
        self._began = made.request
        logger.info("%s on %s, seed %d", info.preset.name, made.dataset.title, info.seed)
        self._session.begin(info, made.trainer.dataset, made.trainer)
        if made.checkpoint is not None:
            put_changes(self._session.history, made.checkpoint)
            self._session.history_changed.emit(self._session.history)
            self._evaluate_once()

    def _evaluate_once(self) -> None:
        """Have the predictions that a checkpoint does not hold, as soon as there is a frame."""

        def evaluate(_: object) -> None:
            self._session.frame_changed.disconnect(connection)
            self._session.evaluate("validation")

        connection = self._session.frame_changed.connect(evaluate)
