"""The site dies, freezes, forgets us; the console says so, keeps what was written, and comes back."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton

from agent_console import workplace
from agent_console.console import Console
from agent_console.windows.main_window import MainWindow
from tests.ui_console.hands import Hands
from tests.ui_console.site_process import PASSWORD, SiteProcess


def records_of(site: SiteProcess) -> list[str]:
    """Titles of today's records as the site has them, in order."""
    client = site.agent()
    try:
        return [r.incident.title for r in client.incidents(client.line().now.date())]
    finally:
        client.hang_up()


def serve_somebody(site: SiteProcess, hands: Hands) -> tuple[MainWindow, Console]:
    """A console with somebody at the counter."""
    site.check_in("laptop", 0)
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 1)
    hands.click(console, "console-call-next")
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    hands.click(console, "console-start")
    hands.until(lambda: "Serving" in hands.text(console, "console-status-state"))
    return window, console


def test_a_killed_site_shows_and_the_record_waits(site: SiteProcess, hands: Hands) -> None:
    _, console = serve_somebody(site, hands)
    site.running.kill()
    hands.until(lambda: hands.text(console, "console-status-touch") == "site out of touch", 5000)
    assert "sent as soon as the site answers" in hands.text(console, "console-notice-text")
    assert not hands.find(console, QAbstractButton, "console-hold").isEnabled()
    for title in ("First", "Second"):
        hands.type_into(console, "console-record-title", title)
        hands.shortcut(console, "record")
    assert hands.text(console, "console-status-sent") == "2 waiting to be sent"
    site.start()
    hands.until(lambda: hands.text(console, "console-status-touch") == "site in touch")
    hands.until(lambda: hands.text(console, "console-status-sent") == "all sent", 20_000)
    assert records_of(site) == ["First", "Second"]
    hands.click(console, "console-finish")
    hands.until(lambda: "Available" in hands.text(console, "console-status-state"))


def test_a_silent_site_is_noticed_within_five_seconds(site: SiteProcess, hands: Hands) -> None:
    """The connection stays open, nothing comes: only the missing beat tells."""
    console = hands.open_console(site.url)
    hands.sign_in(console)
    site.running.freeze()
    try:
        begun = time.monotonic()
        hands.until(lambda: hands.text(console, "console-status-touch") == "site out of touch", 7000)
        assert time.monotonic() - begun < 6.0
    finally:
        site.running.thaw()
    hands.until(lambda: hands.text(console, "console-status-touch") == "site in touch")


def test_a_call_without_an_answer_may_be_pressed_again_and_calls_once(
    site: SiteProcess, hands: Hands
) -> None:
    visits = [site.check_in("laptop", person) for person in range(2)]
    console = hands.open_console(site.url)
    window = hands.sign_in(console)
    hands.until(lambda: len(hands.numbers(console)) == 2)
    window.work.session.client.timeout = 0.5
    site.running.freeze()
    try:
        hands.shortcut(console, "call-next")
        hands.until(lambda: "may or may not" in hands.text(console, "console-notice-text"), 4000)
    finally:
        window.work.session.client.timeout = 5.0
    hands.shortcut(console, "call-next")
    site.running.thaw()
    hands.until(lambda: "Calling" in hands.text(console, "console-status-state"))
    client = site.agent()
    assert [client.visit(visit.id).calls for visit in visits] == [1, 0]
    client.hang_up()


def test_what_happened_meanwhile_is_there_after_coming_back(site: SiteProcess, hands: Hands) -> None:
    console = hands.open_console(site.url)
    hands.sign_in(console)
    site.running.kill()
    hands.until(lambda: hands.text(console, "console-status-touch") == "site out of touch", 5000)
    site.start()
    site.check_in("phone", 1)
    hands.until(lambda: hands.numbers(console) == ["B001"])


def test_the_lease_is_renewed_and_a_lost_one_is_told(
    filled: SiteProcess, hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workplace, "LEASE_RENEWAL_MS", 500)
    short = SiteProcess(tmp_path / "short-lease", lease_seconds=2.0)
    short.fill_like(filled)
    short.start()
    try:
        console = hands.open_console(short.url)
        hands.sign_in(console)
        assert console.work is not None
        with hands.qtbot.assertNotEmitted(console.work.refused_lease, wait=3500):
            pass  # longer than the lease: without renewals it would have ended
        assert "Available" in hands.text(console, "console-status-state")
        console.work._lease.stop()  # as if this console had been asleep
        hands.until(lambda: "Counter closed" in hands.text(console, "console-status-state"), 12_000)
        assert "had not heard" in hands.text(console, "console-notice-text")
        hands.click(console, "console-notice-action")
        hands.until(lambda: "Available" in hands.text(console, "console-status-state"))
    finally:
        hands.put_down()
        short.stop()


def test_a_session_that_ended_asks_to_sign_in_again_and_keeps_the_draft(
    site: SiteProcess, hands: Hands
) -> None:
    window, console = serve_somebody(site, hands)
    hands.type_into(console, "console-record-title", "Half written")
    window.work.session.client.sign_out()
    window.work.session.client.token = "gone"
    window.work.renew_lease()
    hands.until(lambda: hands.is_shown(console, "console-sign-in"))
    assert "You were signed out" in hands.text(console, "console-sign-in-notice-text")
    hands.sign_in(console)
    hands.until(lambda: hands.text(console, "console-record-title") == "Half written")


_TYPING = Path(__file__).with_name("typing_console.py")


def test_a_draft_survives_sigkill_of_the_console(site: SiteProcess, hands: Hands, tmp_path: Path) -> None:
    site.check_in("laptop", 0)
    folder = tmp_path / "killed"
    child = subprocess.Popen(
        [sys.executable, str(_TYPING), str(folder), site.url, PASSWORD], stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == "typed"
    child.kill()
    child.wait(10)
    child.stdout.close()
    console = hands.open_console(site.url, "killed")
    hands.sign_in(console)
    hands.until(lambda: hands.text(console, "console-record-title").startswith("Laptop will not start"))
    assert "Serving A001" in hands.text(console, "console-status-state")
    hands.click(console, "console-record-save")
    hands.until(lambda: hands.text(console, "console-status-sent") == "all sent")
    hands.until(lambda: len(records_of(site)) == 1)
