"""What is to go to outside tools, one row each; desk processes take turns by claims that lapse.

A row that waits to be looked at has `wakes_at`. Whoever claims it moves that on by the length of the claim
and leaves a word of its own there: only who still finds that word may write the row back. So a process that
dies holds a row up until its claim lapses and no longer, and one that comes back late changes nothing.

Within an incident the rows go by `place`: of those that hold up others only the first has `wakes_at`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.connectors.engine.comparing import Difference
from desk.connectors.engine.delivery import HOLDS_UP, NEVER, Delivery, Fault, Stage, What, Why
from desk.connectors.engine.naming import LONGEST_NAME
from desk.connectors.port import Ref
from desk.engine import Json, Moment, insert_new, metadata

OVERFLOW_FROM = 1  # places of what did not fit into a ticket; they come when it was made
LATER_FROM = 100  # places of what comes after it: the state, notes, files
FRESH = timedelta(minutes=5)  # what was queued so lately is not held up behind what has waited for long

KEPT = timedelta(days=30)  # notes, files and states that are over; so long they can be sent again

LONGEST_FAULT = 2000  # characters of a tool's own words

Order = Literal["oldest", "newest", "audit"]

deliveries = sa.Table(
    "deliveries",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("connector", sa.String(48), nullable=False),
    sa.Column("incident", sa.String(64), nullable=False),
    sa.Column("what", sa.String(16), nullable=False),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Column("stage", sa.String(16), nullable=False),
    sa.Column("due", Moment, nullable=False),
    sa.Column("wakes_at", Moment),
    sa.Column("claim", sa.String(64)),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("done_at", Moment),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("attempted_at", Moment),
    sa.Column("ref_id", sa.String(200), nullable=False),
    sa.Column("ref_number", sa.String(200), nullable=False),
    sa.Column("ref_url", sa.Text, nullable=False),
    sa.Column("fault_field", sa.String(200), nullable=False),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("fault_why", sa.String(20), nullable=False),
    sa.Column("differences", Json, nullable=False),
    sa.Column("duplicates", Json, nullable=False),
    sa.Column("doubt", sa.Boolean, nullable=False),
    sa.Column("unseen", sa.Integer, nullable=False),
    sa.Column("audits", sa.Integer, nullable=False),
    sa.Column("payload", Json, nullable=False),
)
_c = deliveries.c
_WORK = sa.text("wakes_at IS NOT NULL AND stage <> 'done'")
_AUDIT = sa.text("wakes_at IS NOT NULL AND stage = 'done'")
sa.Index("ix_deliveries_due", _c.connector, _c.wakes_at, sqlite_where=_WORK, postgresql_where=_WORK)
sa.Index("ix_deliveries_fresh", _c.connector, _c.made_at, sqlite_where=_WORK, postgresql_where=_WORK)
sa.Index("ix_deliveries_audit", _c.connector, _c.wakes_at, sqlite_where=_AUDIT, postgresql_where=_AUDIT)
sa.Index("ix_deliveries_incident", _c.incident, _c.place)
sa.Index("ix_deliveries_stage", _c.connector, _c.stage, _c.made_at)

UNDER_WAY = tuple(sorted(stage.value for stage in HOLDS_UP))


@dataclass(frozen=True, slots=True)
class Held:
    """A delivery with what belongs to it. `claim`: the word by which it is ours, "" when only looked at."""

    delivery: Delivery
    payload: dict[str, Any]
    made_at: datetime
    claim: str = ""


def queue(connection: Connection, delivery: Delivery, payload: dict[str, Any], now: datetime) -> bool:
    """Add a delivery unless its key is known; True when it was added. Follow with `wake_next`."""
    row = _row(delivery) | {"payload": payload, "made_at": now, "wakes_at": None, "claim": None}
    return insert_new(connection, deliveries, row)


def next_place(connection: Connection, incident: str) -> int:
    """The place after everything that is queued for an incident; call it under a lock on the incident."""
    last = connection.execute(sa.select(sa.func.max(_c.place)).where(_c.incident == incident)).scalar()
    return max(LATER_FROM, int(last or 0) + 1)


def claim(
    connection: Connection, connector: str, now: datetime, lease: timedelta, order: Order
) -> Held | None:
    """Take a due delivery of a connector for the time of `lease`; None when there is none.

    "newest": only what was made in the last minutes, the newest first, so that it is not held up by a heap
    of old ones; "oldest": whatever waits longest; "audit": what was done and is to be looked at again.
    """
    wanted = sa.select(deliveries).where(_c.connector == connector, _c.wakes_at <= now)
    if order == "audit":
        wanted = wanted.where(_AUDIT).order_by(_c.wakes_at)
    elif order == "newest":
        wanted = wanted.where(_WORK, _c.made_at > now - FRESH).order_by(_c.made_at.desc())
    else:
        wanted = wanted.where(_WORK).order_by(_c.wakes_at)
    row = connection.execute(wanted.limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    word = new_id()
    mine = deliveries.update().where(_c.id == row.id)
    connection.execute(mine.values(claim=word, wakes_at=now + lease))
    return held_of(row, word)


def anything_due(connection: Connection, connector: str, now: datetime) -> bool:
    """Whether a claim could find something: a look that takes no lock."""
    due = [_c.connector == connector, _c.wakes_at <= now]
    work = sa.select(sa.literal(1)).where(*due, _WORK).exists()
    audit = sa.select(sa.literal(1)).where(*due, _AUDIT).exists()
    return bool(connection.execute(sa.select(work | audit)).scalar_one())


def write(
    connection: Connection, held: Held, delivery: Delivery, now: datetime, until: datetime | None = None
) -> bool:
    """Write a claimed delivery back; False when the claim is somebody else's by now: nothing was written.

    `until`: it stays ours for so long; without it, it is let go of. Follow with `wake_next` in that case.
    """
    values = _row(delivery) | {"wakes_at": until}
    if until is None:
        values["claim"] = None
        over = delivery.due >= NEVER
        values["wakes_at"] = None if over else delivery.due
        if delivery.stage is Stage.DONE:  # what was set aside may be sent again, until it is forgotten
            values["payload"] = {}  # texts of people are not kept twice
    if delivery.stage is Stage.DONE and held.delivery.stage is not Stage.DONE:
        values["done_at"] = now
    mine = deliveries.update().where(_c.id == delivery.id, _c.claim == held.claim)
    return connection.execute(mine.values(values).returning(_c.id)).first() is not None


def wake_next(connection: Connection, incident: str) -> None:
    """Let the one of an incident's deliveries be taken whose turn it is, and no other; call it under a lock
    on the incident. When the ticket itself was set aside, so is everything that was to follow it.
    """
    mine = deliveries.update().where(_c.incident == incident, _c.stage.in_(UNDER_WAY))
    wanted = sa.select(_c.id, _c.place, _c.stage, _c.due, _c.wakes_at, _c.claim)
    turn = (_c.place == 0) | _c.stage.in_(UNDER_WAY)
    rows = connection.execute(wanted.where(_c.incident == incident, turn).order_by(_c.place).limit(2)).all()
    if not rows or rows[0].place != 0:
        return
    made = rows[0]
    if made.stage == Stage.SET_ASIDE:
        connection.execute(mine.values(stage=Stage.SET_ASIDE.value, due=NEVER, wakes_at=None, claim=None))
        return
    first = made if made.stage in UNDER_WAY else (rows[1] if len(rows) > 1 else None)
    if first is None or (first is not made and made.stage != Stage.DONE):
        connection.execute(mine.where(_c.claim.is_(None)).values(wakes_at=None))
        return
    others = mine.where(_c.id != first.id, _c.claim.is_(None), _c.wakes_at.is_not(None))
    connection.execute(others.values(wakes_at=None))
    if first.wakes_at is None and first.claim is None:
        connection.execute(deliveries.update().where(_c.id == first.id).values(wakes_at=first.due))


def take_up_followers(connection: Connection, incident: str, now: datetime) -> None:
    """Let what was set aside together with its ticket wait for it again, under a lock on the incident: what
    nobody found fault with. Its states are forgotten: the record has another one by now. Follow with
    `wake_next`.
    """
    theirs = [_c.incident == incident, _c.place > 0, _c.stage == Stage.SET_ASIDE.value]
    connection.execute(deliveries.delete().where(*theirs, _c.what == What.STATE.value))
    waiting = deliveries.update().where(*theirs, _c.fault_why == "")
    connection.execute(waiting.values(stage=Stage.WAITING.value, due=now, tries=0, attempted_at=None))


def state_is_pending(connection: Connection, incident: str) -> bool:
    """Whether a state of ours is still on its way, so that the tool's own is not yet the one that counts."""
    c = _c.incident == incident
    pending = sa.select(sa.literal(1)).where(c, _c.what == What.STATE.value, _c.stage.in_(UNDER_WAY))
    return connection.execute(pending.limit(1)).first() is not None


