from __future__ import annotations

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QPainter
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from convviz.panels.parameters import blocks
from convviz.panels.parameters.bars_drawing import BarsDrawing
from convviz.panels.parameters.blocks import largest_of_blocks
from convviz.panels.parameters.drawing import Drawing
from convviz.panels.parameters.matrix_drawing import MatrixDrawing
from convviz.panels.parameters.mosaic_drawing import MosaicDrawing
from convviz.panels.parameters.numbers_view import NumbersModel, number_text
from convviz.panels.parameters.picture_view import PictureView
from convviz.panels.parameters.pictures import picture_of
from convviz.theming import Theme
from engine.checkpoints import LoadCancelled

KINDS = {
    (): "bars",
    (1,): "bars",
    (5,): "bars",
    (5, 1): "bars",
    (1, 5): "bars",
    (1, 1, 1, 5): "bars",
    (2, 3): "matrix",
    (8, 4, 1, 1): "matrix",
    (4, 5, 5): "mosaic",
    (2, 3, 5, 5): "mosaic",
    (2, 2, 3, 5, 5): "mosaic",
}


@pytest.mark.parametrize("shape", KINDS, ids=str)
@pytest.mark.parametrize("dtype", ["f4", ">f8", "i2", "?", "c16"])
def test_the_shape_decides_on_the_picture(shape: tuple[int, ...], dtype: str) -> None:
    picture = picture_of(np.ones(shape, dtype))
    assert picture.kind == KINDS[shape]
    assert picture.x.size == np.prod(shape, dtype=int)
    assert picture.x.dtype == np.float32
    assert picture.note == ("sizes of complex numbers" if dtype == "c16" else "")
    assert picture.is_whole
    assert picture.scale.limit == 1.0


@pytest.mark.parametrize("array", [np.array(["a"]), np.zeros((0, 3)), np.array(b"x")])
def test_what_has_no_picture_says_why(array: np.ndarray) -> None:
    picture = picture_of(array)
    assert picture.kind == "none"
    assert picture.note


def test_a_picture_of_a_part_says_of_which() -> None:
    picture = picture_of(np.ones((100, 2, 3, 3)))
    assert picture.x.shape == (64, 2, 3, 3)
    assert picture.note == "the first 64 × 2 × 3 × 3 of 100 × 2 × 3 × 3"


def test_blocks_keep_their_largest_number_with_its_sign() -> None:
    x = np.array([[1, -5, 2, 0, 3], [4, 2, -1, 1, np.nan]], np.float32)
    np.testing.assert_array_equal(largest_of_blocks(x, (1, 2)), [[-5, 2, 3], [4, 1, np.nan]])
    np.testing.assert_array_equal(largest_of_blocks(x, (2, 3)), [[-5, np.nan]])
    np.testing.assert_array_equal(largest_of_blocks(x, (1, 1)), x)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("dtype", ["f4", ">f8", "f2", "i4", "?", "u1", "c8", "g"])
@pytest.mark.parametrize(
    ("shape", "block"), [((7, 11), (2, 3)), ((1, 9), (1, 4)), ((9, 1), (5, 1))]
)
def test_blocks_of_every_kind_of_number(
    monkeypatch: pytest.MonkeyPatch,
    rng: np.random.Generator,
    dtype: str,
    order: str,
    shape: tuple[int, int],
    block: tuple[int, int],
) -> None:
    monkeypatch.setattr(blocks, "_AT_A_TIME", 12)
    x = np.asarray((rng.standard_normal(shape) * 50).astype(dtype), order=order)
    found = largest_of_blocks(x, block)
    for i, j in np.ndindex(found.shape):
        part = x[i * block[0] : (i + 1) * block[0], j * block[1] : (j + 1) * block[1]]
        assert abs(found[i, j]) == np.float32(
            np.abs(part.astype("c16" if dtype == "c8" else "f8")).max()
        )


def test_making_small_can_be_stopped() -> None:
    with pytest.raises(LoadCancelled, match="The picture was cancelled"):
        picture_of(np.ones((1100, 1000), np.float32), go_on=lambda: False)


