"""The tickets of handed-over incidents as they are known to stand in their tools; one row an incident.

The row is made when the incident is handed over, before anything was sent: from then on the tool owns the
incident's state and assignee. It is also the lock under which an incident's deliveries are put in order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.outside import called_so
from desk.connectors.engine.comparing import Difference, Outside
from desk.connectors.engine.naming import LONGEST_NAME
from desk.connectors.port import Ref
from desk.engine import Json, Moment, insert_new, metadata
from desk.incidents.rules import State

outside = sa.Table(
    "outside",
    metadata,
    sa.Column("incident", sa.String(64), primary_key=True),
    sa.Column("connector", sa.String(48), nullable=False),
    sa.Column("ref_id", sa.String(200), nullable=False),
    sa.Column("ref_number", sa.String(200), nullable=False),
    sa.Column("ref_url", sa.Text, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("raw_state", sa.String(200), nullable=False),
    sa.Column("assignee", sa.String(200), nullable=False),
    sa.Column("priority", sa.String(200), nullable=False),
    sa.Column("resolution", sa.Text, nullable=False),
    sa.Column("revision", sa.String(200), nullable=False),
    sa.Column("changed_at", Moment),
    sa.Column("seen_at", Moment),
    sa.Column("queued_at", Moment, nullable=False),
    sa.Column("known_at", Moment),
    sa.Column("attention", sa.String(20), nullable=False),
    sa.Column("differences", Json, nullable=False),
    sa.Column("duplicates", Json, nullable=False),
    sa.Index("ix_outside_ref", "connector", "ref_id"),
)
_c = outside.c


@dataclass(frozen=True, slots=True)
class Ticket:
    """What is known of an incident's ticket. `ref` None: not made yet. `known`: how it stood when it was
    looked at last (`seen_at`).

    `queued_at`: when it was handed over; `known_at`: when its number was known; `attention`: why a person
    must look (`delivery.Why`), "" for nothing; `duplicates`: tickets that were made twice and are closed.
    """

    incident: str
    connector: str
    queued_at: datetime
    known: Outside
    ref: Ref | None = None
    seen_at: datetime | None = None
    known_at: datetime | None = None
    attention: str = ""
    differences: tuple[Difference, ...] = ()
    duplicates: tuple[Ref, ...] = ()


def begin(connection: Connection, incident: str, connector: str, state: State, now: datetime) -> bool:
    """The incident belongs to a tool from now on; False when it did before. `state`: where it stands."""
    return insert_new(connection, outside, _row(Ticket(incident, connector, now, Outside(state))))


def lock(connection: Connection, incident: str) -> Ticket | None:
    """What is known of an incident's ticket; others who deal with it wait until the commit."""
    row = connection.execute(
        sa.select(outside).where(_c.incident == incident).with_for_update()
    ).one_or_none()
    return ticket_of(row) if row is not None else None


def of(connection: Connection, incident: str) -> Ticket | None:
    """What is known of an incident's ticket; None: the desk itself keeps the incident."""
    row = connection.execute(sa.select(outside).where(_c.incident == incident)).one_or_none()
    return ticket_of(row) if row is not None else None


def of_many(connection: Connection, incidents: Sequence[str]) -> dict[str, Ticket]:
    """The same for a page of a list."""
    rows = connection.execute(sa.select(outside).where(_c.incident.in_(incidents)))
    return {row.incident: ticket_of(row) for row in rows}


def named(connection: Connection, connector: str, ids: Iterable[str]) -> dict[str, Ticket]:
    """Which of these tickets of a tool are ours, by the tool's id; those never heard of are left out."""
    wanted = sa.select(outside).where(_c.connector == connector, _c.ref_id.in_(sorted(set(ids) - {""})))
    return {row.ref_id: ticket_of(row) for row in connection.execute(wanted)}


