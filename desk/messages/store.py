"""The outbox: messages that are to go out, stored with the fact that they tell of.

A sender claims a message for a while; whoever claims one has until then to say how it went. When a sender
dies in between, the message is claimed again: it is sent at least once, and never again once it is known as
sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from common.ids import new_id
from desk.ahead import bring_back
from desk.engine import Moment, metadata, put

CLAIM = timedelta(minutes=2)
KEPT = timedelta(days=30)  # a mail that went out: it holds a name, an address and a pass
ERASED_KEPT = timedelta(days=30)  # a desk process that was off comes back within this, and tidies its folder
LONGEST_WAIT = timedelta(hours=8)
MOST_TRIES = 12  # with the waits below: two days

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("kind", sa.String(32), nullable=False),
    sa.Column("about", sa.String(64), nullable=False, index=True),
    sa.Column("recipient", sa.String(254), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("subject", sa.String(300), nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("calendar", sa.Text, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),  # waiting, sent, failed
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("next_at", Moment, nullable=False),
    sa.Column("sent_at", Moment),
    sa.Column("fault", sa.String(300), nullable=False),
    sa.Index("ix_messages_due", "state", "next_at"),
)


erased = sa.Table(
    "messages_erased",
    metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("at", Moment, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True)
class Mail:
    """What is to be said to whom. `kind`: booked, moved, cancelled; `calendar`: an .ics file's text."""

    kind: str
    about: str
    recipient: str
    language: str
    subject: str
    text: str
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """A mail in the outbox and where it stands: waiting, sent or failed (given up, with the last fault)."""

    id: str
    mail: Mail
    made_at: datetime
    state: str
    tries: int
    next_at: datetime
    sent_at: datetime | None
    fault: str


def put_out(connection: Connection, mail: Mail, now: datetime) -> str:
    """Add a mail to the outbox in the transaction of what it tells of; return its id."""
    made = new_id()
    row = {name: getattr(mail, name) for name in Mail.__dataclass_fields__}
    row |= {"id": made, "made_at": now, "state": "waiting", "tries": 0, "next_at": now, "fault": ""}
    connection.execute(messages.insert().values(row))
    return made


def claim(connection: Connection, now: datetime) -> Message | None:
    """The message that is due longest, kept from other senders for two minutes; None when none is due."""
    due = (messages.c.state == "waiting") & (messages.c.next_at <= now)
    wanted = sa.select(messages).where(due).order_by(messages.c.next_at, messages.c.id).limit(1)
    row = connection.execute(wanted.with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    same = messages.c.id == row.id
    connection.execute(messages.update().where(same).values(tries=row.tries + 1, next_at=now + CLAIM))
    return _message(row, tries=row.tries + 1)


def note_sent(connection: Connection, message: str, now: datetime) -> None:
    """It went out; it is never claimed again."""
    same = messages.c.id == message
    connection.execute(messages.update().where(same).values(state="sent", sent_at=now, fault=""))


def note_failed(connection: Connection, message: Message, now: datetime, fault: str) -> None:
    """It did not go out: try again later, each time waiting longer; after the last try give up, visibly."""
    state = "failed" if message.tries >= MOST_TRIES else "waiting"
    later = now + min(timedelta(seconds=15) * 2**message.tries, LONGEST_WAIT)
    changed = messages.update().where(messages.c.id == message.id, messages.c.state == "waiting")
    connection.execute(changed.values(state=state, next_at=later, fault=fault[:300]))


def try_again(connection: Connection, message: str, now: datetime) -> None:
    """Somebody mended what was wrong: send it now, with all its tries before it."""
    stuck = messages.update().where(messages.c.id == message, messages.c.state != "sent")
    connection.execute(stuck.values(state="waiting", tries=0, next_at=now))


def set_right(connection: Connection, now: datetime) -> int:
    """Take up what a clock that was ahead has put off; how many rows that were."""
    put_off = bring_back(connection, now, LONGEST_WAIT, messages.c.next_at, messages.c.sent_at)
    return put_off + bring_back(connection, now, timedelta(0), erased.c.at)


def newest(connection: Connection, limit: int = 100, state: str | None = None) -> list[Message]:
    """The outbox, the newest first."""
    wanted = sa.select(messages).order_by(messages.c.made_at.desc(), messages.c.id.desc()).limit(limit)
    rows = connection.execute(wanted.where(messages.c.state == state) if state else wanted)
    return [_message(row) for row in rows]


def get(connection: Connection, message: str) -> Message | None:
    row = connection.execute(sa.select(messages).where(messages.c.id == message)).first()
    return _message(row) if row else None


def counts(connection: Connection) -> dict[str, int]:
    """How many messages stand where."""
    rows = connection.execute(sa.select(messages.c.state, sa.func.count()).group_by(messages.c.state))
    return {"waiting": 0, "sent": 0, "failed": 0} | {row[0]: int(row[1]) for row in rows}


def forget_sent(connection: Connection, now: datetime) -> None:
    """Delete what went out so long ago that nobody asks for it any more."""
    connection.execute(messages.delete().where(messages.c.state == "sent", messages.c.sent_at < now - KEPT))


def _message(row: sa.Row[Any], tries: int | None = None) -> Message:
    mail = Mail(**{name: getattr(row, name) for name in Mail.__dataclass_fields__})
    tried = row.tries if tries is None else tries
    return Message(row.id, mail, row.made_at, row.state, tried, row.next_at, row.sent_at, row.fault)


def forget(connection: Connection, about: str, now: datetime) -> None:
    """Remove every mail about something, also files of them: names and addresses stand in them."""
    gone = messages.delete().where(messages.c.about == about).returning(messages.c.id)
    for message in connection.execute(gone).scalars().all():
        put(connection, erased, {"id": message, "at": now})


def erased_since(connection: Connection, at: datetime) -> list[str]:
    """Mails that were erased lately: whoever laid one into a folder takes it away."""
    return list(connection.execute(sa.select(erased.c.id).where(erased.c.at >= at)).scalars())


def forget_erased(connection: Connection, now: datetime) -> None:
    """Every process has taken its files away long since."""
    connection.execute(erased.delete().where(erased.c.at < now - ERASED_KEPT))
