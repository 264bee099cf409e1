from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import ParametersPanel
from convviz.panels.parameters.meaning.alternative_row import AlternativeRow
from convviz.session import Session
from engine.checkpoints import save_params
from engine.network import Network
from engine.presets import LayerSpec, Preset, load_preset
from engine.training import Trainer

TIMEOUT_MS = 20_000
LEFT = Qt.MouseButton.LeftButton
OpenFile = Callable[..., Path]


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """The parameters of numpy-cnn, which is not the network that runs."""
    path = tmp_path / "other.pkl"
    save_params(path, load_preset("numpy-cnn").build(3), [])
    return path


@pytest.fixture
def tried(qtbot: QtBot, session: Session, open_file: OpenFile) -> Callable[..., None]:
    """Open a file and wait until its networks were tried."""

    def open_it(content: object, name: str = "params.pkl") -> None:
        open_file(content, name)
        qtbot.waitUntil(lambda: session.trials.trials.is_over, timeout=TIMEOUT_MS)

    return open_it


def titles(panel: ParametersPanel) -> list[str]:
    return [row.title.text() for row in panel.meaning.alternatives.rows]


def seen(row: AlternativeRow) -> list[str]:
    return [label.text() for label in row.findChildren(QLabel) if label.isVisible()]


def test_networks_that_a_file_may_be_of_are_listed_with_their_outcome(
    panel: ParametersPanel, session: Session, other: Path, tried: Callable[..., None]
) -> None:
    tried(other)
    view = panel.meaning.alternatives
    assert view.question.text() == "Which image and which pooling?"
    assert titles(panel)[0] == "28 → 26 → pool 13"
    first = seen(view.rows[0])
    assert first[1] == "no padding, pooling 2×2 after conv1"
    share = session.trials.trials.outcomes[0].right
    assert first[2] == f"{100 * share:.2f}\u202f% right"
    assert first[3] == "the preset numpy-cnn"
    assert view.sentence.text().startswith("dense1 takes 1\u202f690 = 10 × 13 × 13.")
    assert "tried on the 60 validation images of Garments." in view.sentence.text()


def test_network_for_other_images_says_why_it_was_not_tried(
    qtbot: QtBot, panel: ParametersPanel, other: Path, tried: Callable[..., None]
) -> None:
    tried(other)
    view = panel.meaning.alternatives
    if view.more.isVisible():
        qtbot.mouseClick(view.more, LEFT)
    assert all(row.isVisible() for row in view.rows)
    (row, *_) = [r for r in view.rows if r.alternative.input_shape == (1, 16, 16)]
    assert seen(row)[-1] == "not applicable: the data set has 28×28 pixels"
    assert not row.bar.isVisible()