def get(connection: Connection, delivery: str) -> Held | None:
    """A delivery by its key, to look at."""
    row = connection.execute(sa.select(deliveries).where(_c.id == delivery)).first()
    return held_of(row) if row is not None else None


def lock(connection: Connection, delivery: str) -> Held | None:
    """A delivery for a person's decision, taken from whoever works at it: their outcome comes too late."""
    row = connection.execute(sa.select(deliveries).where(_c.id == delivery).with_for_update()).first()
    if row is None:
        return None
    word = new_id()
    connection.execute(deliveries.update().where(_c.id == delivery).values(claim=word))
    return held_of(row, word)


def of_incident(connection: Connection, incident: str) -> list[Held]:
    """Everything queued for an incident, in its order."""
    wanted = sa.select(deliveries).where(_c.incident == incident).order_by(_c.place)
    return [held_of(row) for row in connection.execute(wanted)]


def in_stage(
    connection: Connection, stage: Stage, connector: str = "", limit: int = 100, offset: int = 0
) -> list[Held]:
    """Deliveries that stand somewhere, the oldest first; for "needs attention"."""
    wanted = sa.select(deliveries).where(_c.stage == stage.value)
    if connector:
        wanted = wanted.where(_c.connector == connector)
    rows = connection.execute(wanted.order_by(_c.made_at, _c.id).limit(limit).offset(offset))
    return [held_of(row) for row in rows]


