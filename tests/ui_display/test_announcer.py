"""One announcement: chime, then voice, shown long enough; then the next."""

from __future__ import annotations

import time

import pytest
from pytestqt.qtbot import QtBot

from kiosk.devices.sounds import CHIME, Sound
from kiosk.devices.voice import VIRTUAL_ENGINE, Voice
from kiosk.ui.display.announcer import Announcer


def test_chime_then_voice_then_over(qtbot: QtBot) -> None:
    chime, voice = Sound(CHIME, audible=False), Voice(VIRTUAL_ENGINE)
    order: list[str] = []
    chime.finished.connect(lambda: order.append("chime"))
    voice.finished.connect(lambda: order.append("voice"))
    announcer = Announcer(chime, voice)
    announcer.show_for(100)
    announcer.over.connect(lambda: order.append("over"))
    began = time.monotonic()
    with qtbot.waitSignal(announcer.over, timeout=15_000):
        announcer.announce("Ana, please come to counter 3.", "en")
        assert announcer.busy
    assert order == ["chime", "voice", "over"]
    assert time.monotonic() - began >= chime.milliseconds / 1000
    assert not announcer.busy


@pytest.mark.parametrize("silent", ["", None])
def test_it_is_shown_long_enough_where_nothing_is_said(qtbot: QtBot, silent: str | None) -> None:
    announcer = Announcer(None, None if silent is None else Voice(silent))
    announcer.show_for(300)
    began = time.monotonic()
    with qtbot.waitSignal(announcer.over, timeout=5000):
        announcer.announce("Ana, please come to counter 3.", "en")
    assert time.monotonic() - began >= 0.29


def test_one_at_a_time(qtbot: QtBot) -> None:
    announcer = Announcer(None, None)
    announcer.show_for(50)
    announcer.announce("Ana", "en")
    with pytest.raises(RuntimeError, match="one announcement"):
        announcer.announce("Robin", "en")
    qtbot.waitUntil(lambda: not announcer.busy, timeout=2000)


def test_the_same_name_again_is_announced_again(qtbot: QtBot) -> None:
    announcer = Announcer(None, Voice(""))
    announcer.show_for(30)
    for _ in range(3):
        with qtbot.waitSignal(announcer.over, timeout=2000):
            announcer.announce("Ana", "en")
