"""The first page: is it open, how long is the wait, what may I do; and the page with the way to book."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.i18n import say_wait
from kiosk.checkin import journey as rules
from kiosk.checkin.steps import Mode
from kiosk.ui.opening import Opening, Standing, opening
from kiosk.ui.qr import qr_source
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("made by the program")
class Welcome(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Follows the site's news, the clock and the language."""

    changed = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        parts.facts.changed.connect(self.changed)
        parts.words_object.languageChanged.connect(self.changed)

    @Slot()
    def appointment(self) -> None:
        self._begin(Mode.APPOINTMENT)

    @Slot()
    def joined(self) -> None:
        self._begin(Mode.JOINED)

    @Slot()
    def help(self) -> None:
        self._begin(Mode.HELP)

    @Slot()
    def book(self) -> None:
        self._begin(Mode.BOOK)

    @Slot()
    def look_at_clock(self) -> None:
        """Opening hours pass without any news."""
        self.changed.emit()

    def _begin(self, mode: Mode) -> None:
        self._parts.state.apply(rules.with_mode(self._parts.state.journey, mode))

    def _opening(self) -> Opening:
        """By the hours; whoever stands here is not sent away by a clock that nobody can vouch for."""
        if not self._parts.clock.is_sure:
            return Opening(Standing.OPEN)
        return opening(self._parts.facts.settings, self._parts.clock.now())

    def _read_wait(self) -> str:
        words, wait = self._parts.words, self._parts.facts.best_wait()
        if wait is None:
            return words.say("welcome-wait-unknown")
        if wait[1] < 3:
            return words.say("welcome-wait-now")
        return words.say("welcome-wait", wait=say_wait(words, *wait, short=True))

    def _read_wait_known(self) -> bool:
        return self._parts.facts.best_wait() is not None

    def _read_title(self) -> str:
        closed = self._opening().standing is Standing.CLOSED
        return self._parts.words.say("welcome-closed" if closed else "welcome-hello")

    def _read_lead(self) -> str:
        now, words = self._opening(), self._parts.words
        if now.standing is Standing.CLOSED and now.opens:
            zone = self._parts.facts.settings.zone
            return words.say("welcome-opens", when=say_when(words, now.opens, self._parts.clock.now(), zone))
        if now.standing is Standing.CLOSED:
            return words.say("welcome-closed-hint" if self._read_booking_url() else "welcome-closed-plain")
        if now.standing is Standing.OVER and now.until:
            return words.say("welcome-over", time=f"{now.until:%H:%M}")
        return words.say("welcome-question")

    def _read_notice(self) -> str:
        """One line of what is special now: hours, a lost connection, a pause, else the site's own message."""
        now, words = self._opening(), self._parts.words
        if now.standing is Standing.OVER or (now.standing is Standing.CLOSED and now.opens):
            return words.say("welcome-closed-hint") if self._read_booking_url() else ""
        if now.standing is Standing.CLOSED:
            return ""
        if self._parts.facts.in_touch is False:
            return words.say("welcome-cut-off")
        if self._parts.facts.all_paused:
            return self._parts.facts.pause_message(words.language) or words.say("welcome-paused")
        if now.standing is Standing.LAST_CALL and now.until:
            return words.say("welcome-last-call", time=f"{now.until:%H:%M}")
        message = self._parts.facts.settings.message
        return message.get(words.language) or message.get("en", "")

    def _read_booking_url(self) -> str:
        return self._parts.facts.site.booking_url if self._parts.facts.site else ""

    def _read_help(self) -> str:
        """While nobody can join, the same way in is for those who have a place already."""
        paused = self._parts.facts.all_paused
        return self._parts.words.say("welcome-have-place" if paused else "welcome-help")

    def _read_help_hint(self) -> str:
        paused = self._parts.facts.all_paused
        return self._parts.words.say("welcome-have-place-hint" if paused else "welcome-help-hint")

    canJoinByPhone = Property(bool, lambda self: self._parts.facts.settings.remote_join, notify=changed)
    helpTitle = Property(str, _read_help, notify=changed)
    helpHint = Property(str, _read_help_hint, notify=changed)
    paused = Property(bool, lambda self: self._parts.facts.all_paused, notify=changed)
    title = Property(str, _read_title, notify=changed)
    lead = Property(str, _read_lead, notify=changed)
    notice = Property(str, _read_notice, notify=changed)
    wait = Property(str, _read_wait, notify=changed)
    waitKnown = Property(bool, _read_wait_known, notify=changed)
    open = Property(bool, lambda self: self._opening().may_check_in, notify=changed)
    cutOff = Property(bool, lambda self: self._parts.facts.in_touch is False, notify=changed)
    canBook = Property(bool, lambda self: bool(self._read_booking_url()), notify=changed)
    bookingUrl = Property(str, _read_booking_url, notify=changed)
    bookingQr = Property(str, lambda self: qr_source(self._read_booking_url()), notify=changed)
