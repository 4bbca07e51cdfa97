"""Tables change in place: any state to any other by row-level changes, with selection and place kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QTableView, QWidget
from pytestqt.qtbot import QtBot

from agent_console.look import Look
from agent_console.models.queue_model import BADGE_ROLE, Column, QueueModel
from agent_console.models.rows import NOWHERE, Index, RowsModel
from agent_console.presenters.queue_rows import QueueRow, queue_rows
from agent_console.speaker import Speaker
from agent_console.windows.queue_panel import QueueTable
from common.qt.fonts import load_fonts
from common.theme import load_theme
from kiosk.queue import commands as c
from kiosk.queue.visits import ChosenReason
from tests.unit.console.sample_line import NOW, SampleLine, full_morning


@dataclass(frozen=True)
class Pair:
    key: int
    value: int


class PairModel(RowsModel[Pair]):
    """The smallest table there is; counts resets."""

    def __init__(self) -> None:
        super().__init__(lambda row: row.key)
        self.resets = 0
        self.modelReset.connect(self._count)

    def _count(self) -> None:
        self.resets += 1

    def columnCount(self, parent: Index = NOWHERE) -> int:
        return 0 if parent.isValid() else 1

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        return self.rows[index.row()].value if index.isValid() and role == 0 else None


_pairs = st.lists(
    st.builds(Pair, st.integers(0, 12), st.integers(0, 3)), max_size=12, unique_by=lambda pair: pair.key
)


@settings(max_examples=80)
@given(states=st.lists(_pairs, min_size=1, max_size=4))
def test_any_state_becomes_any_other_without_a_reset(states: list[list[Pair]]) -> None:
    model = PairModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for state in states:
        held = {row.key: QPersistentModelIndex(model.index(at, 0)) for at, row in enumerate(model.rows)}
        model.show(state)
        assert model.rows == state
        for key, index in held.items():  # what a view's selection hangs on
            place = model.row_of(key)
            assert (index.row() if index.isValid() else None) == place
    assert model.resets == 0
    del tester


class Shown:
    """The queue's own table in a window, and the signals that it gave."""

    def __init__(self, qtbot: QtBot) -> None:
        load_fonts()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        self.look = Look(load_theme(), "light")
        self.speaker = Speaker("en")
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.model = QueueModel(self.speaker, self.look, self.window)
        self.table = QueueTable(self.model, self.look, self.window)
        self.table.resize(520, 200)
        self.resets = 0
        self.model.modelReset.connect(self._count)
        self.window.show()

    def _count(self) -> None:
        self.resets += 1

    def put(self, rows: Sequence[QueueRow]) -> None:
        top = self.table.top_visit()
        self.model.show(rows)
        self.table.bring_back(top)


def rows_now(sample: SampleLine) -> list[QueueRow]:
    return queue_rows(sample.line, sample.names, "lena", "en", NOW)


def test_selection_and_scroll_stay_while_the_line_moves(qtbot: QtBot) -> None:
    sample, shown = full_morning(), Shown(qtbot)
    shown.put(rows_now(sample))
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    row = shown.model.row_of("v8")
    assert row is not None
    shown.table.selectionModel().select(shown.model.index(row, 0), flags)
    qtbot.waitUntil(lambda: shown.table.verticalScrollBar().maximum() > 120)
    shown.table.verticalScrollBar().setValue(120)
    top = shown.table.top_visit()
    assert top is not None

    sample.do(c.Finish("v0", "marco"))  # a row above goes
    shown.put(rows_now(sample))
    assert shown.table.chosen_visit() == "v8" and shown.table.top_visit() == top
    sample.do(c.CallVisit("3", "lena", "v10", ChosenReason.QUICK))
    shown.put(rows_now(sample))  # a row from below goes to the top
    assert shown.table.chosen_visit() == "v8" and shown.table.top_visit() == top
    sample.check_in(11, 0)
    shown.put(rows_now(sample))
    assert shown.table.chosen_visit() == "v8" and shown.table.top_visit() == top
    assert shown.resets == 0


def test_nobody_is_selected_in_place_of_who_went(qtbot: QtBot) -> None:
    sample, shown = full_morning(), Shown(qtbot)
    shown.put(rows_now(sample))
    shown.table.selectRow(0)
    assert shown.table.chosen_visit() == "v0"
    sample.do(c.Finish("v0", "marco"))
    shown.put(rows_now(sample))
    assert shown.table.chosen_visit() is None


def test_cells_speak_the_language_of_the_moment(qtbot: QtBot) -> None:
    sample, shown = full_morning(), Shown(qtbot)
    shown.put(rows_now(sample))
    late, newest = shown.model.row_of("v2"), shown.model.row_of("v10")
    assert late is not None and newest is not None
    left = [shown.model.index(row, Column.LEFT).data() for row in (late, newest)]
    assert left == ["overdue", "15–55"]
    state = shown.model.index(0, Column.STATE)
    assert (state.data(), state.data(BADGE_ROLE)) == ("counter 1", "good")
    changed: list[int] = []
    shown.model.dataChanged.connect(lambda *_: changed.append(1))
    shown.speaker.set_language("es")
    assert state.data() == "puesto 1" and changed
    header = shown.model.headerData(Column.WAITED, Qt.Orientation.Horizontal)
    assert header == "Espera"


def test_the_table_is_a_proper_model(qtbot: QtBot) -> None:
    sample, shown = full_morning(), Shown(qtbot)
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(shown.model, mode, shown.window)
    shown.put(rows_now(sample))
    shown.put(rows_now(sample)[3:])
    shown.put([])
    assert shown.model.rowCount() == 0 and isinstance(shown.table, QTableView)
    del tester
