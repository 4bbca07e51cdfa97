"""Which account at the provider belongs to which member of staff.

A provider's own id for somebody never changes hands (`iss` and `sub`, OpenID Connect Core 5.7); a sign-in
name or a mail address does. So a name opens an account at its first use only, and from then on the id does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from desk.engine import Moment, insert_new, metadata

identities = sa.Table(
    "staff_identities",
    metadata,
    sa.Column("issuer", sa.String(500), primary_key=True),
    sa.Column("subject", sa.String(255), primary_key=True),
    sa.Column("staff", sa.String(64), sa.ForeignKey("staff.id"), nullable=False, index=True),
    sa.Column("told", sa.String(200), nullable=False),  # what the provider calls them, for people to read
    sa.Column("linked_at", Moment, nullable=False),
    sa.Column("used_at", Moment, nullable=False),
    sa.UniqueConstraint("issuer", "staff"),  # of one provider a member has one account
)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody's account at a provider, and whose it is here."""

    issuer: str
    subject: str
    staff: str
    told: str
    linked_at: datetime
    used_at: datetime


def owner(connection: Connection, issuer: str, subject: str) -> str | None:
    """The id of the member whose account this is; None: nobody's yet."""
    mine = _is(issuer, subject)
    found = connection.execute(sa.select(identities.c.staff).where(mine)).scalar_one_or_none()
    return None if found is None else str(found)


def of_member(connection: Connection, staff_id: str) -> list[Identity]:
    """A member's accounts at providers, the one used last first."""
    wanted = sa.select(identities).where(identities.c.staff == staff_id)
    return [Identity(*row) for row in connection.execute(wanted.order_by(identities.c.used_at.desc()))]


def link(connection: Connection, issuer: str, subject: str, staff_id: str, told: str, now: datetime) -> bool:
    """Say whose account this is; False when it is somebody's, or the member has another one there."""
    values = {"issuer": issuer, "subject": subject, "staff": staff_id, "told": told}
    return insert_new(connection, identities, values | {"linked_at": now, "used_at": now})


def note_use(connection: Connection, issuer: str, subject: str, told: str, now: datetime) -> None:
    """An account was used; `told` is what the provider calls it now."""
    mine = _is(issuer, subject)
    connection.execute(identities.update().where(mine).values(told=told, used_at=now))


def unlink(connection: Connection, staff_id: str) -> list[str]:
    """The member's accounts at providers are theirs no more; what those were called."""
    mine = identities.c.staff == staff_id
    return list(connection.execute(identities.delete().where(mine).returning(identities.c.told)).scalars())


def _is(issuer: str, subject: str) -> sa.ColumnElement[bool]:
    return (identities.c.issuer == issuer) & (identities.c.subject == subject)
