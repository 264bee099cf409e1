"""The observable state of the program: what is trained, shown, selected and said."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from convviz.session.bridge import Bridge
from convviz.session.comparing import Comparing
from convviz.session.evaluations import Evaluations
from convviz.session.failures import state_after, tell
from convviz.session.files import ParameterFiles
from convviz.session.following import Following
from convviz.session.frame import Frame, Part
from convviz.session.history import History
from convviz.session.jobs import JobControl, Jobs
from convviz.session.keeping import Keeping
from convviz.session.looking import Looking
from convviz.session.moments import history_of, state_of
from convviz.session.pacer import FrameTimer
from convviz.session.runs import Runs
from convviz.session.selection import Selection
from convviz.session.selection_reach import exists_in
from convviz.session.signals import SessionSignals
from convviz.session.speed import SpeedMeter
from convviz.session.state import (
    Granularity,
    Predictions,
    RunInfo,
    RunState,
    Settings,
)
from convviz.session.steps import STEP_ENDS
from convviz.session.training_thread import TrainingThread
from convviz.session.trials import Trying
from convviz.session.tuning import Tuning
from engine.data import Dataset, SampleRef
from engine.training import BatchDone, EvaluationDone

if TYPE_CHECKING:
    from collections.abc import Callable

    from PyQt6.QtCore import QObject

    from convviz.session.driver import Scalar
    from engine.training import Trainer

T = TypeVar("T")


class Session(SessionSignals):
    """One network, one data set, one selection; the panels watch it.

    Every command returns at once; what it did comes as a signal.

    Attributes
    ----------
    runs : Runs
        Begins runs: preset, data set, seed.
    files : ParameterFiles
        Opens, loads and saves parameter files.
    comparing : Comparing
        Compares parameter files and moments.
    evaluations : Evaluations
        What the network says of whole splits.
    trials : Trying
        Tries the networks that the opened file may be of.
    keeping : Keeping
        Saves the training, on request and by itself.
    tuning : Tuning
        Changes the settings of training while it runs.
    looking : Looking
        Chooses the sample that frames show.
    state, run_info, dataset, frame, history, settings, pinned, selection, hover
        The objects that the signals of these names last carried, or None before.
    predictions : dict of str to Predictions
        The newest of each split.
    parts : callable
        Returns what the visible panels need of a frame; the window sets it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = RunState.LOADING
        self.run_info: RunInfo | None = None
        self.dataset: Dataset | None = None
        self.frame: Frame | None = None
        self.history = History()
        self.settings: Settings | None = None
        self.pinned = SampleRef("validation", 0)
        self.selection = Selection()
        self.hover = Selection()
        self.predictions: dict[str, Predictions] = {}
        self.parts: Callable[[], Part] = lambda: Part.NONE
        self._bridge = Bridge(self)
        self._jobs = Jobs(self._bridge, self.progress_changed.emit)
        self._thread: TrainingThread | None = None
        self._speed = SpeedMeter()
        self._timer = FrameTimer(self)
        self._timer.due.connect(self._collect)
        self.epoch_hooks: list[Callable[[Trainer], None]] = []
        self.looking = Looking(self)
        self._following = Following(self)
        self.runs = Runs(self)
        self.files = ParameterFiles(self)
        self.tuning, self.trials, self.comparing = Tuning(self), Trying(self), Comparing(self)
        self.evaluations, self.keeping = Evaluations(self), Keeping(self)

    def begin(self, run: RunInfo, dataset: Dataset, trainer: Trainer) -> None:
        """Start afresh with `trainer`, held where it stands: mostly before its first batch."""
        self._end_thread()
        if self.dataset is not dataset:
            self.pinned = SampleRef("validation", 0)
        self.dataset, self.run_info, self.history = dataset, run, history_of(trainer)
        self.predictions = {}
        self.frame = None
        self.selection = self.hover = Selection()
        self._speed = SpeedMeter()
        self.settings = Settings(
            trainer.learning_rate, trainer.batch_size, trainer.optimizer.name, trainer.epochs
        )
        self._thread = TrainingThread(
            trainer,
            self.looking.view,
            self._bridge,
            on_held=self._on_held,
            on_finished=self._on_finished,
            on_failed=self._on_failed,
            on_epoch=self._on_epoch_of_training_thread,
        )
        self._set_state(state_of(trainer))
        self.run_changed.emit(run)
        self.settings_changed.emit(self.settings)
        self.pinned_changed.emit(self.pinned)
        self.selection_changed.emit(self.selection)
        self.history_changed.emit(self.history)

    def run(self) -> None:
        """Train until paused or done; after the last epoch, as many epochs again."""
        if self._thread is None:
            return
        if self.state is RunState.FINISHED:
            self.tuning.add_epochs()
        self._thread.run()
        self._set_moving(RunState.RUNNING)

    def pause(self) -> None:
        """Hold before the next event."""
        if self._thread is not None and self.state.is_moving:
            self._thread.pause()

    def toggle_run(self) -> None:
        """Pause if anything runs, else run."""
        if self.state.is_moving:
            self.pause()
        else:
            self.run()

    def step(self, granularity: Granularity) -> None:
        """Run exactly one operation, batch or epoch, then hold."""
        if self._thread is None:
            return
        if self.state is RunState.FINISHED:
            self.tuning.add_epochs()
        self._following.begin(granularity)
        by_operation = granularity is Granularity.OPERATION
        self._thread.step(STEP_ENDS[granularity], by_operation=by_operation)
        self._set_moving(RunState.STEPPING)

    def pin(self, sample: SampleRef) -> None:
        """Follow another sample through the training."""
        self.looking.pin(sample)

    def select(self, selection: Selection) -> None:
        """Select a place of this network; every panel follows."""
        self.hover_at(Selection())  # what the hand chose last is what counts
        if selection != self.selection and self._has(selection):
            self.selection = selection
            self.selection_changed.emit(selection)

    def hover_at(self, place: Selection) -> None:
        """Point at a place; `Selection()` is nowhere."""
        if place != self.hover and self._has(place):
            self.hover = place
            self.hover_changed.emit(place)

    def _has(self, place: Selection) -> bool:  # a panel may still show the run before
        return exists_in(self.run_info.network if self.run_info else None, place)

    def refresh_needs(self) -> None:
        """Make frames of what the visible panels need now."""
        if self._thread is not None:
            self._thread.look_at(self.looking.view, self._collect)

    def submit(
        self,
        ask: Callable[[Trainer], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
        *,
        begin_again: bool = False,
    ) -> None:
        """Call `ask` with the trainer between events; `done` or `failed` on the GUI thread.

        With `begin_again` the batch under way is dropped first, so that `ask` may
        change the parameters.
        """
        if self._thread is None:
            return

        def bring(answer: T) -> None:
            if begin_again:
                self._collect()
            done(answer)

        self._thread.ask(ask, bring, failed or self.report, begin_again=begin_again)

    def start_job(
        self,
        label: str,
        work: Callable[[JobControl], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> JobControl:
        """Run `work` beside everything else; `done` or `failed` on the GUI thread."""
        return self._jobs.start(label, work, done, failed or self.report)

    def call_soon(self, call: Callable[[], None]) -> None:
        """Have `call` called on the GUI thread; from any thread."""
        self._bridge.post(call)

    def evaluate(self, split: str) -> None:
        """Ask the network of this moment for its predictions on a whole split."""
        self.evaluations.begin(split)

    def shutdown(self) -> None:
        """End the training thread and all long work; wait for both."""
        self.keeping.close(self._end_thread())
        self._bridge.close()
        self._jobs.close()

    def _set_moving(self, state: RunState) -> None:
        self._speed.start()
        self._set_state(state)
        self._timer.begin()

    def _set_state(self, state: RunState) -> None:
        if not state.is_moving:
            self._timer.stop()
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    def _collect(self) -> None:
        if self._thread is None:
            return
        frame = self._thread.take_frame()
        if frame is not None:
            self.frame = frame
            self.frame_changed.emit(frame)
        self._add(self._thread.take_scalars())

    def _add(self, scalars: list[Scalar]) -> None:
        for scalar in scalars:
            self.history.add(scalar)
            if isinstance(scalar, EvaluationDone):
                self.evaluated.emit(scalar)
                self.evaluations.note(scalar.split, scalar.predictions, scalar.position.step)
        if scalars:
            self._speed.add(sum(s.samples for s in scalars if isinstance(s, BatchDone)))
            self.tuning.settle()
            self.history_changed.emit(self.history)
            self.speed_changed.emit(self._speed.samples_per_second)

    def _on_held(self) -> None:
        self._collect()
        if self.state.is_moving:
            self._set_state(RunState.HELD)

    def _on_finished(self) -> None:
        self._collect()
        self._set_state(RunState.FINISHED)
        if self.tuning.has_epochs_left:
            self.notify("Training has stopped early.", "The validation loss fell no more.")

    def _on_failed(self, error: Exception, trace_text: str, is_held: bool) -> None:
        self._collect()
        if is_held:
            self._set_state(state_after(error))
        tell(self, error, trace_text)

    def _on_epoch_of_training_thread(self, trainer: Trainer) -> None:
        for hook in self.epoch_hooks:
            hook(trainer)

    def _end_thread(self) -> Trainer | None:
        self._timer.stop()
        thread, self._thread = self._thread, None
        return None if thread is None else thread.close()
