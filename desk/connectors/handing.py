"""What is to go to an outside tool, queued in the transaction that makes it true: records, notes, files.

    number, why = handing.receive(connection, desk.connectors, site, body, by, now)

After the commit ring `desk.connectors.wake()`, so that it goes at once; without it, within a second.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from common.ids import new_id
from common.wire import IncidentBody
from desk.connectors.engine.delivery import Delivery, Stage, What
from desk.connectors.loaded import Connectors
from desk.connectors.mapping.cutting import parts_of
from desk.connectors.mapping.drafting import raw_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.store import deliveries, outside
from desk.connectors.store.outside import Ticket
from desk.engine import Connection
from desk.incidents import store as incidents
from desk.incidents.rules import Standing, State, Wish
from desk.problems import Refused
from kiosk.queue.refusals import Code

KEY_ROOM = 80  # characters of a note that are left for its key


def receive(
    connection: Connection, connectors: Connectors, site: str, body: IncidentBody, by: str, now: datetime
) -> tuple[str, Code | None]:
    """`incidents.receive`, and a record that is new is handed over if a connector takes its like."""
    known = incidents.record(connection, body.id)
    number, why = incidents.receive(connection, site, body, by, now)
    if why is None and known is None:
        hand_over(connection, connectors, body.id, now)
    return number, why


def hand_over(connection: Connection, connectors: Connectors, incident: str, now: datetime) -> bool:
    """Queue a record for the connector that takes its like; False when none does, or it was queued before.

    From now on the tool owns its state and assignee.
    """
    record = incidents.record(connection, incident)
    mapping = connectors.taker(record.site, record.kind) if record is not None else None
    if record is None or mapping is None:
        return False
    state = record.standing.state
    if not outside.begin(connection, record.id, mapping.name, state, now):
        return False
    ticket = _waiting(record.id, mapping.name, record.id, What.CREATE, 0, now)
    deliveries.queue(connection, ticket, {}, now)
    _queue_state(connection, mapping, record.id, state, now)
    deliveries.wake_next(connection, record.id)
    return True


def take_up(connection: Connection, mapping: Mapping, incident: str, now: datetime) -> None:
    """A record that was set aside is to be handed over after all, as it stands now, with what waited
    behind it then; its own delivery is left to `deciding.retry`. Raises LookupError for an unknown record.

    What its state was then counts no more. What a person had set aside by itself before stays so.
    """
    standing = incidents.lock_standing(connection, incident)
    if standing is None:
        raise LookupError(incident)
    outside.begin(connection, incident, mapping.name, standing.state, now)
    deliveries.take_up_followers(connection, incident, now)
    _queue_state(connection, mapping, incident, standing.state, now)


def _queue_state(
    connection: Connection, mapping: Mapping, incident: str, state: State, now: datetime
) -> None:
    """A ticket is made as new; a record that is further on follows with its state, if the tool has one."""
    if state is not State.NEW and raw_of(mapping, state) is not None:
        place = deliveries.next_place(connection, incident)
        after = _waiting(new_id(), mapping.name, incident, What.STATE, place, now)
        deliveries.queue(connection, after, {"state": state.value}, now)


def refuse_what_is_owned(
    connection: Connection, incident: str, now: Standing, wish: Wish, more: bool = False
) -> None:
    """Raises Refused `owned_outside` when a wish is for what the tool owns that has the record.

    `more`: something else that the tool owns would be changed, beside what the wish says.
    """
    ticket = outside.of(connection, incident)
    if ticket is None:
        return
    other_state = wish.state is not None and wish.state is not now.state
    other_assignee = wish.assignee is not None and (wish.assignee or None) != now.assignee
    if other_state or other_assignee or more:
        told = {"connector": ticket.connector, "number": ticket.ref.number if ticket.ref else ""}
        raise Refused(Code.OWNED_OUTSIDE, told)


def queue_note(
    connection: Connection, connectors: Connectors, incident: str, key: str, text: str, now: datetime
) -> bool:
    """Queue a note for a record's ticket, in parts if the tool takes no longer ones; False: not handed over.

    `key`: the id of the line of history that the note is.
    """
    ticket = outside.lock(connection, incident)
    if ticket is None:
        return False
    mapping = connectors.mappings.get(ticket.connector)
    parts = parts_of(text, mapping.limits.note - KEY_ROOM) if mapping is not None else [text]
    for number, part in enumerate(parts):
        _queue(connection, ticket, key if number == 0 else new_id(), What.NOTE, {"text": part}, now)
    return True


def queue_file(connection: Connection, incident: str, file: str, now: datetime) -> bool:
    """Queue a file for a record's ticket; False: not handed over. `file`: its id, which is its key too."""
    ticket = outside.lock(connection, incident)
    if ticket is None:
        return False
    _queue(connection, ticket, file, What.ATTACHMENT, {"file": file}, now)
    return True


def queue_overflow(connection: Connection, ticket: Ticket, texts: tuple[str, ...], now: datetime) -> None:
    """Queue what did not fit into a ticket that was just made, before anything else; under its lock."""
    for place, text in enumerate(texts[: deliveries.LATER_FROM - 1], deliveries.OVERFLOW_FROM):
        note = _waiting(new_id(), ticket.connector, ticket.incident, What.NOTE, place, now)
        deliveries.queue(connection, note, {"text": text}, now)


def _queue(
    connection: Connection, ticket: Ticket, key: str, what: What, payload: dict[str, Any], now: datetime
) -> None:
    place = deliveries.next_place(connection, ticket.incident)
    deliveries.queue(
        connection, _waiting(key, ticket.connector, ticket.incident, what, place, now), payload, now
    )
    deliveries.wake_next(connection, ticket.incident)


def _waiting(key: str, connector: str, incident: str, what: What, place: int, now: datetime) -> Delivery:
    return Delivery(key, connector, incident, what, place, Stage.WAITING, now)
