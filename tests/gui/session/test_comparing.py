from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from convviz.session import Compared, Request, Session
from convviz.session.comparing import MOST_MOMENTS
from engine.checkpoints import save_params
from engine.presets import load_preset

TIMEOUT_MS = 20_000


def whole(qtbot: QtBot, session: Session, command: Callable[[], object]) -> Compared:
    """Return what a command has compared, with its predictions."""
    with qtbot.waitSignal(
        session.compared,
        timeout=TIMEOUT_MS,
        check_params_cb=lambda found: found is not None and not found.is_predicting,
    ) as signal:
        command()
    found: Compared = signal.args[0]
    return found


def keep(qtbot: QtBot, session: Session) -> None:
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS):
        session.comparing.keep_moment()


def open_file(qtbot: QtBot, session: Session, path: Path) -> None:
    with qtbot.waitSignal(session.params_opened, timeout=TIMEOUT_MS):
        session.files.open(path)


def test_first_values_are_compared_with_this_moment(
    qtbot: QtBot, session: Session, step_batch: Callable[[Session], None]
) -> None:
    step_batch(session)
    found = whole(qtbot, session, session.comparing.with_first_values)
    assert found.a.side.name == "first values of conv-net"
    assert found.b.side.name == "conv-net at epoch 1, batch 1"
    assert len(found.comparison.changed) == 8
    now = session.frame.network.parameters["conv1.w"]
    np.testing.assert_array_equal(found.comparison.pairs[0].b.array, now)


