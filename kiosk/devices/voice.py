"""The spoken call, by the machine's own speech engine where it has a voice for the language."""

from __future__ import annotations

import ctypes
import sys

import structlog
from PySide6.QtCore import QLocale, QObject, QTimer, Signal, Slot
from PySide6.QtTextToSpeech import QTextToSpeech

VIRTUAL_ENGINE = "mock"
"""Qt's own engine that speaks in time but without sound: the voice's virtual twin."""
LONGEST_MILLISECONDS = 20_000
"""An engine that says nothing for so long has failed: the next call must not wait for it."""

_log = structlog.get_logger("voice")


def engine_name() -> str:
    """The speech engine of this machine; "" without one."""
    found = [name for name in QTextToSpeech.availableEngines() if name != VIRTUAL_ENGINE]
    if "speechd" in found and not _speech_dispatcher():
        found.remove("speechd")
    return found[0] if found else ""


def _speech_dispatcher() -> bool:
    """Whether Linux's speech service is installed; Qt complains loudly when it is asked for in vain."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL("libspeechd.so.2")
    except OSError:
        return False
    return True


class Voice(QObject):
    """Says one text at a time. `finished` comes after each `say`, also where nothing could be said.

    `engine`: a name of Qt's; "" is a voice that stays silent.
    """

    finished = Signal()

    def __init__(self, engine: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._speech = QTextToSpeech(engine, self) if engine else None
        self._told: set[str] = set()
        self._speaking = False
        self._limit = QTimer(self)
        self._limit.setSingleShot(True)
        self._limit.timeout.connect(self._done)
        if self._speech is not None:
            self._speech.stateChanged.connect(self._state_changed)

    def speaks(self, language: str) -> bool:
        """Whether there is a voice for `language` ("es", "es-MX")."""
        return self._locale(language) is not None

    def say(self, text: str, language: str) -> None:
        """Speak now. Call it again only after `finished`."""
        locale = self._locale(language)
        self._speaking = True
        if self._speech is None or locale is None:
            self._tell_once(language)
            self._limit.start(0)
            return
        self._limit.start(LONGEST_MILLISECONDS)
        self._speech.setLocale(locale)
        self._speech.say(text)

    def _locale(self, language: str) -> QLocale | None:
        """The voice's locale that fits best: the same country, else any of the language."""
        if self._speech is None or self._speech.state() == QTextToSpeech.State.Error:
            return None
        wanted = QLocale(language.replace("-", "_"))
        fitting = [each for each in self._speech.availableLocales() if each.language() == wanted.language()]
        same = [each for each in fitting if each.territory() == wanted.territory()]
        return next(iter(same or fitting), None)

    def _tell_once(self, language: str) -> None:
        if language not in self._told:
            self._told.add(language)
            _log.info("no voice for this language: calls are shown and chimed only", language=language)

    def _state_changed(self, state: QTextToSpeech.State) -> None:
        if self._speaking and state in (QTextToSpeech.State.Ready, QTextToSpeech.State.Error):
            self._done()

    @Slot()
    def _done(self) -> None:
        if self._speaking:
            self._speaking = False
            self._limit.stop()
            self.finished.emit()
