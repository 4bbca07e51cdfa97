"""Which account at the provider belongs to which member of staff, and the sign-ins of consoles under way.

A provider's own id for somebody never changes hands (`iss` and `sub`, OpenID Connect Core 5.7); a sign-in
name or a mail address does. So a name opens an account at its first use only, and from then on the id does.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from desk import feed
from desk.engine import Json, Moment, insert_new, metadata, put
from desk.people.store import known_sites, lock_everywhere
from desk.staff.store import token_digest

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

# Signing a console in, between the provider's yes and the console's coming for it. Only digests of secrets.
console_sign_ins = sa.Table(
    "console_sign_ins",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True),  # of what this browser keeps
    sa.Column("staff", sa.String(64), sa.ForeignKey("staff.id"), nullable=False),
    sa.Column("site", sa.String(64), nullable=False),
    sa.Column("redirect_uri", sa.String(100), nullable=False),
    sa.Column("state", sa.String(100), nullable=False),
    sa.Column("challenge", sa.String(64), nullable=False),
    sa.Column("code", sa.String(64), unique=True),  # of the code; null until its owner said yes
    sa.Column("expires_at", Moment, nullable=False),
)
# What this desk offers its consoles, for sites that are yet to come.
offers = sa.Table(
    "sign_on_offers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("body", Json, nullable=False),
)
THE_OFFER = 1
FEED_KIND = "sign_on"


@dataclass(frozen=True, slots=True)
class ConsoleSignIn:
    """As whom a console at which site is to be signed in, and how it is told (`common.console_sign_on`)."""

    staff: str
    site: str
    redirect_uri: str
    state: str
    challenge: str
    expires_at: datetime


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


def begin_console(connection: Connection, wanted: ConsoleSignIn, now: datetime) -> str:
    """A secret for the browser whose owner is asked next; forgets those that took too long."""
    secret = secrets.token_urlsafe(32)
    connection.execute(console_sign_ins.delete().where(console_sign_ins.c.expires_at < now))
    values = {name: getattr(wanted, name) for name in ConsoleSignIn.__slots__}
    connection.execute(console_sign_ins.insert().values(values | {"digest": token_digest(secret)}))
    return secret


def asked_console(connection: Connection, secret: str, now: datetime) -> ConsoleSignIn | None:
    """What this browser's owner is asked; None when nothing is, any more."""
    c = console_sign_ins.c
    mine = (c.digest == token_digest(secret)) & c.code.is_(None) & (c.expires_at > now)
    columns = [c[name] for name in ConsoleSignIn.__slots__]
    row = connection.execute(sa.select(*columns).where(mine)).one_or_none()
    return None if row is None else ConsoleSignIn(*row)


def give_code(connection: Connection, secret: str, now: datetime, until: datetime) -> str | None:
    """The code for which a console gets its sign-in until then; None when there is nothing to say yes to."""
    c = console_sign_ins.c
    code = secrets.token_urlsafe(32)
    mine = (c.digest == token_digest(secret)) & c.code.is_(None) & (c.expires_at > now)
    changed = console_sign_ins.update().where(mine).values(code=token_digest(code), expires_at=until)
    return code if connection.execute(changed.returning(c.digest)).first() is not None else None


def drop_console(connection: Connection, secret: str) -> None:
    """Its owner said no."""
    mine = console_sign_ins.c.digest == token_digest(secret)
    connection.execute(console_sign_ins.delete().where(mine))


def take_code(connection: Connection, code: str) -> ConsoleSignIn | None:
    """What a code was given for. It is worth nothing from here on, whoever brought it and whatever else."""
    c = console_sign_ins.c
    columns = [c[name] for name in ConsoleSignIn.__slots__]
    taken = console_sign_ins.delete().where(c.code == token_digest(code)).returning(*columns)
    row = connection.execute(taken).one_or_none()
    return None if row is None else ConsoleSignIn(*row)


def offer_to_sites(connection: Connection, body: dict[str, Any]) -> None:
    """Tell every site what its consoles are offered, where that is news; keep it for new sites."""
    lock_everywhere(connection)
    put(connection, offers, {"id": THE_OFFER, "body": body})
    for site in known_sites(connection):
        if feed.body_of(connection, site, FEED_KIND, FEED_KIND) != body:
            feed.publish(connection, site, FEED_KIND, FEED_KIND, body)


def tell_site(connection: Connection, site: str) -> None:
    """Put what consoles are offered into the feed of a site that is new."""
    body = connection.execute(sa.select(offers.c.body)).scalar_one_or_none()
    if body is not None:
        feed.publish(connection, site, FEED_KIND, FEED_KIND, body)
