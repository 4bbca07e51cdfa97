"""How a handed-over record stands: what the tool says of it becomes the record's, and its site is told.

All of it happens in one transaction of the caller's, with the locks in one order: the record, its ticket, its
deliveries; the site's feed is locked last.
"""

from __future__ import annotations

from dataclasses import astuple, replace
from datetime import datetime
from typing import Any

import structlog

from desk import feed
from desk.connectors.engine.comparing import Difference, first_known, news
from desk.connectors.engine.delivery import Delivery, Stage, What
from desk.connectors.mapping.drafting import raw_of, state_of
from desk.connectors.mapping.form import Mapping
from desk.connectors.port import Ref, Snapshot
from desk.connectors.store import deliveries, outside
from desk.connectors.store.deliveries import storable
from desk.connectors.store.outside import Ticket
from desk.context import Desk
from desk.engine import Connection
from desk.incidents import store as incidents
from desk.incidents.rules import Standing, State, Step
from desk.staff import store as staff

log = structlog.get_logger()

LONGEST = 200  # characters of a value that the tool tells
LONGEST_STEP = 64  # characters of a value in the history


def lock_both(connection: Connection, incident: str) -> Ticket | None:
    """The ticket of a record, the record locked before it; None when the desk keeps the record itself."""
    incidents.lock_standing(connection, incident)
    return outside.lock(connection, incident)


def learn(
    connection: Connection, mapping: Mapping, ticket: Ticket, snapshot: Snapshot, now: datetime
) -> Ticket:
    """The ticket as it is known after a look at it, under `lock_both`; to be kept with `keep`.

    While a state of ours is still on its way, the tool's own state is noted, but not yet followed.
    """
    snapshot = _storable(snapshot)
    pending = deliveries.state_is_pending(connection, ticket.incident)
    state = None if pending else state_of(mapping, snapshot.state)
    if ticket.seen_at is None:
        return replace(ticket, known=first_known(snapshot, state, ticket.known.state), seen_at=now)
    seen = news(ticket.known, snapshot, state)
    if seen.outside == ticket.known:
        return ticket
    if seen.unknown and not pending and "raw_state" in seen.changed:
        log.info("state_unknown", connector=mapping.name, incident=ticket.incident, state=snapshot.state)
    return replace(ticket, known=seen.outside, seen_at=now)


def read_again(desk: Desk, mapping: Mapping) -> int:
    """A mapping may have another word than before for states that tickets stand in: bring our records along.
    The tool is not asked: what it said is known. How many records it was.
    """
    with desk.database.read() as connection:
        found = [
            (incident, raw, state)
            for raw, state in outside.states(connection, mapping.name).get(mapping.name, [])
            if state_of(mapping, raw) not in (None, state)
            for incident in outside.standing(connection, mapping.name, raw, state)
        ]
    return sum(_read_one_again(desk, mapping, *each) for each in found)


def _read_one_again(desk: Desk, mapping: Mapping, incident: str, raw: str, state: State) -> bool:
    meant = state_of(mapping, raw)
    with desk.database.begin() as connection:
        ticket = lock_both(connection, incident)
        if ticket is None or meant is None or deliveries.state_is_pending(connection, incident):
            return False
        if (ticket.connector, ticket.known.raw_state, ticket.known.state) != (mapping.name, raw, state):
            return False
        others = tuple(each for each in ticket.differences if each.field != "state")
        after = replace(ticket, known=replace(ticket.known, state=meant), differences=others)
        keep(connection, ticket, after, desk.now())
    return True


def after_our_state(connection: Connection, mapping: Mapping | None, ticket: Ticket) -> Ticket:
    """Our own state got no further (refused, set aside): from now on the tool's counts.

    What the tool says may be no state that the mapping has a word for (or the mapping is gone): then nobody
    can tell which of ours it is, the record stays where it is, and the difference is shown.
    """
    if deliveries.state_is_pending(connection, ticket.incident):
        return ticket
    ours, raw = ticket.known.state, ticket.known.raw_state
    others = tuple(each for each in ticket.differences if each.field != "state")
    state = state_of(mapping, raw) if mapping is not None else None
    if state is not None:
        return replace(ticket, known=replace(ticket.known, state=state), differences=others)
    sent = (raw_of(mapping, ours) if mapping is not None else None) or ours.value
    told = () if raw.casefold() == sent.casefold() else (Difference("state", sent, raw),)
    return replace(ticket, differences=(*others, *told))


