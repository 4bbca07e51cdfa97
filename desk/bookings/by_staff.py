"""What staff do with appointments: book with more agreed than a visitor may, change, call off."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime

from common.wire import Id, Message, Note
from desk.bookings import booking, store
from desk.bookings.booking import Booking, Further, Marks, People
from desk.bookings.rules import Agreed
from desk.bookings.store import Appointment
from desk.catalogue import store as catalogue
from desk.catalogue.rules import Site
from desk.context import Desk
from desk.engine import Connection
from desk.problems import Refused
from desk.staff import store as staff
from desk.staff.auth import note
from desk.staff.rules import Member
from kiosk.queue.refusals import Code

MOVABLE = frozenset({"booked", "missed"})


class ChangeBody(Message):
    """PATCH /api/v1/appointments/{id}: what is left out stays. `reserved_for`: "" for nobody."""

    start: AwareDatetime | None = None
    state: Literal["cancelled"] | None = None
    reserved_for: Id | Literal[""] | None = None
    marks: Marks | None = None
    people: People | None = None
    further: Further | None = None
    note: Note | None = None


def seen_appointment(connection: Connection, appointment_id: str, member: Member) -> Appointment:
    """An appointment that this member may see. Raises Refused `not_found`, also for one that they may not."""
    found = store.get(connection, appointment_id) if appointment_id.isprintable() else None
    if found is None or not member.sees(found.site):
        raise Refused(Code.NOT_FOUND)
    return found


def change(desk: Desk, member: Member, appointment_id: str, seen: int, wish: ChangeBody) -> Booking:
    """Change an appointment as a member of staff wishes; `seen`: the count of changes that they looked at.

    One that was missed can be moved to a time that is still to come, and is booked again by that.

    Raises Refused: `not_found`, `out_of_order` (somebody was faster), `too_late_to_change` (it is over,
    off, or the visitor has come), `slot_taken`, `slot_gone`, `lacks_skill`, `unknown_service`.
    """
    now = desk.now()
    with desk.database.begin() as connection:
        found = seen_appointment(connection, appointment_id, member)
        catalogue.lock_service(connection, found.site, found.service)
        locked, site = store.get(connection, found.id, lock=True), catalogue.site_of(connection, found.site)
        if locked is None or site is None:
            raise Refused(Code.NOT_FOUND)
        if wish.state == locked.state == "cancelled":
            return booking.booking_of(connection, desk, locked.id)
        if seen != locked.changes:
            raise Refused(Code.OUT_OF_ORDER, {"version": str(locked.changes)})
        if locked.state != "booked" and not _is_missed_and_moves(locked, wish):
            raise Refused(Code.TOO_LATE_TO_CHANGE)
        changed = _changed(connection, site, locked, wish, now)
        if changed != locked:
            what = _what(locked, changed)
            store.change(connection, changed, what, now)
            if what != "agreed":
                booking.write(connection, desk, what, changed, site, now)
            staff.note_action(connection, note(desk, member, "appointment_changed", locked.id, what=what))
        return booking.booking_of(connection, desk, locked.id)


def _changed(
    connection: Connection, site: Site, found: Appointment, wish: ChangeBody, now: datetime
) -> Appointment:
    """The appointment as it is wished; the slot, and the agent's time, are held until the commit."""
    if wish.state == "cancelled":
        return replace(found, state="cancelled", changes=found.changes + 1)
    agreed = _agreed(found.agreed, wish)
    if agreed != found.agreed:
        agreed = booking.checked(connection, site, found.service, agreed)
    changed = replace(found, agreed=agreed, note=found.note if wish.note is None else wish.note)
    moves = wish.start is not None and wish.start != found.start
    other_agent = bool(agreed.reserved_for) and agreed.reserved_for != found.agreed.reserved_for
    if moves or other_agent:
        offer = site.offer(found.service)
        if offer is None:
            raise Refused(Code.UNKNOWN_SERVICE)
        start = wish.start or found.start
        slot = booking.free_slot(connection, site, offer, start, now, agreed.reserved_for, found)
        if moves:
            return store.booked_again(connection, booking.moved_to(changed, slot))
    return changed if changed == found else replace(changed, changes=found.changes + 1)


def _is_missed_and_moves(found: Appointment, wish: ChangeBody) -> bool:
    moves = wish.start is not None and wish.start != found.start
    return found.state == "missed" and moves and wish.state is None


def _agreed(agreed: Agreed, wish: ChangeBody) -> Agreed:
    if wish.reserved_for is not None:
        agreed = replace(agreed, reserved_for=wish.reserved_for or None)
    if wish.marks is not None:
        agreed = replace(agreed, marks=wish.marks)
    if wish.people is not None:
        agreed = replace(agreed, people=wish.people)
    return agreed if wish.further is None else replace(agreed, further=wish.further)


def _what(before: Appointment, after: Appointment) -> str:
    if after.state == "cancelled":
        return "cancelled"
    return "moved" if after.start != before.start else "agreed"
