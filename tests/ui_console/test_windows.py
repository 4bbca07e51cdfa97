"""Signing in, languages, schemes, leaving: what is told, what is remembered, what is asked."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit

from tests.ui_console.hands import Hands
from tests.ui_console.site_process import SiteProcess


def test_signing_in_goes_wrong_in_words(site: SiteProcess, hands: Hands) -> None:
    console = hands.open_console(site.url)
    hands.click(console, "console-sign-in-submit")
    assert hands.text(console, "console-sign-in-notice-text") == "Please type your name."
    hands.type_into(console, "console-sign-in-name", "lena")
    hands.type_into(console, "console-sign-in-password", "wrong")
    hands.press(console, Qt.Key.Key_Return)
    hands.until(lambda: hands.is_shown(console, "console-sign-in-notice"))
    told = hands.text(console, "console-sign-in-notice-text")
    assert told and "wrong_password" not in told
    hands.type_into(console, "console-sign-in-address", "127.0.0.1:9")
    hands.type_into(console, "console-sign-in-password", "counter-demo")
    hands.click(console, "console-sign-in-submit")
    hands.until(lambda: "no answer from 127.0.0.1:9" in hands.text(console, "console-sign-in-notice-text"))


def test_address_name_counter_and_language_are_remembered(site: SiteProcess, hands: Hands) -> None:
    console = hands.open_console("")
    hands.type_into(console, "console-sign-in-address", site.url.removeprefix("http://"))
    hands.sign_in(console, counter="3")
    hands.trigger(console, "console-language-es")
    assert hands.text(console, "console-call-next") == "Llamar al siguiente  F2"
    hands.until(lambda: hands.text(console, "console-status-touch") == "sede en contacto")
    hands.trigger(console, "console-action-sign-out")
    hands.until(lambda: hands.is_shown(console, "console-sign-in"))
    hands.put_down()

    again = hands.open_console("")
    assert hands.text(again, "console-sign-in-name") == "lena"
    assert hands.text(again, "console-sign-in-address") == site.url
    assert hands.text(again, "console-sign-in-submit") == "Entrar"
    hands.type_into(again, "console-sign-in-password", "counter-demo")
    hands.press(again, Qt.Key.Key_Return)
    hands.until(lambda: hands.is_shown(again, "console-counters"))
    hands.until(lambda: hands.find(again, QAbstractButton, "console-counter-3").hasFocus())
    assert hands.find(again, QAbstractButton, "console-counter-3").property("accent") == "yes"


def test_the_scheme_changes_while_working(site: SiteProcess, hands: Hands) -> None:
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    for scheme in ("dark", "contrast", "light"):
        hands.trigger(console, f"console-scheme-{scheme}")
        paper = console.look.colours.paper
        assert window.palette().window().color().name().upper() == paper


def test_closing_with_somebody_there_asks_and_can_hold(site: SiteProcess, hands: Hands) -> None:
    visit = site.check_in()
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    left: list[bool] = []
    console.left.connect(lambda: left.append(True))
    hands.until(lambda: len(hands.numbers(console)) == 1)
    hands.shortcut(console, "call-next")
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    window.close()
    hands.until(lambda: hands.is_shown(console, "console-ask-leave"))
    hands.click(console, "console-ask-leave-back")
    assert window.isVisible() and left == []
    window.close()
    hands.click(console, "console-ask-leave-hold")
    hands.until(lambda: left == [True])
    client = site.agent()
    assert client.visit(visit.id).state == "held"
    assert client.line().line["counters"] == {}
    client.hang_up()


def test_everything_can_be_reached_by_tab(site: SiteProcess, hands: Hands) -> None:
    site.check_in()
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 1)
    hands.shortcut(console, "call-next")
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    hands.until(lambda: hands.find(console, QAbstractButton, "console-start").isEnabled())
    seen: set[str] = set()
    for _ in range(60):
        focused = window.focusWidget()
        assert focused is not None
        seen.add(focused.objectName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    wanted = ("start", "hold", "transfer", "queue-filter", "queue-table")
    fields = ("title", "description", "resolution", "resolved", "spent")
    assert {f"console-{name}" for name in wanted} | {f"console-record-{name}" for name in fields} <= seen


def test_who_waits_can_be_found_by_name(site: SiteProcess, hands: Hands) -> None:
    for person in range(3):
        site.check_in("laptop", person)
    console = hands.open_console(site.url)
    hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 3)
    hands.press(console, Qt.Key.Key_F, control=True)
    assert hands.find(console, QLineEdit, "console-queue-filter").hasFocus()
    hands.type_into(console, "console-queue-filter", "björn")
    assert hands.numbers(console) == ["A002"]
    hands.type_into(console, "console-queue-filter", "nobody at all")
    assert "Nobody fits" in hands.text(console, "console-queue-empty")


def test_a_broken_preferences_file_costs_nothing(site: SiteProcess, hands: Hands, tmp_path: Path) -> None:
    path = tmp_path / "console-data" / "console" / "preferences.json"
    path.parent.mkdir(parents=True)
    path.write_text('{"language": 3', encoding="utf-8")
    console = hands.open_console(site.url)
    assert hands.text(console, "console-sign-in-submit") == "Sign in"