def test_flips_are_those_of_both_networks(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    found = whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    split = session.dataset.validation
    x = split.x(np.arange(len(split)))
    for network, said in ((found.a.network, found.flips.a), (found.b.network, found.flips.b)):
        np.testing.assert_array_equal(network.predict(x).argmax(axis=1), said)
    assert found.flips.samples.size
    assert found.dataset is session.dataset


def test_the_opened_file_comes_first(
    qtbot: QtBot, session: Session, other_file: Path, tmp_path: Path
) -> None:
    third = tmp_path / "third.pkl"
    save_params(third, load_preset("conv-net").build(seed=5), [])
    open_file(qtbot, session, other_file)
    found = whole(qtbot, session, session.comparing.with_network)
    assert (found.a.side.name, found.b.side.name) == ("other.pkl", "first values of conv-net")
    found = whole(qtbot, session, lambda: session.comparing.with_file(third))
    assert (found.a.side.name, found.b.side.name) == ("other.pkl", "third.pkl")
    found = whole(qtbot, session, session.comparing.with_first_values)
    assert found.b.side.name == "first values of conv-net"


def test_a_moment_is_kept_by_its_name(
    qtbot: QtBot, session: Session, step_batch: Callable[[Session], None]
) -> None:
    step_batch(session)
    keep(qtbot, session)
    before = session.frame.network.parameters.sha256()
    step_batch(session)
    assert session.comparing.moments == ("epoch 1, batch 1",)
    found = whole(qtbot, session, lambda: session.comparing.with_moment("epoch 1, batch 1"))
    assert found.a.side.name == "conv-net at epoch 1, batch 1"
    assert found.a.network.parameters.sha256() == before
    assert not found.comparison.is_equal


def test_a_moment_of_an_earlier_run_says_so(qtbot: QtBot, session: Session) -> None:
    keep(qtbot, session)
    with qtbot.waitSignal(session.run_changed, timeout=TIMEOUT_MS):
        session.runs.restart(seed=4)
    keep(qtbot, session)
    keep(qtbot, session)
    earlier = "first values of conv-net with seed 9"
    assert session.comparing.moments == (earlier, "first values")
    found = whole(qtbot, session, lambda: session.comparing.with_moment(earlier))
    assert not found.comparison.is_equal


def test_only_a_few_moments_are_kept(
    qtbot: QtBot, session: Session, step_batch: Callable[[Session], None]
) -> None:
    for _ in range(MOST_MOMENTS + 2):
        keep(qtbot, session)
        step_batch(session)
    assert session.comparing.moments[0] == "epoch 1, batch 2"
    assert len(session.comparing.moments) == MOST_MOMENTS


def test_swapping_turns_arrays_and_flips(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    before = whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    after = whole(qtbot, session, session.comparing.swap)
    assert after.a is before.b
    assert after.b is before.a
    np.testing.assert_array_equal(after.flips.a, before.flips.b)
    there, back = (c.comparison.pairs[0].difference for c in (before, after))
    assert there.mean == -back.mean


def test_matching_filters_changes_no_prediction(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    before = whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    after = whole(qtbot, session, lambda: session.comparing.align(True))
    assert after.is_aligned
    assert after.comparison.alignment.moved
    assert after.comparison.relative < before.comparison.relative
    assert after.flips is before.flips


def test_a_file_that_is_no_network_has_no_predictions(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    np.savez(tmp_path / "x.npz", x=np.ones(3))
    found = whole(qtbot, session, lambda: session.comparing.with_file(tmp_path / "x.npz"))
    assert found.flips is None
    assert found.reason == (
        "x.npz fits no network that takes images like those of the data set."
    )
    assert [item.place for item in found.comparison.only_a] == ["x"]


def test_a_refused_file_is_told_and_changes_nothing(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    (tmp_path / "x.pkl").write_bytes(b"no pickle")
    with qtbot.waitSignal(session.notified, timeout=TIMEOUT_MS) as told:
        session.comparing.with_file(tmp_path / "x.pkl")
    assert told.args[0].kind == "error"
    assert session.comparing.compared is None


def test_closing_ends_what_is_under_way(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    shown: list[object] = []
    session.compared.connect(shown.append)
    session.comparing.close()
    assert shown == [None]
    assert session.comparing.compared is None


def test_without_a_file_the_network_is_not_compared_with_itself(session: Session) -> None:
    session.comparing.with_network()
    session.comparing.with_moment("never kept")
    session.comparing.swap()
    assert session.comparing.compared is None


@pytest.mark.parametrize("outputs", [10, 12])
def test_a_file_of_another_network_is_asked_too(
    qtbot: QtBot, session: Session, tmp_path: Path, outputs: int
) -> None:
    path = tmp_path / "dense.npz"
    rng = np.random.default_rng(2)
    arrays = {"W1": rng.normal(size=(20, 784)), "b1": np.zeros(20)}
    np.savez(path, **arrays, W2=rng.normal(size=(outputs, 20)), b2=np.zeros(outputs))
    found = whole(qtbot, session, lambda: session.comparing.with_file(path))
    assert found.a.network.layers[-2].output_shape == (outputs,)
    assert found.flips.samples.size
    assert not found.comparison.is_equal


def test_another_data_set_is_predicted_on_anew(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    before = whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    begin = Request(preset="digits", dataset="digits", seed=1)
    after = whole(qtbot, session, lambda: session.runs.begin(begin))
    assert after.comparison is before.comparison
    assert after.flips is None
    assert after.reason == ("conv-net: images must have shape (1, 28, 28), got (1, 8, 8)")


def test_what_is_closed_while_it_is_worked_out_is_not_shown(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    whole(qtbot, session, lambda: session.comparing.with_file(other_file))
    shown: list[object] = []
    session.compared.connect(shown.append)
    session.comparing.swap()
    session.comparing.close()
    qtbot.waitUntil(lambda: not session._jobs.running, timeout=TIMEOUT_MS)
    assert shown == [None]


def test_the_newest_question_is_the_one_that_is_answered(
    qtbot: QtBot, session: Session, other_file: Path
) -> None:
    session.comparing.with_file(other_file)
    found = whole(qtbot, session, session.comparing.with_first_values)
    assert found.a.side.name == "first values of conv-net"
    assert session.comparing.compared is found
