"""The loop of the training thread: gate, next event, publish. No Qt in here."""

from __future__ import annotations

import traceback
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from convviz.session.frame import Frame, Part
from convviz.session.gate import Gate, Stopped
from convviz.session.held import BatchCopier
from convviz.session.mailbox import Mailbox
from engine.data import SampleRef
from engine.inspection import trace
from engine.training import (
    BatchDone,
    BatchInterruptedError,
    DivergenceError,
    EpochDone,
    EvaluationDone,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from engine.arrays import Parameters
    from engine.inspection import Trace
    from engine.network import Network
    from engine.training import Event, Trainer

Scalar = BatchDone | EvaluationDone | EpochDone


@dataclass(frozen=True, slots=True)
class View:
    """What frames are to show: replaced whole, so that a thread never sees half of one."""

    sample: SampleRef
    parts: Part = Part.NONE
    batch_sample: int | None = None
    """Which sample of a held batch is seen instead; the last one if there are fewer."""


class Listener(Protocol):
    """Who is told what the training thread does; called on that thread."""

    def on_held(self, command: int) -> None:
        """Hear that events are held, as command number `command` asked."""

    def on_finished(self, command: int) -> None:
        """Hear that the last epoch is over."""

    def on_failed(self, error: Exception, trace_text: str, command: int) -> None:
        """Hear that an event, or what is made of it, raised; what was trained stays."""


class Driver:
    """Ask the trainer for events as the gate allows, and publish what they bring.

    Parameters
    ----------
    trainer : Trainer
        Belongs to the training thread from now on; others reach it by `ask`.
    view : View
        May be assigned from any thread.
    listener : Listener
    on_epoch : callable, optional
        Called with the trainer after every epoch, on the training thread.

    Attributes
    ----------
    frames : Mailbox of Frame
        The newest frame, made only when the last one was taken or events are held.
    scalars : deque of BatchDone, EvaluationDone and EpochDone
        Every number, in order.
    """

    def __init__(
        self,
        trainer: Trainer,
        view: View,
        listener: Listener,
        on_epoch: Callable[[Trainer], None] | None = None,
    ) -> None:
        self.view = view
        self.gate = Gate()
        self.frames: Mailbox[Frame] = Mailbox()
        self.scalars: deque[Scalar] = deque()
        self._trainer = trainer
        self._listener = listener
        self._on_epoch = on_epoch
        self._events = trainer.events()
        self._copier = BatchCopier(trainer)
        self._holding = False

    def drive(self) -> None:
        """Train until the gate is stopped; then close the trainer."""
        try:
            while True:
                self.gate.pass_through(self._on_hold)
                self._advance()
        except Stopped:
            self._events.close()
        finally:
            self._trainer.close()

    def show(self) -> None:
        """Put a frame of this moment into the mailbox."""
        self.frames.put(self._frame())

    def begin_again(self, change: Callable[[Trainer], None]) -> None:
        """Drop the batch under way, change the trainer, go on from there."""
        self._events.close()
        try:
            change(self._trainer)
        finally:
            self._events = self._trainer.events()

    def _advance(self) -> None:
        self._holding = False
        self._copier.before_event()
        self._trainer.stepwise = self.gate.by_operation
        self._trainer.keep_update = Part.UPDATE in self.view.parts
        try:
            event = next(self._events, None)
            if event is not None:
                self._copier.after_event(event)
                self._publish(event)
        except BatchInterruptedError:
            self._end()
            return
        except DivergenceError as error:
            command = self._end()
            self._show_or_report(command)
            self._listener.on_failed(error, traceback.format_exc(), command)
            return
        except Exception as error:  # noqa: BLE001 - the thread must live to save what there is
            self._listener.on_failed(error, traceback.format_exc(), self._end())
            return
        if event is None:
            command = self._end()
            self._show_or_report(command)
            self._listener.on_finished(command)
        else:
            self.gate.passed(event)

    def _end(self) -> int:
        """Hold, with the trainer ready to go on should there be more to do."""
        self._events.close()
        self._events = self._trainer.events()
        return self.gate.hold()

    def _publish(self, event: Event) -> None:
        match event:
            case BatchDone() | EvaluationDone():
                self.scalars.append(event)
            case EpochDone():
                self.scalars.append(event)
                if self._on_epoch is not None:
                    self._on_epoch(self._trainer)
        if self.frames.wanted:
            self.show()

    def _on_hold(self, command: int) -> None:
        self._holding = True
        self._show_or_report(command)
        self._listener.on_held(command)

    def _show_or_report(self, command: int) -> None:
        try:
            self.show()
        except Exception as error:  # noqa: BLE001 - a picture that fails must not end the thread
            self._listener.on_failed(error, traceback.format_exc(), command)

    def _frame(self) -> Frame:
        trainer, view = self._trainer, self.view
        network = trainer.network.replica()
        # While a batch runs to its end nobody has the time to look at all of it.
        looked_at = self._holding or self.gate.by_operation
        held = self._copier.copy(network) if looked_at else None
        seen, sample, seen_trace = None, view.sample, None
        if held is not None and view.batch_sample is not None:
            seen = min(view.batch_sample, len(held) - 1)
            sample, seen_trace = (
                SampleRef("train", int(held.batch.indices[seen])),
                held.whole_trace(seen),
            )
        return Frame(
            position=trainer.position,
            operation=trainer.last_operation,
            upcoming=trainer.next_operation,
            network=network,
            sample=sample,
            trace=seen_trace or self._probed(network, view),
            gradients=_copy(trainer.gradients) if Part.BATCH_GRADIENTS in view.parts else None,
            update=_copy(trainer.update) if Part.UPDATE in view.parts else None,
            held=held,
            batch_sample=seen,
        )

    def _probed(self, network: Network, view: View) -> Trace:
        """Return what the pinned sample comes to in a replica; the training hears nothing."""
        split, index = self._trainer.dataset.split(view.sample.split), view.sample.index
        return trace(
            network,
            split.x(slice(index, index + 1))[0],
            int(split.labels[index]),
            backward=Part.GRADIENTS in view.parts,
            loss=self._trainer.loss,
        )


def _copy(parameters: Parameters | None) -> Parameters | None:
    return None if parameters is None else parameters.frozen()
