"""Summing up, checking in, and the ticket: the number, the wait, and how one is called."""

from __future__ import annotations

from dataclasses import replace

import structlog
from PySide6.QtCore import Property, QObject, QTimer, Signal, Slot
from PySide6.QtQml import QmlElement, QmlUncreatable

from common.i18n import LONG_MINUTES
from common.ids import new_id
from common.qt.background import run_in_background
from common.wire import CheckInBody, VisitOut
from common.wire_passes import PassCheckOut
from kiosk.checkin import journey as rules
from kiosk.checkin.journey import Journey, PassSaid
from kiosk.checkin.names import call_as_examples, name_of
from kiosk.checkin.steps import Mode, Step
from kiosk.queue.names import first_name
from kiosk.queue.refusals import Code
from kiosk.queue.visits import CallAs, Mark
from kiosk.ui.arrivals import Arrival
from kiosk.ui.qr import qr_source
from kiosk.ui.refused import Refused
from kiosk.ui.view_models.parts import Parts
from kiosk.ui.view_models.rows import Rows
from kiosk.ui.when import say_when

QML_IMPORT_NAME = "Mostrador.Kiosk"
QML_IMPORT_MAJOR_VERSION = 1

_log = structlog.get_logger("kiosk.check_in")


@QmlElement
@QmlUncreatable("made by the program")
class CheckIn(QObject):  # type: ignore[operator]  # the decorator's stub lacks __call__
    """One check-in a visitor, however often the button is touched.

    The idempotency key is made when the page opens and kept until the site has answered: a second touch does
    nothing while the first is under way, and a repeat after a lost answer is the same request.
    """

    changed = Signal()

    def __init__(self, parts: Parts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._key = ""
        self._running = False
        self._visit: VisitOut | None = None
        self._asked: Journey | None = None  # what was sent last
        self._lines = Rows(("step", "label", "value", "icon"), self)
        self._is_again = False
        self._seconds_left = 0
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self._count_down)
        parts.state.changed.connect(self._show)
        parts.state.restarted.connect(self._forget)
        parts.facts.changed.connect(self._show)
        parts.words_object.languageChanged.connect(self._show)

    # --- the page that sums up
    @Slot()
    def check_in(self) -> None:
        """Take the visitor in. Does nothing while it is under way, or once it is done."""
        journey = self._parts.state.journey
        if self._running or journey.at is not Step.CONFIRM or rules.missing(journey):
            return
        self._send(journey)

    @Slot(str)
    def ask_anyway(self, service: str) -> None:
        """Ask the site for a place where none is given now: who has one already keeps it, nobody is lost
        from the count of those who were turned away.
        """
        asking = rules.asking_anyway(self._parts.state.journey, service)
        if not self._running and not rules.missing(asking):
            self._send(asking)

    def _send(self, journey: Journey) -> None:
        facts = self._parts.facts
        self._asked = journey
        body = CheckInBody.model_validate(rules.body(journey))
        key, site, in_touch = self._key or new_id(), facts.site, facts.in_touch is not False
        said = journey.pass_said if journey.mode is Mode.APPOINTMENT else None
        appointment = said.appointment if said else ""
        self._key = key
        self.set_running(True)

        def work() -> VisitOut | Arrival | Refused:
            return self._parts.reception.check_in(body, key, site, appointment, in_touch)

        run_in_background(self, work, lambda outcome: self.answered(body.id, outcome), self._broke)

    @Slot(object)
    def arrive(self, place: PassCheckOut) -> None:
        """Somebody showed the page of a place that they have: they are here."""
        journey, key = self._parts.state.journey, new_id()
        said = PassSaid(place.appointment, place.service, place.start, place.first_name)
        if self._running:
            return
        self.set_running(True)

        def answered(outcome: VisitOut | Refused) -> None:
            self.set_running(False)
            state = self._parts.state
            if state.journey.visit != journey.visit:
                return
            if isinstance(outcome, Refused):
                state.refuse(outcome)
                return
            self._begin_countdown()
            self._visit = outcome
            call_as = CallAs(outcome.call_as)
            state.apply(rules.has_arrived(state.journey, said, outcome.number, call_as))

        run_in_background(self, lambda: self._parts.reception.arrive(place.visit, key), answered, self._broke)

    @Slot(str)
    def change(self, step: str) -> None:
        """To one answer and back here."""
        if not self._running:
            self._parts.state.apply(rules.revisit(self._parts.state.journey, Step(step)))

    @Slot(object)
    def show_kept(self, arrival: Arrival) -> None:
        """Somebody who was taken in here while cut off comes again: the same number."""
        self._is_again = True
        body, journey = arrival.body, self._parts.state.journey
        kept = replace(journey, arrived_at=body.arrived_at, number=body.number, call_as=body.call_as)
        self._parts.state.apply(replace(kept, at=Step.TICKET))
        self._begin_countdown()

    def answered(self, visit: str, outcome: VisitOut | Arrival | Refused) -> None:
        """`visit`: whom the request was for; an answer that comes after the page was cleared is not shown."""
        self.set_running(False)
        state = self._parts.state
        if state.journey.visit != visit:
            return
        self._key = ""
        if isinstance(outcome, Refused):
            state.refuse(outcome)
            return
        self._begin_countdown()
        if isinstance(outcome, Arrival):
            state.apply(self._ticket_of(outcome))
        else:
            self._visit = outcome
            journey = replace(self._asked or state.journey, call_as=CallAs(outcome.call_as))
            state.apply(rules.with_visit(journey, outcome.id, outcome.number))

    def _ticket_of(self, arrival: Arrival) -> Journey:
        """The journey with the number that this kiosk gave out itself."""
        body = arrival.body
        journey = replace(self._asked or self._parts.state.journey, call_as=body.call_as)
        return rules.kept_offline(journey, body.arrived_at or self._parts.clock.now(), body.number or "")

    def _begin_countdown(self) -> None:
        self._seconds_left = self._parts.settings.done_seconds
        self._timer.start()
        self.changed.emit()

    def _broke(self, error: Exception) -> None:
        """A bug, not a no: the visitor gets a calm page, the log the rest."""
        _log.error("checking in broke", error=repr(error))
        self.set_running(False)
        self._parts.state.refuse(Refused(Code.INTERNAL))

    def set_running(self, running: bool) -> None:
        self._running = running
        self.changed.emit()

    # --- the ticket
    @Slot()
    def done(self) -> None:
        self._parts.state.restart()

    @Slot()
    def _count_down(self) -> None:
        self._seconds_left -= 1
        self.changed.emit()
        if self._seconds_left <= 0:
            self._parts.state.restart()

    @Slot()
    def _forget(self) -> None:
        self._timer.stop()
        self._seconds_left = 0
        self._key = ""
        self._visit = None
        self._asked = None
        self._is_again = False
        self._lines.show([])
        self.changed.emit()

    # --- what QML reads
    @Slot()
    def _show(self) -> None:
        at_confirm = self._parts.state.journey.at is Step.CONFIRM
        if at_confirm and not self._key:
            self._key = new_id()
        self._lines.show(self._summary() if at_confirm else self._lines.rows())
        self.changed.emit()

    def _summary(self) -> list[dict[str, object]]:
        journey, words, facts = self._parts.state.journey, self._parts.words, self._parts.facts
        called = self._line("call_as", "confirm-call-as", self._called(), "volume-2")
        if said := rules.appointment_of(journey):
            at = say_when(words, said.start, self._parts.clock.now(), facts.settings.zone)
            at = at[:1].upper() + at[1:]  # it stands by itself
            name = facts.service_name(said.service, words.language)
            return [
                self._line("", "confirm-time", at, "calendar-clock"),
                self._line("", "confirm-service", name, "tag"),
                called,
            ]
        name = name_of(journey)
        who = words.say("confirm-guest", name=name) if journey.as_guest else name
        note = journey.note or words.say("confirm-note-none")
        about = facts.service_name(journey.service, words.language)
        return [
            self._line("guest" if journey.as_guest else "person", "confirm-who", who, "user-round"),
            self._line("service", "confirm-service", about, "tag"),
            self._line("note", "confirm-note", note, "message-square"),
            called,
        ]

    def _line(self, step: str, label: str, value: str, icon: str) -> dict[str, object]:
        return {"step": step, "label": self._parts.words.say(label), "value": value, "icon": icon}

    def _called(self) -> str:
        journey, words = self._parts.state.journey, self._parts.words
        if journey.call_as is None:
            return ""
        if journey.call_as is CallAs.NUMBER or journey.people > 1:  # a group is nobody's name
            return words.say("confirm-by-number")
        example = call_as_examples(journey, "").get(journey.call_as, "")
        key = f"confirm-by-{journey.call_as.value.replace('_', '-')}"
        return words.say(key, example=example) if example else words.say(f"{key}-plain")

    def _read_title(self) -> str:
        journey, words = self._parts.state.journey, self._parts.words
        name = first_name(name_of(journey))
        if journey.at is not Step.TICKET:
            appointment = rules.appointment_of(journey) is not None and name
            return words.say("confirm-hello", name=name) if appointment else words.say("confirm-title")
        if came := self._visit.came if self._visit is not None else "":
            key = "ticket-welcome" if came == "arrived" else "ticket-welcome-back"
            return words.say(f"{key}-name", name=name) if name else words.say(key)
        if self._is_again or (self._visit is not None and self._visit.existing):
            return words.say("ticket-existing")
        return words.say("ticket-thanks-name", name=name) if name else words.say("ticket-thanks")

    def _read_wait(self) -> str:
        words, visit = self._parts.words, self._visit
        if visit is None:
            return words.say("ticket-kept") if self._parts.state.journey.at is Step.TICKET else ""
        if visit.state == "called" and visit.counter:
            return words.say("ticket-called", counter=visit.counter)
        if visit.state == "serving":
            return words.say("ticket-serving")
        low, high = visit.low_minutes, visit.high_minutes
        if low is None or high is None:
            return words.say("ticket-wait-unknown")
        return self._say_range(low, high)

    def _say_range(self, low: int, high: int) -> str:
        """The wait as a sentence of its own, in the largest words of the page."""
        words = self._parts.words
        if high < 3:
            return words.say("ticket-wait-now")
        if low >= LONG_MINUTES:
            return words.say("ticket-wait-long", hours=low // 60)
        if low == 0:
            return words.say("ticket-wait-up-to", high=high)
        return words.say("ticket-wait-range", low=low, high=high)

    def _read_wait_is_range(self) -> bool:
        visit = self._visit
        return visit is not None and visit.state == "waiting" and visit.high_minutes is not None

    def _read_calling(self) -> str:
        """How the call will come; "" for somebody who is called or served already."""
        if self._visit is not None and self._visit.state in ("called", "serving"):
            return ""
        call_as = self._parts.state.journey.call_as or CallAs.NUMBER
        if self._people() > 1:
            call_as = CallAs.NUMBER
        key = f"ticket-call-{call_as.value.replace('_', '-')}"
        return self._parts.words.say(key)

    def _people(self) -> int:
        return self._visit.people if self._visit is not None else self._parts.state.journey.people

    def _read_kept(self) -> str:
        """What became of the place of somebody who had one before; "" for everybody else."""
        came = self._visit.came if self._visit is not None else ""
        return self._parts.words.say(f"ticket-{came.replace('_', '-')}") if came else ""

    def _read_noted(self) -> str:
        """What else was said, so that nobody has to say it again at the counter."""
        visit, journey, words = self._visit, self._parts.state.journey, self._parts.words
        if journey.at is not Step.TICKET or (visit is not None and visit.state == "serving"):
            return ""
        other = rules.second_matter(journey)
        further = visit.further if visit is not None else (other,) if other else ()
        marked = Mark.ACCESSIBILITY in visit.marks if visit is not None else journey.accessible
        names = [self._parts.facts.service_name(each, words.language) for each in further]
        said = [words.say("ticket-together", count=self._people())] if self._people() > 1 else []
        said += [words.say("ticket-further", service=name) for name in names if name]
        return "\n".join([*said, words.say("ticket-access")] if marked else said)

    def _read_booked(self) -> str:
        visit, words = self._visit, self._parts.words
        if visit is None or visit.booked_for is None:
            return ""
        zone = self._parts.facts.settings.zone
        return words.say(
            "ticket-booked", when=say_when(words, visit.booked_for, self._parts.clock.now(), zone)
        )

    def _read_done(self) -> str:
        return self._parts.words.say("ticket-done-in", seconds=max(self._seconds_left, 0))

    running = Property(bool, lambda self: self._running, notify=changed)
    lines = Property(Rows, lambda self: self._lines, constant=True)
    title = Property(str, _read_title, notify=changed)
    number = Property(str, lambda self: self._parts.state.journey.number or "", notify=changed)
    wait = Property(str, _read_wait, notify=changed)
    keptHere = Property(
        bool, lambda self: self._visit is None and self._parts.state.journey.at is Step.TICKET, notify=changed
    )
    waitIsRange = Property(bool, _read_wait_is_range, notify=changed)
    calling = Property(str, _read_calling, notify=changed)
    kept = Property(str, _read_kept, notify=changed)
    noted = Property(str, _read_noted, notify=changed)
    booked = Property(str, _read_booked, notify=changed)
    followQr = Property(
        str, lambda self: qr_source(self._visit.follow_url if self._visit else ""), notify=changed
    )
    doneText = Property(str, _read_done, notify=changed)