def numbered(text: str, exactly: bool = False) -> sa.Select[tuple[str]]:
    """A query for the records whose ticket's number is this, or begins with it; with the tool's name before
    it or without: “RT 4711”, “4711”, “#4711” and “47” all find ticket 4711 of RT.
    """
    tool, _, number = " ".join(text.split()).rpartition(" ")
    wanted, known = number.casefold().removeprefix("#"), sa.func.lower(_c.ref_number)
    fits = known == wanted if exactly else known.startswith(wanted, autoescape=True)
    found: list[sa.ColumnElement[bool]] = [fits, known != ""] if wanted else [sa.false()]
    found += [_c.connector.in_(called_so(tool))] if tool else []
    return sa.select(_c.incident).where(*found)


def save(connection: Connection, ticket: Ticket) -> None:
    """Write what is known, under `lock`."""
    connection.execute(outside.update().where(_c.incident == ticket.incident).values(_row(ticket)))


def release(connection: Connection, incident: str) -> None:
    """Nothing was handed over after all: the desk itself keeps the incident again."""
    connection.execute(outside.delete().where(_c.incident == incident))


def states(connection: Connection, connector: str = "") -> dict[str, list[tuple[str, State]]]:
    """In which states the tickets of each tool stand, or of one: its word, and ours for it."""
    wanted = sa.select(_c.connector, _c.raw_state, _c.state).where(_c.raw_state != "").distinct()
    wanted = wanted.where(_c.connector == connector) if connector else wanted
    found: dict[str, list[tuple[str, State]]] = {}
    for name, raw, state in connection.execute(wanted.order_by(_c.connector, _c.raw_state, _c.state)):
        found.setdefault(name, []).append((raw, State(state)))
    return found


def standing(connection: Connection, connector: str, raw: str, state: State) -> list[str]:
    """The records whose tickets stand so."""
    so = (_c.connector == connector, _c.raw_state == raw, _c.state == state.value)
    return list(connection.execute(sa.select(_c.incident).where(*so).order_by(_c.incident)).scalars())


def with_trouble(connection: Connection, limit: int = 100) -> list[Ticket]:
    """Tickets of which a tool kept something else than was sent, or that were made twice; newest first."""
    odd = (sa.cast(_c.differences, sa.Text) != "[]") | (sa.cast(_c.duplicates, sa.Text) != "[]")
    wanted = sa.select(outside).where(odd).order_by(_c.queued_at.desc(), _c.incident).limit(limit)
    return [ticket_of(row) for row in connection.execute(wanted)]


def _row(ticket: Ticket) -> dict[str, Any]:
    ref, known = ticket.ref or Ref("", "", ""), ticket.known
    return {
        "incident": ticket.incident,
        "connector": ticket.connector,
        "ref_id": ref.id,
        "ref_number": ref.number[:LONGEST_NAME],
        "ref_url": ref.url,
        "state": known.state.value,
        "raw_state": known.raw_state,
        "assignee": known.assignee,
        "priority": known.priority,
        "resolution": known.resolution,
        "revision": known.revision,
        "changed_at": known.changed_at,
        "seen_at": ticket.seen_at,
        "queued_at": ticket.queued_at,
        "known_at": ticket.known_at,
        "attention": ticket.attention,
        "differences": [[each.field, each.sent, each.found] for each in ticket.differences],
        "duplicates": [[each.id, each.number, each.url] for each in ticket.duplicates],
    }


def ticket_of(row: sa.Row[Any]) -> Ticket:
    """A row of the table as what it is."""
    return Ticket(
        incident=row.incident,
        connector=row.connector,
        queued_at=row.queued_at,
        known=Outside(
            State(row.state),
            row.raw_state,
            row.assignee,
            row.priority,
            row.resolution,
            row.revision,
            row.changed_at,
        ),
        ref=Ref(row.ref_id, row.ref_number, row.ref_url) if row.ref_id else None,
        seen_at=row.seen_at,
        known_at=row.known_at,
        attention=row.attention,
        differences=tuple(Difference(*each) for each in row.differences),
        duplicates=tuple(Ref(*each) for each in row.duplicates),
    )
