"""What the visit page says first: where one stands, from the appointment and the line. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from desk.bookings.rules import may_change, pass_expires
from desk.catalogue.rules import Site
from kiosk.queue.board import place_of
from kiosk.queue.line import Line
from kiosk.queue.visits import Presence, Visit, VisitState

SILENT_AFTER = timedelta(seconds=45)  # a site in touch asks for news more often than this
ANSWERED_WITHIN = timedelta(minutes=10)  # a site that was asked longer ago does not take the visitor any more


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish to join by phone of which the site has not been heard yet."""

    service: str
    person: str
    at: datetime


class Stage(StrEnum):
    """Where somebody's visit stands, as the page tells it."""

    JOINING = "joining"
    NOT_TAKEN = "not-taken"
    BOOKED = "booked"
    LATE = "late"
    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    DONE = "done"
    NO_SHOW = "no-show"
    LEFT = "left"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


OVER = frozenset(
    {Stage.NOT_TAKEN, Stage.DONE, Stage.LEFT, Stage.CANCELLED, Stage.EXPIRED, Stage.UNKNOWN, Stage.NO_SHOW}
)
_STAGES = {
    VisitState.WAITING: Stage.WAITING,
    VisitState.CALLED: Stage.CALLED,
    VisitState.SERVING: Stage.SERVING,
    VisitState.HELD: Stage.HELD,
    VisitState.DONE: Stage.DONE,
    VisitState.NO_SHOW: Stage.NO_SHOW,
    VisitState.LEFT: Stage.LEFT,
    VisitState.CANCELLED: Stage.CANCELLED,
}


@dataclass(frozen=True, slots=True)
class Booking:
    """What the page needs of an appointment."""

    id: str
    service: str
    start: datetime
    end: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What is to be told. `silent_since`: the site was last heard of then, and not since."""

    stage: Stage
    service: str = ""
    visit: str = ""
    number: str = ""
    counter: str = ""
    ahead: int = 0
    wait: tuple[int | None, int | None] = (None, None)
    checked_in_at: datetime | None = None
    can_change: bool = False
    can_leave: bool = False
    on_the_way: bool = False
    silent_since: datetime | None = None

    @property
    def over(self) -> bool:
        """Nothing more will happen."""
        return self.stage in OVER


def visit_of(line: Line, visit: str, booking: Booking | None) -> Visit | None:
    """The visit in the line that a page is about."""
    if booking is not None:
        return line.visits.get(line.by_appointment.get(booking.id, booking.id))
    return line.visits.get(visit)


def standing(
    site: Site,
    line: Line,
    visit: Visit | None,
    booking: Booking | None,
    now: datetime,
    heard: datetime | None,
) -> Standing:
    """Where somebody stands. `heard`: when the site was last in touch; None: never."""
    if visit is not None and visit.state is not VisitState.BOOKED:
        return _in_line(line, visit, now, heard)
    if booking is None:
        return Standing(Stage.UNKNOWN)
    return Standing(
        _stage_of_booking(site, booking, now),
        service=booking.service,
        visit=booking.id,
        can_change=booking.state == "booked" and may_change(site, booking.start, now),
    )


def joining(line: Line, visit: str, asked: Asked, now: datetime, heard: datetime | None) -> Standing:
    """Where somebody stands whose wish to join has not become a visit, or not yet."""
    turned_away = asked.person in line.turned_away or now - asked.at > ANSWERED_WITHIN
    silent = heard is None or now - heard > SILENT_AFTER
    if turned_away:
        return Standing(Stage.NOT_TAKEN, service=asked.service, visit=visit)
    return Standing(Stage.JOINING, service=asked.service, visit=visit, silent_since=heard if silent else None)


def _in_line(line: Line, visit: Visit, now: datetime, heard: datetime | None) -> Standing:
    stage = _STAGES[visit.state]
    place = place_of(line, visit, now)
    silent = stage not in OVER and heard is not None and now - heard > SILENT_AFTER
    return Standing(
        stage,
        service=visit.service,
        visit=visit.id,
        number=visit.number or "",
        counter=visit.counter or "",
        ahead=place.ahead if place else 0,
        wait=(place.low_minutes, place.high_minutes) if place else (None, None),
        checked_in_at=visit.checked_in_at,
        on_the_way=stage is Stage.WAITING and visit.presence is Presence.ON_THE_WAY,
        can_leave=stage in (Stage.WAITING, Stage.CALLED, Stage.HELD),
        silent_since=heard if silent else None,
    )


def _stage_of_booking(site: Site, booking: Booking, now: datetime) -> Stage:
    known = {"cancelled": Stage.CANCELLED, "kept": Stage.DONE, "missed": Stage.NO_SHOW}
    if booking.state in known:
        return known[booking.state]
    if now > pass_expires(site, booking.start):
        return Stage.EXPIRED
    late = now > booking.start + timedelta(minutes=site.rules.late_grace)
    return Stage.LATE if late else Stage.BOOKED
