"""The console's state between the site and the windows: the live line, commands, records, the lease."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import structlog
from PySide6.QtCore import QObject, QTimer, Signal

from agent_console.commander import Command, Commander
from agent_console.day_records import DayRecords
from agent_console.drafts import Draft, DraftStore
from agent_console.feed import FeedItem, Loaded, OutOfTouch, SiteFeed
from agent_console.live import GapError, LiveLine
from agent_console.person_card import PersonCard
from agent_console.presenters.actions import Action, Situation, allowed, may_do, situation
from agent_console.presenters.scene import Scene
from agent_console.sender import RecordSender
from agent_console.session import Session
from common.clients.errors import ApiRefused
from common.clients.site import Action as VisitAction
from common.clients.site import SiteClient
from common.clients.stream import Beat, Notice
from common.clock import Clock
from common.i18n import Words
from common.qt.background import Follower, run_in_background
from common.wire import EntryOut, IncidentOut, LineOut, Problem
from common.wire_changes import PauseBody
from kiosk.queue.events import CounterOpened
from kiosk.queue.refusals import Code
from kiosk.queue.visits import ChosenReason, Remaining, Visit

LEASE_RENEWAL_MS = 15_000
MINUTES_TICK_MS = 10_000

_log = structlog.get_logger("console")
_VISIT_ACTIONS: dict[Action, VisitAction] = {
    "start": "start",
    "recall": "recall",
    "no_show": "no-show",
    "hold": "hold",
    "resume": "resume",
    "leave": "leave",
    "put_back": "put-back",
    "come_back": "come-back",
    "arrive": "arrive",
    "withdraw": "withdraw",
}


def _finish(visit: str, service: str, site: SiteClient, key: str) -> object:
    return site.finish(visit, service, key)


class Workplace(QObject):
    """Everything the main window shows and asks for. Lives from choosing a counter to signing out."""

    changed = Signal()  # the line, whom we look at, or the minutes
    touch_changed = Signal(bool)
    refused_lease = Signal()
    session_ended = Signal()
    disk_failed = Signal()
    happened = Signal(object, object)  # an event, and the Situation just before it

    def __init__(
        self, session: Session, counter: str, drafts: Path, clock: Clock, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self.counter = counter
        self.on_break = False
        self.in_touch: bool | None = None
        self.silence = ""  # the code with which the site refused to speak, if it did
        self.has_desk = False
        self.desk_in_touch = True
        self.wrong_clocks: tuple[tuple[str, int], ...] = ()  # kiosk, seconds ahead
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

    def scene(self, words: Words) -> Scene:
        """What presenters need to put the line into words for this technician."""
        live = self.live
        return Scene(live.line, live.names, self.session.agent, words, live.now())

    @property
    def ready(self) -> bool:
        """Whether anything may be asked now: the site answers, and no command is under way."""
        return bool(self.in_touch) and self.live.loaded and not self.commander.is_busy

    def can(self) -> frozenset[Action]:
        """What the buttons allow now."""
        return allowed(self.live.line, self.session.agent, self.situation()) if self.ready else frozenset()

    def may(self, visit: Visit) -> frozenset[Action]:
        """What the menu of this visit offers now."""
        agent = self.session.agent
        return may_do(self.live.line, agent, self.situation(), visit) if self.ready else frozenset()

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
        """Ask for one of the moves of a visit that need no more said; `then` follows a yes."""
        asked, visit_id = _VISIT_ACTIONS[action], visit.id
        name = f"{action} {visit_id}"
        self.commander.give(Command(name, lambda site, key: site.act(visit_id, asked, key)), then)

    def finish(self, visit: Visit) -> None:
        """The present matter is done; a second press never ends the next one."""
        self.ask_for(f"finish {visit.id} {visit.service}", partial(_finish, visit.id, visit.service))

    def ask_for(self, name: str, send: Callable[[SiteClient, str], object]) -> None:
        """Any other command; `name` tells it apart from others."""
        self.commander.give(Command(name, send))

    def open_counter(self) -> None:
        """Take the counter again: after a break, or when the lease was lost."""
        counter = self.counter
        command = Command(f"open {counter}", lambda site, key: site.open(counter, key))
        self.commander.give(command, lambda: self._set_break(False))

    def take_break(
        self, people: Remaining | None = None, refused: Callable[[Problem], bool] | None = None
    ) -> None:
        """Close the counter; the console stays. `people`: what becomes of who waits for this agent alone."""
        counter = self.counter
        command = Command(f"close {counter} {people}", lambda site, key: site.close(counter, key, people))
        self.commander.give(command, lambda: self._set_break(True), refused)

    def pause_check_in(self, body: PauseBody) -> None:
        """Take no walk-ups, as `body` says, until somebody reopens check-in."""
        name = f"pause {body.model_dump_json()}"
        self.ask_for(name, lambda site, key: site.pause(body, key))

    def reopen_check_in(self) -> None:
        """Take walk-ups again, for everything."""
        self.ask_for("reopen", lambda site, key: site.reopen((), key))

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
            self._set_touch(False, item.why)
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
            if item.clocks != self.wrong_clocks:
                self.wrong_clocks = item.clocks
                self._merge.start()
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
            self._fold(item)

    def _fold(self, entry: EntryOut) -> None:
        before = self.situation()
        event = self.live.fold(entry)
        self.commander.event_came(entry.command)
        if event is not None:
            self.happened.emit(event, before)
        if isinstance(event, CounterOpened) and event.agent not in self.live.names:
            self._learn_names()
        self._merge.start()

    def _learn_names(self) -> None:
        """Somebody sat down whose name is not known here yet."""

        def told(known: LineOut) -> None:
            self.live.names.update({agent: known.names.get(agent, "") for agent in self.live.line.by_agent})
            self._merge.start()

        run_in_background(self, self.session.client.line, told, self._later)

    def _set_touch(self, in_touch: bool, why: str = "") -> None:
        if (in_touch, why) == (self.in_touch, self.silence):
            return
        self.in_touch, self.silence = in_touch, why
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