def counts(connection: Connection, connector: str = "") -> dict[str, dict[str, int]]:
    """How many deliveries of each connector, or of one, stand where: {connector: {stage: count}}."""
    wanted = sa.select(_c.connector, _c.stage, sa.func.count()).group_by(_c.connector, _c.stage)
    wanted = wanted.where(_c.connector == connector) if connector else wanted
    found: dict[str, dict[str, int]] = {}
    for connector, stage, number in connection.execute(wanted):
        found.setdefault(connector, {each.value: 0 for each in Stage})[stage] = int(number)
    return found


def waiting_for_others(connection: Connection, served: Collection[str]) -> list[str]:
    """Connectors other than these for which something waits to be handed over."""
    wanted = sa.select(_c.connector).where(_WORK, _c.connector.not_in(served)).distinct()
    return sorted(connection.execute(wanted).scalars())


def oldest_unfinished(connection: Connection, connector: str) -> datetime | None:
    """Since when the one that waits longest has been waiting."""
    waiting = sa.select(sa.func.min(_c.made_at)).where(
        _c.connector == connector, _c.stage.in_(UNDER_WAY), _c.place == 0
    )
    found: datetime | None = connection.execute(waiting).scalar()
    return found


def forget_finished(connection: Connection, now: datetime, kept: timedelta = KEPT) -> None:
    """Throw away notes, files and states that were handed over so long ago that nobody asks any more.

    The row of the ticket itself stays: its key must never be queued again.
    """
    old = deliveries.delete().where(
        _c.stage.in_((Stage.DONE.value, Stage.SET_ASIDE.value)),
        _c.place > 0,
        _c.wakes_at.is_(None),
        _c.made_at < now - kept,
    )
    connection.execute(old)


def _row(delivery: Delivery) -> dict[str, Any]:
    ref = delivery.ref or Ref("", "", "")
    fault = delivery.fault or Fault("", "")
    return {
        "id": delivery.id,
        "connector": delivery.connector,
        "incident": delivery.incident,
        "what": delivery.what.value,
        "place": delivery.place,
        "stage": delivery.stage.value,
        "due": delivery.due,
        "tries": delivery.tries,
        "attempted_at": delivery.attempted_at,
        "ref_id": storable(ref.id),
        "ref_number": storable(ref.number)[:LONGEST_NAME],
        "ref_url": storable(ref.url),
        "fault_field": storable(fault.field)[:200],
        "fault": storable(fault.message)[:LONGEST_FAULT],
        "fault_why": fault.why.value if delivery.fault is not None else "",
        "differences": [
            [storable(part) for part in (each.field, each.sent, each.found)] for each in delivery.differences
        ],
        "duplicates": [[each.id, each.number, each.url] for each in delivery.duplicates],
        "doubt": delivery.doubt,
        "unseen": delivery.unseen,
        "audits": delivery.audits,
    }


def held_of(row: sa.Row[Any], word: str = "") -> Held:
    """A row of the table as what it is; `word`: of its claim."""
    given = Delivery(
        id=row.id,
        connector=row.connector,
        incident=row.incident,
        what=What(row.what),
        place=row.place,
        stage=Stage(row.stage),
        due=row.due,
        tries=row.tries,
        attempted_at=row.attempted_at,
        ref=Ref(row.ref_id, row.ref_number, row.ref_url) if row.ref_id else None,
        fault=Fault(row.fault_field, row.fault, Why(row.fault_why)) if row.fault_why else None,
        differences=tuple(Difference(*each) for each in row.differences),
        audits=row.audits,
        duplicates=tuple(Ref(*each) for each in row.duplicates),
        doubt=row.doubt,
        unseen=row.unseen,
    )
    return Held(given, row.payload, row.made_at, word)


def storable(text: str) -> str:
    """A tool's text as every database can keep it: no NUL, no half of a surrogate pair."""
    return "".join(ch for ch in text if ch != "\0" and not "\ud800" <= ch <= "\udfff")


def aimed(held: Held, ref: Ref | None) -> Held:
    """The same, aimed at a ticket: what follows a ticket learns its name only when that was made."""
    return replace(held, delivery=replace(held.delivery, ref=ref))
