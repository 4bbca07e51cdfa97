"""Records: kept from the first keystroke, asked about at the end, mended when refused, listed."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QDialog, QRadioButton, QWidget

from agent_console.console import Console
from agent_console.windows.main_window import MainWindow
from common.ids import new_id
from common.wire import IncidentBody
from tests.ui_console.hands import LEFT, Hands
from tests.ui_console.site_process import SiteProcess


def serving(site: SiteProcess, hands: Hands) -> tuple[MainWindow, Console]:
    """A console that serves Ana."""
    site.check_in("laptop", 0)
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 1)
    hands.shortcut(console, "call-next")
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    hands.shortcut(console, "start")
    hands.until(lambda: "Serving" in hands.text(console, "console-status-state"))
    hands.until(lambda: "Ana García" in hands.text(console, "console-person-title"))
    return window, console


def files(folder: Path) -> list[dict[str, object]]:
    """The drafts on disk."""
    found = (folder / "console-data" / "console" / "drafts").rglob("*.json")
    return [json.loads(path.read_text(encoding="utf-8")) for path in found]


def test_the_first_keystroke_is_on_disk_with_its_id(site: SiteProcess, hands: Hands, tmp_path: Path) -> None:
    window, console = serving(site, hands)
    assert files(tmp_path) == []
    title = hands.find(console, QWidget, "console-record-title")
    QTest.keyClicks(title, "L")
    (first,) = files(tmp_path)
    assert first["title"] == "L" and first["incident"] and first["key"]
    QTest.keyClicks(title, "aptop")
    hands.until(lambda: files(tmp_path)[0]["title"] == "Laptop", 500)
    assert files(tmp_path)[0]["incident"] == first["incident"]
    hands.click(console, "console-record-save")
    hands.until(lambda: files(tmp_path) == [])
    assert window.records.model.rows[0].incident == first["incident"]


def test_every_field_reaches_the_site(site: SiteProcess, hands: Hands) -> None:
    _, console = serving(site, hands)
    QTest.mouseClick(hands.find(console, QRadioButton, "console-record-kind-request"), LEFT)
    hands.type_into(console, "console-record-title", "New dock 🔌")
    category = hands.find(console, QComboBox, "console-record-category")
    edit = category.lineEdit()
    assert edit is not None
    edit.setFocus()
    QTest.keyClicks(edit, "does not")
    hands.until(lambda: QApplication.activePopupWidget() is not None)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        popup = QApplication.activePopupWidget()
        assert popup is not None
        QTest.keyClick(popup, key)
    assert category.currentText() == "Hardware › Laptop › Does not start"
    for name, downs in (("console-record-impact", -1), ("console-record-urgency", -1)):
        combo = hands.find(console, QComboBox, name)
        combo.setFocus()
        QTest.keyClick(combo, Qt.Key.Key_Up if downs < 0 else Qt.Key.Key_Down)
    assert hands.text(console, "console-record-priority") == "P2 high"
    hands.type_into(console, "console-record-description", "It broke")
    hands.type_into(console, "console-record-resolution", "A new one is ordered")
    QTest.keyClick(hands.find(console, QCheckBox, "console-record-resolved"), Qt.Key.Key_Space)
    spent = hands.find(console, QWidget, "console-record-spent")
    QTest.keyClick(spent, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(spent, "7")
    hands.click(console, "console-record-save")
    hands.until(lambda: hands.text(console, "console-status-sent") == "all sent")
    client = site.agent()
    record = client.incidents(client.line().now.date())[0]
    client.hang_up()
    body = record.incident
    assert (body.kind, body.title, body.category) == (
        "request",
        "New dock 🔌",
        ["hardware", "laptop", "start"],
    )
    assert (body.impact, body.urgency, record.priority) == (2, 1, 2)
    assert (body.description, body.resolution, body.resolved) == ("It broke", "A new one is ordered", False)
    assert (body.spent_seconds, body.person, body.person_name) == (420, "person-0", "Ana García")


def test_finishing_with_a_draft_asks_and_can_record(site: SiteProcess, hands: Hands) -> None:
    window, console = serving(site, hands)
    hands.type_into(console, "console-record-title", "Half done")
    hands.shortcut(console, "finish")
    hands.until(lambda: window.findChild(QDialog, "console-ask-finish") is not None)
    hands.click(console, "console-ask-finish-record")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["recorded"])


def test_finishing_without_recording_leaves_the_draft_in_the_list(site: SiteProcess, hands: Hands) -> None:
    window, console = serving(site, hands)
    hands.type_into(console, "console-record-description", "Only a thought")
    hands.click(console, "console-finish")
    hands.click(console, "console-ask-finish-without")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    assert [(row.standing, row.title) for row in window.records.model.rows] == [("writing", "")]
    hands.double_click_first(console, "console-records-list")
    hands.until(lambda: hands.is_shown(console, "console-record-window"))
    hands.type_into(console, "console-record-window-title", "A thought")
    hands.click(console, "console-record-window-send")
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["recorded"])


def test_a_title_is_asked_for_where_it_is_missing(site: SiteProcess, hands: Hands) -> None:
    _, console = serving(site, hands)
    hands.type_into(console, "console-record-resolution", "Restarted")
    hands.click(console, "console-record-save")
    assert "in one line" in hands.text(console, "console-notice-text")
    assert hands.find(console, QWidget, "console-record-title").hasFocus()


def test_a_refused_record_says_why_and_goes_after_a_change(site: SiteProcess, hands: Hands) -> None:
    window, console = serving(site, hands)
    hands.type_into(console, "console-record-title", "Dock")
    draft = window.record.keeper.draft
    assert draft is not None
    other = site.agent()
    fields = {"kind": "incident", "category": [], "impact": 3, "urgency": 3, "title": "Not Lena’s"}
    other.record(IncidentBody.model_validate({"id": draft.incident, **fields}), new_id())
    hands.click(console, "console-record-save")
    hands.until(lambda: "did not take" in hands.text(console, "console-notice-text"))
    kept = window.work.store.get(draft.incident)
    assert kept is not None and kept.state == "refused" and kept.refusal_code == "key_reused"
    other.hang_up()


def test_a_record_that_the_desk_refused_is_mended_and_sent_again(site: SiteProcess, hands: Hands) -> None:
    window, console = serving(site, hands)
    hands.type_into(console, "console-record-title", "Dock")
    hands.click(console, "console-record-save")
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["recorded"])
    sent = window.work.records.get(window.records.model.rows[0].incident)
    assert sent is not None
    site.stop()
    site.refuse_at_desk(sent, "invalid")
    site.start()
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["needs_attention"])
    hands.double_click_first(console, "console-records-list")
    hands.until(lambda: hands.is_shown(console, "console-record-window"))
    assert "attention" in hands.text(console, "console-record-window-standing")
    hands.type_into(console, "console-record-window-title", "Docking station")
    hands.click(console, "console-record-window-send")
    hands.until(lambda: [row.standing for row in window.records.model.rows] == ["recorded"])
    assert [row.title for row in window.records.model.rows] == ["Docking station"]


def test_a_second_record_for_the_same_visit(site: SiteProcess, hands: Hands) -> None:
    window, console = serving(site, hands)
    for title in ("Dock", "Mouse"):
        hands.type_into(console, "console-record-title", title)
        hands.shortcut(console, "record")
    hands.until(lambda: len(window.records.model.rows) == 2)
    hands.until(lambda: {row.standing for row in window.records.model.rows} == {"recorded"})
    assert {row.title for row in window.records.model.rows} == {"Dock", "Mouse"}
