"""Short sounds: the display's chime, the kiosk's "got it". Silent, but as long, where nothing can sound."""

from __future__ import annotations

import wave

from PySide6.QtCore import QObject, QTimer, QUrl, Signal, Slot

from common.assets import asset
from kiosk.devices.multimedia import QSoundEffect, has_sound

CHIME = "chime.wav"
GOT_IT = "got_it.wav"


class Sound(QObject):
    """One sound of `assets/sounds`. `finished` comes after each `play`, whether it could be heard or not.

    Raises FileNotFoundError for a sound that is not there. `audible=False`: its virtual twin.
    """

    finished = Signal()

    def __init__(self, name: str, audible: bool = True, parent: QObject | None = None) -> None:
        super().__init__(parent)
        path = asset("sounds", name)
        with wave.open(str(path)) as sound:
            self.milliseconds = round(1000 * sound.getnframes() / sound.getframerate())
        self._effect: QSoundEffect | None = None
        if audible and has_sound():
            self._effect = QSoundEffect(self)
            self._effect.setSource(QUrl.fromLocalFile(str(path)))
        self._end = QTimer(self)
        self._end.setSingleShot(True)
        self._end.setInterval(self.milliseconds)
        self._end.timeout.connect(self.finished)

    @Slot()
    def play(self) -> None:
        """From the beginning, also while it plays."""
        if self._effect is not None:
            self._effect.stop()
            self._effect.play()
        self._end.start()
