"""The thread that owns the engine, from the GUI thread's side."""

from __future__ import annotations

import threading
from traceback import format_exception
from typing import TYPE_CHECKING, TypeVar

from convviz.session.driver import Driver, View

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from convviz.session.bridge import Bridge
    from convviz.session.driver import Scalar
    from convviz.session.frame import Frame
    from engine.training import Event, Trainer

T = TypeVar("T")
THREAD_NAME = "convviz-trainer"


class TrainingThread:
    """Start a driver on a thread, give it commands, hear of it through callbacks.

    The callbacks come on the GUI thread. A hold that was overtaken by a newer command
    is not reported.

    Parameters
    ----------
    trainer : Trainer
        From now on touched by the training thread only.
    view : View
        What frames show.
    bridge : Bridge
        Home to the GUI thread.
    on_held, on_finished : callable
        Events are held; the last epoch is over.
    on_failed : callable
        Told the exception, its traceback, and whether training is held by it.
    on_epoch : callable
        Called with the trainer after every epoch, on the *training* thread.
    """

    def __init__(
        self,
        trainer: Trainer,
        view: View,
        bridge: Bridge,
        *,
        on_held: Callable[[], None],
        on_finished: Callable[[], None],
        on_failed: Callable[[Exception, str, bool], None],
        on_epoch: Callable[[Trainer], None],
    ) -> None:
        self._trainer = trainer
        self._bridge = bridge
        self._told_held, self._told_finished, self._told_failed = (
            on_held,
            on_finished,
            on_failed,
        )
        self._command = 0
        self._closed = False
        self._driver = Driver(trainer, view, self, on_epoch)
        self._thread = threading.Thread(target=self._driver.drive, name=THREAD_NAME)
        self._thread.start()

    def run(self) -> None:
        """Let events pass."""
        self._command = self._driver.gate.run()

    def pause(self) -> None:
        """Hold before the next event."""
        self._command = self._driver.gate.pause()

    def step(self, until: Callable[[Event], bool], *, by_operation: bool) -> None:
        """Let events pass until one satisfies `until`."""
        self._command = self._driver.gate.step(until, by_operation=by_operation)

    def look_at(self, view: View, shown: Callable[[], None]) -> None:
        """Make a frame of something else now; `shown` is called when it is there."""
        self._driver.view = view
        future = self._driver.gate.submit(self._driver.show)

        def bring_home(future: Future[None]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if isinstance(error, Exception):
                self.on_failed(error, "".join(format_exception(error)), self._command)
            else:
                self._home(shown)

        future.add_done_callback(bring_home)

    def ask(
        self,
        question: Callable[[Trainer], T],
        done: Callable[[T], None],
        failed: Callable[[Exception], None],
        *,
        begin_again: bool = False,
    ) -> None:
        """Call `question` with the trainer between events; bring the answer home.

        With `begin_again` the batch under way is dropped first, so that the question
        may change parameters.
        """
        driver, answers = self._driver, list[T]()

        def on_training_thread() -> T:
            if not begin_again:
                return question(self._trainer)
            driver.begin_again(lambda trainer: answers.append(question(trainer)))
            driver.show()
            return answers[0]

        def bring_home(future: Future[T]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if error is None:
                self._home(lambda: done(future.result()))
            elif isinstance(error, Exception):
                self._home(lambda: failed(error))

        driver.gate.submit(on_training_thread).add_done_callback(bring_home)

    def take_frame(self) -> Frame | None:
        """Return the newest frame if there is one that was not taken yet."""
        return self._driver.frames.take()

    def take_scalars(self) -> list[Scalar]:
        """Return every number that came since the last call, in order."""
        scalars = self._driver.scalars
        return [scalars.popleft() for _ in range(len(scalars))]

    def close(self) -> Trainer:
        """Stop and wait for the thread's end; nothing of it is told any more.

        A batch under way is dropped: it may be a long one.

        Returns
        -------
        Trainer
            At rest after its last whole batch, and closed.
        """
        self._closed = True
        self._driver.gate.stop()
        self._trainer.interrupt()
        self._thread.join()
        return self._trainer

    def on_held(self, command: int) -> None:
        """Pass the news of a hold home."""
        self._home(lambda: self._if_present(command, self._told_held))

    def on_finished(self, command: int) -> None:
        """Pass the news of the end home."""
        self._home(lambda: self._if_present(command, self._told_finished))

    def on_failed(self, error: Exception, trace_text: str, command: int) -> None:
        """Pass the news of a failure home, and whether it holds the present command."""
        self._home(lambda: self._told_failed(error, trace_text, command == self._command))

    def _home(self, tell: Callable[[], None]) -> None:
        """Have `tell` called on the GUI thread, unless another run has begun by then."""

        def unless_closed() -> None:
            if not self._closed:
                tell()

        self._bridge.post(unless_closed)

    def _if_present(self, command: int, tell: Callable[[], None]) -> None:
        if command == self._command:
            tell()