def test_click_anywhere_in_a_row_chooses_it(
    qtbot: QtBot, panel: ParametersPanel, other: Path, tried: Callable[..., None]
) -> None:
    tried(other)
    view = panel.meaning.alternatives
    second = view.rows[1]
    panel.meaning.body.ensureWidgetVisible(second)
    qtbot.mouseClick(second, LEFT, pos=QPoint(second.width() - 10, second.height() // 2))
    assert view.chosen is second.alternative
    QTest.keyClick(second.radio, Qt.Key.Key_Up)
    assert view.chosen is view.rows[0].alternative


def test_use_as_network_makes_all_of_the_program_work_on_it(
    qtbot: QtBot,
    panel: ParametersPanel,
    session: Session,
    other: Path,
    tried: Callable[..., None],
) -> None:
    tried(other)
    buttons = panel.meaning.buttons
    assert buttons.note.text() == (
        "It does not fit conv-net, the network that runs. Using it begins a new run; the run "
        "so far ends."
    )
    assert not buttons.load.isEnabled()
    panel.meaning.alternatives.rows[0].radio.setChecked(True)
    with qtbot.waitSignal(session.frame_changed, timeout=TIMEOUT_MS):
        qtbot.mouseClick(buttons.use, LEFT)
    expected = load_preset("numpy-cnn").build(3).parameters
    assert session.frame.network.parameters.sha256() == expected.sha256()
    qtbot.waitUntil(buttons.load.isEnabled, timeout=TIMEOUT_MS)
    assert panel.meaning.fit_title.text() == "Does it fit numpy-cnn?"


def test_another_activation_is_tried_at_once(
    qtbot: QtBot,
    panel: ParametersPanel,
    session: Session,
    other: Path,
    tried: Callable[..., None],
) -> None:
    tried(other)
    choices = panel.meaning.alternatives.choices
    assert choices.activation.currentText() == "ReLU"
    choices.activation.setFocus()
    QTest.keyClick(choices.activation, Qt.Key.Key_Down)
    assert choices.activation.currentText() == "sigmoid"
    assert not session.trials.trials.is_over
    qtbot.waitUntil(lambda: session.trials.trials.is_over, timeout=TIMEOUT_MS)
    rows = panel.meaning.alternatives.rows
    assert all(row.alternative.activation == "sigmoid" for row in rows)
    assert all("sigmoid" in row.reason.text() for row in rows)
    assert not rows[0].same_as.isVisible()
    assert session.trials.trials.alternatives[0] is rows[0].alternative


def test_best_network_is_chosen_until_a_person_chooses(
    qtbot: QtBot,
    panel: ParametersPanel,
    session: Session,
    tmp_path: Path,
    tried: Callable[..., None],
) -> None:
    conv1, relu1, conv2, relu2, pool1, *others = load_preset("conv-net").layers
    padded = LayerSpec("conv2d", conv1.name, {**conv1.options, "padding": 2})
    layers = (padded, relu1, pool1, conv2, relu2, *others)
    preset = load_preset("conv-net").changed(layers=layers)
    network = _learnt(preset, session)
    save_params(tmp_path / "p.pkl", network, [])
    tried(tmp_path / "p.pkl")
    assert session.trials.trials.is_better_than_chance
    best = session.trials.trials.best
    assert panel.meaning.alternatives.chosen is best.alternative
    assert best.right > session.trials.trials.outcomes[0].right


def _learnt(preset: Preset, session: Session) -> Network:
    trainer = Trainer.from_preset(preset, session.dataset, seed=1, epochs=12, helpers=None)
    for _ in trainer.events():
        pass
    trainer.close()
    return trainer.network


def test_compare_shows_the_difference_to_the_running_network(
    qtbot: QtBot,
    panel: ParametersPanel,
    session: Session,
    saved: Path,
    tried: Callable[..., None],
) -> None:
    tried(saved)
    with qtbot.waitSignal(session.compared, timeout=TIMEOUT_MS):
        qtbot.mouseClick(panel.meaning.buttons.compare, LEFT)
    qtbot.waitUntil(lambda: session.comparing.compared is not None, timeout=TIMEOUT_MS)
    session.comparing.close()


def test_running_network_has_no_networks_to_choose_and_no_buttons(
    panel: ParametersPanel,
) -> None:
    assert not panel.meaning.alternatives.isVisible()
    assert not panel.meaning.buttons.isVisible()
    assert not panel.meaning.unsaid.isVisible()


def test_file_without_weights_says_so_and_offers_nothing(
    panel: ParametersPanel, open_file: OpenFile
) -> None:
    open_file({"name": "x", "numbers": np.arange(5.0)})
    assert panel.meaning.alternatives.rows == []
    assert panel.meaning.alternatives.sentence.text()
    assert not panel.meaning.alternatives.choices.isVisible()
    assert not panel.meaning.buttons.use.isEnabled()


def test_closing_the_file_takes_its_networks_away(
    qtbot: QtBot, panel: ParametersPanel, other: Path, tried: Callable[..., None]
) -> None:
    tried(other)
    panel.header.close_asked.emit()
    qtbot.waitUntil(lambda: not panel.meaning.alternatives.isVisible())
    assert panel.meaning.alternatives.rows == []


def test_everything_has_a_name_and_a_tip(
    panel: ParametersPanel, other: Path, tried: Callable[..., None]
) -> None:
    tried(other)
    meaning = panel.meaning
    for button in (meaning.buttons.load, meaning.buttons.use, meaning.buttons.compare):
        assert button.text()
        assert button.toolTip()
    for control in (
        *(row.radio for row in meaning.alternatives.rows),
        meaning.alternatives.choices.activation,
        meaning.alternatives.choices.pooling,
    ):
        assert control.accessibleName()
        assert control.toolTip()


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_nothing_of_the_pane_is_wider_than_it(
    qtbot: QtBot,
    panel: ParametersPanel,
    width: int,
    other: Path,
    tried: Callable[..., None],
) -> None:
    panel.resize(width, 700)
    tried(other)
    content = panel.meaning.body.widget()
    assert content.width() <= panel.meaning.body.viewport().width()
    assert content.minimumSizeHint().width() <= content.width()


def test_choice_that_makes_networks_equal_leaves_one_of_them(
    qtbot: QtBot, panel: ParametersPanel, session: Session, tried: Callable[..., None]
) -> None:
    rng = np.random.default_rng(0)
    tried([rng.normal(size=(784, 12)), rng.normal(size=(12, 10))])
    view = panel.meaning.alternatives
    assert view.question.text() == "Which image, which activation?"
    assert [row.alternative.activation for row in view.rows] == ["relu", "sigmoid", "tanh"]
    view.choices.activation.setFocus()
    QTest.keyClick(view.choices.activation, Qt.Key.Key_Down)
    assert [row.alternative.activation for row in view.rows] == ["sigmoid"]
    assert view.chosen is view.rows[0].alternative
    qtbot.waitUntil(lambda: session.trials.trials.is_over, timeout=TIMEOUT_MS)


def test_preset_that_fits_stays_chosen_where_all_networks_only_guess(
    panel: ParametersPanel, session: Session, saved: Path, tried: Callable[..., None]
) -> None:
    tried(saved)
    assert not session.trials.trials.is_better_than_chance
    chosen = panel.meaning.alternatives.chosen
    assert chosen is not None
    assert chosen.same_as == "conv-net"
    assert "Maybe other images" in panel.meaning.alternatives.sentence.text()


def test_single_matrix_is_no_network_unless_it_is_chosen(
    panel: ParametersPanel, tried: Callable[..., None]
) -> None:
    tried({"ages": np.arange(50), "table": np.eye(7)})
    meaning = panel.meaning
    assert meaning.summary.text() == "One matrix, 7×7, which may or may not be weights."
    assert meaning.alternatives.chosen is None
    assert not meaning.buttons.use.isEnabled()
    assert not meaning.buttons.use.property("primary")
    assert "Nothing is chosen above" in meaning.buttons.note.text()
    meaning.alternatives.rows[0].radio.click()
    assert meaning.buttons.use.isEnabled()


def test_what_is_not_finite_stands_above_all_else(
    panel: ParametersPanel, tried: Callable[..., None]
) -> None:
    tried({"W1": np.full((8, 784), np.nan), "W2": np.ones((10, 8))})
    assert panel.meaning.broken.text() == "W1 is all NaN."
    assert panel.meaning.broken.isVisible()