def after_delivery(connection: Connection, ticket: Ticket, delivery: Delivery, now: datetime) -> Ticket:
    """The ticket with what a delivery came to: number, differences, duplicates, who must look."""
    after = replace(ticket, attention=_attention(connection, ticket.incident))
    if delivery.what is What.CREATE:
        known_at = ticket.known_at or (now if delivery.ref is not None else None)
        ref = Ref(*map(storable, astuple(delivery.ref))) if delivery.ref is not None else None
        after = replace(after, ref=ref, known_at=known_at, duplicates=delivery.duplicates)
    if delivery.stage is Stage.DONE:
        mine = {each.field for each in delivery.differences}
        mine |= {"state"} if delivery.what is What.STATE else set()
        kept = tuple(each for each in ticket.differences if each.field not in mine)
        kept = () if delivery.what is What.CREATE else kept
        after = replace(after, differences=(*kept, *(_shown(each) for each in delivery.differences)))
    return after


def keep(connection: Connection, before: Ticket, after: Ticket, now: datetime) -> None:
    """Store what became of a ticket, bring our record along, and tell the site what it can see of it."""
    if after == before:
        return
    outside.save(connection, after)
    if after.known != before.known:
        _follow(connection, before, after, now)
    if _seen(after) != _seen(before):
        publish(connection, after, now)


def _follow(connection: Connection, before: Ticket, after: Ticket, now: datetime) -> None:
    """Bring our record to where the tool's ticket stands, with a line of history for what is new."""
    standing = incidents.lock_standing(connection, after.incident)
    if standing is None:
        return
    steps = []
    if after.known.state is not standing.state:
        steps.append(Step("state", standing.state.value, after.known.state.value))
    assignee = standing.assignee
    if after.known.assignee != before.known.assignee:
        assignee = _member(connection, after.known.assignee)
        told = [standing.assignee or before.known.assignee, assignee or after.known.assignee]
        steps.append(Step("assignee", *(each[:LONGEST_STEP] for each in told)))
    if steps:
        changed = Standing(after.known.state, assignee, standing.version + 1)
        by = f"connector:{after.connector}"
        incidents.store_change(connection, after.incident, changed, steps, by, now)


def publish(connection: Connection, ticket: Ticket, now: datetime) -> None:
    """Tell the site where the record was made how it stands outside; in the transaction of the change."""
    site = incidents.site_of(connection, ticket.incident)
    if site is not None:
        feed.publish(connection, site, "outside", ticket.incident, told(ticket, now))


def _seen(ticket: Ticket) -> dict[str, Any]:
    """What of a ticket is worth telling the site; when it was looked at is not."""
    return told(ticket, ticket.queued_at) | {"at": ""}


def told(ticket: Ticket, now: datetime) -> dict[str, Any]:
    """What sites are told of a ticket (`common.outside.OutsideNews`). `attention` "set_aside": nothing was
    handed over after all, the desk keeps the record itself again.
    """
    return {
        "incident": ticket.incident,
        "connector": ticket.connector,
        "number": ticket.ref.number if ticket.ref else "",
        "url": ticket.ref.url if ticket.ref else "",
        "state": ticket.known.state.value,
        "raw_state": ticket.known.raw_state,
        "assignee": ticket.known.assignee,
        "at": (ticket.known.changed_at or ticket.seen_at or now).isoformat(),
        "differences": [each.field for each in ticket.differences],
        "attention": ticket.attention,
    }


def _storable(snapshot: Snapshot) -> Snapshot:
    """A look at a ticket without what no database keeps: tools pass on whatever people paste."""
    return replace(
        snapshot,
        state=storable(snapshot.state)[:LONGEST],
        revision=storable(snapshot.revision)[:LONGEST],
        assignee=storable(snapshot.assignee)[:LONGEST],
        priority=storable(snapshot.priority)[:LONGEST],
        resolution=storable(snapshot.resolution),
    )


def _shown(difference: Difference) -> Difference:
    return Difference(*map(storable, astuple(difference)))


def _attention(connection: Connection, incident: str) -> str:
    """Why a person must look at a record's hand-over; the first reason that there is."""
    for held in deliveries.of_incident(connection, incident):
        fault = held.delivery.fault
        if fault is not None and held.delivery.stage in (Stage.ATTENTION, Stage.DONE):
            return fault.why.value
    return ""


def _member(connection: Connection, name: str) -> str | None:
    """The member of staff whom a tool calls by this name; None when it is nobody's, or not only one's."""
    wanted = name.casefold().strip()
    found = [
        account.member.id
        for account in staff.everybody(connection)
        if wanted
        and account.active
        and wanted in (account.member.login.casefold(), account.member.name.casefold())
    ]
    return found[0] if len(found) == 1 else None
