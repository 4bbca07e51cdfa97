"""Announces one call: the whole width for five seconds, a chime, then the voice; then it is over."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from kiosk.devices.sounds import Sound
from kiosk.devices.voice import Voice

SHOWN_MILLISECONDS = 5000


class Announcer(QObject):
    """`over` comes when the call was shown long enough and said to its end. One call at a time.

    `chime` and `voice`: None where the settings switch them off.
    """

    over = Signal()

    def __init__(
        self,
        chime: Sound | None,
        voice: Voice | None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._chime, self._voice = chime, voice
        self._text, self._language = "", ""
        self._said, self._shown = True, True
        self._showing = QTimer(self)
        self._showing.setSingleShot(True)
        self._showing.setTimerType(Qt.TimerType.PreciseTimer)
        self._showing.setInterval(SHOWN_MILLISECONDS)
        self._showing.timeout.connect(self._shown_enough)
        if chime is not None:
            chime.finished.connect(self._speak)
        if voice is not None:
            voice.finished.connect(self._spoken)

    @property
    def busy(self) -> bool:
        return not (self._said and self._shown)

    def show_for(self, milliseconds: int) -> None:
        """How long each call from the next one on is shown at least."""
        self._showing.setInterval(milliseconds)

    def announce(self, text: str, language: str) -> None:
        """Begin. Raises RuntimeError while another call is being announced."""
        if self.busy:
            raise RuntimeError("one announcement at a time")
        self._text, self._language = text, language
        self._said, self._shown = False, False
        self._showing.start()
        if self._chime is not None:
            self._chime.play()
        else:
            self._speak()

    @Slot()
    def _speak(self) -> None:
        if self._said:
            return
        if self._voice is not None:
            self._voice.say(self._text, self._language)
        else:
            self._spoken()

    @Slot()
    def _spoken(self) -> None:
        if not self._said:
            self._said = True
            self._end()

    @Slot()
    def _shown_enough(self) -> None:
        self._shown = True
        self._end()

    def _end(self) -> None:
        if not self.busy:
            self.over.emit()
