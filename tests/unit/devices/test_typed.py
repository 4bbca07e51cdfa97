"""Scanners and badge readers that type, beside people who do."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from kiosk.devices.badge import BadgeReader
from kiosk.devices.scanner import Scanner
from kiosk.devices.typed import TypingDevices, is_pass, type_like_a_device

PASS = "M1.WyJrMSIsIm1haW4i.c2lnbmF0dXJl_-"
PAGE = f"https://help.example.org/v/{PASS}"


class Room:
    """A field with the focus, and the devices beside it; `log` keeps what came, in order."""

    def __init__(self, qtbot: QtBot) -> None:
        application = QApplication.instance()
        assert isinstance(application, QGuiApplication)
        self.field = QLineEdit()
        qtbot.addWidget(self.field)
        self.log: list[tuple[str, str]] = []
        self.field.returnPressed.connect(lambda: self.log.append(("enter", self.field.text())))
        self.field.show()
        self.field.activateWindow()
        self.field.setFocus()
        qtbot.waitUntil(lambda: self.field.hasFocus())
        self.typing = TypingDevices(application, self.field)
        scanner, badge = Scanner(self.typing, self.field), BadgeReader(self.typing, self.field)
        scanner.seen.connect(lambda text: self.log.append(("pass", text)))
        badge.seen.connect(lambda text: self.log.append(("badge", text)))

    @property
    def window(self) -> QWindow:
        return self.field.windowHandle()


@pytest.fixture
def room(qtbot: QtBot) -> Room:
    return Room(qtbot)


def _click(room: Room, character: str, delay: int = -1) -> None:
    QTest.keyClick(room.window, character, delay=delay)  # type: ignore[call-overload]  # a form its stub lacks


@pytest.mark.parametrize("text", [PASS, PAGE])
def test_a_scanned_pass_reaches_the_scanner_and_no_field(room: Room, text: str) -> None:
    type_like_a_device(room.window, text)
    assert room.log == [("pass", text)]
    assert room.field.text() == ""


def test_a_scan_by_real_key_events(room: Room) -> None:
    QTest.keyClicks(room.field, PASS)
    QTest.keyClick(room.field, Qt.Key.Key_Return)
    # keyClicks of a widget bypass its window, as the on-screen keyboard does: a field gets them at once.
    assert room.field.text() == PASS
    room.field.clear()
    room.log.clear()
    for character in PASS:
        _click(room, character)
    QTest.keyClick(room.window, Qt.Key.Key_Return)
    assert room.log == [("pass", PASS)]
    assert room.field.text() == ""


def test_a_scanner_that_sends_no_enter_is_understood_too(qtbot: QtBot, room: Room) -> None:
    for character in PASS:
        _click(room, character)
    qtbot.waitUntil(lambda: room.log == [("pass", PASS)], timeout=2000)
    assert room.field.text() == ""


@pytest.mark.parametrize(
    ("typed", "told"),
    [("0004512345", "0004512345"), (";0004512345?", "0004512345"), ("BADGE-0007", "BADGE-0007")],
)
def test_a_badge_reaches_the_badge_reader(room: Room, typed: str, told: str) -> None:
    type_like_a_device(room.window, typed)
    assert room.log == [("badge", told)]
    assert room.field.text() == ""


@pytest.mark.parametrize("typed", ["a sentence, fast", "ñandú-0007", "<script>", "x" * 200])
def test_other_fast_text_is_no_badge(room: Room, typed: str) -> None:
    type_like_a_device(room.window, typed)
    assert room.log == []


def test_two_devices_one_after_the_other(room: Room) -> None:
    type_like_a_device(room.window, PASS)
    type_like_a_device(room.window, "0004512345")
    assert room.log == [("pass", PASS), ("badge", "0004512345")]


def _slowly(room: Room, text: str) -> None:
    for character in text:
        _click(room, character, delay=60)


def test_a_person_loses_no_letter(qtbot: QtBot, room: Room) -> None:
    _slowly(room, "Ana Garcia")
    qtbot.waitUntil(lambda: room.field.text() == "Ana Garcia", timeout=2000)
    QTest.keyClick(room.window, Qt.Key.Key_Return, delay=60)
    assert room.log == [("enter", "Ana Garcia")]


def test_letters_arrive_before_the_enter_after_them(room: Room) -> None:
    for character in "Ana":
        _click(room, character)
    QTest.keyClick(room.window, Qt.Key.Key_Return)
    assert room.log == [("enter", "Ana")]


@pytest.mark.parametrize(
    "after",
    [
        lambda room: QTest.keyClick(room.window, Qt.Key.Key_Backspace),
        lambda room: QTest.keyClick(room.window, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier),
        lambda room: QTest.mouseClick(room.window, Qt.MouseButton.LeftButton),
    ],
    ids=["backspace", "shortcut", "touch"],
)
def test_letters_arrive_before_whatever_comes_next(room: Room, after: Callable[[Room], None]) -> None:
    _click(room, "A")
    _click(room, "b")
    assert room.field.text() == ""
    after(room)
    assert room.field.text() in ("Ab", "A")


def test_capitals_by_shift_stay_capitals(qtbot: QtBot, room: Room) -> None:
    QTest.keyPress(room.window, Qt.Key.Key_Shift)
    _click(room, "A")
    QTest.keyRelease(room.window, Qt.Key.Key_Shift)
    _click(room, "n")
    qtbot.waitUntil(lambda: room.field.text() == "An", timeout=2000)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (PASS, True),
        (PAGE, True),
        ("http://127.0.0.1:7320/v/0190", True),
        ("https://example.org/", False),
        ("0004512345", False),
        ("m1.x", False),
        ("", False),
    ],
)
def test_what_looks_like_a_pass(text: str, is_one: bool) -> None:
    assert is_pass(text) is is_one
