"""Showing a pass to the camera or scanner, or typing its code: read, checked, "got it"."""

from __future__ import annotations

import structlog
from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.qt.background import Running, run_in_background
from common.wire_passes import PassCheckOut
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import PassSaid
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.refusals import Code
from kiosk.ui.arrivals import Arrival
from kiosk.ui.refused import Refused
from kiosk.ui.view_models.parts import Parts

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

CODE_LENGTH = 6
GOT_IT_MS = 700  # long enough to see the check mark, short enough not to wait for it

_log = structlog.get_logger("kiosk.pass_entry")


@QmlElement
@QmlUncreatable("made by the program")
class PassEntry(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """`standing`: "looking", "checking" or "got_it". `gotIt` is for the sound."""

    changed = Signal()
    gotIt = Signal()
    keptFound = Signal(object)  # the arrival that this pass was kept as
    placeFound = Signal(object)  # PassCheckOut of somebody who has a place already, as their phone shows it

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._code = ""
        self._standing = "looking"
        self._running: Running | None = None
        parts.state.restarted.connect(self._forget)
        parts.state.changed.connect(self.changed)
        parts.words_object.languageChanged.connect(self.changed)

    @Slot(str)
    def write_code(self, code: str) -> None:
        """Letters and digits in capitals; checked by itself once all are there."""
        kept = "".join(ch for ch in code.upper() if ch.isalnum() and ch.isascii())[:CODE_LENGTH]
        is_whole = len(kept) == CODE_LENGTH and kept != self._code
        self._code = kept
        self.changed.emit()
        if is_whole:
            self.check_code()

    @Slot(str)
    def add_to_code(self, key: str) -> None:
        """A key of either keyboard; Backspace ("\\b") takes one character back."""
        self.write_code(self._code[:-1] if key == "\b" else self._code + key)

    @Slot()
    def erase_from_code(self) -> None:
        self.write_code(self._code[:-1])

    @Slot()
    def check_code(self) -> None:
        if len(self._code) == CODE_LENGTH:
            self.check(self._code)

    @Slot()
    def type_instead(self) -> None:
        self._parts.state.type_code(True)

    @Slot()
    def show_instead(self) -> None:
        self._parts.state.type_code(False)

    @Slot()
    def go_without(self) -> None:
        """No code here: on as somebody who walks in."""
        self._drop()
        self._parts.state.apply(rules.with_mode(self._parts.state.journey, Mode.HELP))

    def check(self, text: str) -> None:
        """What was scanned or typed. Welcome on the first page too; elsewhere nothing happens."""
        state = self._parts.state
        if self._standing != "looking" or state.refused is not None or not text.strip():
            return
        if state.journey.at is Step.WELCOME:
            state.apply(rules.with_mode(state.journey, Mode.APPOINTMENT))
        if state.journey.at is not Step.PASS:
            return
        site = self._parts.facts.site
        self.stand("checking")
        self._running = run_in_background(
            self,
            lambda: self._parts.reception.check_pass(text, site),
            lambda said: self._checked(text, said),
            self._broke,
        )

    def _checked(self, text: str, said: PassCheckOut | Arrival | Refused) -> None:
        if isinstance(said, Refused):
            self._forget()
            self._parts.state.refuse(said)
            return
        self.stand("got_it")
        self.gotIt.emit()
        visit = self._parts.state.journey.visit
        QTimer.singleShot(GOT_IT_MS, self, lambda: self._go_on(visit, text, said))

    def _go_on(self, visit: str, text: str, said: PassCheckOut | Arrival) -> None:
        """Unless the visitor went another way meanwhile."""
        state = self._parts.state
        if state.journey.visit != visit or state.journey.at is not Step.PASS or self._standing != "got_it":
            return
        self._forget()
        if isinstance(said, Arrival):
            self.keptFound.emit(said)
            return
        if said.visit:
            self.placeFound.emit(said)
            return
        known = PassSaid(said.appointment, said.service, said.start, said.first_name, said.verified_offline)
        state.apply(rules.with_pass(state.journey, text, known))

    def _broke(self, error: Exception) -> None:
        """A bug, not a no: the visitor gets a calm page, the log the rest."""
        _log.error("checking a pass broke", error=repr(error))
        self._forget()
        self._parts.state.refuse(Refused(Code.INTERNAL))

    def stand(self, standing: str) -> None:
        self._standing = standing
        self.changed.emit()

    def _drop(self) -> None:
        if self._running is not None:
            self._running.cancel()
            self._running = None
        self.stand("looking")

    @Slot()
    def _forget(self) -> None:
        self._code = ""
        self._drop()

    def _say(self, key: str, joined: str) -> str:
        """Who joined by phone has no mail with a pass, but a page with a number."""
        by_phone = self._parts.state.journey.mode is Mode.JOINED
        return self._parts.words.say(joined if by_phone else key)

    title = Property(str, lambda self: self._say("pass-title", "joined-title"), notify=changed)
    lead = Property(str, lambda self: self._say("pass-lead", "joined-lead"), notify=changed)
    leadScanner = Property(
        str, lambda self: self._say("pass-lead-scanner", "joined-lead-scanner"), notify=changed
    )
    none = Property(str, lambda self: self._say("pass-none", "joined-none"), notify=changed)
    codeLead = Property(str, lambda self: self._say("code-lead", "joined-code-lead"), notify=changed)
    code = Property(str, lambda self: self._code, notify=changed)
    codeWhole = Property(bool, lambda self: len(self._code) == CODE_LENGTH, notify=changed)
    codeLength = Property(int, lambda self: CODE_LENGTH, constant=True)
    standing = Property(str, lambda self: self._standing, notify=changed)
