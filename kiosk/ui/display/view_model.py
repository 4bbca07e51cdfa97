"""What the public screen shows, ready to be read by QML."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog
from PySide6.QtCore import Property, QElapsedTimer, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.clients.stream import Beat
from common.clock import Clock
from common.i18n import choose_language, say_date, say_time, say_wait
from common.qt.words_object import WordsObject
from common.wire import EntryOut, LineOut, SiteOut
from kiosk.queue.capacity import EVERY_SERVICE
from kiosk.ui.display.announcer import Announcer
from kiosk.ui.display.room import MOST_CALLED, OutOfStep, Room, Shown
from kiosk.ui.display.source import Lost, News
from kiosk.ui.display.speech import sentences, spoken
from kiosk.ui.opening import Standing, opening
from kiosk.ui.view_models.rows import Rows
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Display"
QML_IMPORT_MAJOR_VERSION = 1

SILENCE_MILLISECONDS = 4500
"""So long without a beat (they come every 2 s), and the screen says that it is out of touch."""
TICK_MILLISECONDS = 500
MOST_WAITS = 5

_log = structlog.get_logger("display")


@QmlElement
@QmlUncreatable("made by the program")
class Display(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """Hears the site's news by `arrived`; asks by `lineWanted` for the whole line when it lost step."""

    changed = Signal()
    ticked = Signal()
    callChanged = Signal()
    lineWanted = Signal()

    def __init__(
        self, words: WordsObject, announcer: Announcer, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._words, self._announcer, self._clock = words, announcer, clock
        self._room = Room()
        self._in_step, self._lost = False, False
        self._last_heard: datetime | None = None
        self._silence = QElapsedTimer()
        self._silence.start()
        self._called = Rows(("name", "counter"), self)
        self._coming = Rows(("name",), self)
        self._waits = Rows(("service", "name", "icon", "wait"), self)
        announcer.over.connect(self._call_over)
        words.languageChanged.connect(self._show)
        self._refresh = QTimer(self)
        self._refresh.setSingleShot(True)
        self._refresh.timeout.connect(self._show)
        self._tick = QTimer(self)
        self._tick.setInterval(TICK_MILLISECONDS)
        self._tick.timeout.connect(self._look_at_clock)
        self._tick.start()

    def arrived(self, news: News) -> None:
        """Something from the site; in the UI thread, in the journal's order."""
        if isinstance(news, Lost):
            self._set_lost(True)
            return
        if isinstance(news, SiteOut):
            self._words.set_language(choose_language(news.languages, self._words.words.language))
        elif isinstance(news, LineOut):
            self._room.restart(news)
            self._in_step = True
        elif isinstance(news, EntryOut):
            self._hear(news)
        self._silence.restart()
        self._last_heard = self._clock.now()
        self._set_lost(False)
        if not isinstance(news, Beat):
            self._announce_next()
            self._refresh.start(0)

    def failed(self, error: Exception) -> None:
        """The stream ended by a bug: the screen says that it is out of touch, and the log says why."""
        _log.error("the site is not followed any more", error=repr(error))
        self._set_lost(True)

    def _hear(self, entry: EntryOut) -> None:
        if not self._in_step:
            return
        try:
            self._room.hear(entry)
        except OutOfStep as error:
            _log.info("fetching the whole line again", why=str(error))
            self._in_step = False
            self.lineWanted.emit()

    def _announce_next(self) -> None:
        """Begin with the next announcement, unless one is being said."""
        if self._announcer.busy or not self._room.queue.waiting:
            return
        self._room.next_announcement()
        call = self._room.queue.now
        if call is not None:
            self._announcer.announce(*spoken(call))
            self.callChanged.emit()

    @Slot()
    def _call_over(self) -> None:
        if self._room.queue.waiting:
            self._announce_next()
        else:
            self._room.next_announcement()
            self.callChanged.emit()
        self._show()

    @Slot()
    def _look_at_clock(self) -> None:
        if self._silence.hasExpired(SILENCE_MILLISECONDS):
            self._set_lost(True)
        self.ticked.emit()

    def _set_lost(self, lost: bool) -> None:
        if lost != self._lost:
            self._lost = lost
            self.changed.emit()

    @Slot()
    def _show(self) -> None:
        """Bring every row up to date."""
        language = self._words.language
        self._called.show([{"name": each.name, "counter": each.counter} for each in self._room.called()])
        self._coming.show([_name_only(each) for each in self._room.coming()])
        self._waits.show(self._wait_rows(str(language)))
        self.changed.emit()

    def _wait_rows(self, language: str) -> list[dict[str, Any]]:
        """None at all while nothing can be said of any service: no counter is open."""
        rows: list[dict[str, Any]] = []
        waits = self._room.waits()
        if self._room.all_paused() or all(wait.low_minutes is None for wait in waits):
            return rows
        for wait in waits[:MOST_WAITS]:
            service = self._room.settings.service(wait.service)
            known = wait.low_minutes is not None
            told = say_wait(self._words.words, wait.low_minutes, wait.high_minutes, True) if known else "–"
            if wait.service in self._room.paused():
                told = self._words.words.say("waits-paused")
            if service is not None:
                name = service.name(language)
                rows.append({"service": service.id, "name": name, "icon": service.icon, "wait": told})
        return rows

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self._room.settings.zone if self._room.known else None)

    def _say_time(self, at: datetime) -> str:
        return say_time(self._local(at), self._words.words.language)

    def _read_page(self) -> str:
        if not self._room.known:
            return "starting"
        if self._called.rowCount():
            return "called"
        closed = opening(self._room.settings, self._clock.now()).standing is Standing.CLOSED
        return "closed" if closed and not self._coming.rowCount() else "empty"

    def _read_closed_lead(self) -> str:
        words, now = self._words.words, self._clock.now()
        opens = opening(self._room.settings, now).opens
        if opens is None:
            return words.say("closed-lead")
        return words.say("closed-opens", when=say_when(words, opens, now, self._room.settings.zone))

    def _read_lost_since(self) -> str:
        if self._last_heard is None:
            return ""
        return self._words.words.say("lost-since", time=self._say_time(self._last_heard))

    def _read_more(self) -> str:
        beyond = self._room.waiting_beyond()
        return self._words.words.say("next-more", count=beyond) if beyond else ""

    def _read_message(self) -> str:
        message = self._room.settings.message
        return message.get(self._words.words.language) or message.get("en", "")

    def _read_site(self) -> str:
        names = self._room.settings.names
        return names.get(self._words.words.language) or next(iter(names.values()), "")

    def _read_pause(self) -> str:
        """What is said while nobody can join; "" otherwise."""
        if not self._room.all_paused():
            return ""
        said = self._room.paused().get(EVERY_SERVICE) or {}
        own = said.get(self._words.words.language) or said.get("en") or next(iter(said.values()), "")
        return own or self._words.words.say("paused-lead")

    def _sentence(self, which: int) -> str:
        call = self._room.queue.now
        return sentences(call, self._words.words.language)[which] if call else ""

    page = Property(str, _read_page, notify=changed)
    lost = Property(bool, lambda self: self._lost, notify=changed)
    lostSince = Property(str, _read_lost_since, notify=changed)
    closedLead = Property(str, _read_closed_lead, notify=changed)
    called = Property(Rows, lambda self: self._called, constant=True)
    coming = Property(Rows, lambda self: self._coming, constant=True)
    more = Property(str, _read_more, notify=changed)
    nobodyWaits = Property(bool, lambda self: not self._coming.rowCount(), notify=changed)
    hasRoom = Property(bool, lambda self: self._called.rowCount() < MOST_CALLED, notify=changed)
    waitsKnown = Property(bool, lambda self: bool(self._waits.rowCount()), notify=changed)
    waits = Property(Rows, lambda self: self._waits, constant=True)
    pause = Property(str, _read_pause, notify=changed)
    message = Property(str, _read_message, notify=changed)
    site = Property(str, _read_site, notify=changed)
    time = Property(str, lambda self: self._say_time(self._clock.now()), notify=ticked)
    date = Property(
        str,
        lambda self: say_date(self._local(self._clock.now()).date(), self._words.words.language),
        notify=ticked,
    )

    calling = Property(bool, lambda self: self._room.queue.now is not None, notify=callChanged)
    callName = Property(
        str, lambda self: self._room.queue.now.name if self._room.queue.now else "", notify=callChanged
    )
    callCounter = Property(
        str, lambda self: self._room.queue.now.counter if self._room.queue.now else "", notify=callChanged
    )
    callSentence = Property(str, lambda self: self._sentence(0), notify=callChanged)
    callOther = Property(str, lambda self: self._sentence(1), notify=callChanged)


def _name_only(each: Shown) -> dict[str, Any]:
    return {"name": each.name}