def test_a_large_matrix_says_how_many_numbers_share_a_cell() -> None:
    array = np.zeros((1200, 1000), np.float32)
    array[1199, 3] = -7
    picture = picture_of(array)
    assert picture.x.shape == (400, 500)
    assert picture.note == "every cell is the largest of 3×2 numbers"
    assert picture.x[399, 1] == -7
    assert picture.place((399, 1)) == "1197–1199, 2–3"
    assert picture.numbers((399,)).shape == (3, 1000)
    assert picture.scale.limit == 7


def test_a_long_vector_has_bars_of_blocks() -> None:
    picture = picture_of(np.arange(100_000))
    assert picture.x.size <= 512
    assert picture.x[-1] == 99_999
    assert picture.note == "every bar is the largest of 196 numbers"


def test_large_maps_are_made_small_one_by_one() -> None:
    picture = picture_of(np.ones((3, 200, 100), np.float32))
    assert picture.x.shape == (3, 1, 50, 50)
    assert picture.note == "every cell is the largest of 4×2 numbers"
    assert picture.place((2, 0)) == "2"


def drawings() -> list[Drawing]:
    rng = np.random.default_rng(3)
    shapes = [(8, 1, 5, 5), (4, 6, 3, 3), (64, 64, 1, 2), (10, 128), (128, 800), (8,), (3000,)]
    kinds = {"mosaic": MosaicDrawing, "matrix": MatrixDrawing, "bars": BarsDrawing}
    pictures = [picture_of(rng.standard_normal(shape)) for shape in shapes]
    return [kinds[picture.kind](picture) for picture in pictures]


@pytest.mark.parametrize("drawing", drawings(), ids=lambda d: str(d._picture.x.shape))
@pytest.mark.parametrize(("room", "ratio"), [(120, 1.0), (340, 1.0), (340, 2.0), (900, 1.5)])
def test_every_drawing_fits_and_finds_its_numbers(
    theme: Theme, drawing: Drawing, room: int, ratio: float
) -> None:
    drawing.fit(room, ratio)
    image = QImage(room, round(drawing.height), QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    drawing.paint(painter, theme)
    painter.end()
    x = drawing._picture.x
    first = drawing.part_rect(drawing.first())
    assert first.bottom() <= drawing.height + 1
    if x.shape != (64, 64, 1, 2):  # 128 columns and their gaps need more than 120 pixels
        assert first.right() <= room + 1
    hit = drawing.hit(first.center())
    assert hit is not None
    assert len(hit) == x.ndim
    assert drawing.hit(QPointF(-1, -1)) is None
    assert drawing.hit(QPointF(room + 4000, drawing.height + 4000)) is None


def test_the_first_part_holds_the_largest_number() -> None:
    x = np.zeros((3, 2, 2, 2))
    x[2, 1, 0, 1] = -4
    assert MosaicDrawing(picture_of(x)).first() == (2, 1)
    assert MatrixDrawing(picture_of(x[:, :, 0, 1])).first() == (2,)
    assert BarsDrawing(picture_of(x[2, 1, 0])).first() == (1,)


@pytest.mark.parametrize(
    ("key", "to"),
    [
        (Qt.Key.Key_Right, (1, 2)),
        (Qt.Key.Key_Left, (1, 0)),
        (Qt.Key.Key_Down, (2, 1)),
        (Qt.Key.Key_Up, (0, 1)),
    ],
)
def test_arrow_keys_choose_the_neighbour_and_stop_at_the_edge(
    qtbot: QtBot, theme: Theme, key: Qt.Key, to: tuple[int, int]
) -> None:
    view = shown(qtbot, theme, np.ones((3, 3, 2, 2)))
    view.select((1, 1))
    with qtbot.waitSignal(view.chosen) as signal:
        QTest.keyClick(view, key)
    assert signal.args[0] == to
    for _ in range(3):
        QTest.keyClick(view, key)
    edge = {0: 0, 2: 2, 1: 1}
    assert view.selected == (edge[to[0]], edge[to[1]])


def test_filters_of_one_channel_are_walked_in_rows_of_eight(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, np.ones((10, 1, 2, 2)))
    view.select((1, 0))
    for key, to in (
        (Qt.Key.Key_Down, (9, 0)),
        (Qt.Key.Key_Right, (9, 0)),
        (Qt.Key.Key_Up, (1, 0)),
        (Qt.Key.Key_Left, (0, 0)),
        (Qt.Key.Key_Left, (0, 0)),
    ):
        QTest.keyClick(view, key)
        assert view.selected == to


def test_a_click_chooses_and_the_pointer_points(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, np.ones((3, 4, 5, 5)))
    assert view.drawing is not None
    place = view.drawing.part_rect((2, 3)).center()
    with qtbot.waitSignal(view.pointed) as pointed:
        send(view, QEvent.Type.MouseMove, place)
    assert pointed.args[0] == (2, 3, 2, 2)
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=place.toPoint())
    assert chosen.args[0] == (2, 3)
    with qtbot.waitSignal(view.pointed) as left:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert left.args[0] is None


