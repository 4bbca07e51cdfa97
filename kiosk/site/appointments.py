"""Appointments and the desk's keys: whether a pass, or a typed code, may check in."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from common.join_code import CODE_LENGTH, plain_code
from common.wire import AppointmentOut
from kiosk.queue.commands import AppointmentClaim
from kiosk.queue.line import Line
from kiosk.queue.refusals import Code
from kiosk.queue.visits import PRESENT
from kiosk.site.past import was_used
from kiosk.site.problems import Refused
from kiosk.site.schema import appointments, desk_keys

ERASED = "{}"  # the document of an appointment whose person was erased


@dataclass(frozen=True, slots=True)
class Shown:
    """A pass that was shown and is genuine. `pass_text`: "" when a code was typed instead."""

    claim: AppointmentClaim
    pass_text: str = ""
    appointment: AppointmentOut | None = None  # as the desk tells it; None: not heard of yet


def known_keys(connection: Connection) -> dict[str, str]:
    """The desk's public keys, base64, by key id."""
    return {row.id: row.key for row in connection.execute(select(desk_keys))}


def put_keys(connection: Connection, keys: dict[str, str]) -> None:
    """Replace the desk's keys, in the caller's transaction. Raises ValueError on what is no key."""
    for key in keys.values():
        try:
            raw = base64.b64decode(key, validate=True)
        except binascii.Error as error:
            raise ValueError("not base64") from error
        if len(raw) != 32:
            raise ValueError("not an Ed25519 public key")
    connection.execute(delete(desk_keys))
    if keys:
        connection.execute(insert(desk_keys), [{"id": name, "key": key} for name, key in keys.items()])


def put_appointment(connection: Connection, appointment: AppointmentOut) -> None:
    """Store an appointment, new or changed, in the caller's transaction."""
    row = {
        "id": appointment.id,
        "code": plain_code(appointment.code),
        "state": appointment.state,
        "person": appointment.person,
        "document": appointment.model_dump_json(),
    }
    connection.execute(insert(appointments).prefix_with("OR REPLACE").values(row))


def read_shown(connection: Connection, line: Line, text: str, site: str, now: datetime) -> Shown:
    """What was scanned or typed. Raises Refused: unreadable, forged, expired, wrong site, cancelled, used."""
    from common.passes import PREFIX, pass_in  # cryptography takes 6 MiB: a site without passes does without

    given = pass_in(text)
    typed = not given.startswith(PREFIX) and len(plain_code(given)) == CODE_LENGTH
    shown = _by_code(connection, plain_code(given)) if typed else _by_pass(connection, given, site, now)
    visit = line.visits.get(line.by_appointment.get(shown.claim.id, ""))
    if visit is not None and visit.state in PRESENT:
        return shown  # it has its place, whatever was told since
    if shown.appointment is not None and shown.appointment.state == "cancelled":
        raise Refused(Code.PASS_CANCELLED)
    if was_used(connection, shown.claim.id):
        raise Refused(Code.PASS_USED)
    return shown


def _by_code(connection: Connection, code: str) -> Shown:
    found = _appointment(connection, appointments.c.code == code)
    if found is None:
        raise Refused(Code.PASS_UNREADABLE)
    return Shown(_claim_of(found), "", found)


def _by_pass(connection: Connection, text: str, site: str, now: datetime) -> Shown:
    from common.passes import PassRefused, verify

    keys = {name: base64.b64decode(key) for name, key in known_keys(connection).items()}
    try:
        genuine = verify(text, keys, site, now)
    except PassRefused as refused:
        raise Refused(refused.code) from refused
    found = _appointment(connection, appointments.c.id == genuine.appointment)
    if found is not None:
        return Shown(_claim_of(found), text, found)
    claim = AppointmentClaim(
        genuine.appointment, genuine.service, genuine.start, genuine.person, verified_offline=True
    )
    return Shown(claim, text)


def _claim_of(known: AppointmentOut) -> AppointmentClaim:
    return AppointmentClaim(known.id, known.service, known.start, known.person)


def appointment_of(connection: Connection, appointment: str) -> AppointmentOut | None:
    """What the desk told of an appointment."""
    return _appointment(connection, appointments.c.id == appointment)


def _appointment(connection: Connection, which: ColumnElement[bool]) -> AppointmentOut | None:
    """An appointment that the desk told of; None also when its person was erased."""
    row = connection.execute(select(appointments.c.document).where(which).limit(1)).one_or_none()
    return AppointmentOut.model_validate_json(row.document) if row and row.document != ERASED else None
