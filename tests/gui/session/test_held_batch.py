"""The batch that is stepped through: its copy is true, and looking at it changes no bit."""

import numpy as np
import pytest

from convviz.session import Granularity, RunState
from engine.data import SampleRef
from engine.training import Trainer

TIMEOUT_MS = 20_000


@pytest.fixture
def step(qtbot):
    """Run one operation, or more, of a session."""

    def run(session, times=1, granularity=Granularity.OPERATION):
        for _ in range(times):
            with qtbot.waitSignal(
                session.state_changed,
                timeout=TIMEOUT_MS,
                check_params_cb=lambda state: state is RunState.HELD,
            ):
                session.step(granularity)

    return run


@pytest.fixture
def answer(qtbot):
    """Ask the trainer between two events."""

    def ask(session, question):
        answers = []
        session.submit(question, answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=TIMEOUT_MS)
        return answers[0]

    return ask


def _sha(trainer):
    return trainer.network.parameters.sha256()


def _moments(trainer):
    return [moment.sha256() for moment in trainer.optimizer.moments]


def test_a_held_batch_is_what_the_trainer_holds_and_grows_by_operations(session, step, answer):
    step(session, 2)
    held = session.frame.held.batch
    assert list(held.activations) == ["input", "conv1", "relu1"]
    assert held.gradients == held.parameter_gradients == {}
    live = answer(session, lambda trainer: {n: x.copy() for n, x in _activations(trainer)})
    for name, x in held.activations.items():
        assert np.array_equal(x, live[name])
        assert not x.flags.writeable
    step(session, 12)
    held = session.frame.held.batch
    assert list(held.activations)[-1] == "softmax"
    assert sorted(held.gradients) == ["dense1", "dense2", "relu3"]
    assert sorted(held.parameter_gradients) == ["dense2.b", "dense2.w"]


def _activations(trainer: Trainer):
    return trainer.held.activations.items()


def test_nothing_of_a_held_batch_is_memory_of_the_trainer(session, step, answer):
    step(session, 20)
    held = session.frame.held.batch
    copies = [*held.activations.values(), *held.gradients.values()]
    copies += held.parameter_gradients.values()

    def shared(trainer):
        shards = trainer.held._shards
        live = [x for s in shards for x in (*s.activations.values(), *s.gradients.values())]
        live += [x for s in shards for x in s.parameter_gradients.values()]
        return any(np.shares_memory(a, b) for a in copies for b in live)

    assert not answer(session, shared)


def test_the_frame_shows_the_chosen_sample_of_the_batch(session, step, qtbot):
    step(session, 4)
    frame = session.frame
    assert frame.batch_sample == 0
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.looking.at(7)
    frame, held = session.frame, session.frame.held.batch
    assert frame.batch_sample == 7
    assert frame.sample == SampleRef("train", int(held.indices[7]))
    for name, x in held.activations.items():
        assert np.array_equal(frame.trace.activations[name], x[7])
    assert set(frame.trace.activations) == {"input"} | {
        layer.name for layer in frame.network.layers
    }
    image = session.dataset.train.x(held.indices[7:8])[0]
    assert np.array_equal(frame.trace.activations["input"], image)
    assert frame.trace.label == session.dataset.train.labels[held.indices[7]]


def test_a_batch_is_copied_once_per_event_however_often_it_is_looked_at(session, step, qtbot):
    step(session, 4)
    held = session.frame.held
    for choice in (7, None, 2):
        with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
            session.looking.at(choice)
        assert session.frame.held is held
    step(session)
    assert session.frame.held is not held


def test_pinning_a_sample_looks_at_it(session, step, qtbot):
    step(session, 3)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        session.pin(SampleRef("validation", 5))
    assert session.frame.batch_sample is None
    assert session.frame.sample == SampleRef("validation", 5)
    assert session.frame.held is not None


def test_between_batches_and_while_running_there_is_no_held_batch(session, step):
    step(session, granularity=Granularity.BATCH)
    assert session.frame.held is None
    assert session.frame.sample == session.pinned


def test_the_update_keeps_what_it_had_and_what_it_made(session, step, answer):
    before = answer(session, lambda trainer: trainer.network.parameters.copy())
    step(session, len(session.frame.network.layers) * 2 + 2)
    held = session.frame.held
    made = held.update
    after = answer(session, lambda trainer: trainer.network.parameters.copy())
    assert made.before.sha256() == before.sha256() == held.batch.network.parameters.sha256()
    assert made.after.sha256() == after.sha256()
    again = before.copy()
    twin = made.optimizer.copy()
    twin.step(again, made.gradients, made.alpha / twin.learning_rate)
    assert again.sha256() == after.sha256()
    for mine, theirs in zip(twin.moments, made.stepped.moments, strict=True):
        assert mine.sha256() == theirs.sha256()


def test_running_on_gives_the_same_bits_as_never_having_looked(
    make_session, step, qtbot, answer
):
    looked, other = make_session(), make_session()
    step(other, 3, Granularity.BATCH)
    for operation in range(22):
        step(looked)
        for choice in (None, operation, 31):
            looked.looking.at(choice)
        looked.pin(SampleRef("validation", operation))
        looked.looking.at(3)
    step(looked, 2, Granularity.BATCH)
    assert answer(looked, _sha) == answer(other, _sha)
    moments = [
        answer(s, lambda t: [m.sha256() for m in t.optimizer.moments]) for s in (looked, other)
    ]
    assert moments[0] == moments[1]