def test_another_room_is_fitted_into(qtbot: QtBot, theme: Theme) -> None:
    view = shown(qtbot, theme, np.ones((8, 8, 5, 5)))
    before = view.height()
    view.set_room(600)
    assert view.height() > before
    view.set_room(160)
    assert view.height() < before


def shown(qtbot: QtBot, theme: Theme, array: np.ndarray) -> PictureView:
    view = PictureView(theme)
    qtbot.addWidget(view)
    view.resize(300, 300)
    view.show_drawing(MosaicDrawing(picture_of(array)))
    with qtbot.waitExposed(view):
        view.show()
    return view


def send(view: PictureView, kind: QEvent.Type, at: QPointF) -> None:
    none = Qt.MouseButton.NoButton
    event = QMouseEvent(kind, at, view.mapToGlobal(at), none, none, Qt.KeyboardModifier(0))
    QApplication.sendEvent(view, event)


# -- numbers


@pytest.mark.parametrize(
    ("shape", "rows", "columns"),
    [
        ((), 1, 1),
        ((5,), 5, 1),
        ((2, 3), 2, 3),
        ((2, 3, 4, 5), 24, 5),
        ((0, 3), 0, 3),
        ((3, 0), 3, 0),
    ],
)
def test_the_table_has_the_last_axis_across(
    qtbot: QtBot, shape: tuple[int, ...], rows: int, columns: int
) -> None:
    model = NumbersModel()
    model.show(np.zeros(shape, np.float32))
    assert (model.rowCount(), model.columnCount()) == (rows, columns)


def test_a_cell_of_the_table_is_the_number_of_its_indices(qtbot: QtBot) -> None:
    array = np.arange(120, dtype=np.float32).reshape(2, 3, 4, 5)
    model = NumbersModel()
    model.show(array)
    row = 13
    indices = tuple(map(int, model.headerData(row, Qt.Orientation.Vertical).split(", ")))
    assert indices == (1, 0, 1)
    assert model.index(row, 4).data() == str(int(array[(*indices, 4)]))
    assert model.headerData(4, Qt.Orientation.Horizontal) == "4"


def test_a_table_of_a_billion_rows_is_cut(qtbot: QtBot) -> None:
    model = NumbersModel()
    model.show(np.broadcast_to(np.float32(1), (1000, 1_000_000, 2)))
    assert model.rowCount() == 1_000_000
    assert model.index(999_999, 1).data() == "1"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.float32(0.1), "0.1"),
        (np.float32(-2.5e-20), "−2.5×10⁻²⁰"),
        (np.float64(-0.1), "−0.1"),
        (np.int64(-7), "−7"),
        (np.True_, "True"),
        (np.str_("<b>\n"), "<b>\\n"),
        (np.float32(np.nan), "NaN"),
    ],
)
def test_numbers_are_written_with_all_their_digits(value: object, text: str) -> None:
    assert number_text(value) == text
