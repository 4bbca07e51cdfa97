"""Records that were handed over to an outside tool: number and state in sight, the ticket one click away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QPushButton

from agent_console.console import Console
from agent_console.models.records_model import TONE_ROLE
from agent_console.windows.main_window import MainWindow
from common.clients.stream import Notice
from common.outside import OutsideOut
from common.wire import IncidentOut
from tests.ui_console.hands import Hands
from tests.ui_console.site_process import SiteProcess
from tests.ui_console.test_records import serving

TICKET = "https://rt.example.org/Ticket/4711"


class Browser(QObject):
    """What would be opened."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.opened.append(url.toString())


@pytest.fixture
def browser() -> Iterator[Browser]:
    made = Browser()
    handle: Any = QDesktopServices.setUrlHandler  # its declared type is not the one that it takes
    handle("https", made, "show")
    yield made
    QDesktopServices.unsetUrlHandler("https")


def recorded(site: SiteProcess, hands: Hands) -> tuple[MainWindow, Console, IncidentOut]:
    window, console = serving(site, hands)
    hands.type_into(console, "console-record-title", "Dock")
    hands.click(console, "console-record-save")
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["recorded"])
    sent = window.work.records.get(window.records.model.rows[0].incident)
    assert sent is not None
    return window, console, sent


def told_again(
    site: SiteProcess, hands: Hands, window: MainWindow, sent: IncidentOut, **more: object
) -> None:
    """The site hears of the ticket, and the console of it when it is in touch again."""
    site.stop()
    site.tell_outside(sent, number="4711", url=TICKET, state="in_progress", raw_state="open", **more)
    site.start()
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["outside"])


def test_the_number_is_seen_and_opens_the_ticket(site: SiteProcess, hands: Hands, browser: Browser) -> None:
    window, console, sent = recorded(site, hands)
    told_again(site, hands, window, sent, assignee="Ines Okoro")
    (row,) = window.records.model.rows
    assert window.records.model.standing(row) == "RT 4711"
    index = window.records.model.index(0, 0)
    assert "INC-1001 · in progress" in str(index.data()) and index.data(TONE_ROLE) == "good"
    view = hands.find(console, QListView, "console-records-list")
    rect = view.visualRect(index)
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.right() - 30, rect.top() + 15)
    )
    assert browser.opened == [TICKET] and not hands.is_shown(console, "console-record-window")
    QTest.mouseClick(
        view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 30, rect.top() + 15)
    )
    assert browser.opened == [TICKET]
    hands.double_click_first(console, "console-records-list")
    hands.until(lambda: hands.is_shown(console, "console-record-window"))
    assert hands.text(console, "console-record-window-standing") == "INC-1001 · RT 4711 · in progress"
    assert hands.text(console, "console-record-window-there") == "RT says: open, with Ines Okoro"
    assert hands.find(console, QPushButton, "console-record-window-open").text() == "Open RT 4711"
    hands.click(console, "console-record-window-open")
    assert browser.opened == [TICKET, TICKET]


def test_what_the_tool_did_not_keep_is_said(site: SiteProcess, hands: Hands) -> None:
    window, _, sent = recorded(site, hands)
    told_again(site, hands, window, sent, differences=["Category", "Priority"])
    index = window.records.model.index(0, 0)
    assert index.data(TONE_ROLE) == "careful"
    assert "INC-1001 · RT did not keep: Category, Priority" in str(index.data())
    assert "Look there and put it right." in str(index.data(int(Qt.ItemDataRole.ToolTipRole)))


def test_a_window_that_is_open_hears_the_news(site: SiteProcess, hands: Hands) -> None:
    window, console, sent = recorded(site, hands)
    told_again(site, hands, window, sent)
    hands.double_click_first(console, "console-records-list")
    hands.until(lambda: hands.is_shown(console, "console-record-window"))
    told = {"connector": "rt", "number": "4711", "state": "resolved", "at": "2026-03-02T13:00:00Z"}
    ticket = OutsideOut.model_validate(told)
    window.work.records.noticed(Notice("incident", sent.incident.id, "outside", "", "INC-1001", ticket))
    assert hands.text(console, "console-record-window-standing") == "INC-1001 · RT 4711 · resolved"
    assert not hands.is_shown(console, "console-record-window-open"), "there is no address to open"


def test_what_is_stuck_comes_first_and_says_what_to_do(site: SiteProcess, hands: Hands) -> None:
    window, console, sent = recorded(site, hands)
    site.stop()
    site.tell_outside(sent, attention="refused")
    site.start()
    hands.until(lambda: bool(window.records.model.rows) and window.records.model.rows[0].wants_attention)
    (row,) = window.records.model.rows
    assert row.standing == "at_desk"
    assert window.records.model.standing(row) == "needs attention"
    assert "RT did not take it as it is." in window.records.model.why(row)
    hands.double_click_first(console, "console-records-list")
    hands.until(lambda: hands.is_shown(console, "console-record-window"))
    assert "send it again" in hands.text(console, "console-record-window-standing")
    assert not hands.is_shown(console, "console-record-window-send"), "it is not the agent's to mend"


def test_the_number_there_is_searched(site: SiteProcess, hands: Hands) -> None:
    window, console, sent = recorded(site, hands)
    told_again(site, hands, window, sent)
    for text, there in (
        ("47", 1),
        ("rt 4711", 1),
        ("#4711", 1),
        ("711", 0),
        ("dock", 1),
        ("redmine 4711", 0),
    ):
        window.records.search.clear()
        hands.type_into(console, "console-records-search", text)
        assert len(window.records.model.rows) == there, text
        assert hands.is_shown(console, "console-records-empty") is (there == 0), text
    assert "No record of today has that" in hands.text(console, "console-records-empty")
    window.records.search.clear()
    assert len(window.records.model.rows) == 1
