"""Chime and voice: always an end, heard or not, so that a call never waits for a loudspeaker."""

from __future__ import annotations

import pytest
from PySide6.QtTextToSpeech import QTextToSpeech
from pytestqt.qtbot import QtBot
from structlog.testing import capture_logs

from kiosk.devices.sounds import CHIME, GOT_IT, Sound
from kiosk.devices.voice import VIRTUAL_ENGINE, Voice, engine_name


@pytest.mark.parametrize("name", [CHIME, GOT_IT])
@pytest.mark.parametrize("audible", [True, False])
def test_a_sound_ends(qtbot: QtBot, name: str, audible: bool) -> None:
    sound = Sound(name, audible)
    assert 0 < sound.milliseconds < 3000
    with qtbot.waitSignal(sound.finished, timeout=sound.milliseconds + 2000):
        sound.play()


def test_played_again_it_ends_once_more(qtbot: QtBot) -> None:
    sound = Sound(GOT_IT, audible=False)
    ends: list[int] = []
    sound.finished.connect(lambda: ends.append(1))
    sound.play()
    sound.play()
    qtbot.waitUntil(lambda: ends == [1], timeout=3000)
    with qtbot.waitSignal(sound.finished, timeout=3000):
        sound.play()


def test_a_sound_that_is_not_there_is_a_broken_installation() -> None:
    with pytest.raises(FileNotFoundError):
        Sound("trumpet.wav")


def test_a_silent_voice_says_so_once_a_language(qtbot: QtBot) -> None:
    voice = Voice("")
    assert not voice.speaks("en")
    with capture_logs() as log:
        for language in ("en", "en", "es"):
            with qtbot.waitSignal(voice.finished, timeout=2000):
                voice.say("Ana, counter 3", language)
    assert [entry["language"] for entry in log] == ["en", "es"]


def test_a_voice_speaks_and_ends(qtbot: QtBot) -> None:
    voice = Voice(VIRTUAL_ENGINE)
    assert voice.speaks("en")
    assert voice.speaks("en-US")
    with capture_logs() as log, qtbot.waitSignal(voice.finished, timeout=10_000):
        voice.say("Ana, please go to counter 3", "en")
    assert log == []


def test_a_language_without_a_voice_does_not_hold_things_up(qtbot: QtBot) -> None:
    voice = Voice(VIRTUAL_ENGINE)
    spoken = {locale.language() for locale in QTextToSpeech(VIRTUAL_ENGINE).availableLocales()}
    assert spoken
    assert not voice.speaks("gu")
    with qtbot.waitSignal(voice.finished, timeout=2000):
        voice.say("…", "gu")


def test_the_machine_s_engine_is_never_the_pretended_one() -> None:
    assert engine_name() != VIRTUAL_ENGINE
