"""The console's state between the site and the windows: the live line, commands, records, the lease."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from agent_console.commander import Command, Commander
from agent_console.day_records import DayRecords
from agent_console.drafts import Draft, DraftStore
from agent_console.feed import FeedItem, Loaded, OutOfTouch, SiteFeed
from agent_console.live import GapError, LiveLine
from agent_console.person_card import PersonCard
from agent_console.presenters.actions import Action, Situation, allowed, situation
from agent_console.sender import RecordSender
from agent_console.session import Session
from common.clients.errors import ApiRefused
from common.clients.site import Action as VisitAction
from common.clients.stream import Beat, Notice
from common.clock import Clock
from common.qt.background import Follower, run_in_background
from common.wire import IncidentOut
from kiosk.queue.refusals import Code
from kiosk.queue.visits import ChosenReason, Visit

LEASE_RENEWAL_MS = 15_000
MINUTES_TICK_MS = 10_000

_log = structlog.get_logger("console")
_VISIT_ACTIONS: dict[Action, VisitAction] = {
    "start": "start",
    "recall": "recall",
    "no_show": "no-show",
    "hold": "hold",
    "finish": "finish",
    "resume": "resume",
    "leave": "leave",
}


class Workplace(QObject):
    """Everything the main window shows and asks for. Lives from choosing a counter to signing out."""

    changed = Signal()  # the line, whom we look at, or the minutes
    touch_changed = Signal(bool)
    refused_lease = Signal()
    session_ended = Signal()
    disk_failed = Signal()

    def __init__(
        self, session: Session, counter: str, drafts: Path, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.counter = counter
        self.on_break = False
        self.in_touch: bool | None = None
        self.has_desk = False
        self.desk_in_touch = True
        self.live = LiveLine(clock)
        self.store = DraftStore(drafts, session.agent)
        self.card = PersonCard(session.client, self)
        self.records = DayRecords(session.client, self.store, self)
        self.outgoing = RecordSender(session.client, self.store, self)
        self.commander = Commander(session.client, self)
        self.looked_at: str | None = None
        self._feed = SiteFeed(session.client)
        self._follower = Follower(self, self._feed, self._arrived, self._feed_failed)
        self._merge = QTimer(self, singleShot=True, interval=0)
        self._merge.timeout.connect(self._tell)
        self._lease = QTimer(self, interval=LEASE_RENEWAL_MS)
        self._lease.timeout.connect(self.renew_lease)
        self._minutes = QTimer(self, interval=MINUTES_TICK_MS)
        self._minutes.timeout.connect(self.changed)
        self.outgoing.recorded.connect(self._recorded)
        self.outgoing.session_ended.connect(self.session_ended)
        self.outgoing.changed.connect(self.records.changed)
        self.card.changed.connect(self.changed)
        self.commander.broken.connect(self._broken)
        self.records.failed.connect(self._later)

    def start(self) -> None:
        """Begin to follow, to keep the lease and to send what waits."""
        self._follower.start()
        self._lease.start()
        self._minutes.start()
        self.outgoing.wake()

    def stop(self) -> None:
        """Nothing arrives from here on."""
        self._lease.stop()
        self._minutes.stop()
        self._follower.stop()

    # --- what is so
    def situation(self) -> Situation:
        return situation(self.live.line, self.session.agent, self.looked_at)

    def can(self) -> frozenset[Action]:
        """What the buttons allow now; nothing while a command is under way or the site is out of touch."""
        if self.commander.is_busy or not self.live.loaded or not self.in_touch:
            return frozenset()
        return allowed(self.live.line, self.session.agent, self.situation())

    def look_at(self, visit: str | None) -> None:
        """Whom the eye is on in the table."""
        if visit != self.looked_at:
            self.looked_at = visit
            self._tell()

    def numbers(self) -> dict[str, str]:
        """Visit id -> ticket number."""
        return {visit.id: visit.number or "" for visit in self.live.line.visits.values()}

    # --- what is asked
    def call_next(self) -> None:
        counter = self.counter
        self.commander.give(Command("call_next", lambda site, key: site.call(counter, key)))

    def call_this(self, visit: str, reason: ChosenReason) -> None:
        counter = self.counter
        name = f"call {visit} {reason}"
        self.commander.give(Command(name, lambda site, key: site.call(counter, key, visit, reason)))

    def act(self, action: Action, visit: Visit, then: Callable[[], None] | None = None) -> None:
        """Ask for one of the moves of a visit, except a transfer; `then` follows a yes."""
        asked, visit_id = _VISIT_ACTIONS[action], visit.id
        name = f"{action} {visit_id}"
        self.commander.give(Command(name, lambda site, key: site.act(visit_id, asked, key)), then)

    def transfer(self, visit: Visit, service: str) -> None:
        visit_id = visit.id
        name = f"transfer {visit_id} {service}"
        self.commander.give(Command(name, lambda site, key: site.transfer(visit_id, service, key)))

    def open_counter(self) -> None:
        """Take the counter again: after a break, or when the lease was lost."""
        counter = self.counter
        command = Command(f"open {counter}", lambda site, key: site.open(counter, key))
        self.commander.give(command, lambda: self._set_break(False))

    def take_break(self) -> None:
        """Close the counter; the console stays."""
        counter = self.counter
        command = Command(f"close {counter}", lambda site, key: site.close(counter, key))
        self.commander.give(command, lambda: self._set_break(True))

    def renew_lease(self) -> None:
        """Say that this console lives, as long as it holds the counter."""
        if self.situation().counter != self.counter:
            return
        counter = self.counter
        run_in_background(
            self, lambda: self.session.client.renew(counter), lambda _: None, self._lease_failed
        )

    def send_record(self, draft: Draft) -> bool:
        """Queue a complete record: on disk when this is True, then sent in order until it is answered."""
        try:
            self.store.save(draft)
        except OSError as error:
            _log.error("a record was not written", error=type(error).__name__)
            self.disk_failed.emit()
            return False
        self.records.changed.emit()
        self.outgoing.wake()
        return True

    def _set_break(self, on_break: bool) -> None:
        self.on_break = on_break
        self._tell()

    # --- what arrives
    def _arrived(self, item: FeedItem) -> None:
        if isinstance(item, OutOfTouch):
            self._set_touch(False)
            return
        try:
            self._take(item)
        except GapError as error:
            _log.info("the line is loaded afresh", why=str(error))
            self._feed.load_afresh()
            return
        self._set_touch(True)

    def _take(self, item: FeedItem) -> None:
        if isinstance(item, Beat):
            self.live.set_now(item.now)
            if item.desk_in_touch != self.desk_in_touch:
                self.desk_in_touch = item.desk_in_touch
                self._merge.start()
        elif isinstance(item, Notice):
            self.records.noticed(item)
        elif isinstance(item, Loaded):
            self.live.load(item.site, item.line)
            self.has_desk = bool(item.site.booking_url)
            self.desk_in_touch = item.site.desk_in_touch
            self._merge.start()
        elif not isinstance(item, OutOfTouch):
            self.live.fold(item)
            self.commander.event_came(item.command)
            self._merge.start()

    def _set_touch(self, in_touch: bool) -> None:
        if in_touch == self.in_touch:
            return
        self.in_touch = in_touch
        if in_touch:
            self.commander.forget_keys()
            self.card.forget()
            self.records.fetch(self.live.line.settings.local_day(self.live.now()))
            self.outgoing.wake()
            self.renew_lease()
        self.touch_changed.emit(in_touch)
        self._tell()

    def _tell(self) -> None:
        self._merge.stop()
        self.card.look_at(self.situation().shown)
        self.changed.emit()

    def _recorded(self, record: IncidentOut) -> None:
        self.records.put(record)

    def _feed_failed(self, error: Exception) -> None:
        if isinstance(error, ApiRefused) and error.problem.code in (Code.UNAUTHENTICATED, Code.FORBIDDEN):
            self.session_ended.emit()
            return
        self._broken(error)
        self._set_touch(False)

    def _lease_failed(self, error: Exception) -> None:
        if isinstance(error, ApiRefused) and error.problem.code == Code.UNAUTHENTICATED:
            self.session_ended.emit()
        elif isinstance(error, ApiRefused):
            self.refused_lease.emit()

    def _later(self, error: Exception) -> None:
        _log.info("not fetched; the next contact asks again", error=type(error).__name__)

    def _broken(self, error: Exception) -> None:
        _log.error("a bug in the console", exc_info=error)
