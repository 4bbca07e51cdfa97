"""Devices that type: scanners and badge readers that a machine takes for a keyboard ("wedges").

Theory of operation. Such a device types its text faster than a hand can, and ends with Enter. Each
character that arrives is held back for a moment. Comes the next one as fast, both stay held; a text that was
long enough, fast enough and ended by Enter (or is plainly a pass) was a device's, is told by `burst`, and
reaches no field, whatever had the focus. Anything else was a person: what was held goes on to where it was
bound for, in order, a few hundredths of a second late, which nobody notices.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow

GAP_MILLISECONDS = 35
"""Longest pause between two characters of a device; quick hands need about 60."""
PATIENCE_MILLISECONDS = 150
"""How long a burst that has begun may stop, as the machine itself may be busy."""
SHORTEST = 5
LONGEST = 2048
PASS_PREFIX = "M1."
PASS_PAGE = "/v/"
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MODIFIERS = (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
_POINTING = (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin, QEvent.Type.TabletPress)
_COMMANDS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier


def is_pass(text: str) -> bool:
    """Whether a text looks like a pass or the address of its page (and not whether it is genuine)."""
    return text.startswith(PASS_PREFIX) or (text.startswith("http") and PASS_PAGE in text)


@dataclass(frozen=True, slots=True)
class _Held:
    """A key that waits: where it was bound for, what it was, and when it was pressed (ms)."""

    window: QWindow
    key: int
    modifiers: Qt.KeyboardModifier
    text: str
    at: int


class TypingDevices(QObject):
    """Listens to all keys of the application from now on. `burst(text)`: a device typed this."""

    burst = Signal(str)

    def __init__(self, application: QGuiApplication, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._held: list[_Held] = []
        self._passing_on = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setTimerType(Qt.TimerType.PreciseTimer)
        self._pause.timeout.connect(self._paused)
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """True keeps a key from going on."""
        if self._passing_on or not isinstance(watched, QWindow):
            return False
        if event.type() in _POINTING:
            self._let_go()  # what was typed before a touch arrives before it
        if not isinstance(event, QKeyEvent):
            return False
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(watched, event)
        if event.type() == QEvent.Type.KeyRelease:
            return any(held.key == event.key() for held in self._held)
        return False

    def _pressed(self, window: QWindow, event: QKeyEvent) -> bool:
        if event.key() in _MODIFIERS:
            return False
        text = event.text()
        held = _Held(window, event.key(), event.modifiers(), text, int(event.timestamp()))
        if self._held and held.at - self._held[-1].at > self._allowed():
            self._let_go()
        if event.key() in _ENDS:
            return self._ended()
        if event.isAutoRepeat() or event.modifiers() & _COMMANDS or not text.isprintable() or not text:
            self._let_go()
            return False
        self._held.append(held)
        if len(self._held) > LONGEST:
            self._let_go()
        else:
            self._pause.start(self._allowed())
        return True

    def _allowed(self) -> int:
        return PATIENCE_MILLISECONDS if len(self._held) >= SHORTEST else GAP_MILLISECONDS

    def _ended(self) -> bool:
        """Enter was pressed: true when it ended a device's text."""
        if len(self._held) < SHORTEST:
            self._let_go()
            return False
        self._tell()
        return True

    @Slot()
    def _paused(self) -> None:
        if is_pass("".join(held.text for held in self._held)):
            self._tell()
        else:
            self._let_go()

    def _tell(self) -> None:
        text = "".join(held.text for held in self._held)
        self._pause.stop()
        self._held.clear()
        self.burst.emit(text)

    def _let_go(self) -> None:
        """A person typed what is held: it goes on to its window."""
        self._pause.stop()
        held, self._held = self._held, []
        self._passing_on = True
        try:
            for key in held:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QCoreApplication.sendEvent(key.window, QKeyEvent(kind, key.key, key.modifiers, key.text))
        finally:
            self._passing_on = False


def type_like_a_device(window: QWindow, text: str) -> None:
    """The virtual twin of scanner and badge reader: types `text` and Enter into `window`, at once."""
    for character in text:
        key = ord(character.upper()) if character.isascii() else 0
        _press(window, key, character)
    _press(window, int(Qt.Key.Key_Return), "\r")


def _press(window: QWindow, key: int, text: str) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QCoreApplication.sendEvent(window, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
